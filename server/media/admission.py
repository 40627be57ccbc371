"""Whether the server can carry one more visit without harm to those it carries. Pure.

What is watched is what packets wait for: the share of time in which the loop's thread is at work, and how late its clock runs.
"""

from __future__ import annotations

import math

SMOOTHING_S = 5.0
"""Both are averaged over about so long: a key frame for everybody or a slow write is no load."""
ROOM = 0.8
"""There is room again when the share has fallen to this part of its limit."""
LATE_S = 0.2
"""The loop runs this late on average: packets wait, whoever takes the time. Voices are played some 0.1 s after they came."""
REMEMBERED_NS = 600_000_000_000
"""A visit that was carried comes back within ten minutes, whatever the load: its parties may all have been cut off by it."""

FULL = "The server carries as many visits as it can without harm to those going on. Try again in a few minutes, or go on by telephone."


class Admission:
    """`limit` is the share of one processor core, 0 to 1 and above, at which nobody new is taken; 0 takes everybody."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._busy_s = self._now_ns = 0.0
        self._known: dict[str, int] = {}
        self.share = self.late_s = 0.0
        self.full = False
        self.refused = 0

    def observe(self, busy_s: float, late_s: float, now_ns: int) -> None:
        """The loop's thread has used `busy_s` seconds of processor time so far, and its clock ran `late_s` late just now."""
        before_s, before_ns = self._busy_s, self._now_ns
        self._busy_s, self._now_ns = busy_s, now_ns
        passed = (now_ns - before_ns) / 1e9
        if not before_ns or passed <= 0:
            return
        weight = 1 - math.exp(-passed / SMOOTHING_S)
        self.share += weight * ((busy_s - before_s) / passed - self.share)
        self.late_s += weight * (late_s - self.late_s)
        if self._limit:
            if self.full:
                self.full = self.share > ROOM * self._limit or self.late_s > ROOM * LATE_S
            else:
                self.full = self.share > self._limit or self.late_s > LATE_S

    def admits(self, scope: str, now_ns: int) -> bool:
        """Whether a connection of this visit is taken: always, where the visit is carried already or was lately."""
        if self.full and scope not in self._known:
            self.refused += 1
            return False
        self._known[scope] = now_ns
        return True

    def know(self, scope: str, now_ns: int) -> None:
        """The visit was carried lately, if not here."""
        self._known[scope] = now_ns

    def forget(self, scopes: set[str], now_ns: int) -> None:
        """`scopes` are carried now; of others, those are forgotten that have been gone for long."""
        for scope in scopes:
            self._known[scope] = now_ns
        self._known = {scope: seen for scope, seen in self._known.items() if now_ns - seen < REMEMBERED_NS}
