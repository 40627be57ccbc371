"""One line of a visit's evidence, as the store keeps it and the fold reads it."""

from __future__ import annotations

from dataclasses import dataclass

from server.base.clock import Moment
from server.base.ids import VisitId
from server.evidence.events import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a visit's evidence. `seq` counts from 1 without gaps; `hash` covers everything else and the line before."""

    visit: VisitId
    seq: int
    event_id: str
    actor: str
    at: Moment
    event: Event
    prev_hash: str
    hash: str
    node: str = "local"
    """Which server wrote it."""
