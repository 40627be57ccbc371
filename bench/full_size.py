"""How soon a browser sends its whole picture: from the answer to 640x480 at 30 frames a second, by its own statistics."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from playwright.async_api import Page

from bench.report import Figure
from tests.media.browsers import accept, chromium, figures, offer
from tests.media.clients import serving

TIMES = 10
GIVE_UP_S = 30.0


async def full_size() -> Figure:
    """A fresh Chromium each time, against the device-check loop: nothing is remembered of the last connection's speed.

    Taken is the end of the first second in which 28 or more whole pictures left and the last of them came back, so a
    figure is never under a second.
    """
    values = []
    for _ in range(TIMES):
        async with serving() as server, chromium() as page:
            text = await offer(page, direction="sendrecv", audioSlots=0, videoSlots=0, codec="video/VP8")
            connection = server.loop(owner="bench", offer=text, on_state=lambda _: None)
            await accept(page, connection.answer)
            values.append(await _whole_second(page))
            connection.close()
    return Figure("answer → 640×480 at 30 a second is sent, and comes back", values, bar="≤ 3 s")


async def _whole_second(page: Page) -> float:
    """Milliseconds from the answer to the end of that second."""
    sent: deque[tuple[float, int]] = deque()
    deadline = time.monotonic() + GIVE_UP_S
    while time.monotonic() < deadline:
        found = await figures(page)
        video, back = found["out"].get("video", {}), found["in"].get("1", {})
        if (video.get("frameWidth"), video.get("frameHeight")) != (640, 480) or back.get("frameWidth") != 640:
            sent.clear()
        else:
            sent.append((found["since"], video["framesSent"]))
            while sent[-1][0] - sent[0][0] > 1000:
                start, frames = sent.popleft()
                if sent[-1][1] - frames >= 28 and sent[-1][0] - start < 1100:
                    return float(sent[-1][0])
        await asyncio.sleep(0.03)
    raise AssertionError(f"no full picture within {GIVE_UP_S} s")
