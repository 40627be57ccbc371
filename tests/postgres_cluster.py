"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, reached through a socket in that folder."""

from __future__ import annotations

import asyncio
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from tests.patience import PATIENCE_S
from tests.programs import program

T = TypeVar("T")
USER = "vestibule"
FOLDERS = sorted(glob("/usr/lib/postgresql/*/bin"))
"""Debian keeps the server's programs out of PATH, in a folder for each version."""


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on a thread of its own, from code that may itself run inside an event loop."""
    kept: list[T] = []
    fault: list[BaseException] = []

    def run() -> None:
        try:
            kept.append(asyncio.run(work))
        except BaseException as error:
            fault.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if fault:
        raise fault[0]
    return kept[0]


class Cluster:
    """A server process with default durability (fsync is on). `initdb` refuses root, so root runs it as Debian's `postgres`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vestibule-postgres-", dir=_quick()))
        self._who: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        self._process: subprocess.Popen[Any] | None = None
        self._made = 0

    def make(self) -> None:
        """Create the cluster's files."""
        subprocess.run(
            [program("initdb", "postgresql", *FOLDERS), "--pgdata", self.folder / "d", "--username", USER, "--auth", "trust",
             "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._who,
        )  # fmt: skip

    def start(self, **settings: str) -> None:
        """Start the server, and wait until it takes connections. It ends with this process, however that ends."""
        settings |= {"listen_addresses": "", "unix_socket_directories": str(self.folder), "shared_buffers": "16MB"}
        line = [program("postgres", "postgresql", *FOLDERS), "-D", str(self.folder / "d")]
        for name, value in settings.items():
            line += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                line, stdout=log, stderr=log, cwd=self.folder, preexec_fn=_die_with_parent, **self._who
            )
        apart(self._ready())

    async def _ready(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                assert self._process is not None
                if self._process.poll() is not None:
                    raise AssertionError((self.folder / "log").read_text())
                try:
                    await (await self._connect("postgres")).close()
                    return
                except (OSError, asyncpg.CannotConnectNowError):
                    await asyncio.sleep(0.02)

    async def _connect(self, database: str) -> Any:
        return await asyncpg.connect(host=str(self.folder), user=USER, database=database)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def sql(self, database: str, statement: str, *values: Any) -> list[Any]:
        """What a statement of another program's returns, as rows of tuples."""

        async def run() -> list[Any]:
            connection = await self._connect(database)
            try:
                return [tuple(row.values()) for row in await connection.fetch(statement, *values)]
            finally:
                await connection.close()

        return apart(run())

    @contextmanager
    def meanwhile(self, database: str, statement: str) -> Iterator[None]:
        """Another program's session that has run a statement and stays open."""
        begun, done = threading.Event(), threading.Event()

        async def stay() -> None:
            connection = await self._connect(database)
            await connection.execute(statement)
            begun.set()
            await asyncio.to_thread(done.wait)
            await connection.close()

        thread = threading.Thread(target=lambda: asyncio.run(stay()))
        thread.start()
        assert begun.wait(PATIENCE_S), "the other session did not get what it wanted"
        try:
            yield
        finally:
            done.set()
            thread.join()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process of the server stands still meanwhile: connections are open, and nobody answers on them."""
        assert self._process is not None
        processes = [self._process.pid, *map(int, _children(self._process.pid))]
        for one in processes:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in reversed(processes):
                os.kill(one, signal.SIGCONT)

    def create(self, template: str = "template0") -> str:
        """A new database, as a copy of another that nobody is using."""
        self._made += 1
        name = f"test_{self._made}"
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        self.sql("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT as an operator does, SIGQUIT without letting it write anything. Idempotent."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE_S)
            self._process = None

    def remove(self) -> None:
        self.end(signal.SIGQUIT)
        shutil.rmtree(self.folder)


def _quick() -> str | None:
    """Memory, where there is plenty: no test of ours takes the power away, and a sync to a shared disk is slow."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30 else None


def _children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def _die_with_parent() -> None:
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)
