"""Who is in a running visit, what flows between them, and what each of their pages is shown. Nothing in here waits: it is as
the last committed change left it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.access.policy import Actor
from server.access.ports import Known, Store
from server.base.clock import Clock
from server.base.errors import NotNow
from server.base.ids import SeatId, StaffId, VisitId
from server.rooms.bell import RING_S, Bell
from server.rooms.case import Case
from server.rooms.counts import Counts
from server.rooms.graph import edges
from server.rooms.perspective import Scene, visit_view
from server.rooms.ports import Listener, Media, MediaConnection
from server.rooms.presence import Presence
from server.rooms.seats import Seat, Seats, seat_id
from server.rooms.slots import Assignment
from server.rooms.views import Line, Showing, Still
from server.rooms.wiring import Wiring
from server.visits.machine import LIVE, State
from server.visits.records import Staff

LEFT_SHOWN = timedelta(minutes=30)
"""How long the board shows that a patient's page was open and was closed before check-in."""

OPEN_FIRST = "Open the visit first: you have no seat in it yet."


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every room needs of the rest. `changed` is told after each change that others may see."""

    store: Store
    media: Media
    counts: Counts
    clock: Clock
    changed: Callable[[Scene], None]
    colleagues: dict[StaffId, Staff]
    """Everybody of the staff who has connected since the start, to take a seat while the database is away."""
    ring_s: float = RING_S
    """How long a patient's page rings, seconds."""


class OccupiedVisit:
    """A visit's seats, who is connected to them, and what flows between them."""

    def __init__(self, case: Case, around: Surroundings, seats: Seats | None = None) -> None:
        self.visit: VisitId = case.appointment.id
        self._case = case
        self._around = around
        self._seats: Seats = dict(seats or {})
        now = around.clock.now().utc
        self._presences = {key: Presence.of(seat, self.visit, now) for key, seat in self._seats.items()}
        self._working: dict[tuple[str, str], Listener] = {}
        self._work_said: dict[tuple[str, str], datetime] = {}
        self._bell = Bell()
        self._capacities: set[str] = set()
        self._wiring = Wiring()
        self._wiring.apply(self._wiring.plan(edges(case.appointment.visit, self._seats)), {}, {})
        self._version = 0
        self._line: Line | None = None
        self._showing: Showing | None = None
        self._still: Still | None = None
        self._lock = asyncio.Lock()
        self._count_version()

    # ---- what others may know ----------------------------------------------------------------------------------

    @property
    def scene(self) -> Scene:
        """Everything that views are made from, as it is now."""
        return Scene(
            self._case, self._version, self._seats, self._presences, self._wiring.assignment, self._line, self._bell,
            self._showing, self._still,
        )  # fmt: skip

    def stand(self, line: Line | None) -> None:
        """The visit's place among those who wait, None while it does not. The patient's side is told where it changed."""
        if line == self._line:
            return
        self._line = line
        if line is not None:
            self._show(lambda seat: seat.of_patient)

    @property
    def known(self) -> Known:
        """What is known by heart, for a database that is away."""
        return Known({self.visit: self._case.appointment}, self._around.colleagues)

    @property
    def live(self) -> bool:
        """Whether patient and staff may be together now."""
        return self._case.appointment.visit.state in LIVE

    @property
    def working(self) -> frozenset[str]:
        """Who works on the visit just now."""
        return frozenset(person for person, _ in self._working)

    @property
    def idle(self) -> bool:
        """Whether nothing here would be missed: nobody sits, nobody works, no command runs."""
        busy = self.live or self._seats or self._working or self._bell.listening or self._bell.ring
        return not (busy or self._just_left or self._lock.locked())

    @property
    def _just_left(self) -> bool:
        """Whether the board should still say that the patient's page was open a moment ago."""
        left_at = self._bell.left_at
        return left_at is not None and self._around.clock.now().utc - left_at < LEFT_SHOWN

    @property
    def people(self) -> frozenset[str]:
        """Whose seats are taken, connected or not."""
        return frozenset(seat.person for seat in self._seats.values())

    def seats_link(self, link: str) -> bool:
        """Whether whoever came by this link has a seat, connected or not."""
        found = (self._presences.get(key) for key in self._seats)
        return any(one is not None and one.actor.kind == "link" and one.actor.person == link for one in found)

    @property
    def carries_media(self) -> bool:
        """Whether any party has a media connection, so that readings are worth writing."""
        return any(presence.open_connection for presence in self._presences.values())

    def _attach(self, actor: Actor, listener: Listener) -> None:
        """The page of `listener` is the seat's from now on. Another page of the same party loses it, and its media."""
        if listener in self._bell.listening:
            self._bell = self._bell.without_page(listener, None)
        presence = self._presences.setdefault(self._key(actor), Presence(actor))
        before = presence.listener
        if before is listener:
            return
        if (before and listener.tab is None) or (presence.tab is not None and presence.tab != listener.tab):
            presence.close_media()
        presence.actor, presence.listener, presence.tab, presence.silent_since = actor, listener, listener.tab, None
        presence.away = False
        if before:
            before.dismiss("replaced")

    def _become(self, case: Case, seats: Mapping[SeatId, Seat], assignment: Assignment) -> None:
        """What was committed is so from here on: nothing in here waits."""
        gone = [(self._seats[key], self._presences.pop(key, None)) for key in self._seats.keys() - seats.keys()]
        self._case, self._seats = case, dict(seats)
        self._wiring.apply(assignment, self._connections(), self._skin())
        for _, presence in gone:
            if presence:
                presence.close_all()
        if case.appointment.visit.state is State.ENDED:
            self._around.counts.forget(self.visit)
        self._tell()
        for _, presence in gone:
            if presence and presence.listener:
                presence.listener.show(visit_view(self.scene, presence.actor, None))

    def _rewire(self) -> None:
        wanted = edges(self._case.appointment.visit, self._seats)
        self._wiring.apply(self._wiring.plan(wanted), self._connections(), self._skin())
        self._tell()

    def _tell(self) -> None:
        self._show(lambda seat: True)
        self._around.changed(self.scene)

    def _show(self, whom: Callable[[Seat], bool]) -> None:
        self._count_version()
        scene = self.scene
        for key, presence in self._presences.items():
            if presence.listener and key in self._seats and whom(self._seats[key]):
                presence.listener.show(visit_view(scene, presence.actor, self._seats[key]))
        for page, actor in self._bell.listening.items():
            page.show(visit_view(scene, actor, None))

    def _hush(self) -> None:
        """The patient's page rings no more."""
        self._bell = replace(self._bell, ring=None)

    def _seated(self) -> list[tuple[SeatId, Presence]]:
        return [(key, presence) for key, presence in self._presences.items() if key in self._seats]

    def _count_version(self) -> None:
        """Versions go on growing across a restart: they start from the clock and count from there."""
        now_ms = int(self._around.clock.now().utc.timestamp() * 1000)
        self._version = max(self._version + 1, now_ms)

    def _connections(self) -> dict[SeatId, MediaConnection]:
        found = {key: presence.open_connection for key, presence in self._presences.items()}
        return {key: connection for key, connection in found.items() if connection}

    def _skin(self) -> dict[SeatId, MediaConnection]:
        found = {key: presence.skin.open_connection for key, presence in self._presences.items() if presence.skin}
        return {key: connection for key, connection in found.items() if connection}

    def _person(self, actor: Actor, case: Case) -> str:
        """The patient is one person whatever link was used."""
        return case.patient.id if actor.role == "patient" else actor.person

    def _key(self, actor: Actor) -> SeatId:
        return seat_id(self.visit, self._person(actor, self._case))

    def _own(self, actor: Actor, listener: Listener | None = None) -> Seat:
        """The actor's seat. With `listener`: only for the page that has it."""
        key = self._key(actor)
        holder = self._presences[key].listener if key in self._seats else None
        if holder is None or listener not in (None, holder):
            raise NotNow(OPEN_FIRST)
        return self._seats[key]
