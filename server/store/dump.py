"""Every row of every table as JSON, and back: the same for SQLite and PostgreSQL, so that one can be restored as the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Table, func, insert, select

from server.base.errors import Invalid
from server.base.ids import VisitId
from server.evidence.chain import first_break
from server.store import photo_tables, tables
from server.store.migrate import NEWEST
from server.store.unit import SqlUnit

__all__ = ["NEWEST", "TABLES", "heads", "is_empty", "load", "rows"]

TABLES: dict[str, Table] = {table.name: table for table in photo_tables.metadata.sorted_tables}
"""In the order in which foreign keys let them be filled."""


async def rows(unit: SqlUnit, name: str) -> AsyncIterator[dict[str, Any]]:
    """A table's rows, as JSON can hold them. Evidence comes visit by visit: it is what grows."""
    table = TABLES[name]
    if table is not tables.evidence:
        for row in await unit._transaction.execute(select(table).order_by(*table.primary_key)):
            yield {key: _plain(value) for key, value in row._mapping.items()}
        return
    for visit in await _visits(unit):
        of_visit = select(table).where(table.c.visit_id == visit).order_by(table.c.seq)
        for row in await unit._transaction.execute(of_visit):
            yield dict(row._mapping)


async def load(unit: SqlUnit, name: str, batch: Sequence[dict[str, Any]]) -> None:
    """Add rows that `rows` gave, perhaps of an older version of the table. Raises `Invalid` where a column is unknown."""
    table = TABLES[name]
    unknown = {key for row in batch for key in row} - set(table.c.keys())
    if unknown:
        raise Invalid(
            f"The backup's table {name} has columns that this version does not know: {', '.join(sorted(unknown))}."
        )
    if batch:
        made = [{key: _typed(table, key, value) for key, value in row.items()} for row in batch]
        await unit._transaction.execute(insert(table), made)


async def is_empty(unit: SqlUnit) -> bool:
    """Whether nobody has used this database yet."""
    for table in TABLES.values():
        if await unit._transaction.scalar(select(func.count()).select_from(table)):
            return False
    return True


async def heads(unit: SqlUnit) -> dict[str, dict[str, Any]]:
    """For every visit how long its chain is, where it ends, and whether it holds together."""
    found = {}
    for visit in await _visits(unit):
        lines = await unit.evidence_lines(VisitId(visit))
        found[visit] = {
            "count": len(lines),
            "head": lines[-1]["hash"],
            "holds": first_break(VisitId(visit), lines) is None,
        }
    return found


async def _visits(unit: SqlUnit) -> list[str]:
    column = tables.evidence.c.visit_id
    return [row[0] for row in await unit._transaction.execute(select(column).distinct().order_by(column))]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _typed(table: Table, key: str, value: Any) -> Any:
    kind = table.c[key].type
    if value is None:
        return None
    if isinstance(kind, tables.UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
