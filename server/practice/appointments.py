"""Appointments: making one with its patient and link, and reading one with all that is written about it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from server.access.commands import Command
from server.access.policy import Actor, allowed, require, required
from server.access.ports import Store, Unit
from server.base.clock import Clock, Moment
from server.base.errors import Invalid, NotFound
from server.base.ids import PatientId, StaffId, VisitId, new_id
from server.evidence.answer_events import CallPlanned
from server.evidence.events import CodingNoteSet, Event, RecordRead, VisitCreated
from server.practice import links
from server.practice.consents import is_minor
from server.practice.openings import emergency_until, opened
from server.practice.patient_names import named
from server.practice.payers import Payers
from server.practice.people import BILLS
from server.practice.ports import LiveVisits
from server.practice.repeats import FreshLinks, OtherRequest, id_for
from server.visits.records import Appointment, Document, Patient, Staff

Part = Literal["intake", "note", "chart", "evidence", "proposal", "visit", "photos"]
_READING: dict[Part, Command] = {
    "visit": "see_visit",
    "intake": "read_intake",
    "note": "read_chart",
    "chart": "read_chart",
    "evidence": "read_evidence",
    "proposal": "read_proposal",
    "photos": "read_photos",
}
WITHIN = timedelta(days=10 * 366)
"""How far ahead a visit may be planned, and how far back one may be written down that took place: records are kept that long."""
AHEAD = timedelta(days=400)
"""How far ahead a visit may be given a time later: a slip of the year is not one."""
BEGUN = timedelta(minutes=15)
"""A time that has just passed is now."""
_SAME_READING = timedelta(minutes=5)
"""A page that refreshes is one reading of the record, not many."""


@dataclass(frozen=True, slots=True)
class NewPatient:
    """Somebody the practice sees for the first time here."""

    name: str
    date_of_birth: date
    phone: str | None = None
    language: str = "en"
    state: str | None = None


@dataclass(frozen=True, slots=True)
class NewVisit:
    """An appointment as it is asked for. Without a call it is for photos that are answered in writing; `scheduled_at` is then when
    it was asked for, and `initiated_by` may say who wanted it."""

    patient: PatientId | NewPatient
    scheduled_at: datetime
    reason: str
    payer: str | None
    patient_status: Literal["new", "established", "derive"]
    rendering: StaffId | None
    without_call: bool = False
    initiated_by: Literal["patient", "provider"] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A visit with what is written about it."""

    appointment: Appointment
    patient: Patient
    rendering: Staff | None
    intake: Document | None
    note: Document | None
    arrival: Document | None
    consents: tuple[Document, ...]
    patient_note: Document | None
    minor: bool
    emergency_until: datetime | None = None
    """Until when the reader may read it because of an emergency, where the role alone does not let them."""


def within_reach(at: datetime, now: datetime) -> None:
    """Raises `Invalid` where nobody means to plan a visit for then: a slip of the year is not a plan."""
    if not now - BEGUN <= at <= now + AHEAD:
        raise Invalid("scheduled_at: choose a time from now on.")


class Appointments:
    """The use cases of appointments."""

    def __init__(self, store: Store, clock: Clock, live: LiveVisits, payers: Payers) -> None:
        self._store, self._clock, self._live, self._payers = store, clock, live, payers
        self._fresh = FreshLinks()
        self._readings: OrderedDict[tuple[VisitId, str, Part], datetime] = OrderedDict()

    async def make(self, new: NewVisit, actor: Actor, key: str | None = None) -> tuple[Appointment, str]:
        """Store the appointment (and its patient, if new); returns it with the secret of the patient's link. With a `key` that
        this actor gave before it is the one that was made then.

        Raises `Invalid`, naming the field.
        """
        require(actor, "create_visit")
        now = self._clock.now()
        visit = VisitId(id_for(key, "visit", actor.person))
        if abs(new.scheduled_at - now.utc) > WITHIN:
            raise Invalid("scheduled_at: choose a time within ten years of today.")
        async with self._store.unit() as unit:
            if key and (again := await self._made(unit, visit, new, actor, now)):
                return again
            practice = await unit.practice()
            if practice is None:
                raise NotFound("This server has no practice yet.")
            if new.rendering is not None:
                clinician = await unit.staff(new.rendering)
                if clinician is None or not clinician.active or clinician.credential not in BILLS:
                    raise Invalid("rendering: choose a clinician who can bill (MD, DO, NP or PA).")
            if new.payer is not None and new.payer not in (await self._payers.rules(unit)).payers():
                raise Invalid("payer: the practice has no rules of this payer. An administrator can add them.")
            if isinstance(new.patient, NewPatient):
                patient = _patient(new.patient, practice.date_at(now.utc))
                await unit.save_patient(patient)
            else:
                known = await unit.patient(new.patient)
                if known is None:
                    raise Invalid("patient: there is no such patient.")
                patient = known
            appointment = Appointment(
                id=visit,
                patient=patient.id,
                scheduled_at=now.utc if new.without_call else new.scheduled_at.astimezone(UTC),
                reason=new.reason.strip(),
                payer=new.payer,
                patient_status=new.patient_status,
                rendering=new.rendering,
                without_call=new.without_call,
                photos_asked_at=now.utc if new.without_call else None,
            )
            await unit.add_appointment(appointment)
            created = VisitCreated(
                patient=patient.id, payer=new.payer, patient_status=new.patient_status, practice_tz=practice.tz
            )
            events: list[Event] = [created]
            if new.without_call:
                events.append(CallPlanned(planned=False))
            if new.initiated_by is not None:
                said = CodingNoteSet(person=actor.person, field="initiated_by", value=new.initiated_by)
                events.append(said)
                await unit.add_document(
                    appointment.id, "coding_note", actor.person, now.utc, {"initiated_by": new.initiated_by}
                )
            await unit.append(appointment.id, events, actor=actor.signature, at=now)
            secret, _ = await links.issue(unit, appointment, "patient", now, actor.signature)
        if key:
            self._fresh.keep(visit, secret, now.utc)
        await self._live.changed(appointment.id)
        return appointment, secret

    async def set_time(self, visit: VisitId, actor: Actor, at: datetime) -> Appointment:
        """Give a visit its time, or another one while the patient has not come. Photos that need a visit become one by it.

        Raises `NotFound`, `NotNow`, or `Invalid` naming the field.
        """
        now = self._clock.now()
        within_reach(at, now.utc)
        async with self._store.unit() as unit:
            appointment = required(actor, "set_time", await unit.appointment(visit))
            timed = replace(appointment, without_call=False, scheduled_at=at.astimezone(UTC), visit_wanted_at=None)
            appointment = await unit.save_appointment(timed)
            await links.keep_open(unit, visit, at + links.GRACE)
            await unit.append(visit, [CallPlanned(planned=True, timed=True)], actor=actor.signature, at=now)
        await self._live.changed(visit)
        return appointment

    async def _made(
        self, unit: Unit, visit: VisitId, new: NewVisit, actor: Actor, now: Moment
    ) -> tuple[Appointment, str] | None:
        """What an earlier request made under this id, with its link, or with another one where that is not known any more."""
        known = await unit.appointment(visit)
        patient = await unit.patient(known.patient) if known else None
        if known is None or patient is None:
            return None
        same = (known.reason, known.payer, known.patient_status, known.without_call) == (
            new.reason.strip(), new.payer, new.patient_status, new.without_call,
        )  # fmt: skip
        if isinstance(new.patient, NewPatient):
            same &= (patient.name, patient.date_of_birth) == (_name(new.patient), new.patient.date_of_birth)
        else:
            same &= patient.id == new.patient
        if not same:
            raise OtherRequest
        secret = self._fresh.secret(visit, now.utc)
        if secret is None:
            secret, _ = await links.issue(unit, known, "patient", now, actor.signature)
        return known, secret

    async def chart(self, visit: VisitId, actor: Actor) -> Chart:
        """The visit as this member of staff may read it; that it was read goes into its evidence. Raises `NotFound`."""
        await self.read(visit, actor, "visit")
        async with self._store.reading() as unit:
            appointment = await unit.appointment(visit)
            patient = await unit.patient(appointment.patient) if appointment else None
            if appointment is None or patient is None:
                raise NotFound
            rendering = await unit.staff(appointment.rendering) if appointment.rendering else None
            practice = await unit.practice()
            zone = ZoneInfo(practice.tz) if practice else UTC
            minor = is_minor(patient.date_of_birth, self._clock.now().utc.astimezone(zone).date())
            intake = note = arrival = patient_note = None
            consents: tuple[Document, ...] = ()
            glass = await emergency_until(unit, visit, actor, self._clock.now().utc)
            if glass or allowed(actor, "read_intake", appointment):
                intake = await unit.document(visit, "intake")
            if glass or allowed(actor, "read_chart", appointment):
                note = await unit.document(visit, "handover_note")
            if glass or allowed(actor, "read_intake", appointment) or allowed(actor, "read_arrival", appointment):
                arrival = await unit.document(visit, "arrival")
                consents = tuple(await unit.documents(visit, "consent"))
                patient_note = await unit.document(visit, "patient_note")
        return Chart(appointment, patient, rendering, intake, note, arrival, consents, patient_note, minor, glass)

    async def read(self, visit: VisitId, actor: Actor, part: Part) -> None:
        """Keep in evidence that a member of staff opened a part of the record. Raises `NotFound` or `NotNow`."""
        now = self._clock.now()
        key = (visit, actor.person, part)
        before = self._readings.get(key)
        if before is not None and now.utc - before < _SAME_READING:
            async with self._store.reading() as unit:
                required(actor, _READING[part], await unit.appointment(visit))
            return
        async with self._store.unit() as write:
            required(actor, _READING[part], await write.appointment(visit))
            await write.append(visit, [RecordRead(person=actor.person, part=part)], actor=actor.signature, at=now)
            await opened(write, visit, actor, part, now)
        self._readings[key] = now.utc
        self._readings.move_to_end(key)
        while len(self._readings) > 5_000:
            self._readings.popitem(last=False)

    async def evidence(self, visit: VisitId, actor: Actor) -> bytes:
        """The visit's whole log as a signed file; the reading itself is in it. Raises `NotFound`."""
        await self.read(visit, actor, "evidence")
        return await self._store.export_evidence(visit)

    async def quality(self, visit: VisitId, actor: Actor) -> list[tuple[datetime, list[dict[str, Any]]]]:
        """How the parties' connections were, in steps of five seconds: for support. Raises `NotFound`."""
        async with self._store.reading() as unit:
            required(actor, "read_chart", await unit.appointment(visit))
            return await unit.quality(visit)

    async def patients(self, like: str) -> list[Patient]:
        """Up to 20 patients whose name holds the words of `like`, by name."""
        async with self._store.reading() as unit:
            return named(await unit.all_patients(), like)[:20]


def _name(new: NewPatient) -> str:
    return " ".join(new.name.split())


def _patient(new: NewPatient, on: date) -> Patient:
    if not date(1900, 1, 1) <= new.date_of_birth <= on:
        raise Invalid("date_of_birth: this date is not possible.")
    if not new.name.strip():
        raise Invalid("name: please enter the patient's name.")
    if new.state is not None and not (len(new.state) == 2 and new.state.isascii() and new.state.isupper()):
        raise Invalid("state: two capital letters are needed, like NY.")
    return Patient(
        id=PatientId(new_id()),
        name=_name(new),
        date_of_birth=new.date_of_birth,
        phone=new.phone,
        language=new.language,
        state=new.state,
    )
