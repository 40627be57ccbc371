"""What a command changes, as a value: decided here without I/O, made durable and carried out by the room afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from server.base.errors import Invalid, NotNow
from server.base.ids import SeatId, StaffId
from server.coding.credentials import QUALIFIED
from server.evidence.events import (
    DeviceReason,
    DeviceSet,
    Event,
    PhoneAsked,
    PhoneAttested,
    SeatLeft,
    UrgentSet,
    VisitMoved,
)
from server.rooms.case import Case
from server.rooms.seats import Seat, Seats, call_events, placed
from server.rooms.views import Switch
from server.visits.machine import LIVE, IllegalMove, Move, Outcome, State
from server.visits.records import Appointment, PhoneState

MAX_NOTE = 4000


@dataclass(frozen=True, slots=True)
class Change:
    """The visit and its seats afterwards, and what the log will say of the way there. `note` is a document to add."""

    appointment: Appointment
    seats: Mapping[SeatId, Seat]
    events: tuple[Event, ...]
    note: str | None = None


def moved(
    case: Case,
    seats: Seats,
    move: Move,
    by: SeatId | None,
    now: datetime,
    *,
    outcome: Outcome | None = None,
    text_digest: str | None = None,
) -> Change:
    """The visit after `move`, made by the party in seat `by`. Raises `NotNow` where the state machine has no such move."""
    before = case.appointment.visit
    try:
        after = before.after(move, outcome)
    except IllegalMove:
        raise NotNow("This does not follow from where the visit stands now.") from None
    appointment = replace(case.appointment, visit=after)
    if after.state is State.WAITING:
        appointment = replace(appointment, waiting_since=now, admitted_at=None)
    elif after.state is State.SCHEDULED:
        appointment = replace(appointment, waiting_since=None, admitted_at=None, ended_at=None)
    elif before.state is State.WAITING and after.state in LIVE:
        appointment = replace(appointment, admitted_at=now)
    elif after.state is State.ENDED:
        appointment = replace(appointment, ended_at=now)
    appointment = replace(appointment, rendering=_renders(appointment, seats, move, by))
    seating = placed(seats, before, after, move, by)
    events: list[Event] = [VisitMoved(move=move, state=after.state, outcome=after.outcome, text_digest=text_digest)]
    events += call_events(seats, seating)
    if after.state is State.ENDED:
        events += [SeatLeft(seat=key, reason="visit_over") for key in seating]
        seating = {}
    return Change(appointment, seating, tuple(events))


def handed_over(case: Case, seats: Seats, by: SeatId | None, note: str, now: datetime) -> Change:
    """The intake is done and `note` is what the dermatologist reads. An empty note is allowed and stored as none."""
    text = note.strip()
    if len(text) > MAX_NOTE:
        raise Invalid(f"The note is longer than {MAX_NOTE} characters.")
    change = moved(case, seats, Move.HAND_OVER, by, now, text_digest=_digest(text) if text else None)
    return replace(change, note=text or None)


def joined(case: Case, seats: Seats, seat: Seat, *, moves: bool, read: bool, now: datetime) -> Change:
    """`seat` comes into the call. Where that is the visit's move to the dermatologist (`moves`) it needs their word that
    note and intake were read, if there are any."""
    if moves:
        if not read and (case.note or case.intake_version):
            raise NotNow("Tick “I have read this” first: there is an intake or a note to read before you join.")
        text_digest = _digest(case.note) if case.note else None
        return moved(case, seats, Move.DERMATOLOGIST_JOINS, seat.id, now, text_digest=text_digest)
    if seat.place == "call":
        raise NotNow("You are in the call already.")
    return seated(case, seats, replace(seat, place="call"))


def left(case: Case, seats: Seats, seat: Seat) -> Change:
    """`seat` goes out of the call and keeps its place in the visit."""
    if seat.place == "out":
        raise NotNow("You are not in the call.")
    return seated(case, seats, replace(seat, place="out"))


def seated(case: Case, seats: Seats, seat: Seat, *events: Event) -> Change:
    """`seat` as it is now, new or changed; `events` come first in the log."""
    seating = {**seats, seat.id: seat}
    return Change(case.appointment, seating, (*events, *call_events(seats, seating)))


def given_up(case: Case, seats: Seats, seat: Seat, reason: Literal["left", "removed"], *events: Event) -> Change:
    """`seat` is free: its party went away for good, or was sent away."""
    seating = {key: other for key, other in seats.items() if key != seat.id}
    return Change(
        case.appointment, seating, (*call_events(seats, seating), *events, SeatLeft(seat=seat.id, reason=reason))
    )


def urgency_set(case: Case, seats: Seats, *, on: bool) -> Change:
    """The visit's place on the board is raised or put back."""
    events: tuple[Event, ...] = () if case.appointment.urgent == on else (UrgentSet(urgent=on),)
    return Change(replace(case.appointment, urgent=on), seats, events)


def phone_asked(case: Case, seats: Seats, by: Literal["patient", "practice"], *, on: bool) -> Change:
    """Somebody wants to go on by phone, or takes it back. Saying it twice changes nothing."""
    before = case.appointment.phone
    after: PhoneState | None = ("asked_by_patient" if by == "patient" else "asked_by_practice") if on else None
    if after == before or (on and before is not None):
        return Change(case.appointment, seats, ())
    return Change(replace(case.appointment, phone=after), seats, (PhoneAsked(by=by, on=on),))


def phone_attested(case: Case, seats: Seats, person: str) -> Change:
    """A member of the practice has the patient on the phone, and says so under their name: nothing here witnessed it."""
    if case.appointment.phone == "reached":
        return Change(case.appointment, seats, ())
    return Change(replace(case.appointment, phone="reached"), seats, (PhoneAttested(person=person),))


def device_set(case: Case, seats: Seats, seat: Seat, event: DeviceSet, state: Switch, reason: DeviceReason) -> Change:
    """A party's word on one of its tracks; `event` is what the log says of it, `reason` what the others read."""
    devices = seat.devices.said(event.track, state, reason)
    return Change(case.appointment, {**seats, seat.id: replace(seat, devices=devices)}, (event,))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _renders(appointment: Appointment, seats: Seats, move: Move, by: SeatId | None) -> StaffId | None:
    """On whose NPI the claim goes after `move`: that of the dermatologist who takes the visit, whoever it was made with. One that
    nobody took and nobody is named for is at its end that of the nurse practitioner or physician assistant in the call; of
    several that of who closes it (docs/adr/0017)."""
    seat = seats.get(by) if by else None
    if seat and seat.role == "dermatologist" and move in (Move.DERMATOLOGIST_JOINS, Move.ADMIT_TO_DERMATOLOGIST):
        return StaffId(seat.person)
    if appointment.rendering is not None or move is not Move.END:
        return appointment.rendering
    if any(one.role == "dermatologist" for one in seats.values()):
        return None
    able = {one.person for one in seats.values() if one.place == "call" and one.credential in QUALIFIED}
    if seat and seat.person in able:
        return StaffId(seat.person)
    return StaffId(able.pop()) if len(able) == 1 else None
