"""One transaction on one connection, whole whatever becomes of its caller.

A caller may be cancelled at any await (a timeout, a page that went away). The driver's thread does not notice: a statement
given up half-way still runs, and a connection dropped at that moment keeps SQLite's write lock for ever. So every call
to the database is finished first, and the cancellation is raised after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")


class Transaction:
    """What a repository may ask of the connection while its transaction is open."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, rows: list[dict[str, Any]] | None = None) -> CursorResult[Any]:
        """Run a statement, once or for each of `rows`."""
        return await to_the_end(self._connection.execute(statement, rows))

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return await to_the_end(self._connection.scalar(statement))


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """Committed when the block is left, rolled back when an exception leaves it."""
    connection = engine.connect()
    try:
        await to_the_end(_begin(connection))
        try:
            yield Transaction(connection)
        except BaseException:
            await to_the_end(connection.rollback())
            raise
        await to_the_end(connection.commit())
    finally:
        if connection.sync_connection is not None:
            await to_the_end(connection.close())


async def _begin(connection: AsyncConnection) -> None:
    await connection.start()
    await connection.begin()


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """The outcome of `work`, which is finished even when the caller is cancelled meanwhile, however often."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # Seen here; the caller hears of the cancellation instead.
        raise cancelled
    return task.result()
