"""One transaction on one connection, whole whatever becomes of its caller.

A caller may be cancelled at any await (a timeout, a page that went away). The driver's thread does not notice: a statement
given up half-way still runs, and a connection dropped at that moment keeps SQLite's write lock for ever. So every call
to the database is finished first, and the cancellation is raised after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")


class Lost(Exception):
    """The connection to the database went away or stopped answering; `__cause__` says how. While `committing`, whether
    the transaction was kept is not known."""

    def __init__(self, *, committing: bool = False) -> None:
        super().__init__("the connection to the database was lost")
        self.committing = committing


class Transaction:
    """What a repository may ask of the connection while its transaction is open."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, rows: list[dict[str, Any]] | None = None) -> CursorResult[Any]:
        """Run a statement, once or for each of `rows`."""
        return await _asked(self._connection.execute(statement, rows))

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return await _asked(self._connection.scalar(statement))


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """Committed when the block is left, rolled back when an exception leaves it."""
    connection = engine.connect()
    try:
        await _asked(_begin(connection))
        try:
            yield Transaction(connection)
        except Lost:
            raise
        except BaseException:
            with suppress(*_LOST):
                await to_the_end(connection.rollback())
            raise
        try:
            await _asked(connection.commit())
        except Lost as lost:
            raise Lost(committing=True) from lost.__cause__
        except DBAPIError as error:
            if error.connection_invalidated:
                raise Lost(committing=True) from error
            raise
    except Lost:
        # Another word to a database that does not answer would be waited for as long again.
        if connection.sync_connection is not None:
            with suppress(*_LOST):
                await to_the_end(connection.invalidate())
        raise
    finally:
        if connection.sync_connection is not None:
            with suppress(*_LOST):
                await to_the_end(connection.close())


_LOST = (OSError, TimeoutError)
"""How a network driver says that its connection is gone, where it does not use a database error. SQLite's never does."""


async def _asked(work: Coroutine[Any, Any, T]) -> T:
    """The outcome of a call to the database, with its losses named. Raises `Lost`."""
    try:
        return await to_the_end(work)
    except _LOST as error:
        raise Lost from error


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
