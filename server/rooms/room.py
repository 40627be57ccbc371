"""One visit's running thing: its seats, who is connected to them, and what flows between them.

Every command runs alone (one lock) and in one order: the door, the machine, one transaction with the evidence; then, in
one turn of the loop after the commit, the media wiring and what everybody sees. A store that fails changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import structlog

from server.access.policy import Actor, Command, dermatologist_joining, may_see, require
from server.access.ports import Store, Unit
from server.base.clock import Clock, Moment
from server.base.errors import NotFound, NotNow, Unavailable
from server.base.ids import SeatId, StaffId, VisitId
from server.evidence.events import DeviceSet, Event, MediaTick, SeatLeft, SeatTaken, Track, WorkEnded, WorkStarted
from server.rooms import changes
from server.rooms.case import Case, load_case
from server.rooms.changes import Change
from server.rooms.counts import Counts
from server.rooms.graph import edges
from server.rooms.perspective import Scene, visit_view
from server.rooms.ports import Listener, Media, MediaConnection, MediaState
from server.rooms.presence import Presence
from server.rooms.seats import Seat, Seats, seat_id
from server.rooms.slots import Assignment
from server.rooms.views import Switch
from server.rooms.wiring import Wiring
from server.visits.machine import LIVE, Move, Outcome, State

log = structlog.get_logger()

OPEN_FIRST = "Open the visit first: you have no seat in it yet."
Reason = Literal["chosen", "none", "denied", "in_use", "lost"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every room needs of the rest. `changed` is told after each change that others may see."""

    store: Store
    media: Media
    counts: Counts
    clock: Clock
    changed: Callable[[Room], None]


class Room:
    """A running visit. Made by the registry, which also drops it when it is empty and not live."""

    def __init__(self, case: Case, around: Surroundings, seats: Seats | None = None) -> None:
        self.visit: VisitId = case.appointment.id
        self._case = case
        self._around = around
        self._seats: Seats = dict(seats or {})
        now = around.clock.now().utc
        self._presences = {key: Presence.of(seat, self.visit, now) for key, seat in self._seats.items()}
        self._working: dict[tuple[str, str], Listener] = {}
        self._wiring = Wiring()
        self._wiring.apply(self._wiring.plan(edges(case.appointment.visit, self._seats)), {})
        self._version = 0
        self._lock = asyncio.Lock()
        self._count_version()

    # ---- what others may know ----------------------------------------------------------------------------------

    @property
    def scene(self) -> Scene:
        """Everything that views are made from, as it is now."""
        return Scene(self._case, self._version, self._seats, self._presences, self._wiring.assignment)

    @property
    def live(self) -> bool:
        """Whether patient and staff may be together now."""
        return self._case.appointment.visit.state in LIVE

    @property
    def idle(self) -> bool:
        """Whether nothing here would be missed: nobody sits, nobody works, no command runs."""
        return not (self.live or self._seats or self._working or self._lock.locked())

    @property
    def people(self) -> frozenset[str]:
        """Whose seats are taken, connected or not."""
        return frozenset(seat.person for seat in self._seats.values())

    @property
    def carries_media(self) -> bool:
        """Whether any party has a media connection, so that readings are worth writing."""
        return any(presence.open_connection for presence in self._presences.values())

    def silent_for_s(self, now: datetime) -> dict[SeatId, float]:
        """How long each disconnected seat's page has been gone, seconds."""
        return {
            key: (now - presence.silent_since).total_seconds()
            for key, presence in self._presences.items()
            if presence.silent_since
        }

    # ---- seats -------------------------------------------------------------------------------------------------

    async def open(self, actor: Actor, listener: Listener) -> None:
        """Take the actor's seat, or take it back; the patient's side of a live visit is in the call at once.

        Whoever may see the visit but not sit in it now is shown how it stands, and told `NotNow`.
        """
        seat = self._seats.get(self._key(actor))
        if seat and self._presences[seat.id].listener is listener:
            listener.show(visit_view(self.scene, actor, seat))
            return
        try:
            await self._run(actor, "take_seat", _nothing, seating=listener)
        except NotNow:
            if may_see(actor, self._case.appointment):
                listener.show(visit_view(self.scene, actor, None))
            raise

    async def close(self, actor: Actor, listener: Listener) -> None:
        """Give the seat up. The patient's side keeps its seat: only its page is gone."""
        seat = self._own(actor)
        if seat.of_patient:
            await self.detach(listener)
        else:
            await self._give_up(seat, actor.signature, "left")

    async def remove(self, whom: Callable[[Actor, Listener | None], bool]) -> None:
        """Take the right to be here from those parties: seat, page and media at once."""
        for key, presence in list(self._presences.items()):
            if whom(presence.actor, presence.listener) and key in self._seats:
                if presence.listener:
                    presence.listener.dismiss("revoked")
                presence.close_media()
                await self._give_up(self._seats[key], "server", "removed")

    async def detach(self, listener: Listener) -> None:
        """The page behind `listener` is gone. Its seat stays, its media go on as long as they flow."""
        async with self._lock:
            mine = [key for key, presence in self._presences.items() if presence.listener is listener]
            done = self._stopped_work(lambda _, owner: owner is listener)
            now = self._around.clock.now()
            for key in mine:
                self._presences[key].listener, self._presences[key].silent_since = None, now.utc
            if not mine and not done:
                return
            events = [*done, *(SeatLeft(seat=key, reason="lost") for key in mine)]
            await self._append_or_log(events, now)
            self._tell()

    async def release_silent(self, after_s: float) -> None:
        """Free the seats of staff out of the call whose page has been gone for `after_s` seconds."""
        for key, silence in self.silent_for_s(self._around.clock.now().utc).items():
            seat = self._seats.get(key)
            if seat and silence >= after_s and seat.place == "out" and not seat.of_patient:
                await self._give_up(seat, "server", "left")

    # ---- the visit's commands ----------------------------------------------------------------------------------

    async def move(self, actor: Actor, command: Command, move: Move, listener: Listener) -> None:
        """Make a move that needs nothing more. Who admits the patient takes a seat by it."""
        admits = move in (Move.ADMIT_TO_INTAKE, Move.ADMIT_TO_DERMATOLOGIST)

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            key = self._own(actor).id if move is Move.HUDDLE else self._key(actor)
            return changes.moved(case, seats, move, key, now)

        await self._run(actor, command, decide, seating=listener if admits else None)

    async def end(self, actor: Actor, outcome: Outcome) -> None:
        """End the visit for everybody."""
        await self._run(
            actor, "end", lambda case, seats, now: changes.moved(case, seats, Move.END, None, now, outcome=outcome)
        )

    async def hand_over(self, actor: Actor, note: str) -> None:
        """The intake is done; `note` is for the dermatologist. Who hands over stays in the call."""
        await self._run(
            actor, "hand_over", lambda case, seats, now: changes.handed_over(case, seats, self._key(actor), note, now)
        )

    async def join(self, actor: Actor, *, read: bool) -> None:
        """Come into the call."""

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            moves = dermatologist_joining(actor, case.appointment)
            return changes.joined(case, seats, self._own(actor), moves=moves, read=read, now=now)

        await self._run(actor, "join", decide)

    async def leave(self, actor: Actor) -> None:
        """Go out of the call; the visit goes on."""
        await self._run(actor, "leave", lambda case, seats, now: changes.left(case, seats, self._own(actor)))

    async def urgent(self, actor: Actor, *, on: bool) -> None:
        """Raise the visit on the board, or put it back."""
        await self._run(actor, "urgent", lambda case, seats, now: changes.urgency_set(case, seats, on=on))

    async def device(self, actor: Actor, track: Track, state: Switch, reason: Reason) -> None:
        """The party's word on one of its own tracks."""
        event_reason: Reason = "none" if state == "none" and reason == "chosen" else reason

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            seat = self._own(actor)
            event = DeviceSet(seat=seat.id, track=track, on=state == "on", reason=event_reason)
            return changes.device_set(case, seats, seat, event, state)

        await self._run(actor, "set_device", decide)

    async def work(self, actor: Actor, activity: str, listener: Listener, *, on: bool) -> None:
        """Countable work starts or stops; saying it twice changes nothing. It ends with the page that said it."""
        key = (actor.person, activity)

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            if (key in self._working) == on:
                return Change(case.appointment, seats, ())
            event: Event = (WorkStarted if on else WorkEnded)(person=actor.person, activity=activity)
            return Change(case.appointment, seats, (event,))

        await self._run(actor, "work", decide)
        if on:
            self._working[key] = listener
        else:
            self._working.pop(key, None)

    # ---- media -------------------------------------------------------------------------------------------------

    async def offer(self, actor: Actor, sdp: str) -> str:
        """Answer the seat's one offer. A later offer replaces the connection, and everything is bound anew.

        Raises `BadOffer`, and `NotNow` where the seat is not taken.
        """
        async with self._lock:
            require(actor, "take_seat", self._case.appointment)
            seat = self._own(actor)
            presence = self._presences[seat.id]

            def on_state(state: MediaState) -> None:
                log.info("media", visit=self.visit, seat=seat.id, state=state)
                if presence.generation == generation and presence.connection:
                    self._rewire()

            generation = presence.generation + 1
            connection = self._around.media.connect(scope=self.visit, owner=seat.id, offer=sdp, on_state=on_state)
            presence.close_media()
            presence.connection = connection
            self._rewire()
            return connection.answer

    # ---- from outside ------------------------------------------------------------------------------------------

    async def refresh(self) -> None:
        """Somebody else changed the visit's record (its intake, its appointment): read it again and tell everybody."""
        async with self._lock:
            async with self._around.store.reading() as unit:
                self._case = await load_case(unit, self.visit)
            self._rewire()

    async def stop(self) -> None:
        """The server stops: the log says so, the pages are told, media end. Everybody finds their place again later."""
        async with self._lock:
            now = self._around.clock.now()
            events: list[Event] = [self._around.counts.take(self.visit)] if self.live else []
            events += self._stopped_work(lambda _, __: True)
            events += [
                SeatLeft(seat=key, reason="server_stopping")
                for key, presence in self._presences.items()
                if presence.listener
            ]
            await self._append_or_log(events, now)
            for presence in self._presences.values():
                if presence.listener:
                    presence.listener.dismiss("stopping")
                presence.close_media()

    # ---- the one way a command runs ----------------------------------------------------------------------------

    async def _run(
        self,
        actor: Actor,
        command: Command,
        decide: Callable[[Case, Seats, datetime], Change],
        *,
        seating: Listener | None = None,
    ) -> None:
        """Door, decision, transaction, wiring, telling. `seating` also gives the actor its seat, or gives it back."""
        async with self._lock:
            tick: MediaTick | None = None
            try:
                async with self._around.store.unit() as unit:
                    case = await load_case(unit, self.visit)
                    require(actor, command, case.appointment)
                    sitting = await self._sat_down(unit, case, actor, seating)
                    now = self._around.clock.now()
                    change = decide(case, sitting.seats, now.utc)
                    wanted = edges(change.appointment.visit, change.seats)
                    assignment = self._wiring.plan(wanted)
                    if edges(self._case.appointment.visit, self._seats) - wanted:
                        tick = self._around.counts.take(self.visit)
                    case = await self._save(unit, case, change, actor, now)
                    events = ([tick] if tick else []) + list(sitting.events) + list(change.events)
                    await unit.append(self.visit, events, actor=actor.signature, at=now)
            except BaseException:
                if tick:
                    self._around.counts.put_back(self.visit, tick)
                raise
            if seating:
                self._attach(actor, seating)
            self._become(case, change.seats, assignment)

    async def _save(self, unit: Unit, case: Case, change: Change, actor: Actor, now: Moment) -> Case:
        appointment, note = case.appointment, case.note
        if change.appointment != appointment:
            appointment = await unit.save_appointment(change.appointment)
        if change.note is not None:
            note = change.note
            await unit.add_document(self.visit, "handover_note", actor.person, now.utc, {"text": note})
        return replace(case, appointment=appointment, note=note)

    async def _sat_down(self, unit: Unit, case: Case, actor: Actor, listener: Listener | None) -> _Sitting:
        """The seats with the actor's own among them, and what the log says of taking it."""
        key = self._key(actor)
        if listener is None:
            return _Sitting(self._seats, ())
        known, presence = self._seats.get(key), self._presences.get(key)
        if known and presence and presence.listener is listener:
            return _Sitting(self._seats, ())
        staff = await unit.staff(StaffId(actor.person)) if actor.kind == "staff" else None
        if actor.kind == "staff" and staff is None:
            raise NotFound()
        name = staff.name if staff else case.patient.name if actor.role == "patient" else actor.role.capitalize()
        person = self._person(actor, case)
        seat = Seat(key, person, actor.signature, actor.role, actor.credential, name)
        if known:
            seat = replace(seat, place=known.place, devices=known.devices)
        if seat.of_patient and case.appointment.visit.state in LIVE:
            seat = replace(seat, place="call")
        taken = SeatTaken(
            seat=key,
            person=person,
            role=actor.role,
            credential=actor.credential,
            npi=staff.npi if staff else None,
            specialty=staff.specialty if staff else None,
            licensed_states=staff.licensed_states if staff else (),
        )
        replaced = [SeatLeft(seat=key, reason="replaced")] if presence and presence.listener else []
        change = changes.seated(case, self._seats, seat, *replaced, taken)
        return _Sitting(change.seats, change.events)

    def _attach(self, actor: Actor, listener: Listener) -> None:
        """The page of `listener` is the seat's from now on. Another page of the same party loses it, and its media."""
        presence = self._presences.setdefault(self._key(actor), Presence(actor))
        before = presence.listener
        if before is listener:
            return
        if (before and listener.tab is None) or (presence.tab is not None and presence.tab != listener.tab):
            presence.close_media()
        presence.actor, presence.listener, presence.tab, presence.silent_since = actor, listener, listener.tab, None
        if before:
            before.dismiss("replaced")

    def _become(self, case: Case, seats: Mapping[SeatId, Seat], assignment: Assignment) -> None:
        """What was committed is so from here on: nothing in here waits."""
        gone = [(self._seats[key], self._presences.pop(key, None)) for key in self._seats.keys() - seats.keys()]
        self._case, self._seats = case, dict(seats)
        self._wiring.apply(assignment, self._connections())
        for _, presence in gone:
            if presence:
                presence.close_media()
        if case.appointment.visit.state is State.ENDED:
            self._around.counts.forget(self.visit)
        self._tell()
        for _, presence in gone:
            if presence and presence.listener:
                presence.listener.show(visit_view(self.scene, presence.actor, None))

    def _rewire(self) -> None:
        wanted = edges(self._case.appointment.visit, self._seats)
        self._wiring.apply(self._wiring.plan(wanted), self._connections())
        self._tell()

    def _tell(self) -> None:
        self._count_version()
        scene = self.scene
        for key, presence in self._presences.items():
            if presence.listener and key in self._seats:
                presence.listener.show(visit_view(scene, presence.actor, self._seats[key]))
        self._around.changed(self)

    def _count_version(self) -> None:
        """Versions go on growing across a restart: they start from the clock and count from there."""
        now_ms = int(self._around.clock.now().utc.timestamp() * 1000)
        self._version = max(self._version + 1, now_ms)

    def _connections(self) -> dict[SeatId, MediaConnection]:
        found = {key: presence.open_connection for key, presence in self._presences.items()}
        return {key: connection for key, connection in found.items() if connection}

    async def _give_up(self, seat: Seat, signature: str, reason: Literal["left", "removed"]) -> None:
        """Free a seat. This needs no leave of the store: whoever goes is gone, and the log says so when it can."""
        async with self._lock:
            if seat.id not in self._seats:
                return
            done = self._stopped_work(lambda person, _: person == seat.person)
            tick = self._around.counts.take(self.visit) if self.live else None
            change = changes.given_up(self._case, self._seats, self._seats[seat.id], reason, *done)
            now = self._around.clock.now()
            await self._append_or_log([*([tick] if tick else []), *change.events], now, signature)
            self._become(
                self._case, change.seats, self._wiring.plan(edges(self._case.appointment.visit, change.seats))
            )

    def _stopped_work(self, which: Callable[[str, Listener], bool]) -> list[Event]:
        over = [key for key, listener in self._working.items() if which(key[0], listener)]
        for key in over:
            del self._working[key]
        return [WorkEnded(person=person, activity=activity) for person, activity in over]

    async def _append_or_log(self, events: list[Event], now: Moment, signature: str = "server") -> None:
        """Write what happened by itself. It has happened whether or not the store is there."""
        if not events:
            return
        try:
            async with self._around.store.unit() as unit:
                await unit.append(self.visit, events, actor=signature, at=now)
        except Unavailable:
            log.error("evidence not written", visit=self.visit, events=[event.type for event in events])

    def _person(self, actor: Actor, case: Case) -> str:
        """The patient is one person whatever link was used."""
        return case.patient.id if actor.role == "patient" else actor.person

    def _key(self, actor: Actor) -> SeatId:
        return seat_id(self.visit, self._person(actor, self._case))

    def _own(self, actor: Actor) -> Seat:
        key = self._key(actor)
        if key not in self._seats or self._presences[key].listener is None:
            raise NotNow(OPEN_FIRST)
        return self._seats[key]


@dataclass(frozen=True, slots=True)
class _Sitting:
    seats: Seats
    events: tuple[Event, ...]


def _nothing(case: Case, seats: Seats, now: datetime) -> Change:
    return Change(case.appointment, seats, ())
