"""Marks over photos, each version a row."""

from __future__ import annotations

from sqlalchemy import select

from server.base.ids import VisitId
from server.store import tables
from server.store.rows import Rows, flat, record
from server.visits.annotation import Annotation


class AnnotationRows(Rows):
    """Annotations, as the port names them."""

    async def annotations(self, visit: VisitId) -> list[Annotation]:
        """Every version of every mark on the visit's photos, the removed ones too, in the order in which they were made."""
        table = tables.annotation
        rows = await self._transaction.execute(
            select(table).where(table.c.visit == visit).order_by(table.c.at, table.c.id, table.c.version)
        )
        return [record(Annotation, row) for row in rows]

    async def add_annotation(self, annotation: Annotation) -> None:
        await self._add(tables.annotation, flat(annotation))
