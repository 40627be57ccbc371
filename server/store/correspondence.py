"""Messages about photos, and the visits whose photos are answered without a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select

from server.base.ids import VisitId
from server.store import photo_tables, tables
from server.store.appointments import AppointmentRows
from server.store.rows import flat, record
from server.visits.correspondence import Message
from server.visits.machine import Outcome, State
from server.visits.records import Appointment


class MessageRows(AppointmentRows):
    """Messages and their visits, as the port names them."""

    async def photo_cases(self, since: datetime) -> list[Appointment]:
        """Visits without a call that wait or ended since then, and those whose photos were answered since then, oldest first."""
        table = tables.appointment
        waits = and_(table.c.without_call.is_(True), table.c.state == State.SCHEDULED)
        answered = and_(table.c.outcome == Outcome.ANSWERED, table.c.ended_at >= since)
        return await self._appointments(or_(waits, answered))

    async def photos_received(self, visits: Sequence[VisitId]) -> dict[VisitId, list[datetime]]:
        """When those photos of each of these visits came that can be looked at, or will be, in that order."""
        table = photo_tables.photo
        rows = await self._transaction.execute(
            select(table.c.visit, table.c.received_at)
            .where(
                table.c.visit.in_(visits), table.c.state.in_(("ready", "checking")), table.c.received_at.is_not(None)
            )
            .order_by(table.c.received_at)
        )
        found: dict[VisitId, list[datetime]] = {}
        for row in rows:
            found.setdefault(VisitId(row.visit), []).append(row.received_at)
        return found

    async def message(self, message: str) -> Message | None:
        row = await self._one(photo_tables.message, photo_tables.message.c.id == message)
        return None if row is None else record(Message, row)

    async def messages(self, visits: Sequence[VisitId]) -> list[Message]:
        """What was written about these visits' photos, by number; erased ones too."""
        table = photo_tables.message
        rows = await self._transaction.execute(
            select(table).where(table.c.visit.in_(visits)).order_by(table.c.visit, table.c.number)
        )
        return [record(Message, row) for row in rows]

    async def messages_to_forget(self, before: datetime) -> list[Message]:
        """Messages that still have their text, of visits scheduled before then."""
        table = photo_tables.message
        rows = await self._transaction.execute(
            select(table)
            .join(tables.appointment, tables.appointment.c.id == table.c.visit)
            .where(tables.appointment.c.scheduled_at < before, table.c.erased_at.is_(None))
            .order_by(table.c.visit, table.c.number)
        )
        return [record(Message, row) for row in rows]

    async def save_message(self, message: Message) -> None:
        await self._put(photo_tables.message, "id", flat(message))
