"""How much one peer can receive, by its feedback about when each packet came. Pure.

After RFC 8888's kind of evidence and CoDel's kind of sign (RFC 8289): not single late packets, which a busy phone makes by
itself, but a queue that stands for a whole interval means that the way is full.
"""

from __future__ import annotations

from collections.abc import Iterable

from server.media.arrivals import TICK_NS
from server.media.bandwidth import CEILING, FLOOR

SENT = 2048
"""Packets of which it is known when they left: ten seconds of two pictures."""
INTERVAL_NS = 400_000_000
"""A judgement is made from this much feedback at least."""
QUEUE_NS = 80_000_000
"""Every packet of an interval came this much later than the fastest ones did: a queue stands."""
WINDOW_NS = 20_000_000_000
"""The fastest packets of this time are the measure, so that drifting clocks do not look like a queue."""
GROWTH = 1.03
"""What an interval without complaint allows more: 8 % a second."""
TOTAL = 2 * CEILING


class Downlink:
    """One peer's way down, all its streams together; `allowed` is in bits a second."""

    __slots__ = (
        "_base",
        "_base_next",
        "_bytes",
        "_came",
        "_fastest",
        "_left",
        "_lost",
        "_lost_now",
        "_rotate_ns",
        "_since_ns",
        "_sizes",
        "allowed",
        "heard",
        "sequence",
    )

    def __init__(self) -> None:
        self.allowed = TOTAL
        self.heard = False
        """Whether the peer gives this feedback at all."""
        self.sequence = 0
        """The number of the packet to be sent next, 16 bits."""
        self._left = [0] * SENT
        self._sizes = [0] * SENT
        self._base = self._base_next = self._fastest = 1 << 62
        self._rotate_ns = self._since_ns = 0
        self._bytes = self._came = self._lost_now = 0
        self._lost = 0.0

    def number(self, size: int, now_ns: int) -> int:
        """The number for a packet of `size` bytes that leaves now."""
        sequence = self.sequence
        self._left[sequence % SENT], self._sizes[sequence % SENT] = now_ns, size
        self.sequence = (sequence + 1) & 0xFFFF
        return sequence

    def hear(self, arrivals: Iterable[tuple[int, int | None]], now_ns: int) -> None:
        """Feedback: numbers with the arrival in ticks of the peer's clock, None for packets that did not come."""
        self.heard = True
        for sequence, ticks in arrivals:
            behind = (self.sequence - sequence) & 0xFFFF
            if not 0 < behind <= SENT:
                continue
            if ticks is None:
                self._lost_now += 1
                continue
            delay = ticks * TICK_NS - self._left[sequence % SENT]
            self._fastest = min(self._fastest, delay)
            self._came += 1
            self._bytes += self._sizes[sequence % SENT]
        if not self._since_ns:
            self._since_ns = now_ns
        elif now_ns - self._since_ns >= INTERVAL_NS and self._came + self._lost_now >= 10:
            self._judge(now_ns)

    def _judge(self, now_ns: int) -> None:
        if now_ns >= self._rotate_ns:
            self._base, self._base_next = self._base_next, 1 << 62
            self._rotate_ns = now_ns + WINDOW_NS
        self._base_next = min(self._base_next, self._fastest)
        standing = self._came > 0 and self._fastest - min(self._base, self._base_next) > QUEUE_NS
        # An interval covers some dozens of packets: of 5 % lost at random it shows 0 to 15. Only what lasts is congestion.
        self._lost += (self._lost_now / (self._came + self._lost_now) - self._lost) / 4
        rate = self._bytes * 8_000_000_000 // (now_ns - self._since_ns)
        if standing:
            self.allowed = min(self.allowed, rate * 85 // 100)
        elif self._lost > 0.10:
            self.allowed = int(self.allowed * (1 - 0.25 * self._lost))
        else:
            self.allowed = int(self.allowed * GROWTH) + 1000
        self.allowed = max(FLOOR, min(TOTAL, self.allowed))
        self._since_ns, self._fastest = now_ns, 1 << 62
        self._bytes = self._came = self._lost_now = 0
