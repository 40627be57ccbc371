"""Real Chromium gets its own media back, and two of them meet."""

from __future__ import annotations

from typing import Any

import pytest

from tests.media.browsers import accept, chromium, eventually, offer
from tests.media.clients import Client, Grey, Tone, serving, until

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("codec", ["video/VP8", "video/H264"])
async def test_a_browser_gets_its_own_media_back_at_full_size(codec: str) -> None:
    async with serving() as server, chromium() as page:
        states: list[str] = []
        text = await offer(page, direction="sendrecv", audioSlots=0, videoSlots=0, codec=codec)
        connection = server.loop(owner="tester", offer=text, on_state=states.append)
        assert "a=candidate:1 1 udp 2130706431 127.0.0.1" in connection.answer
        await accept(page, connection.answer)

        def full(found: dict[str, Any]) -> bool:
            video, sound = found["in"].get("1", {}), found["in"].get("0", {})
            return bool(
                video.get("frameWidth") == 640
                and video.get("framesPerSecond", 0) >= 28
                and found["seen"].get("1", {}).get("frames", 0) > 60
                and sound.get("packetsReceived", 0) > 100
                # The estimate has left its start of 300 kbit/s; where it ends depends on the encoder and how busy the machine is.
                and found["out"]["video"]["targetBitrate"] >= 350_000
            )

        found = await eventually(page, full, "640x480 at 30 frames a second comes back")
        assert found["in"]["1"]["packetsLost"] == 0
        assert states == ["connected"]
        assert server.take_counts() == {}
        assert server.stats()["packet_errors"] == 0
        connection.close()
        await until(lambda: states == ["connected", "closed"], "the loop is closed")


async def test_the_visit_clients_offer_is_served_and_a_switch_shows_the_new_picture(loopback) -> None:
    async with serving() as server, chromium() as page:
        text = await offer(page, direction="sendonly", audioSlots=5, videoSlots=4)
        browser = server.connect(scope="visit", owner="patient", offer=text, on_state=lambda _: None)
        await accept(page, browser.answer)
        nurse = Client()
        nurse.send(Tone(), Grey(100))
        nurse.receive(audio=1, video=1)
        peer = await nurse.join(server, "visit", "nurse")
        peer.bind("video", 0, browser, "camera")
        peer.bind("audio", 0, browser, "microphone")
        picture, voice = nurse.shown[peer.slot_mids("video")[0]], nurse.shown[peer.slot_mids("audio")[0]]
        await until(lambda: picture.frames > 10 and voice.frames > 10, "the nurse sees and hears the browser")

        mid = browser.slot_mids("video")[0]
        browser.bind("video", 0, peer, "camera")
        browser.bind("audio", 0, peer, "microphone")
        await eventually(page, lambda f: f["seen"].get(mid, {}).get("width") == 160, "the browser shows the nurse")
        # From the nurse to the browser's own camera: another size proves that the new picture decodes in the same slot.
        browser.bind("video", 0, browser, "camera")
        await eventually(page, lambda f: f["seen"][mid]["width"] == 640, "the slot shows the browser's own camera")
        browser.bind("video", 0, None, "camera")
        browser.bind("video", 0, peer, "camera")
        found = await eventually(
            page,
            # Statistics may be 50 ms older than what is painted.
            lambda f: f["seen"][mid]["width"] == 160 and f["in"][mid]["keyFramesDecoded"] >= 3,
            "… and the nurse again",
        )
        assert found["in"][mid]["packetsLost"] == 0
        # The reports that reach the browser put sound and picture on one clock (lip-sync).
        await eventually(
            page,
            lambda f: all(f["in"][m].get("estimatedPlayoutTimestamp") for m in (mid, browser.slot_mids("audio")[0])),
            "sender reports reach the browser",
        )
        await nurse.close()
