"""One worker as the server sees it: started, told, asked, listened to, and started again when it ends."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import structlog

from server.base import errors
from server.media.config import MediaConfig
from server.media.meter import Count
from server.media.server import GAUGES
from server.media.session import MediaState
from server.media.workers import pipe
from server.media.workers.child import Child
from server.media.workers.pipe import Frame
from server.media.workers.placement import SETTLING_S, Standing
from server.media.workers.remote import RemoteConnection

log = structlog.get_logger("media")

SILENT_S = 10.0
"""A worker tells four times a second how it stands, and answers at once. One that says nothing, or leaves a question without an answer,
for so long hangs, and is ended."""
SECOND_LOOK_S = 1.0
STOPPING_S = 3.0
"""A worker that is told to stop says goodbye to its peers, which takes no time; after this it is killed."""
AGAIN_S = (0.0, 0.5, 2.0, 5.0)
"""After how long a worker that ended is started again: the first time at once, then by the number of times it ended soon."""
SOON_S = 30.0

Counts = dict[str, list[Count]]


class Gone(Exception):
    """The worker has ended before it could answer."""


class Worker:
    """One of the workers. It keeps its port over its restarts, so that an opened firewall stays the right one."""

    def __init__(self, index: int, config: MediaConfig, ended: Callable[[Worker], None]) -> None:
        """`ended` is called when the process has ended by itself, its connections closed already."""
        self.index = index
        self.config = config
        self.port, self.tcp = 0, False
        self.load, self.full = 0.0, False
        self.stats: dict[str, int] = {}
        self.counts: Counts = {}
        """What flowed, not taken yet."""
        self.restarts = 0
        self.up = asyncio.Event()
        self._ended = ended
        self._connections: dict[int, RemoteConnection] = {}
        self._arrivals: deque[float] = deque()
        self._asked: dict[int, asyncio.Future[Frame]] = {}
        self._waits: dict[int, float] = {}
        """Since when each question waits for its answer, the oldest first."""
        self._number = 0
        self._past: dict[str, int] = {}
        self._child = Child()
        self._life: asyncio.Task[None] | None = None
        self._heard_s = 0.0
        self._watching: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """The process's id while there is one."""
        return self._child.pid

    async def start(self) -> None:
        """Start the process and keep it. Raises OSError where its port is not to be had."""
        reader = await self._spawn()
        self._life = asyncio.create_task(self._live(reader), name=f"media worker {self.index}")

    async def stop(self) -> None:
        """End the process after it has said goodbye to its peers. Idempotent."""
        life, self._life = self._life, None
        if life is not None:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)
        self._lose()
        await self._child.end(STOPPING_S)

    # What is asked of it.

    def tell(self, **frame: Any) -> None:
        """Say something that needs no answer."""
        self._child.say(frame)

    async def ask(self, **frame: Any) -> Frame:
        """Say something and wait for the answer. Raises the refusal that the worker answers with, and `Gone`."""
        if not self.up.is_set():
            raise Gone
        self._number += 1
        number = self._number
        loop = asyncio.get_running_loop()
        future = self._asked[number] = loop.create_future()
        self._waits[number] = loop.time()
        self.tell(ask=number, **frame)
        try:
            answer: Frame = await future
        finally:
            self._asked.pop(number, None)
        if "refused" in answer:
            raise _refusal(answer)
        return answer

    async def open(
        self,
        scope: str,
        owner: str,
        offer: str,
        on_state: Callable[[MediaState], None],
        *,
        loop: bool,
        known: bool,
        skin: bool,
    ) -> RemoteConnection:
        """As `MediaServer.connect`, or `loop`. `known`: the visit was carried lately and is taken whatever the load. `on_state` is told
        of the end of what could not be opened, too."""
        self._number += 1
        connection = RemoteConnection(self, self._number, scope, on_state)
        self._connections[connection.number] = connection
        self._arrivals.append(asyncio.get_running_loop().time())
        try:
            await self.ask(
                do="connect",
                number=connection.number,
                scope=scope,
                owner=owner,
                offer=offer,
                loop=loop,
                known=known,
                skin=skin,
            )
        except BaseException:
            connection.close()  # whoever asked may have gone away meanwhile: nobody else would ever close it
            raise
        return connection

    def forget(self, connection: RemoteConnection) -> None:
        """It is closed."""
        self._connections.pop(connection.number, None)

    @property
    def standing(self) -> Standing:
        """For the choice of a worker."""
        since = asyncio.get_running_loop().time() - SETTLING_S
        while self._arrivals and self._arrivals[0] < since:
            self._arrivals.popleft()
        return Standing(self.index, self.load, self.full, len(self._arrivals), len(self._connections))

    def totals(self) -> dict[str, int]:
        """Its counters as it told them last; what those before it counted is in what only grows."""
        grown = {name: value for name, value in self._past.items() if name not in GAUGES}
        return {name: self.stats.get(name, 0) + grown.get(name, 0) for name in self.stats | grown}

    # Its life.

    async def _spawn(self) -> asyncio.StreamReader:
        reader, frame = await self._child.start(self.config)
        self.port, self.tcp = int(frame["port"]), bool(frame["tcp"])
        self.config = replace(self.config, port=self.port)
        self._heard_s = asyncio.get_running_loop().time()
        self.up.set()
        return reader

    async def _live(self, reader: asyncio.StreamReader) -> None:
        soon, loop = 0, asyncio.get_running_loop()
        while True:
            began = loop.time()
            await self._listen(reader)
            self._lose()
            await self._child.end(0)
            soon = soon + 1 if loop.time() - began < SOON_S else 0
            self.restarts += 1
            log.error("media worker ended; its visits go on elsewhere", worker=self.index)
            self._ended(self)
            while True:
                await asyncio.sleep(AGAIN_S[min(soon, len(AGAIN_S) - 1)])
                try:
                    reader = await self._spawn()
                    break
                except OSError as error:
                    soon += 1
                    log.error("media worker not started", worker=self.index, reason=error.strerror)
            log.info("media worker started again", worker=self.index, port=self.port)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Take in what it says until it ends, hangs, or says what no worker of ours says."""
        self._watch()
        try:
            while (frame := await pipe.read(reader)) is not None:
                self._heard_s = asyncio.get_running_loop().time()
                self._hear(frame)
        except Exception as error:  # whatever its words do here: it is this worker's end and nobody else's
            log.error("media worker said nonsense", worker=self.index, reason=repr(error)[:200])
        finally:
            if self._watching is not None:
                self._watching.cancel()

    def _watch(self, suspected: bool = False) -> None:
        """Look now and from now on whether it hangs. Where it was this process that stood still, what was said meanwhile is read before a
        second look."""
        loop = asyncio.get_running_loop()
        hangs = self._hangs(loop.time())
        if hangs and suspected:
            log.error("media worker hangs", worker=self.index)
            self._child.kill()  # which ends what it says, and with that the watch
            return
        self._watching = loop.call_later(SECOND_LOOK_S if hangs else SILENT_S / 4, self._watch, hangs)

    def _hangs(self, now_s: float) -> bool:
        return now_s - min([self._heard_s, *self._waits.values()]) > SILENT_S

    def _hear(self, frame: Frame) -> None:
        for scope, counts in frame.get("counts", {}).items():
            self.counts.setdefault(scope, []).extend(Count(*values) for values in counts)
        for number, *standing in frame.get("connections", ()):
            if (connection := self._connections.get(number)) is not None:
                connection.stands(*standing)
        if "load" in frame:
            self.load, self.full = frame["load"]
        if "stats" in frame:
            self.stats = {str(name): int(value) for name, value in frame["stats"].items()}
        if "mids" in frame and (connection := self._connections.get(frame["number"])) is not None:
            connection.opened(frame["answer"], frame["mids"])  # before anything else is heard of it
        if "state" in frame and (connection := self._connections.get(frame["number"])) is not None:
            connection.become(frame["state"])
        if "to" in frame:
            self._waits.pop(frame["to"], None)  # even where nobody waits for it any more
        if "to" in frame and (future := self._asked.get(frame["to"])) is not None and not future.done():
            future.set_result(frame)

    def _lose(self) -> None:
        """The process is gone, or is about to be: what it carried is closed."""
        self.up.clear()
        for connection in list(self._connections.values()):
            connection.become("closed")
        self._waits.clear()
        for future in self._asked.values():
            if not future.done():
                future.set_exception(Gone())
        self._past, self.stats = self.totals(), {}
        self.load, self.full = 0.0, False


def _refusal(answer: Frame) -> errors.Refusal:
    """The refusal that a worker answered with."""
    kind = getattr(errors, str(answer["refused"]), errors.Unavailable)
    if not (isinstance(kind, type) and issubclass(kind, errors.Refusal)):
        kind = errors.Unavailable
    return kind(str(answer["message"]))
