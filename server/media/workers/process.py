"""A media worker: a process with a `MediaServer` of its own, told what to do over the socket pair it was started with.

    python -m server.media.workers.process FD

It knows what it carries and nothing else: no store, no setting but its own, no key but that of its certificate. It ends when the
pair does, or at once when its server is killed; signals to the whole group are the server's to answer (visits may be let come to an end).
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import asdict, astuple
from typing import Any, get_args

from server.base.errors import Refusal
from server.media.config import MediaConfig
from server.media.meter import Track
from server.media.native.loop import new_event_loop
from server.media.server import MediaServer
from server.media.session import MediaState, Session
from server.media.workers import pipe
from server.media.workers.pipe import Frame

LOOK_S = 0.25
"""How often the server is told how its connections are and what flowed: what a dying worker takes with it."""
STATS_EVERY = 4
"""Looks between two tellings of the plain counters and of how the connections are."""
BACKLOG = 1 << 20
"""Bytes that may wait to be read by the server; until it reads them, nothing is added that can be told later."""
BROKEN = "Sound and picture could not be connected. Try again."
PR_SET_PDEATHSIG = 1
TRACKS: tuple[Track, ...] = get_args(Track)


class Process:
    """One server's worker. Connections have the numbers that the server gave them."""

    def __init__(self, media: MediaServer, writer: asyncio.StreamWriter) -> None:
        self._media = media
        self._writer = writer
        self._connections: dict[int, Session] = {}
        self._told: dict[Session, int] = {}
        """The connections told of with the last look, with their numbers."""
        self._looks = 0

    async def take(self, frame: Frame) -> None:
        """Do what a frame says. What has an `ask` is answered, in the order in which it came."""
        do: dict[str, Callable[[Frame], Awaitable[Frame | None]]] = {
            "connect": self._connect,
            "restart": self._restart,
            "bind": self._bind,
            "close": self._close,
            "count": self._count,
        }
        try:
            answer = await do[frame["do"]](frame) or {}
        except Refusal as refusal:
            answer = {"refused": type(refusal).__name__, "message": refusal.message}
        except Exception:  # a defect in one visit's command must not end the others' media
            traceback.print_exc()
            answer = {"refused": "Unavailable", "message": BROKEN}
        if "ask" in frame:
            self._tell({"to": frame["ask"], **answer})

    async def look_on(self) -> None:
        """Look for as long as the process lives."""
        while True:
            await asyncio.sleep(LOOK_S)
            self.look()

    def look(self) -> None:
        """Tell what flowed, and how those connections are that anything can have changed of."""
        self._looks += 1
        if self._writer.transport.get_write_buffer_size() > BACKLOG:
            return
        with_quality = self._looks % STATS_EVERY == 0
        awake = self._media.rounds.awake
        numbers = {session: number for number, session in self._connections.items() if session in awake}
        told, self._told = self._told, numbers
        frame: Frame = {
            "connections": [
                self._standing(session, number, with_quality) for session, number in (told | numbers).items()
            ],
            "counts": self._counts(),
            "load": self._media.load,
        }
        if with_quality:
            frame["stats"] = self._media.stats()
        self._tell(frame)

    def _standing(self, session: Session, number: int, with_quality: bool) -> list[Any]:
        arrived = {track: session.arrived_ns(track) for track in TRACKS}
        quality = asdict(session.quality()) if with_quality else None
        return [number, session.last_media_ns(), arrived, session.sends, session.receives, quality]

    def _counts(self) -> dict[str, list[tuple[Any, ...]]]:
        return {scope: [astuple(count) for count in counts] for scope, counts in self._media.take_counts().items()}

    async def _connect(self, frame: Frame) -> Frame:
        number = frame["number"]

        def on_state(state: MediaState) -> None:
            if state == "closed":
                self._connections.pop(number, None)
            self._tell({"number": number, "state": state})

        if frame["loop"]:
            session = self._media.loop(owner=frame["owner"], offer=frame["offer"], on_state=on_state)
        else:
            if frame["known"]:
                self._media.know(frame["scope"])
            session = self._media.connect(
                scope=frame["scope"], owner=frame["owner"], offer=frame["offer"], on_state=on_state, skin=frame["skin"]
            )
        self._connections[number] = session
        return {
            "number": number,
            "answer": session.answer,
            "mids": {kind: session.slot_mids(kind) for kind in ("audio", "video")},
        }

    async def _restart(self, frame: Frame) -> Frame:
        session = self._connections.get(frame["number"])
        return {"answer": await session.restart(frame["offer"]) if session else None}

    async def _bind(self, frame: Frame) -> None:
        sink, source = self._connections.get(frame["number"]), self._connections.get(frame["source"])
        if sink is not None:  # it may have closed while this was on its way
            sink.bind(frame["kind"], frame["slot"], source, frame["track"])

    async def _close(self, frame: Frame) -> None:
        session = self._connections.pop(frame["number"], None)
        if session is not None:
            session.close()

    async def _count(self, frame: Frame) -> Frame:
        return {"counts": self._counts()}

    def _tell(self, frame: Frame) -> None:
        if not self._writer.transport.is_closing():
            self._writer.write(pipe.packed(frame))


async def run(pair: socket.socket) -> None:
    """Serve until the other end of the pair is closed."""
    reader, writer = await asyncio.open_connection(sock=pair, limit=pipe.LONGEST)
    told = await pipe.read(reader)
    if told is None:
        return
    config: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in told.items()}
    media = MediaServer(MediaConfig(**config))
    try:
        await media.start()
    except OSError as error:
        writer.write(pipe.packed({"failed": error.strerror or str(error), "errno": error.errno}))
        await writer.drain()
        return
    process = Process(media, writer)
    writer.write(pipe.packed({"port": media.port, "tcp": media.tcp}))
    looking = asyncio.create_task(process.look_on())
    try:
        while (frame := await pipe.read(reader)) is not None:
            await process.take(frame)
    finally:
        looking.cancel()
        await media.stop()


def main() -> None:
    """Serve until the pair is closed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the keys of everybody's media would be in it
    # A server that is killed may be started again at once, and needs the ports.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    gc.freeze()
    asyncio.Runner(loop_factory=new_event_loop).run(run(socket.socket(fileno=int(sys.argv[1]))))
    os._exit(0)  # nothing is left to tidy up, and somebody waits for the port


if __name__ == "__main__":
    main()
