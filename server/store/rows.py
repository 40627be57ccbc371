"""What every repository of a transaction shares: the transaction, and how a frozen record becomes a row and back."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Table, insert, select, update

from server.store.transaction import Transaction

Record = TypeVar("Record")


class Rows:
    """One transaction. The repositories of this package are its subclasses, joined in `unit.SqlUnit`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def _one(self, table: Table, *where: ColumnElement[bool]) -> Row[Any] | None:
        return (await self._transaction.execute(select(table).where(*where))).one_or_none()

    async def _add(self, table: Table, values: dict[str, Any]) -> None:
        await self._transaction.execute(insert(table).values(values))

    async def _put(self, table: Table, key: str, values: dict[str, Any]) -> None:
        """Change the row whose `key` column has the value in `values`, or add it."""
        column = table.c[key]
        changed = await self._transaction.execute(update(table).where(column == values[key]).values(values))
        if changed.rowcount == 0:
            await self._add(table, values)


def flat(record: Any) -> dict[str, Any]:
    """The fields of a frozen record as column values; tuples become lists, which JSON columns take."""
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def record(kind: type[Record], row: Row[Any]) -> Record:
    """The frozen record of a row whose columns are named like the record's fields; JSON lists become tuples."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row._mapping.items()}
    return kind(**values)
