"""Bodies about signing in and about the people who work here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.api.bodies import Answer, Asked, Line, UsState
from server.evidence.events import Credential
from server.practice.people import NewStaff
from server.visits.records import Staff, StaffRole


class SignInAsked(Asked):
    """A mail address, a password and, where the account has a second factor, its six-digit code."""

    email: Line
    password: Annotated[str, Field(max_length=1024)]
    code: Annotated[str, Field(max_length=16)] | None = None


class PracticeShown(Answer):
    """The practice as its staff see it. `tz` is an IANA time zone."""

    name: str
    phone: str
    tz: str


class SessionShown(Answer):
    """Who is signed in, and at which practice."""

    person: str
    name: str
    role: StaffRole
    credential: str | None
    practice: PracticeShown


class StaffShown(Answer):
    """Somebody who works here."""

    id: str
    name: str
    role: StaffRole
    credential: str | None
    active: bool


class AllStaffShown(Answer):
    """Everybody who works here, by name."""

    staff: tuple[StaffShown, ...]


class StaffAsked(Asked):
    """A new account. A clinician needs a credential; it decides whose minutes can count."""

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
    """A new account with what is shown only once."""

    id: str
    password: str
    totp_uri: str | None = None

    @classmethod
    def of(cls, staff: Staff, password: str, totp_uri: str | None) -> StaffMade:
        return cls(id=staff.id, password=password, totp_uri=totp_uri)
