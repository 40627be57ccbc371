"""Real Chromium sends its camera in two layers; its own slot shows the one that a narrow way down carries, and the other again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.media.browsers import accept, chromium, eventually, figures, offer
from tests.media.clients import serving, until
from tests.media.impaired import FAIR, Relay, Weather

pytestmark = [pytest.mark.browser, pytest.mark.long]
LAYERS = [
    {"rid": "h", "maxBitrate": 1_500_000},
    {"rid": "l", "maxBitrate": 150_000, "scaleResolutionDownBy": 2},
]


async def test_the_larger_layer_gives_way_to_the_smaller_and_comes_back() -> None:
    async with serving() as server, chromium() as page:
        relay = Relay(("127.0.0.1", server.port))
        text = await offer(page, direction="sendonly", audioSlots=1, videoSlots=1, codec="video/VP8", layers=LAYERS)
        states: list[str] = []
        session = server.connect(scope="visit", owner="a", offer=text, on_state=states.append)
        await accept(page, relay.through(session.answer))
        session.bind("audio", 0, session, "microphone")
        session.bind("video", 0, session, "camera")
        mid = session.slot_mids("video")[0]

        def shows(width: int) -> Callable[[dict[str, Any]], bool]:
            return lambda found: found["seen"].get(mid, {}).get("width") == width

        await eventually(page, shows(640), "the larger layer is shown")
        assert session.sends == "high"

        relay.weather(down=Weather(rate=300_000))
        await eventually(page, shows(320), "the smaller layer is shown")
        assert session.receives == "low"
        before = (await figures(page))["in"][mid]
        await eventually(
            page, lambda found: found["in"][mid]["framesDecoded"] > before["framesDecoded"] + 60, "it flows"
        )

        relay.weather(down=FAIR)
        after = await eventually(page, shows(640), "the larger layer is shown again")
        assert after["in"][mid]["pliCount"] <= before["pliCount"] + 1, "turning is no fault to the decoder"
        await until(lambda: session.receives == "high", "so it is told")
        assert states == ["connected"]
        assert server.stats()["packet_errors"] == 0
        relay.close()
