"""A visit whose media are in processes of their own, when these end: both pages connect again by themselves."""

import json
import os
import signal
from pathlib import Path

import pytest
from playwright.async_api import expect

from server.evidence.events import MediaTick, SeatLeft, ServerStarted
from tests.e2e.conftest import Browsers
from tests.e2e.practice import Practice
from tests.e2e.scenes import in_the_intake
from tests.e2e.test_survival import evidence, whole
from tests.media.clients import until
from tests.ports import free_port

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def carriers(practice: Practice) -> dict[int, int]:
    """The process id of each media worker, by its UDP port."""
    children = Path(f"/proc/{practice.pid}/task/{practice.pid}/children").read_text().split()
    ports = {}
    inodes = {
        line.split()[9]: int(line.split()[1].partition(":")[2], 16)
        for line in Path("/proc/net/udp").read_text().splitlines()[1:]
    }
    for child in map(int, children):
        for link in Path(f"/proc/{child}/fd").iterdir():
            port = inodes.get(os.readlink(link).removeprefix("socket:[").rstrip("]"))
            if port is not None:
                ports[port] = child
    return ports


def connected(practice: Practice) -> int:
    """How often a media connection has come up so far."""
    lines = [json.loads(line) for line in practice.log.read_text().splitlines() if line.startswith("{")]
    return sum(line["event"] == "media" and line.get("state") == "connected" for line in lines)


async def test_a_visit_comes_back_when_the_processes_that_carry_media_end(
    tmp_path_factory: pytest.TempPathFactory, browsers: Browsers
) -> None:
    home = tmp_path_factory.mktemp("workers") / "home"
    practice = Practice(home, media_port=free_port(2), settings={"VESTIBULE_MEDIA_WORKERS": "2"})
    await practice.start()
    try:
        booking, patient, nurse = await in_the_intake(practice, browsers)
        await whole(patient, nurse)
        workers = carriers(practice)
        assert set(workers) == {practice.media_port, practice.media_port + 1}

        # All of them at once: there is no other worker to go to before one is there again.
        before = connected(practice)
        for worker in workers.values():
            os.kill(worker, signal.SIGKILL)
        await until(lambda: connected(practice) == before + 2, "both have connected again")
        await whole(patient, nurse)
        assert set(carriers(practice)) == set(workers), "each has its port again"
        await expect(nurse.party("patient")).to_have_count(1)
        assert await patient.window.gestures() > 0, "the page was not loaded anew"
        await nurse.end()
        await expect(nurse.proposal).to_be_visible()

        events = [entry.event for entry in await evidence(practice, booking)]
        assert not [event for event in events if isinstance(event, ServerStarted)]
        assert {event.reason for event in events if isinstance(event, SeatLeft)} == {"visit_over"}
        ticks = [event for event in events if isinstance(event, MediaTick) and event.pairs]
        assert ticks
        tracks = {pair.track for tick in ticks for pair in tick.pairs}
        assert {"microphone", "camera"} <= tracks
    finally:
        await practice.stop()
