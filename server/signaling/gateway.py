"""Where sockets become peers: it authenticates, and turns events into peers' frames."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel

from server.access.policy import Actor
from server.access.relay import RelayPass
from server.base.errors import Refusal
from server.rooms.registry import Registry
from server.signaling.client_frames import ClientFrame
from server.signaling.codec import BadFrame
from server.signaling.dispatch import dispatch
from server.signaling.frames import PROTOCOL_VERSION
from server.signaling.peer import Caller, Peer
from server.signaling.peers import Peers
from server.signaling.server_frames import RelayServer, Welcome
from server.signaling.socket_server import CLOSE_S, AllowedOrigin, NotLetIn, SocketServer, SocketWire

log = structlog.get_logger()

SOCKETS_PER_PERSON = 16
TAB_CHARACTERS = 64

Authenticate = Callable[[Mapping[str, str], Mapping[str, Any]], Awaitable[Caller]]
"""Cookies and the `auth` object to the one who asks; raises `NotSignedIn`."""

RelaysFor = Callable[[Actor], tuple[RelayPass, ...]]
"""The relays that this person's browser may use."""


class Gateway:
    """Every connected page. `attach` adds it to an aiohttp application."""

    def __init__(
        self,
        registry: Registry,
        peers: Peers,
        authenticate: Authenticate,
        allowed_origin: AllowedOrigin,
        relays: RelaysFor = lambda _: (),
    ) -> None:
        self._registry = registry
        self._peers = peers
        self._authenticate = authenticate
        self._relays = relays
        self._server = SocketServer(allowed_origin)
        self._server.on("connect", self._on_connect)
        self._server.on("disconnect", self._on_disconnect)
        self._server.on("frame", self._on_frame)
        self._server.on("*", self._on_other)
        self._closing: set[asyncio.Task[None]] = set()
        self._stopped = False

    def attach(self, app: web.Application) -> None:
        """Serve `/socket.io/`."""
        self._server.attach(app)

    async def stop(self) -> None:
        """Say `stopping` to everybody and end the connections, in bounded time. Rooms are stopped before this."""
        await self._peers.stop(2 * CLOSE_S)
        if not self._stopped:
            self._stopped = True
            await self._server.shutdown()

    # ---- socket.io's events ------------------------------------------------------------------------------------

    async def _on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        request: web.Request = environ["aiohttp.request"]
        given = auth if isinstance(auth, dict) else {}
        tab = given.get("tab")
        if not (tab is None or (isinstance(tab, str) and len(tab) <= TAB_CHARACTERS)):
            raise NotLetIn(f"`tab` is a text of up to {TAB_CHARACTERS} characters.", {"code": "invalid"})
        try:
            caller, name = await self._known(request, given)
        except Refusal as refusal:
            raise NotLetIn(refusal.message, {"code": refusal.code}) from None
        actor = caller.actor
        if self._peers.of_person(actor.person) >= SOCKETS_PER_PERSON:
            raise NotLetIn("Too many windows are open.", {"code": "too_many"})
        if not self._server.is_open(sid):
            # Its disconnection was told while we asked who it is. Nobody would ever take it off the list.
            raise NotLetIn("The connection is gone.", {"code": "gone"})
        wire = SocketWire(self._server, sid)
        peer = Peer(sid, caller, tab, wire, self._run, self._left)
        self._peers.add(peer)
        log.info("connected", peer=sid, person=actor.person, role=actor.role)
        peer.start(
            Welcome(
                protocol=PROTOCOL_VERSION,
                person=actor.person,
                role=actor.role,
                credential=actor.credential,
                name=name,
                visit=actor.visit,
                relays=tuple(
                    RelayServer(urls=one.urls, username=one.username, credential=one.credential)
                    for one in self._relays(actor)
                ),
            )
        )
        if actor.kind == "staff" and self._registry.keeping != "kept":
            peer.show_keeping(self._registry.keeping, self._registry.disk_full)
        if actor.kind == "staff" and self._peers.draining:
            peer.show_draining()

    async def _known(self, request: web.Request, auth: Mapping[str, Any]) -> tuple[Caller, str]:
        """Who this is, and their name, as it stands when this returns: whoever is signed out while the store is asked is
        not among the peers yet, so nobody could cut them. Raises a refusal."""
        while True:
            before = self._peers.dismissals
            caller = await self._authenticate(request.cookies, auth)
            name = await self._registry.name_of(caller.actor)
            if self._peers.dismissals == before:
                return caller, name

    def _on_frame(self, sid: str, *values: Any) -> None:
        peer = self._peers.get(sid)
        if peer:
            peer.receive(values[0] if len(values) == 1 else BadFrame("Send one object per event."))

    def _on_other(self, event: str, sid: str, *_: Any) -> None:
        self._on_frame(sid, BadFrame("There is no such event. Send `frame`, with one object."))

    async def _on_disconnect(self, sid: str, reason: str) -> None:
        peer = self._peers.pop(sid)
        if peer:
            log.info("disconnected", peer=sid, reason=reason)
            # The transport waits for this handler; the commands that still wait must not hold it up.
            task = asyncio.create_task(peer.lost(), name=f"peer {sid} leaves")
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def _run(self, peer: Peer, frame: ClientFrame) -> BaseModel:
        return await dispatch(self._registry, peer, frame)

    async def _left(self, peer: Peer) -> None:
        await self._registry.detach(peer)
