"""What a visit's evidence folds into, and what coding reads: who took part, and the intervals in which what happened.

The same types hold a worked case of the rules and a live visit's log, so an answer can be traced to either.
All instants are timezone-aware datetimes; intervals are half-open, `[start, end)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MediaKind = Literal["audio", "video"]


@dataclass(frozen=True, slots=True)
class Participant:
    """A party of the visit. The credential decides whose minutes count; the role decides nothing about time.

    `role` is patient, caregiver, interpreter or clinician (any member of the practice).
    """

    id: str
    role: str
    credential: str | None = None
    npi: str | None = None
    group: str | None = None
    specialty: str | None = None
    licensed_states: tuple[str, ...] = ()
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The party entered the live part of the visit."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """The party left the live part of the visit."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MediaInterval:
    """`who` sent `kind` and it was forwarded: to `to`, or, where `to` is None, to everyone present.

    `estimated` marks an interval whose ends were joined across a restart of the server.
    """

    who: str
    kind: MediaKind
    start: datetime
    end: datetime
    to: str | None = None
    session: str | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class WorkInterval:
    """`who` worked on `activity` (the names in the coding rules) without needing the patient's presence."""

    who: str
    activity: str
    start: datetime
    end: datetime
    session: str | None = None


FactEvent = Joined | Left | MediaInterval | WorkInterval


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the server witnessed of one visit, as coding needs it. Order carries no meaning."""

    participants: tuple[Participant, ...] = ()
    events: tuple[FactEvent, ...] = ()
