"""Links into a visit, and what a browser got for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from server.base.ids import VisitId
from server.store import tables
from server.store.rows import Rows, flat, record
from server.visits.records import Link, VisitPass


class LinkRows(Rows):
    """Links and passes, as the port names them."""

    async def add_link(self, link: Link) -> None:
        await self._add(tables.link, flat(link))

    async def link_by_digest(self, digest: str) -> Link | None:
        row = await self._one(tables.link, tables.link.c.digest == digest)
        return None if row is None else record(Link, row)

    async def links_of(self, visit: VisitId) -> list[Link]:
        """Every link ever made to the visit, oldest first."""
        table = tables.link
        rows = await self._transaction.execute(
            select(table).where(table.c.visit == visit).order_by(table.c.created_at, table.c.id)
        )
        return [record(Link, row) for row in rows]

    async def paused_links(self, visits: Sequence[VisitId]) -> dict[VisitId, datetime]:
        """Until when the patient's link to each of these visits is paused, or was last."""
        table = tables.link
        rows = await self._transaction.execute(
            select(table.c.visit, table.c.paused_until).where(
                table.c.visit.in_(visits),
                table.c.role == "patient",
                table.c.revoked_at.is_(None),
                table.c.paused_until.is_not(None),
            )
        )
        return {VisitId(row.visit): row.paused_until for row in rows}

    async def save_link(self, link: Link) -> None:
        await self._put(tables.link, "id", flat(link))

    async def add_pass(self, visit_pass: VisitPass) -> None:
        await self._add(tables.visit_pass, flat(visit_pass))

    async def visit_pass(self, digest: str) -> VisitPass | None:
        row = await self._one(tables.visit_pass, tables.visit_pass.c.digest == digest)
        return None if row is None else record(VisitPass, row)

    async def revoke_pass(self, digest: str, at: datetime) -> None:
        """End one pass that has not ended yet."""
        table = tables.visit_pass
        await self._transaction.execute(
            update(table).where(table.c.digest == digest, table.c.revoked_at.is_(None)).values(revoked_at=at)
        )

    async def revoke_passes(self, link: str, at: datetime) -> None:
        """End every pass the link was exchanged for that has not ended yet."""
        table = tables.visit_pass
        await self._transaction.execute(
            update(table).where(table.c.link == link, table.c.revoked_at.is_(None)).values(revoked_at=at)
        )
