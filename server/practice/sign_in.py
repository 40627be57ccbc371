"""Signing in and staying signed in. One answer for an unknown address and for a wrong password, after the same work."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyotp
from pydantic import TypeAdapter

from server.access.policy import Actor
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotSignedIn, TooMany
from server.base.ids import StaffId, digest, new_secret
from server.evidence.events import Credential
from server.practice.backoff import Backoff
from server.practice.passwords import MAX_PASSWORD, Passwords
from server.practice.ports import LiveVisits
from server.visits.records import Practice, Staff, StaffSession

IDLE = timedelta(minutes=30)
"""Without a request for so long a sign-in ends, except for someone in a live visit."""
LONGEST = timedelta(hours=12)
"""A sign-in never lives longer, busy or not."""
CREDENTIAL: TypeAdapter[Credential | None] = TypeAdapter(Credential | None)
_TOUCH = timedelta(minutes=1)
"""How stale the stored `seen_at` may be: a write for every request would queue behind evidence."""


class SecondFactor(NotSignedIn):
    """The password was right; a six-digit code is missing, wrong or already used."""

    code = "second_factor"


class SlowDown(TooMany):
    """Too many wrong attempts. `retry_after_s` seconds from now the next one is looked at."""

    code = "slow_down"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Too many attempts. Please wait {retry_after_s} seconds and try again.")
        self.retry_after_s = retry_after_s


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
    """The use cases of a sign-in: begin, recognise, end."""

    def __init__(
        self, store: Store, clock: Clock, passwords: Passwords, live: LiveVisits, *, second_factor_required: bool
    ) -> None:
        self._store, self._clock, self._passwords, self._live = store, clock, passwords, live
        self._second_factor_required = second_factor_required
        self._backoff = Backoff()
        self._used_codes: OrderedDict[tuple[StaffId, int], None] = OrderedDict()

    async def begin(self, email: str, password: str, code: str | None, source: str, former: str | None) -> str:
        """Sign in and return the new session's secret, for the cookie. `former` is the secret the browser came with:
        it ends here, so that a secret planted before the sign-in is worth nothing after it (ASVS 7.2.4).

        Raises `NotSignedIn`, `SecondFactor` or `SlowDown`.
        """
        now = self._clock.now()
        account = digest(email.strip().casefold())
        if wait := self._backoff.wait_s(account, source, now.mono_ns):
            raise SlowDown(wait)
        async with self._store.reading() as unit:
            staff = await unit.staff_by_email(email.strip().casefold())
        known = staff if staff is not None and staff.active else None
        fits = len(password) <= MAX_PASSWORD and await self._passwords.right(
            known.password_hash if known else None, password
        )
        if known is None or not fits:
            self._backoff.failed(account, source, now.mono_ns)
            raise NotSignedIn("That mail address and password do not match. Check both and try again.")
        self._second_factor(known, code, account, source)
        self._backoff.succeeded(account, source)
        secret = new_secret()
        async with self._store.unit() as write:
            if former:
                await write.end_session(digest(former))
            await write.add_session(StaffSession(digest(secret), known.id, now.utc, now.utc))
        return secret

    async def who(self, secret: str | None) -> SignedIn:
        """Whose session this is. Raises `NotSignedIn` where it is none, or over, or the account was closed."""
        if not secret:
            raise NotSignedIn("Please sign in.")
        now = self._clock.now().utc
        async with self._store.reading() as unit:
            session = await unit.session(digest(secret))
            staff = await unit.staff(session.staff) if session else None
        if session is None or staff is None or not staff.active:
            raise NotSignedIn("Please sign in.")
        if self._over(session, now):
            async with self._store.unit() as write:
                await write.end_session(session.digest)
            raise NotSignedIn("You were signed out after a while without use. Please sign in again.")
        if now - session.seen_at > _TOUCH:
            async with self._store.unit() as write:
                await write.save_session(replace(session, seen_at=now))
        return SignedIn(staff, session.digest)

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
        await self._live.signed_out(signed_in.staff.id, signed_in.session)

    def _over(self, session: StaffSession, now: datetime) -> bool:
        if now - session.created_at > LONGEST:
            return True
        return now - session.seen_at > IDLE and not self._live.busy(session.staff)

    def _second_factor(self, staff: Staff, code: str | None, account: str, source: str) -> None:
        if staff.totp_secret is None:
            if self._second_factor_required:
                raise SecondFactor(
                    "This server asks for a second factor and your account has none yet. An administrator sets one up."
                )
            return
        if not code:
            raise SecondFactor("Enter the six-digit code that your authenticator app shows.")
        now = self._clock.now()
        totp = pyotp.TOTP(staff.totp_secret)
        step = int(now.utc.timestamp()) // totp.interval
        # RFC 6238 section 5.2: one step of clock drift either way, and a code is accepted once only.
        for drift in (0, -1, 1):
            used = (staff.id, step + drift)
            if used not in self._used_codes and pyotp.utils.strings_equal(
                totp.generate_otp(step + drift), code.strip()
            ):
                self._used_codes[used] = None
                while len(self._used_codes) > 10_000:
                    self._used_codes.popitem(last=False)
                return
        self._backoff.failed(account, source, now.mono_ns)
        raise SecondFactor("That code is not right, or was used already. Wait for the next one and try again.")
