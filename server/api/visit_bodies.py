"""Bodies about visits, for staff: the board, and what there is to read of each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.access.commands import VisitCommand
from server.api.appointment_bodies import PatientShown
from server.api.bodies import Answer, Asked, Instant, PatientStatus, Text
from server.practice.appointments import Chart
from server.rooms.views import BoardRow, PartyQuality
from server.visits.machine import Outcome, State
from server.visits.records import Document, PhoneState


class TodayShown(Answer):
    """Today's board."""

    visits: tuple[BoardRow, ...]


class RenderingShown(Answer):
    """The clinician who is to see the patient."""

    id: str
    name: str
    credential: str | None
    npi: str | None


class Vitals(Asked):
    """What was measured, by unit. Bounds refuse a slip of the unit (°F for °C), not an illness."""

    temperature_c: Annotated[float, Field(ge=25, le=45)] | None = None
    pulse_bpm: Annotated[float, Field(ge=20, le=300)] | None = None
    systolic_mmhg: Annotated[float, Field(ge=40, le=300)] | None = None
    diastolic_mmhg: Annotated[float, Field(ge=20, le=200)] | None = None
    weight_kg: Annotated[float, Field(gt=0, le=500)] | None = None
    height_cm: Annotated[float, Field(ge=20, le=260)] | None = None


class IntakeAsked(Asked):
    """The intake as written on top of version `base_version` (0: nothing yet)."""

    reason: Text
    history: Text
    medications: Text
    allergies: Text
    vitals: Vitals
    base_version: Annotated[int, Field(ge=0)]


class IntakeDoc(Answer):
    """A version of the intake."""

    reason: str
    history: str
    medications: str
    allergies: str
    vitals: Vitals
    version: int
    author: str
    at: Instant

    @classmethod
    def of(cls, document: Document) -> IntakeDoc:
        return cls(
            **{field: document.body.get(field, "") for field in ("reason", "history", "medications", "allergies")},
            vitals=Vitals.model_validate(document.body.get("vitals") or {}),
            version=document.version,
            author=document.author,
            at=document.at,
        )


class NoteShown(Answer):
    """The newest hand-over note."""

    text: str
    author: str
    at: Instant


class GuardianShown(Answer):
    """The adult who answers for a minor."""

    name: str
    relation: str


class ConsentShown(Answer):
    """Which text was agreed to, and when."""

    consent: str
    text_version: str
    at: Instant


class ArrivalShown(Answer):
    """What the patient said around the visit. The address is read on its own, and that is audited."""

    minor: bool
    guardian: GuardianShown | None
    consents: tuple[ConsentShown, ...]
    place_kind: str | None
    place_state: str | None
    has_address: bool
    company: str | None
    company_names: str | None
    callback_phone: str | None
    interpreter: str | None
    interpreter_other: str | None

    @classmethod
    def of(cls, chart: Chart) -> ArrivalShown:
        body = chart.arrival.body if chart.arrival else {}
        plain = ("place_kind", "place_state", "company", "company_names", "callback_phone", "interpreter")
        guardian = body.get("guardian")
        return cls(
            minor=chart.minor,
            guardian=GuardianShown.model_validate(guardian) if guardian else None,
            consents=tuple(
                ConsentShown(consent=one.body["consent"], text_version=one.body["text_version"], at=one.at)
                for one in chart.consents
            ),
            has_address=bool(body.get("address")),
            interpreter_other=body.get("interpreter_other"),
            **{name: body.get(name) for name in plain},
        )


class AddressShown(Answer):
    """Where the patient says to be; null where they did not say."""

    address: str | None


class PatientNoteAsked(Asked):
    """What happens next, for the patient to read. Empty takes it back."""

    text: Annotated[str, Field(max_length=4000)]


class PatientNoteShown(Answer):
    """The newest note for the patient."""

    text: str
    author: str
    at: Instant

    @classmethod
    def of(cls, document: Document) -> PatientNoteShown:
        return cls(text=str(document.body.get("text", "")), author=document.author, at=document.at)


class QualityStep(Answer):
    """One reading: the parties as in the socket's `quality` frame."""

    at: Instant
    parties: tuple[PartyQuality, ...]


class QualityShown(Answer):
    """How the connections of a visit were, in the order of time."""

    steps: tuple[QualityStep, ...]


class VisitShown(Answer):
    """A visit with what the caller may read of it."""

    id: str
    patient: PatientShown
    scheduled_at: Instant
    reason: str
    payer: str | None
    patient_status: PatientStatus
    rendering: RenderingShown | None
    state: State
    outcome: Outcome | None
    urgent: bool
    version: int
    waiting_since: Instant | None
    ended_at: Instant | None
    intake: IntakeDoc | None
    note: NoteShown | None
    arrival: ArrivalShown
    patient_note: PatientNoteShown | None
    commands: tuple[VisitCommand, ...]
    phone: PhoneState | None = None
    """Whether the visit went on by phone: `reached` is a colleague's word, kept in the evidence, and nobody's minutes."""
    without_call: bool = False
    """No call is planned: photos that are answered in writing."""
    emergency_until: Instant | None = None
    """Until when the caller reads intake and note because of an emergency; null where the role alone decides."""

    @classmethod
    def of(cls, chart: Chart, commands: tuple[VisitCommand, ...]) -> VisitShown:
        made = chart.appointment
        clinician, note = chart.rendering, chart.note
        return cls(
            id=made.id,
            patient=PatientShown.model_validate(chart.patient, from_attributes=True),
            scheduled_at=made.scheduled_at,
            reason=made.reason,
            payer=made.payer,
            patient_status=made.patient_status,
            rendering=RenderingShown.model_validate(clinician, from_attributes=True) if clinician else None,
            state=made.visit.state,
            outcome=made.visit.outcome,
            urgent=made.urgent,
            version=made.version,
            waiting_since=made.waiting_since,
            phone=made.phone,
            ended_at=made.ended_at,
            intake=IntakeDoc.of(chart.intake) if chart.intake else None,
            note=NoteShown(text=str(note.body.get("text", "")), author=note.author, at=note.at) if note else None,
            arrival=ArrivalShown.of(chart),
            patient_note=PatientNoteShown.of(chart.patient_note) if chart.patient_note else None,
            commands=commands,
            without_call=made.without_call,
            emergency_until=chart.emergency_until,
        )
