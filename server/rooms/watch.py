"""Twice a second: what arrives from each party, so that the others hear of a silence within a few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from server.base.background import Background
from server.base.clock import Clock
from server.rooms.registry import Registry

log = structlog.get_logger()

LOOK_S = 0.5


class ArrivalWatch(Background):
    """Looks at every live visit while the server runs."""

    def __init__(
        self, registry: Registry, clock: Clock, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._registry, self._clock, self._sleep = registry, clock, sleep

    async def _run(self) -> None:
        while True:
            await self._sleep(LOOK_S)
            for room in self._registry.rooms:
                try:
                    room.look_at_arrivals(self._clock.mono_ns())
                    await room.look_at_ladders()
                    await room.look_at_skin_cameras(self._clock.mono_ns())
                except Exception:
                    # One visit's defect must not blind the watch over the others.
                    log.exception("arrivals not looked at", visit=room.visit)
