"""The compiled way of a packet does what the one in Python does, byte for byte."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Any

import pylibsrtp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp import Policy, Session

from server.media import rtcp
from server.media.arrivals import Arrivals
from server.media.downlink import Downlink
from server.media.egress import Egress
from server.media.frames import read_h264, read_vp8
from server.media.meter import Meter
from server.media.native.build import build
from server.media.native.library import Library
from server.media.native.outgoing import NativeOutgoing
from server.media.native.peer import NativeArrivals, NativeDownlink, NativePeer
from server.media.native.socket import NativeSocket
from server.media.outgoing import Outgoing
from server.media.server import MediaServer
from server.media.session import Session as MediaSession
from server.media.srtp import Srtp
from server.media.udp import UdpSocket
from tests.media.clients import serving, until
from tests.media.raw import AUDIO_TYPE, DELTA, KEY, VIDEO_TYPE, RawPeer, vp8

SECOND = 1_000_000_000


payloads = st.one_of(
    st.binary(max_size=40),
    st.builds(vp8, st.integers(0, 0x7FFF), st.sampled_from([KEY, DELTA]), st.integers(0, 255), st.booleans()),
    st.builds(
        lambda head, rest: head + rest, st.sampled_from([b"\x90\x80\x05", b"\x90\x40\x07"]), st.binary(max_size=30)
    ),
)


@given(payloads)
@settings(max_examples=1000)
def test_payloads_are_told_apart_alike(compiled: Library, payload: bytes) -> None:
    frame = compiled.ffi.new("struct vm_frame *")
    common = compiled.lib.vm_read_vp8(payload, len(payload), frame)
    read = read_vp8(payload, 0, len(payload))
    assert bool(common) == (read is not None and not read.key)
    if common and read is not None:
        shape = frame.picture_at, bool(frame.picture_wide), frame.picture, frame.tl0_at, frame.tl0
        assert shape == read[2:]
    other = read_h264(payload, 0, len(payload))
    if compiled.lib.vm_read_h264(payload, len(payload)):
        assert other is not None
        assert not other.key


def keys() -> Srtp:
    policy = Policy(bytes(range(30)), Policy.SSRC_ANY_OUTBOUND)
    return Srtp(Session(policy))


def streams(found: Library, transport: int, repair: dict[int, int]) -> list[Outgoing]:
    """The same stream both ways."""
    made: list[Outgoing] = []
    for kind, native in ((Outgoing, None), (NativeOutgoing, NativePeer(found))):
        egress = Egress(native)
        egress.consent_until_ns = 1 << 62
        egress.open(keys())
        made.append(kind(egress, 7, 90000, (65000, 4_294_900_000, 32000), True, transport, repair, (9, 100)))
    return made


@pytest.mark.parametrize("transport", [0, 5])
@pytest.mark.parametrize("repair", [{}, {96: 97}])
def test_streams_are_written_alike(compiled: Library, transport: int, repair: dict[int, int]) -> None:
    chance = random.Random(transport)
    both = streams(compiled, transport, repair)
    meter = Meter()
    for number, stream in enumerate(both):
        stream.tally = meter.hold("visit", "a", str(number), "camera")
    path = UdpSocket("127.0.0.1", 0)
    sequence, timestamp, now = 65_500, 4_294_967_000, SECOND
    try:
        for _ in range(2000):
            sequence += chance.choice([1, 1, 1, 2, 5, -1, -3, 4000])
            timestamp += chance.choice([0, 3000])
            now += chance.randrange(1, 40_000_000)
            if chance.random() < 0.02:
                for stream in both:
                    stream.release()
            payload = vp8(sequence * 2 & 0x7FFF, DELTA[: chance.randrange(5, len(DELTA))], sequence & 0xFF)
            if chance.random() < 0.05:
                payload = payload + bytes(1900)
            frame = read_vp8(payload, 0, len(payload))
            written = []
            for stream in both:
                size = stream.write(
                    path,
                    memoryview(payload),
                    0,
                    len(payload),
                    0x80,
                    96,
                    sequence & 0xFFFF,
                    timestamp & 0xFFFFFFFF,
                    frame,
                    now,
                )
                written.append(bytes(path.tx.data[:size]))
            assert written[0] == written[1]
            wanted = chance.randrange(1 << 16)
            assert both[0].kept(wanted) == both[1].kept(wanted)
        last = int.from_bytes(written[0][2:4], "big")
        assert both[0].kept(last) == both[1].kept(last)
        assert [both[0].packets, both[0].octets, both[0].timestamp_shift, both[0].bound] == [
            both[1].packets, both[1].octets, both[1].timestamp_shift, both[1].bound,
        ]  # fmt: skip
        first, second = sorted(meter.take()["visit"], key=lambda count: count.sink)
        assert (first.packets, first.bytes, first.gap_ns) == (second.packets, second.bytes, second.gap_ns)
    finally:
        path.close()


def test_addresses_are_found_whatever_was_forgotten_between(compiled: Library) -> None:
    chance = random.Random(1)
    socket = NativeSocket("127.0.0.1", 0, compiled)
    peers: dict[bytes, Any] = {}
    names = [chance.randbytes(16) for _ in range(300)]
    try:
        for _ in range(5000):
            name = chance.choice(names)
            if chance.random() < 0.5:
                peer = NativePeer(compiled)
                peers[name] = peer
                socket.place(name, peer, peer.native)
            else:
                peers.pop(name, None)
                socket.unplace(name)
            asked = chance.choice(names)
            found = compiled.lib.vm_find(compiled.ffi.addressof(socket.native.peers), asked)
            assert found == (peers[asked].native if asked in peers else compiled.ffi.NULL)
    finally:
        socket.close()


async def watched(server: MediaServer) -> tuple[RawPeer, RawPeer, MediaSession, MediaSession]:
    """One who sends a voice and a picture, and one who gets both."""
    a, sink = RawPeer(server), RawPeer(server)
    source = await a.join(server, "visit", "a", [("audio", "sendonly"), ("video", "sendonly")], ssrcs={0: 7, 1: 8})
    seat = await sink.join(server, "visit", "sink", [("audio", "recvonly"), ("video", "recvonly")])
    seat.bind("audio", 0, source, "microphone")
    seat.bind("video", 0, source, "camera")
    return a, sink, source, seat


@pytest.mark.usefixtures("settled")
async def test_what_is_settled_needs_no_python_until_something_changes(compiled: Library) -> None:
    async with serving() as server:
        a, sink, source, seat = await watched(server)

        async def play(sequence: int, frame: bytes) -> None:
            before = len(sink.of("0")), len(sink.of("1"))
            a.send(7, sequence, sequence * 960, b"word", AUDIO_TYPE)
            a.send(8, sequence, sequence * 3000, vp8(sequence, frame), VIDEO_TYPE)
            await until(lambda: (len(sink.of("0")), len(sink.of("1"))) == (before[0] + 1, before[1] + 1), "both arrive")

        def by_c() -> int:
            return server.stats()["datagrams_forwarded_by_c"]

        await play(1, KEY)
        assert by_c() == 0
        await play(2, DELTA)
        assert by_c() == 2
        await play(3, KEY)  # decrypted by C, judged by Python
        assert by_c() == 3
        assert source.publications["camera"].reception.highest == 3
        seat.bind("audio", 0, None, "microphone")
        a.send(7, 4, 4 * 960, b"secret", AUDIO_TYPE)
        a.send(8, 4, 4 * 3000, vp8(4, DELTA), VIDEO_TYPE)
        await until(lambda: len(sink.of("1")) == 4, "the picture goes on")
        assert len(sink.of("0")) == 3
        counts = {count.track: count for count in server.take_counts()["visit"]}
        assert (counts["microphone"].packets, counts["camera"].packets) == (3, 4)
        source.close()
        a.send(8, 5, 5 * 3000, vp8(5, DELTA), VIDEO_TYPE)
        await until(lambda: server.stats()["datagrams_of_strangers"] == 1, "nobody's packet")
        assert server.stats()["packet_errors"] == 0


def test_the_sources_compile_without_a_warning(compiled: Library, tmp_path: Path) -> None:
    assert build(tmp_path).parent == tmp_path


def test_arrivals_are_told_of_alike(compiled: Library) -> None:
    chance = random.Random(2)
    both = Arrivals(), NativeArrivals(compiled)
    down, fast = Downlink(), NativePeer(compiled).downlink
    sequence, now = 65_000, SECOND
    for _ in range(400):
        for _ in range(chance.choice([0, 1, 5, 30, 200])):
            sequence += chance.choice([1, 1, 1, 1, 1, 1, 2, 4, -2])
            if chance.random() < 0.001:
                sequence += chance.choice([700, 5000, -5000])
            now += chance.choice([1000, 300_000, 90_000_000])
            for one in both:
                one.note(sequence & 0xFFFF, now)
        told = [one.feedback(1, 2) for one in both]
        assert told[0] == told[1]
        for _ in range(200):
            size = chance.randrange(100, 1200)
            assert down.number(size, now) == fast.number(size, now)
        if told[0] is not None:
            # What was told is told back of what was sent, about where that stands.
            packet = told[0][:12] + ((down.sequence - chance.randrange(400)) & 0xFFFF).to_bytes(2, "big") + told[0][14:]
            cut = packet[: chance.choice([len(packet), len(packet), chance.randrange(len(packet))])]
            if chance.random() < 0.1:  # the first packet came before the reference time, which is the first there is
                cut = cut[:16] + bytes(3) + cut[19:20] + b"\xd0\x00" + b"\xff\x00" + cut[24:]
            down.hear_packet(cut, now)
            fast.hear_packet(cut, now)
            assert all(
                getattr(down, name) == getattr(fast, name)
                for name in (
                    "allowed",
                    "_came",
                    "_bytes",
                    "_lost_now",
                    "_fastest",
                    "told",
                    "oldest_ns",
                    "_newest",
                    "_newest_delay",
                )
            )
            assert down.pushback.patience_ns == fast.pushback.patience_ns


def feedback_part(words: list[bytes]) -> bytes:
    """One RTCP packet that is feedback by its head."""
    return b"\x8f\xcd" + len(words).to_bytes(2, "big") + b"".join(words)


rtcp_parts = st.lists(
    st.one_of(
        st.sampled_from([rtcp.receiver_report(5), rtcp.nack(5, 6, [7]), rtcp.picture_loss(5, 6)]),
        st.builds(feedback_part, st.lists(st.binary(min_size=4, max_size=4), max_size=6)),
        st.binary(max_size=12),
    ),
    max_size=4,
)


@given(rtcp_parts)
@settings(max_examples=500)
def test_only_feedback_is_taken_for_feedback(compiled: Library, parts: list[bytes]) -> None:
    data = b"".join(parts)
    if compiled.lib.vm_only_feedback(data, len(data)):
        assert all(isinstance(message, rtcp.Arrived) for message in rtcp.read(data))
    elif data and all(part[:2] in (b"\x8f\xcd", b"\x80\xc9") and len(part) >= 8 for part in parts):
        assert any(int.from_bytes(part[2:4], "big") * 4 + 4 != len(part) for part in parts)


def grown(downlink: NativeDownlink, to: int) -> bool:
    """Whether feedback told of so many packets by now, and no more."""
    return downlink._came == to


async def test_feedback_of_a_known_reporter_needs_no_python(compiled: Library) -> None:
    async with serving() as server:
        a = RawPeer(server)
        source = await a.join(server, "visit", "a", [("audio", "sendonly")], ssrcs={0: 7})
        a.send(7, 1, 960, b"word", AUDIO_TYPE)
        await until(lambda: source.last_media_ns() > 0, "settled")
        downlink, arrivals = source.egress.downlink, Arrivals()
        assert isinstance(downlink, NativeDownlink)
        socket = source.egress.socket
        assert isinstance(socket, NativeSocket)
        for turn in range(3):  # from ten packets on they are judged, and counted anew
            before = downlink._came
            numbers = [downlink.number(100, SECOND) for _ in range(3)]
            for number in numbers:
                arrivals.note(number, (turn + 1) * SECOND)
            told = arrivals.feedback(5, 7)
            assert told is not None
            a.send_rtcp(rtcp.receiver_report(5) + told)
            await until(partial(grown, downlink, before + 3), "it was counted")
        assert socket.reports == 2  # Python has to hear of a reporter first
        downlink.probing(1)
        arrivals.note(downlink.number(100, SECOND), 9 * SECOND)
        told = arrivals.feedback(5, 7)
        assert told is not None
        a.send_rtcp(told)
        await until(lambda: not downlink._probe[1], "a probe is judged by Python")
        assert socket.reports == 2
        await a.close()


async def test_whatever_an_authenticated_peer_sends_stays_in_its_place(compiled: Library) -> None:
    chance = random.Random(3)
    async with serving() as server:
        a, sink, source, seat = await watched(server)
        a.send(8, 1, 1, vp8(1, KEY), VIDEO_TYPE)
        await until(lambda: sink.of("1"), "settled")
        sequence = 1

        async def read(count: int) -> None:
            await until(lambda: server.stats()["datagrams_received"] >= count, "all of it was read")

        for _ in range(30):
            before, sent = server.stats()["datagrams_received"], 0
            for _ in range(60):
                sequence += chance.choice([1, 1, 1, 2])
                first = 0x80 | chance.choice([0, 0, 0x10, 0x20, 0x30, chance.randrange(64)])
                ssrc, kind = chance.choice([(7, AUDIO_TYPE), (8, VIDEO_TYPE), (8, VIDEO_TYPE), (7, VIDEO_TYPE)])
                head = bytes((first, kind | chance.choice([0, 0x80]))) + (sequence & 0xFFFF).to_bytes(2, "big")
                head += chance.randbytes(4) + ssrc.to_bytes(4, "big")
                body = chance.choice(
                    [b"", chance.randbytes(chance.randrange(60)), vp8(1, DELTA)[: chance.randrange(12)]]
                )
                extension = b"\xbe\xde" + chance.choice([b"\0\0", b"\0\1", b"\0\4"]) + chance.randbytes(16)
                packet = head + chance.choice([b"", extension]) + body
                try:
                    a.put(a._dtls._tx_srtp.protect(packet))
                except pylibsrtp.Error:  # the sender's own library refuses it
                    continue
                sent += 1
            await read(before + sent)
            if source.state == "closed":
                break  # it was over a limit
        assert seat.state == "connected"
        assert server.stats()["packet_errors"] == 0
        await a.close()
        await sink.close()
