"""Notices when the server stood still: nothing was forwarded and nothing read, whatever the clocks say was possible.

A task that should wake every half second sees afterwards how late it was; that goes into the log of every live visit, and no
minute is counted over it. A thread sees it while it lasts, and says in the server's log where the loop is stuck.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable

import structlog

from server.base.background import Background
from server.base.clock import Clock
from server.base.errors import Refusal
from server.evidence.events import ServerStalled

log = structlog.get_logger()

EVERY_NS = 500_000_000
STALL_NS = 2_000_000_000
"""From this on it is a stall, nanoseconds. Media count across pauses of up to three seconds; a standing server's do not."""


class StallWatch(Background):
    """Runs between `start` and `stop`. `stalled` writes the event into the log of each live visit."""

    def __init__(
        self,
        clock: Clock,
        stalled: Callable[[ServerStalled], Awaitable[None]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._stalled, self._sleep = clock, stalled, sleep
        self._beat_ns = 0
        self._over = threading.Event()

    def start(self) -> None:
        """Watch the running loop from now on."""
        self._beat_ns = self._clock.mono_ns()
        super().start()
        threading.Thread(target=self._watch, args=(threading.get_ident(),), name="stalls", daemon=True).start()

    async def stop(self) -> None:
        """Idempotent."""
        self._over.set()
        await super().stop()

    async def _run(self) -> None:
        now = self._beat_ns
        while True:
            before = self._beat_ns = now
            await self._sleep(EVERY_NS / 1e9)
            now = self._clock.mono_ns()
            if now - before < EVERY_NS + STALL_NS:
                continue
            log.error("server stalled", ms=(now - before) // 1_000_000)
            try:
                await self._stalled(ServerStalled(from_ns=before, until_ns=now))
            except Refusal as refusal:
                log.error("stall not written", code=refusal.code)
            except Exception:
                log.exception("stall not written")

    def _watch(self, loop_thread: int) -> None:
        said_ns = 0
        while not self._over.wait(EVERY_NS / 1e9):
            beat_ns = self._beat_ns
            if beat_ns != said_ns and self._clock.mono_ns() - beat_ns > EVERY_NS + STALL_NS:
                said_ns = beat_ns
                frames = traceback.extract_stack(sys._current_frames().get(loop_thread))[-8:]
                places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
                log.error("server stands still", places=places)
