"""A second device at a seat: it offers its picture, asks every other second how things stand, and goes when either page says so.

Whose seat it is was proved by the page that showed the code; the device itself takes no seat, joins nothing and is told nothing of
the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from server.access.policy import Actor, require
from server.base.errors import NotNow, SeatTaken
from server.base.ids import SeatId
from server.evidence.events import DeviceReason, DeviceSet
from server.rooms.case import Case
from server.rooms.changes import Change, device_set
from server.rooms.ports import MediaState
from server.rooms.running import RunningVisit
from server.rooms.seats import Seats
from server.rooms.skin_camera import SkinCamera
from server.rooms.slots import Feed
from server.rooms.views import CameraWish, Switch

PAGE_FIRST = "Open your visit on the other device first: this camera goes with it."
ANOTHER = "Another phone is the camera of this visit now."


@dataclass(frozen=True, slots=True)
class SkinCameraStanding:
    """What the second device needs to know. `seen`: somebody looks on; `sending`: its picture should flow; `pictures`: its way up
    carries one; `media` is the server's word on its connection, None before its offer."""

    seen: bool
    sending: bool
    pictures: bool
    media: MediaState | None
    sharper: bool
    asked: CameraWish | None


class SkinCameraVisit(RunningVisit):
    """The part of a running visit that is about second devices."""

    async def offer_skin_camera(self, actor: Actor, phone: str, sdp: str) -> str:
        """Answer the device's one offer: it is the seat's skin camera from now on, and the one before it is not any more.

        Raises `BadOffer`, `TooMany` where the others have no place for another picture, and `NotNow` where its seat has nobody.
        """
        key = self._seat_beside(actor)
        camera = SkinCamera(phone, self._around.clock.mono_ns())

        def on_state(_: MediaState) -> None:
            presence = self._presences.get(key)
            if presence is not None and presence.skin is camera:
                self._rewire()

        connection = await self._around.media.connect(
            scope=self.visit, owner=key, offer=sdp, on_state=on_state, skin=True
        )
        camera.connection = connection

        def take() -> None:
            presence = self._presences[key]
            before, presence.skin = presence.skin, camera
            if before is not None:
                camera.sharper = before.sharper
                before.close()

        try:
            await self._run(actor, "use_skin_camera", self._switched(key, "on", "chosen"), committed=take)
        except BaseException:
            connection.close()
            raise
        return connection.answer

    def await_skin_camera(self, actor: Actor, phone: str) -> None:
        """Another device was paired: the one before it is the camera no more, and its place is kept for this one's offer."""
        presence = self._presences.get(self._key(actor))
        if presence is not None and presence.skin is not None:
            before = presence.skin
            presence.skin = SkinCamera(phone, self._around.clock.mono_ns(), sharper=before.sharper)
            before.close()
            self._rewire()

    async def restart_skin_camera(self, actor: Actor, phone: str, sdp: str) -> str:
        """Answer an ICE restart of the device's connection. Raises `BadOffer`, and `NotNow` where there is none to restart."""
        camera = self._skin_of(actor, phone)
        connection = camera.open_connection if camera else None
        if connection is None:
            raise NotNow("There is no media connection to restart: offer a new one.")
        return await connection.restart(sdp)

    def skin_camera_stands(self, actor: Actor, phone: str) -> SkinCameraStanding:
        """How things stand, which also is the device's sign of life. Raises `NotNow` for a visit that is over or a seat that has
        nobody, `SeatTaken` where another device is the camera now."""
        camera = self._skin_of(actor, phone)
        seat = self._seats[self._seat_beside(actor)]
        if camera is not None:
            camera.heard_ns = self._around.clock.mono_ns()
        connection = camera.open_connection if camera else None
        return SkinCameraStanding(
            seen=connection is not None and Feed(seat.id, "skin_camera") in self._wiring.assignment.values(),
            sending=seat.place == "call",
            pictures=connection is None or connection.sends not in ("audio_only", "nothing"),
            media=camera.media if camera else None,
            sharper=camera.sharper if camera else False,
            asked=camera.asked if camera else None,
        )

    def answer_skin_camera(self, actor: Actor, phone: str) -> None:
        """The device's person has seen what a clinician asks of it."""
        camera = self._skin_of(actor, phone)
        if camera is not None and camera.asked is not None:
            camera.asked = None
            self._tell()

    async def end_skin_camera(self, actor: Actor) -> None:
        """The device is the camera no more: its person, or the page beside it, has said so. Nothing where there is none."""
        key = self._key(actor)
        if key in self._seats and self._seats[key].devices.skin_camera == "on":
            await self._run(
                actor,
                "use_skin_camera",
                self._switched(key, "off", "chosen"),
                committed=lambda: self._close_skin(key),
            )

    async def look_at_skin_cameras(self, now_ns: int) -> None:
        """Let go of devices of which nothing was heard for long."""
        for key, presence in self._seated():
            seat = self._seats.get(key)
            if seat is None or seat.devices.skin_camera != "on":
                continue
            if presence.skin is None:
                # Read back from the log after a restart of the server: the device has as long to come back as any other.
                presence.skin = SkinCamera(None, now_ns)
            elif presence.skin.gone(now_ns):
                await self._lose(key, presence.skin, now_ns)

    async def _lose(self, key: SeatId, camera: SkinCamera, now_ns: int) -> None:
        """Let go of this device, unless it was heard of, or another came, while something else ran in the visit."""
        async with self._lock:
            presence = self._presences.get(key)
            if key not in self._seats or presence is None or presence.skin is not camera or not camera.gone(now_ns):
                return
            change = self._switched(key, "none", "lost")(self._case, self._seats, self._around.clock.now().utc)
            await self._append_or_log(list(change.events), self._around.clock.now())
            self._close_skin(key)
            self._seats = dict(change.seats)
            self._rewire()

    def _switched(self, key: SeatId, state: Switch, reason: DeviceReason) -> Callable[[Case, Seats, datetime], Change]:
        def decide(case: Case, seats: Seats, _: datetime) -> Change:
            seat = seats.get(key)
            if seat is None or key not in self._presences:
                raise NotNow(PAGE_FIRST)  # who sat there has gone meanwhile
            if seat.devices.skin_camera == state:
                return Change(case.appointment, seats, ())
            event = DeviceSet(seat=key, track="skin_camera", on=state == "on", reason=reason)
            return device_set(case, seats, seat, event, state, reason)

        return decide

    def _close_skin(self, key: SeatId) -> None:
        presence = self._presences.get(key)
        if presence is not None and presence.skin is not None:
            presence.skin.close()
            presence.skin = None

    def _seat_beside(self, actor: Actor) -> SeatId:
        """The seat that the device goes with; somebody has to sit there."""
        require(actor, "use_skin_camera", self._case.appointment)
        key = self._key(actor)
        if key not in self._seats or key not in self._presences:
            raise NotNow(PAGE_FIRST)
        return key

    def _skin_of(self, actor: Actor, phone: str) -> SkinCamera | None:
        camera = self._presences[self._seat_beside(actor)].skin
        if camera is not None and camera.phone not in (None, phone):
            raise SeatTaken(ANOTHER)
        return camera
