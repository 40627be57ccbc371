"""One visit through everything that can befall its server: nowhere to write, killed, restarted by its operator."""

import json
import resource
from typing import Any

import pytest
from playwright.async_api import expect

from server.base.ids import VisitId
from server.evidence.chain import RECORD_KEYS, entry_of, first_break
from server.evidence.entry import Entry
from server.evidence.events import EvidenceDegraded, EvidenceRestored, SeatLeft, ServerStarted, VisitMoved
from server.evidence.facts import MediaInterval
from server.evidence.fold import fold
from server.visits.machine import Move
from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Booking, Practice
from tests.e2e.scenes import in_the_intake

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def whole(patient: PatientPage, nurse: StaffPage) -> None:
    """Picture and sound both ways."""
    await at_once(
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
    )


async def evidence(practice: Practice, booking: Booking) -> list[Entry]:
    office = await practice.office()
    async with office.get(f"/api/visits/{booking.id}/evidence") as answer:
        lines: list[dict[str, Any]] = [json.loads(line) for line in (await answer.text()).splitlines()][:-1]
    assert first_break(VisitId(booking.id), lines) is None
    return [entry_of({key: line[key] for key in RECORD_KEYS}, line["prev_hash"], line["hash"]) for line in lines]


async def test_a_visit_survives_what_befalls_its_server(
    tmp_path_factory: pytest.TempPathFactory, browsers: Browsers
) -> None:
    practice = await Practice(tmp_path_factory.mktemp("survival") / "home").start()
    try:
        booking, patient, nurse = await in_the_intake(practice, browsers)
        # The browser reports each refused attempt to connect again while the server is away.
        patient.window.tolerate("WebSocket connection")
        nurse.window.tolerate("WebSocket connection")

        # No file of the server's can be written to past its first kilobyte: not the database, and not the spool.
        before = resource.prlimit(practice.pid, resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
        await nurse.button("Hold").click()
        alert = nurse.page.get_by_role("alert").filter(has_text="Evidence is not being kept")
        await expect(alert).to_be_visible()
        await nurse.button("Hold").click()
        await whole(patient, nurse)
        resource.prlimit(practice.pid, resource.RLIMIT_FSIZE, before)
        await expect(alert).to_be_hidden()

        # Killed without a word, and started again by whoever looks after it.
        await practice.kill()
        await practice.start()
        await whole(patient, nurse)
        assert await patient.window.gestures() > 0, "the page was not loaded anew"
        await expect(nurse.party("patient")).to_have_count(1)

        # Stopped by its operator: both sides read what is going on, and need not do anything.
        await practice.stop()
        await expect(nurse.page.get_by_text("The server is restarting.")).to_be_visible()
        await expect(patient.page.get_by_text("server is starting again")).to_be_visible()
        await practice.start()
        await whole(patient, nurse)
        await nurse.end()
        await expect(nurse.proposal).to_be_visible()

        log = await evidence(practice, booking)
        events = [entry.event for entry in log]
        moves = [event.move for event in events if isinstance(event, VisitMoved)]
        assert moves == [Move.CHECK_IN, Move.ADMIT_TO_INTAKE, Move.HOLD, Move.RESUME, Move.END]
        assert EvidenceDegraded(kept="memory") in events
        assert any(isinstance(event, EvidenceRestored) for event in events)
        starts = [number for number, event in enumerate(events) if isinstance(event, ServerStarted)]
        assert [events[number] for number in starts] == [
            ServerStarted(after_crash=True),
            ServerStarted(after_crash=False),
        ]
        left = {event.reason for event in events[starts[0] : starts[1]] if isinstance(event, SeatLeft)}
        assert left == {"server_stopping"}
        media = [event for event in fold(log).events if isinstance(event, MediaInterval)]
        assert media
        for number in starts:
            # From the last word of the server that went to the first of the next nothing is counted.
            gone, back = log[number - 1].at.utc, log[number].at.utc
            assert gone < back
            assert not [each for each in media if each.start < back and each.end > gone]
    finally:
        await practice.stop()
