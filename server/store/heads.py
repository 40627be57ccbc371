"""Signed heads of the visits' chains, added to a file every minute and when a visit ends: a second place.

Each line is `docs/evidence.md`'s last line of an export, with the time (which is not signed). Whoever can rewrite the database
and has the key must also reach every copy of this file, so the file is best kept on another machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from server.base.background import Background
from server.base.clock import Clock
from server.base.ids import VisitId
from server.evidence.chain import Head, canonical, utc_text
from server.evidence.export import Signer, signed_head

log = structlog.get_logger()
EVERY_S = 60.0


async def within(what: Awaitable[object], seconds: float) -> object:
    """`asyncio.wait_for`, which before Python 3.12 swallows a cancellation that comes together with `what`."""
    async with asyncio.timeout(seconds):
        return await what


class HeadsFile(Background):
    """`heads` gives the chains' ends as they are in the database now, or None while that is not known."""

    def __init__(
        self,
        path: Path,
        signer: Signer,
        heads: Callable[[], Mapping[VisitId, Head] | None],
        clock: Clock,
        wait: Callable[[Awaitable[object], float], Awaitable[object]] = within,
    ) -> None:
        self._path, self._signer, self._heads, self._clock, self._wait = path, signer, heads, clock, wait
        self._signed: dict[VisitId, Head] = {}
        self._soon = asyncio.Event()

    def soon(self) -> None:
        """Sign now rather than in a minute: a visit has ended. Returns at once."""
        self._soon.set()

    async def stop(self) -> None:
        """Sign once more, and no more. Idempotent."""
        if self._task is None:
            return
        await super().stop()
        await self.sign()

    async def sign(self) -> None:
        """Add a line for each chain that has grown since its last one. A file that cannot be written is tried again."""
        heads = self._heads()
        if heads is None:
            return
        grown = {visit: head for visit, head in heads.items() if self._signed.get(visit) != head}
        if not grown:
            return
        utc = utc_text(self._clock.now().utc)
        lines = [canonical(self._line(visit, head) | {"utc": utc}) + b"\n" for visit, head in grown.items()]
        try:
            await asyncio.to_thread(self._add, b"".join(lines))
        except OSError as error:
            log.error("heads not written", reason=error.strerror, chains=len(grown))
            return
        self._signed |= grown

    def _line(self, visit: VisitId, head: Head) -> dict[str, Any]:
        return signed_head(visit, head.count, head.hash, self._signer)

    def _add(self, lines: bytes) -> None:
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            # A line that a crash or a full disk cut short must not swallow the next one.
            if (size := os.fstat(file).st_size) and _last_byte(self._path, size) != b"\n":
                lines = b"\n" + lines
            while lines:
                lines = lines[os.write(file, lines) :]
            os.fsync(file)
        finally:
            os.close(file)

    async def _run(self) -> None:
        while True:
            self._soon.clear()
            await self.sign()
            with contextlib.suppress(TimeoutError):
                await self._wait(self._soon.wait(), EVERY_S)


def _last_byte(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(size - 1)
        return file.read(1)
