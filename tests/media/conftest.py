from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from server.media import server
from server.media.native import peer
from server.media.native.library import Library, library
from server.media.native.loop import new_event_loop
from tests.media.clients import loopback_only


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Loops as the server itself has them."""
    return {"forwarding": new_event_loop}


@pytest.fixture
def loopback(monkeypatch) -> None:
    """aiortc clients of this test gather 127.0.0.1 and nothing else."""
    loopback_only(monkeypatch)


@pytest.fixture(scope="session")
def compiled() -> Library:
    """The compiled way of a packet. An extra of the product's: without a C compiler its tests are left out."""
    found = library()
    if found is None:
        pytest.skip("the compiled media path has not been built: make setup, with a C compiler")
    return found


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams stay settled however long a busy machine takes from one line of the test to the next."""
    monkeypatch.setattr(peer, "SETTLED_NS", 3_600_000_000_000)


@pytest.fixture(params=["compiled", "python"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test is run on the compiled way of a packet, where there is one, and on the one in Python."""
    if request.param == "python":
        monkeypatch.setattr(server, "library", lambda: None)
    else:
        request.getfixturevalue("compiled")
