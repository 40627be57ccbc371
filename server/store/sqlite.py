"""SQLite, set up so that a commit is on the disk when it returns, and read back: a setting that did not take is refused.

Two engines share the file. The writer has one connection and takes the write lock when it begins (`BEGIN IMMEDIATE`),
so a transaction never fails half-way for want of it; the readers run beside it on snapshots and cannot write at all.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.base.errors import Invalid, Unavailable

BUSY_SECONDS = 2
"""How long a writer waits for another process (the command line beside the server) to finish. Its transactions take
milliseconds; after this the database counts as away, and the visits that are going on go on without it."""

UNSTORABLE = "A text holds a character that cannot be kept, such as NUL or half of a surrogate pair."
SETTINGS: dict[str, tuple[str, object]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    # Without it INSERT OR REPLACE deletes evidence past the triggers.
    "recursive_triggers": ("ON", 1),
}
"""PRAGMA: what is set, and what must be read back."""


def open_engines(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """The writer's and the readers' engine for a `sqlite+aiosqlite:///PATH` URL. The file is made readable by its owner only."""
    if url.database in (None, "", ":memory:"):
        raise ValueError("the store needs a file: sqlite+aiosqlite:///PATH")
    path = Path(str(url.database))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Only a file that is not there is opened here, and so exclusively: closing any descriptor of a file gives up all POSIX
    # locks that this process has on it (fcntl(2)). SQLite's were lost that way, and the next program that opened the
    # database beside the server took itself for the only one and removed the log that the server went on writing to.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    arguments = {"timeout": BUSY_SECONDS}
    writer = create_async_engine(url, pool_size=1, max_overflow=0, connect_args=arguments)
    readers = create_async_engine(url, pool_size=4, max_overflow=4, connect_args=arguments)
    event.listen(writer.sync_engine, "connect", _set_up)
    event.listen(readers.sync_engine, "connect", _set_up_reader)
    event.listen(writer.sync_engine, "begin", _begin_immediate)
    event.listen(writer.sync_engine, "before_cursor_execute", _no_nul)
    event.listen(readers.sync_engine, "begin", _begin)
    return writer, readers


def _set_up(connection: Any, _record: object) -> None:
    # The driver must not begin transactions on its own: it would begin them deferred, and only before some statements.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for name, (value, due) in SETTINGS.items():
            cursor.execute(f"PRAGMA {name}={value}")
            cursor.execute(f"PRAGMA {name}")
            (is_now,) = cursor.fetchone()
            if is_now != due:
                raise Unavailable(f"SQLite refuses {name}={value} (it says {is_now}); use a local disk.")
    finally:
        cursor.close()


def _set_up_reader(connection: Any, record: object) -> None:
    _set_up(connection, record)
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA query_only=ON")
    finally:
        cursor.close()


def _no_nul(_: Connection, __: object, ___: str, values: Any, *____: object) -> None:
    """PostgreSQL keeps no NUL in a text. SQLite would, and its backup could not be restored there. Raises `Invalid`."""
    for row in values if isinstance(values, list) else (values,):
        for value in row.values() if isinstance(row, dict) else row:
            if isinstance(value, str) and "\0" in value:
                raise Invalid(UNSTORABLE)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
