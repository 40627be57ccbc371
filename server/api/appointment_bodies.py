"""Bodies about appointments: making one, giving it a time, finding its patient, its link."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from server.api.bodies import Answer, Asked, PatientStatus, PayerId, UsState, VisitUuid, When


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
    """An appointment to make. `payer` null: the patient pays. `without_call`: no call is planned, the patient sends photos and a
    clinician answers in writing; then no time is needed."""

    patient: PatientAsked
    scheduled_at: When | None = None
    reason: Annotated[str, Field(max_length=500)]
    payer: PayerId | None = None
    patient_status: PatientStatus
    rendering: VisitUuid | None = None
    without_call: bool = False
    initiated_by: Literal["patient", "provider"] | None = None
    """Who asked for the service: written services are billed only where the patient did."""

    @model_validator(mode="after")
    def _a_call_has_a_time(self) -> VisitAsked:
        if self.scheduled_at is None and not self.without_call:
            raise ValueError("say when the visit is to be")
        return self


class TimeAsked(Asked):
    """When a visit is to be."""

    scheduled_at: When


class VisitMade(Answer):
    """The new visit and the patient's link, which is shown only here."""

    id: str
    link: str


class LinkMade(Answer):
    """The new link, which is shown only here."""

    link: str


class PatientShown(Answer):
    """A patient on file."""

    id: str
    name: str
    date_of_birth: date
    phone: str | None
    language: str
    state: str | None


class PatientsShown(Answer):
    """Patients found."""

    patients: tuple[PatientShown, ...]


class PatientsQuery(Asked):
    """A part of a patient's name."""

    q: Annotated[str, Field(max_length=120)] = ""
