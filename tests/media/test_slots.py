"""What arrives in a slot while its source changes, packet by packet."""

from __future__ import annotations

import itertools
from contextlib import asynccontextmanager

import pytest

from server.media.outgoing import AGAIN_NS, LOSSY, REPEATS
from server.media.reception import NACK_TRIES
from server.media.server import MediaServer, boottime_ns
from tests.media.clients import serving, until
from tests.media.raw import AUDIO_TYPE, DELTA, KEY, VIDEO_TYPE, RawPeer, vp8

pytestmark = pytest.mark.usefixtures("either_way")

SENDS = [("audio", "sendonly"), ("video", "sendonly")]
RECEIVES = [("audio", "recvonly"), ("video", "recvonly")]
VOICE, PICTURE = "0", "1"


@asynccontextmanager
async def three_peers(**wishes):
    """Two senders (SSRCs 1000+ and 2000+) and one receiver in one scope."""
    async with serving(**wishes) as server:
        a, b, sink = RawPeer(server), RawPeer(server), RawPeer(server)
        first = await a.join(server, "visit", "a", SENDS, ssrcs={0: 1000, 1: 1001})
        second = await b.join(server, "visit", "b", SENDS, ssrcs={0: 2000, 1: 2001})
        seat = await sink.join(server, "visit", "sink", RECEIVES)
        try:
            yield server, (a, first), (b, second), (sink, seat)
        finally:
            for peer in (a, b, sink):
                await peer.close()


async def arrived(sink: RawPeer, mid: str, count: int) -> None:
    await until(lambda: len(sink.of(mid)) >= count, f"{count} packets in slot {mid}")


async def read(server: MediaServer, peer: RawPeer, packet: bytes) -> None:
    """Send an RTCP packet, and return when it has been dealt with."""
    received = server.stats()["datagrams_received"]
    peer.send_rtcp(packet)
    await until(lambda: server.stats()["datagrams_received"] > received, "read")


def asked_for_key(peer: RawPeer, ssrc: int) -> int:
    """How many PLIs for this SSRC have come."""
    return sum(
        getattr(p, "fmt", 0) == 1 and getattr(p, "media_ssrc", 0) == ssrc for p in peer.rtcp if hasattr(p, "fci")
    )


async def test_a_slot_stays_one_stream_over_a_b_nothing_a() -> None:
    async with three_peers() as (server, (a, first), (b, second), (sink, seat)):
        # Each source has its own numbers: A's sequence is about to wrap, B's picture ids are far away.
        numbers = {id(a): [65530, 4_294_960_000, 5000], id(b): [17, 99, 32760]}

        async def play(peer: RawPeer, ssrc: int, frames: list[bytes]) -> None:
            for frame in frames:
                sequence, timestamp, picture = numbers[id(peer)]
                before = len(sink.of(PICTURE))
                peer.send(ssrc, sequence, timestamp & 0xFFFFFFFF, vp8(picture & 0x7FFF, frame), VIDEO_TYPE)
                numbers[id(peer)] = [sequence + 1, timestamp + 3000, picture + 1]
                if frame is KEY or before:
                    await arrived(sink, PICTURE, before + 1)

        seat.bind("video", 0, first, "camera")
        await play(a, 1001, [KEY, DELTA, DELTA, DELTA, DELTA, DELTA, DELTA, DELTA])
        seat.bind("video", 0, second, "camera")
        await play(b, 2001, [KEY, DELTA, DELTA])
        seat.bind("video", 0, None, "camera")
        seat.bind("video", 0, first, "camera")
        await play(a, 1001, [KEY, DELTA])

        packets = sink.of(PICTURE)
        assert len(packets) == 13
        assert {packet.ssrc for packet in packets} == {sink.slots[PICTURE]}
        steps = {(y.sequence_number - x.sequence_number) & 0xFFFF for x, y in itertools.pairwise(packets)}
        assert steps == {1}
        forward = [(y.timestamp - x.timestamp) & 0xFFFFFFFF for x, y in itertools.pairwise(packets)]
        assert all(0 < step < 90_000 * 20 for step in forward)
        pictures = [(p.payload[2] & 0x7F) << 8 | p.payload[3] for p in packets]
        assert {(y - x) & 0x7FFF for x, y in itertools.pairwise(pictures)} == {1}
        assert server.stats()["packet_errors"] == 0


async def test_a_new_picture_begins_with_a_key_frame_that_is_asked_for_until_it_comes() -> None:
    async with three_peers() as (_, (a, first), _b, (sink, seat)):
        a.send(1001, 1, 0, vp8(1, KEY), VIDEO_TYPE)
        await until(lambda: first.last_media_ns(), "the source is heard")
        assert asked_for_key(a, 1001) == 0  # nobody looks yet
        seat.bind("video", 0, first, "camera")
        await until(lambda: asked_for_key(a, 1001) == 1, "the binding asks at once")
        for sequence in range(2, 12):
            a.send(1001, sequence, sequence * 3000, vp8(sequence, DELTA), VIDEO_TYPE)
        await until(lambda: asked_for_key(a, 1001) >= 3, "… and again while none comes")
        assert sink.of(PICTURE) == []
        a.send(1001, 12, 36000, vp8(12, KEY), VIDEO_TYPE)
        await until(lambda: len(sink.of(PICTURE)) == 1, "the key frame is shown")
        count = asked_for_key(a, 1001)
        a.send(1001, 13, 39000, vp8(13, DELTA), VIDEO_TYPE)
        await until(lambda: len(sink.of(PICTURE)) == 2, "what follows is shown")
        assert asked_for_key(a, 1001) == count

        seat.bind("video", 0, None, "camera")
        seat.bind("video", 0, first, "camera")
        await until(lambda: asked_for_key(a, 1001) > count, "the next binding asks anew")
        seat.bind("video", 0, None, "camera")
        await until(lambda: not first.publications["camera"].key_wanted, "nobody looks: nobody asks")


async def test_a_key_frame_is_asked_for_when_the_sink_can_take_it_not_before() -> None:
    async with three_peers() as (server, (a, first), _b, _sink):
        a.send(1001, 1, 0, vp8(1, KEY), VIDEO_TYPE)
        await until(lambda: first.last_media_ns(), "the source is heard")
        late = RawPeer(server)
        try:
            seat = late.introduce(server, "visit", "late", RECEIVES)
            seat.bind("video", 0, first, "camera")
            a.send(1001, 2, 3000, vp8(2, DELTA), VIDEO_TYPE)
            await until(lambda: first.publications["camera"].reception.numbers[1] == 2, "what came is looked at")
            assert asked_for_key(a, 1001) == 0  # what came of it could not be sent
            late.check()
            await late.handshake(seat)
            await until(lambda: asked_for_key(a, 1001) == 1, "asked as soon as it can be sent")
            a.send(1001, 3, 6000, vp8(3, KEY), VIDEO_TYPE)
            await arrived(late, PICTURE, 1)
        finally:
            await late.close()


async def test_a_storm_of_requests_reaches_the_source_as_one() -> None:
    async with three_peers() as (server, (a, first), _b, (sink, seat)):
        a.send(1001, 1, 0, vp8(1, KEY), VIDEO_TYPE)
        await until(lambda: first.last_media_ns(), "the source is heard")
        seat.bind("video", 0, first, "camera")
        await until(lambda: asked_for_key(a, 1001) == 1, "the binding asks")
        a.send(1001, 2, 3000, vp8(2, KEY), VIDEO_TYPE)
        await until(lambda: len(sink.of(PICTURE)) == 1, "shown")
        slot = sink.slots[PICTURE].to_bytes(4, "big")
        pli = bytes((0x81, 206, 0, 2)) + (7).to_bytes(4, "big") + slot
        fir = bytes((0x84, 206, 0, 4)) + (7).to_bytes(4, "big") + bytes(4) + slot + bytes((1, 0, 0, 0))
        began, received = server.stats()["key_frames_asked"], server.stats()["datagrams_received"]
        for _ in range(100):
            sink.send_rtcp(pli)
            sink.send_rtcp(fir)
        await until(lambda: server.stats()["datagrams_received"] >= received + 200, "all requests have been read")
        await until(lambda: server.stats()["key_frames_asked"] > began, "one is passed on")
        assert server.stats()["key_frames_asked"] <= began + 3


async def test_a_lost_packet_is_sent_again_to_a_sink_and_asked_for_at_a_source() -> None:
    async with three_peers() as (server, (a, first), _b, (sink, seat)):
        seat.bind("video", 0, first, "camera")
        a.send(1001, 1, 0, vp8(1, KEY), VIDEO_TYPE)
        a.send(1001, 2, 3000, vp8(2, DELTA), VIDEO_TYPE)
        a.send(1001, 5, 9000, vp8(4, DELTA), VIDEO_TYPE)  # 3 and 4 are lost on the way up
        await until(lambda: len(sink.of(PICTURE)) == 3, "what came is forwarded")

        def lost() -> list[int]:
            return [n for p in a.rtcp if getattr(p, "fmt", 0) == 1 and hasattr(p, "lost") for n in p.lost]

        await until(lambda: lost()[:2] == [3, 4], "the source is asked for both")
        a.send(1001, 3, 3000, vp8(2, DELTA, begins=False), VIDEO_TYPE)
        a.send(1001, 4, 6000, vp8(3, DELTA), VIDEO_TYPE)
        await until(lambda: len(sink.of(PICTURE)) == 5, "late packets take their own places")
        numbers = [p.sequence_number for p in sink.of(PICTURE)]
        assert [(n - numbers[0]) & 0xFFFF for n in numbers] == [0, 1, 4, 2, 3]

        before = len(sink.raw)
        wanted = numbers[1]
        nack = bytes((0x81, 205, 0, 3)) + (7).to_bytes(4, "big") + sink.slots[PICTURE].to_bytes(4, "big")
        sink.send_rtcp(nack + wanted.to_bytes(2, "big") + bytes(2))
        await until(lambda: server.stats()["resent"] == 1, "the packet is found in the history")
        await until(lambda: "replayed" in sink.rtcp, "the very same protected packet comes again")
        assert len(sink.raw) > before
        received = server.stats()["datagrams_received"]
        for _ in range(5):
            sink.send_rtcp(nack + ((wanted + 3000) & 0xFFFF).to_bytes(2, "big") + bytes(2))
        await until(lambda: server.stats()["datagrams_received"] >= received + 5, "read")
        assert server.stats()["resent"] == 1  # what was never sent cannot be sent again

        # A peer that says it loses much gets each repeat twice: a lost repeat costs another round trip.
        replayed = sink.rtcp.count("replayed")
        block = sink.slots[PICTURE].to_bytes(4, "big") + bytes((13, 0, 0, 1)) + bytes(16)
        sink.send_rtcp(bytes((0x81, 201, 0, 7)) + (7).to_bytes(4, "big") + block)
        await until(lambda: seat.slots["video"][0].lost > 0.04, "the report is read")
        sink.send_rtcp(nack + numbers[2].to_bytes(2, "big") + bytes(2))
        await until(lambda: sink.rtcp.count("replayed") == replayed + 2, "it comes twice")
        assert server.stats()["resent"] == 2


async def test_requests_for_everything_again_and_again_have_only_so_much_repeated() -> None:
    later = [0]
    began = boottime_ns()
    async with three_peers(now_ns=lambda: began + later[0]) as (server, (a, first), _b, (sink, seat)):
        seat.bind("video", 0, first, "camera")
        for number in range(1, 101):
            a.send(1001, number, number * 3000, vp8(number, KEY if number == 1 else DELTA), VIDEO_TYPE)
        await until(lambda: len(sink.of(PICTURE)) == 100, "a hundred packets are shown")
        begin = sink.of(PICTURE)[0].sequence_number
        entries = b"".join(((begin + at) & 0xFFFF).to_bytes(2, "big") + b"\xff\xff" for at in range(0, 100, 17))
        head = bytes((0x81, 205)) + (2 + len(entries) // 4).to_bytes(2, "big") + (7).to_bytes(4, "big")
        for _ in range(12):
            later[0] += 2 * AGAIN_NS
            await read(server, sink, head + sink.slots[PICTURE].to_bytes(4, "big") + entries)
        assert 500 <= server.stats()["resent"] <= REPEATS


async def test_where_much_is_lost_each_request_is_made_twice() -> None:
    async with three_peers() as (_server, (a, first), _b, (sink, seat)):
        seat.bind("video", 0, first, "camera")
        first.uplink._lost = 2 * LOSSY
        a.send(1001, 1, 0, vp8(1, KEY), VIDEO_TYPE)
        a.send(1001, 4, 9000, vp8(4, DELTA), VIDEO_TYPE)  # 2 and 3 never come
        await until(lambda: len(sink.of(PICTURE)) == 2, "what came is forwarded")
        asked = [n for n in (2, 3) for _ in range(2 * NACK_TRIES)]
        await until(
            lambda: (
                sorted(n for p in a.rtcp if getattr(p, "fmt", 0) == 1 and hasattr(p, "lost") for n in p.lost) == asked
            ),
            "twice as many requests as tries",
        )
        await until(lambda: not first.publications["camera"].reception.missing, "and then no more")


async def test_a_frame_that_claims_more_than_1920_pixels_goes_nowhere() -> None:
    async with three_peers() as (server, (a, first), _b, (sink, seat)):
        seat.bind("video", 0, first, "camera")
        huge = b"\x10\x02\x00\x9d\x01\x2a\xff\x3f\xff\x3f" + bytes(400)
        a.send(1001, 1, 0, vp8(1, huge), VIDEO_TYPE, marker=False)
        a.send(1001, 2, 0, vp8(1, bytes(400), begins=False), VIDEO_TYPE)
        a.send(1001, 3, 3000, vp8(2, DELTA), VIDEO_TYPE)
        await until(lambda: server.stats()["oversize_frames"] == 1, "seen")
        a.send(1001, 4, 6000, vp8(3, KEY), VIDEO_TYPE)
        await until(lambda: len(sink.of(PICTURE)) == 1, "a sane key frame is shown")
        assert sink.of(PICTURE)[0].payload[6:] == KEY


async def test_payload_types_are_the_sinks_and_extensions_stay_behind() -> None:
    async with serving() as server:
        a, sink = RawPeer(server), RawPeer(server)
        first = await a.join(server, "visit", "a", SENDS)  # declares no SSRC: the mid extension tells
        seat = await sink.join(server, "visit", "sink", RECEIVES, types=(63, 45))
        seat.bind("audio", 0, first, "microphone")
        seat.bind("video", 0, first, "camera")
        a.send(555, 9, 960, b"opus", AUDIO_TYPE, mid="0")
        a.send(556, 9, 960, vp8(1, KEY), VIDEO_TYPE, mid="1")
        await until(lambda: sink.of(VOICE) and sink.of(PICTURE), "both arrive")
        voice, picture = sink.of(VOICE)[0], sink.of(PICTURE)[0]
        assert (voice.payload_type, picture.payload_type) == (63, 45)
        assert voice.payload == b"opus"
        assert voice.extensions.mid is None
        await a.close()
        await sink.close()


async def test_sound_with_pauses_keeps_its_numbers_and_is_counted_with_its_largest_gap() -> None:
    async with three_peers() as (server, (a, first), _b, (sink, seat)):
        seat.bind("audio", 0, first, "microphone")
        for sequence in range(5):  # discontinuous transmission: timestamps jump, numbers do not
            a.send(1000, sequence, sequence * 19200, b"voice", AUDIO_TYPE)
            await arrived(sink, VOICE, sequence + 1)
        stamps = [p.timestamp for p in sink.of(VOICE)]
        assert {(y - x) & 0xFFFFFFFF for x, y in itertools.pairwise(stamps)} == {19200}
        (one,) = server.take_counts()["visit"]
        assert (one.source, one.sink, one.track, one.packets) == ("a", "sink", "microphone", 5)
        assert one.first_ns <= one.gap_end_ns - one.gap_ns < one.gap_end_ns <= one.last_ns
        assert server.take_counts() == {}


async def test_sender_reports_follow_the_slots_own_clock() -> None:
    async with three_peers() as (_, (a, first), _b, (sink, seat)):
        seat.bind("audio", 0, first, "microphone")
        a.send(1000, 1, 48_000, b"voice", AUDIO_TYPE)
        await until(lambda: sink.of(VOICE), "forwarded")
        when = 3_900_000_000 << 32
        sr = bytes((0x80, 200, 0, 6)) + (1000).to_bytes(4, "big") + when.to_bytes(8, "big")
        a.send_rtcp(sr + (96_000).to_bytes(4, "big") + bytes(8))
        await until(lambda: any(hasattr(p, "sender_info") for p in sink.rtcp), "a report comes")
        report = next(p for p in sink.rtcp if hasattr(p, "sender_info"))
        assert report.ssrc == sink.slots[VOICE]
        assert report.sender_info.packet_count == 1
        # One second after the packet in the source's clock is one second after it in the slot's.
        assert (report.sender_info.rtp_timestamp - sink.of(VOICE)[0].timestamp) & 0xFFFFFFFF == 48_000
        await until(lambda: any(getattr(r, "lsr", 0) for p in a.rtcp for r in getattr(p, "reports", [])), "answered")
        block = next(r for p in a.rtcp for r in getattr(p, "reports", []) if r.lsr)
        assert block.lsr == (when >> 16) & 0xFFFFFFFF


async def test_who_only_listens_to_somebody_silent_knows_that_the_way_carries() -> None:
    async with three_peers() as (_server, (_a, first), _, (sink, seat)):
        seat.bind("audio", 0, first, "microphone")

        def empty() -> int:
            return sum(getattr(p, "reports", None) == [] and not hasattr(p, "sender_info") for p in sink.rtcp)

        await until(lambda: empty() >= 2, "reports on nothing come, one after the other")
        assert sink.rtp == []


async def test_a_voice_is_told_what_its_worst_off_listener_misses_and_a_picture_is_not() -> None:
    async with three_peers() as (server, (a, first), _, (sink, seat)):
        for kind, track in (("audio", "microphone"), ("video", "camera")):
            seat.bind(kind, 0, first, track)
        for mid, (ssrc, payload, form) in {
            VOICE: (1000, b"voice", AUDIO_TYPE),
            PICTURE: (1001, vp8(1, KEY), VIDEO_TYPE),
        }.items():
            a.send(ssrc, 1, 1, payload, form)
            await arrived(sink, mid, 1)
            block = sink.slots[mid].to_bytes(4, "big") + bytes((51,)) + bytes(19)
            await read(server, sink, bytes((0x81, 201, 0, 7)) + bytes(4) + block)
        a.rtcp.clear()

        def told() -> dict[int, int]:
            return {r.ssrc: r.fraction_lost for p in a.rtcp for r in getattr(p, "reports", [])}

        await until(lambda: {1000, 1001} <= told().keys(), "reports on both come")
        assert told() == {1000: 51, 1001: 0}
