"""How much a source may send: a ceiling that falls with loss and with growing delay, and recovers. Pure.

After the loss-based controller of draft-ietf-rmcat-gcc-02 section 6, with queueing delay watched once a frame, because
loss alone lets a deep buffer in somebody's router grow to seconds.
"""

from __future__ import annotations

CEILING = 2_500_000
"""Bits a second for one picture; Chromium takes 1.7 Mbit/s for 640x480 and no more than 2.5 for 1280x720."""
FLOOR = 150_000
"""Below this a picture is not worth sending, and voice needs 40 kbit/s of it."""
QUEUE_NS = 250_000_000
"""A frame that comes this much later than the fastest ones waited in a queue."""
SMOOTHING = 5
"""Reports over which the share lost is averaged."""
_WINDOW_NS = 10_000_000_000


class Bandwidth:
    """One controller, in bits a second."""

    __slots__ = ("_base_next_ns", "_base_ns", "_late", "_lost", "_rotate_ns", "_ticks", "allowed")

    def __init__(self) -> None:
        self.allowed = CEILING
        self._base_ns = self._base_next_ns = 1 << 62
        self._rotate_ns = 0
        self._late = 0
        self._ticks = -1
        self._lost = 0.0

    def frame_end(self, timestamp: int, now_ns: int) -> None:
        """The last packet of a video frame with this RTP timestamp (90 kHz, 32 bits) arrived."""
        if self._ticks < 0:
            self._ticks = timestamp
        else:
            self._ticks += ((timestamp - self._ticks + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        delay = now_ns - self._ticks * 100_000 // 9
        if now_ns >= self._rotate_ns:
            self._base_ns, self._base_next_ns = self._base_next_ns, delay
            self._rotate_ns = now_ns + _WINDOW_NS
        self._base_next_ns = min(self._base_next_ns, delay)
        fastest = min(self._base_ns, self._base_next_ns)
        self._late = self._late + 1 if delay - fastest > QUEUE_NS else 0

    def restart(self) -> None:
        """The source's timestamps began anew: delays before and after do not compare."""
        self._base_ns = self._base_next_ns = 1 << 62
        self._rotate_ns = 0
        self._late = 0
        self._ticks = -1

    def report(self, lost: float, bits_per_second: float) -> int:
        """Adjust to the share lost since the last report, and what came through in it; returns the new ceiling."""
        # A report covers some dozens of packets: of 5 % lost at random it shows 0 to 15. Only what lasts is congestion.
        self._lost += (lost - self._lost) / SMOOTHING
        lost = self._lost
        if self._late >= 5 and bits_per_second > 0:
            self.allowed = min(self.allowed, int(0.85 * bits_per_second))
            self._late = 0
        elif lost > 0.10:
            self.allowed = int(self.allowed * (1 - 0.5 * lost))
        elif lost < 0.05:
            self.allowed = int(self.allowed * 1.04) + 1000
        self.allowed = max(FLOOR, min(CEILING, self.allowed))
        return self.allowed
