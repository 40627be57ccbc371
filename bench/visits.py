"""What a visit costs when it is the only one, and when there are forty.

    python -m bench.visits [SECONDS [VISITS…]]      1, 5, 10, 20 and 40 unless told; writes bench/results/DATE-visits.md

Visits of two see and hear each other; the server is on core 0, the clients are on core 1. A line through the figures says what the
next visit costs, and what the process costs however few there are: waking a core for a packet that comes alone.
"""

import json
import os
import statistics
import sys
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.media import SERVER_CORE, free_port, load, running
from bench.report import RESULTS, machine

VISITS = (1, 5, 10, 20, 40)


def switches(pid: int) -> int:
    """How often a process has gone to sleep so far."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("voluntary_ctxt")).split()[1])


def measure(visits: int, seconds: float) -> dict[str, float]:
    """So many visits of two."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "bench.media_server", str(port)], f"{url}/stats") as pid:
        result = load("visit", f"{url}/visit", 2 * visits, seconds, pid)
        slept = switches(pid)
        with urllib.request.urlopen(f"{url}/stats") as answer:
            stats = json.load(answer)
    figures = {name: float(str(result[name])) for name in ("returned_per_s", "returned_share", "server_cores")}
    return {
        "visits": visits,
        **figures,
        "cpu_us_per_packet": float(str(result["cpu_us_per_packet"])),
        "percent_of_core_per_visit": round(100 * figures["server_cores"] / visits, 3),
        "sleeps_per_packet": round(slept / max(1, stats["forwarded"]), 3),
        "system_calls_per_packet": round(stats["system_calls"] / max(1, stats["forwarded"]), 3),
        "delay_ms_p50": float(str(result["delay_ms_p50"])),
        "delay_ms_p99": float(str(result["delay_ms_p99"])),
    }


def line(results: Sequence[dict[str, float]]) -> tuple[float, float, float]:
    """What each visit costs and what the process costs without any, percent of a core, by least squares; and by how much of a visit's
    cost the farthest point is off the line, percent of that point."""
    shares = [100 * result["server_cores"] for result in results]
    slope, intercept = statistics.linear_regression([result["visits"] for result in results], shares)
    off = max(
        abs(share - intercept - slope * result["visits"]) / share for share, result in zip(shares, results, strict=True)
    )
    return slope, intercept, 100 * off


def main(seconds: float, visits: Sequence[int]) -> None:
    """Measure one after the other, and write."""
    load_average = os.getloadavg()[0]
    results = []
    for count in visits:
        results.append(measure(count, seconds))
        print(json.dumps(results[-1]), flush=True)
    slope, intercept, off = line(results)
    day = datetime.now(UTC).date().isoformat()
    names = list(results[0])
    lines = [
        f"# What a visit costs, {day}",
        "",
        f"{machine()}. Server on core {SERVER_CORE}; load average before the runs: {load_average:.2f}.",
        "",
        "| " + " | ".join(name.replace("_", " ") for name in names) + " |",
        "|" + "---|" * len(names),
        *("| " + " | ".join(f"{result[name]:g}" for name in names) + " |" for result in results),
        "",
        f"- By least squares a visit costs {slope:.2f} % of a core and the process {intercept:.1f} % however few there are; the farthest"
        f" figure is {off:.0f} % off that line.",
        "- A packet that comes alone wakes the process alone: *sleeps per packet* says how often that was so. With more visits packets come"
        " together, and each costs less; no visit costs more because there are others.",
        "- CPU is user and system time of the whole process over the packets that came back; sleeps and system calls are since its start.",
        "",
    ]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{day}-visits.md").write_text("\n".join(lines))


if __name__ == "__main__":
    given = sys.argv[1:]
    main(float(given[0]) if given else 10, [int(one) for one in given[1:]] or VISITS)
