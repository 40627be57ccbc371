"""What one incoming stream looks like from here: loss and jitter for its reports, and the packets to ask for again. Pure."""

from __future__ import annotations

import struct
from array import array

NACK_EVERY_NS = 60_000_000
NACK_TRIES = 8
MISSING_CAP = 128
"""Packets asked for at a time; a larger hole is better filled by a key frame."""
_RESTART = 3000

_block = struct.Struct("!IIIIII")


class Reception:
    """Statistics of one SSRC after RFC 3550 section 6.4.1 and appendix A. `clock_rate` in ticks a second."""

    __slots__ = (
        "_base",
        "_expected_before",
        "_received_before",
        "_sr_middle",
        "_sr_ns",
        "clock_per_ns",
        "lossy",
        "missing",
        "numbers",
        "overwhelmed",
        "recovers",
        "timing",
        "unasked",
    )

    def __init__(self, clock_rate: int, recovers: bool) -> None:
        self.clock_per_ns = clock_rate / 1e9
        self.recovers = recovers
        self.numbers = array("q", [-1, 0])
        """The highest extended sequence number, and the packets received. C counts here too."""
        self.timing = array("d", [0.0, 0.0])
        """The newest packet's transit and the jitter, in ticks."""
        self._base = self._expected_before = self._received_before = 0
        self._sr_middle = self._sr_ns = 0
        self.lossy = 0.0
        self.missing: dict[int, list[int]] = {}
        """Extended sequence number to [asked last ns, times asked]."""
        self.unasked = False
        """Whether a packet is missing that has not been asked for yet."""
        self.overwhelmed = False

    def receive(self, sequence: int, timestamp: int, now_ns: int) -> bool:
        """Note a packet; true when it is newer than all before it."""
        numbers, timing = self.numbers, self.timing
        transit, highest = now_ns * self.clock_per_ns - timestamp, numbers[0]
        if highest < 0:
            self._restart(sequence, transit)
            return True
        step = ((sequence - highest + 0x8000) & 0xFFFF) - 0x8000
        if not -_RESTART < step < _RESTART:
            self._restart(sequence, transit)
            return True
        numbers[1] += 1
        if step <= 0:
            if self.missing:
                self.missing.pop(highest + step, None)
            return False
        change = abs(transit - timing[0])
        timing[0] = transit
        if change < 1e6:  # a wrapped timestamp is no jitter
            timing[1] += (change - timing[1]) / 16
        if step > 1 and self.recovers:
            self._miss(highest + 1, highest + step, now_ns)
        numbers[0] = highest + step
        return True

    @property
    def highest(self) -> int:
        """The highest extended sequence number, -1 before the first packet."""
        return self.numbers[0]

    @property
    def delay_ns(self) -> int:
        """How long the newest packet took, nanoseconds of two clocks that know nothing of each other: only differences count."""
        return int(self.timing[0] / self.clock_per_ns)

    def repaired(self, sequence: int) -> bool:
        """A retransmission came; true when it was still missing. It changes no statistics: what was lost was lost."""
        if self.highest < 0:
            return False
        step = ((sequence - self.highest + 0x8000) & 0xFFFF) - 0x8000
        return self.missing.pop(self.highest + step, None) is not None

    def _restart(self, sequence: int, transit: float) -> None:
        self.numbers[0] = self._base = sequence
        self.numbers[1] = 1
        self._expected_before = self._received_before = 0
        self.timing[0], self.timing[1] = transit, 0.0
        self.missing.clear()

    def _miss(self, start: int, stop: int, now_ns: int) -> None:
        if stop - start + len(self.missing) > MISSING_CAP:
            self.missing.clear()
            self.overwhelmed = True
            return
        for sequence in range(start, stop):
            self.missing[sequence] = [now_ns - NACK_EVERY_NS, 0]
        self.unasked = True

    def wanted(self, now_ns: int) -> list[int]:
        """Sequence numbers (16 bits, ascending) to ask the source for now; those asked for too often are given up,
        which `overwhelmed` says."""
        self.unasked = False
        if not self.missing:
            return []
        ask: list[int] = []
        for sequence, state in list(self.missing.items()):
            asked, times = state
            if times >= NACK_TRIES:
                del self.missing[sequence]
                self.overwhelmed = True
            elif now_ns - asked >= NACK_EVERY_NS:
                state[0], state[1] = now_ns, times + 1
                ask.append(sequence & 0xFFFF)
        return ask

    def sender_report(self, ntp: int, now_ns: int) -> None:
        """The source's sender report came, `ntp` its 64-bit time."""
        self._sr_middle, self._sr_ns = (ntp >> 16) & 0xFFFFFFFF, now_ns

    def block(self, ssrc: int, now_ns: int, onward: float = 0.0) -> bytes:
        """The report block since the last one (24 bytes); `lossy` becomes the share lost in it. `onward`: the share that a receiver misses
        of what it is forwarded; the block tells the larger one."""
        expected = self.highest - self._base + 1
        lost = max(-0x800000, min(0x7FFFFF, expected - self.numbers[1]))
        expected_now, received_now = expected - self._expected_before, self.numbers[1] - self._received_before
        self._expected_before, self._received_before = expected, self.numbers[1]
        missed = expected_now - received_now
        self.lossy = missed / expected_now if expected_now > 0 and missed > 0 else 0.0
        since = (now_ns - self._sr_ns) * 65536 // 1_000_000_000 if self._sr_ns else 0
        return _block.pack(
            ssrc,
            min(255, int(max(self.lossy, onward) * 256)) << 24 | lost & 0xFFFFFF,
            self.highest & 0xFFFFFFFF,
            min(int(self.timing[1]), 0xFFFFFFFF),
            self._sr_middle,
            min(since, 0xFFFFFFFF),
        )
