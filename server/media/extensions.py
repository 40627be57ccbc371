"""Header extensions of RTP packets (RFC 8285), read in place."""

from __future__ import annotations


def read_extension(data: bytearray, at: int, length: int, identifier: int) -> bytes | None:
    """The value of one RTP header extension (RFC 8285, one- and two-byte headers), or None; total."""
    end = at + length
    if not data[at] & 0x10:
        return None
    where = at + 12 + (data[at] & 0x0F) * 4
    if where + 4 > end:
        return None
    profile = data[where] << 8 | data[where + 1]
    stop = where + 4 + (data[where + 2] << 8 | data[where + 3]) * 4
    if stop > end:
        return None
    where += 4
    while where < stop:
        if data[where] == 0:
            where += 1
            continue
        if profile == 0xBEDE:
            name, size = data[where] >> 4, (data[where] & 0x0F) + 1
            where += 1
        elif profile & 0xFFF0 == 0x1000 and where + 2 <= stop:
            name, size = data[where], data[where + 1]
            where += 2
        else:
            return None
        if where + size > stop or (name == 15 and profile == 0xBEDE):
            return None
        if name == identifier:
            return bytes(data[where : where + size])
        where += size
    return None
