"""What the bodies of the API are made of. Requests refuse unknown fields; answers hold exactly what is written here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from server.access.relay import RelayPass


def instant(at: datetime) -> str:
    """RFC 3339, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


Instant = Annotated[datetime, PlainSerializer(instant, return_type=str)]
Line = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=8000)]
UsState = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
VisitUuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Token = Annotated[str, Field(min_length=16, max_length=128)]
PayerId = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9_]{0,63}$")]
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
