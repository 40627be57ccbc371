"""Which database a test's store is on: a file of SQLite's in the test's folder, or a database of a real PostgreSQL.

Tests ask for `url(folder)` and get the same database for the same folder again, so that a second store, a later start or a
command finds what the first one wrote. `conftest.py` runs every test once for each kind.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.store import open_store, postgres
from tests.patience import PATIENCE_S
from tests.postgres_cluster import Cluster, apart

Kind = Literal["sqlite", "postgresql"]
FILE = "vestibule.db"
TRIGGERS = ("evidence_refuses_update", "evidence_refuses_delete", "evidence_refuses_truncate")


@dataclass
class Databases:
    """The databases of one test run."""

    kind: Kind = "sqlite"
    cluster: Cluster | None = None
    _template: str = ""
    _blank: Path | None = None
    """A file of SQLite's with every migration applied and nothing in it."""
    _of: dict[Path, str] = field(default_factory=dict)
    _kept: set[Path] = field(default_factory=set)

    def running(self) -> Cluster:
        """The cluster, started the first time a test needs it."""
        if self.cluster is None:
            self.cluster = Cluster()
            self.cluster.make()
            self.cluster.start()
            self._template = self.cluster.create()
            # Migrating takes a second, copying what was migrated a tenth of it.
            apart(_migrated(self.cluster.url(self._template)))
        return self.cluster

    def file(self, folder: Path) -> Path:
        """SQLite's file of a folder. Where the folder is there without one, it gets a copy of a migrated one: migrating takes
        fifteen times as long. How a server makes its own home and file, tests see that start one in a folder not made yet."""
        file = folder / FILE
        if folder.is_dir() and not file.exists():
            if self._blank is None:
                self._blank = Path(tempfile.mkdtemp(prefix="vestibule-sqlite-")) / FILE
                apart(_migrated(f"sqlite+aiosqlite:///{self._blank}"))
            shutil.copy(self._blank, file)
        return file

    def remove(self) -> None:
        """Remove what all tests shared."""
        if self.cluster is not None:
            self.cluster.remove()
        if self._blank is not None:
            shutil.rmtree(self._blank.parent)

    def name(self, folder: Path) -> str:
        """The PostgreSQL database of a folder, made when it is first asked for."""
        cluster = self.running()
        if folder not in self._of:
            self._of[folder] = cluster.create(self._template)
        return self._of[folder]

    def copy(self, source: Path, folder: Path) -> None:
        """A home with its database, as another one."""
        shutil.copytree(source, folder)
        if source in self._of:
            self._of[folder] = self.running().create(self._of[source])

    def keep(self, folder: Path) -> None:
        """This folder's database outlives the test that made it."""
        self._kept.add(folder)

    def forget(self) -> None:
        """Drop what the test that has ended made."""
        for folder in set(self._of) - self._kept:
            self.running().drop(self._of.pop(folder))


async def _migrated(url: str) -> None:
    await (await open_store(url, key=Ed25519PrivateKey.generate())).close()


ALL = Databases()


def kind() -> Kind:
    return ALL.kind


def url(folder: Path) -> str:
    """The URL of the folder's database."""
    if ALL.kind == "sqlite":
        return f"sqlite+aiosqlite:///{ALL.file(folder)}"
    return ALL.running().url(ALL.name(folder))


def sql(folder: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What another program gets that opens the folder's database; `?` stands for a value."""
    if ALL.kind == "sqlite":
        with closing(sqlite3.connect(folder / FILE, timeout=PATIENCE_S)) as connection, connection:
            return connection.execute(statement, values).fetchall()
    count = iter(range(1, 100))
    numbered = re.sub(r"\?", lambda _: f"${next(count)}", statement)
    return ALL.running().sql(ALL.name(folder), numbered, *values)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process holds the lock that writers need: whoever wants to write waits, and gives up. Readers do not."""
    if ALL.kind == "sqlite":
        with closing(sqlite3.connect(folder / FILE, timeout=PATIENCE_S, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.rollback()
    else:
        with ALL.running().meanwhile(ALL.name(folder), f"SELECT pg_advisory_lock({postgres.WRITING})"):
            yield


def drop_triggers(folder: Path) -> None:
    """Take away what keeps evidence from being changed, as somebody with the database's password could."""
    for name in TRIGGERS:
        if ALL.kind == "postgresql":
            sql(folder, f"DROP TRIGGER {name} ON evidence")
        else:
            sql(folder, f"DROP TRIGGER IF EXISTS {name}")
