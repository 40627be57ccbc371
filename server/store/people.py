"""The practice, its staff, its patients."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from server.base.errors import Invalid
from server.base.ids import PatientId, StaffId
from server.store import tables
from server.store.rows import flat, record
from server.store.sign_ins import SignInRows
from server.visits.office_hours import WEEKDAYS, OfficeHours
from server.visits.records import Patient, Practice, Staff


class PeopleRows(SignInRows):
    """People, as the port in `server.access.ports` names them."""

    async def practice(self) -> Practice | None:
        row = await self._one(tables.practice)
        if row is None:
            return None
        hours = WEEKDAYS if row.hours is None else OfficeHours.from_json(row.hours)
        return Practice(name=row.name, phone=row.phone, tz=row.tz, group=row.group, hours=hours)

    async def save_practice(self, practice: Practice) -> None:
        await self._put(tables.practice, "id", {"id": 1, **flat(practice), "hours": practice.hours.to_json()})

    async def staff(self, staff: StaffId) -> Staff | None:
        row = await self._one(tables.staff, tables.staff.c.id == staff)
        return None if row is None else record(Staff, row)

    async def staff_by_email(self, email: str) -> Staff | None:
        """The member with that address, in whatever case it was typed."""
        row = await self._one(tables.staff, func.lower(tables.staff.c.email) == email.lower())
        return None if row is None else record(Staff, row)

    async def all_staff(self) -> list[Staff]:
        rows = await self._transaction.execute(select(tables.staff).order_by(tables.staff.c.name, tables.staff.c.id))
        return [record(Staff, row) for row in rows]

    async def save_staff(self, staff: Staff) -> None:
        """Raises `Invalid` where another member already signs in with that address."""
        other = await self.staff_by_email(staff.email)
        if other is not None and other.id != staff.id:
            raise Invalid("email: another member of the practice already signs in with this address.")
        try:
            await self._put(tables.staff, "id", flat(staff))
        except IntegrityError as error:
            raise Invalid("email: another member of the practice already signs in with this address.") from error

    async def patient(self, patient: PatientId) -> Patient | None:
        row = await self._one(tables.patient, tables.patient.c.id == patient)
        return None if row is None else record(Patient, row)

    async def patients(self, patients: Collection[PatientId]) -> dict[PatientId, Patient]:
        """Those of them that are known, in one statement."""
        table = tables.patient
        rows = await self._transaction.execute(select(table).where(table.c.id.in_(patients)))
        return {PatientId(row.id): record(Patient, row) for row in rows}

    async def all_patients(self) -> list[Patient]:
        rows = await self._transaction.execute(
            select(tables.patient).order_by(tables.patient.c.name, tables.patient.c.id)
        )
        return [record(Patient, row) for row in rows]

    async def save_patient(self, patient: Patient) -> None:
        await self._put(tables.patient, "id", flat(patient))
