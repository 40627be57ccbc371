"""Sound that brings its last packets along (RFC 2198, "RED"): read only so far that the newest block is found. Pure and total.

A payload is a list of heads, then the blocks in the same order. All heads but the last have four bytes: a bit that more follow,
payload type (7 bits), how much older the block is (14) and its length (10). The last has one byte, and its block is the rest.
"""

from __future__ import annotations

from typing import NamedTuple

_MORE, _HEAD = 0x80, 4


class Blocks(NamedTuple):
    """What one payload holds: how many older blocks, and where the newest one begins, from the payload's begin."""

    older: int
    newest_at: int


NOTHING = Blocks(-1, 0)
"""A packet of padding alone."""


def read(data: bytes | bytearray, at: int, end: int, payload_type: int) -> Blocks | None:
    """The payload from `at` to `end`; None where its lengths do not fit, nothing is new in it, or a block is of another payload type
    than `payload_type`."""
    if at >= end:
        return NOTHING
    where, older, length = at, 0, 0
    while data[where] & _MORE:
        if data[where] & 0x7F != payload_type or where + _HEAD >= end:
            return None
        length += (data[where + 2] & 0x03) << 8 | data[where + 3]
        where += _HEAD
        older += 1
    newest = where + 1 + length
    if data[where] != payload_type or newest >= end:
        return None
    return Blocks(older, newest - at)


def retype(data: bytearray | memoryview, at: int, blocks: Blocks, payload_type: int) -> None:
    """Give every block of the payload at `at` the payload type by which its receiver knows it."""
    for head in range(blocks.older):
        data[at + head * _HEAD] = _MORE | payload_type
    if blocks.older >= 0:
        data[at + blocks.older * _HEAD] = payload_type
