"""The practice's own versions of payers' rules. They are added, never changed."""

from __future__ import annotations

from sqlalchemy import select

from server.store import tables
from server.store.rows import Rows, flat, record
from server.visits.records import PayerVersion


class PayerRows(Rows):
    """Payers' rules, as the port in `server.access.ports` names them."""

    async def payer_versions(self) -> list[PayerVersion]:
        table = tables.payer_version
        rows = await self._transaction.execute(select(table).order_by(table.c.recorded_at, table.c.payer, table.c.id))
        return [record(PayerVersion, row) for row in rows]

    async def add_payer_version(self, version: PayerVersion) -> None:
        await self._add(tables.payer_version, flat(version))
