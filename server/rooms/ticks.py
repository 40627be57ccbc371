"""Every five seconds, for all live visits in one transaction: what flowed, pair by pair, and whether the clocks agree."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from server.access.ports import Store, Writing
from server.base.background import Background
from server.base.clock import Clock, Moment
from server.base.errors import Refusal
from server.base.ids import VisitId
from server.evidence.events import ClockStepped, Event, MediaTick
from server.rooms.registry import Registry
from server.visits.machine import LIVE

log = structlog.get_logger()

TICK_S = 5.0
"""The reading's length, seconds: what a crash can cost of a billed interval at most."""

CLOCK_STEP_MS = 1000
"""How far UTC may move against the monotonic clock before the log says so, milliseconds."""


class Ticker(Background):
    """Writes the readings while the server runs."""

    def __init__(
        self,
        registry: Registry,
        store: Store,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._registry = registry
        self._store = store
        self._clock = clock
        self._sleep = sleep
        self._before: Moment | None = None
        self._reading: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        """Finish the reading that runs, and no other. Idempotent."""
        await super().stop()
        if self._reading:
            await asyncio.wait([self._reading])

    async def tick(self) -> None:
        """One reading of all live visits. What cannot be stored counts into the next reading."""
        counts = self._registry.counts
        taken: dict[VisitId, MediaTick] = {}
        rooms = self._registry.rooms

        def put_back() -> None:
            for visit, tick in taken.items():
                counts.put_back(visit, tick)
            taken.clear()

        async def work(unit: Writing) -> Moment:
            put_back()  # Where the database went away half-way, this is the second try.
            live = {each.id for each in await unit.live_appointments() if each.visit.state in LIVE}
            now = self._clock.now()
            step = self._step(now)
            for room in rooms:
                if room.visit not in live:
                    continue
                events: list[Event] = [step] if step else []
                if room.carries_media or counts.waiting(room.visit):
                    taken[room.visit] = counts.take(room.visit)
                    events.append(taken[room.visit])
                if events:
                    await unit.append(room.visit, events, actor="server", at=now)
            return now

        await counts.up_to_date()
        try:
            self._before = await self._store.keep(work, self._registry.known)
        except BaseException:
            put_back()
            raise

    async def note(self, event: Event) -> None:
        """Put an event into the log of every live visit, in one transaction."""

        async def work(unit: Writing) -> None:
            now = self._clock.now()
            for room in self._registry.rooms:
                if room.live:
                    await unit.append(room.visit, [event], actor="server", at=now)

        await self._store.keep(work, self._registry.known)

    def _step(self, now: Moment) -> ClockStepped | None:
        before = self._before
        if before is None or before.boot != now.boot:
            return None
        utc_ms = (now.utc - before.utc).total_seconds() * 1000
        by_ms = round(utc_ms - (now.mono_ns - before.mono_ns) / 1e6)
        return ClockStepped(by_ms=by_ms) if abs(by_ms) > CLOCK_STEP_MS else None

    async def _run(self) -> None:
        due = self._clock.mono_ns()
        while True:
            due = max(due + int(TICK_S * 1e9), self._clock.mono_ns())
            await self._sleep((due - self._clock.mono_ns()) / 1e9)
            try:
                self._reading = asyncio.create_task(self.tick())
                await asyncio.shield(self._reading)
                await self._registry.sweep()
            except Refusal as refusal:
                log.error("reading not written", code=refusal.code)
            except Exception:
                # The one task that every live visit's minutes depend on outlives whatever one reading meets.
                log.exception("reading failed")
