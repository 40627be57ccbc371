"""One socket's two mailboxes. Each has exactly one reader: commands run one after another in the order they came.

Nobody else runs a peer's commands or writes to its socket; a room that wants to tell it something puts a frame into the
outbox and goes on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import structlog
from pydantic import BaseModel

from server.access.policy import Actor
from server.access.ports import Keeping
from server.base.errors import Refusal
from server.base.log import bound
from server.rooms.views import BoardRow, PartyQuality, Pointed, VisitView
from server.signaling.client_frames import ClientFrame
from server.signaling.codec import BadFrame, decode, encode
from server.signaling.outbox import Full, Outbox
from server.signaling.server_frames import (
    Board,
    BoardRowFrame,
    Bye,
    Draining,
    Error,
    EvidenceFrame,
    PhotoPointed,
    QualityFrame,
    VisitFrame,
)

log = structlog.get_logger()

INBOX = 64
"""Commands that may wait. A page has one or two; more is a page gone wrong."""
BAD_FRAMES = 3
"""So many frames that nobody can read end the connection."""

GOODBYE_S = 2.0
"""How long a peer may take to read its last frames, seconds."""

ByeReason = Literal["replaced", "revoked", "signed_out", "stopping", "misbehaved"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who opened a socket. `sign_in` is the digest of the sign-in it came with; None for the holder of a link."""

    actor: Actor
    sign_in: str | None = None


class Wire(Protocol):
    """The socket below."""

    async def send(self, payload: dict[str, Any]) -> None:
        """Return once the frame is on its way: a peer that does not read makes this wait."""
        ...

    async def close(self) -> None:
        """Close after what was sent, in bounded time. Idempotent."""
        ...


class Peer:
    """A page's connection: `server.rooms.ports.Listener` towards rooms, mailboxes towards the socket."""

    def __init__(
        self,
        name: str,
        caller: Caller,
        tab: str | None,
        wire: Wire,
        run: Callable[[Peer, ClientFrame], Awaitable[BaseModel]],
        gone: Callable[[Peer], Awaitable[None]],
    ) -> None:
        self.name, self.actor, self.sign_in = name, caller.actor, caller.sign_in
        self._tab = tab
        self._wire = wire
        self._run = run
        self._gone = gone
        self._inbox: asyncio.Queue[ClientFrame | None] = asyncio.Queue()
        self._outbox = Outbox()
        self._bad = 0
        self._heard = time.monotonic()
        self._said_goodbye = False
        self._lost = False
        self._closing = False
        self._writer: asyncio.Task[None] | None = None
        self._reader: asyncio.Task[None] | None = None

    @property
    def quiet_s(self) -> float:
        """How long ago the page last sent something that could be read, seconds."""
        return time.monotonic() - self._heard

    @property
    def tab(self) -> str | None:
        return self._tab

    def start(self, first: BaseModel) -> None:
        """Begin both loops; `first` is the first frame the page gets."""
        self._outbox.put(first)
        self._writer = asyncio.create_task(self._write(), name=f"peer {self.name} writes")
        self._reader = asyncio.create_task(self._read(), name=f"peer {self.name} reads")

    # ---- from the socket ---------------------------------------------------------------------------------------

    def receive(self, value: Any) -> None:
        """Decode and enqueue; nothing is awaited here. `value` may be a `BadFrame` already."""
        if self._said_goodbye:
            return
        try:
            if isinstance(value, BadFrame):
                raise value
            frame = decode(value)
        except BadFrame as bad:
            self._bad += 1
            self._tell(bad.as_error())
            if self._bad >= BAD_FRAMES:
                self.say_goodbye("misbehaved")
            return
        self._heard = time.monotonic()
        if self._inbox.qsize() >= INBOX:
            self.say_goodbye("misbehaved")
            return
        self._inbox.put_nowait(frame)

    async def lost(self) -> None:
        """The socket is gone. What it sent before is still done, then the seats hear of it."""
        self._lost = True
        if self._writer and not self._closing:
            self._writer.cancel()
        self._inbox.put_nowait(None)
        await self.finished()

    async def finished(self) -> None:
        """Wait until the socket is gone and everybody concerned has heard of it."""
        if self._reader:
            await asyncio.shield(self._reader)

    # ---- from rooms and the board: server.rooms.ports.Listener -------------------------------------------------

    def show(self, view: VisitView) -> None:
        self._tell(VisitFrame.model_construct(**view.__dict__))

    def show_pointed(self, pointed: Pointed) -> None:
        self._tell(PhotoPointed.model_construct(**pointed.__dict__))

    def show_board(self, version: int, rows: Sequence[BoardRow]) -> None:
        self._tell(Board(version=version, rows=tuple(rows)))

    def show_row(self, version: int, row: BoardRow) -> None:
        self._tell(BoardRowFrame(version=version, row=row))

    def show_quality(self, visit: str, parties: Sequence[PartyQuality]) -> None:
        self._tell(QualityFrame(visit=visit, parties=tuple(parties)))

    def show_keeping(self, keeping: Keeping, disk_full: bool) -> None:
        """Tell the page where evidence goes now."""
        self._tell(EvidenceFrame(keeping=keeping, disk_full=disk_full))

    def show_draining(self) -> None:
        """Tell the page that the server is about to stop."""
        self._tell(Draining())

    def dismiss(self, reason: Literal["replaced", "revoked", "stopping"]) -> None:
        self.say_goodbye(reason)

    def say_goodbye(self, reason: ByeReason) -> None:
        """Send `bye` and close. Commands that wait are not run any more. Idempotent."""
        if self._said_goodbye:
            return
        log.info("bye", peer=self.name, reason=reason)
        self._tell(Bye(reason=reason))
        self._said_goodbye = True
        # A peer that does not read must not keep its socket by that.
        asyncio.get_running_loop().call_later(GOODBYE_S, self._cut)

    # ---- the two loops -----------------------------------------------------------------------------------------

    async def _read(self) -> None:
        while (frame := await self._inbox.get()) is not None:
            if self._said_goodbye:
                continue
            with bound(peer=self.name, person=self.actor.person):
                self._tell(await self._answer(frame))
        await self._gone(self)

    async def _answer(self, frame: ClientFrame) -> BaseModel:
        try:
            return await self._run(self, frame)
        except Refusal as refusal:
            log.info("refused", type=frame.type, code=refusal.code)
            return Error(re=frame.id, code=refusal.code, message=refusal.message)
        except Exception:
            # One frame that meets a defect is answered and logged; the connection and everybody else's go on.
            log.exception("command failed", type=frame.type)
            return Error(
                re=frame.id, code="internal", message="That did not work, and it is our fault. Nothing was lost."
            )

    async def _write(self) -> None:
        while True:
            frame = await self._outbox.take()
            await self._wire.send(encode(frame))
            if isinstance(frame, Bye):
                break
        self._closing = True
        await self._wire.close()

    def _cut(self) -> None:
        """Close the socket whatever still waits to be sent."""
        self._said_goodbye = True
        if self._lost or self._closing:
            return
        self._closing = True
        if self._writer:
            self._writer.cancel()
        self._writer = asyncio.create_task(self._wire.close(), name=f"peer {self.name} is cut")

    def _tell(self, frame: BaseModel) -> None:
        if self._said_goodbye:
            return
        try:
            self._outbox.put(frame)
        except Full:
            # It does not read, so it would not read a goodbye either.
            log.warning("peer does not read", peer=self.name)
            self._cut()
