"""RTCP written here is read by aiortc, and any bytes are read here."""

from __future__ import annotations

from typing import Any

from aiortc.rtp import RtcpPacket, unpack_remb_fci
from hypothesis import given
from hypothesis import strategies as st

from server.media import rtcp
from server.media.reception import NACK_EVERY_NS, NACK_TRIES, Reception

MS = 1_000_000


def parsed_by_aiortc(packet: bytes) -> list[Any]:
    return list(RtcpPacket.parse(packet))


ssrcs = st.integers(0, 0xFFFFFFFF)


@given(ssrcs, ssrcs, st.sets(st.integers(0, 0xFFFF), min_size=1, max_size=60))
def test_what_is_asked_for_again_is_read_as_asked(sender: int, ssrc: int, wanted: set[int]) -> None:
    packet = rtcp.receiver_report(sender) + rtcp.nack(sender, ssrc, sorted(wanted))
    _, parsed = parsed_by_aiortc(packet)
    assert set(parsed.lost) == wanted
    (own,) = rtcp.read(packet)
    assert isinstance(own, rtcp.Nack)
    assert (own.ssrc, set(own.sequences)) == (ssrc, wanted)


@given(ssrcs, st.lists(ssrcs, min_size=1, max_size=3), st.integers(30_000, 10_000_000))
def test_a_bitrate_is_read_within_its_precision(sender: int, sources: list[int], rate: int) -> None:
    (parsed,) = parsed_by_aiortc(rtcp.remb(sender, sources, rate))
    read, named = unpack_remb_fci(parsed.fci)
    assert named == sources
    assert rate * 0.9999 <= read <= rate


@given(ssrcs, st.integers(0, (1 << 64) - 1), ssrcs, st.integers(0, 1 << 40), st.text("abc0123", min_size=1, max_size=9))
def test_a_sender_report_keeps_its_clock_and_its_name(ssrc: int, ntp: int, stamp: int, count: int, name: str) -> None:
    packet = rtcp.sender_report(ssrc, ntp, stamp, count, count, name.encode())
    report, names = parsed_by_aiortc(packet)
    assert (report.sender_info.ntp_timestamp, report.sender_info.rtp_timestamp) == (ntp, stamp)
    assert report.sender_info.packet_count == count & 0xFFFFFFFF
    assert names.chunks[0].items == [(1, name.encode())]
    assert list(rtcp.read(packet)) == [rtcp.SenderReport(ssrc, ntp, stamp)]


def test_requests_for_key_frames_are_read_in_both_forms() -> None:
    packet = rtcp.receiver_report(1) + rtcp.picture_loss(1, 77) + rtcp.full_intra(1, 78, 300)
    assert list(rtcp.read(packet)) == [rtcp.KeyFrameRequest(77), rtcp.KeyFrameRequest(78)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_an_exception(data: bytes) -> None:
    list(rtcp.read(data))
    for kind in range(200, 208):
        if len(data) > 4:
            list(rtcp.read(data[:1] + bytes((kind,)) + data[2:]))


def test_a_report_block_tells_loss_and_the_last_report() -> None:
    stream = Reception(90000, recovers=True)
    for sequence in (65534, 65535, 0, 2, 3):  # one of six is lost, over the wrap
        stream.receive(sequence, 0, sequence)
    stream.sender_report(0x1234_5678_9ABC_DEF0, 0)
    stream.sender_report(0x1234_5678_9ABC_DEF0, 1_000 * MS)
    packet = rtcp.receiver_report(5, [stream.block(9, 1_500 * MS)])
    (block,) = parsed_by_aiortc(packet)[0].reports
    assert (block.ssrc, block.packets_lost, block.fraction_lost) == (9, 1, 42)
    assert block.highest_sequence == 65536 + 3
    assert (block.lsr, block.dlsr) == (0x5678_9ABC, 32768)
    assert stream.lossy == 1 / 6
    (message,) = rtcp.read(packet)
    assert message == rtcp.LossReport(9, 42 / 256)


@given(st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=200))
def test_report_blocks_can_be_written_whatever_came(sequences: list[int]) -> None:
    stream = Reception(48000, recovers=True)
    for place, sequence in enumerate(sequences):
        stream.receive(sequence, sequence * 7919 & 0xFFFFFFFF, place * MS)
        assert len(stream.block(1, place * MS)) == 24
        assert 0 <= stream.lossy <= 1
        assert len(stream.missing) <= 128


def test_lost_packets_are_asked_for_until_they_come_or_hope_is_gone() -> None:
    stream = Reception(90000, recovers=True)
    stream.receive(10, 0, 0)
    assert not stream.unasked
    stream.receive(14, 0, MS)
    assert stream.unasked
    stream.receive(12, 0, MS)  # it was only disorder
    now = 3 * MS
    assert stream.wanted(now) == [11, 13]
    assert not stream.unasked
    assert stream.wanted(now + MS) == []
    stream.receive(11, 0, now + 2 * MS)
    for _ in range(NACK_TRIES - 1):
        now += NACK_EVERY_NS
        assert stream.wanted(now) == [13]
    assert not stream.overwhelmed
    assert stream.wanted(now + NACK_EVERY_NS) == []
    assert stream.overwhelmed


def test_a_hole_too_large_to_mend_is_left_to_a_key_frame() -> None:
    stream = Reception(90000, recovers=True)
    stream.receive(10, 0, 0)
    stream.receive(500, 0, MS)
    assert stream.overwhelmed
    assert stream.missing == {}
