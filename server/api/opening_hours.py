"""The practice's hours, for its administrator: business hours are counted by them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from server.api.bodies import Answer, Asked
from server.api.operations import Call, operation
from server.visits.office_hours import OfficeHours

Minute = Annotated[int, Field(ge=0, le=1440)]


class OpenSpan(Asked):
    """When the practice opens and closes on a day, in minutes after midnight of its zone."""

    opens: Minute
    closes: Minute


class HoursAsked(Asked):
    """A week from Monday to Sunday, null for a day on which the practice is closed, and single days on which it is."""

    week: Annotated[tuple[OpenSpan | None, ...], Field(min_length=7, max_length=7)]
    holidays: Annotated[tuple[date, ...], Field(max_length=200)] = ()


class HoursShown(Answer):
    """The hours as they are counted now, in the zone `tz`."""

    week: tuple[OpenSpan | None, ...]
    holidays: tuple[date, ...]
    tz: str

    @classmethod
    def of(cls, hours: OfficeHours, tz: str) -> HoursShown:
        week = tuple(None if span is None else OpenSpan(opens=span[0], closes=span[1]) for span in hours.week)
        return cls(week=week, holidays=tuple(sorted(hours.holidays)), tz=tz)


@operation("GET", "/api/opening-hours", tag="practice", who="staff", command="manage_hours")
async def show_opening_hours(call: Call) -> HoursShown:
    """When the practice is open."""
    return HoursShown.of(*await call.context.opening_hours.read(call.me.actor))


@operation("PUT", "/api/opening-hours", tag="practice", who="staff", command="manage_hours")
async def change_opening_hours(call: Call, body: HoursAsked) -> HoursShown:
    """Change when the practice is open. Clocks that run are counted anew; answers that were sent keep what was counted then."""
    week = tuple(None if span is None else (span.opens, span.closes) for span in body.week)
    return HoursShown.of(*await call.context.opening_hours.change(call.me.actor, week, frozenset(body.holidays)))
