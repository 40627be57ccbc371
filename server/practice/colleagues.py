"""What the administrator does to other people's accounts: role, closing, resets, sign-ins. Each takes effect at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from server.access.policy import require
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import NotFound, NotNow
from server.base.ids import StaffId
from server.practice.account import session_id
from server.practice.passwords import HANDED_OUT, Passwords, random_password
from server.practice.people import NewStaff, check
from server.practice.ports import LiveVisits
from server.practice.sign_in import SignedIn, SignIn
from server.visits.records import Staff, StaffRole, StaffSession

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Changes:
    """What an account is to be from now on. The mail address stays: it is how the person signs in."""

    name: str
    role: StaffRole
    credential: str | None
    npi: str | None
    specialty: str | None
    licensed_states: tuple[str, ...]


class Colleagues:
    """The use cases of an administrator. Resets ask for the administrator's own password again."""

    def __init__(self, store: Store, clock: Clock, passwords: Passwords, live: LiveVisits, sign_in: SignIn) -> None:
        self._store, self._clock, self._passwords, self._live = store, clock, passwords, live
        self._sign_in = sign_in

    async def change(self, me: SignedIn, person: StaffId, changes: Changes) -> Staff:
        """Change what somebody is. A new role or credential ends their sign-ins: they come back as what they are now.

        Raises `NotFound`, `Invalid`, or `NotNow` where nobody would be left to manage the accounts.
        """
        require(me.actor, "manage_staff")
        async with self._store.unit() as unit:
            staff = await _known(unit, person)
            wanted = NewStaff(
                staff.email, changes.name, changes.role, changes.credential, changes.npi, changes.specialty,
                changes.licensed_states,
            )  # fmt: skip
            check(wanted)
            if changes.role != "administrator":
                await _not_the_last(unit, staff)
            changed = replace(
                staff,
                name=changes.name.strip(),
                role=changes.role,
                credential=changes.credential,
                npi=changes.npi,
                specialty=changes.specialty,
                licensed_states=changes.licensed_states,
            )
            await unit.save_staff(changed)
            log.warning("account changed", person=person, by=me.staff.id, role=changed.role)
            other = (changed.role, changed.credential) != (staff.role, staff.credential)
            if other:
                await unit.end_sessions_of(person)
        if other:
            await self._live.access_withdrawn(person, None)
        return changed

    async def set_active(self, me: SignedIn, person: StaffId, active: bool) -> None:
        """Close an account, or open it again. Closing cuts whatever the person has open, now.

        Raises `NotFound`, or `NotNow` for one's own account and for the last administrator's.
        """
        require(me.actor, "manage_staff")
        async with self._store.unit() as unit:
            staff = await _known(unit, person)
            if not active:
                if person == me.staff.id:
                    raise NotNow("You cannot close your own account. Ask another administrator.")
                await _not_the_last(unit, staff)
                await unit.end_sessions_of(person)
            await unit.save_staff(replace(staff, active=active))
        log.warning("account opened" if active else "account closed", person=person, by=me.staff.id)
        if not active:
            await self._live.access_withdrawn(person, None)

    async def reset_password(self, me: SignedIn, person: StaffId, password: str, source: str) -> str:
        """A new random password for somebody who cannot sign in, shown once and good for `HANDED_OUT`; their sign-ins end.

        Raises `WrongPassword` (the administrator's), `SlowDown`, `NotFound`, or `NotNow` for one's own account.
        """
        await self._confirmed(me, person, password, source)
        fresh = random_password()
        hashed = await self._passwords.hash(fresh)
        async with self._store.unit() as unit:
            staff = await _known(unit, person)
            until = self._clock.now().utc + HANDED_OUT
            await unit.save_staff(replace(staff, password_hash=hashed, password_at=None, password_until=until))
            await unit.end_sessions_of(person)
        log.warning("password reset", person=person, by=me.staff.id)
        await self._live.access_withdrawn(person, None)
        return fresh

    async def reset_second_factor(self, me: SignedIn, person: StaffId, password: str, source: str) -> None:
        """Take the second factor from somebody who has lost it; where the server asks for one, they set up another at the
        next sign-in. Raises as `reset_password` does."""
        await self._confirmed(me, person, password, source)
        async with self._store.unit() as unit:
            staff = await _known(unit, person)
            await unit.save_staff(replace(staff, totp_secret=None, totp_last_step=None))
            await unit.replace_recovery_codes(person, [])
            await unit.end_sessions_of(person)
        log.warning("second factor removed", person=person, by=me.staff.id)
        await self._live.access_withdrawn(person, None)

    async def sign_ins(self, me: SignedIn, person: StaffId) -> list[StaffSession]:
        """Where somebody is signed in, the newest first. Raises `NotFound`."""
        require(me.actor, "manage_staff")
        async with self._store.reading() as unit:
            await _known(unit, person)
            return await unit.sessions_of(person)

    async def end_sign_in(self, me: SignedIn, person: StaffId, session: str | None) -> None:
        """End one of somebody's sign-ins, by its id, or with None all of them. Raises `NotFound`, or `NotNow` for one's own:
        those ask for the password again."""
        require(me.actor, "manage_staff")
        _somebody_else(me, person)
        async with self._store.unit() as unit:
            await _known(unit, person)
            theirs = await unit.sessions_of(person)
            ended = [one for one in theirs if session is None or session_id(one) == session]
            if session is not None and not ended:
                raise NotFound
            for one in ended:
                await unit.end_session(one.digest)
        for one in ended:
            await self._live.access_withdrawn(person, one.digest)

    async def _confirmed(self, me: SignedIn, person: StaffId, password: str, source: str) -> None:
        require(me.actor, "manage_staff")
        _somebody_else(me, person)
        await self._sign_in.confirm(me, password, source)


def _somebody_else(me: SignedIn, person: StaffId) -> None:
    if person == me.staff.id:
        raise NotNow("This is your own account. Your account's page changes it.")


async def _known(unit: Unit, person: StaffId) -> Staff:
    staff = await unit.staff(person)
    if staff is None:
        raise NotFound
    return staff


async def _not_the_last(unit: Unit, staff: Staff) -> None:
    others = [
        one for one in await unit.all_staff() if one.role == "administrator" and one.active and one.id != staff.id
    ]
    if staff.role == "administrator" and staff.active and not others:
        raise NotNow("This is the only administrator. Make somebody else one first.")
