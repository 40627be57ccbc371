"""Keeping one outgoing stream continuous while its source changes. Pure: numbers in, numbers out.

A slot's SSRC never changes, so its sequence numbers must be contiguous, its timestamps monotone and its VP8 picture ids
consecutive across sources, or the receiver waits for packets that never come (RFC 3550 section 5.1, RFC 7741 section 4.2).
"""

from __future__ import annotations

RESTART = 3000
"""A source whose sequence number jumps further than this has started anew (RFC 3550 appendix A.1, MAX_DROPOUT)."""


class Continuity:
    """The mapping from one source at a time to one outgoing stream. `clock_rate` is in ticks a second; `sequence`,
    `timestamp` and `picture` are where the outgoing stream begins (random numbers, as RFC 3550 asks)."""

    __slots__ = (
        "_clock_rate",
        "_first",
        "_highest",
        "_picture_shift",
        "_picture_unset",
        "_sequence_shift",
        "_stamped_ns",
        "_timestamp_shift",
        "_tl0_shift",
        "bound",
        "picture",
        "sequence",
        "timestamp",
        "tl0",
    )

    def __init__(self, clock_rate: int, sequence: int, timestamp: int, picture: int = 0) -> None:
        self._clock_rate = clock_rate
        self.sequence = sequence  # extended, never wraps: the highest sent
        self.timestamp = timestamp  # 32 bits: the newest sent
        self.picture = picture  # 15 bits
        self.tl0 = picture & 0xFF
        self._stamped_ns = -1  # when `timestamp` was sent; nothing sent yet
        self.bound = False
        self._first = self._highest = 0  # extended sequence numbers of the source
        self._sequence_shift = self._timestamp_shift = 0
        self._picture_shift = self._tl0_shift = 0
        self._picture_unset = True

    def release(self) -> None:
        """The source is gone, or another takes its place: the next packet continues the stream from here."""
        self.bound = False

    @property
    def timestamp_shift(self) -> int:
        """What is added to the source's timestamps, for the sender reports that must agree with them."""
        return self._timestamp_shift

    def place(self, sequence: int, timestamp: int, now_ns: int) -> tuple[int, int] | None:
        """Outgoing (sequence, timestamp) for a source packet, or None for one from before the binding.

        The mapping depends on the packet's own numbers only, so a retransmission gets the number that its loss left free.
        """
        if self.bound:
            step = ((sequence - self._highest + 0x8000) & 0xFFFF) - 0x8000
            if -RESTART < step < RESTART:
                extended = self._highest + step
                if extended < self._first:
                    return None
            else:
                extended = self._begin(sequence, timestamp, now_ns)
        else:
            extended = self._begin(sequence, timestamp, now_ns)
        outgoing = extended + self._sequence_shift
        stamp = (timestamp + self._timestamp_shift) & 0xFFFFFFFF
        if extended > self._highest:
            self._highest = extended
        if outgoing > self.sequence:
            self.sequence = outgoing
            if (stamp - self.timestamp) & 0xFFFFFFFF < 0x80000000:
                self.timestamp = stamp
                self._stamped_ns = now_ns
        return outgoing & 0xFFFF, stamp

    def _begin(self, sequence: int, timestamp: int, now_ns: int) -> int:
        """Take up a source at this packet: the next number, and a timestamp later by the time that has passed."""
        if self._stamped_ns < 0:
            stamp = self.timestamp
        else:
            passed = max(0, now_ns - self._stamped_ns) * self._clock_rate // 1_000_000_000
            stamp = self.timestamp + max(1, passed)
        self._first = self._highest = sequence
        self._sequence_shift = self.sequence + 1 - sequence
        self._timestamp_shift = (stamp - timestamp) & 0xFFFFFFFF
        self._picture_unset = True
        self.bound = True
        return sequence

    def place_picture(self, picture: int, tl0: int) -> tuple[int, int]:
        """Outgoing VP8 (picture id of 15 bits, TL0PICIDX) for a source's; -1 for one the source does not send."""
        if self._picture_unset:
            self._picture_unset = False
            self._picture_shift = self.picture + 1 - max(picture, 0)
            self._tl0_shift = self.tl0 + 1 - max(tl0, 0)
        if picture >= 0:
            picture = (picture + self._picture_shift) & 0x7FFF
            if (picture - self.picture) & 0x7FFF < 0x4000:
                self.picture = picture
        if tl0 >= 0:
            tl0 = (tl0 + self._tl0_shift) & 0xFF
            if (tl0 - self.tl0) & 0xFF < 0x80:
                self.tl0 = tl0
        return picture, tl0
