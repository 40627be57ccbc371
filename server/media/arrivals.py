"""When each packet arrived, told back to its sender so that it can estimate its own way. Written and read; pure.

Transport-wide congestion control feedback after draft-holmer-rmcat-transport-wide-cc-extensions-01: the sender numbers
all its packets over all its streams in a header extension; the receiver says which came, and when.
"""

from __future__ import annotations

import struct

URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

TICK_NS = 250_000
"""The unit in which distances between arrivals are told."""
REFERENCE_TICKS = 256
"""Ticks in the unit of the reference time (64 ms)."""
KEEP = 1024
"""Arrivals remembered: a packet that comes late is told of together with its neighbours once more."""
MOST = 400
"""Packets told of in one feedback; more follow in the next."""
TELL_EVERY_NS = 100_000_000
"""Feedback is given with the first packet that comes so long after the last one; C does so too."""
LARGEST = 2048
"""Packets that a feedback read here may tell of."""

_head = struct.Struct("!BBHIIHHI")
_SMALL, _LARGE = 1, 2


class Arrivals:
    """The arrivals of one peer's packets. Sequence numbers are the 16 bits of the extension."""

    __slots__ = ("_at", "_base", "_count", "_highest", "told_ns")

    def __init__(self) -> None:
        self._at: dict[int, int] = {}
        """Extended sequence number to arrival in ticks."""
        self._highest = -1
        self._base = 0
        self._count = 0
        self.told_ns = 0
        """When feedback was given last, nanoseconds."""

    def note(self, sequence: int, now_ns: int) -> None:
        """A packet with this number arrived."""
        if self._highest < 0:
            self._highest = self._base = sequence + 0x10000
        step = ((sequence - self._highest + 0x8000) & 0xFFFF) - 0x8000
        number = self._highest + step
        if step > MOST or step <= -KEEP:
            # The numbers jumped: what lies between is no loss that a sender could learn from.
            self._at.clear()
            self._highest = self._base = number if step > 0 else sequence + (self._highest & ~0xFFFF) + 0x10000
            number = self._highest
        elif step > 0:
            self._highest = number
        if number not in self._at:
            self._at[number] = now_ns // TICK_NS
            self._base = min(self._base, number)
            if len(self._at) > KEEP:
                del self._at[next(iter(self._at))]

    def feedback(self, sender: int, media: int) -> bytes | None:
        """The RTCP packet about everything that is still to be told, None when nothing is. `sender` and `media` are the SSRCs
        of who reports and of one stream reported on."""
        at, base = self._at, self._base
        while base <= self._highest and base not in at:
            base += 1  # a feedback begins with a packet that came: its reference time is that arrival's
        if base > self._highest:
            return None
        reference = at[base] // REFERENCE_TICKS
        before = reference * REFERENCE_TICKS
        symbols: list[int] = []
        deltas = bytearray()
        number = base
        while number <= self._highest and len(symbols) < MOST:
            arrived = at.get(number)
            if arrived is None:
                symbols.append(0)
            else:
                delta = arrived - before
                if 0 <= delta <= 255:
                    symbols.append(_SMALL)
                    deltas.append(delta)
                elif -32768 <= delta <= 32767:
                    symbols.append(_LARGE)
                    deltas += struct.pack("!h", delta)
                else:
                    break  # the next feedback has a reference time of its own
                before = arrived
            number += 1
        self._base = number
        body = _chunks(symbols) + deltas
        body += bytes(-len(body) % 4)
        count = self._count
        self._count = (count + 1) & 0xFF
        return (
            _head.pack(
                0x80 | 15,
                205,
                4 + len(body) // 4,
                sender,
                media,
                base & 0xFFFF,
                len(symbols),
                (reference & 0xFFFFFF) << 8 | count,
            )
            + body
        )


def _chunks(symbols: list[int]) -> bytes:
    """Runs of seven or more as run lengths, anything else as vectors of seven symbols of two bits."""
    words: list[int] = []
    at, size = 0, len(symbols)
    while at < size:
        symbol, run = symbols[at], 1
        while at + run < size and symbols[at + run] == symbol and run < 0x1FFF:
            run += 1
        if run >= 7:
            words.append(symbol << 13 | run)
            at += run
            continue
        word = 0xC000
        for place, one in enumerate(symbols[at : at + 7]):
            word |= one << (12 - 2 * place)
        words.append(word)
        at += 7
    return struct.pack(f"!{len(words)}H", *words)


def read(data: bytes, at: int, end: int) -> list[tuple[int, int | None]]:
    """A feedback packet at `at` as its receiver reads it: sequence numbers with the arrival in ticks, None for what did not
    come. What is cut short is left out."""
    if end - at < 20:
        return []
    base, count = data[at + 12] << 8 | data[at + 13], data[at + 14] << 8 | data[at + 15]
    now = int.from_bytes(data[at + 16 : at + 19], "big") * REFERENCE_TICKS
    at += 20
    symbols: list[int] = []
    while len(symbols) < min(count, LARGEST) and at + 2 <= end:
        word = data[at] << 8 | data[at + 1]
        at += 2
        if not word >> 15:
            symbols += [word >> 13 & 3] * min(word & 0x1FFF, LARGEST)
        elif word >> 14 & 1:
            symbols += [word >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [word >> shift & 1 for shift in range(13, -1, -1)]
    found: list[tuple[int, int | None]] = []
    for place, symbol in enumerate(symbols[:count]):
        sequence = (base + place) & 0xFFFF
        if symbol == 0:
            found.append((sequence, None))
            continue
        if at + symbol > end or symbol > _LARGE:
            break
        now += data[at] if symbol == _SMALL else int.from_bytes(data[at : at + 2], "big", signed=True)
        at += symbol
        found.append((sequence, now))
    return found


def extension_size(data: bytearray, at: int, length: int) -> int:
    """Bytes of the header extensions of the RTP packet at `at`, which has some (RFC 3550 section 5.3.1)."""
    where = at + 12 + (data[at] & 0x0F) * 4
    return (data[where + 2] << 8 | data[where + 3]) * 4 if where + 4 <= at + length else 0


def sequence_of(data: bytearray, at: int, end: int, identifier: int) -> int:
    """The transport-wide number of the RTP packet at `at`, -1 when it has none; one-byte extensions only (RFC 8285)."""
    if not data[at] & 0x10:
        return -1
    where = at + 12 + (data[at] & 0x0F) * 4
    if where + 4 > end or data[where] != 0xBE or data[where + 1] != 0xDE:
        return -1
    stop = where + 4 + (data[where + 2] << 8 | data[where + 3]) * 4
    if stop > end:
        return -1
    where += 4
    while where < stop:
        first = data[where]
        if first >> 4 == identifier:
            return data[where + 1] << 8 | data[where + 2] if first & 0x0F == 1 and where + 3 <= stop else -1
        where += 1 if first == 0 else (first & 0x0F) + 2
    return -1
