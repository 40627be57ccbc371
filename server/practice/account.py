"""What a member of staff does to their own account: password, second factor, recovery codes, sign-ins."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import structlog

from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound, NotNow
from server.base.ids import StaffId
from server.practice.password_rules import check_new_password
from server.practice.passwords import Passwords
from server.practice.ports import LiveVisits
from server.practice.second_factor import new_recovery_codes, six_digits, step_of
from server.practice.sign_in import SignedIn, SignIn
from server.visits.records import StaffSession

log = structlog.get_logger()
OFFER_LIFE = timedelta(minutes=15)
"""How long a secret that was shown waits for its first code."""
_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account is protected now."""

    second_factor: bool
    second_factor_required: bool
    recovery_codes_left: int
    password_own: bool
    password_needed: bool
    """A password of one's own has to be chosen before anything else."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A second factor's secret on its way into an authenticator app: as text, and as the otpauth address that a QR code
    holds (Google Authenticator's "Key Uri Format")."""

    secret: str
    uri: str


def session_id(session: StaffSession) -> str:
    """A name for a sign-in that opens nothing: from its digest, which is not its secret."""
    return str(uuid.UUID(session.digest[:32]))


class OwnAccount:
    """The use cases. What changes how somebody signs in asks for the password again (ASVS 7.5.1)."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        live: LiveVisits,
        sign_in: SignIn,
        seen_in_breaches: Path | None = None,
    ) -> None:
        self._store, self._clock, self._passwords, self._live = store, clock, passwords, live
        self._sign_in, self._seen_in_breaches = sign_in, seen_in_breaches
        self._offers: OrderedDict[StaffId, tuple[str, datetime]] = OrderedDict()

    async def standing(self, me: SignedIn) -> Standing:
        """How the account is protected, for its own page."""
        async with self._store.reading() as unit:
            codes = await unit.recovery_codes(me.staff.id)
        return Standing(
            second_factor=me.staff.totp_secret is not None,
            second_factor_required=self._sign_in.second_factor_required,
            recovery_codes_left=sum(code.used_at is None for code in codes),
            password_own=me.staff.password_at is not None,
            password_needed=self._sign_in.handed_out(me.staff),
        )

    async def change_password(self, me: SignedIn, password: str, new: str, source: str) -> None:
        """A new password; the person's other sign-ins end. Raises `WrongPassword`, `SlowDown` or `Invalid`."""
        await self._sign_in.confirm(me, password, source)
        if new == password:
            raise Invalid("new_password: this is the password you have. Choose another one.")
        async with self._store.reading() as unit:
            practice = await unit.practice()
        await check_new_password(new, me.staff, practice, self._seen_in_breaches)
        hashed, now = await self._passwords.hash(new), self._clock.now().utc
        async with self._store.unit() as write:
            staff = await write.staff(me.staff.id)
            if staff is None or staff.password_hash != me.staff.password_hash:
                raise NotNow("Your password was changed just now. Please sign in again.")
            await write.save_staff(replace(staff, password_hash=hashed, password_at=now, password_until=None))
        log.info("password changed", person=me.staff.id)
        await self._end_others(me)

    async def offer_second_factor(self, me: SignedIn, password: str, source: str) -> Offered:
        """A fresh secret for the authenticator app. Nothing changes until `enrol` is given a code of it.

        Raises `WrongPassword` or `SlowDown`.
        """
        await self._sign_in.confirm(me, password, source)
        practice = await self._sign_in.practice()
        secret = pyotp.random_base32()
        self._offers[me.staff.id] = secret, self._clock.now().utc + OFFER_LIFE
        self._offers.move_to_end(me.staff.id)
        while len(self._offers) > _KEPT:
            self._offers.popitem(last=False)
        uri = pyotp.TOTP(secret).provisioning_uri(name=me.staff.email, issuer_name=practice.name)
        return Offered(secret, uri)

    async def enrol(self, me: SignedIn, code: str) -> list[str]:
        """The app shows the right code: from now on it is asked for. Returns the ten recovery codes, shown once.

        Raises `NotNow` where nothing was offered, or too long ago, and `Invalid` for a wrong code.
        """
        now = self._clock.now().utc
        secret, until = self._offers.get(me.staff.id, ("", now))
        if until <= now:
            raise NotNow("Begin again: the secret that was shown is not valid any more.")
        digits = six_digits(code)
        step = step_of(secret, digits, now, None) if digits else None
        if step is None:
            raise Invalid(
                "code: this is not the code that the app shows now. Check the phone's clock and try the next one."
            )
        shown, stored = await new_recovery_codes(me.staff.id, self._passwords)
        async with self._store.unit() as write:
            staff = await write.staff(me.staff.id)
            if staff is None:
                raise NotFound
            await write.save_staff(replace(staff, totp_secret=secret, totp_last_step=step))
            await write.replace_recovery_codes(staff.id, stored)
        self._offers.pop(me.staff.id, None)
        log.info("second factor set up", person=me.staff.id)
        await self._end_others(me)
        return shown

    async def new_recovery_codes(self, me: SignedIn, password: str, source: str) -> list[str]:
        """Ten new codes; the old ones open nothing any more. Raises `WrongPassword`, `SlowDown` or `NotNow`."""
        await self._sign_in.confirm(me, password, source)
        if me.staff.totp_secret is None:
            raise NotNow("Set up the second factor first: recovery codes stand in for it.")
        shown, stored = await new_recovery_codes(me.staff.id, self._passwords)
        async with self._store.unit() as write:
            await write.replace_recovery_codes(me.staff.id, stored)
        return shown

    async def remove_second_factor(self, me: SignedIn, password: str, source: str) -> None:
        """Sign in by password alone again. Raises `NotNow` where this server asks for a second factor."""
        await self._sign_in.confirm(me, password, source)
        if self._sign_in.second_factor_required:
            raise NotNow("This server asks everybody for a second factor. You can set up another one instead.")
        async with self._store.unit() as write:
            staff = await write.staff(me.staff.id)
            if staff is not None:
                await write.save_staff(replace(staff, totp_secret=None, totp_last_step=None))
                await write.replace_recovery_codes(staff.id, [])
        log.warning("second factor removed", person=me.staff.id, by=me.staff.id)

    async def sign_ins(self, me: SignedIn) -> list[StaffSession]:
        """Where this person is signed in, the newest first."""
        async with self._store.reading() as unit:
            return await unit.sessions_of(me.staff.id)

    async def end(self, me: SignedIn, session: str | None, password: str, source: str) -> None:
        """End one of one's own sign-ins, by its `session_id`, or with None all but the one that asks. The password is asked
        again, so that whoever finds a page open cannot keep its owner out (ASVS 7.5.2).

        Raises `WrongPassword`, `SlowDown` or `NotFound`.
        """
        await self._sign_in.confirm(me, password, source)
        if session is None:
            return await self._end_others(me)
        async with self._store.unit() as unit:
            found = [one for one in await unit.sessions_of(me.staff.id) if session_id(one) == session]
            if not found:
                raise NotFound
            await unit.end_session(found[0].digest)
        await self._live.access_withdrawn(me.staff.id, found[0].digest)

    async def _end_others(self, me: SignedIn) -> None:
        async with self._store.unit() as unit:
            others = [one for one in await unit.sessions_of(me.staff.id) if one.digest != me.session]
            await unit.end_sessions_of(me.staff.id, but=me.session)
        for other in others:
            await self._live.access_withdrawn(me.staff.id, other.digest)
