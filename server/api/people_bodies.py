"""Bodies about signing in and about the people who work here."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.api.bodies import Answer, Asked, Line, UsState
from server.evidence.events import Credential
from server.practice.colleagues import Changes
from server.practice.people import NewStaff
from server.visits.records import Staff, StaffRole


class SignInAsked(Asked):
    """A mail address, a password and, where the account has a second factor, its six-digit code."""

    email: Line
    password: Annotated[str, Field(max_length=1024)]
    code: Annotated[str, Field(max_length=16)] | None = None
    """Six digits, or one of the recovery codes."""


class PracticeShown(Answer):
    """The practice as its staff see it. `tz` is an IANA time zone."""

    name: str
    phone: str
    tz: str


class SessionShown(Answer):
    """Who is signed in, at which practice, and how the account is protected."""

    person: str
    name: str
    role: StaffRole
    credential: str | None
    practice: PracticeShown
    second_factor: bool = False
    second_factor_required: bool = False
    recovery_codes_left: int = 0
    password_own: bool = False
    """False while the password is the one that was handed out."""
    password_needed: bool = False
    """A password of one's own has to be chosen before anything else: until then all else is answered 403 "password_needed"."""
    idle_minutes: int = 15
    """After so many minutes without use the sign-in locks, but for a live visit."""


class StaffShown(Answer):
    """Somebody who works here. What follows `active` is for administrators only."""

    id: str
    name: str
    role: StaffRole
    credential: str | None
    active: bool
    email: str | None = None
    npi: str | None = None
    specialty: str | None = None
    licensed_states: tuple[str, ...] | None = None
    second_factor: bool | None = None

    @classmethod
    def plain(cls, staff: Staff) -> StaffShown:
        """As colleagues see it."""
        return cls(id=staff.id, name=staff.name, role=staff.role, credential=staff.credential, active=staff.active)

    @classmethod
    def full(cls, staff: Staff) -> StaffShown:
        """As an administrator sees it."""
        return cls(
            id=staff.id,
            name=staff.name,
            role=staff.role,
            credential=staff.credential,
            active=staff.active,
            email=staff.email,
            npi=staff.npi,
            specialty=staff.specialty,
            licensed_states=staff.licensed_states,
            second_factor=staff.totp_secret is not None,
        )


class AllStaffShown(Answer):
    """Everybody who works here, by name."""

    staff: tuple[StaffShown, ...]


class _Work(Asked):
    """What somebody is here. A clinician needs a credential; it decides whose minutes can count."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    role: StaffRole
    credential: Credential | None = None
    npi: Annotated[str, Field(max_length=10)] | None = None
    specialty: Annotated[str, Field(max_length=10)] | None = None
    licensed_states: Annotated[tuple[UsState, ...], Field(max_length=60)] = ()


class StaffAsked(_Work):
    """A new account."""

    email: Line

    def new(self) -> NewStaff:
        return NewStaff(**{field: getattr(self, field) for field in type(self).model_fields})


class StaffChanged(_Work):
    """What somebody is to be from now on; the mail address stays."""

    def changes(self) -> Changes:
        return Changes(**{field: getattr(self, field) for field in type(self).model_fields})


class StaffMade(Answer):
    """A new account with what is shown only once."""

    id: str
    password: str
    totp_uri: str | None = None

    @classmethod
    def of(cls, staff: Staff, password: str, totp_uri: str | None) -> StaffMade:
        return cls(id=staff.id, password=password, totp_uri=totp_uri)


class ActiveAsked(Asked):
    """Whether the person signs in here."""

    active: bool


class PasswordMade(Answer):
    """A password that is shown only here."""

    password: str
