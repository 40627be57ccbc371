"""Who may see and hear whom, from the visit's state and its seats alone. Pure: the one place that decides it.

- Outside the live states nobody is forwarded to anybody.
- The patient's side and the staff in the call see and hear each other, unless the patient is held or the clinicians huddle.
- Held: the patient's side neither hears nor is heard, nor does it hear itself. In a huddle it keeps its own company.
- Staff in the call see and hear each other always; who only huddles is with them while the huddle lasts.
- The picture of a party's second device goes to those who look at skin, the clinicians and the scribe, and to nobody else.
- A scribe in the call hears and sees what the staff do, and nobody ever hears or sees a scribe.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.access.commands import ROLES
from server.base.ids import SeatId
from server.evidence.events import Track
from server.rooms.seats import Seat, Seats
from server.visits.machine import LIVE, Visit

LOOK_AT_SKIN = ROLES["read_photos"]


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One track of one seat, forwarded to one other seat."""

    source: SeatId
    track: Track
    sink: SeatId


def edges(visit: Visit, seats: Seats) -> frozenset[Edge]:
    """Everything that is to be forwarded now."""
    if visit.state not in LIVE:
        return frozenset()
    present = [seat for seat in seats.values() if _present(visit, seat)]
    return frozenset(
        Edge(source.id, track, sink.id)
        for source in present
        if source.speaks
        for sink in present
        if sink.id != source.id and _together(visit, source, sink)
        for track in _tracks(source)
        if track != "skin_camera" or sink.role in LOOK_AT_SKIN
    )


def _present(visit: Visit, seat: Seat) -> bool:
    return seat.place == "call" or (seat.place == "huddle" and visit.huddle)


def _together(visit: Visit, one: Seat, other: Seat) -> bool:
    if not one.of_patient and not other.of_patient:
        return True
    if visit.held:
        return False
    if one.of_patient and other.of_patient:
        return True
    return not visit.huddle


def _tracks(seat: Seat) -> Iterable[Track]:
    """The tracks of a seat that are worth a slot. A muted microphone keeps its slot, a camera that is off too: either may
    come back at any moment. What the party says it does not have takes none."""
    if seat.devices.microphone != "none":
        yield "microphone"
    if seat.devices.camera != "none":
        yield "camera"
    if seat.devices.screen == "on":
        yield "screen"
    if seat.devices.skin_camera == "on":
        yield "skin_camera"
