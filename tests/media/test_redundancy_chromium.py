"""Real Chromium sends sound with its last packets in it where its page prefers that, and hears it."""

from __future__ import annotations

import pytest

from tests.media.browsers import accept, chromium, eventually, offer
from tests.media.clients import Client, serving, until

pytestmark = pytest.mark.browser


async def test_a_browser_sends_it_and_both_kinds_of_listeners_hear_one_voice(loopback) -> None:
    async with serving() as server, chromium() as page:
        text = await offer(page, direction="sendonly", audioSlots=1, videoSlots=0)
        browser = server.connect(scope="visit", owner="patient", offer=text, on_state=lambda _: None)
        opus_first = "UDP/TLS/RTP/SAVPF 111 63\r\n"
        assert browser.answer.count(opus_first) == 2
        await accept(page, browser.answer.replace(opus_first, "UDP/TLS/RTP/SAVPF 63 111\r\n"))
        nurse = Client()  # aiortc knows no such packets
        nurse.receive(audio=1)
        peer = await nurse.join(server, "visit", "nurse")
        peer.bind("audio", 0, browser, "microphone")
        browser.bind("audio", 0, browser, "microphone")
        voice, mid = nurse.shown[peer.slot_mids("audio")[0]], browser.slot_mids("audio")[0]
        await until(lambda: voice.frames > 100 and max(voice.values) > 500, "the nurse hears the browser's tone")
        found = await eventually(
            page, lambda f: f["in"].get(mid, {}).get("packetsReceived", 0) > 100, "and so does the browser itself"
        )
        assert found["in"][mid]["packetsLost"] == 0
        assert found["in"][mid]["totalAudioEnergy"] > 0
        # The last packet of each is in the next: what the browser is sent is about twice what the nurse is.
        whole, newest = browser.slots["audio"][0].outgoing, peer.slots["audio"][0].outgoing
        assert 1.6 < (whole.octets / whole.packets) / (newest.octets / newest.packets) < 2.4
        assert server.stats()["unreadable_sound"] == server.stats()["packet_errors"] == 0
        await nurse.close()
