"""The billing queue: one line a visit, derived from its documents and evidence, kept so that it can be paged and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from server.base.ids import PatientId, VisitId
from server.claims.standing import Standing, Status
from server.store import tables
from server.store.appointments import AppointmentRows
from server.visits.machine import State
from server.visits.records import Appointment


class StandingRows(AppointmentRows):
    """Lines of the billing queue, as the port names them."""

    async def standing(self, visit: VisitId) -> Standing | None:
        row = await self._one(tables.claim_standing, tables.claim_standing.c.visit == visit)
        return None if row is None else Standing.from_json(row.body)

    async def save_standing(self, line: Standing) -> None:
        values: dict[str, Any] = {"visit": line.visit, "day": line.day, "status": line.status, "body": line.to_json()}
        await self._put(tables.claim_standing, "visit", values)

    async def standings(
        self,
        statuses: Sequence[Status],
        day: date | None,
        patients: Sequence[PatientId] | None,
        *,
        offset: int,
        limit: int,
    ) -> list[Standing]:
        """Lines with one of the statuses, by date of service, the oldest first. `patients` None: of all."""
        table = tables.claim_standing
        rows = await self._transaction.execute(
            select(table.c.body)
            .join(tables.appointment, tables.appointment.c.id == table.c.visit)
            .where(table.c.status.in_(statuses), *_on(day), *_of(patients))
            .order_by(table.c.day, tables.appointment.c.scheduled_at, table.c.visit)
            .offset(offset)
            .limit(limit)
        )
        return [Standing.from_json(row.body) for row in rows]

    async def standing_counts(self, day: date | None, patients: Sequence[PatientId] | None) -> dict[str, int]:
        """How many lines there are of each status."""
        table = tables.claim_standing
        rows = await self._transaction.execute(
            select(table.c.status, func.count().label("number"))
            .join(tables.appointment, tables.appointment.c.id == table.c.visit)
            .where(*_on(day), *_of(patients))
            .group_by(table.c.status)
        )
        return {row.status: row.number for row in rows}

    async def ended_without_standing(self, limit: int) -> list[Appointment]:
        """Ended visits that have no line yet, the newest first."""
        known, table = tables.claim_standing, tables.appointment
        rows = await self._transaction.execute(
            select(table.c.id)
            .outerjoin(known, known.c.visit == table.c.id)
            .where(table.c.state == State.ENDED, known.c.visit.is_(None))
            .order_by(table.c.ended_at.desc())
            .limit(limit)
        )
        return [found for row in rows if (found := await self.appointment(VisitId(row.id))) is not None]


def _on(day: date | None) -> list[ColumnElement[bool]]:
    return [] if day is None else [tables.claim_standing.c.day == day]


def _of(patients: Sequence[PatientId] | None) -> list[ColumnElement[bool]]:
    return [] if patients is None else [tables.appointment.c.patient.in_(patients)]
