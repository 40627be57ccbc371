"""What a browser received over a span of time, as it counts itself (W3C webrtc-stats: `RTCInboundRtpStreamStats`)."""

from tests.e2e.chromium import Window

RATE = 48_000
"""Samples a second of a voice."""


async def counted(window: Window) -> dict[str, float]:
    found: dict[str, float] = await window.page.evaluate("() => __readers.inbound()")
    return found


def between(before: dict[str, float], after: dict[str, float], seconds: float) -> dict[str, float]:
    """What one browser received meanwhile: of the picture the width (0: nobody sends it any more), of the voice seconds a minute."""

    def more(name: str) -> float:
        return max(0.0, after[name] - before[name])

    voices = more("samples") / RATE / seconds  # as many as were received at a time
    minutes = seconds * max(voices, 0.01) / 60
    moving = more("frames") / seconds
    return {
        "width": int(after["width"]) if moving >= 1 else 0,
        "frames_per_s": round(moving, 1),
        "frozen_percent": round(100 * more("frozen") / seconds, 1),
        "gap_s": round(more("silent") / RATE / minutes, 2),
        "made_up_s": round(more("concealed") / RATE / minutes, 1),
    }
