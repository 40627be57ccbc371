"""The people who work here: added by an administrator, never deleted, at most closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import pyotp

from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound, NotNow
from server.base.ids import StaffId, new_id
from server.evidence.events import Credential
from server.practice import npi as npis
from server.practice.passwords import HANDED_OUT, Passwords, random_password
from server.practice.ports import LiveVisits
from server.visits.records import Practice, Staff, StaffRole

BILLS = frozenset({"MD", "DO", "NP", "PA"})
"""Credentials whose minutes can count, and who can therefore be the rendering clinician."""
_NEEDS_CREDENTIAL = frozenset({"npc", "dermatologist"})
DERMATOLOGY = "207N00000X"
"""The taxonomy code of dermatology (NUCC); a dermatology NP or PA works in it too."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """What is known of a person before the account is made."""

    email: str
    name: str
    role: StaffRole
    credential: str | None = None
    npi: str | None = None
    specialty: str | None = None
    licensed_states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A new account with what is shown once: the password, and the secret of the second factor where there is one. The password
    is good until `staff.password_until`, where others reach the server."""

    staff: Staff
    password: str
    totp_uri: str | None


class People:
    """The use cases around accounts."""

    def __init__(
        self, store: Store, clock: Clock, passwords: Passwords, live: LiveVisits, *, second_factor_required: bool
    ) -> None:
        self._store, self._clock, self._passwords, self._live = store, clock, passwords, live
        self._second_factor_required = second_factor_required

    async def all(self) -> list[Staff]:
        """Everybody, by name."""
        async with self._store.reading() as unit:
            return sorted(await unit.all_staff(), key=lambda staff: staff.name)

    async def add(self, new: NewStaff, practice: Practice | None = None, *, lasting: bool = False) -> Account:
        """Make an account with a random password, good for `HANDED_OUT` unless it is `lasting` (the demonstration's).
        `practice` is stored first where the installation has none yet.

        Raises `Invalid`, or `NotNow` where the mail address has an account already.
        """
        check(new)
        password = random_password()
        secret = pyotp.random_base32() if self._second_factor_required else None
        staff = Staff(
            id=StaffId(new_id()),
            email=new.email.strip().casefold(),
            name=new.name.strip(),
            role=new.role,
            credential=new.credential,
            password_hash=await self._passwords.hash(password),
            npi=new.npi,
            specialty=new.specialty or (DERMATOLOGY if new.credential in BILLS else None),
            licensed_states=new.licensed_states,
            totp_secret=secret,
            password_until=None if lasting else self._clock.now().utc + HANDED_OUT,
        )
        async with self._store.unit() as unit:
            if await unit.practice() is None:
                if practice is None:
                    raise NotFound("This server has no practice yet.")
                await unit.save_practice(practice)
            if await unit.staff_by_email(staff.email) is not None:
                raise NotNow("There is an account with this mail address already.")
            await unit.save_staff(staff)
            named = await unit.practice()
        issuer = named.name if named else "Vestibule"
        uri = pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=issuer) if secret else None
        return Account(staff, password, uri)

    async def new_password(self, email: str) -> Account:
        """Another random password for an account, for whoever runs the server: the way back in for a last administrator.
        The person's sign-ins end. Raises `NotFound`."""
        password = random_password()
        hashed = await self._passwords.hash(password)
        async with self._store.unit() as unit:
            staff = await unit.staff_by_email(email.strip().casefold())
            if staff is None:
                raise NotFound("There is no account with this mail address.")
            until = self._clock.now().utc + HANDED_OUT
            staff = replace(staff, password_hash=hashed, password_at=None, password_until=until)
            await unit.save_staff(staff)
            await unit.end_sessions_of(staff.id)
        await self._live.access_withdrawn(staff.id, None)
        return Account(staff, password, None)

    async def enrol(self, email: str) -> str:
        """Give an account a new second factor; returns the otpauth URI, shown once. Raises `NotFound`."""
        secret = pyotp.random_base32()
        async with self._store.unit() as unit:
            staff = await unit.staff_by_email(email.strip().casefold())
            practice = await unit.practice()
            if staff is None or practice is None:
                raise NotFound("There is no account with this mail address.")
            await unit.save_staff(replace(staff, totp_secret=secret, totp_last_step=None))
            await unit.replace_recovery_codes(staff.id, [])
            await unit.end_sessions_of(staff.id)
        await self._live.access_withdrawn(staff.id, None)
        return pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=practice.name)


def check(new: NewStaff) -> None:
    """Raises `Invalid`, naming the field, where an account like this cannot be."""
    if "@" not in new.email.strip("@ "):
        raise Invalid("email: this is not a mail address.")
    if not new.name.strip():
        raise Invalid("name: please enter a name.")
    if new.credential is not None and new.credential not in get_args(Credential):
        raise Invalid(f"credential: one of {', '.join(get_args(Credential))}.")
    if new.role in _NEEDS_CREDENTIAL and new.credential is None:
        raise Invalid("credential: a clinician needs one; it decides whose minutes count.")
    if new.role == "dermatologist" and new.credential not in BILLS:
        raise Invalid("credential: a dermatologist is MD, DO, NP or PA.")
    if new.npi is not None and not npis.valid(new.npi):
        raise Invalid("npi: the check digit does not fit. Compare it with the registry's entry.")
    for state in new.licensed_states:
        if len(state) != 2 or not state.isalpha() or not state.isupper():
            raise Invalid("licensed_states: two capital letters each, like NY.")
