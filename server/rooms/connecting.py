"""The media connections of a running visit's parties: offered once, restarted where the network changed; and what is asked of a camera."""

from __future__ import annotations

import structlog

from server.access.policy import Actor, require
from server.base.errors import NotFound, NotNow, TooMany
from server.base.ids import SeatId
from server.rooms.occupied import OPEN_FIRST
from server.rooms.ports import Listener, MediaState
from server.rooms.running import RunningVisit
from server.rooms.views import CameraAsk

log = structlog.get_logger()


class ConnectedVisit(RunningVisit):
    """A running visit whose parties' pages bring media."""

    async def offer(self, actor: Actor, listener: Listener, sdp: str) -> str:
        """Answer the seat's one offer. A later offer replaces the connection, and everything is bound anew.

        Raises `BadOffer`, `NotNow` where the seat is not taken, and `TooMany` where the server carries as much as it can.
        """
        async with self._lock:
            require(actor, "take_seat", self._case.appointment)
            seat = self._own(actor, listener)
            presence = self._presences[seat.id]

            def on_state(state: MediaState) -> None:
                log.info("media", visit=self.visit, seat=seat.id, state=state)
                if presence.generation == generation and presence.connection:
                    self._rewire()

            generation = presence.generation + 1
            try:
                connection = await self._around.media.connect(
                    scope=self.visit, owner=seat.id, offer=sdp, on_state=on_state
                )
            except TooMany:
                if not presence.no_room:
                    presence.no_room = True
                    self._tell()
                raise
            if presence.generation + 1 != generation or presence.listener is not listener:
                connection.close()  # their right to be here was taken meanwhile
                raise NotNow(OPEN_FIRST)
            presence.close_media()
            presence.connection, presence.no_room = connection, False
            self._rewire()
            return connection.answer

    async def restart(self, actor: Actor, listener: Listener, sdp: str) -> str:
        """Answer an ICE restart of the seat's connection: nothing else of it changes.

        Raises `BadOffer`, and `NotNow` where there is no connection to restart."""
        async with self._lock:
            require(actor, "take_seat", self._case.appointment)
            connection = self._presences[self._own(actor, listener).id].open_connection
            if connection is None:
                raise NotNow("There is no media connection to restart: offer a new one.")
            return await connection.restart(sdp)

    async def ask_camera(
        self, actor: Actor, listener: Listener, seat: str, ask: CameraAsk, *, skin: bool = False
    ) -> None:
        """A clinician wants something of a party's camera, with `skin` of its second one; the party answers. Nothing that must
        be provable."""
        key = SeatId(seat)
        presence = self._presences.get(key)
        if ask == "answered":
            require(actor, "set_device", self._case.appointment)
            if self._own(actor, listener).id != key:
                raise NotFound()
        else:
            require(actor, "ask_camera", self._case.appointment)
        if presence is None:
            return  # they are gone: nothing is left to ask
        camera = presence.skin if skin else presence
        if camera is None:
            return
        match ask:
            case "sharper" | "usual":
                camera.sharper = ask == "sharper"
            case "turn" | "torch" | "phone":
                camera.asked = ask
            case "answered":
                camera.asked = None
        self._tell()
