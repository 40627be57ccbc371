"""Photos that wait for an answer, with the business hours that are left for it, and one submission with what was written about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from server.access.policy import Actor, require, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotFound
from server.base.ids import StaffId, VisitId
from server.visits.correspondence import Message
from server.visits.machine import Outcome, State
from server.visits.records import Appointment, Patient, Practice, Staff

ALLOWED = timedelta(hours=24)
"""Business hours until the patient should have the answer: what G2010 asks for."""
NEAR = timedelta(hours=4)
"""With so many business hours left or fewer the page warns."""
SHOWN_FOR = timedelta(days=14)
"""How long an answered submission stays on the page."""

Standing = Literal["no_photos", "to_answer", "needs_visit", "answered"]


@dataclass(frozen=True, slots=True)
class AnswerClock:
    """The clock of what waits: since when, until when (None: the practice never opens that long), and the business time used."""

    since: datetime
    due: datetime | None
    used: timedelta

    @property
    def late(self) -> bool:
        """Whether more than the allowed time has passed."""
        return self.used > ALLOWED

    @property
    def near(self) -> bool:
        """Whether the end is near, and not past."""
        return not self.late and ALLOWED - self.used <= NEAR


def waiting_since(received: Sequence[datetime], said: Sequence[Message]) -> datetime | None:
    """When the first thing came that no reply has answered yet: a photo, or the patient's question. None where nothing waits."""
    answered = max((one.at for one in said if one.purpose == "reply"), default=None)
    came = [*received, *(one.at for one in said if one.side == "patient")]
    return min((at for at in came if answered is None or at > answered), default=None)


def clock_of(since: datetime, now: datetime, practice: Practice) -> AnswerClock:
    """The clock at `now` of what waits since then."""
    hours = practice.hours
    return AnswerClock(since, hours.after(since, ALLOWED, practice.tz), hours.elapsed(since, now, practice.tz))


@dataclass(frozen=True, slots=True)
class QueuedPhotos:
    """A line: whose photos, for whom, and where they stand. `told`: the office has told the patient of the newest reply; `read`: the
    patient has read it."""

    appointment: Appointment
    patient: Patient
    rendering: Staff | None
    standing: Standing
    clock: AnswerClock | None
    photos: int
    question: bool
    replied_at: datetime | None
    told: bool
    read: bool


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One submission as its clinician reads it. `authors` are the members of staff who wrote."""

    appointment: Appointment
    practice: Practice
    messages: tuple[Message, ...]
    authors: tuple[Staff, ...]
    clock: AnswerClock | None
    rendering: Staff | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What the patient of photos that became a visit is told: a clinician's words, where they wrote some."""

    text: str | None
    by: Staff | None


class PhotoQueue:
    """The use cases of reading what waits."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def lines(self, actor: Actor) -> tuple[Practice, list[QueuedPhotos]]:
        """What waits for an answer first, the oldest before the newer; then what waits for photos, then what was answered.

        Raises `NotFound`.
        """
        require(actor, "see_photo_queue")
        now = self._clock.now().utc
        async with self._store.reading() as unit:
            practice = await unit.practice()
            if practice is None:
                raise NotFound
            cases = await unit.photo_cases(now - SHOWN_FOR)
            ids = [one.id for one in cases]
            received, said = await unit.photos_received(ids), await unit.messages(ids)
            patients = await unit.patients({one.patient for one in cases})
            staff = {one.id: one for one in await unit.all_staff()}
        theirs: dict[VisitId, list[Message]] = defaultdict(list)
        for one in said:
            theirs[one.visit].append(one)
        found = []
        for case in cases:
            if (patient := patients.get(case.patient)) is not None:
                rendering = staff.get(case.rendering) if case.rendering else None
                line = _line(case, patient, rendering, received.get(case.id, []), theirs[case.id], now, practice)
                found.append(line)
        return practice, sorted(found, key=_order)

    async def of(self, visit: VisitId, actor: Actor) -> Correspondence:
        """What was written about a visit's photos, for who may see them. Raises `NotFound`."""
        now = self._clock.now().utc
        async with self._store.reading() as unit:
            appointment = required(actor, "read_photos", await unit.appointment(visit))
            practice = await unit.practice()
            if practice is None:
                raise NotFound
            said = await unit.messages([visit])
            received = (await unit.photos_received([visit])).get(visit, [])
            written = {one.author for one in said if one.side == "practice"}
            people = await unit.all_staff()
        since = waiting_since(received, said)
        waits = _waits_for_text(appointment)
        return Correspondence(
            appointment=appointment,
            practice=practice,
            messages=tuple(said),
            authors=tuple(one for one in people if one.id in written),
            clock=clock_of(since, now, practice) if since is not None and waits else None,
            rendering=next((one for one in people if one.id == appointment.rendering), None),
        )

    async def people(self, ids: frozenset[str]) -> tuple[Staff, ...]:
        """These members of staff, by name."""
        if not ids:
            return ()
        async with self._store.reading() as unit:
            return tuple(one for one in await unit.all_staff() if one.id in ids)

    async def planned(self, appointment: Appointment) -> Planned | None:
        """Where a visit came of photos without a call: what was written about it. None for every other visit."""
        none = appointment.without_call and appointment.visit_wanted_at is None
        if appointment.photos_asked_at is None or none or appointment.visit.state is State.ENDED:
            return None
        async with self._store.reading() as unit:
            said = [one for one in await unit.messages([appointment.id]) if one.purpose == "plan" and one.text]
            by = await unit.staff(StaffId(said[-1].author)) if said else None
        return Planned(said[-1].text if said else None, by)

    async def promise(self, visit: VisitId) -> tuple[AnswerClock | None, Staff | None]:
        """What the patient's page says: until when the practice answers what was sent (None: nothing waits), and who does."""
        now = self._clock.now().utc
        async with self._store.reading() as unit:
            appointment, practice = await unit.appointment(visit), await unit.practice()
            if appointment is None or practice is None:
                raise NotFound
            said = await unit.messages([visit])
            received = (await unit.photos_received([visit])).get(visit, [])
            rendering = await unit.staff(StaffId(appointment.rendering)) if appointment.rendering else None
        since = waiting_since(received, said) if appointment.visit_wanted_at is None else None
        return (clock_of(since, now, practice) if since is not None else None), rendering


def _waits_for_text(appointment: Appointment) -> bool:
    """Whether what comes of the patient is to be answered in writing, as things stand."""
    if appointment.visit_wanted_at is not None:
        return False
    return appointment.without_call or appointment.visit.outcome is Outcome.ANSWERED


def _line(
    case: Appointment,
    patient: Patient,
    rendering: Staff | None,
    received: Sequence[datetime],
    said: Sequence[Message],
    now: datetime,
    practice: Practice,
) -> QueuedPhotos:
    since = None if case.visit_wanted_at else waiting_since(received, said)
    replies = [one for one in said if one.purpose == "reply"]
    newest = replies[-1] if replies else None
    waits = case.visit.state is State.SCHEDULED
    standing: Standing = "to_answer" if since is not None else "no_photos" if waits else "answered"
    if case.visit_wanted_at:
        standing = "needs_visit"
    return QueuedPhotos(
        appointment=case,
        patient=patient,
        rendering=rendering,
        standing=standing,
        clock=clock_of(since, now, practice) if since is not None else None,
        photos=len(received),
        question=bool(said) and said[-1].side == "patient",
        replied_at=newest.at if newest else None,
        told=newest is not None and case.called_at is not None and case.called_at >= newest.at,
        read=newest is not None and newest.read_at is not None,
    )


_RANK: dict[Standing, int] = {"to_answer": 0, "needs_visit": 1, "no_photos": 2, "answered": 3}


def _order(line: QueuedPhotos) -> tuple[int, datetime]:
    case = line.appointment
    at = line.clock.since if line.clock else line.replied_at or case.visit_wanted_at or case.scheduled_at
    return _RANK[line.standing], at
