"""A task of one's own that runs between `start` and `stop`."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

import structlog

log = structlog.get_logger()


class Background(ABC):
    """What runs beside everything else. A part gives `_run`, which goes on until it is cancelled."""

    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Run from now on, in the running loop."""
        self._task = asyncio.create_task(self._run(), name=type(self).__name__)
        self._task.add_done_callback(_say_why)

    async def stop(self) -> None:
        """End what runs, and wait until it has ended, by itself or by its defect. Idempotent."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    @abstractmethod
    async def _run(self) -> None: ...


def _say_why(task: asyncio.Task[None]) -> None:
    """A part that ended by its own defect is said at once, not when somebody stops it."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a part of the server has ended", part=task.get_name(), exc_info=error)
