"""Bodies for holders of a link."""

from __future__ import annotations

from datetime import date
from typing import Literal

from server.api.bodies import Answer, Asked, Instant, Line, PlaceKind, Token, UsState, VisitUuid
from server.evidence.events import Role
from server.practice.links import Entered, Opened
from server.visits.machine import State
from server.visits.records import LinkRole


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
            us_state=entered.patient.state,
            consented=consented,
        )


class LinkShown(Answer):
    """What anyone with the link may see."""

    practice: PracticePhone
    name_hint: str
    scheduled_at: Instant
    role: LinkRole
    state: State
    language: str
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
            entered=entered,
        )


class VisitQuery(Asked):
    """Which visit a holder of a link asks about."""

    visit: VisitUuid


class ConsentAsked(Asked):
    """Agreement to the version of a text that was shown."""

    visit: VisitUuid
    consent: Literal["telehealth"]
    text_version: Line


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


class TokenShown(Answer):
    """A bearer token, short-lived."""

    token: str
