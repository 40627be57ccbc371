"""The store: opens transactions one writer at a time, and readers beside it. SQLite and PostgreSQL look alike from here on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from server.access.ports import Keeping, Known, Writing
from server.base.errors import DiskFull, Invalid, StoreAway
from server.base.ids import VisitId, new_id
from server.evidence.allowance import Allowance
from server.evidence.chain import Break, first_break
from server.evidence.export import export
from server.store import migrate, postgres, sqlite
from server.store.keys import KeySigner
from server.store.sqlite import UNSTORABLE
from server.store.tables import practice
from server.store.transaction import Lost, transaction
from server.store.unit import SqlUnit

log = structlog.get_logger()
T = TypeVar("T")
AWAY = "The record of visits cannot be written or read just now. Nothing was changed; try again in a moment."
UNKNOWN = "The record of visits went away while it kept this. Look whether it is there before you try again."
FULL = (
    "The disk that the record of visits is on is full, and nothing can be kept. Nothing was changed. "
    "Tell whoever looks after the server, then try again."
)
NO_ROOM = frozenset({"53100", "SQLITE_FULL"})
"""PostgreSQL's disk_full, and SQLite's own name for it."""
MISLAID = frozenset({"42P01", "42501", "3F000"})
"""PostgreSQL's undefined_table, insufficient_privilege and invalid_schema_name."""


async def open_store(
    url: str,
    *,
    key: Ed25519PrivateKey,
    node: str = "local",
    ids: Callable[[], str] = new_id,
    alone: bool = False,
    patient: bool = False,
) -> SqlStore:
    """Open the database at an SQLAlchemy URL, bring its tables up to date and check its settings.

    `key` signs evidence exports, `node` names this server in the evidence, `ids` makes the ids of its entries. With `alone`
    a PostgreSQL database is this process's until the store is closed; a file of SQLite's is guarded by its home's lock.
    `patient` is for a command that reads or writes whole tables: without it a database that is silent for a few seconds is
    taken for dead. Raises `StoreAway` where the database cannot be opened or does not take a setting that durability needs,
    `AnotherServer` where somebody else is alone with it, and ValueError where the URL is not one for us.
    """
    parsed = make_url(url)
    store = SqlStore(*_engines(parsed, alone=alone, patient=patient), key, node, ids)
    try:
        if not await store.up_to_date():
            builder = SqlStore(*_engines(parsed, alone=False, patient=True), key, node, ids)
            try:
                await builder.migrate()
            finally:
                await builder.close()
    except BaseException:
        await store.close()
        raise
    return store


def _engines(url: URL, *, alone: bool, patient: bool) -> tuple[AsyncEngine, AsyncEngine]:
    match url.get_backend_name():
        case "sqlite":
            return sqlite.open_engines(url.set(drivername="sqlite+aiosqlite"))
        case "postgresql":
            return postgres.open_engines(url, alone=alone, patient=patient)
        case other:
            raise ValueError(f"{other} is not supported; use sqlite+aiosqlite:///PATH or postgresql://USER@HOST/NAME")


class SqlStore:
    """`server.access.ports.Store` on SQL."""

    def __init__(
        self, writer: AsyncEngine, readers: AsyncEngine, key: Ed25519PrivateKey, node: str, ids: Callable[[], str]
    ) -> None:
        self._writer, self._readers = writer, readers
        self._signer, self._node, self._ids = KeySigner(key), node, ids
        self.allowance = Allowance()
        """How fast each party makes the logs grow; whoever writes for the database while it is away counts here too."""
        self._writing = asyncio.Lock()

    @property
    def node(self) -> str:
        """This server's name in the evidence."""
        return self._node

    @property
    def signer(self) -> KeySigner:
        """Signs with the installation's key."""
        return self._signer

    @property
    def keeping(self) -> Keeping:
        """A database alone keeps, or refuses."""
        return "kept"

    @property
    def disk_full(self) -> bool:
        """Only who goes on without the database has to tell."""
        return False

    async def keep(self, work: Callable[[Writing], Awaitable[T]], _: Known) -> T:
        """`work` in a transaction."""
        async with self.unit() as unit:
            return await work(unit)

    async def try_writing(self) -> None:
        """Write what is there already. Raises `StoreAway` where that is not possible."""
        async with self._writing, _Refusals(), transaction(self._writer) as inside:
            await inside.execute(update(practice).values(id=practice.c.id))

    @asynccontextmanager
    async def unit(self, ids: Callable[[], str] | None = None) -> AsyncIterator[SqlUnit]:
        """A transaction that is on the disk when the block has been left, or, after an exception, never was. `ids` makes
        the ids of its entries, instead of the store's own.

        Raises `StoreAway` where the database is away, `DiskFull` where its disk is full.
        """
        async with self._writing, _Refusals(), transaction(self._writer) as inside:
            unit = SqlUnit(inside, self._node, ids or self._ids, self.allowance)
            yield unit
            await unit.flush()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlUnit]:
        """A snapshot that sees everything committed before it began and cannot write."""
        async with _Refusals(), transaction(self._readers) as inside:
            yield SqlUnit(inside, self._node, self._ids, self.allowance)

    async def export_evidence(self, visit: VisitId) -> bytes:
        """The visit's log as a signed file (docs/evidence.md), exactly as it is stored."""
        async with self.reading() as unit:
            lines = await unit.evidence_lines(visit)
        return b"".join(export(visit, lines, self._signer))

    async def evidence_break(self, visit: VisitId) -> Break | None:
        """The first place where the visit's stored chain does not hold, or None."""
        async with self.reading() as unit:
            return first_break(visit, await unit.evidence_lines(visit))

    async def up_to_date(self) -> bool:
        """Whether the tables are those that this code expects; the writer's connection is open and checked then."""
        async with self._writing, _Refusals(), self._writer.connect() as connection, connection.begin():
            return await connection.run_sync(migrate.revision) == migrate.NEWEST

    async def migrate(self) -> None:
        """Bring the tables up to date."""
        async with self._writing, _Refusals(), self._writer.connect() as connection, connection.begin():
            await connection.run_sync(migrate.upgrade)

    async def close(self) -> None:
        """Wait for the writer and close every connection. Idempotent."""
        async with self._writing:
            await self._writer.dispose()
            await self._readers.dispose()


class _Refusals:
    """Turns a database that is away, locked, damaged or out of disk into the one refusal callers know."""

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Lost):
            log.error("store unavailable", error=type(error.__cause__).__name__)
            raise StoreAway(UNKNOWN if error.committing else AWAY) from error
        if isinstance(error, UnicodeEncodeError):
            raise Invalid(UNSTORABLE) from error
        if not isinstance(error, DBAPIError):
            return
        state = getattr(error.orig, "sqlstate", None)
        if state == "22021" or "surrogates not allowed" in str(error.orig):
            raise Invalid(UNSTORABLE) from error
        # Broken rules (a duplicate, a missing parent, a text too long: class 22) and wrong statements are faults of the
        # caller, and stay as they are. A table that is not there, or not ours to use, is not: SQLite says so by its
        # operational error.
        if isinstance(error, IntegrityError | DataError) or (state or "").startswith("22"):
            return
        if isinstance(error, ProgrammingError) and state not in MISLAID:
            return
        reason = state or getattr(error.orig, "sqlite_errorname", None)
        log.error("store unavailable", error=type(error).__name__, reason=reason)
        raise (DiskFull(FULL) if reason in NO_ROOM else StoreAway(AWAY)) from error
