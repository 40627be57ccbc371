from __future__ import annotations

import pytest

from tests.media.clients import loopback_only


@pytest.fixture
def loopback(monkeypatch) -> None:
    """aiortc clients of this test gather 127.0.0.1 and nothing else."""
    loopback_only(monkeypatch)
