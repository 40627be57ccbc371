"""PostgreSQL, set up so that a commit is on the disk when it returns, and read back: a setting that did not take is refused.

As with SQLite, writers follow one another. Every writing transaction begins with an advisory lock of the database's, so
that the head of a visit's evidence is read after the append before it was committed, whichever process wrote that; readers
run beside it on snapshots and cannot write at all.

A server holds a second advisory lock on the one connection it writes with. The two go together: a server that loses the
connection loses the lock, and cannot write again before it has both.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.base.errors import StoreAway

NOT_INSTALLED = "PostgreSQL needs the package asyncpg, which is not installed here. `make postgres` installs it."
BUSY_SECONDS = 2
"""How long a writer of a running server waits for another process (the command line beside it) to finish."""
ANSWER_SECONDS = 3
"""How long a statement of a running server may take before its connection is given up, which takes two seconds more where
nobody answers: then the database counts as away, and visits go on without it. Longer than `BUSY_SECONDS`."""
PATIENT_SECONDS = 600
"""Both for migrations and for the commands that read or write whole tables: of two that start at once on an empty database one makes
all tables while the other waits."""
CONNECT_SECONDS = 5

WRITING, SERVING = (int.from_bytes(word, "big") for word in (b"vestwrit", b"vestserv"))
"""The keys of the two advisory locks: one writer at a time, and one server to a database."""

SETTINGS = {
    "application_name": "vestibule",
    "synchronous_commit": "on",
    "timezone": "UTC",
    # Whoever stops in the middle of a transaction must not hold up the practice.
    "idle_in_transaction_session_timeout": "60s",
    # A server whose network is cut is noticed, and its locks are given up, within half a minute.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
DUE = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "server_encoding": "UTF8",
}
"""What must be read back on the connection that writes."""


class AnotherServer(StoreAway):
    """Another server is using this database."""


def open_engines(url: URL, *, alone: bool, patient: bool = False) -> tuple[AsyncEngine, AsyncEngine]:
    """The writer's and the readers' engine for a `postgresql://` URL; libpq's `sslmode` is understood.

    With `alone` the writer's connection also holds the server's lock; with `patient` a statement may take minutes. Raises
    ValueError where the driver is missing.
    """
    if find_spec("asyncpg") is None:
        raise ValueError(NOT_INSTALLED)
    mode = url.query.get("sslmode")
    if isinstance(mode, str):
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    url = url.set(drivername="postgresql+asyncpg")
    common: dict[str, Any] = {
        "timeout": CONNECT_SECONDS,
        "command_timeout": PATIENT_SECONDS if patient else ANSWER_SECONDS,
    }
    settings = SETTINGS | {"lock_timeout": f"{PATIENT_SECONDS if patient else BUSY_SECONDS}s"}
    # A database that was started again is noticed before a transaction begins, not in its midst.
    writer = create_async_engine(
        url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args=common | {"server_settings": settings}
    )
    readers = create_async_engine(
        url,
        pool_size=4,
        max_overflow=4,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ",
        connect_args=common | {"server_settings": settings | {"default_transaction_read_only": "on"}},
    )

    def connected(connection: Any, _record: object) -> None:
        connection.run_async(lambda driver: _set_up(driver, alone=alone))

    event.listen(writer.sync_engine, "connect", connected)
    event.listen(writer.sync_engine, "begin", _one_writer)
    return writer, readers


async def _set_up(driver: Any, *, alone: bool) -> None:
    """Read the settings back and take the server's lock. Raises `StoreAway`; the connection is closed then."""
    try:
        rows = await driver.fetch("SELECT name, setting FROM pg_settings WHERE name = ANY($1)", list(DUE))
        wrong = [f"{row['name']}={row['setting']}" for row in rows if row["setting"] != DUE[row["name"]]]
        if wrong:
            raise StoreAway(f"The database is set to {', '.join(wrong)}: it could lose evidence. See docs/deploy.md.")
        if await driver.fetchval("SELECT pg_is_in_recovery()"):
            raise StoreAway("The database is a standby, which cannot be written to. Name the primary.")
        if alone and not await driver.fetchval("SELECT pg_try_advisory_lock($1)", SERVING):
            raise AnotherServer("Another server is using this database. End it, or name another database.")
    except BaseException:
        await driver.close()
        raise


def _one_writer(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")
