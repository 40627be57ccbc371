"""Sound that brings its last packets along (RFC 2198): as it is to who knows it, the newest packet alone to who does not."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.media import redundancy
from server.media.native.library import library
from server.media.negotiation import plan
from server.media.redundancy import NOTHING, Blocks
from tests.media.clients import serving, until
from tests.media.offers import real_offers
from tests.media.raw import AUDIO_TYPE, RawPeer, offer_text
from tests.media.test_negotiation import answered

RED_TYPE = 63


def red(*blocks: bytes, kind: int = AUDIO_TYPE) -> bytes:
    """The oldest block first; each is 20 ms older than the next."""
    heads = b""
    for number, block in enumerate(blocks[:-1]):
        age = 960 * (len(blocks) - 1 - number)
        heads += bytes((0x80 | kind,)) + struct.pack("!I", age << 10 | len(block))[1:]
    return heads + bytes((kind,)) + b"".join(blocks)


def test_a_browsers_offer_of_it_is_taken_up_behind_opus() -> None:
    text = answered(plan(real_offers()[1]))
    assert text.count("UDP/TLS/RTP/SAVPF 111 63\r\n") == 2  # the microphone, and a slot for a voice
    assert text.count("a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n") == 2
    assert "red/90000" not in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a=fmtp:63 111/111\r\n", ""),
        ("a=fmtp:63 111/111", "a=fmtp:63 111/0"),
        ("a=fmtp:63 111/111", "a=fmtp:63 111"),
        ("red/48000/2", "red/8000"),
    ],
)
def test_what_repeats_something_else_is_not_taken_up(before: str, after: str) -> None:
    text = offer_text([("audio", "sendrecv")], redundant=RED_TYPE)
    assert plan(text).lines[0].codecs[0].redundant == RED_TYPE
    assert plan(text.replace(before, after)).lines[0].codecs[0].redundant == 0


def test_the_newest_block_is_found_behind_all_the_others() -> None:
    payload = red(b"the oldest", b"", b"older", b"new")
    blocks = redundancy.read(payload, 0, len(payload), AUDIO_TYPE)
    assert blocks == Blocks(3, len(payload) - 3)
    assert redundancy.read(red(b"alone"), 0, 6, AUDIO_TYPE) == Blocks(0, 1)
    assert redundancy.read(b"", 0, 0, AUDIO_TYPE) == NOTHING


PAYLOADS = st.one_of(
    st.binary(max_size=30),
    st.lists(st.binary(max_size=9), min_size=1, max_size=5).map(lambda blocks: red(*blocks)),
    st.tuples(st.lists(st.binary(max_size=9), min_size=1, max_size=5), st.integers(0, 60)).map(
        lambda made: red(*made[0])[: made[1]]
    ),
    st.tuples(st.binary(min_size=3, max_size=3), st.binary(max_size=9)).map(
        lambda made: bytes((0x80 | AUDIO_TYPE,)) + made[0] + bytes((AUDIO_TYPE,)) + made[1]
    ),
)


@given(PAYLOADS, st.integers(0, 127))
@settings(max_examples=1000)
def test_whatever_its_lengths_claim_it_is_read_within_its_bounds_and_alike(payload: bytes, other: int) -> None:
    blocks = redundancy.read(payload, 0, len(payload), AUDIO_TYPE)
    # What lies around it is another packet's: it must not matter.
    around = bytes([0xEF] * 7) + payload + bytes([0xEF] * 7)
    assert redundancy.read(around, 7, 7 + len(payload), AUDIO_TYPE) == blocks
    written = bytearray(payload)
    if blocks is not None:
        assert payload == b"" or blocks.newest_at < len(payload)
        redundancy.retype(written, 0, blocks, other)
        assert payload == b"" or redundancy.read(written, 0, len(written), other) == blocks
        assert written[blocks.newest_at :] == payload[blocks.newest_at :]
    found = library()
    if found is None:
        return
    native, ours = found.ffi.new("struct vm_blocks *"), found.ffi.new("uint8_t[]", payload)
    good = found.lib.vm_read_blocks(ours, len(payload), AUDIO_TYPE, native)
    assert ((native.older, native.newest_at) if good else None) == blocks
    if good:
        found.lib.vm_retype(ours, native, other)
        assert bytes(found.ffi.buffer(ours, len(payload))) == bytes(written)


@pytest.mark.usefixtures("either_way", "settled")
async def test_each_sink_gets_what_it_negotiated_and_one_voice_is_counted() -> None:
    async with serving() as server:
        a, knows, plain = RawPeer(server), RawPeer(server), RawPeer(server)
        source = await a.join(server, "visit", "a", [("audio", "sendonly")], redundant=RED_TYPE)
        # The receivers know the codecs by other numbers than the sender.
        one = await knows.join(server, "visit", "knows", [("audio", "recvonly")], types=(100, 96), redundant=101)
        two = await plain.join(server, "visit", "plain", [("audio", "recvonly")], types=(102, 96))
        for sink in (one, two):
            sink.bind("audio", 0, source, "microphone")

        def send(sequence: int, payload: bytes, kind: int = RED_TYPE) -> None:
            a.send(7, sequence, sequence * 960, payload, kind, mid="0")

        async def both(count: int) -> None:
            await until(lambda: (len(knows.of("0")), len(plain.of("0"))) == (count, count), f"{count} are there")

        voices = [f"voice {number}".encode() for number in range(6)]
        send(1, red(voices[0]))
        await both(1)
        for number in range(1, 4):
            send(number + 1, red(voices[number - 1], voices[number]))
            await both(number + 1)
        send(5, voices[4], AUDIO_TYPE)  # the sender goes back to plain Opus, with one stream and its numbers
        await both(5)
        send(6, red(voices[3], voices[4], voices[5]))
        await both(6)

        assert [packet.payload for packet in plain.of("0")] == voices
        assert {packet.payload_type for packet in plain.of("0")} == {102}
        assert [packet.payload_type for packet in knows.of("0")] == [101, 101, 101, 101, 100, 101]
        assert knows.of("0")[0].payload == red(voices[0], kind=100)
        assert knows.of("0")[2].payload == red(voices[1], voices[2], kind=100)
        assert knows.of("0")[4].payload == voices[4]
        assert knows.of("0")[5].payload == red(voices[3], voices[4], voices[5], kind=100)
        for peer in (knows, plain):
            assert [packet.timestamp - peer.of("0")[0].timestamp & 0xFFFFFFFF for packet in peer.of("0")] == [
                960 * step for step in range(6)
            ]

        # One voice and no more, whatever else the packets brought along; bytes are those that went to each.
        counts = {count.sink: count for count in server.take_counts()["visit"]}
        assert {count.packets for count in counts.values()} == {6}
        difference = sum(len(packet.payload) for packet in knows.of("0")) - sum(map(len, voices))
        assert counts["knows"].bytes - counts["plain"].bytes == difference
        assert source.publications["microphone"].reception.numbers[1] == 6
        if one.egress.native is not None:
            assert server.stats()["datagrams_forwarded_by_c"] == 5

        # Lengths that do not fit are nobody's sound.
        for number, wrong in enumerate(
            (b"\xef", red(voices[0], voices[1])[:7], red(voices[0], b""), red(b"x", kind=9))
        ):
            send(7 + number, wrong)
        await until(lambda: server.stats()["unreadable_sound"] == 4, "they go nowhere")
        send(11, red(voices[0]))
        await both(7)
        assert server.stats()["packet_errors"] == 0
        for peer in (a, knows, plain):
            await peer.close()
