"""When a way down must be given time to run dry, whatever its feedback said last. Pure.

A way that suddenly becomes narrow fills its queue within a second, and the feedback that would say so waits in a queue itself. So what
is not heard counts too: after the congestion window of Chromium's sender (draft-ietf-rmcat-gcc-02 has none) and the retransmission timer
of RFC 6298, no fixed time, but what this peer's feedback usually takes.
"""

from __future__ import annotations

from server.media.bandwidth import CEILING
from server.media.ladder import HIGH

MARGIN_NS = 200_000_000
"""Feedback may take this much longer than it usually does at most, or half as long again: the clock ticks as often."""
LATE_NS = 400_000_000
"""The newest packet that came took this much longer than the fastest ones: a queue grows quicker than judgements are made."""
DRY_NS = 300_000_000
"""… and no longer than this: what was sent since came through, though perhaps on another network than what was fastest."""
WINDOW_NS = 5_000_000_000
"""What feedback took in this time, and in as much before, is usual."""
MOST_NS = 1_000_000_000
"""More than this is never usual, and less is not unusual before …"""
LEARNS_NS = 2_000_000_000
"""… feedback has come for so long."""
LASTS_NS = 1_000_000_000
"""A way that is dry again within this time only stumbled, as one that goes to another access point does. After it …"""
CLOGGED_NS = 2_500_000_000
"""… it cannot carry the larger picture, and after this none."""


class Pushback:
    """One peer's way down. While `paused`, pictures are kept back, and what is sent still shows when the way has run dry."""

    __slots__ = ("_learned_ns", "_looked_ns", "_rotate_ns", "_sent", "_usual", "_usual_next", "paused", "since_ns")

    def __init__(self) -> None:
        self.paused = False
        self.since_ns = 0
        """When it was paused last."""
        self._learned_ns = self._rotate_ns = self._looked_ns = 0
        self._sent = -1
        self._usual = self._usual_next = 0

    def waited(self, waited_ns: int, now_ns: int) -> None:
        """Feedback came; the oldest packet that it was the first to tell of had left that long ago."""
        if not self._learned_ns:
            self._learned_ns = now_ns + LEARNS_NS
        if now_ns >= self._rotate_ns:
            self._usual, self._usual_next = self._usual_next, 0
            self._rotate_ns = now_ns + WINDOW_NS
        self._usual_next = max(self._usual_next, min(waited_ns, MOST_NS))

    @property
    def patience_ns(self) -> int:
        """How long a packet may be out of which nothing is heard, once feedback is usual."""
        usual = max(self._usual, self._usual_next)
        return usual + max(MARGIN_NS, usual // 2)

    def due_ns(self, oldest_ns: int | None) -> int | None:
        """When to look again if nothing is heard; `oldest_ns` is as in `look`."""
        if self.paused or oldest_ns is None or not self._learned_ns:
            return None
        return max(min(self._learned_ns, oldest_ns + MOST_NS), oldest_ns + self.patience_ns)

    def look(self, oldest_ns: int | None, newest_ns: int, late_ns: int, now_ns: int) -> None:
        """`oldest_ns`: when the oldest packet left of which nothing was heard, None when there is none; `newest_ns`: when the newest one
        left that is known to have come; `late_ns`: how much longer than the fastest ones that one took."""
        if self.paused:
            silent = oldest_ns is not None and now_ns - oldest_ns >= self.patience_ns
            self.paused = silent or newest_ns < self.since_ns or late_ns > DRY_NS
            return
        due_ns = self.due_ns(oldest_ns)
        if (due_ns is not None and now_ns >= due_ns) or (late_ns > LATE_NS and newest_ns > self.since_ns):
            # Of what left before the last pause it is known already that it came late.
            self.paused, self.since_ns = True, now_ns

    def bound(self, now_ns: int) -> int:
        """What pictures may take at most, bits a second."""
        lasts_ns = now_ns - self.since_ns if self.paused else 0
        return 0 if lasts_ns > CLOGGED_NS else HIGH - 1 if lasts_ns > LASTS_NS else CEILING

    def looks(self, sequence: int, now_ns: int) -> bool:
        """Whether to send a probe, as nothing else is sent that could show that the way is dry. `sequence`: of the packet sent next."""
        if not self.paused or now_ns - max(self.since_ns, self._looked_ns) < LASTS_NS:
            return False
        looks, self._sent, self._looked_ns = sequence == self._sent, sequence, now_ns
        return looks
