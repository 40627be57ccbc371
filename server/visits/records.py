"""The practice's records as plain values: people, appointments, links, documents. The store keeps them, use cases change them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from server.base.ids import PatientId, StaffId, VisitId
from server.visits.machine import Visit
from server.visits.office_hours import WEEKDAYS, OfficeHours

StaffRole = Literal["office", "npc", "dermatologist", "scribe", "biller", "administrator"]
LinkRole = Literal["patient", "caregiver", "interpreter", "family"]
DocumentKind = Literal[
    "intake",
    "handover_note",
    "coding_note",
    "decision",
    "consent",
    "arrival",
    "device_check",
    "patient_note",
    "claim",
    "consultation",
]
ConsentKind = Literal["telehealth", "audio_only", "photos"]
PhoneState = Literal["asked_by_patient", "asked_by_practice", "reached"]
"""Whether the visit is to go on by phone, or somebody at the practice says to have the patient on the phone."""
CallWay = Literal["page", "phone", "link"]
CallOutcome = Literal["answered", "declined", "no_answer", "stopped"]


@dataclass(frozen=True, slots=True)
class Practice:
    """The one practice this installation serves. `tz` is an IANA zone: it decides dates of service."""

    name: str
    phone: str
    tz: str
    group: str
    """Identifies the practice as a group in coding (its taxpayer-level identity)."""
    hours: OfficeHours = WEEKDAYS
    """When it is open: business hours are counted by it."""

    def date_at(self, at: datetime) -> date:
        """Which day an instant is on at the practice."""
        return at.astimezone(ZoneInfo(self.tz)).date()

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """From when to when a day is at the practice, in UTC: 23 to 25 hours, as its clocks are set."""
        zone = ZoneInfo(self.tz)
        start, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
        return start.astimezone(UTC), end.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the practice who signs in. `password_hash` is argon2id's encoded form."""

    id: StaffId
    email: str
    name: str
    role: StaffRole
    credential: str | None
    password_hash: str
    npi: str | None = None
    specialty: str | None = None
    licensed_states: tuple[str, ...] = ()
    totp_secret: str | None = None
    active: bool = True
    totp_last_step: int | None = None
    """The time step of the newest code that was used: it and the ones before are worth nothing (RFC 6238 section 5.2)."""
    password_at: datetime | None = None
    """When the person chose the password; None while it is the one that was handed out."""
    password_until: datetime | None = None
    """Until when a password that was handed out opens the account; None for one of the person's own, and in the demonstration."""


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A sign-in. Only the digest of the cookie's secret is kept. Instants are UTC."""

    digest: str
    staff: StaffId
    created_at: datetime
    seen_at: datetime
    locked_at: datetime | None = None
    """Since when the page asks for the password again."""
    agent: str | None = None
    """The kind of browser and system, in two words, by which a person recognises the machine."""


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """One of a person's ten ways in without their phone. `hash` is argon2id's; each is used once."""

    staff: StaffId
    number: int
    hash: str
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChartOpening:
    """Somebody opened a part of a visit's record. `reason` is there where it was opened in an emergency."""

    id: str
    visit: VisitId
    staff: StaffId
    role: StaffRole
    part: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """A person the practice treats."""

    id: PatientId
    name: str
    date_of_birth: date
    phone: str | None = None
    language: str = "en"
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """A visit with what the practice knows of it. `version` grows by one with every save and refuses a stale save."""

    id: VisitId
    patient: PatientId
    scheduled_at: datetime
    reason: str
    payer: str | None
    patient_status: Literal["new", "established", "derive"]
    rendering: StaffId | None
    visit: Visit = field(default_factory=Visit)
    urgent: bool = False
    waiting_since: datetime | None = None
    ended_at: datetime | None = None
    calls: int = 0
    """How often the office has tried to reach the patient, in whatever way; the next three are of the last attempt."""
    called_at: datetime | None = None
    called_way: CallWay | None = None
    called_outcome: CallOutcome | None = None
    """Only a ringing page has one: of a number that was dialled and a link that was given out nobody tells us."""
    version: int = 0
    admitted_at: datetime | None = None
    """When the patient was last brought in from the waiting room: with `waiting_since` it measures the wait."""
    phone: PhoneState | None = None
    without_call: bool = False
    """No call is planned: the patient sends photos, and a clinician answers in writing."""
    photos_asked_at: datetime | None = None
    """When the practice asked for photos without planning a call; it stays where a visit came of it."""
    visit_wanted_at: datetime | None = None
    """When a clinician found that photos without a call need a visit, while that has no time yet: the office sets one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A patient's or companion's way into one visit. Five wrong birth dates pause it until `paused_until`."""

    id: str
    visit: VisitId
    digest: str
    role: LinkRole
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    failures: int = 0
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class VisitPass:
    """What a link was exchanged for: the cookie of one browser for one visit (only the digest of its secret is kept)."""

    digest: str
    visit: VisitId
    link: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PracticeConsentText:
    """One version of a text that the practice put in the template's place. `number` counts from 1."""

    consent: ConsentKind
    number: int
    en: str
    es: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PayerVersion:
    """One version of a payer's rules as this practice recorded it: never changed, only followed by another.

    `body` is one profile with one version, as a profile file holds it.
    """

    id: str
    payer: str
    recorded_at: datetime
    author: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """One version of something written about a visit. Versions are added, never changed."""

    visit: VisitId
    kind: DocumentKind
    version: int
    author: str
    at: datetime
    body: dict[str, Any]
