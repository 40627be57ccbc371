"""How long a sign-in lives: by the clock, on a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from server.base.clock import Moment
from server.base.errors import NotSignedIn
from server.base.ids import StaffId, digest
from server.practice.account import OwnAccount
from server.practice.passwords import Passwords
from server.practice.people import NewStaff, People
from server.practice.ports import LiveSignIn, NoLiveVisits
from server.practice.sign_in import Locked, NoOwnPassword, SignIn, WrongPassword
from server.store.keys import load_or_create_signing_key
from server.store.store import SqlStore, open_store
from server.visits.records import Practice
from tests.integration import databases
from tests.integration.served import QUICK_HASH


@dataclass
class HandClock:
    """A clock that a test moves."""

    moment: Moment = field(default_factory=lambda: Moment(datetime(2026, 3, 1, 9, tzinfo=UTC), 0, "boot"))

    def now(self) -> Moment:
        return self.moment

    def mono_ns(self) -> int:
        return self.moment.mono_ns

    def move(self, by: timedelta) -> None:
        ns = self.moment.mono_ns + int(by.total_seconds() * 1e9)
        self.moment = replace(self.moment, utc=self.moment.utc + by, mono_ns=ns)


class Busy(NoLiveVisits):
    """Everybody is in a live visit."""

    def busy(self, staff: StaffId) -> bool:
        return True


@dataclass
class Desk:
    store: SqlStore
    clock: HandClock
    passwords: Passwords
    email: str
    password: str
    staff: StaffId

    def sign_in(self, live: NoLiveVisits | None = None, *, reached: bool = False) -> SignIn:
        """`reached`: by others than this machine."""
        return SignIn(self.store, self.clock, self.passwords, live or NoLiveVisits(), second_factor_required=reached)


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store = await open_store(databases.url(tmp_path), key=load_or_create_signing_key(tmp_path / "key.pem"))
    passwords, clock = Passwords(QUICK_HASH), HandClock()
    people = People(store, clock, passwords, NoLiveVisits(), second_factor_required=False)
    practice = Practice("P", "555-0100", "America/New_York", "g")
    account = await people.add(NewStaff("a@p.example", "A", "office"), practice)
    yield Desk(store, clock, passwords, account.staff.email, account.password, account.staff.id)
    passwords.close()
    await store.close()


async def test_a_quarter_of_an_hour_without_use_locks_it_and_the_password_unlocks_it(desk: Desk) -> None:
    sign_in = desk.sign_in()
    secret = await sign_in.begin(desk.email, desk.password, None, "here", None)
    for _ in range(4):
        desk.clock.move(timedelta(minutes=14))
        me = await sign_in.who(secret)
    desk.clock.move(timedelta(minutes=16))
    for _ in range(2):
        with pytest.raises(Locked, match="Enter your password"):
            await sign_in.who(secret)
    with pytest.raises(WrongPassword):
        await sign_in.unlock(me, "not this one", "here")
    with pytest.raises(Locked):
        await sign_in.who(secret)
    await sign_in.unlock(me, desk.password, "here")
    assert (await sign_in.who(secret)).staff.email == desk.email


async def test_it_never_locks_in_a_live_visit(desk: Desk) -> None:
    sign_in = desk.sign_in(Busy())
    secret = await sign_in.begin(desk.email, desk.password, None, "here", None)
    desk.clock.move(timedelta(hours=3))
    me = await sign_in.who(secret)
    assert me.staff.email == desk.email
    await sign_in.lock(me)
    assert (await sign_in.who(secret)).staff.email == desk.email


async def test_a_page_that_is_connected_and_used_stays_in_use_and_one_that_is_not_is_locked(desk: Desk) -> None:
    class Connected(NoLiveVisits):
        quiet_s = 30.0
        cut: list[str | None]

        def __init__(self) -> None:
            self.cut = []

        def sign_ins(self) -> list[LiveSignIn]:
            return [LiveSignIn(desk.staff, digest(secret), self.quiet_s)]

        async def signed_out(self, staff: StaffId, session: str | None) -> None:
            self.cut.append(session)

        async def access_withdrawn(self, staff: StaffId, session: str | None) -> None:
            self.cut.append(f"withdrawn {session}")

    live = Connected()
    sign_in = desk.sign_in(live)
    secret = await sign_in.begin(desk.email, desk.password, None, "here", None)
    for _ in range(4):
        desk.clock.move(timedelta(minutes=10))
        await sign_in.look_after()
    await sign_in.who(secret)
    live.quiet_s = 16 * 60.0
    desk.clock.move(timedelta(minutes=16))
    await sign_in.look_after()
    assert live.cut == [digest(secret)]
    with pytest.raises(Locked):
        await sign_in.who(secret)
    async with desk.store.unit() as unit:
        await unit.end_session(digest(secret))
    await sign_in.look_after()
    assert live.cut[-1] == f"withdrawn {digest(secret)}", "another process ended it"


async def test_twelve_hours_end_it_whatever_is_going_on(desk: Desk) -> None:
    sign_in = desk.sign_in(Busy())
    secret = await sign_in.begin(desk.email, desk.password, None, "here", None)
    desk.clock.move(timedelta(hours=12, seconds=1))
    with pytest.raises(NotSignedIn):
        await sign_in.who(secret)


async def test_a_closed_account_is_out_at_once(desk: Desk) -> None:
    sign_in = desk.sign_in()
    secret = await sign_in.begin(desk.email, desk.password, None, "here", None)
    async with desk.store.unit() as unit:
        staff = await unit.staff_by_email(desk.email)
        assert staff is not None
        await unit.save_staff(replace(staff, active=False))
    with pytest.raises(NotSignedIn):
        await sign_in.who(secret)
    with pytest.raises(NotSignedIn):
        await sign_in.begin(desk.email, desk.password, None, "here", None)


async def test_only_the_digest_of_the_secret_is_stored(desk: Desk, tmp_path: Path) -> None:
    secret = await desk.sign_in().begin(desk.email, desk.password, None, "here", None)
    async with desk.store.reading() as unit:
        assert await unit.session(secret) is None
        assert await unit.session(digest(secret)) is not None
    assert secret not in str(databases.sql(tmp_path, "SELECT * FROM staff_session"))


async def test_a_wait_is_over_when_the_clock_says_so(desk: Desk) -> None:
    sign_in = desk.sign_in()
    for number in range(6):
        with pytest.raises(NotSignedIn):
            await sign_in.begin(desk.email, f"guess {number}", None, "here", None)
        desk.clock.move(timedelta(seconds=2))
    desk.clock.move(timedelta(seconds=2))
    await sign_in.begin(desk.email, desk.password, None, "here", None)


async def test_a_password_that_was_handed_out_opens_for_a_week_and_only_to_choose_another(desk: Desk) -> None:
    trial, reached = desk.sign_in(), desk.sign_in(reached=True)
    secret = await reached.begin(desk.email, desk.password, None, "here", None)
    with pytest.raises(NoOwnPassword):
        await reached.who(secret, even=frozenset({"unenrolled"}))
    me = await reached.who(secret, even=frozenset({"unenrolled", "handed_out"}))
    assert (await trial.who(secret)).staff.id == desk.staff, (
        "a server that only its own machine reaches asks for nothing"
    )

    desk.clock.move(timedelta(days=7, minutes=1))
    with pytest.raises(NotSignedIn, match="expired"):
        await reached.begin(desk.email, desk.password, None, "here", None)
    assert await trial.begin(desk.email, desk.password, None, "here", None)

    people = People(desk.store, desk.clock, desk.passwords, NoLiveVisits(), second_factor_required=True)
    fresh = (await people.new_password(desk.email)).password
    with pytest.raises(NotSignedIn):
        await reached.who(secret, even=frozenset({"unenrolled", "handed_out"}))
    again = await reached.begin(desk.email, fresh, None, "here", None)
    me = await reached.who(again, even=frozenset({"unenrolled", "handed_out"}))
    account = OwnAccount(desk.store, desk.clock, desk.passwords, NoLiveVisits(), reached)
    await account.change_password(me, fresh, "plum anvil Kestrel 41", "here")
    assert (await reached.who(again, even=frozenset({"unenrolled"}))).staff.password_until is None
    desk.clock.move(timedelta(days=30))
    assert await reached.begin(desk.email, "plum anvil Kestrel 41", None, "here", None)
