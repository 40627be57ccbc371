"""The picture beside the table of `bench.media`: two groups of bars, plain SVG."""

from collections.abc import Sequence

WIDTH, BAR, GAP, LABEL = 720, 18, 6, 210
COLOURS = ("#0b6e4f", "#b45309", "#2a9d8f", "#7c9885", "#888888", "#9d4edd")


def draw(results: Sequence[dict[str, object]]) -> str:
    """CPU for a packet and the delay's median, for 4 and 20 clients."""
    shown = [result for result in results if result["clients"] in (4, 20) and result["server"] != "aiortc MediaRelay"]
    colour = {
        name: COLOURS[i % len(COLOURS)] for i, name in enumerate(dict.fromkeys(str(r["server"]) for r in results))
    }
    parts: list[str] = []
    top = 0
    for title, key in (
        ("CPU for a forwarded packet, µs", "cpu_us_per_packet"),
        ("Delay of an audio packet, median, ms", "delay_ms_p50"),
    ):
        top += 30
        parts.append(f'<text x="0" y="{top}" font-weight="bold">{title}</text>')
        top += 12
        largest = max((float(str(result[key])) for result in shown), default=1.0) or 1.0
        for result in sorted(shown, key=lambda one: int(str(one["clients"]))):
            value = float(str(result[key]))
            length = (WIDTH - LABEL - 60) * value / largest
            name = str(result["server"])
            parts.append(f'<text x="0" y="{top + 14}">{name}, {result["clients"]}</text>')
            parts.append(f'<rect x="{LABEL}" y="{top}" width="{length:.1f}" height="{BAR}" fill="{colour[name]}"/>')
            parts.append(f'<text x="{LABEL + length + 6:.1f}" y="{top + 14}">{value:g}</text>')
            top += BAR + GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 10}" width="{WIDTH}" height="{top + 10}" '
        'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>'
    )
    return head + "".join(parts) + "</svg>\n"
