"""Real Chromium on a bad network: what is lost is sent again, and a new address needs no word."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from server.media import arrivals
from server.media.server import MediaServer
from tests.media.browsers import accept, chromium, eventually, figures, offer
from tests.media.clients import serving, until
from tests.media.impaired import FAIR, Relay, Weather

pytestmark = pytest.mark.browser


def shown(found: dict[str, Any]) -> int:
    return int(found["in"].get("1", {}).get("framesDecoded", 0))


async def more(page: Page, frames: int = 60) -> dict[str, Any]:
    """The picture goes on for that many frames from now."""
    before = shown(await figures(page))
    return await eventually(page, lambda found: shown(found) >= before + frames, "the picture goes on")


def retransmitted(found: dict[str, Any]) -> int:
    return int(found["out"]["video"].get("retransmittedPacketsSent", 0))


async def test_a_picture_outlives_loss_a_new_address_and_a_dead_network() -> None:
    async with serving() as server, chromium() as page:
        relay = Relay(("127.0.0.1", server.port))
        states: list[str] = []
        text = await offer(page, direction="sendrecv", audioSlots=0, videoSlots=0, codec="video/VP8")
        connection = server.loop(owner="tester", offer=text, on_state=states.append)
        await accept(page, relay.through(connection.answer))
        await more(page)

        # One packet in ten is lost each way, some come twice, some late: both sides send again what the other misses.
        relay.weather(Weather(loss=0.1, delay=0.01, jitter=0.005, duplicate=0.02))
        await eventually(page, lambda found: retransmitted(found) > 3, "the browser sends again")
        await until(lambda: server.stats()["resent"] > 3, "the server sends again")
        await more(page)

        # Another network: the browser says nothing, its packets come from elsewhere.
        relay.weather(FAIR)
        moves = path_moves(server)
        relay.move()
        await until(lambda: path_moves(server) > moves, "the path has moved")
        await more(page)

        # Nothing passes until the browser itself has noticed, then everything does.
        relay.cut()
        stands = await eventually(page, lambda found: found["state"] == "disconnected", "the browser notices")
        relay.cut(False)
        found = await eventually(page, lambda found: shown(found) >= shown(stands) + 60, "the picture is back")
        assert found["state"] == "connected"
        assert states == ["connected"]
        assert server.stats()["packet_errors"] == 0
        relay.close()


@pytest.mark.long
async def test_a_browser_without_transport_wide_feedback_is_told_what_it_may_send() -> None:
    """REMB (draft-alvestrand-rmcat-remb-03): the way up takes 400 kbit/s, and the browser sends no more; both ways recover."""
    async with serving() as server, chromium() as page:
        relay = Relay(("127.0.0.1", server.port))
        text = await offer(page, direction="sendrecv", audioSlots=0, videoSlots=0, codec="video/VP8")
        text = "".join(
            line for line in text.splitlines(keepends=True) if "transport-cc" not in line and arrivals.URI not in line
        )
        connection = server.loop(owner="tester", offer=text, on_state=lambda _: None)
        assert connection.ingress.arrivals is None
        assert "goog-remb" in connection.answer
        await accept(page, relay.through(connection.answer))
        camera = connection.publications["camera"]
        await until(lambda: camera.rate > 700_000, "the whole picture is sent")

        relay.weather(up=Weather(rate=400_000))
        await until(lambda: camera.bandwidth.allowed < 400_000, "less is allowed")
        await eventually(page, lambda found: found["out"]["video"]["targetBitrate"] < 400_000, "less is sent")
        await more(page)
        relay.weather(FAIR)
        await until(lambda: camera.rate > 700_000, "the whole picture is sent again")
        relay.close()


def path_moves(server: MediaServer) -> int:
    return server.stats()["path_moves"]


async def test_the_same_arrivals_meet_the_same_weather() -> None:
    fates = []
    for _ in range(2):
        relay = Relay(("127.0.0.1", 9), seed=7)
        relay.weather(Weather(loss=0.3, delay=0.1, jitter=0.2, duplicate=0.1, rate=1_000_000))
        fates.append([relay.up.due(1000, at / 100) for at in range(200)])
        relay.close()
    assert fates[0] == fates[1]
    assert 30 < sum(not fate for fate in fates[0]) < 90
    assert any(len(fate) == 2 for fate in fates[0])
