"""When a practice is open, and time that is counted only while it is. Pure.

Opening times are wall-clock times of the practice's zone. What lies between two of them is measured in instants, so a day on which
the clocks change has as many business hours as really passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY_MIN = 24 * 60
FURTHEST = timedelta(days=400)
"""How far ahead the end of an allowance is looked for: a practice that is open at all reaches it long before."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """A week from Monday to Sunday: minutes after midnight at which the practice opens and closes (0 to 1440), None where it stays
    closed; and single days on which it is closed."""

    week: tuple[tuple[int, int] | None, ...]
    holidays: frozenset[date] = frozenset()

    def elapsed(self, start: datetime, end: datetime, tz: str) -> timedelta:
        """How much of the time from `start` to `end` the practice was open."""
        return sum((until - since for since, until in self._open(start, end, tz)), timedelta())

    def after(self, start: datetime, allowance: timedelta, tz: str) -> datetime | None:
        """The instant (UTC) at which `allowance` of open time has passed since `start`; None where it never opens that long."""
        left = allowance
        for since, until in self._open(start, start + FURTHEST, tz):
            if until - since >= left:
                return since + left
            left -= until - since
        return None

    def _open(self, start: datetime, end: datetime, tz: str) -> Iterator[tuple[datetime, datetime]]:
        """The open spans between two instants, in order, in UTC."""
        zone = ZoneInfo(tz)
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
        while day <= last:
            span = None if day in self.holidays else self.week[day.weekday()]
            if span is not None:
                since, until = max(start, _at(day, span[0], zone)), min(end, _at(day, span[1], zone))
                if since < until:
                    yield since, until
            day += timedelta(days=1)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return {
            "week": [None if span is None else list(span) for span in self.week],
            "holidays": sorted(day.isoformat() for day in self.holidays),
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> OfficeHours:
        """The other way round."""
        return cls(
            tuple(None if span is None else (span[0], span[1]) for span in plain["week"]),
            frozenset(date.fromisoformat(day) for day in plain["holidays"]),
        )


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """A wall-clock time as an instant. One that a clock change leaves out is read as it would have been before the change (PEP 495)."""
    on = day + timedelta(days=minute // DAY_MIN)
    return datetime.combine(on, time(minute % DAY_MIN // 60, minute % 60), zone).astimezone(UTC)


WEEKDAYS = OfficeHours((*((8 * 60, 17 * 60),) * 5, None, None))
"""Until the practice says otherwise: Monday to Friday, 8 to 17."""
