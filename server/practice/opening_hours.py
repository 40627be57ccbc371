"""When the practice is open: read by everybody who counts business hours, changed by an administrator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from server.access.policy import Actor, require
from server.access.ports import Store
from server.base.errors import Invalid, NotFound
from server.visits.office_hours import DAY_MIN, OfficeHours

MOST_HOLIDAYS = 200


class OpeningHours:
    """The use case of the practice's hours."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, actor: Actor) -> tuple[OfficeHours, str]:
        """The hours and the zone they are in. Raises `NotFound`."""
        require(actor, "manage_hours")
        async with self._store.reading() as unit:
            practice = await unit.practice()
        if practice is None:
            raise NotFound
        return practice.hours, practice.tz

    async def change(
        self, actor: Actor, week: tuple[tuple[int, int] | None, ...], holidays: frozenset[date]
    ) -> tuple[OfficeHours, str]:
        """Keep other hours; clocks that run are counted by them from now on, from their start. Raises `NotFound` or `Invalid`."""
        require(actor, "manage_hours")
        if len(week) != 7:
            raise Invalid("week: say the hours of seven days, Monday to Sunday.")
        for span in week:
            if span is not None and not 0 <= span[0] < span[1] <= DAY_MIN:
                raise Invalid("week: on each day the practice closes after it opens.")
        if not any(week):
            raise Invalid("week: the practice is open on one day at least.")
        if len(holidays) > MOST_HOLIDAYS:
            raise Invalid(f"holidays: at most {MOST_HOLIDAYS} days. Take past ones off the list.")
        async with self._store.unit() as unit:
            practice = await unit.practice()
            if practice is None:
                raise NotFound
            changed = replace(practice, hours=OfficeHours(week, holidays))
            await unit.save_practice(changed)
        return changed.hours, changed.tz
