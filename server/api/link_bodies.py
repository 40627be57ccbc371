"""Bodies for holders of a link."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from server.api.bodies import PHONE, Answer, Asked, Instant, Line, PlaceKind, RelayShown, Token, UsState, VisitUuid
from server.evidence.events import Role
from server.practice.consents import Guardian
from server.practice.links import Entered, Opened
from server.practice.photo_queue import Planned
from server.visits.machine import Outcome, State
from server.visits.records import ConsentKind, Document, LinkRole, Staff


class LinkAsked(Asked):
    """The secret of a link, from the fragment of its address."""

    token: Token


class EnterAsked(Asked):
    """A link's secret and the birth date of its holder."""

    token: Token
    date_of_birth: date


class PracticePhone(Answer):
    """The practice as its patients see it."""

    name: str
    phone: str


class AnswersShown(Answer):
    """What the patient answered so far; null where not yet."""

    company: Literal["alone", "with_others"] | None = None
    company_names: str | None = None
    callback_phone: str | None = None
    interpreter: str | None = None
    interpreter_other: str | None = None
    address: str | None = None

    @classmethod
    def of(cls, document: Document | None) -> AnswersShown:
        body = document.body if document else {}
        return cls(**{name: body.get(name) for name in cls.model_fields})


class AfterShown(Answer):
    """What happens next, in the clinician's words."""

    text: str
    author: str
    credential: str | None
    at: Instant

    @classmethod
    def of(cls, note: tuple[Document, Staff] | None) -> AfterShown | None:
        if note is None:
            return None
        document, author = note
        return cls(text=str(document.body["text"]), author=author.name, credential=author.credential, at=document.at)


class PlannedShown(Answer):
    """A clinician found that the photos need a visit; what they wrote about it, if anything."""

    text: str | None
    author: str | None
    credential: str | None

    @classmethod
    def of(cls, planned: Planned | None) -> PlannedShown | None:
        if planned is None:
            return None
        by = planned.by
        return cls(text=planned.text, author=by.name if by else None, credential=by.credential if by else None)


class PassShown(Answer):
    """What the confirmed holder of a link sees."""

    visit: str
    name: str
    practice: PracticePhone
    state: State
    language: str
    role: Role
    scheduled_at: Instant
    us_state: str | None
    """The US state on file, which the page offers as the place where the patient is now."""
    consented: bool
    minor: bool = False
    """Whether the patient is not of age, so that an adult answers for them."""
    phone_hint: str | None = None
    """The last digits of the number on file."""
    answers: AnswersShown = AnswersShown()
    after: AfterShown | None = None
    """Once the visit has ended and a clinician wrote something for the patient."""
    without_call: bool = False
    """No call is planned: photos are sent from here and answered here, in writing."""
    answered: bool = False
    """Whether the photos were answered in writing, so that no call follows."""
    planned: PlannedShown | None = None
    """Where a visit came of photos without a call."""

    @classmethod
    def of(
        cls,
        entered: Entered,
        consented: bool,
        *,
        minor: bool,
        answers: Document | None,
        after: tuple[Document, Staff] | None,
        planned: PlannedShown | None = None,
    ) -> PassShown:
        return cls(
            visit=entered.appointment.id,
            name=entered.patient.name,
            practice=PracticePhone(name=entered.practice.name, phone=entered.practice.phone),
            state=entered.appointment.visit.state,
            language=entered.patient.language,
            role=entered.link.role,
            scheduled_at=entered.appointment.scheduled_at,
            us_state=entered.patient.state,
            consented=consented,
            minor=minor,
            phone_hint=_last_digits(entered.patient.phone),
            answers=AnswersShown.of(answers),
            after=AfterShown.of(after),
            without_call=entered.appointment.without_call,
            answered=entered.appointment.visit.outcome is Outcome.ANSWERED,
            planned=planned,
        )


def _last_digits(phone: str | None) -> str | None:
    digits = "".join(one for one in phone or "" if one.isdigit())
    return digits[-4:] if len(digits) >= 7 else None


class LinkShown(Answer):
    """What anyone with the link may see."""

    practice: PracticePhone
    name_hint: str
    scheduled_at: Instant
    role: LinkRole
    state: State
    language: str
    without_call: bool = False
    entered: PassShown | None = None
    """For a browser that came in by this link already and has checked in: it goes on where it was, without a question."""

    @classmethod
    def of(cls, opened: Opened, entered: PassShown | None) -> LinkShown:
        return cls(
            practice=PracticePhone(name=opened.practice.name, phone=opened.practice.phone),
            name_hint=opened.name_hint,
            scheduled_at=opened.appointment.scheduled_at,
            role=opened.role,
            state=opened.appointment.visit.state,
            language=opened.language,
            without_call=opened.appointment.without_call,
            entered=entered,
        )


class VisitQuery(Asked):
    """Which visit a holder of a link asks about."""

    visit: VisitUuid


class GuardianAsked(Asked):
    """The adult who answers for a minor."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    relation: Literal["parent", "legal_guardian", "other"]

    def value(self) -> Guardian:
        return Guardian(self.name, self.relation)


class ConsentQuery(Asked):
    """Which text of which visit."""

    visit: VisitUuid
    consent: ConsentKind = "telehealth"


class ConsentAsked(Asked):
    """Agreement to the version of a text that was shown, by the patient or by `guardian` for them."""

    visit: VisitUuid
    consent: ConsentKind
    text_version: Line
    guardian: GuardianAsked | None = None


class Languages(Answer):
    """One text in the languages of the patient's pages."""

    en: str
    es: str


class ConsentTextShown(Answer):
    """A text to agree to. `digest` is the SHA-256 that evidence will hold."""

    version: str
    text: Languages
    digest: str


class LocationAsked(Asked):
    """Where the patient is now: the kind of place and the US state."""

    visit: VisitUuid
    kind: PlaceKind
    state: UsState
    address: Annotated[str, Field(max_length=300)] | None = None
    tz: Annotated[str, Field(max_length=64)] | None = None
    """The zone that the device is set to, such as America/Denver. An unknown one is left out."""


class AnswersAsked(Asked):
    """Answers around the visit. Only the fields that are sent change; null takes an answer back."""

    visit: VisitUuid
    company: Literal["alone", "with_others"] | None = None
    company_names: Line | None = None
    callback_phone: Annotated[str, Field(pattern=PHONE)] | None = None
    interpreter: Annotated[str, Field(pattern=r"^(none|other|[a-z]{2,3})$")] | None = None
    interpreter_other: Annotated[str, Field(max_length=60)] | None = None
    address: Annotated[str, Field(max_length=300)] | None = None


class DevicesAsked(Asked):
    """What the page found out about its devices and its connection."""

    visit: VisitUuid
    camera: bool
    microphone: bool
    network: Literal["good", "sound_only", "poor", "none"]
    round_trip_ms: Annotated[int, Field(ge=0, le=60_000)] | None = None
    loss_permille: Annotated[int, Field(ge=0, le=1000)] | None = None
    kbps: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class TokenShown(Answer):
    """A bearer token, short-lived."""

    token: str
    relays: tuple[RelayShown, ...] = ()
    """The practice's TURN relays, so that the check finds out whether they are needed."""
