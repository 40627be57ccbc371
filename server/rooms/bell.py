"""The office's call to a patient whose page is open: what rings, which pages could hear it, and what the log says of it.

Values and pure rules; `server/rooms/ringing.py` carries them out. Nothing here outlives the process: a page that comes back
after a restart listens again, and of a ring that the restart cut off the log holds no end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from server.access.policy import Actor
from server.base.ids import StaffId
from server.evidence.events import ContactAttempted, RingEnded, RingStarted
from server.rooms.changes import Change
from server.rooms.ports import Listener
from server.visits.machine import State
from server.visits.records import Appointment, CallOutcome

RING_S = 45.0
"""How long a page rings, seconds: what a telephone network allows before it gives up."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A page rings now. `since` is UTC; `name` is the member of staff's."""

    since: datetime
    by: StaffId
    name: str


@dataclass(frozen=True, slots=True)
class Bell:
    """`listening` are pages of the patient that are open and have no seat yet; `left_at` is when the last of them went."""

    ring: Ring | None = None
    listening: Mapping[Listener, Actor] = field(default_factory=dict)
    left_at: datetime | None = None

    def with_page(self, page: Listener, actor: Actor) -> Bell:
        """`page` listens from now on."""
        return replace(self, listening={**self.listening, page: actor}, left_at=None)

    def without_page(self, page: Listener, at: datetime | None) -> Bell:
        """`page` listens no more. `at` is when it was closed, None where it only took the seat."""
        rest = {other: actor for other, actor in self.listening.items() if other is not page}
        return replace(self, listening=rest, left_at=at if not rest else None)


def rung(change: Change, actor: Actor, now: datetime) -> Change:
    """The page begins to ring."""
    event = RingStarted(person=actor.person, role=actor.role)
    return replace(change, appointment=_tried(change.appointment, "page", now), events=(*change.events, event))


def tried(change: Change, actor: Actor, way: Literal["phone", "link"], now: datetime) -> Change:
    """The office's own word that it dialled, or gave the link out."""
    event = ContactAttempted(person=actor.person, role=actor.role, way=way)
    return replace(change, appointment=_tried(change.appointment, way, now), events=(*change.events, event))


def ended(change: Change, outcome: CallOutcome) -> Change:
    """The page rings no more."""
    appointment = change.appointment
    if appointment.called_way == "page":
        appointment = replace(appointment, called_outcome=outcome)
    return replace(change, appointment=appointment, events=(*change.events, RingEnded(outcome=outcome)))


def overtaken(bell: Bell, before: State, change: Change) -> Change:
    """A visit that moves on while the page rings ends the ringing: coming into the waiting room is an answer."""
    after = change.appointment.visit.state
    if bell.ring is None or after is before:
        return change
    return ended(change, "answered" if after is State.WAITING and before is State.SCHEDULED else "stopped")


def _tried(appointment: Appointment, way: Literal["page", "phone", "link"], now: datetime) -> Appointment:
    return replace(appointment, calls=appointment.calls + 1, called_at=now, called_way=way, called_outcome=None)
