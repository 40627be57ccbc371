"""Where a video frame starts and whether it stands alone, read from the first bytes of a packet's payload. Pure and total.

VP8: RFC 7741 section 4 and RFC 6386 section 9.1. H264: RFC 6184 section 5. Nothing is decoded.
"""

from __future__ import annotations

from typing import NamedTuple

LARGEST_SIDE = 1920
"""Pixels. A frame that claims more is not forwarded: it could only be meant to cost a receiver its memory."""

_SPS, _IDR, _STAP_A, _FU_A = 7, 5, 24, 28
_HIGH = frozenset((44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244))
"""Profiles whose parameter sets say more of colours before they come to the size."""


class Frame(NamedTuple):
    """What one packet says of its frame. Offsets are from the payload's begin; -1 stands for absent."""

    key: bool
    """The packet begins a frame that needs no other."""
    oversize: bool
    picture_at: int
    picture_wide: bool
    picture: int
    tl0_at: int
    tl0: int


_PLAIN = Frame(False, False, -1, False, -1, -1, -1)
_KEY = Frame(True, False, -1, False, -1, -1, -1)
_OVERSIZE = Frame(True, True, -1, False, -1, -1, -1)


def read_vp8(data: bytes | bytearray, at: int, end: int) -> Frame | None:
    """The payload descriptor and, at a frame's begin, the frame tag; None when the payload is cut short."""
    if at >= end:
        return _PLAIN  # padding only
    first = data[at]
    picture_at = tl0_at = picture = tl0 = -1
    wide = False
    where = at + 1
    if first & 0x80:
        if where >= end:
            return None
        extension = data[where]
        where += 1
        if extension & 0x80:
            if where >= end:
                return None
            picture_at = where - at
            picture = data[where]
            where += 1
            if picture & 0x80:
                if where >= end:
                    return None
                wide = True
                picture = (picture & 0x7F) << 8 | data[where]
                where += 1
        if extension & 0x40:
            if where >= end:
                return None
            tl0_at = where - at
            tl0 = data[where]
            where += 1
        if extension & 0x30:
            where += 1
    if where >= end:
        return None
    key = oversize = False
    if first & 0x10 and not first & 0x07 and not data[where] & 0x01:
        if where + 10 > end or data[where + 3 : where + 6] != b"\x9d\x01\x2a":
            return None
        width = (data[where + 6] | data[where + 7] << 8) & 0x3FFF
        height = (data[where + 8] | data[where + 9] << 8) & 0x3FFF
        key = True
        oversize = width > LARGEST_SIDE or height > LARGEST_SIDE
    return Frame(key, oversize, picture_at, wide, picture, tl0_at, tl0)


def read_h264(data: bytes | bytearray, at: int, end: int) -> Frame | None:
    """Whether the packet holds the parameter sets or the first slice of an IDR picture; None when cut short."""
    if at >= end:
        return _PLAIN
    kind = data[at] & 0x1F
    if kind == _SPS:
        return _parameters(data, at, end)
    if kind == _IDR:
        return _KEY
    if kind == _FU_A:
        if at + 2 > end:
            return None
        # A parameter set is some dozens of bytes: one in fragments could only hide its size.
        first, kind = data[at + 1] & 0x80, data[at + 1] & 0x1F
        return _OVERSIZE if kind == _SPS else _KEY if first and kind == _IDR else _PLAIN
    if kind == _STAP_A:
        where, found = at + 1, _PLAIN
        while where + 3 <= end:
            size = data[where] << 8 | data[where + 1]
            kind = data[where + 2] & 0x1F
            if kind == _SPS:
                one = _parameters(data, where + 2, min(end, where + 2 + size))
                if one.oversize:
                    return one
                found = _KEY
            elif kind == _IDR:
                found = _KEY
            where += 2 + size
        return found
    return _PLAIN


def _parameters(data: bytes | bytearray, at: int, end: int) -> Frame:
    """A sequence parameter set (H.264 section 7.3.2.1.1) as far as the picture's size; one that cannot be read is taken for
    oversize. Its profile need not be the negotiated one: a receiver's decoder goes by what the set says."""
    if end - at > 256:
        return _OVERSIZE
    # Section 7.4.1: a 3 after two zero bytes is not part of the set.
    bits = _Bits(bytes(data[at:end]).replace(b"\0\0\3", b"\0\0"))
    try:
        bits.skip(32)  # the unit's head, profile, constraints, level
        bits.golomb()  # the set's id
        if end - at > 1 and data[at + 1] in _HIGH:
            if bits.golomb() == 3:  # the form of colours
                bits.skip(1)
            bits.golomb()  # bits of lightness
            bits.golomb()  # and of colours
            if bits.skip(2):
                return _OVERSIZE  # scaling lists, which no camera needs, are not read
        bits.golomb()  # size of frame numbers
        order = bits.golomb()
        if order == 0:
            bits.golomb()
        elif order == 1:
            bits.skip(1)
            for _ in range(2):
                bits.golomb()
            for _ in range(min(bits.golomb(), 255)):
                bits.golomb()
        bits.golomb()  # reference frames
        bits.skip(1)
        width, height = (bits.golomb() + 1) * 16, (bits.golomb() + 1) * 16
        if not bits.skip(1):
            height *= 2  # fields
    except IndexError:
        return _OVERSIZE
    # The size is in whole macroblocks, before cropping.
    return _OVERSIZE if max(width, height) > LARGEST_SIDE + 15 else _KEY


class _Bits:
    """Bits of a byte string, first one first. Reading past the end is an IndexError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def skip(self, count: int) -> int:
        """Go on by `count` bits; returns the last one."""
        self._at += count
        return self._data[(self._at - 1) >> 3] >> (7 - (self._at - 1 & 7)) & 1

    def golomb(self) -> int:
        """An unsigned Exp-Golomb code (section 9.1)."""
        zeros = 0
        while not self.skip(1):
            zeros += 1
            if zeros > 31:
                raise IndexError("no such number")
        value = 1
        for _ in range(zeros):
            value = value << 1 | self.skip(1)
        return value - 1
