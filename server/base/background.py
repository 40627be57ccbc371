"""A task of one's own that runs between `start` and `stop`."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

import structlog

log = structlog.get_logger()

AGAIN_S = 1.0
"""After which a task that has not ended is told once more to end."""


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
            # What it awaits may take the cancellation for its own: `asyncio.wait_for` did before Python 3.12, where what it
            # waited for came in the same moment (python/cpython#86296). It is asked again until it has ended.
            while not self._task.done():
                self._task.cancel()
                await asyncio.wait([self._task], timeout=AGAIN_S)
            self._task = None

    @abstractmethod
    async def _run(self) -> None: ...


def _say_why(task: asyncio.Task[None]) -> None:
    """A part that ended by its own defect is said at once, not when somebody stops it."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a part of the server has ended", part=task.get_name(), exc_info=error)
