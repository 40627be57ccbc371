"""Bodies about one's own account, the sign-ins, and who opened which chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from server.api.bodies import Answer, Asked, Instant, VisitUuid, When
from server.practice.account import session_id
from server.practice.openings import OpeningShown
from server.visits.records import StaffRole, StaffSession

Secret = Annotated[str, Field(min_length=1, max_length=1024)]


class PasswordAsked(Asked):
    """The caller's own password, once more."""

    password: Secret


class EndAsked(PasswordAsked):
    """Which sign-in is to end, by its id; left out, all but the caller's."""

    sign_in: VisitUuid | None = None


class NewPasswordAsked(Asked):
    """The password as it is, and as it is to be."""

    password: Secret
    new_password: Secret


class CodeAsked(Asked):
    """What the authenticator app shows now."""

    code: Annotated[str, Field(min_length=1, max_length=16)]


class SecondFactorOffered(Answer):
    """A secret for the authenticator app, shown once: as text, as the address that apps read, and as a QR code of it."""

    secret: str
    uri: str
    qr: str
    """An SVG image as a `data:` address."""


class RecoveryCodesShown(Answer):
    """Ten codes, each good for one sign-in without the app. Shown once."""

    codes: tuple[str, ...]


class SignInShown(Answer):
    """A place where somebody is signed in."""

    id: str
    since: Instant
    seen: Instant
    locked: bool
    browser: str | None
    current: bool

    @classmethod
    def of(cls, session: StaffSession, current: str | None) -> SignInShown:
        return cls(
            id=session_id(session),
            since=session.created_at,
            seen=session.seen_at,
            locked=session.locked_at is not None,
            browser=session.agent,
            current=session.digest == current,
        )


class SignInsShown(Answer):
    """Where somebody is signed in, the newest first."""

    sign_ins: tuple[SignInShown, ...]

    @classmethod
    def of(cls, sessions: Sequence[StaffSession], current: str | None) -> SignInsShown:
        return cls(sign_ins=tuple(SignInShown.of(session, current) for session in sessions))


class EmergencyAsked(Asked):
    """Why a chart has to be opened that the caller's role does not open."""

    reason: Annotated[str, Field(max_length=500)]


class EmergencyOpened(Answer):
    """Until when the chart is open to the caller."""

    until: Instant


class OpeningsQuery(Asked):
    """Of which visit, by whom, before when; all may be left out."""

    visit: VisitUuid | None = None
    person: VisitUuid | None = None
    before: When | None = None


class OpeningLine(Answer):
    """Somebody opened a part of a visit's record."""

    id: str
    at: Instant
    person: str
    person_name: str
    role: StaffRole
    visit: str
    patient_name: str
    scheduled_at: Instant
    part: str
    reason: str | None


class OpeningsShown(Answer):
    """Who opened what, the newest first. `more`: whether there are older ones than the last of these."""

    openings: tuple[OpeningLine, ...]
    more: bool

    @classmethod
    def of(cls, found: Sequence[OpeningShown], page: int) -> OpeningsShown:
        return cls(
            openings=tuple(
                OpeningLine(
                    id=one.opening.id,
                    at=one.opening.at,
                    person=one.opening.staff,
                    person_name=one.person,
                    role=one.opening.role,
                    visit=one.opening.visit,
                    patient_name=one.patient,
                    scheduled_at=one.scheduled_at,
                    part=one.opening.part,
                    reason=one.opening.reason,
                )
                for one in found
            ),
            more=len(found) == page,
        )
