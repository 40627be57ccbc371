"""Which visits run on this server: makes their rooms on demand, takes live ones over from the log, and drops idle ones."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import structlog

from server.access.policy import Actor
from server.access.ports import Keeping, Known, Store, Unit
from server.base.clock import Clock
from server.base.errors import NotFound, Refusal, Unavailable
from server.base.ids import StaffId, VisitId
from server.evidence.events import ServerStarted
from server.rooms.bell import RING_S
from server.rooms.board import Board
from server.rooms.case import Case, load_case
from server.rooms.counts import Counts
from server.rooms.line import WaitingLine
from server.rooms.occupied import Surroundings
from server.rooms.perspective import Scene
from server.rooms.ports import Listener, Media
from server.rooms.recovery import seating
from server.rooms.room import Room
from server.rooms.seats import Seat
from server.visits.machine import State
from server.visits.records import Appointment, Staff

log = structlog.get_logger()

SILENT_STAFF_S = 60.0
"""How long a member of staff who is in no call may be gone before the seat is free, seconds."""


class Registry:
    """All rooms of this server, and the board over them."""

    def __init__(self, *, store: Store, media: Media, clock: Clock, ring_s: float = RING_S) -> None:
        self.counts = Counts(media)
        self.board = Board(store, clock, self._scene_of)
        self._store = store
        self._clock = clock
        self.line = WaitingLine(store, clock, lambda: self.rooms)
        self._colleagues: dict[StaffId, Staff] = {}
        self._around = Surroundings(store, media, self.counts, clock, self._changed, self._colleagues, ring_s)
        self._rooms: dict[VisitId, Room] = {}
        self._used: Counter[VisitId] = Counter()
        self.on_end: Callable[[], None] = lambda: None
        """Called when a visit has ended."""

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms that run now."""
        return tuple(self._rooms.values())

    @property
    def keeping(self) -> Keeping:
        """Where evidence goes now."""
        return self._store.keeping

    @property
    def disk_full(self) -> bool:
        """Whether it goes elsewhere for want of room where the database is."""
        return self._store.disk_full

    @property
    def known(self) -> Known:
        """What all rooms know by heart, for a database that is away."""
        return Known({room.visit: room.scene.case.appointment for room in self.rooms}, self._colleagues)

    async def start(self) -> None:
        """Take over every visit that was going on when the last server stopped: its log says so, its seats wait.

        A visit whose log is damaged is said in the server's log and does not keep the others from starting; where it
        cannot be read at all, its people take their seats anew.
        """
        async with self._store.reading() as unit:
            visits = [appointment.id for appointment in await unit.live_appointments()]
        for visit in visits:
            broken = await self._store.evidence_break(visit)
            if broken:
                log.error("evidence does not hold", visit=visit, line=broken.line, why=broken.why)
            try:
                await self._take_over(visit)
            except Unavailable:
                log.error("visit not taken over", visit=visit)
        log.info("visits taken over", count=len(self._rooms))

    async def _take_over(self, visit: VisitId) -> None:
        async with self._store.unit() as unit:
            before = seating(await unit.evidence(visit))
            case = await load_case(unit, visit)
            seats = {key: await _named(unit, case, seat) for key, seat in before.seats.items()}
            event = ServerStarted(after_crash=bool(before.connected))
            await unit.append(visit, [event], actor="server", at=self._clock.now())
        self._rooms[visit] = Room(case, self._around, seats)

    async def stop(self) -> None:
        """Say goodbye everywhere; visits stay as they are for the next start."""
        await self.line.stop()
        await self._each("stop", lambda room: room.stop())
        self._rooms.clear()

    @contextlib.asynccontextmanager
    async def room(self, visit: str) -> AsyncIterator[Room]:
        """The running room of a visit, made from the store where none runs. It is not dropped while somebody uses it here:
        who sat down in a dropped one would never hear of a change again. Raises `NotFound`."""
        key = VisitId(visit)
        self._used[key] += 1
        try:
            if key not in self._rooms:
                async with self._store.reading() as unit:
                    case = await load_case(unit, key)
                # Two that asked at once get the same room.
                self._rooms.setdefault(key, Room(case, self._around))
            yield self._rooms[key]
        finally:
            self._used[key] -= 1
            if not self._used[key]:
                del self._used[key]

    async def detach(self, listener: Listener) -> None:
        """A page is gone: from the board and from every seat it held."""
        self.board.unwatch(listener)
        await self._each("detach", lambda room: room.detach(listener))

    async def remove(self, whom: Callable[[Actor, Listener | None], bool]) -> None:
        """Cut those parties from every visit at once: seat, page and media."""
        await self._each("remove", lambda room: room.remove(whom))

    async def _each(self, what: str, do: Callable[[Room], Awaitable[None]]) -> None:
        """Have every room do it: one visit's defect must not leave the others as they were."""
        for room in self.rooms:
            try:
                await do(room)
            except Exception:
                log.exception("visit failed", what=what, visit=room.visit)

    def sits_live(self, person: str) -> bool:
        """Whether this person has a seat in a live visit now."""
        return any(room.live and person in room.people for room in self.rooms)

    def seated(self, visit: VisitId, link: str) -> Appointment | None:
        """The visit as it runs now, where whoever came by this link has a seat in it, its page open or not."""
        room = self._rooms.get(visit)
        return room.scene.case.appointment if room and room.seats_link(link) else None

    def working(self, visit: VisitId) -> frozenset[str]:
        """Who of the staff works on the visit just now: a page of theirs says so."""
        room = self._rooms.get(visit)
        return room.working if room else frozenset()

    async def name_of(self, actor: Actor) -> str:
        """What the others call this party. Raises `NotFound` for somebody who is not there any more."""
        if actor.kind == "link":
            if actor.visit is None or actor.role != "patient":
                return actor.role.capitalize()
            if actor.visit in self._rooms:
                return self._rooms[actor.visit].scene.case.patient.name
            async with self._store.reading() as unit:
                return (await load_case(unit, actor.visit)).patient.name
        async with self._store.reading() as unit:
            staff = await unit.staff(StaffId(actor.person))
        if staff is None or not staff.active:
            raise NotFound()
        self._colleagues[staff.id] = staff
        return staff.name

    async def refresh(self, visit: str) -> None:
        """The record of a visit was made or changed elsewhere: whoever looks at it, or at the board, sees it now."""
        async with self.room(visit) as room:
            await room.refresh()
        self._drop_idle()
        await self._turn_the_board()

    async def sweep(self) -> None:
        """Every few seconds: free seats that were left behind, drop rooms nobody needs, turn the board's day."""
        await self._each("release_silent", lambda room: room.release_silent(SILENT_STAFF_S))
        self._drop_idle()
        await self._turn_the_board()

    async def _turn_the_board(self) -> None:
        """Send the board again to whoever has an older day's, or one with a visit that has left it."""
        try:
            await self.board.turn_the_day()
        except Refusal as refusal:
            log.warning("board not turned", code=refusal.code)

    @property
    def live(self) -> int:
        """How many visits patient and staff may be together in now."""
        return sum(room.live for room in self.rooms)

    def _changed(self, scene: Scene) -> None:
        if scene.case.appointment.visit.state is State.ENDED:
            self.on_end()
        self.board.tell(scene)
        self.line.changed(scene)

    def _drop_idle(self) -> None:
        if self._store.keeping != "kept":
            return  # What a room knows is newer than what the database says; made anew, it would begin from that.
        for key, room in list(self._rooms.items()):
            if room.idle and key not in self._used:
                del self._rooms[key]
        self.counts.keep_only(self._rooms)

    def _scene_of(self, visit: VisitId) -> Scene | None:
        room = self._rooms.get(visit)
        return room.scene if room else None


async def _named(unit: Unit, case: Case, seat: Seat) -> Seat:
    """A seat read back from the log, with the name that the log may not hold."""
    if seat.role == "patient":
        return replace(seat, name=case.patient.name)
    staff = await unit.staff(StaffId(seat.person))
    return replace(seat, name=staff.name if staff else seat.role.capitalize())
