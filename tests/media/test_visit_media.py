"""Two and three peers through the server: whose picture and voice arrives where."""

from __future__ import annotations

from server.media.server import boottime_ns
from tests.media.clients import Client, Grey, Tone, serving, until
from tests.media.impaired import FAIR, Relay, Weather


async def test_two_peers_see_and_hear_each_other(loopback) -> None:
    async with serving() as server:
        patient, nurse = Client(), Client()
        for client, grey, loudness in ((patient, 60, 2000), (nurse, 200, 8000)):
            client.send(Tone(loudness), Grey(grey))
            client.receive(audio=5, video=4)
        a = await patient.join(server, "visit 1", "patient")
        b = await nurse.join(server, "visit 1", "nurse")
        assert len(a.slot_mids("audio")) == 5
        assert len(a.slot_mids("video")) == 4

        for sink, source in ((a, b), (b, a)):
            sink.bind("audio", 0, source, "microphone")
            sink.bind("video", 0, source, "camera")

        picture, voice = patient.shown[a.slot_mids("video")[0]], patient.shown[a.slot_mids("audio")[0]]
        await until(lambda: picture.shows(200), "the patient sees the nurse's grey")
        await until(lambda: voice.frames > 50 and max(voice.values) > 5000, "the patient hears the nurse")
        other = nurse.shown[b.slot_mids("video")[0]]
        await until(lambda: other.frames > 10 and other.shows(60), "the nurse sees the patient's grey")
        assert patient.shown[a.slot_mids("video")[1]].frames == 0

        counts = server.take_counts()
        assert set(counts) == {"visit 1"}
        pairs = {(one.source, one.sink, one.track): one for one in counts["visit 1"]}
        assert set(pairs) == {
            (source, sink, track)
            for source, sink in (("patient", "nurse"), ("nurse", "patient"))
            for track in ("microphone", "camera")
        }
        one = pairs["nurse", "patient", "microphone"]
        assert one.packets > 40
        assert one.first_ns < one.gap_end_ns <= one.last_ns
        assert 0 < one.gap_ns < 2_000_000_000

        assert server.stats()["packet_errors"] == 0
        await patient.close()
        await until(lambda: a.state == "closed", "the patient's end is noticed")
        assert patient.states == ["connected", "closed"]
        await nurse.close()


async def test_what_a_bad_network_loses_is_sent_again_each_way(loopback) -> None:
    """Loss, disorder and duplicates on both ways of one of two aiortc peers, then nothing at all, then all again."""
    async with serving() as server:
        patient, nurse = Client(), Client()
        relay = Relay(("127.0.0.1", server.port), seed=5)
        patient.send(Tone(2000), Grey(60))
        nurse.send(Tone(8000), Grey(200))
        for client in (patient, nurse):
            client.receive(audio=1, video=1)
        a = await patient.join(server, "visit", "patient", relay.through)
        b = await nurse.join(server, "visit", "nurse")
        for sink, source in ((a, b), (b, a)):
            sink.bind("audio", 0, source, "microphone")
            sink.bind("video", 0, source, "camera")
        seen = [patient.shown[a.slot_mids("video")[0]], nurse.shown[b.slot_mids("video")[0]]]
        heard = [patient.shown[a.slot_mids("audio")[0]], nurse.shown[b.slot_mids("audio")[0]]]

        async def goes_on(frames: int) -> None:
            before = [shown.frames for shown in seen + heard]
            await until(
                lambda: all(one.frames >= was + frames for one, was in zip(seen + heard, before, strict=True)),
                "both see and hear each other",
            )

        await goes_on(5)
        up = a.publications["camera"].reception
        resent = server.stats()["resent"]
        relay.weather(Weather(loss=0.1, delay=0.01, jitter=0.03, duplicate=0.05))
        await until(lambda: up.missing, "the server misses packets of the patient")
        await until(lambda: server.stats()["resent"] > resent + 3, "the server sends again what the patient missed")
        await goes_on(15)
        relay.cut()
        await until(lambda: boottime_ns() - a.last_media_ns() > 300_000_000, "nothing comes any more")
        relay.cut(False)
        relay.weather(FAIR)
        await goes_on(15)
        assert relay.up.lost > 3
        assert relay.down.lost > 3
        assert server.stats()["packet_errors"] == 0
        assert a.state == b.state == "connected"
        relay.close()
        await patient.close()
        await nurse.close()


async def test_a_peer_that_also_offers_a_data_channel_gets_its_media_back(loopback) -> None:
    async with serving() as server:
        client = Client()
        client.send(Tone(3000), Grey(90), direction="sendrecv")
        client.pc.createDataChannel("chat")
        connection = server.loop(owner="tester", offer=await client.offer(), on_state=client.states.append)
        await client.accept(connection)
        await until(lambda: any(shown.shows(90) for shown in client.shown.values()), "the own grey comes back")
        await client.close()
