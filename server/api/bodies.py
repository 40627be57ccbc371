"""What the bodies of the API are made of. Requests refuse unknown fields; answers hold exactly what is written here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from server.access.relay import RelayPass


def instant(at: datetime) -> str:
    """RFC 3339, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _within_reach(at: datetime) -> datetime:
    """In UTC. The first and the last year have no room for a zone, or for what is reckoned from them."""
    if not 1900 <= at.year <= 2200:
        raise ValueError("a year from 1900 to 2200 is needed")
    return at.astimezone(UTC)


def _near_enough(day: date) -> date:
    if not 1900 <= day.year <= 2200:
        raise ValueError("a year from 1900 to 2200 is needed")
    return day


Instant = Annotated[datetime, PlainSerializer(instant, return_type=str)]
When = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""An instant that is asked about, with a zone."""
Day = Annotated[date, AfterValidator(_near_enough)]
Line = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=8000)]
_STATE = r"^[A-Z]{2}$"
_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_PAYER = r"^[A-Z0-9][A-Z0-9_]{0,63}$"
CODE = r"^[0-9A-Z]{5}$"
TWO_SIGNS = r"^[0-9A-Z]{2}$"
TWO_DIGITS = r"^[0-9]{2}$"
PHONE = r"^[0-9+(). -]{7,40}$"
PATTERNS = {
    _STATE: "two capital letters are needed, like NY",
    _UUID: "an id is needed as the server gives it",
    _PAYER: "a payer's id is needed: capital letters, digits and underscores",
    CODE: "five capital letters or digits are needed, like 99213",
    TWO_SIGNS: "two capital letters or digits are needed, like 95",
    TWO_DIGITS: "two digits are needed, like 10",
    PHONE: "7 to 40 digits, spaces and the signs + ( ) . - are allowed",
}
"""What each of these asks for, in words."""

UsState = Annotated[str, Field(pattern=_STATE)]
VisitUuid = Annotated[str, Field(pattern=_UUID)]
Token = Annotated[str, Field(min_length=1, max_length=128)]
"""A link that was cut off on its way is one that opens nothing, like any other wrong one."""
PayerId = Annotated[str, Field(pattern=_PAYER)]
PatientStatus = Literal["new", "established", "derive"]
PlaceKind = Literal["home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf"]


class Asked(BaseModel):
    """A request's body."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Answer(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class RelayShown(Answer):
    """A relay as `RTCPeerConnection` takes it among its `iceServers`."""

    urls: tuple[str, ...]
    username: str
    credential: str

    @classmethod
    def of(cls, passes: Iterable[RelayPass]) -> tuple[RelayShown, ...]:
        return tuple(cls(urls=one.urls, username=one.username, credential=one.credential) for one in passes)
