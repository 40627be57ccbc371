"""Fixtures for tests against the running server."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.integration.served import Served, served


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration practice, made once: hashing its passwords is slow on purpose."""
    home = tmp_path_factory.mktemp("demo") / "home"

    async def make() -> None:
        async with served(home):
            pass

    asyncio.run(make())
    return home


@pytest_asyncio.fixture
async def server(tmp_path: Path, demo_home: Path) -> AsyncIterator[Served]:
    """The server with its demonstration practice, in a home of its own."""
    shutil.copytree(demo_home, tmp_path / "home")
    async with served(tmp_path / "home") as running:
        yield running
