"""Sign-ins, the codes for those who have lost their phone, and who opened which record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from server.base.ids import StaffId, VisitId
from server.store import tables
from server.store.rows import Rows, flat, record
from server.visits.records import ChartOpening, RecoveryCode, StaffSession


class SignInRows(Rows):
    """Sign-ins and openings, as the port in `server.access.ports` names them."""

    async def add_session(self, session: StaffSession) -> None:
        await self._add(tables.staff_session, flat(session))

    async def session(self, digest: str) -> StaffSession | None:
        row = await self._one(tables.staff_session, tables.staff_session.c.digest == digest)
        return None if row is None else record(StaffSession, row)

    async def sessions_of(self, staff: StaffId) -> list[StaffSession]:
        """That person's sign-ins, the newest first."""
        table = tables.staff_session
        found = await self._transaction.execute(
            select(table).where(table.c.staff == staff).order_by(table.c.created_at.desc(), table.c.digest)
        )
        return [record(StaffSession, row) for row in found]

    async def save_session(self, session: StaffSession) -> None:
        """Change a sign-in that is there; one that has ended meanwhile stays ended."""
        table = tables.staff_session
        await self._transaction.execute(update(table).where(table.c.digest == session.digest).values(flat(session)))

    async def session_seen(self, digest: str, at: datetime) -> None:
        """Somebody used the sign-in then; whether it is locked is another matter."""
        table = tables.staff_session
        await self._transaction.execute(update(table).where(table.c.digest == digest).values(seen_at=at))

    async def end_session(self, digest: str) -> None:
        await self._transaction.execute(delete(tables.staff_session).where(tables.staff_session.c.digest == digest))

    async def end_sessions_of(self, staff: StaffId, but: str | None = None) -> None:
        """End every sign-in of that person, but for the one whose digest is `but`."""
        table = tables.staff_session
        where = [table.c.staff == staff] + ([] if but is None else [table.c.digest != but])
        await self._transaction.execute(delete(table).where(*where))

    async def recovery_codes(self, staff: StaffId) -> list[RecoveryCode]:
        """That person's newest set, used ones included."""
        table = tables.recovery_code
        found = await self._transaction.execute(select(table).where(table.c.staff == staff).order_by(table.c.number))
        return [record(RecoveryCode, row) for row in found]

    async def replace_recovery_codes(self, staff: StaffId, codes: list[RecoveryCode]) -> None:
        """The person's codes are these from now on; an empty list takes them all away."""
        table = tables.recovery_code
        await self._transaction.execute(delete(table).where(table.c.staff == staff))
        for code in codes:
            await self._transaction.execute(insert(table).values(flat(code)))

    async def use_recovery_code(self, code: RecoveryCode, at: datetime) -> bool:
        """Mark it as used; False where it was used or replaced since it was read."""
        table = tables.recovery_code
        changed = await self._transaction.execute(
            update(table)
            .where(
                table.c.staff == code.staff,
                table.c.number == code.number,
                table.c.hash == code.hash,
                table.c.used_at.is_(None),
            )
            .values(used_at=at)
        )
        return changed.rowcount == 1

    async def add_opening(self, opening: ChartOpening) -> None:
        await self._add(tables.chart_opening, flat(opening))

    async def openings(
        self,
        visit: VisitId | None = None,
        staff: StaffId | None = None,
        *,
        since: datetime | None = None,
        before: datetime | None = None,
        limit: int = 100,
    ) -> list[ChartOpening]:
        """Who opened which record, the newest first: of one visit, by one person, or all."""
        table = tables.chart_opening
        where = []
        if visit is not None:
            where.append(table.c.visit == visit)
        if staff is not None:
            where.append(table.c.staff == staff)
        if since is not None:
            where.append(table.c.at > since)
        if before is not None:
            where.append(table.c.at < before)
        found = await self._transaction.execute(
            select(table).where(*where).order_by(table.c.at.desc(), table.c.id).limit(limit)
        )
        return [record(ChartOpening, row) for row in found]
