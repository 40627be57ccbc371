"""How fast one party may make a visit's log grow: far above what people do, far below what a broken or hostile page could do.

A party has some entries at once and gets more with time. After very many in one visit they come back slowly: nobody is shut out,
and a page that repeats itself for a day adds a few megabytes, not a full disk. The counts live in memory; a restart forgets them.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from server.base.errors import TooMany
from server.base.ids import VisitId

SLOW_S = 60.0
"""How long one further entry takes once a party has used up its `many`, seconds."""
_KEPT = 20_000
"""Parties that are remembered. The one that has been quiet longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`at_once` entries, then one every `again_s` seconds, and after `many` in one visit one every `SLOW_S`."""

    at_once: int
    again_s: float
    many: int


LINK = Rate(at_once=300, again_s=1.0, many=5_000)
"""The patient's side. A whole visit of a restless patient is some hundred entries."""
STAFF = Rate(at_once=1_000, again_s=0.25, many=20_000)
"""Marks in twenty photos, placed as fast as a hand moves, are some hundred entries."""


@dataclass(slots=True)
class _Account:
    left: float
    at_ns: int
    used: int = 0


class TooOften(TooMany):
    """This party did very much in the visit. `retry_after_s` seconds from now one more thing is taken."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"That was done very often in this visit. Please wait {retry_after_s} s and try again.")
        self.retry_after_s = retry_after_s


class Allowance:
    """Counts the entries of every party of every visit. Time comes in with each call."""

    def __init__(self) -> None:
        self._accounts: OrderedDict[tuple[VisitId, str], _Account] = OrderedDict()

    def spend(self, visit: VisitId, actor: str, entries: int, now_ns: int, *, owed: bool = False) -> None:
        """`actor` (a signature, as evidence names it) adds so many entries to the visit's log. What is `owed` has happened
        already and is counted only: a page that went has gone. The server itself is not counted.

        Raises `TooOften`.
        """
        if actor == "server" or not entries:
            return
        rate = STAFF if actor.startswith("staff:") else LINK
        account = self._accounts.get((visit, actor))
        if account is None:
            account = self._accounts[visit, actor] = _Account(rate.at_once, now_ns)
        again_s = rate.again_s if account.used < rate.many else SLOW_S
        account.left = min(rate.at_once, account.left + max(0, now_ns - account.at_ns) / 1e9 / again_s)
        account.at_ns = now_ns
        self._accounts.move_to_end((visit, actor))
        while len(self._accounts) > _KEPT:
            self._accounts.popitem(last=False)
        if account.left < 1 and not owed:
            raise TooOften(math.ceil((1 - account.left) * again_s))
        account.left = max(0.0, account.left - entries)
        account.used += entries
