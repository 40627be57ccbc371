"""Advice between clinicians about a patient who is not there: noted by the one who gave it or asked for it, coded like a visit.

It becomes a record of its own beside the visit that it began from, ended at once and without a call, so that its proposal, its
decision, the queue, the sheets and the day's CSV are those of every other service. Nothing of it was witnessed: its minutes are
what the clinician tells, and every page says so.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from server.access.policy import Actor, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound, NotNow
from server.base.ids import StaffId, VisitId, digest
from server.evidence.answer_events import CallPlanned, ConsultationCorrected, ConsultationNoted
from server.evidence.events import Event, VisitCreated, VisitMoved
from server.practice.coding import Coding, keep_standing
from server.practice.people import BILLS
from server.practice.ports import LiveVisits
from server.practice.repeats import OtherRequest, id_for
from server.visits.machine import Move, Outcome, Visit
from server.visits.records import Appointment, Document

Side = Literal["consultant", "requesting"]


@dataclass(frozen=True, slots=True)
class Consultation:
    """What a clinician notes. `colleague` is who is at the other side, as text; minutes are whole ones, on `given_on` (None: today)."""

    side: Side
    colleague: str
    question: str
    answer: str
    total_minutes: int
    spoken_minutes: int
    spoken_report: bool
    written_report: bool
    consent: bool
    seen_within_14_days: bool = False
    takes_over: bool = False
    given_on: date | None = None


class Consultations:
    """The use case of noting advice between clinicians."""

    def __init__(self, store: Store, clock: Clock, coding: Coding, live: LiveVisits) -> None:
        self._store, self._clock, self._coding, self._live = store, clock, coding, live

    async def note(self, visit: VisitId, actor: Actor, told: Consultation, key: str | None = None) -> Appointment:
        """Keep it beside the visit that it began from; returns the record to be coded, with a `key` that this actor gave before the
        one of then. Raises `NotFound`, or `Invalid` naming the field."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            about = required(actor, "note_consultation", await unit.appointment(visit))
            practice = await unit.practice()
            if practice is None:
                raise NotFound
            if actor.credential not in BILLS:
                raise Invalid("rendering: advice is billed by a clinician who is MD, DO, NP or PA.")
            zone = ZoneInfo(practice.tz)
            today = now.utc.astimezone(zone).date()
            told = _checked(told, today)
            on = told.given_on or today
            record_id = VisitId(id_for(key, "consultation", visit, actor.person))
            if key and (made := await unit.appointment(record_id)):
                first = await unit.document(record_id, "consultation")
                if first is None or (first.version == 1 and first.body != _body(told, on, visit)):
                    raise OtherRequest
                return made
            given = _noon(on, zone)
            moved = Visit().after(Move.ANSWER, outcome=Outcome.DONE)
            record = Appointment(
                id=record_id,
                patient=about.patient,
                scheduled_at=given,
                reason=_reason(told),
                payer=about.payer,
                patient_status=about.patient_status,
                rendering=StaffId(actor.person),
                without_call=True,
            )
            await unit.add_appointment(record)
            await unit.add_document(record.id, "consultation", actor.person, now.utc, _body(told, on, visit))
            events: list[Event] = [
                VisitCreated(
                    patient=record.patient,
                    payer=record.payer,
                    patient_status=record.patient_status,
                    practice_tz=practice.tz,
                ),
                CallPlanned(planned=False),
                ConsultationNoted(**_event_fields(told, visit, actor)),
                VisitMoved(move=Move.ANSWER, state=moved.state, outcome=moved.outcome),
            ]
            await unit.append(record.id, events, actor=actor.signature, at=now)
            record = await unit.save_appointment(replace(record, visit=moved, ended_at=max(given, now.utc)))
            await keep_standing(unit, await self._coding.coded(unit, record))
        await self._live.changed(record.id)
        return record

    async def correct(self, record: VisitId, actor: Actor, told: Consultation, reason: str) -> Document:
        """Keep a corrected version of a note; those before stay beside it. Raises `NotFound`, `NotNow` where another clinician noted it,
        or `Invalid` naming the field."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "note_consultation", await unit.appointment(record))
            practice, newest = await unit.practice(), await unit.document(record, "consultation")
            if practice is None or newest is None:
                raise NotFound
            if appointment.rendering != actor.person:
                raise NotNow("Only the clinician who noted this advice can correct it.")
            if not reason.strip():
                raise Invalid("correction: say why it is corrected.")
            zone = ZoneInfo(practice.tz)
            told = _checked(told, now.utc.astimezone(zone).date())
            on = told.given_on or date.fromisoformat(newest.body["given_on"])
            body = _body(told, on, newest.body["about"])
            if body == {name: value for name, value in newest.body.items() if name != "correction"}:
                raise Invalid("correction: nothing is different from the note as it stands.")
            document = await unit.add_document(
                record, "consultation", actor.person, now.utc, body | {"correction": reason.strip()}
            )
            event = ConsultationCorrected(
                **_event_fields(told, newest.body["about"], actor),
                version=document.version,
                reason_digest=digest(reason.strip()),
            )
            await unit.append(record, [event], actor=actor.signature, at=now)
            appointment = await unit.save_appointment(
                replace(appointment, scheduled_at=_noon(on, zone), reason=_reason(told))
            )
            await keep_standing(unit, await self._coding.coded(unit, appointment))
        await self._live.changed(record)
        return document


def _checked(told: Consultation, today: date) -> Consultation:
    for name in ("colleague", "question"):
        if not getattr(told, name).strip():
            raise Invalid(f"{name}: say it in a few words.")
    if told.spoken_minutes > told.total_minutes:
        raise Invalid("spoken_minutes: this is more than the minutes in all.")
    if told.given_on is not None and not today - timedelta(days=365) <= told.given_on <= today:
        raise Invalid("given_on: choose a day of the last year, not one to come.")
    return replace(
        told, colleague=" ".join(told.colleague.split()), question=told.question.strip(), answer=told.answer.strip()
    )


def _noon(on: date, zone: ZoneInfo) -> datetime:
    """Of advice the day alone is told."""
    return datetime.combine(on, time(12), zone).astimezone(UTC)


def _reason(told: Consultation) -> str:
    return f"Advice: {told.colleague}"[:200]


def _body(told: Consultation, on: date, about: str) -> dict[str, Any]:
    return {**asdict(told), "given_on": on.isoformat(), "about": about}


def _event_fields(told: Consultation, about: str, actor: Actor) -> dict[str, Any]:
    return {
        "person": actor.person,
        "about": about,
        "side": told.side,
        "total_s": told.total_minutes * 60,
        "spoken_s": told.spoken_minutes * 60,
        "spoken_report": told.spoken_report,
        "written_report": told.written_report,
        "consent": told.consent,
        "seen_within_14_days": told.seen_within_14_days,
        "takes_over": told.takes_over,
        "colleague_digest": digest(told.colleague),
        "question_digest": digest(told.question),
        "answer_digest": digest(told.answer),
    }
