"""Today's board: who watches it, and each row as its visit changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from server.access.policy import Actor, require
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import NotFound
from server.base.ids import VisitId
from server.rooms.case import Case, told_in
from server.rooms.perspective import Scene, board_order, board_row
from server.rooms.ports import Listener
from server.rooms.views import BoardRow
from server.visits.machine import LIVE, State
from server.visits.records import Appointment, Practice

LOOK_BACK = timedelta(days=7)
"""For so long a visit that nobody closed (its patient never came, nobody said so) stays on the board."""


class Board:
    """The board of the day in the practice's time zone. `scene_of` gives a running visit's scene, None where none runs."""

    def __init__(self, store: Store, clock: Clock, scene_of: Callable[[VisitId], Scene | None]) -> None:
        self._store = store
        self._clock = clock
        self._scene_of = scene_of
        self._watchers: dict[Listener, Actor] = {}
        self._shown: dict[Listener, date] = {}
        """Which day's board each watcher was sent. Somebody's look at a new day must not pass for everybody's."""
        self._version = 0
        self._practice: Practice | None = None
        self._listed: frozenset[VisitId] = frozenset()
        self._told_since: dict[object, dict[VisitId, Scene]] = {}
        """What was told since each reading that is under way began: it is newer than what that reading finds."""

    async def rows(self, actor: Actor) -> list[BoardRow]:
        """Today's visits, and those of the last days that nobody has closed, in display order."""
        require(actor, "see_board")
        async with self._store.reading() as unit:
            _, scenes = await self._scenes(unit)
        return _in_order(scenes, actor)

    async def watch(self, actor: Actor, listener: Listener) -> None:
        """Send the whole board now, and each row as it changes, until `unwatch`."""
        require(actor, "see_board")
        # Watching begins before the reading: a row that changes meanwhile comes twice rather than never.
        self._watchers[listener] = actor
        try:
            await self._send([(listener, actor)])
        except BaseException:
            self.unwatch(listener)
            raise

    def unwatch(self, listener: Listener) -> None:
        """Idempotent."""
        self._watchers.pop(listener, None)
        self._shown.pop(listener, None)

    def tell(self, scene: Scene) -> None:
        """One visit changed: its row goes to everybody who watches, if it belongs on today's board."""
        for told in self._told_since.values():
            told[scene.case.appointment.id] = scene
        if scene.case.appointment.id in self._listed and self._elsewhere(scene.case.appointment):
            # The look at the day that follows sends everybody the board without it.
            self._shown.clear()
        if not self._watchers or not self._belongs(scene.case.appointment):
            return
        self._listed |= {scene.case.appointment.id}
        version = self._next_version()
        rows: dict[Actor, BoardRow] = {}
        for listener, actor in self._watchers.items():
            row = rows.get(actor) or rows.setdefault(actor, board_row(scene, actor))
            listener.show_row(version, row)

    async def turn_the_day(self) -> None:
        """Send the new day's board, once midnight has passed at the practice, to whoever has an older one. Where the store
        is away they stay as they are, and the next call tries again."""
        if self._practice is None:
            return
        today = self._today(self._practice)
        behind = [(listener, actor) for listener, actor in self._watchers.items() if self._shown.get(listener) != today]
        if behind:
            await self._send(behind)

    async def _send(self, to: Sequence[tuple[Listener, Actor]]) -> None:
        """The board of now to these watchers, from one reading. It takes the place of every row that was sent before it, so
        what changed while it was read is in it."""
        reading = object()
        told = self._told_since[reading] = {}
        try:
            async with self._store.reading() as unit:
                day, found = await self._scenes(unit)
                scenes = {scene.case.appointment.id: scene for scene in found}
        finally:
            del self._told_since[reading]
        for visit, scene in told.items():
            if self._belongs(scene.case.appointment):
                scenes[visit] = scene
            else:
                scenes.pop(visit, None)
        for listener, actor in to:
            if listener in self._watchers:
                listener.show_board(self._next_version(), _in_order(scenes.values(), actor))
                # The day that was read, though it may have ended since: the next look sends the new one.
                self._shown[listener] = day

    async def _scenes(self, unit: Unit) -> tuple[date, list[Scene]]:
        """Which day it is, and what stands on its board."""
        practice = await unit.practice()
        if practice is None:
            raise NotFound()
        self._practice = practice
        day = self._today(practice)
        start, end = practice.bounds(day)
        found = {each.id: each for each in await unit.appointments_between(start - LOOK_BACK, start) if _open(each)}
        found |= {each.id: each for each in await unit.live_appointments()}
        found |= {each.id: each for each in await unit.appointments_between(start, end)}
        found |= {each.id: each for each in await unit.appointments_to_schedule()}
        found = {visit: each for visit, each in found.items() if not self._elsewhere(each)}
        self._listed = frozenset(found)
        scenes = {visit: scene for visit in found if (scene := self._scene_of(visit))}
        rest = [each for visit, each in found.items() if visit not in scenes]
        scenes |= {each.appointment.id: Scene(each) for each in await _cases(unit, practice, rest)}
        return day, list(scenes.values())

    def _belongs(self, appointment: Appointment) -> bool:
        if self._practice is None or self._elsewhere(appointment):
            return False
        if appointment.visit_wanted_at and _open(appointment):
            return True
        start, end = self._practice.bounds(self._today(self._practice))
        at, state = appointment.scheduled_at, appointment.visit.state
        if start <= at < end or state in (State.WAITING, *LIVE):
            return True
        if start - LOOK_BACK <= at < start and _open(appointment):
            return True
        # What was on the board as open is said to be closed, too.
        return appointment.id in self._listed

    def _elsewhere(self, appointment: Appointment) -> bool:
        """Whether the visit stands on another page or another day: photos without a call have a page of their own, unless they need a
        visit that has no time yet, and a visit may have been given another day."""
        if appointment.without_call:
            return appointment.visit_wanted_at is None
        if self._practice is None or not _open(appointment):
            return False
        return appointment.scheduled_at >= self._practice.bounds(self._today(self._practice))[1]

    def _today(self, practice: Practice) -> date:
        return practice.date_at(self._clock.now().utc)

    def _next_version(self) -> int:
        self._version = max(self._version + 1, int(self._clock.now().utc.timestamp() * 1000))
        return self._version


async def _cases(unit: Unit, practice: Practice, appointments: Sequence[Appointment]) -> list[Case]:
    """What a row shows of visits that nobody is in, in a few readings for all of them: patients answer before they arrive."""
    visits = [each.id for each in appointments]
    paused = await unit.paused_links(visits)
    photos = await unit.photo_counts(visits)
    arrivals = await unit.newest_documents(visits, "arrival")
    checks = await unit.newest_documents(visits, "device_check")
    staff = {each.id: each for each in await unit.all_staff()} if arrivals else {}
    patients = await unit.patients({each.patient for each in appointments})
    cases = []
    for each in appointments:
        if (patient := patients.get(each.patient)) is None:
            continue
        rendering = staff.get(each.rendering) if each.rendering else None
        told = told_in(arrivals.get(each.id), checks.get(each.id), rendering, staff.values())
        cases.append(
            Case(
                appointment=each,
                patient=patient,
                practice=practice,
                rendering=rendering,
                note=None,
                intake_version=0,
                photos=photos.get(each.id, 0),
                licence=told.licence,
                network=told.network,
                interpreter=told.interpreter,
                link_paused_until=paused.get(each.id),
            )
        )
    return cases


def _in_order(scenes: Iterable[Scene], actor: Actor) -> list[BoardRow]:
    return sorted((board_row(scene, actor) for scene in scenes), key=board_order)


def _open(appointment: Appointment) -> bool:
    return appointment.visit.state is State.SCHEDULED
