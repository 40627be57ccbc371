"""Bodies about coding."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.api.bodies import CODE, TWO_DIGITS, TWO_SIGNS, Answer, Asked, Instant, PatientStatus, PlaceKind, UsState
from server.claims.standing import decided_add_ons, decided_units
from server.coding.note import Note
from server.evidence.events import CodingField, Role
from server.visits.machine import State
from server.visits.records import Document


class CodingNoteAsked(Asked):
    """Only the fields that are sent change; null takes an answer back."""

    mdm_level: Literal["straightforward", "low", "moderate", "high"] | None = None
    audio_only_reason: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] | None = None
    provider_video_capable: bool | None = None
    patient_status: PatientStatus | None = None
    initiated_by: Literal["patient", "provider"] | None = None
    consent_telehealth: bool | None = None
    consent_audio_only: bool | None = None
    prior_em_related: bool | None = None
    later_em_related: bool | None = None
    later_em_soonest: bool | None = None
    same_day_in_person: bool | None = None
    purpose: Literal["medical_discussion", "routine_results"] | None = None
    longitudinal_relationship: bool | None = None
    rendering: Annotated[str, Field(max_length=64)] | None = None
    """The id of the clinician on whose NPI the claim goes; it becomes the appointment's."""
    provider_location: Literal["practice", "home", "hospital", "other"] | None = None
    service_intent: Literal["store_and_forward", "digital_em"] | None = None
    """Of photos answered in writing: which service it is reported as; null lets the rules choose."""
    patient_location: PlaceAsked | None = None


class PlaceAsked(Asked):
    """A kind of place and a US state."""

    kind: PlaceKind
    state: UsState


class AddOnAsked(Asked):
    """A further line of the claim."""

    code: Annotated[str, Field(pattern=CODE)]
    units: Annotated[int, Field(ge=1, le=99)] = 1


class DecisionAsked(Asked):
    """Acceptance of the proposal with this `input_hash`, an override with a code and a reason, or a review with a reason.

    An override without `units` has one; without `add_on_codes` it keeps the proposed ones where it keeps the code.
    """

    decision: Literal["accepted", "overridden", "review"]
    input_hash: Annotated[str, Field(min_length=1, max_length=128)]
    code: Annotated[str, Field(pattern=CODE)] | None = None
    modifiers: tuple[Annotated[str, Field(pattern=TWO_SIGNS)], ...] = Field(default=(), max_length=4)
    pos: Annotated[str, Field(pattern=TWO_DIGITS)] | None = None
    units: Annotated[int, Field(ge=1, le=99)] | None = None
    add_on_codes: Annotated[tuple[AddOnAsked, ...], Field(max_length=11)] | None = None
    reason: Annotated[str, Field(max_length=1000)] | None = None


class AddOnShown(Answer):
    """A further line of the claim."""

    code: str
    units: int


class LinesShown(Answer):
    """What goes on a claim."""

    code: str | None
    modifiers: tuple[str, ...]
    pos: str | None
    units: int
    add_on_codes: tuple[AddOnShown, ...]


class SignedShown(Answer):
    """Whatever somebody of the practice put on record: who and when."""

    author: str
    at: Instant


class DecisionShown(LinesShown, SignedShown):
    """What somebody decided about a proposal, beside what was proposed then. Versions count from 1; the newest one holds,
    all of them stay."""

    version: int
    decision: Literal["accepted", "overridden", "review"]
    proposed: LinesShown
    reason: str | None
    input_hash: str

    @classmethod
    def of(cls, document: Document) -> DecisionShown:
        body = document.body
        return cls.model_validate(
            {name: body[name] for name in ("decision", "code", "modifiers", "pos", "reason", "input_hash")}
            | {"units": decided_units(body), "add_on_codes": decided_add_ons(body)}
            | {"proposed": {name: body["proposal"][name] for name in LinesShown.model_fields}}
            | {"version": document.version, "author": document.author, "at": document.at}
        )


class ClaimShown(SignedShown):
    """What a biller did with a decided version: released it, or asked a question about it."""

    action: Literal["released", "sent_back"]
    decision_version: int
    text: str | None

    @classmethod
    def of(cls, document: Document) -> ClaimShown:
        asked = {name: document.body[name] for name in ("action", "decision_version", "text")}
        return cls.model_validate(asked | {"author": document.author, "at": document.at})


class WaitShown(Answer):
    """One thing a visit waits for. `name` is a flag of the proposal, or an element of the documentation, or the engine's words for what is
    `missing`."""

    kind: Literal["flag", "element", "missing", "changed", "decision", "answer", "review"]
    name: str | None


class ElementShown(Answer):
    """An element that the record has to show. `gate`: the claim waits for it."""

    id: str
    name: str
    status: Literal["present", "missing", "elsewhere", "not_needed"]
    gate: bool
    words: str


class SentShown(Answer):
    """A stretch in which a party's sound or picture was forwarded to somebody."""

    participant: str
    kind: Literal["audio", "video"]
    start: Instant
    end: Instant


class PersonShown(Answer):
    """Whom an id in the minutes names. A companion's name is not known; their role is."""

    id: str
    name: str
    role: Role
    credential: str | None


class PlaceShown(Answer):
    """Where the patient was; null for what nobody said yet."""

    kind: PlaceKind | None
    state: str | None


class QuestionShown(Answer):
    """Something that only a person can know. The answer goes to the coding note's field of that name.

    `choices` are the values of a choice, the ids of a person, the kinds of a place (a US state is asked beside it).
    """

    field: CodingField | Literal["patient_location"]
    kind: Literal["choice", "yes_no", "place", "person"]
    choices: tuple[str, ...]
    why: str
    needed: bool
    """Whether it stands between this visit and a claim; the others may only change the code."""


class CodingAnswersShown(Answer):
    """What coding takes as answered: by a person, by the appointment, or by what the server witnessed."""

    mdm_level: Literal["straightforward", "low", "moderate", "high"] | None
    audio_only_reason: str | None
    provider_video_capable: bool | None
    patient_status: PatientStatus
    initiated_by: Literal["patient", "provider"] | None
    consent_telehealth: bool | None = None
    consent_audio_only: bool | None = None
    prior_em_related: bool | None = None
    later_em_related: bool | None = None
    later_em_soonest: bool | None = None
    same_day_in_person: bool | None = None
    purpose: str | None = None
    longitudinal_relationship: bool | None = None
    rendering: str | None = None
    provider_location: Literal["practice", "home", "hospital", "other"] | None
    service_intent: Literal["store_and_forward", "digital_em"] | None = None
    patient_location: PlaceShown


class WrittenShown(Answer):
    """Photos that were answered in writing: as which service, how soon, and the practice's own visits around it.

    `prior_visit` is the latest before, `later_visit` the next one that is booked or was held.
    """

    service: Literal["store_and_forward", "digital_em"]
    asked_on: date | None
    answered_at: Instant | None
    business_hours: float | None
    prior_visit: date | None
    later_visit: Instant | None

    @classmethod
    def of(cls, note: Note) -> WrittenShown | None:
        sent, service = note.store_and_forward, note.service_intent
        if sent is None or (service != "store_and_forward" and service != "digital_em"):
            return None
        return cls(
            service=service,
            asked_on=sent.asked_on,
            answered_at=sent.answered_at,
            business_hours=sent.followup_business_hours,
            prior_visit=note.prior_related_em.date if note.prior_related_em else None,
            later_visit=note.leads_to_em.at if note.leads_to_em else None,
        )


class ProposalShown(BaseModel):
    """A coding proposal: the closed fields of docs/coding.md with their reasons, and what was decided about it."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

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
    questions: tuple[QuestionShown, ...] = ()
    input_hash: str
    answers: CodingAnswersShown
    answered: tuple[str, ...] = ()
    """Which of the answers a person gave here; the others are told by the appointment or the log."""
    written: WrittenShown | None = None
    """For photos that were answered without a call."""
    people: tuple[PersonShown, ...]
    decisions: tuple[DecisionShown, ...]
    claims: tuple[ClaimShown, ...]
    status: Literal["hold", "manual_review", "ready", "released", "closed"]
    waits: tuple[WaitShown, ...]
    documentation: tuple[ElementShown, ...]
    sent: tuple[SentShown, ...]
    consultation: dict[str, Any] | None = None
    """Advice between clinicians, as it was noted; its texts only for whoever may read the chart."""
    consultation_versions: tuple[dict[str, Any], ...] = ()
    """Every version of that note, oldest first, each with `version`, `at`, `author`, and from the second on why it was corrected."""
    payer_name: str | None
    """The payer's name in its rules; its id where none are on file; null where the patient pays."""
    evidence_kept: Literal["whole", "spool", "memory"]
    """How the log was kept while the visit went on; `memory`: for a while on no disk at all."""
    visit_state: State
