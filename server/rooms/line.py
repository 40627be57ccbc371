"""Everybody's place in line: who waits is told where they stand, and how long it will probably be, as it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Protocol

import structlog

from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import Refusal
from server.rooms.perspective import Scene
from server.rooms.views import Line
from server.visits.machine import State
from server.visits.waits import NEWEST, Pace, Wait, pace

log = structlog.get_logger()

SETTLE_S = 0.2
"""Changes that come close together are told once: a busy morning must not make everybody's page blink."""
HISTORY = timedelta(days=14)


class Waiting(Protocol):
    """A running visit, as the line sees it."""

    @property
    def scene(self) -> Scene: ...
    def stand(self, line: Line | None) -> None:
        """Take this place; tell the patient's side where it is another one."""
        ...


class WaitingLine:
    """The waiting patients in the order of the board. `rooms` gives the visits that run now."""

    def __init__(self, store: Store, clock: Clock, rooms: Callable[[], Iterable[Waiting]]) -> None:
        self._store, self._clock, self._rooms = store, clock, rooms
        self._pace: Pace | None = None
        self._stale = True
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def changed(self, scene: Scene) -> None:
        """A visit changed. Returns at once; who stands elsewhere now hears of it in a moment."""
        appointment = scene.case.appointment
        known = scene.line is not None
        if appointment.visit.state is not State.WAITING and not known:
            return
        if known and appointment.visit.state is not State.WAITING:
            self._stale = True
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._settle(), name="line")

    async def stop(self) -> None:
        """Idempotent."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _settle(self) -> None:
        while self._again:
            await asyncio.sleep(SETTLE_S)
            self._again = False
            try:
                await self._tell()
            except Exception:
                # The next change begins anew; those who wait must not depend on what this one met.
                log.exception("line not told")

    async def _tell(self) -> None:
        if self._stale:
            try:
                self._pace = pace(await self._history(), self._clock.now().utc)
                self._stale = False
            except Refusal as refusal:
                # The places are known without the store. How long it takes is read with the next change.
                log.warning("pace not read", code=refusal.code)
        waiting: list[tuple[tuple[object, ...], Waiting]] = []
        for room in self._rooms():
            appointment = room.scene.case.appointment
            if appointment.visit.state is State.WAITING:
                since = appointment.waiting_since or appointment.scheduled_at
                waiting.append(((not appointment.urgent, since, appointment.id), room))
            else:
                room.stand(None)
        waiting.sort(key=lambda one: one[0])
        for number, (_, room) in enumerate(waiting, start=1):
            known = self._pace
            room.stand(
                Line(
                    place=number,
                    minutes=known.minutes(number) if known else None,
                    measured=known.measured if known else 0,
                )
            )
            if number % 20 == 0:
                # Two hundred frames in one turn of the loop would hold up the board and the media.
                await asyncio.sleep(0)

    async def _history(self) -> list[Wait]:
        now = self._clock.now().utc
        async with self._store.reading() as unit:
            days = await unit.appointments_between(now - HISTORY, now + timedelta(days=1))
        measured = [
            Wait(each.waiting_since, each.admitted_at) for each in days if each.waiting_since and each.admitted_at
        ]
        measured.sort(key=lambda wait: wait.admitted)
        return measured[-10 * NEWEST :]
