"""Marks over photos, each version a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from server.base.ids import VisitId
from server.store import photo_tables
from server.store.rows import Rows, flat, record
from server.visits.annotation import Annotation


class AnnotationRows(Rows):
    """Annotations, as the port names them."""

    async def annotations(self, visit: VisitId) -> list[Annotation]:
        """Every version of every mark on the visit's photos, the removed ones too, in the order in which they were made."""
        table = photo_tables.annotation
        rows = await self._transaction.execute(
            select(table).where(table.c.visit == visit).order_by(table.c.at, table.c.id, table.c.version)
        )
        return [record(Annotation, row) for row in rows]

    async def empty_annotations(self, photos: Sequence[str]) -> None:
        """Take the words and places out of every mark on these photos: that there were marks is all that is left."""
        table = photo_tables.annotation
        emptied: dict[str, Any] = {"text": "", "points": [], "length_mm": None, "removed": True}
        await self._transaction.execute(update(table).where(table.c.photo.in_(photos)).values(emptied))

    async def add_annotation(self, annotation: Annotation) -> None:
        await self._add(photo_tables.annotation, flat(annotation))
