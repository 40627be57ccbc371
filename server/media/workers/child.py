"""A worker's process: started with one end of a pair and nothing else of the server's, and ended."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
from dataclasses import asdict
from pathlib import Path

from server.media.config import MediaConfig
from server.media.workers import pipe
from server.media.workers.pipe import Frame

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}
"""All of it: no setting and no secret of the server's reaches a worker."""
PROGRAM = ("-s", "-m", "server.media.workers.process")
STARTING_S = 60.0
"""It imports some hundred modules, which takes a second on a machine that does nothing else."""


class Child:
    """One process at a time; after `end` another may be started."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None

    @property
    def pid(self) -> int | None:
        """The process's id while there is one."""
        return self._process.pid if self._process else None

    async def start(self, config: MediaConfig) -> tuple[asyncio.StreamReader, Frame]:
        """Start it with these settings. Returns what it says from then on, and its first word. Raises OSError where it does not start,
        as where its port is not to be had."""
        ours, theirs = socket.socketpair()
        try:
            # It inherits the one descriptor and nothing else.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *PROGRAM, str(theirs.fileno()),
                cwd=ROOT, env=ENVIRONMENT, stdin=asyncio.subprocess.DEVNULL, pass_fds=(theirs.fileno(),),
            )  # fmt: skip
            theirs.close()
            reader, self._writer = await asyncio.open_connection(sock=ours, limit=pipe.LONGEST)
        except BaseException:
            ours.close()
            theirs.close()
            raise
        self._writer.write(pipe.packed(asdict(config)))
        try:
            async with asyncio.timeout(STARTING_S):
                frame = await pipe.read(reader)
            if frame is None or "failed" in frame:
                reason = "it ended at once" if frame is None else str(frame["failed"])
                raise OSError(frame["errno"] if frame else 0, reason)
        except BaseException as error:
            await self.end(0)
            if isinstance(error, TimeoutError):
                raise OSError(errno.ETIMEDOUT, "the worker did not start in time") from None
            raise
        return reader, frame

    def say(self, frame: Frame) -> None:
        """Write a frame to it, where it still listens."""
        if self._writer is not None and not self._writer.transport.is_closing():
            self._writer.write(pipe.packed(frame))

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def end(self, patience_s: float) -> None:
        """Close the pair, which ends the process, and wait for its end."""
        process, writer = self._process, self._writer
        self._process = self._writer = None
        if writer is not None:
            writer.close()
        if process is None:
            return
        try:
            async with asyncio.timeout(patience_s):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
