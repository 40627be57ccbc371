"""What the practice's own records say of a patient's other visits: the windows of coding are never asked of a person's memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from server.access.ports import Unit
from server.base.ids import StaffId
from server.claims.record import DECIDED
from server.coding.note import LaterEm, PriorRelatedEm, PriorService, SameDayEm
from server.coding.time import length, union
from server.coding.witness import Witness
from server.evidence.facts import Facts, MediaInterval, Participant, WorkInterval
from server.evidence.fold import fold
from server.practice.people import BILLS
from server.practice.rendering import rendering_of
from server.visits.machine import Outcome, State
from server.visits.records import Appointment, Document, Practice, Staff

REMEMBERED = timedelta(days=3 * 366 + 1)
"""No window looks further back than three calendar years."""
NO_EM = frozenset({"98016", "G2012", "G2252", "G2010", "99421", "99422", "99423"})
"""Services that are no E/M visit: one of these before opens no seven-day window."""


@dataclass(frozen=True, slots=True)
class Past:
    """Another visit of the patient that ended: who rendered it, whether they met, by sound for most of it or not, on which
    date, with which code."""

    appointment: Appointment
    facts: Facts
    rendering: StaffId | None
    met: bool
    by_sound: bool
    on: date
    decided: bool
    code: str | None


@dataclass(frozen=True, slots=True)
class Advised:
    """Other advice between clinicians about the patient: whose, on which side, on which date, and what was decided about it.

    `noted_at` orders those of one date; `coded_at` is when a code was first decided.
    """

    rendering: StaffId | None
    side: str
    on: date
    noted_at: datetime
    decided: bool
    code: str | None
    coded_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """The patient's other visits, as one visit's coding needs them."""

    earlier: tuple[Past, ...]
    same_date: tuple[Past, ...]
    later: tuple[Appointment, ...]
    after: tuple[Past, ...] = ()
    """Visits that were held on a later date."""
    advice: tuple[Advised, ...] = ()
    """Other advice between clinicians about the patient."""
    written: tuple[Past, ...] = ()
    """Photos that were answered without a call: nobody met the patient, and no window of visits sees them."""

    def prior_services(self, practice: Practice, staff: Mapping[Any, Staff]) -> tuple[PriorService, ...]:
        """For the three-year rule: every earlier visit in which a clinician who bills met the patient."""
        return tuple(
            PriorService(
                date=one.on,
                clinician=one.rendering,
                group=practice.group,
                specialty=staff[one.rendering].specialty if one.rendering in staff else None,
                audio_only=one.by_sound,
            )
            for one in self.earlier
            if one.met
        )

    def prior_em(self, related: bool | None, *, with_today: bool = False) -> PriorRelatedEm | None:
        """The latest earlier visit that was one: decided with a code of a visit, or not decided yet. `related`: what was
        answered about it. `with_today`: one that was over on the same date before this began is earlier, too."""
        later = {one.id for one in self.later}
        today = [one for one in self.same_date if with_today and one.appointment.id not in later]
        visits = [
            one
            for one in (*self.earlier, *today)
            if one.met and one.code not in NO_EM and (one.code or not one.decided)
        ]
        latest = max(visits, key=lambda one: one.appointment.scheduled_at, default=None)
        return None if latest is None else PriorRelatedEm(latest.on, related, latest.code)

    def later_em(self, related: bool | None, soonest: bool | None) -> LaterEm | None:
        """The next visit that is booked, or was held. `related` and `soonest`: what was answered about it."""
        following = min((one.scheduled_at for one in self.later), default=None)
        return None if following is None else LaterEm(following, soonest, related)

    def in_person(self, appointment: Appointment, answered: bool | None) -> SameDayEm | None:
        """A visit in person on the same date: one that was turned into it is taken as one until somebody says otherwise."""
        if any(one.appointment.visit.outcome is Outcome.IN_PERSON for one in self.same_date):
            return SameDayEm("in_person")
        if appointment.visit.outcome is not Outcome.IN_PERSON or answered is False:
            return None
        return SameDayEm("in_person", confirmed=answered is True)

    def together(
        self, facts: Facts, appointment: Appointment, specialty: str | None, staff: Mapping[Any, Staff]
    ) -> Facts:
        """The facts with those of the same date's other visits in the same specialty: they are summed, and reported once."""
        others = [
            one
            for one in self.same_date
            if one.met and one.rendering in staff and staff[one.rendering].specialty == specialty
        ]
        if not others:
            return facts
        people: dict[str, Participant] = {}
        events = list(_of_session(facts, appointment.id))
        for one in others:
            people.update({person.id: person for person in one.facts.participants})
            events.extend(_of_session(one.facts, one.appointment.id))
        people.update({person.id: person for person in facts.participants})
        return Facts(tuple(people.values()), tuple(events))


async def history_of(unit: Unit, appointment: Appointment, on: date, practice: Practice) -> History:
    """The history of the patient around one visit whose date of encounter is `on`."""
    earlier: list[Past] = []
    same_date: list[Past] = []
    later: list[Appointment] = []
    written: list[Past] = []
    after: list[Past] = []
    advice: list[Advised] = []
    # Of advice the day alone is known: whatever is booked on it may follow.
    given = appointment.scheduled_at - timedelta(hours=12) if _is_advice(appointment) else _over(appointment)
    for one in await unit.appointments_of(appointment.patient):
        if one.id == appointment.id or one.visit.state in (State.CANCELLED, State.NO_SHOW):
            continue
        if one.visit.outcome is Outcome.ANSWERED:
            written.append(await _past(unit, one, practice))
            continue
        if one.without_call:
            told = await unit.document(one.id, "consultation")
            if told is not None:
                advice.append(await _advised(unit, one, told))
            continue
        if one.visit.state is State.ENDED and one.ended_at is not None:
            if one.ended_at < appointment.scheduled_at - REMEMBERED:
                continue
            past = await _past(unit, one, practice)
            if past.on == on:
                same_date.append(past)
            else:
                (earlier if past.on < on else after).append(past)
        if one.scheduled_at > given:
            later.append(one)
    return History(tuple(earlier), tuple(same_date), tuple(later), tuple(after), tuple(advice), tuple(written))


async def _advised(unit: Unit, one: Appointment, told: Document) -> Advised:
    decided = await _decided(unit, one)
    return Advised(
        rendering=one.rendering,
        side=told.body["side"],
        on=date.fromisoformat(told.body["given_on"]),
        noted_at=_over(one),
        decided=decided is not None,
        code=decided.body.get("code") if decided is not None else None,
        coded_at=await coded_at(unit, one),
    )


async def coded_at(unit: Unit, one: Appointment) -> datetime | None:
    """When a code was first decided for it; None where none was."""
    decisions = await unit.documents(one.id, "decision")
    return next((each.at for each in decisions if each.body["decision"] in DECIDED and each.body.get("code")), None)


async def _decided(unit: Unit, one: Appointment) -> Document | None:
    """The newest decision that names what is to be billed."""
    decisions = await unit.documents(one.id, "decision")
    return next((each for each in reversed(decisions) if each.body["decision"] in DECIDED), None)


async def _past(unit: Unit, one: Appointment, practice: Practice) -> Past:
    entries = await unit.evidence(one.id)
    facts = fold(entries, group=practice.group)
    rendering = rendering_of(one, facts, entries)
    decision = await _decided(unit, one)
    witness = Witness(facts)
    contacts = [witness.contact(person.id) for person in facts.participants if person.credential in BILLS]
    talk = union(span for contact in contacts for span in contact.talk)
    video = union(span for contact in contacts for span in contact.video)
    return Past(
        appointment=one,
        facts=facts,
        rendering=rendering,
        met=bool(talk),
        by_sound=2 * length(video) <= length(talk),
        on=encounter_day(one, practice, facts),
        decided=decision is not None,
        code=decision.body.get("code") if decision is not None else None,
    )


def _is_advice(appointment: Appointment) -> bool:
    return appointment.without_call and appointment.visit.outcome is Outcome.DONE


def _over(appointment: Appointment) -> datetime:
    return appointment.ended_at or appointment.scheduled_at


def _of_session(facts: Facts, session: str) -> Sequence[Any]:
    return [
        replace(event, session=session) if isinstance(event, MediaInterval | WorkInterval) else event
        for event in facts.events
    ]


def encounter_day(appointment: Appointment, practice: Practice, facts: Facts) -> date:
    """The date of the encounter in the practice's zone: of the first media, else of the arrival, else as planned; of a written answer
    that of the answer."""
    starts = [event.start for event in facts.events if isinstance(event, MediaInterval)]
    if appointment.visit.outcome is Outcome.ANSWERED and appointment.ended_at is not None:
        # A written answer is given on the day on which it goes out.
        return practice.date_at(appointment.ended_at)
    at = min(starts, default=None) or appointment.waiting_since or appointment.scheduled_at
    return practice.date_at(at)
