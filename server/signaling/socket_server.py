"""The socket itself: the only place that knows socket.io.

WebSocket only, no attachments, no payload over 64 KiB, an Origin that is ours, and nobody connected for long without
having said who they are.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import socketio
import structlog
from aiohttp import web
from socketio.packet import EVENT, Packet

from server.signaling.codec import BadFrame, parse
from server.signaling.frames import MAX_FRAME_BYTES

log = structlog.get_logger()

PING_INTERVAL_S = 2
PING_TIMEOUT_S = 3
"""So a page that vanished without a word is gone after 5 s, give or take a look, and its seat free for another."""
SIGN_IN_S = 10.0
"""How long a connection may be open before it has authenticated, seconds."""
CLOSE_S = 2.0
"""How long a closing socket may take to read its last frames, seconds."""
CONNECTS = 3
"""So often one connection may try to say who it is: a page tries once, and again after signing in."""
SKIPPED_ATTACHMENTS = 8
"""So many binary messages after a packet that announced them belong to it: one fault, told once."""

AllowedOrigin = Callable[[str, web.Request], bool]
"""Whether a page of this origin may open a socket by this request."""

NotLetIn = socketio.exceptions.ConnectionRefusedError
"""Raised by who asks who it is, with the words and the code that the client gets."""


class SocketWire:
    """One connection, as a peer sends on it."""

    def __init__(self, server: SocketServer, sid: str) -> None:
        self._server, self._sid = server, sid
        self._eio_sid: str = server.manager.eio_sid_from_sid(sid, "/")

    async def send(self, payload: dict[str, Any]) -> None:
        """Send a frame. engine.io's own queue has no bound: wait until its writer has taken this frame before giving it another."""
        await self._server.emit("frame", payload, to=self._sid)
        socket = self._server.eio.sockets.get(self._eio_sid)
        if socket is not None:
            await socket.queue.join()

    async def close(self) -> None:
        """Close after what was sent, in bounded time."""
        await self._server.disconnect(self._sid)
        await self._server.cut(self._eio_sid)


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """socket.io with a door in front: the Origin is checked before the upgrade, silence after it is bounded."""

    def __init__(self, allowed_origin: AllowedOrigin) -> None:
        quiet = logging.getLogger("vestibule.socket")
        quiet.disabled = True  # Its lines and tracebacks repeat payloads; what matters we log ourselves.
        super().__init__(
            async_mode="aiohttp",
            transports=["websocket"],
            allow_upgrades=False,
            serializer=_TextPacket,
            async_handlers=False,
            cors_allowed_origins=[],
            cookie=None,
            http_compression=False,
            # A frame above our own cap up to twice it is answered in words; above that the connection is cut.
            max_http_buffer_size=2 * MAX_FRAME_BYTES,
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_TIMEOUT_S,
            logger=quiet,
            engineio_logger=quiet,
        )
        self._allowed_origin = allowed_origin
        self._tries: dict[str, int] = {}
        self._attachments: dict[str, int] = {}

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> bool | None:
        origin = environ.get("HTTP_ORIGIN")
        if not origin or not self._allowed_origin(origin, environ["aiohttp.request"]):
            log.info("foreign origin refused")
            return False
        await super()._handle_eio_connect(eio_sid, environ)
        asyncio.get_running_loop().call_later(SIGN_IN_S, self._cut_unless_signed_in, eio_sid)
        return None

    async def _handle_eio_message(self, eio_sid: str, message: Any) -> None:
        """One packet. Whoever has not said who they are may say that and nothing else, a few times; whoever has may not
        say it again on the same connection: socket.io would make a second party of it."""
        connects = isinstance(message, str) and message[:1] == "0"
        if self.manager.sid_from_eio_sid(eio_sid, "/") is None:
            self._tries[eio_sid] = self._tries.get(eio_sid, 0) + 1
            if not connects or self._tries[eio_sid] > CONNECTS:
                log.info("cut before it said who it is")
                self.start_background_task(self.cut, eio_sid)
                return
        elif connects:
            message = b"again"
        if isinstance(message, str):
            self._attachments[eio_sid] = min(_announced(message), SKIPPED_ATTACHMENTS)
        elif self._attachments.get(eio_sid, 0) > 0:
            self._attachments[eio_sid] -= 1
            return
        await super()._handle_eio_message(eio_sid, message)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        self._tries.pop(eio_sid, None)
        self._attachments.pop(eio_sid, None)
        await super()._handle_eio_disconnect(eio_sid, reason)

    def is_open(self, sid: str) -> bool:
        """Whether the connection of this socket is still there."""
        eio_sid = self.manager.eio_sid_from_sid(sid, "/")
        return eio_sid is not None and eio_sid in self.eio.sockets

    async def cut(self, eio_sid: str) -> None:
        """End a connection, in bounded time, whether or not its client reads or takes the hint. engine.io itself only asks
        the client to close, and then waits for it."""
        environ = self.environ.get(eio_sid)
        with contextlib.suppress(TimeoutError, KeyError):
            async with asyncio.timeout(CLOSE_S):
                await self.eio.disconnect(eio_sid)
        transport = environ["aiohttp.request"].transport if environ else None
        if transport is not None:
            transport.close()  # What was sent goes out first.
            asyncio.get_running_loop().call_later(CLOSE_S, transport.abort)

    def _cut_unless_signed_in(self, eio_sid: str) -> None:
        socket = self.eio.sockets.get(eio_sid)
        sid = self.manager.sid_from_eio_sid(eio_sid, "/")
        if socket is not None and (sid is None or not self.manager.is_connected(sid, "/")):
            self.start_background_task(self.cut, eio_sid)


def _announced(packet: str) -> int:
    """How many attachments a packet says will follow it (socket.io protocol 5, "binary event")."""
    count, dash, _ = packet[1:12].partition("-")
    return int(count) if packet[:1] in ("5", "6") and dash and count.isdecimal() else 0


def _is_event(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], str)


class _TextPacket(Packet):  # type: ignore[misc]
    """A packet that is text and short. An event that is neither arrives as a `BadFrame`, for its sender to hear of it.

    python-socketio buffers as many attachments as a packet announces, parses JSON before anybody can count it, and raises
    on what it does not know.
    """

    def decode(self, encoded_packet: Any) -> int:
        try:
            if not isinstance(encoded_packet, str):
                raise BadFrame("Attachments are not accepted, and one connection says who it is once.")
            if encoded_packet[:1] in ("5", "6"):
                raise BadFrame("Attachments are not accepted.")
            if encoded_packet[:1] not in ("0", "1", "2"):
                raise BadFrame("There is no such packet in this protocol.")
            try:
                super().decode(encoded_packet)
            except ValueError:
                raise BadFrame("This packet cannot be read.") from None
            if encoded_packet[:1] == "2" and not _is_event(self.__dict__.get("data")):
                raise BadFrame("An event is an array that begins with its name.")
        except BadFrame as bad:
            self.packet_type, self.namespace, self.id, self.data = EVENT, None, None, ["frame", bad]
        return 0

    class json:
        """Stands in for the json module where socket.io reads and writes payloads."""

        @staticmethod
        def loads(text: str) -> Any:
            return parse(text)

        @staticmethod
        def dumps(value: Any, **options: Any) -> str:
            return str(Packet.json.dumps(value, **options))
