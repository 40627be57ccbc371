"""Fixtures for tests against the running server. Tests whose subject is what is stored run on SQLite and on PostgreSQL, the
others on SQLite; with `--every-database` (`make databases`) all run on both. The mark `databases` names those that a test
runs on; naming none, it runs once with no database promised."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio

from server.signaling import socket_server
from tests.integration import databases
from tests.integration.served import Served, served
from tests.midnight import today

STORED = ("test_store_", "test_api_visits", "test_backup", "test_coding_history",
          "test_heads", "test_openings", "test_payers", "test_photos_kept", "test_rooms_two_party_visit")  # fmt: skip
"""Modules whose subject is what is stored: they leave no table out."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-database", action="store_true", help="run all integration tests on PostgreSQL too")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    mark = metafunc.definition.get_closest_marker("databases")
    both = metafunc.config.getoption("--every-database") or metafunc.module.__name__.rpartition(".")[2].startswith(
        STORED
    )
    kinds = mark.args if mark else get_args(databases.Kind) if both else ("sqlite",)
    if kinds:
        metafunc.parametrize("database", kinds, indirect=True)


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[databases.Kind]:
    """Which database stores are opened on; what the test made there goes with it."""
    databases.ALL.kind = getattr(request, "param", "sqlite")
    yield databases.ALL.kind
    databases.ALL.forget()


@pytest.fixture(autouse=True)
def _patient_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Server and pages share a process here: where that stands still for seconds, no page has vanished."""
    monkeypatch.setattr(socket_server, "PING_TIMEOUT_S", 60)


@pytest.fixture(scope="session", autouse=True)
def _cluster() -> Iterator[None]:
    yield
    databases.ALL.remove()


@pytest.fixture(scope="session")
def demo_homes() -> dict[tuple[databases.Kind, date], Path]:
    return {}


@pytest.fixture
def demo_home(
    database: databases.Kind,
    demo_homes: dict[tuple[databases.Kind, date], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A home with the demonstration practice, made once for each database and each day, whose visits it has: hashing its
    passwords is slow on purpose."""
    of = database, asyncio.run(today())
    if of not in demo_homes:
        home = demo_homes[of] = tmp_path_factory.mktemp("demo") / "home"
        databases.ALL.keep(home)

        async def make() -> None:
            async with served(home):
                pass

        asyncio.run(make())
    return demo_homes[of]


@pytest_asyncio.fixture
async def server(tmp_path: Path, demo_home: Path) -> AsyncIterator[Served]:
    """The server with its demonstration practice, in a home of its own."""
    databases.ALL.copy(demo_home, tmp_path / "home")
    async with served(tmp_path / "home") as running:
        yield running
