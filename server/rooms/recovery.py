"""Who was in a live visit when the last server stopped, read back from the visit's own log. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.access.ports import Entry
from server.base.ids import SeatId
from server.evidence.events import CallJoined, CallLeft, DeviceSet, SeatLeft, SeatTaken
from server.rooms.seats import Seat
from server.rooms.views import Switch

GONE = frozenset({"left", "removed", "visit_over"})
"""Reasons that free a seat; after the others the party may come back to where it was."""


@dataclass(frozen=True, slots=True)
class Seating:
    """The seats that are still taken, in the call or not, with names left empty: the log holds none."""

    seats: dict[SeatId, Seat]
    connected: frozenset[SeatId]
    """Seats whose page was there when the log stopped: nobody told them, so the server did not stop by itself."""


def seating(entries: Sequence[Entry]) -> Seating:
    """Fold a visit's log into its seats."""
    seats: dict[SeatId, Seat] = {}
    connected: set[SeatId] = set()
    for entry in entries:
        event = entry.event
        match event:
            case SeatTaken():
                key = SeatId(event.seat)
                connected.add(key)
                known = seats.get(key)
                seats[key] = Seat(
                    id=key,
                    person=event.person,
                    actor=entry.actor,
                    role=event.role,
                    credential=event.credential,
                    name="",
                    place=known.place if known else "out",
                )
            case SeatLeft():
                connected.discard(SeatId(event.seat))
                if event.reason in GONE:
                    seats.pop(SeatId(event.seat), None)
            case CallJoined() if event.seat in seats:
                key = SeatId(event.seat)
                seats[key] = replace(seats[key], place=event.place)
            case CallLeft() if event.seat in seats:
                key = SeatId(event.seat)
                seats[key] = replace(seats[key], place="out")
            case DeviceSet() if event.seat in seats:
                key = SeatId(event.seat)
                known = seats[key]
                state: Switch = "on" if event.on else "off" if event.reason == "chosen" else "none"
                seats[key] = replace(known, devices=known.devices.said(event.track, state, event.reason))
            case _:
                pass
    return Seating(seats, frozenset(connected))
