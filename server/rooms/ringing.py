"""The office starts the call: ring the patient's open page until somebody answers, for as long as a telephone would."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import structlog

from server.access.commands import Command
from server.access.policy import Actor, require
from server.access.ports import Writing
from server.base.errors import NotFound, NotNow, Unavailable
from server.base.ids import StaffId
from server.rooms import bell
from server.rooms.bell import Ring
from server.rooms.case import Case
from server.rooms.changes import Change
from server.rooms.perspective import visit_view
from server.rooms.ports import Listener
from server.rooms.running import RunningVisit
from server.rooms.seats import Seats
from server.visits.records import Appointment, CallOutcome, CallWay

log = structlog.get_logger()

NO_PAGE = "The patient’s page is not open. Send them the link again, or call by phone."
SILENT = "Nobody is calling this patient now."


class RingingVisit(RunningVisit):
    """What a running visit does about calls to the patient's page."""

    _timer: asyncio.TimerHandle | None = None
    _timeout: asyncio.Task[None] | None = None

    async def listen(self, actor: Actor, listener: Listener) -> None:
        """A page of the patient is open, before check-in: it is told of rings, and the board shows that it is there."""
        async with self._lock:
            try:
                require(actor, "listen", self._case.appointment)
            except NotNow:
                listener.show(visit_view(self.scene, actor, None))
                raise
            self._bell = self._bell.with_page(listener, actor)
            self._tell()

    async def ring(self, actor: Actor, way: CallWay) -> None:
        """Call the patient: ring the open page, or keep that it was tried by phone or by the link.

        Raises `NotNow` where no page is open, or where a colleague rings it already (whose name it gives).
        """
        if way != "page":
            await self._run(actor, "ring", lambda case, seats, now: bell.tried(_as_is(case, seats), actor, way, now))
            return
        staff = self._around.colleagues.get(StaffId(actor.person))
        if staff is None:
            raise NotFound()
        began: list[Ring] = []

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            if self._bell.ring:
                mine = self._bell.ring.by == actor.person
                raise NotNow(f"{'You are' if mine else f'{self._bell.ring.name} is'} calling this patient already.")
            if not self.scene.patient_here:
                raise NotNow(NO_PAGE)
            began[:] = [Ring(now, staff.id, staff.name)]
            return bell.rung(_as_is(case, seats), actor, now)

        await self._run(actor, "ring", decide, committed=lambda: self._begin(began[0]))

    async def stop_ring(self, actor: Actor) -> None:
        """Give up before the patient did."""
        await self._end(actor, "ring", "stopped")

    async def answer_ring(self, actor: Actor, *, accept: bool) -> None:
        """The patient has seen the call: yes, or not now. Being there is what counts; checking in is a command of its own."""
        await self._end(actor, "answer_ring", "answered" if accept else "declined")

    async def _end(self, actor: Actor, command: Command, outcome: CallOutcome) -> None:
        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            if self._bell.ring is None:
                raise NotNow(SILENT)
            return bell.ended(_as_is(case, seats), outcome)

        await self._run(actor, command, decide, committed=self._hush)

    def _begin(self, ring: Ring) -> None:
        self._bell = replace(self._bell, ring=ring)
        self._timer = asyncio.get_running_loop().call_later(self._around.ring_s, self._time_out, ring)

    def _hush(self) -> None:
        super()._hush()
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _time_out(self, ring: Ring) -> None:
        self._timeout = asyncio.create_task(self._unanswered(ring), name=f"ring of {self.visit} ends")

    async def _unanswered(self, ring: Ring) -> None:
        """Nobody touched the page. It stops ringing whether or not the store is there to keep that."""
        async with self._lock:
            if self._bell.ring is not ring:
                return

            async def work(unit: Writing) -> Appointment | None:
                appointment = await unit.appointment(self.visit)
                if appointment is None:
                    return None
                change = bell.ended(Change(appointment, self._seats, ()), "no_answer")
                appointment = await unit.save_appointment(change.appointment)
                await unit.append(self.visit, change.events, actor="server", at=self._around.clock.now())
                return appointment

            try:
                appointment = await self._around.store.keep(work, self.known)
                if appointment:
                    self._case = replace(self._case, appointment=appointment)
            except Unavailable:
                log.error("evidence not written", visit=self.visit, events=["ring_ended"])
            self._hush()
            self._tell()


def _as_is(case: Case, seats: Seats) -> Change:
    return Change(case.appointment, seats, ())
