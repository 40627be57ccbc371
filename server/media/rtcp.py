"""RTCP as bytes, both ways. Pure; reading is total, what cannot be read is left out.

RFC 3550 section 6, RFC 4585 (NACK, PLI), RFC 5104 (FIR), draft-alvestrand-rmcat-remb-03 (REMB).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

SR, RR, SDES, RTPFB, PSFB = 200, 201, 202, 205, 206
_NACK, _TRANSPORT, _PLI, _FIR, _AFB = 1, 15, 1, 4, 15

_head = struct.Struct("!BBH")
_sr = struct.Struct("!IQIII")
_two = struct.Struct("!II")


class SenderReport(NamedTuple):
    """A source says which timestamp its clock showed. `ntp` is 32.32 fixed point seconds since 1900."""

    ssrc: int
    ntp: int
    timestamp: int


class LossReport(NamedTuple):
    """A sink says what share (0 to 1) of a stream it missed since its last report."""

    ssrc: int
    lost: float


class KeyFrameRequest(NamedTuple):
    """PLI or FIR: a sink cannot show this stream."""

    ssrc: int


class Nack(NamedTuple):
    """A sink asks for packets again."""

    ssrc: int
    sequences: tuple[int, ...]


class Arrived(NamedTuple):
    """A sink says which packets came, and when (see `arrivals`)."""

    packet: bytes


Message = Arrived | SenderReport | LossReport | KeyFrameRequest | Nack


def read(data: bytes) -> Iterator[Message]:
    """What a compound packet says to a forwarding server; ends at the first part that is malformed."""
    at, size = 0, len(data)
    while at + 8 <= size:
        first, kind, words = _head.unpack_from(data, at)
        end = at + 4 + words * 4
        if first >> 6 != 2 or end > size:
            return
        count, body = first & 0x1F, at + 8
        if kind == SR and end - at >= 28:
            ssrc, ntp, timestamp, _, _ = _sr.unpack_from(data, at + 4)
            yield SenderReport(ssrc, ntp, timestamp)
            yield from _losses(data, at + 28, end, count)
        elif kind == RR:
            yield from _losses(data, body, end, count)
        elif kind == RTPFB and count == _NACK and end - at >= 16:
            yield Nack(int.from_bytes(data[body : body + 4], "big"), tuple(_nacked(data, body + 4, end)))
        elif kind == PSFB and count == _PLI and end - at >= 12:
            yield KeyFrameRequest(int.from_bytes(data[body : body + 4], "big"))
        elif kind == PSFB and count == _FIR:
            for entry in range(body + 4, end - 7, 8):
                yield KeyFrameRequest(int.from_bytes(data[entry : entry + 4], "big"))
        elif kind == RTPFB and count == _TRANSPORT:
            yield Arrived(data[at:end])
        at = end


def blocks(data: bytes) -> int:
    """How much a compound packet asks to be looked at: its parts, and the report blocks and entries in them."""
    at, size, found = 0, len(data), 0
    while at + 4 <= size:
        first, kind, words = _head.unpack_from(data, at)
        if at + 4 + words * 4 > size:
            break  # nobody reads it either
        found += 1
        if kind in (SR, RR, SDES):
            found += first & 0x1F
        elif kind in (RTPFB, PSFB) and first & 0x1F != _TRANSPORT:
            found += max(0, words - 2)
        at += 4 + words * 4
    return found


def _losses(data: bytes, at: int, end: int, count: int) -> Iterator[LossReport]:
    for block in range(at, min(end, at + count * 24) - 23, 24):
        yield LossReport(int.from_bytes(data[block : block + 4], "big"), data[block + 4] / 256)


def _nacked(data: bytes, at: int, end: int) -> Iterator[int]:
    for entry in range(at, min(end, at + 64 * 4) - 3, 4):
        first, mask = struct.unpack_from("!HH", data, entry)
        yield first
        for bit in range(16):
            if mask >> bit & 1:
                yield (first + bit + 1) & 0xFFFF


def receiver_report(sender: int, blocks: Iterable[bytes] = ()) -> bytes:
    """A receiver report by `sender`; without blocks it is the head that a compound packet must begin with."""
    blocks = list(blocks)[:31]
    return _head.pack(0x80 | len(blocks), RR, 1 + 6 * len(blocks)) + sender.to_bytes(4, "big") + b"".join(blocks)


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int, cname: bytes) -> bytes:
    """A slot's sender report with its SDES CNAME."""
    report = _head.pack(0x80, SR, 6) + _sr.pack(ssrc, ntp, timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    item = ssrc.to_bytes(4, "big") + bytes((1, len(cname))) + cname
    item += bytes(4 - len(item) % 4)
    return report + _head.pack(0x81, SDES, len(item) // 4) + item


def nack(sender: int, ssrc: int, sequences: list[int]) -> bytes:
    """A generic NACK for ascending sequence numbers of 16 bits."""
    entries: list[int] = []
    for sequence in sequences:
        distance = (sequence - (entries[-1] >> 16)) & 0xFFFF if entries else 0
        if entries and 1 <= distance <= 16:
            entries[-1] |= 1 << (distance - 1)
        else:
            entries.append(sequence << 16)
    return (
        _head.pack(0x80 | _NACK, RTPFB, 2 + len(entries))
        + _two.pack(sender, ssrc)
        + struct.pack(f"!{len(entries)}I", *entries)
    )


def picture_loss(sender: int, ssrc: int) -> bytes:
    """PLI: send a key frame."""
    return _head.pack(0x80 | _PLI, PSFB, 2) + _two.pack(sender, ssrc)


def full_intra(sender: int, ssrc: int, number: int) -> bytes:
    """FIR: the same for sources that know no PLI; `number` changes with every new request."""
    return _head.pack(0x80 | _FIR, PSFB, 4) + _two.pack(sender, 0) + _two.pack(ssrc, (number & 0xFF) << 24)


def remb(sender: int, ssrcs: list[int], bits_per_second: int) -> bytes:
    """The bitrate up to which the sources together may send."""
    mantissa, exponent = max(0, bits_per_second), 0
    while mantissa > 0x3FFFF:
        mantissa >>= 1
        exponent += 1
    body = b"REMB" + (len(ssrcs) << 24 | exponent << 18 | mantissa).to_bytes(4, "big")
    body += struct.pack(f"!{len(ssrcs)}I", *ssrcs)
    return _head.pack(0x80 | _AFB, PSFB, 2 + len(body) // 4) + _two.pack(sender, 0) + body
