"""How long a patient will probably wait, from the waits that were measured. Pure.

A measured wait is from check-in to admission. Divided by the number of patients who were brought in during it, the patient
themselves included, it is the pace of that part of the day: it holds how long visits were and how many clinicians saw
patients. The estimate for the n-th in line is n times the middle half of those paces, rounded outwards to five minutes:
a range that says how unsure it is.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ENOUGH = 5
"""Measured visits before anything is said."""
NEWEST = 20
"""Only the newest so many are asked: what was normal last month says little about today."""
SAME_DAY = timedelta(hours=12)
STEP_MIN = 5


@dataclass(frozen=True, slots=True)
class Wait:
    """One patient's measured wait."""

    since: datetime
    admitted: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds until the next one is brought in: the lower and the upper quartile of `measured` waits."""

    low_s: float
    high_s: float
    measured: int

    def minutes(self, place: int) -> tuple[int, int]:
        """The likely wait of who stands at `place` (1 is next), from and to, in whole steps of five minutes."""
        low = math.floor(self.low_s * place / 60 / STEP_MIN) * STEP_MIN
        high = math.ceil(self.high_s * place / 60 / STEP_MIN) * STEP_MIN
        return low, max(high, low + STEP_MIN)


def pace(waits: Iterable[Wait], now: datetime) -> Pace | None:
    """The pace of these waits; None while too few were measured. Today's alone are taken once there are enough of them."""
    known = sorted((wait for wait in waits if wait.admitted <= now), key=lambda wait: wait.admitted, reverse=True)
    today = [wait for wait in known if now - wait.admitted < SAME_DAY]
    asked = (today if len(today) >= ENOUGH else known)[:NEWEST]
    if len(asked) < ENOUGH:
        return None
    paces = [_seconds_each(wait, known) for wait in asked]
    low, _, high = statistics.quantiles(paces, n=4, method="inclusive")
    return Pace(low, high, len(asked))


def _seconds_each(wait: Wait, all_waits: Sequence[Wait]) -> float:
    brought_in = sum(wait.since < other.admitted <= wait.admitted for other in all_waits)
    return max(0.0, (wait.admitted - wait.since).total_seconds()) / max(1, brought_in)
