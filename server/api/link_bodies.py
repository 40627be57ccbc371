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
