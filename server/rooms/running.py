"""The one way a running visit changes.

Every command runs alone (one lock) and in one order: the door, the decision, one transaction with the evidence; then, in
one turn of the loop after the commit, the media wiring and what everybody sees. A store that fails changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import structlog

from server.access.commands import Command
from server.access.policy import Actor, required
from server.access.ports import Writing
from server.base.clock import Moment
from server.base.errors import NotFound, Unavailable
from server.base.ids import SeatId, StaffId
from server.evidence.events import ActedAs, Event, MediaTick, SeatLeft, SeatTaken, WorkEnded
from server.rooms import bell, changes
from server.rooms.case import Case
from server.rooms.changes import Change
from server.rooms.graph import edges
from server.rooms.occupied import OccupiedVisit
from server.rooms.ports import Listener
from server.rooms.presence import Presence
from server.rooms.seats import Seat, Seats
from server.rooms.slots import Assignment
from server.visits.machine import LIVE

log = structlog.get_logger()

Decide = Callable[[Case, Seats, datetime], Change]
"""From the visit as the store has it, its seats and the time (UTC) to what changes. Raises a refusal to change nothing."""


class RunningVisit(OccupiedVisit):
    """A running visit as the commands change it."""

    async def _run(
        self,
        actor: Actor,
        command: Command,
        decide: Decide,
        *,
        seating: Listener | None = None,
        committed: Callable[[], None] | None = None,
    ) -> None:
        """Door, decision, transaction, wiring, telling. `seating` also gives the actor its seat, or gives it back;
        `committed` is called once the change is on disk, before anybody is told."""
        async with self._lock:
            tick: MediaTick | None = None

            def put_back() -> None:
                nonlocal tick
                if tick:
                    self._around.counts.put_back(self.visit, tick)
                    tick = None

            async def work(unit: Writing) -> tuple[Case, Change, Assignment]:
                nonlocal tick
                put_back()  # Where the database went away half-way, this is the second try.
                # The people and texts of the case change only here or with a `refresh`; the appointment is the law.
                case = replace(self._case, appointment=required(actor, command, await unit.appointment(self.visit)))
                sitting = await self._sat_down(unit, case, actor, seating)
                now = self._around.clock.now()
                change = decide(case, sitting.seats, now.utc)
                change = bell.overtaken(self._bell, case.appointment.visit.state, change)
                wanted = edges(change.appointment.visit, change.seats)
                assignment = self._wiring.plan(wanted)
                if edges(self._case.appointment.visit, self._seats) - wanted:
                    tick = await self._around.counts.newest(self.visit)
                case = await self._save(unit, case, change, actor, now)
                events = [*([tick] if tick else []), *sitting.events]
                events += [*self._capacity(actor, sitting.seats, change), *change.events]
                await unit.append(self.visit, events, actor=actor.signature, at=now)
                return case, change, assignment

            try:
                case, change, assignment = await self._around.store.keep(work, self.known)
            except BaseException:
                put_back()
                raise
            self._capacities.add(actor.person)
            moved_on = case.appointment.visit.state is not self._case.appointment.visit.state
            if seating:
                self._attach(actor, seating)
            if committed:
                committed()
            if moved_on:
                self._hush()
            self._become(case, change.seats, assignment)

    def _capacity(self, actor: Actor, seats: Seats, change: Change) -> list[Event]:
        """Who acts from outside the visit, and as what: without a seat the log would only hold the person."""
        if actor.kind != "staff" or not change.events or self._key(actor) in seats or actor.person in self._capacities:
            return []
        return [ActedAs(person=actor.person, role=actor.role, credential=actor.credential)]

    async def _save(self, unit: Writing, case: Case, change: Change, actor: Actor, now: Moment) -> Case:
        appointment, note = case.appointment, case.note
        if change.appointment != appointment:
            appointment = await unit.save_appointment(change.appointment)
        if change.note is not None:
            note = change.note
            await unit.add_document(self.visit, "handover_note", actor.person, now.utc, {"text": note})
        return replace(case, appointment=appointment, note=note)

    async def _sat_down(self, unit: Writing, case: Case, actor: Actor, listener: Listener | None) -> _Sitting:
        """The seats with the actor's own among them, and what the log says of taking it."""
        key = self._key(actor)
        if listener is None:
            return _Sitting(self._seats, ())
        known, presence = self._seats.get(key), self._presences.get(key)
        if known and presence and presence.listener is listener:
            return _Sitting(self._seats, ())
        staff = await unit.staff(StaffId(actor.person)) if actor.kind == "staff" else None
        if actor.kind == "staff" and (staff is None or not staff.active):
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
        replaced: list[Event] = []
        if presence and presence.listener:
            # "replaced" is a takeover by another page; a tab that came back had lost its connection unnoticed.
            replaced.append(SeatLeft(seat=key, reason="lost" if presence.same_tab(listener) else "replaced"))
        change = changes.seated(case, self._seats, seat, *replaced, taken)
        return _Sitting(change.seats, change.events)

    async def _give_up(
        self, key: SeatId, signature: str, reason: Literal["left", "removed"], still: Callable[[Seat, Presence], bool]
    ) -> None:
        """Free a seat. This needs no leave of the store: whoever goes is gone, and the log says so when it can.

        `still` is asked once nothing else runs in the visit: meanwhile another page may have come into the seat.
        """
        async with self._lock:
            seat, presence = self._seats.get(key), self._presences.get(key)
            if seat is None or presence is None or not still(seat, presence):
                return
            done = self._stopped_work(lambda person, _: person == seat.person)
            tick = await self._around.counts.newest(self.visit) if self.live else None
            change = changes.given_up(self._case, self._seats, seat, reason, *done)
            now = self._around.clock.now()
            if not await self._append_or_log([*([tick] if tick else []), *change.events], now, signature) and tick:
                self._around.counts.put_back(self.visit, tick)
            self._become(self._case, change.seats, self._wiring.plan(edges(self._case.appointment.visit, change.seats)))

    def _stopped_work(self, which: Callable[[str, Listener], bool]) -> list[Event]:
        over = [key for key, listener in self._working.items() if which(key[0], listener)]
        for key in over:
            del self._working[key]
        return [WorkEnded(person=person, activity=activity) for person, activity in over]

    async def _append_or_log(self, events: list[Event], now: Moment, signature: str = "server") -> bool:
        """Write what happened by itself. It has happened whether or not the store is there; returns whether it is written."""
        if not events:
            return True

        async def work(unit: Writing) -> None:
            await unit.append(self.visit, events, actor=signature, at=now, owed=True)

        try:
            await self._around.store.keep(work, self.known)
        except Unavailable:
            log.error("evidence not written", visit=self.visit, events=[event.type for event in events])
            return False
        return True


@dataclass(frozen=True, slots=True)
class _Sitting:
    seats: Seats
    events: tuple[Event, ...]
