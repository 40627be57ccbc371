"""Who opened which chart, and opening one in an emergency that one's role does not open otherwise (docs/adr/0011)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from server.access.policy import Actor, require, required
from server.access.ports import Store, Unit
from server.base.clock import Clock, Moment
from server.base.errors import Invalid
from server.base.ids import StaffId, VisitId, digest, new_id
from server.evidence.events import RecordRead
from server.visits.records import ChartOpening, StaffRole

log = structlog.get_logger()
EMERGENCY = timedelta(hours=1)
"""How long a chart that was opened in an emergency stays open to that person."""
SHORTEST_REASON = 10
"""Characters. A reason that says something is longer."""
PAGE = 100


@dataclass(frozen=True, slots=True)
class OpeningShown:
    """An opening with the names that go with it."""

    opening: ChartOpening
    person: str
    patient: str
    scheduled_at: datetime


async def opened(unit: Unit, visit: VisitId, actor: Actor, part: str, at: Moment, reason: str | None = None) -> None:
    """Keep, inside the transaction of the reading, who opened what."""
    role: StaffRole = actor.role  # type: ignore[assignment]  # `required` let only staff come here.
    await unit.add_opening(ChartOpening(new_id(), visit, StaffId(actor.person), role, part, at.utc, reason))


async def emergency_until(unit: Unit, visit: VisitId, actor: Actor, now: datetime) -> datetime | None:
    """Until when this person may read the visit's chart because of an emergency; None where there is none."""
    recent = await unit.openings(visit, StaffId(actor.person), since=now - EMERGENCY)
    times = [one.at + EMERGENCY for one in recent if one.reason is not None]
    return max(times, default=None)


class Openings:
    """The use cases."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def in_emergency(self, visit: VisitId, actor: Actor, reason: str) -> datetime:
        """Open the chart for an hour, with a reason that the administrator reads. Returns until when.

        Raises `NotFound` or `Invalid`.
        """
        why, now = reason.strip(), self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "break_glass", await unit.appointment(visit))
            if len(why) < SHORTEST_REASON:
                raise Invalid("reason: say in a few words what happened. The administrator will read it.")
            read = RecordRead(person=actor.person, part="chart", reason_digest=digest(why))
            await unit.append(visit, [read], actor=actor.signature, at=now)
            await opened(unit, visit, actor, "chart", now, why)
        log.warning("chart opened in an emergency", visit=visit, person=actor.person, role=actor.role)
        return now.utc + EMERGENCY

    async def all(
        self, actor: Actor, visit: VisitId | None, person: StaffId | None, before: datetime | None
    ) -> list[OpeningShown]:
        """Up to a hundred openings, the newest first: of a visit, by a person, or all; `before` continues. Raises `NotFound`."""
        require(actor, "manage_staff")
        async with self._store.reading() as unit:
            found = await unit.openings(visit, person, before=before, limit=PAGE)
            people = {one.id: one.name for one in await unit.all_staff()}
            shown = []
            for opening in found:
                appointment = await unit.appointment(opening.visit)
                patient = await unit.patient(appointment.patient) if appointment else None
                if appointment is not None and patient is not None:
                    who = people.get(opening.staff, "")
                    shown.append(OpeningShown(opening, who, patient.name, appointment.scheduled_at))
        return shown
