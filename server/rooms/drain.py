"""The end of a server that is told to stop: nobody new, and time for the visits that are going on to come to their end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from server.access.door import Door
from server.rooms.registry import Registry

log = structlog.get_logger()
LOOK_S = 0.5


class Drain:
    """What `VESTIBULE_DRAIN_SECONDS` describes."""

    def __init__(self, door: Door, registry: Registry, tell: Callable[[], None]) -> None:
        """`tell` says to the pages of staff that the server is about to stop."""
        self._door, self._registry, self._tell = door, registry, tell

    async def run(self, seconds: float, hurry: asyncio.Event) -> None:
        """Close the door, and return when no visit is live, after `seconds`, or once `hurry` is set. The visits that are
        left go on with the next server: `Registry.stop` writes it into their logs and tells their pages."""
        self._door.close()
        if seconds:
            self._tell()
        log.info("draining", live=self._registry.live, seconds=seconds)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._registry.live and not hurry.is_set():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(hurry.wait(), LOOK_S)
        log.info("drained", live=self._registry.live)
