"""Every five seconds: how each party's connection is, said to the pages and kept for support. None of it is evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from server.access.ports import Store
from server.base.background import Background
from server.base.clock import Clock
from server.base.errors import Refusal
from server.base.ids import VisitId
from server.rooms.registry import Registry
from server.rooms.views import PartyQuality, Standing

log = structlog.get_logger()

STEP_S = 5.0


@dataclass(frozen=True, slots=True)
class QualityStep:
    """One reading of one visit, as it is kept."""

    visit: VisitId
    at: datetime
    parties: tuple[PartyQuality, ...]


class QualityWatch(Background):
    """Runs between `start` and `stop`. `standings` counts the parties of the last reading by how their connections were."""

    def __init__(
        self,
        registry: Registry,
        store: Store,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._registry, self._store, self._clock, self._sleep = registry, store, clock, sleep
        self.standings: dict[Standing, int] = {}

    async def look(self) -> None:
        """One reading of all live visits: to the pages first, then to the store. What cannot be stored is let go."""
        now = self._clock.now()
        steps: list[QualityStep] = []
        standings: dict[Standing, int] = {}
        for room in self._registry.rooms:
            parties = room.show_quality(self._clock.mono_ns()) if room.live else ()
            for party in parties:
                standings[party.standing] = standings.get(party.standing, 0) + 1
            if parties:
                steps.append(QualityStep(room.visit, now.utc, tuple(parties)))
        self.standings = standings
        if steps:
            await self._keep(steps)

    async def _keep(self, steps: Sequence[QualityStep]) -> None:
        try:
            async with self._store.unit() as unit:
                for step in steps:
                    body = [party.model_dump(mode="json") for party in step.parties]
                    await unit.add_quality(step.visit, step.at, body)
        except Refusal as refusal:
            log.info("quality not kept", code=refusal.code)

    async def _run(self) -> None:
        while True:
            await self._sleep(STEP_S)
            try:
                await self.look()
            except Exception:
                log.exception("quality not looked at")
