"""What patient and practice write to each other about photos, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.base.ids import VisitId

Side = Literal["practice", "patient"]
Purpose = Literal["reply", "question", "plan"]
"""A clinician's answer to the photos; what the patient asks back; a clinician's word that the photos need a visit."""
LONGEST = 4000
"""Characters of one message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message about a visit's photos. `author` is a staff id or a link's id; `number` counts from 1 in the visit.

    An erased one keeps its row and loses its text.
    """

    id: str
    visit: VisitId
    number: int
    side: Side
    purpose: Purpose
    author: str
    text: str
    salt: str
    at: datetime
    read_at: datetime | None = None
    """When the patient's page first showed it."""
    erased_at: datetime | None = None
