"""How the parties' connections were, kept for support."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.base.ids import VisitId
from server.store import tables
from server.store.rows import Rows


class QualityRows(Rows):
    """Readings of quality, as the port in `server.access.ports` names them."""

    async def add_quality(self, visit: VisitId, at: datetime, parties: list[dict[str, Any]]) -> None:
        await self._add(tables.quality, {"visit": visit, "at": at, "parties": parties})

    async def quality(self, visit: VisitId) -> list[tuple[datetime, list[dict[str, Any]]]]:
        """How the parties' connections were, in the order of time."""
        table = tables.quality
        found = await self._transaction.execute(select(table).where(table.c.visit == visit).order_by(table.c.at))
        return [(row.at, row.parties) for row in found]
