"""Signing in and staying signed in. One answer for an unknown address and for a wrong password, after the same work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import structlog
from pydantic import TypeAdapter

from server.access.policy import Actor
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import NotSignedIn, Refusal, TooMany
from server.base.ids import digest, new_secret
from server.evidence.events import Credential
from server.practice.backoff import Backoff
from server.practice.passwords import MAX_PASSWORD, Passwords
from server.practice.ports import LiveVisits
from server.practice.second_factor import recovery_code, six_digits, step_of
from server.visits.records import Practice, RecoveryCode, Staff, StaffSession

log = structlog.get_logger()
IDLE = timedelta(minutes=15)
"""Without use for so long a sign-in locks, except for someone in a live visit (45 CFR 164.312(a)(2)(iii))."""
LONGEST = timedelta(hours=12)
"""A sign-in never lives longer, busy or not."""
CREDENTIAL: TypeAdapter[Credential | None] = TypeAdapter(Credential | None)
_TOUCH = timedelta(minutes=1)
"""How stale the stored `seen_at` may be: a write for every request would queue behind evidence."""

Even = Literal["locked", "unenrolled", "handed_out"]
"""What a sign-in may be and still do a thing: locked, without the second factor that this server asks for, or with the password
that was handed out."""


class SecondFactor(NotSignedIn):
    """The password was right; a code is missing, wrong or already used."""

    code = "second_factor"


class SlowDown(TooMany):
    """Too many wrong attempts. `retry_after_s` seconds from now the next one is looked at."""

    code = "slow_down"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Too many attempts. Please wait {retry_after_s} seconds and try again.")
        self.retry_after_s = retry_after_s


class Locked(NotSignedIn):
    """Signed in, and away for a while: the password unlocks. `name` is the person's own."""

    code = "locked"

    def __init__(self, name: str) -> None:
        super().__init__("This page was locked after a while without use. Enter your password to go on.")
        self.name = name


class NoSecondFactor(Refusal):
    """Signed in by password alone, where this server asks for more: first the second factor is set up."""

    code = "second_factor_needed"
    status = 403


class NoOwnPassword(Refusal):
    """Signed in with the password that was handed out, where others reach the server: first comes one of the person's own."""

    code = "password_needed"
    status = 403


class WrongPassword(Refusal):
    """Somebody who is signed in was asked for their password again, and gave another one."""

    code = "wrong_password"
    status = 403


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a request comes from. `session` is the digest that the sign-in is stored under."""

    staff: Staff
    session: str

    @property
    def actor(self) -> Actor:
        return staff_actor(self.staff)


def staff_actor(staff: Staff) -> Actor:
    """The member of staff as the one who asks."""
    return Actor(staff.id, "staff", staff.role, CREDENTIAL.validate_python(staff.credential))


class SignIn:
    """The use cases of a sign-in: begin, recognise, lock, unlock, end."""

    def __init__(
        self, store: Store, clock: Clock, passwords: Passwords, live: LiveVisits, *, second_factor_required: bool
    ) -> None:
        self._store, self._clock, self._passwords, self._live = store, clock, passwords, live
        self.second_factor_required = second_factor_required
        self._backoff = Backoff()

    async def begin(
        self, email: str, password: str, code: str | None, source: str, former: str | None, agent: str | None = None
    ) -> str:
        """Sign in and return the new session's secret, for the cookie. `former` is the secret the browser came with:
        it ends here, so that a secret planted before the sign-in is worth nothing after it (ASVS 7.2.4).

        Raises `NotSignedIn`, `SecondFactor` or `SlowDown`.
        """
        account = digest(email.strip().casefold())
        self._count(account, source)
        async with self._store.reading() as unit:
            staff = await unit.staff_by_email(email.strip().casefold())
        known = staff if staff is not None and staff.active else None
        if not await self._fits(known, password) or known is None:
            log.warning("sign-in refused", person=staff.id if staff else None, why="password")
            raise NotSignedIn("That mail address and password do not match. Check both and try again.")
        over = known.password_until is not None and known.password_until < self._clock.now().utc
        if over and self.handed_out(known):
            self._backoff.taken_back(account, source)
            log.warning("sign-in refused", person=known.id, why="handed-out password is over")
            raise NotSignedIn("That password was handed out and never changed, and has expired. Ask for a new one.")
        paper = await self._paper_code(known, code)
        if known.totp_secret is not None and not code:
            self._backoff.taken_back(account, source)
            raise SecondFactor("Enter the six-digit code that your authenticator app shows.")
        secret, now = new_secret(), self._clock.now().utc
        async with self._store.unit() as write:
            try:
                await self._second_factor(write, known, code, paper, now)
            except SecondFactor:
                log.warning("sign-in refused", person=known.id, why="code")
                raise
            if former:
                await write.end_session(digest(former))
            await write.add_session(StaffSession(digest(secret), known.id, now, now, agent=agent))
        self._backoff.succeeded(account, source)
        factor = "recovery code" if paper else "app" if known.totp_secret else "none"
        log.info("signed in", person=known.id, second_factor=factor)
        return secret

    async def who(self, secret: str | None, *, even: frozenset[Even] = frozenset()) -> SignedIn:
        """Whose session this is. Raises `NotSignedIn` where it is none, or over, or the account was closed; `Locked`,
        `NoOwnPassword` and `NoSecondFactor` where it is so and `even` does not allow for it."""
        now = self._clock.now().utc
        session, staff = await self._session(secret)
        if session.locked_at is None and self._idle(session, now):
            session = await self._locked(session)
        if session.locked_at is not None and "locked" not in even:
            raise Locked(staff.name)
        if self.handed_out(staff) and "handed_out" not in even:
            raise NoOwnPassword("Choose a password of your own first: your page shows how.")
        if self.second_factor_required and staff.totp_secret is None and "unenrolled" not in even:
            raise NoSecondFactor("This server asks for a second factor. Set yours up first: your page shows how.")
        if session.locked_at is None and now - session.seen_at > _TOUCH:
            await self._seen(session, now)
        return SignedIn(staff, session.digest)

    def handed_out(self, staff: Staff) -> bool:
        """Whether the account's password was handed out and has to be exchanged (ASVS 6.4.1): where others reach the server,
        as with the second factor."""
        return self.second_factor_required and staff.password_until is not None

    async def confirm(self, signed_in: SignedIn, password: str, source: str) -> None:
        """The person at the machine is still the one who signed in. Raises `WrongPassword` or `SlowDown`."""
        account = digest(signed_in.staff.email.casefold())
        self._count(account, source)
        if not await self._fits(signed_in.staff, password):
            log.warning("password asked again was wrong", person=signed_in.staff.id)
            raise WrongPassword("That is not your password. Check it and try again.")
        self._backoff.succeeded(account, source)

    async def unlock(self, signed_in: SignedIn, password: str, source: str) -> None:
        """Go on with a locked sign-in. Raises `WrongPassword` or `SlowDown`."""
        await self.confirm(signed_in, password, source)
        async with self._store.unit() as unit:
            session = await unit.session(signed_in.session)
            if session is not None:
                await unit.save_session(replace(session, locked_at=None, seen_at=self._clock.now().utc))
        log.info("unlocked", person=signed_in.staff.id)

    async def lock(self, signed_in: SignedIn) -> None:
        """Lock now: the page says that nobody is there. Not in a live visit."""
        if self._live.busy(signed_in.staff.id):
            return
        async with self._store.reading() as unit:
            session = await unit.session(signed_in.session)
        if session is not None and session.locked_at is None:
            await self._locked(session)

    async def practice(self) -> Practice:
        """The practice this installation serves."""
        async with self._store.reading() as unit:
            practice = await unit.practice()
        if practice is None:
            raise NotSignedIn("This server has no practice yet. Run: python -m server staff add")
        return practice

    async def end(self, signed_in: SignedIn) -> None:
        """Sign out: the session is gone from the store, and its sockets go too."""
        async with self._store.unit() as unit:
            await unit.end_session(signed_in.session)
        log.info("signed out", person=signed_in.staff.id)
        await self._live.signed_out(signed_in.staff.id, signed_in.session)

    async def look_after(self) -> None:
        """Look at every sign-in that has a page connected: those that ended elsewhere (another process, an administrator)
        are cut, those that nobody uses are locked, and those in a live visit stay in use."""
        for page in self._live.sign_ins():
            now = self._clock.now().utc
            async with self._store.reading() as unit:
                session = await unit.session(page.session)
                staff = await unit.staff(page.staff)
            if session is None or staff is None or not staff.active:
                await self._live.access_withdrawn(page.staff, page.session)
                continue
            used = max(session.seen_at, now - timedelta(seconds=page.quiet_s))
            if self._live.busy(page.staff):
                used = now
            if session.locked_at is not None or self._idle(replace(session, seen_at=used), now):
                await self._locked(session)
            elif now - session.created_at > LONGEST and not self._live.busy(page.staff):
                await self._live.signed_out(page.staff, page.session)
            elif used - session.seen_at > _TOUCH:
                await self._seen(session, used)

    async def _session(self, secret: str | None) -> tuple[StaffSession, Staff]:
        if not secret:
            raise NotSignedIn("Please sign in.")
        async with self._store.reading() as unit:
            session = await unit.session(digest(secret))
            staff = await unit.staff(session.staff) if session else None
        if session is None or staff is None or not staff.active:
            raise NotSignedIn("Please sign in.")
        if self._clock.now().utc - session.created_at > LONGEST:
            async with self._store.unit() as write:
                await write.end_session(session.digest)
            raise NotSignedIn("You were signed out after twelve hours. Please sign in again.")
        return session, staff

    def _idle(self, session: StaffSession, now: datetime) -> bool:
        return now - session.seen_at > IDLE and not self._live.busy(session.staff)

    async def _locked(self, session: StaffSession) -> StaffSession:
        locked = replace(session, locked_at=session.locked_at or self._clock.now().utc)
        if session.locked_at is None:
            async with self._store.unit() as write:
                await write.save_session(locked)
            log.info("locked", person=session.staff)
        await self._live.signed_out(session.staff, session.digest)
        return locked

    async def _seen(self, session: StaffSession, at: datetime) -> None:
        async with self._store.unit() as write:
            await write.session_seen(session.digest, at)

    def _count(self, account: str, source: str) -> None:
        now_ns = self._clock.now().mono_ns
        if wait := self._backoff.wait_s(account, source, now_ns):
            log.warning("sign-in slowed down", wait_s=wait)
            raise SlowDown(wait)
        self._backoff.tried(account, source, now_ns)

    async def _fits(self, staff: Staff | None, password: str) -> bool:
        if len(password) > MAX_PASSWORD:
            return False
        return await self._passwords.right(staff.password_hash if staff else None, password)

    async def _paper_code(self, staff: Staff, code: str | None) -> RecoveryCode | None:
        """The recovery code that was typed instead of an app's, looked up before the transaction: hashing takes a while."""
        if staff.totp_secret is None or not code or six_digits(code):
            return None
        async with self._store.reading() as unit:
            codes = await unit.recovery_codes(staff.id)
        return await recovery_code(code, codes, self._passwords)

    async def _second_factor(
        self, write: Unit, known: Staff, code: str | None, paper: RecoveryCode | None, now: datetime
    ) -> None:
        """Use the code up inside the transaction that signs in, so that two at once cannot share it."""
        staff = await write.staff(known.id)
        if staff is None or staff.password_hash != known.password_hash or not staff.active:
            raise NotSignedIn("This account was changed just now. Please sign in again.")
        if staff.totp_secret is None:
            return
        if paper is not None and await write.use_recovery_code(paper, now):
            return
        digits = six_digits(code or "")
        step = step_of(staff.totp_secret, digits, now, staff.totp_last_step) if digits else None
        if step is None:
            raise SecondFactor("That code is not right, or was used already. Wait for the next one and try again.")
        await write.save_staff(replace(staff, totp_last_step=step))
