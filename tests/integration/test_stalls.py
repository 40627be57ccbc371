"""A server that stands still: noticed while it lasts, in the evidence afterwards, and in nobody's minutes."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from server.evidence.events import ServerStalled
from server.rooms.stalls import StallWatch
from tests.integration.clinic import clinic
from tests.integration.test_rooms_resilience import in_intake


async def test_a_blocked_loop_is_in_the_log_of_every_live_visit_and_the_place_in_the_servers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with clinic(tmp_path) as practice:
        live, waiting = await practice.visit(), await practice.visit()
        await in_intake(practice, live)
        await practice.waiting(waiting)
        watch = StallWatch(practice.clock, practice.server.ticker.note)
        watch.start()
        from_ns = practice.clock.mono_ns()
        time.sleep(5)  # noqa: ASYNC251 - this is the stall
        until_ns = practice.clock.mono_ns()
        async with asyncio.timeout(30):
            while not (seen := [each for each in await practice.evidence(live) if isinstance(each, ServerStalled)]):
                pass
        await watch.stop()
        assert from_ns - 1_000_000_000 < seen[0].from_ns <= from_ns + 1_000_000
        assert until_ns <= seen[0].until_ns
        assert not [event for event in await practice.evidence(waiting) if isinstance(event, ServerStalled)]
        said = capsys.readouterr().out + caplog.text
        assert "server stands still" in said
        assert "test_stalls.py" in said, "where the loop was stuck"
