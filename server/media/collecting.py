"""For how long arrivals are left to collect before they are read together. Pure.

Waking for a packet costs more than forwarding it. So under load packets wait for each other a little, and never at low load.
"""

from __future__ import annotations

BUSY_PER_S = 1500
"""From this many datagrams a second on, five visits of two, arrivals are left to collect."""
RATE_NS = 90_000_000
"""The least time over which they are counted: a burst alone, such as a key frame, is no load."""
CHECKS_COLLECT_S = 0.02
"""Where only checks of waiting seats come, they are left to collect for so long …"""
QUIET_NS = 1_000_000_000
"""… which is when nothing else came for this long."""
TOGETHER = 20
"""So many datagrams are waited for where that takes between `LEAST_S` and `MOST_S`: with more load it becomes shorter, and what each
costs hardly depends on how many there are."""
LEAST_S, MOST_S = 0.001, 0.005


def collecting_s(per_s: float) -> float:
    """For how long datagrams that come at this rate are left to collect."""
    return min(MOST_S, max(LEAST_S, TOGETHER / per_s)) if per_s >= BUSY_PER_S else 0.0


class Pace:
    """What was counted, and what follows from it: `collect_s` after each look, `quiet_s` until anything but a check comes."""

    __slots__ = ("_checks", "_counted", "_counted_ns", "_others_ns", "collect_s", "quiet_s")

    def __init__(self) -> None:
        self._counted = self._checks = 0
        self._counted_ns = self._others_ns = 0
        self.collect_s = self.quiet_s = 0.0

    def observe(self, datagrams: int, checks: int, now_ns: int) -> bool:
        """So many came so far, valid checks among them. Whether it was time to count them."""
        passed = now_ns - self._counted_ns
        if passed < RATE_NS:
            return False
        came, answered = datagrams - self._counted, checks - self._checks
        self._counted, self._checks, self._counted_ns = datagrams, checks, now_ns
        if came > answered:
            self._others_ns = now_ns
        self.collect_s = collecting_s(came * 1_000_000_000 / passed)
        self.quiet_s = CHECKS_COLLECT_S if now_ns - self._others_ns > QUIET_NS else 0.0
        return True
