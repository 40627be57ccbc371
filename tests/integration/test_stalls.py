"""A server that stands still: noticed while it lasts, in the evidence afterwards, and in nobody's minutes."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from server.base.ids import VisitId
from server.evidence.events import ServerStalled
from server.rooms.stalls import StallWatch
from tests.integration.clinic import Clinic, clinic
from tests.patience import PATIENCE_S


async def stalls(practice: Clinic, visit: VisitId) -> list[ServerStalled]:
    return [event for event in await practice.evidence(visit) if isinstance(event, ServerStalled)]


async def test_a_blocked_loop_is_in_the_log_of_every_live_visit_and_the_place_in_the_servers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with clinic(tmp_path) as practice:
        live, waiting = await practice.visit(), await practice.visit()
        await practice.in_intake(live)
        await practice.waiting(waiting)
        watch = StallWatch(practice.clock, practice.server.ticker.note)
        watch.start()
        await asyncio.sleep(0)
        from_ns = practice.clock.mono_ns()
        time.sleep(5)  # noqa: ASYNC251 - this is the stall
        until_ns = practice.clock.mono_ns()
        async with asyncio.timeout(PATIENCE_S):
            while not [each for each in await stalls(practice, live) if each.until_ns >= until_ns]:
                pass
        await watch.stop()
        # A busy machine may have stood still once more, before this stall or after it.
        assert [each for each in await stalls(practice, live) if each.from_ns <= from_ns and until_ns <= each.until_ns]
        assert not await stalls(practice, waiting)
        said = capsys.readouterr().out + caplog.text
        assert "server stands still" in said
        assert "test_stalls.py" in said, "where the loop was stuck"
