"""The bodies of the API. Requests refuse unknown fields; answers hold exactly what is written here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from server.evidence.events import Credential, Role
from server.practice.appointments import Chart
from server.practice.links import Entered, Opened
from server.practice.people import NewStaff
from server.rooms.views import BoardRow, Command
from server.visits.machine import Outcome, State
from server.visits.records import Document, LinkRole, Staff, StaffRole


def instant(at: datetime) -> str:
    """RFC 3339, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


Instant = Annotated[datetime, PlainSerializer(instant, return_type=str)]
Line = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=8000)]
UsState = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
VisitUuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Token = Annotated[str, Field(min_length=16, max_length=128)]
PatientStatus = Literal["new", "established", "derive"]
PlaceKind = Literal["home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf"]


class Asked(BaseModel):
    """A request's body."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# ---- sign-in -------------------------------------------------------------------------------------------------------


class SignInAsked(Asked):
    email: Line
    password: Annotated[str, Field(max_length=1024)]
    code: Annotated[str, Field(max_length=16)] | None = None


class PracticeShown(Answer):
    name: str
    phone: str
    tz: str


class SessionShown(Answer):
    person: str
    name: str
    role: StaffRole
    credential: str | None
    practice: PracticeShown


# ---- visits --------------------------------------------------------------------------------------------------------


class TodayShown(Answer):
    visits: tuple[BoardRow, ...]


class PatientAsked(Asked):
    """Either the id of a patient on file, or who the new patient is."""

    id: VisitUuid | None = None
    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    date_of_birth: date | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    language: Literal["en", "es"] = "en"
    state: UsState | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> PatientAsked:
        if self.id is None and (self.name is None or self.date_of_birth is None):
            raise ValueError("give the id of a patient on file, or a name and a date of birth")
        if self.id is not None and (self.name is not None or self.date_of_birth is not None):
            raise ValueError("give the id of a patient on file, or a new patient, not both")
        return self


class VisitAsked(Asked):
    patient: PatientAsked
    scheduled_at: AwareDatetime
    reason: Annotated[str, Field(max_length=500)]
    payer: Literal["PRIV_98000"] | None = None
    patient_status: PatientStatus
    rendering: VisitUuid | None = None


class VisitMade(Answer):
    id: str
    link: str


class LinkMade(Answer):
    link: str


class PatientShown(Answer):
    id: str
    name: str
    date_of_birth: date
    phone: str | None
    language: str
    state: str | None


class PatientsShown(Answer):
    patients: tuple[PatientShown, ...]


class PatientsQuery(Asked):
    q: Annotated[str, Field(max_length=120)] = ""


class RenderingShown(Answer):
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
    reason: Text
    history: Text
    medications: Text
    allergies: Text
    vitals: Vitals
    base_version: Annotated[int, Field(ge=0)]


class IntakeDoc(Answer):
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
    text: str
    author: str
    at: Instant


class VisitShown(Answer):
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
    commands: tuple[Command, ...]

    @classmethod
    def of(cls, chart: Chart, commands: tuple[Command, ...]) -> VisitShown:
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
            ended_at=made.ended_at,
            intake=IntakeDoc.of(chart.intake) if chart.intake else None,
            note=NoteShown(text=str(note.body.get("text", "")), author=note.author, at=note.at) if note else None,
            commands=commands,
        )


# ---- people --------------------------------------------------------------------------------------------------------


class StaffShown(Answer):
    id: str
    name: str
    role: StaffRole
    credential: str | None
    active: bool


class AllStaffShown(Answer):
    staff: tuple[StaffShown, ...]


class StaffAsked(Asked):
    email: Line
    name: Annotated[str, Field(min_length=1, max_length=120)]
    role: StaffRole
    credential: Credential | None = None
    npi: Annotated[str, Field(max_length=10)] | None = None
    specialty: Annotated[str, Field(max_length=10)] | None = None
    licensed_states: tuple[UsState, ...] = ()

    def new(self) -> NewStaff:
        return NewStaff(**{field: getattr(self, field) for field in type(self).model_fields})


class StaffMade(Answer):
    id: str
    password: str
    totp_uri: str | None = None

    @classmethod
    def of(cls, staff: Staff, password: str, totp_uri: str | None) -> StaffMade:
        return cls(id=staff.id, password=password, totp_uri=totp_uri)


# ---- holders of a link ---------------------------------------------------------------------------------------------


class LinkAsked(Asked):
    token: Token


class EnterAsked(Asked):
    token: Token
    date_of_birth: date


class PracticePhone(Answer):
    name: str
    phone: str


class LinkShown(Answer):
    practice: PracticePhone
    name_hint: str
    scheduled_at: Instant
    role: LinkRole
    state: State
    language: str

    @classmethod
    def of(cls, opened: Opened) -> LinkShown:
        return cls(
            practice=PracticePhone(name=opened.practice.name, phone=opened.practice.phone),
            name_hint=opened.name_hint,
            scheduled_at=opened.appointment.scheduled_at,
            role=opened.role,
            state=opened.appointment.visit.state,
            language=opened.language,
        )


class PassShown(Answer):
    visit: str
    name: str
    practice: PracticePhone
    state: State
    language: str
    role: Role
    scheduled_at: Instant
    consented: bool

    @classmethod
    def of(cls, entered: Entered, consented: bool) -> PassShown:
        return cls(
            visit=entered.appointment.id,
            name=entered.patient.name,
            practice=PracticePhone(name=entered.practice.name, phone=entered.practice.phone),
            state=entered.appointment.visit.state,
            language=entered.patient.language,
            role=entered.link.role,
            scheduled_at=entered.appointment.scheduled_at,
            consented=consented,
        )


class VisitQuery(Asked):
    visit: VisitUuid


class ConsentAsked(Asked):
    visit: VisitUuid
    consent: Literal["telehealth"]
    text_version: Line


class Languages(Answer):
    en: str
    es: str


class ConsentTextShown(Answer):
    version: str
    text: Languages
    digest: str


class LocationAsked(Asked):
    visit: VisitUuid
    kind: PlaceKind
    state: UsState


class TokenShown(Answer):
    token: str


# ---- coding --------------------------------------------------------------------------------------------------------


class CodingNoteAsked(Asked):
    """Only the fields that are sent change; null takes an answer back."""

    mdm_level: Literal["straightforward", "low", "moderate", "high"] | None = None
    audio_only_reason: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] | None = None
    provider_video_capable: bool | None = None
    patient_status: PatientStatus | None = None
    initiated_by: Literal["patient", "provider"] | None = None
    patient_location: PlaceAsked | None = None


class PlaceAsked(Asked):
    kind: PlaceKind
    state: UsState


class DecisionAsked(Asked):
    decision: Literal["accepted", "overridden"]
    input_hash: Annotated[str, Field(min_length=1, max_length=128)]
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$")] | None = None
    modifiers: tuple[Annotated[str, Field(pattern=r"^[0-9A-Z]{2}$")], ...] = Field(default=(), max_length=4)
    pos: Annotated[str, Field(pattern=r"^[0-9]{2}$")] | None = None
    reason: Annotated[str, Field(max_length=1000)] | None = None


class DecisionShown(Answer):
    decision: Literal["accepted", "overridden"]
    code: str | None
    modifiers: tuple[str, ...]
    pos: str | None
    reason: str | None
    input_hash: str
    author: str
    at: Instant

    @classmethod
    def of(cls, document: Document) -> DecisionShown:
        body = document.body
        return cls(
            decision=body["decision"],
            code=body["code"],
            modifiers=tuple(body["modifiers"]),
            pos=body["pos"],
            reason=body["reason"],
            input_hash=body["input_hash"],
            author=document.author,
            at=document.at,
        )


class PersonShown(Answer):
    """Whom an id in the minutes names."""

    id: str
    name: str
    role: Role
    credential: str | None


class ProposalShown(BaseModel):
    """A coding proposal: the closed fields of docs/coding.md with their reasons, and what was decided about it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    disposition: Literal["ready", "hold", "manual_review", "not_billable"]
    code: str | None
    basis: Literal["time", "mdm", "threshold"] | None
    modifiers: tuple[str, ...]
    acceptable_modifier_alternatives: tuple[Any, ...]
    pos: str | None
    units: int
    add_on_codes: tuple[Any, ...]
    total_minutes: int
    medical_discussion_minutes: int
    modality: Literal["audio_video", "audio_only", "asynchronous", "interprofessional", "none"]
    date_of_service: str | None
    flags: tuple[str, ...]
    reasons: tuple[dict[str, Any], ...]
    minutes: tuple[dict[str, Any], ...]
    timeline: tuple[dict[str, Any], ...]
    input_hash: str
    people: tuple[PersonShown, ...]
    decisions: tuple[DecisionShown, ...]
    visit_state: State
