"""What coding needs to know beside what the server witnessed: the visit's record and the answers people gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

PatientStatus = Literal["new", "established", "derive"]
MdmLevel = Literal["straightforward", "low", "moderate", "high"]
ServiceIntent = Literal[
    "visit",
    "virtual_check_in",
    "digital_em",
    "store_and_forward",
    "interprofessional_consultant",
    "interprofessional_requesting",
]


@dataclass(frozen=True, slots=True)
class PatientLocation:
    """Where the patient sits during this visit: kind of place and US state. None means that nobody confirmed it."""

    kind: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """Consent on file to telehealth, and to being seen by sound alone. None means that nobody recorded it."""

    telehealth: bool | None = None
    audio_only: bool | None = None


@dataclass(frozen=True, slots=True)
class PriorRelatedEm:
    """The latest E/M service before this one, and whether it was about the same problem.

    `related` None: nobody has said yet. It is taken as related until somebody does.
    """

    date: date
    related: bool | None = True
    code: str | None = None


@dataclass(frozen=True, slots=True)
class LaterEm:
    """The next E/M service or procedure that is booked, and whether no earlier one could be had.

    None: nobody has said yet. It is taken as related, and a check-in before it is for a person.
    """

    at: datetime
    soonest_available: bool | None = False
    related: bool | None = True


@dataclass(frozen=True, slots=True)
class PriorService:
    """One earlier service to this patient, for the three-year rule."""

    date: date
    clinician: str | None = None
    group: str | None = None
    specialty: str | None = None
    face_to_face_or_synchronous: bool = True
    audio_only: bool = False


LATER: Final = "later"
"""Marks a field that came after answers had been stored: where it has its default, the canonical text leaves it out, so that the
hash of an input that never had it stays what it was (`canonical`)."""


@dataclass(frozen=True, slots=True)
class OtherAdvice:
    """Other advice about the same patient in the practice's records. `code` None: nobody has decided it yet.

    `same_clinician` False: a colleague's of the same specialty.
    """

    date: date
    code: str | None = None
    same_clinician: bool = True


@dataclass(frozen=True, slots=True)
class Interprofessional:
    """A consultation between clinicians: seconds in all, seconds spoken, and what excludes it.

    `others` are the same side's other ones about this patient, within any window; `booked_on` is a visit around this date of which
    nobody has said who renders it.
    """

    total_seconds: int
    verbal_seconds: int
    seen_within_14_days: bool = False
    transfer_of_care: bool = False
    verbal_report: bool | None = None
    written_report: bool | None = None
    others: tuple[OtherAdvice, ...] = field(default=(), metadata={LATER: True})
    booked_on: date | None = field(default=None, metadata={LATER: True})


@dataclass(frozen=True, slots=True)
class StoreAndForward:
    """Images sent for review, and the business hours until the patient had the answer (None: not yet).

    `asked_on` is the day on which the patient sent them, where it is known: the seven days before count from it. `answered_at` is
    when the answer went out: the 24 hours after count from it, else from the last work of that date.
    """

    has_images: bool
    followup_business_hours: float | None = None
    asked_on: date | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SameDayEm:
    """Another E/M service by the same group on the same date. `confirmed` False: taken to be so until somebody says."""

    modality: str
    minutes: int | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """One service, as the practice recorded it. `date` is the date of the encounter in the practice's time zone.

    `payer` None means that the patient pays; `rendering` is the id of the participant on whose NPI the claim goes.
    """

    payer: str | None
    date: date
    practice_tz: str
    patient_status: PatientStatus = "derive"
    rendering: str | None = None
    service_intent: ServiceIntent = "visit"
    mdm_level: MdmLevel | None = None
    initiated_by: str | None = None
    patient_location: PatientLocation = field(default_factory=PatientLocation)
    audio_only_reason: str | None = None
    provider_video_capable: bool | None = None
    consent: Consent = field(default_factory=Consent)
    prior_related_em: PriorRelatedEm | None = None
    leads_to_em: LaterEm | None = None
    prior_services: tuple[PriorService, ...] = ()
    interprofessional: Interprofessional | None = None
    store_and_forward: StoreAndForward | None = None
    purpose: str | None = None
    other_same_day_em: SameDayEm | None = None
    patient_tz: str | None = None
    images_submitted: bool = False
    longitudinal_relationship: bool | None = False
