"""What happens between two awaits: somebody else comes, goes, signs out, or the day turns, while the store is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from server.access.ports import Store, Unit
from server.base.errors import StoreAway
from server.base.ids import VisitId
from server.rooms.board import Board
from server.rooms.views import BoardRow, PartyQuality, Pointed, VisitView
from server.signaling.peer import Caller
from server.store.store import SqlStore
from server.visits.records import Appointment
from tests.integration.clinic import Clinic, clinic
from tests.protocol_client import ProtocolClient


class Page:
    """A page as rooms and the board know one: what it was shown, in order."""

    def __init__(self, tab: str | None = None) -> None:
        self.tab = tab
        self.views: list[VisitView] = []
        self.boards: list[dict[str, BoardRow]] = []
        self.bye: str | None = None

    @property
    def board(self) -> dict[str, BoardRow]:
        """The rows as a page has them that follows the protocol."""
        return self.boards[-1]

    def show(self, view: VisitView) -> None:
        self.views.append(view)

    def show_board(self, version: int, rows: Sequence[BoardRow]) -> None:
        self.boards.append({row.visit: row for row in rows})

    def show_row(self, version: int, row: BoardRow) -> None:
        if self.boards:
            self.board[row.visit] = row

    def show_pointed(self, pointed: Pointed) -> None: ...

    def show_quality(self, visit: str, parties: Sequence[PartyQuality]) -> None: ...

    def dismiss(self, reason: Any) -> None:
        self.bye = reason


class Between:
    """The store, with something that happens after each reading and before its reader goes on."""

    def __init__(self, store: Store, happens: Callable[[], Awaitable[object]]) -> None:
        self._store, self._happens = store, happens

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        async with self._store.reading() as unit:
            yield unit
        await self._happens()


@contextmanager
def between(practice: Clinic, happens: Callable[[], Awaitable[object]]) -> Iterator[Board]:
    """The clinic's board, read by way of `Between`."""
    board = practice.server.registry.board
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(board, "_store", Between(practice.store, happens))
        yield board


async def at_once(practice: Clinic, *steps: Coroutine[Any, Any, object]) -> None:
    """All of them have begun, in this order, before the first may write."""
    async with practice.store.unit():
        begun = []
        for step in steps:
            begun.append(asyncio.create_task(step))
            await asyncio.sleep(0)
    await asyncio.gather(*begun)


async def test_a_look_at_the_new_day_does_not_pass_for_everybodys(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        board, page = practice.server.registry.board, Page()
        office, nurse = practice.callers["office"].actor, practice.callers["npc"].actor
        await board.watch(office, page)
        practice.clock.ahead_s = 8 * 86_400.0
        await board.rows(nurse)
        other = Page()
        await board.watch(nurse, other)
        await board.turn_the_day()
        assert visit in page.boards[0]
        assert visit not in page.board
        assert len(other.boards) == 1
        await board.turn_the_day()
        assert len(page.boards) == 2


async def test_a_visit_that_is_wanted_comes_onto_open_boards_and_with_a_time_on_another_day_leaves_them(
    tmp_path: Path,
) -> None:
    async with clinic(tmp_path) as practice:
        visit, page = await practice.visit(), Page()
        await practice.server.registry.board.watch(practice.callers["office"].actor, page)

        async def becomes(**change: Any) -> None:
            async with practice.store.unit() as unit:
                now = await unit.appointment(visit)
                assert now is not None
                await unit.save_appointment(replace(now, **change))
            await practice.server.live.changed(visit)

        today = (await stored(practice, visit)).scheduled_at
        await becomes(without_call=True)
        assert visit not in page.board, "photos without a call have a page of their own"
        await becomes(visit_wanted_at=today)
        assert page.board[visit].wanted_since is not None
        await becomes(without_call=False, visit_wanted_at=None, scheduled_at=today + timedelta(days=3))
        assert visit not in page.board
        await becomes(scheduled_at=today)
        assert page.board[visit].wanted_since is None


async def stored(practice: Clinic, visit: VisitId) -> Appointment:
    async with practice.store.reading() as unit:
        found = await unit.appointment(visit)
    assert found is not None
    return found


async def test_a_board_that_cannot_be_read_at_midnight_is_sent_with_the_next_look(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        pages = [Page(), Page()]
        for page in pages:
            await practice.server.registry.board.watch(practice.callers["office"].actor, page)
        practice.clock.ahead_s = 2 * 86_400.0

        async def away() -> None:
            raise StoreAway("away")

        with between(practice, away) as board, pytest.raises(StoreAway):
            await board.turn_the_day()
        await board.turn_the_day()
        assert [len(page.boards) for page in pages] == [2, 2]


async def test_a_board_that_was_read_before_midnight_and_sent_after_it_is_followed_by_the_new_days(
    tmp_path: Path,
) -> None:
    async with clinic(tmp_path) as practice:
        visit, page = await practice.visit(), Page()

        async def midnight() -> None:
            practice.clock.ahead_s = 8 * 86_400.0

        with between(practice, midnight) as board:
            await board.watch(practice.callers["office"].actor, page)
        assert visit in page.board
        await board.turn_the_day()
        assert visit not in page.board


async def test_a_visit_that_changes_while_the_board_is_read_is_on_it_as_it_is(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        office = await practice.page("office")

        once = iter([office.request("cancel", visit=visit)])

        async def cancelled() -> None:
            for cancelling in once:
                await cancelling

        page = Page()
        with between(practice, cancelled) as board:
            await board.watch(practice.callers["npc"].actor, page)
        assert page.board[visit].state == "cancelled"


async def test_a_board_of_many_visits_asks_no_question_for_each(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        asked: list[str] = []
        assert isinstance(practice.store, SqlStore)
        event.listen(practice.store._readers.sync_engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

        async def statements() -> int:
            asked.clear()
            await practice.server.registry.board.rows(practice.callers["office"].actor)
            return len(asked)

        await practice.visit()
        of_one = await statements()
        for _ in range(5):
            await practice.visit()
        assert await statements() == of_one


async def test_a_page_that_closes_does_not_take_the_seat_from_the_one_that_just_came(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        nurse = practice.callers["npc"].actor
        first, second = Page("one"), Page("two")
        async with practice.server.registry.room(visit) as room:
            await room.open(nurse, first)
            await at_once(practice, room.open(nurse, second), room.close(nurse, first))
            assert first.bye == "replaced"
            assert second.views[-1].you is not None
            assert nurse.person in room.people


async def test_a_seat_whose_person_comes_back_in_that_moment_is_not_swept_away(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        nurse = practice.callers["npc"].actor
        gone, back = Page("the tab"), Page("the tab")
        async with practice.server.registry.room(visit) as room:
            await room.open(nurse, gone)
            await room.detach(gone)
            practice.clock.ahead_s += 120
            await at_once(practice, room.open(nurse, back), room.release_silent(60.0))
            assert nurse.person in room.people
            await room.detach(back)
            practice.clock.ahead_s += 120
            await room.release_silent(60.0)
            assert nurse.person not in room.people


async def test_who_is_signed_out_while_connecting_is_not_let_in(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        server, known = practice.server, practice.server._authenticate
        who = practice.staff["npc"]

        async def signed_out_meanwhile(cookies: Any, auth: Any) -> Caller:
            caller = await known(cookies, auth)
            if practice.callers.pop("npc", None):
                await server.live.signed_out(who, None)
            return caller

        server._gateway._authenticate = signed_out_meanwhile
        with pytest.raises(Exception, match="sign in"):
            await practice.page("npc")
        assert len(server.peers) == 0


async def test_a_connection_that_goes_while_it_is_asked_who_it_is_leaves_nobody_behind(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        server, known = practice.server, practice.server._authenticate
        asked, go_on, connected = asyncio.Event(), asyncio.Event(), server._gateway._on_connect
        let_in: list[asyncio.Future[None]] = []

        async def slow(cookies: Any, auth: Any) -> Caller:
            asked.set()
            await go_on.wait()
            return await known(cookies, auth)

        async def on_connect(sid: str, environ: Any, auth: Any) -> None:
            let_in.append(asyncio.ensure_future(connected(sid, environ, auth)))
            # Only aiohttp's test server cancels the handler of a connection that is gone.
            await asyncio.shield(let_in[0])

        server._gateway._authenticate = slow
        server._gateway._server.on("connect", on_connect)
        page = ProtocolClient()
        connecting = asyncio.create_task(page.connect(server.url, cookies={"who": "npc"}))
        await asked.wait()
        (sid,) = server._gateway._server.eio.sockets
        await server._gateway._server.cut(sid)
        go_on.set()
        await asyncio.wait(let_in)
        connecting.cancel()
        await asyncio.wait([connecting])
        assert len(server.peers) == 0


async def test_minutes_are_not_lost_with_a_seat_that_is_given_up_while_the_store_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.waiting(visit), await practice.seated("npc", visit)
        await nurse.request("admit", visit=visit, to="intake")
        await patient.sees(visit, state="intake")
        put_back: list[VisitId] = []
        monkeypatch.setattr(practice.server.registry.counts, "put_back", lambda of, tick: put_back.append(of))

        async def away(*_: Any) -> None:
            raise StoreAway("away")

        room = practice.server.registry._rooms[VisitId(visit)]
        with monkeypatch.context() as patch:
            patch.setattr(practice.store, "keep", away)
            await nurse.request("visit.close", visit=visit)
        assert put_back == [visit]
        assert practice.staff["npc"] not in room.people


async def test_one_visits_defect_does_not_leave_a_page_in_the_others(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visits = [await practice.visit() for _ in range(2)]
        nurse, page = practice.callers["npc"].actor, Page()
        registry = practice.server.registry
        for visit in visits:
            async with registry.room(visit) as room:
                await room.open(nurse, page)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(registry.rooms[0], "_tell", _broken)
            await registry.detach(page)
        assert [room._presences[next(iter(room._presences))].listener for room in registry.rooms] == [None, None]


def _broken() -> None:
    raise ZeroDivisionError
