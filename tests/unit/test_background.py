"""Parts that run beside everything else: one that ends by its own defect, and one that is told to end in an awkward moment."""

from __future__ import annotations

import asyncio

import pytest
import structlog.testing

from server.base.background import Background
from server.store.heads import within
from tests.patience import PATIENCE_S


class Broken(Background):
    async def _run(self) -> None:
        raise ZeroDivisionError


class Sound(Background):
    async def _run(self) -> None:
        await asyncio.Event().wait()


async def test_a_part_that_ends_by_its_defect_is_said_at_once_and_stops_like_any_other() -> None:
    part = Broken()
    with structlog.testing.capture_logs() as lines:
        part.start()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert [(line["part"], type(line["exc_info"])) for line in lines] == [("Broken", ZeroDivisionError)]
    await part.stop()
    await part.stop()


async def test_a_part_that_is_stopped_is_nothing_to_speak_of() -> None:
    part = Sound()
    with structlog.testing.capture_logs() as lines:
        part.start()
        await part.stop()
    assert lines == []


class Waiting(Background):
    """Waits for something that comes, over and over."""

    def __init__(self) -> None:
        self.soon = asyncio.Event()

    async def _run(self) -> None:
        while True:
            self.soon.clear()
            await within(self.soon.wait(), 3600)


class Deaf(Background):
    """Takes the first request to end for something else."""

    heard = 0

    async def _run(self) -> None:
        while self.heard < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.heard += 1


@pytest.mark.parametrize("steps", range(6))
async def test_it_ends_when_what_it_waits_for_comes_in_the_same_moment(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.base.background.AGAIN_S", 10 * PATIENCE_S)
    waiting = Waiting()
    waiting.start()
    await asyncio.sleep(0)
    waiting.soon.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE_S):  # less than it takes to be told again
        await waiting.stop()


async def test_it_is_told_again_until_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.base.background.AGAIN_S", 0.01)
    deaf = Deaf()
    deaf.start()
    await asyncio.sleep(0)
    await deaf.stop()
    assert deaf.heard == 2
