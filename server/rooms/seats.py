"""Who sits in a visit and whether they are in its call: values and pure rules, no socket and no media.

A seat belongs to one person in one visit. Its id follows from the two, so a reload, another tab or a restarted server
finds the same seat without asking anybody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from server.access.policy import publishes
from server.base.ids import SeatId, VisitId
from server.evidence.events import PATIENT_SIDE, CallJoined, CallLeft, Credential, DeviceReason, Event, Role, Track
from server.rooms.views import Switch
from server.visits.machine import LIVE, Move, Visit

Place = Literal["out", "call", "huddle"]
"""`huddle` is a clinician who talks with colleagues while the patient is apart, without having joined the patient."""

_SEATS = uuid.UUID("a94e3c0e-5a0f-4f6e-9f0e-6d6f3f0b7c55")


def seat_id(visit: VisitId, person: str) -> SeatId:
    """The one seat of `person` in `visit`: a UUID (version 5, RFC 9562 section 5.5) of the pair."""
    return SeatId(str(uuid.uuid5(_SEATS, f"{visit}/{person}")))


@dataclass(frozen=True, slots=True)
class Devices:
    """What the party says of its tracks. None: it has said nothing yet."""

    microphone: Switch | None = None
    camera: Switch | None = None
    screen: Switch | None = None
    skin_camera: Switch | None = None
    microphone_reason: DeviceReason | None = None
    camera_reason: DeviceReason | None = None

    def said(self, track: Track, state: Switch, reason: DeviceReason) -> Devices:
        """These devices once the party has said how `track` is. A reason is only worth keeping for what is not on and well."""
        why = None if state == "on" and reason != "silent" else reason
        match track:
            case "microphone":
                return replace(self, microphone=state, microphone_reason=why)
            case "camera":
                return replace(self, camera=state, camera_reason=why)
            case "screen":
                return replace(self, screen=state)
            case "skin_camera":
                return replace(self, skin_camera=state)


@dataclass(frozen=True, slots=True)
class Seat:
    """A party of the visit. The credential is as it was when the seat was taken."""

    id: SeatId
    person: str
    actor: str
    """The name this party signs evidence with: `staff:ID` or `link:ID`."""
    role: Role
    credential: Credential | None
    name: str
    place: Place = "out"
    devices: Devices = field(default_factory=Devices)

    @property
    def of_patient(self) -> bool:
        """Whether this party sits at the patient's side: patient, caregiver, interpreter, family."""
        return self.role in PATIENT_SIDE

    @property
    def speaks(self) -> bool:
        """Whether this party's picture and voice may ever reach anybody."""
        return publishes(self.role)


Seats = Mapping[SeatId, Seat]


def placed(seats: Seats, before: Visit, after: Visit, move: Move | None, by: SeatId | None) -> dict[SeatId, Seat]:
    """The seats once `move`, made from seat `by`, has taken the visit from `before` to `after`.

    Admission brings the patient's side in by itself, with the member of staff who admits; a huddle brings in who asks for
    it; a dermatologist who joins is in the call. Whoever only huddled is out again when the huddle ends. Outside the live
    states nobody is in the call.
    """
    if after.state not in LIVE:
        return {key: replace(seat, place="out") for key, seat in seats.items()}
    entered = before.state not in LIVE
    result: dict[SeatId, Seat] = {}
    for key, seat in seats.items():
        place = seat.place
        if seat.of_patient and entered:
            place = "call"
        if key == by:
            place = _place_of_asker(seat, place, move)
        if place == "huddle" and not after.huddle:
            place = "out"
        result[key] = replace(seat, place=place)
    return result


def _place_of_asker(seat: Seat, place: Place, move: Move | None) -> Place:
    match move:
        case Move.ADMIT_TO_INTAKE | Move.ADMIT_TO_DERMATOLOGIST if seat.speaks and not seat.of_patient:
            return "call"
        case Move.DERMATOLOGIST_JOINS:
            return "call"
        case Move.HUDDLE if place == "out" and seat.speaks and not seat.of_patient:
            return "huddle"
    return place


def call_events(before: Seats, after: Seats) -> list[Event]:
    """What the log says of the difference between two seatings: who entered the call and who left it."""
    events: list[Event] = []
    for key in _in_order(before, after):
        was = before[key].place if key in before else "out"
        now = after[key].place if key in after else "out"
        if was == now:
            continue
        if was != "out":
            events.append(CallLeft(seat=key))
        if now != "out":
            events.append(CallJoined(seat=key, place=now))
    return events


def _in_order(before: Iterable[SeatId], after: Iterable[SeatId]) -> list[SeatId]:
    return list(dict.fromkeys([*before, *after]))
