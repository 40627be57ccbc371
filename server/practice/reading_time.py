"""How long somebody has looked at a visit's images, as its evidence says so far, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.access.policy import Actor, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound
from server.base.ids import VisitId
from server.evidence.events import WorkStruck
from server.evidence.facts import WorkInterval
from server.evidence.fold import fold
from server.practice.history import encounter_day
from server.practice.people import BILLS
from server.practice.written import was_written
from server.visits.machine import State

ACTIVITY = "image_review"


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """One person's reading of one visit's images. `on_the_day` says which of it lies on the date of the encounter.

    That date is `day`, in the practice's zone: as planned, until the visit has taken place. `counts` says whether the
    person's minutes can count at all.
    """

    intervals: tuple[WorkInterval, ...]
    day: date
    on_the_day: timedelta
    other_days: timedelta
    today: bool
    counts: bool
    settled: bool
    written: bool
    """Whether the photos are answered in writing: then no visit's total time is in question."""


class ReadingTimes:
    """The use cases behind the workspace's clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def of(self, visit: VisitId, actor: Actor) -> ReadingTime:
        """The actor's own reading so far. Raises `NotFound` or `NotNow`."""
        async with self._store.reading() as unit:
            appointment = required(actor, "work", await unit.appointment(visit))
            practice = await unit.practice()
            entries = await unit.evidence(visit)
        if practice is None:
            raise NotFound
        facts = fold(entries, group=practice.group)
        zone = ZoneInfo(practice.tz)
        day = encounter_day(appointment, practice, facts)
        own = tuple(
            event
            for event in facts.events
            if isinstance(event, WorkInterval) and event.who == actor.person and event.activity == ACTIVITY
        )
        on_the_day = other_days = timedelta()
        for one in own:
            # One that goes past midnight counts where it began: the minutes of the proposal are cut exactly.
            if one.start.astimezone(zone).date() == day:
                on_the_day += one.end - one.start
            else:
                other_days += one.end - one.start
        return ReadingTime(
            intervals=own,
            day=day,
            on_the_day=on_the_day,
            other_days=other_days,
            today=self._clock.now().utc.astimezone(zone).date() == day,
            counts=actor.credential in BILLS,
            settled=appointment.visit.state is State.ENDED,
            written=appointment.without_call or was_written(appointment),
        )

    async def strike(self, visit: VisitId, actor: Actor, part: tuple[datetime, datetime] | None = None) -> None:
        """Take back all of the actor's reading so far, or what of it lies in `part`: the log keeps it, and it counts no more.

        Raises `NotFound`, `NotNow`, or `Invalid` where nothing of it lies there.
        """
        now = self._clock.now()
        if part is not None:
            start, end = part
            if start >= end:
                raise Invalid("until: this is not after the beginning.")
            read = (await self.of(visit, actor)).intervals
            if not any(one.start < end and start < one.end for one in read):
                raise Invalid("from: you have no reading time there.")
        async with self._store.unit() as unit:
            required(actor, "work", await unit.appointment(visit))
            struck = WorkStruck(person=actor.person, activity=ACTIVITY)
            if part is not None:
                # What is read from now on is another matter, whatever the page's clock says.
                first, last = (_ms(min(one, now.utc)) for one in part)
                struck = WorkStruck(person=actor.person, activity=ACTIVITY, from_ms=first, until_ms=last)
            await unit.append(visit, [struck], actor=actor.signature, at=now)


def _ms(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
