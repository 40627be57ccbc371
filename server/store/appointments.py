"""Appointments, each with the state of its visit, and the documents written about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update

from server.base.errors import NotFound, NotNow
from server.base.ids import PatientId, StaffId, VisitId
from server.store import tables
from server.store.rows import Rows, flat, record
from server.visits.machine import LIVE, Outcome, State, Visit
from server.visits.records import Appointment, Document, DocumentKind

STALE = "Somebody else has just changed this visit. Look at how it stands now, then try again."


class AppointmentRows(Rows):
    """Appointments and their documents, as the port names them."""

    async def appointment(self, visit: VisitId) -> Appointment | None:
        row = await self._one(tables.appointment, tables.appointment.c.id == visit)
        return None if row is None else _appointment(row)

    async def appointments_between(self, start: datetime, end: datetime) -> list[Appointment]:
        """Those scheduled in `[start, end)`, by time."""
        at = tables.appointment.c.scheduled_at
        return await self._appointments(at >= start, at < end)

    async def live_appointments(self) -> list[Appointment]:
        """Those a server must look after: the patient waits, or the visit is live."""
        return await self._appointments(tables.appointment.c.state.in_([State.WAITING, *LIVE]))

    async def appointments_to_schedule(self) -> list[Appointment]:
        """Those that photos call for and that have no time yet, the oldest wish first."""
        table = tables.appointment
        wanted = table.c.visit_wanted_at
        rows = await self._transaction.execute(
            select(table).where(wanted.is_not(None), table.c.state == State.SCHEDULED).order_by(wanted, table.c.id)
        )
        return [_appointment(row) for row in rows]

    async def appointments_of(self, patient: PatientId) -> list[Appointment]:
        return await self._appointments(tables.appointment.c.patient == patient)

    async def add_appointment(self, appointment: Appointment) -> None:
        await self._add(tables.appointment, _values(appointment))

    async def save_appointment(self, appointment: Appointment) -> Appointment:
        """Keep the changed record and return it with its next version.

        Raises `NotNow` when it was read before somebody else's save, `NotFound` when there is no such visit.
        """
        table = tables.appointment
        saved = replace(appointment, version=appointment.version + 1)
        changed = await self._transaction.execute(
            update(table)
            .where(table.c.id == appointment.id, table.c.version == appointment.version)
            .values(_values(saved))
        )
        if changed.rowcount == 0:
            raise NotNow(STALE) if await self.appointment(appointment.id) else NotFound()
        return saved

    async def add_document(
        self, visit: VisitId, kind: DocumentKind, author: str, at: datetime, body: dict[str, Any]
    ) -> Document:
        """Add the next version of that kind of document, counted from 1."""
        table = tables.document
        newest = await self._transaction.scalar(select(func.max(table.c.version)).where(*_of(visit, kind)))
        document = Document(visit=visit, kind=kind, version=(newest or 0) + 1, author=author, at=at, body=body)
        await self._add(table, flat(document))
        return document

    async def document(self, visit: VisitId, kind: DocumentKind) -> Document | None:
        """The newest version, and nothing of the others: an intake that saves itself has hundreds."""
        table = tables.document
        found = await self._transaction.execute(
            select(table).where(*_of(visit, kind)).order_by(table.c.version.desc()).limit(1)
        )
        row = found.one_or_none()
        return None if row is None else record(Document, row)

    async def documents(self, visit: VisitId, kind: DocumentKind) -> list[Document]:
        """Every version, oldest first."""
        table = tables.document
        rows = await self._transaction.execute(select(table).where(*_of(visit, kind)).order_by(table.c.version))
        return [record(Document, row) for row in rows]

    async def newest_documents(self, visits: Sequence[VisitId], kind: DocumentKind) -> dict[VisitId, Document]:
        """The newest version about each of these visits; visits without any are not named."""
        table = tables.document
        newest = (
            select(table.c.visit, func.max(table.c.version).label("version"))
            .where(table.c.visit.in_(visits), table.c.kind == kind)
            .group_by(table.c.visit)
            .subquery()
        )
        rows = await self._transaction.execute(
            select(table)
            .join(newest, (newest.c.visit == table.c.visit) & (newest.c.version == table.c.version))
            .where(table.c.kind == kind)
        )
        found = (record(Document, row) for row in rows)
        return {each.visit: each for each in found}

    async def _appointments(self, *where: ColumnElement[bool]) -> list[Appointment]:
        table = tables.appointment
        rows = await self._transaction.execute(select(table).where(*where).order_by(table.c.scheduled_at, table.c.id))
        return [_appointment(row) for row in rows]


def _of(visit: VisitId, kind: DocumentKind) -> tuple[ColumnElement[bool], ...]:
    return tables.document.c.visit == visit, tables.document.c.kind == kind


def _values(appointment: Appointment) -> dict[str, Any]:
    values = flat(appointment)
    del values["visit"]
    return values | flat(appointment.visit)


def _appointment(row: Row[Any]) -> Appointment:
    visit = Visit(
        state=State(row.state),
        held=row.held,
        huddle=row.huddle,
        outcome=None if row.outcome is None else Outcome(row.outcome),
    )
    return Appointment(
        id=VisitId(row.id),
        patient=PatientId(row.patient),
        scheduled_at=row.scheduled_at,
        reason=row.reason,
        payer=row.payer,
        patient_status=row.patient_status,
        rendering=None if row.rendering is None else StaffId(row.rendering),
        visit=visit,
        urgent=row.urgent,
        waiting_since=row.waiting_since,
        ended_at=row.ended_at,
        calls=row.calls or 0,
        called_at=row.called_at,
        called_way=row.called_way,
        called_outcome=row.called_outcome,
        version=row.version,
        admitted_at=row.admitted_at,
        phone=row.phone,
        without_call=bool(row.without_call),
        photos_asked_at=row.photos_asked_at,
        visit_wanted_at=row.visit_wanted_at,
    )
