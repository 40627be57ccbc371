"""Parts that run beside everything else, and what becomes of one that ends by its own defect."""

from __future__ import annotations

import asyncio

import structlog.testing

from server.base.background import Background


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
