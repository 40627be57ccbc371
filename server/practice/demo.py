"""A practice to try things with: made once, on an empty database of a machine that only its owner can reach.

Everybody in it is invented, passwords are random, and the file that holds them can be read by its owner only.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pyotp

from server.access.policy import Actor
from server.access.ports import Store
from server.base.clock import Clock
from server.base.ids import StaffId, VisitId, digest, new_secret
from server.practice import npi
from server.practice.appointments import Appointments, NewPatient, NewVisit
from server.practice.links import issue
from server.practice.people import Account, NewStaff, People
from server.practice.sign_in import staff_actor
from server.visits.machine import State
from server.visits.records import Practice, StaffRole

FILE = "demo.json"
ZONE = "America/Los_Angeles"
STATE = "CA"


@dataclass(frozen=True, slots=True)
class _Person:
    role: StaffRole
    credential: str | None
    name: str
    email: str


_STAFF = (
    _Person("office", None, "Robin Ellis", "office@demo.example"),
    _Person("npc", "RN", "Casey Morgan", "rn@demo.example"),
    _Person("npc", "NP", "Jordan Reyes", "np@demo.example"),
    _Person("dermatologist", "MD", "Alex Lindqvist", "md@demo.example"),
    _Person("dermatologist", "MD", "Priya Raman", "md2@demo.example"),
    _Person("biller", None, "Sam Okafor", "biller@demo.example"),
    _Person("administrator", None, "Dana Fischer", "admin@demo.example"),
)
# All of them have English on file: a link opens in its patient's language, and whoever tries the demonstration reads the
# words that the documents name. "Español" is one press away on every page.
_PATIENTS: tuple[tuple[NewPatient, Literal["new", "established"], str], ...] = (
    (NewPatient("Maria Gonzalez", date(1984, 3, 12), "555-0101", "en", STATE), "new", "A mole that has changed"),
    (
        NewPatient("Walter Hughes", date(1951, 11, 2), "555-0102", "en", STATE),
        "established",
        "Itching rash on both arms",
    ),
    (NewPatient("Lucía Herrera", date(1997, 7, 25), "555-0103", "en", STATE), "established", "Acne, follow-up"),
    (NewPatient("Noah Bennett", date(2001, 1, 30), "555-0104", "en", STATE), "established", "Psoriasis, follow-up"),
)


class Demo:
    """Makes the demonstration practice, or brings the one there is up to today."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        people: People,
        appointments: Appointments,
        home: Path,
        base_url: str,
        link: Callable[[str], str],
        *,
        second_factor_required: bool,
    ) -> None:
        self._store, self._clock, self._people, self._appointments = store, clock, people, appointments
        self._file, self._base_url, self._link = home / FILE, base_url, link
        self._second_factor_required = second_factor_required

    async def ready(self, *, wanted: bool) -> dict[str, Any] | None:
        """What `demo.json` holds, once the practice is there and its visits are today's; None where there is no demo.

        `wanted`: whether an empty database may get a demonstration practice (HOST is loopback, or VESTIBULE_DEMO=1).
        """
        async with self._store.reading() as unit:
            empty = await unit.practice() is None and not await unit.all_staff()
        if empty:
            return await self._make() if wanted else None
        known = self._read()
        return await self._bring_up_to_date(known) if known is not None else None

    def device_check_token(self) -> str | None:
        """The installation's token, where a demo has written one down."""
        known = self._read()
        token = known.get("device_check_token") if known else None
        return token if isinstance(token, str) else None

    async def _make(self) -> dict[str, Any]:
        practice = Practice("Lakeview Dermatology (demo)", "555-0100", ZONE, "demo-group")
        accounts = await asyncio.gather(*(self._people.add(_new(person), practice, lasting=True) for person in _STAFF))
        staff = [_shown(account) for account in accounts]
        doctors = [account.staff.id for account in accounts if account.staff.role == "dermatologist"]
        by = next(staff_actor(account.staff) for account in accounts if account.staff.role == "office")
        now = self._clock.now().utc  # of one day, also where a day ends just here
        visits = [await self._visit(practice, by, now, number, doctors[number % 2]) for number in range(len(_PATIENTS))]
        known = {
            "base_url": self._base_url,
            "practice": practice.name,
            "staff": staff,
            "visits": visits,
            "device_check_token": new_secret(),
        }
        self._write(known)
        return known

    async def _visit(
        self, practice: Practice, by: Actor, now: datetime, number: int, doctor: StaffId
    ) -> dict[str, Any]:
        patient, status, reason = _PATIENTS[number]
        new = NewVisit(
            patient=patient,
            scheduled_at=_slot(practice, now, number),
            reason=reason,
            payer="PRIV_98000",
            patient_status=status,
            rendering=doctor,
        )
        appointment, secret = await self._appointments.make(new, by)
        return {
            "id": appointment.id,
            "patient": patient.name,
            "date_of_birth": patient.date_of_birth.isoformat(),
            "link": self._link(secret),
        }

    async def _bring_up_to_date(self, known: dict[str, Any]) -> dict[str, Any]:
        """Scheduled visits of a past day come to today, with links that work; the file follows where the server lives."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            practice = await unit.practice()
            if practice is None:
                return known
            start, _ = practice.bounds(practice.date_at(now.utc))
            for number, visit in enumerate(known["visits"]):
                secret = str(visit["link"]).partition("#")[2]
                appointment = await unit.appointment(VisitId(visit["id"]))
                if appointment is None or appointment.visit.state is not State.SCHEDULED:
                    continue
                if appointment.scheduled_at < start:
                    slot = _slot(practice, now.utc, number)
                    appointment = await unit.save_appointment(replace(appointment, scheduled_at=slot))
                link = await unit.link_by_digest(digest(secret))
                if link is None or link.revoked_at is not None or link.expires_at < now.utc + timedelta(hours=12):
                    secret, _ = await issue(unit, appointment, "patient", now, "server")
                visit["link"] = self._link(secret)
            if self._second_factor_required:
                for person in known["staff"]:
                    staff = await unit.staff_by_email(person["email"])
                    if staff is not None and staff.totp_secret is None:
                        person["totp_secret"] = pyotp.random_base32()
                        await unit.save_staff(replace(staff, totp_secret=person["totp_secret"]))
        known["base_url"] = self._base_url
        self._write(known)
        return known

    def _read(self) -> dict[str, Any] | None:
        try:
            known = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return None
        return known if isinstance(known, dict) and {"staff", "visits"} <= known.keys() else None

    def _write(self, known: dict[str, Any]) -> None:
        """Aside and moved into place, so that a reader never sees half of it. Mode 0600 from the first byte."""
        aside = self._file.with_name(f".{FILE}.{os.getpid()}")
        aside.unlink(missing_ok=True)
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(known, out, indent=1, ensure_ascii=False)
            out.write("\n")
        aside.replace(self._file)


def told(known: dict[str, Any], *, first: bool) -> str:
    """What is printed at the start: who can sign in, and the patients' links."""
    lines = [
        "",
        f"  {known['practice']} · {known['base_url']}" + ("" if first else " · as it was"),
        "",
        f"  Staff sign in at {known['base_url']}/staff (a second person: in a private window)",
    ]
    for person in known["staff"]:
        role = f"{person['role']}, {person['credential']}" if person["credential"] else person["role"]
        code = f"  TOTP {person['totp_secret']}" if person.get("totp_secret") else ""
        lines.append(f"    {role:<18} {person['name']:<16} {person['email']:<22} {person['password']}{code}")
    lines += ["", "  Patients open"]
    for visit in known["visits"]:
        lines.append(f"    {visit['patient']:<16} born {visit['date_of_birth']}  {visit['link']}")
    return "\n".join([*lines, ""])


def _new(person: _Person) -> NewStaff:
    bills = person.credential in ("MD", "NP")
    return NewStaff(
        email=person.email,
        name=person.name,
        role=person.role,
        credential=person.credential,
        # The identifiers issued so far begin with 1: an invented one should be nobody's.
        npi=npi.complete(f"2{secrets.randbelow(10**8):08d}") if bills else None,
        licensed_states=(STATE,) if person.credential else (),
    )


def _shown(account: Account) -> dict[str, Any]:
    staff = account.staff
    return {
        "role": staff.role,
        "credential": staff.credential,
        "name": staff.name,
        "email": staff.email,
        "password": account.password,
        **({"totp_secret": staff.totp_secret} if staff.totp_secret else {}),
    }


def _slot(practice: Practice, now: datetime, number: int) -> datetime:
    """A time around now, today: quarter of an hour apart from the next quarter on, never past the end of the day."""
    zone = ZoneInfo(practice.tz)
    local = now.astimezone(zone)
    quarter = local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15 * number)
    last = datetime.combine(local.date(), time(23, 0), zone) + timedelta(minutes=10 * number)
    return min(quarter, last).astimezone(UTC)
