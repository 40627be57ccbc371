"""What a room does when pages, links, the store or the whole server go away, and what its readings say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCSessionDescription

from server.evidence.events import (
    ClockStepped,
    MediaTick,
    SeatLeft,
    SeatTaken,
    ServerStarted,
    VisitMoved,
    WorkEnded,
    WorkStarted,
)
from server.visits.machine import Move
from tests.integration import databases
from tests.integration.clinic import clinic
from tests.media.clients import Client, Tone, loopback_only, until
from tests.protocol_client import ProtocolClient, Refused


@contextmanager
def store_away(folder: Path) -> Iterator[None]:
    """The evidence table cannot be found for a while, as after a half-done restore."""

    def rename(old: str, new: str) -> None:
        databases.sql(folder, f"ALTER TABLE {old} RENAME TO {new}")

    rename("evidence", "mislaid")
    try:
        yield
    finally:
        rename("mislaid", "evidence")


async def test_a_store_that_fails_changes_nothing_and_tells_only_the_sender(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        seen, before = len(patient.frames), await practice.appointment(visit)
        with store_away(tmp_path):
            with pytest.raises(Refused, match="unavailable"):
                await nurse.request("end", visit=visit)
            with pytest.raises(Refused, match="unavailable"):
                await nurse.request("hand_over", visit=visit, note="Lost?")
        assert await practice.appointment(visit) == before
        assert len(patient.frames) == seen
        async with practice.store.reading() as unit:
            assert await unit.document(visit, "handover_note") is None
        await nurse.request("end", visit=visit)
        await patient.sees(visit, state="ended")


async def test_another_tab_takes_the_seat_and_the_first_is_told(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        second = await practice.seated("patient", visit, tab="another")
        await patient.until(lambda: patient.bye == "replaced", "the first tab is told")
        await patient.until(lambda: patient.closed, "and its socket is closed")
        taken = await second.sees(visit, state="intake", sending=True)
        assert taken["you"] == patient.visits[visit]["you"]
        await second.request("leave", visit=visit)
        assert nurse.party(visit, "patient")["connected"] is True
        left = [event.reason for event in await practice.evidence(visit) if isinstance(event, SeatLeft)]
        assert left == ["replaced"]


async def test_a_page_that_asks_first_leaves_the_seat_with_the_page_that_has_it(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        second = await practice.page(f"patient@{visit}", tab="another")
        for _ in range(2):
            with pytest.raises(Refused, match="seat_taken"):
                await second.request("visit.open", visit=visit, take_over=False)
        # Until it has the seat it speaks for nobody: no device, no media, no giving up.
        for frame in (
            {"type": "media.device", "track": "camera", "state": "off"},
            {"type": "media.offer", "sdp": "v=0"},
            {"type": "visit.close"},
        ):
            with pytest.raises(Refused, match="not_now"):
                await second.request(visit=visit, **frame)
        assert patient.bye is None
        assert nurse.party(visit, "patient")["connected"] is True

        await patient.close()
        await nurse.until(lambda: not nurse.party(visit, "patient")["connected"], "the first page is gone")
        await second.request("visit.open", visit=visit, take_over=False)
        assert (await second.sees(visit, state="intake", sending=True))["you"] == patient.visits[visit]["you"]
        left = [event.reason for event in await practice.evidence(visit) if isinstance(event, SeatLeft)]
        assert left == ["lost"]


async def test_nobody_checks_in_without_the_seat(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        first, second = await practice.page(f"patient@{visit}"), await practice.page(f"patient@{visit}")
        await first.request("visit.listen", visit=visit)
        with pytest.raises(Refused, match="not_now: Open the visit first"):
            await first.request("check_in", visit=visit)
        await second.request("visit.open", visit=visit)
        with pytest.raises(Refused, match="not_now: Open the visit first"):
            await first.request("check_in", visit=visit)
        await second.request("check_in", visit=visit)
        await second.sees(visit, state="waiting")


async def test_a_tab_that_comes_back_is_not_asked_and_its_past_is_no_takeover(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        first = await practice.seated("npc", visit, tab="the same")
        again = await practice.page("npc", tab="the same")
        await again.request("visit.open", visit=visit, take_over=False)
        await first.until(lambda: first.bye == "replaced", "its past is told, if it still listens")
        left = [event.reason for event in await practice.evidence(visit) if isinstance(event, SeatLeft)]
        assert left == ["lost"]


async def test_opening_twice_from_one_page_takes_one_seat(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        nurse = await practice.seated("npc", visit)
        await nurse.request("visit.open", visit=visit)
        assert nurse.bye is None
        taken = [event for event in await practice.evidence(visit) if isinstance(event, SeatTaken)]
        assert len(taken) == 1


async def test_staff_give_a_seat_up_and_the_patient_keeps_it(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        await nurse.request("visit.close", visit=visit)
        await patient.until(lambda: not patient.party(visit, "npc"), "the nurse has no seat any more")
        await patient.request("visit.close", visit=visit)
        back = await practice.seated("npc", visit)
        assert back.party(visit, "patient")["connected"] is False
        assert back.party(visit, "patient")["in_call"] is True


async def test_staff_who_are_in_no_call_lose_a_seat_they_left_behind(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        derm = await practice.seated("dermatologist", visit)
        await nurse.until(lambda: nurse.party(visit, "dermatologist"), "the dermatologist looks on")
        for page in (derm, patient):
            await page.close()
        await nurse.until(lambda: not nurse.party(visit, "dermatologist")["connected"], "its page is gone")
        await nurse.until(lambda: not nurse.party(visit, "patient")["connected"], "the patient's too")
        await practice.server.registry.sweep()
        assert nurse.party(visit, "dermatologist")
        practice.clock.ahead_s += 61
        await practice.server.registry.sweep()
        await nurse.until(lambda: not nurse.party(visit, "dermatologist"), "a minute later the seat is free")
        assert nurse.party(visit, "patient")


async def test_a_sign_out_cuts_its_own_pages_only(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        assert practice.server.live.busy(practice.staff["npc"])
        assert not practice.server.live.busy(practice.staff["dermatologist"])
        await practice.server.live.signed_out(practice.staff["npc"], "another sign-in")
        await nurse.request("hold", visit=visit, on=True)
        await practice.server.live.signed_out(practice.staff["npc"], "sign-in of npc")
        await nurse.until(lambda: nurse.bye == "signed_out" and nurse.closed, "the nurse's page is cut")
        await patient.until(lambda: not patient.party(visit, "npc"), "and the seat with it")
        assert patient.visits[visit]["state"] == "intake"
        assert not practice.server.live.busy(practice.staff["npc"])


async def test_work_is_written_again_only_after_a_while_and_ends_with_the_page_that_said_it(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        derm = await practice.seated("dermatologist", visit)
        for on in (True, True):
            await derm.request("work", visit=visit, activity="chart_review", on=on)
        await derm.request("work", visit=visit, activity="documentation", on=True)
        await derm.request("work", visit=visit, activity="documentation", on=False)
        practice.clock.ahead_s += 240
        await derm.request("work", visit=visit, activity="chart_review", on=True)
        await derm.close()
        nurse = await practice.seated("npc", visit)
        await nurse.until(lambda: not nurse.party(visit, "dermatologist")["connected"], "the page is gone")
        person = practice.staff["dermatologist"]
        work = [event for event in await practice.evidence(visit) if isinstance(event, WorkStarted | WorkEnded)]
        assert work == [
            WorkStarted(person=person, activity="chart_review"),
            WorkStarted(person=person, activity="documentation"),
            WorkEnded(person=person, activity="documentation"),
            WorkStarted(person=person, activity="chart_review"),
            WorkEnded(person=person, activity="chart_review"),
        ]


async def test_a_room_that_somebody_is_about_to_enter_is_not_dropped(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        registry = practice.server.registry
        async with registry.room(visit) as entered:
            await registry.refresh(visit)
            await registry.sweep()
            assert registry.rooms == (entered,)
        await registry.sweep()
        assert not registry.rooms


async def test_a_change_made_elsewhere_reaches_everybody(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        _, nurse = await practice.in_intake(visit)
        board = await practice.page("office")
        await board.request("board.watch")
        async with practice.store.unit() as unit:
            await unit.add_document(visit, "intake", "somebody", practice.clock.now().utc, {"reason": "A mole"})
        await practice.server.live.changed(visit)
        await nurse.sees(visit, intake_version=1)
        other = await practice.visit(name="Ben New")
        await practice.server.live.changed(other)
        await board.until(lambda: other in board.rows, "a visit that was just made comes onto the board")
        assert board.rows[other]["patient_name"] == "Ben New"


@pytest.mark.parametrize("crash", [True, False], ids=["kill -9", "a clean stop"])
async def test_a_restarted_server_finds_everybody_where_they_were(tmp_path: Path, crash: bool) -> None:
    async with clinic(tmp_path) as practice:
        visit, waiting = await practice.visit(), await practice.visit(name="Wanda Waits")
        patient, nurse = await practice.in_intake(visit)
        await practice.waiting(waiting)
        await practice.seated("dermatologist", visit)
        seats = {page: page.visits[visit]["you"] for page in (patient, nurse)}
        version = patient.visits[visit]["version"]
        await practice.restart(crash=crash)
        if not crash:
            assert patient.bye == "stopping"

        events = await practice.evidence(visit)
        assert events[-1] == ServerStarted(after_crash=crash)
        board = await practice.page("office")
        await board.request("board.watch")
        await board.until(lambda: board.rows, "the board is back")
        assert board.rows[waiting]["silent_since"] is not None

        again = await practice.seated("patient", visit)
        back = await again.sees(visit, state="intake", sending=True, media=None)
        assert back["you"] == seats[patient]
        assert back["version"] > version
        named = {party["role"]: (party["name"], party["connected"], party["in_call"]) for party in back["parties"]}
        assert named == {"patient": ("Maria Garcia", True, True), "npc": ("Nora Nurse", False, True)}
        nurse_again = await practice.seated("npc", visit)
        assert (await nurse_again.sees(visit, state="intake"))["you"] == seats[nurse]
        assert again.party(visit, "npc")["connected"] is True
        await nurse_again.request("end", visit=visit)
        await again.sees(visit, state="ended")


async def test_a_damaged_log_is_said_at_start_and_keeps_no_other_visit_from_starting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with clinic(tmp_path) as practice:
        damaged, sound = await practice.visit(), await practice.visit(name="Wanda Well")
        await practice.in_intake(damaged)
        await practice.in_intake(sound)
        databases.drop_triggers(tmp_path)
        databases.sql(tmp_path, "UPDATE evidence SET body = '{}' WHERE visit_id = ? AND seq = 3", damaged)

        capsys.readouterr()
        caplog.clear()
        await practice.restart(crash=True)
        # Where the log goes depends on whether an earlier test has configured it.
        said = capsys.readouterr().out + caplog.text
        assert "evidence does not hold" in said
        assert damaged in said
        assert sound not in said
        again = await practice.seated("patient", sound)
        await again.sees(sound, state="intake", sending=True)
        patient = await practice.seated("patient", damaged)
        await patient.sees(damaged, state="intake")


async def test_readings_are_written_for_live_visits_with_media_in_one_go(tmp_path: Path, monkeypatch: Any) -> None:
    loopback_only(monkeypatch)
    async with clinic(tmp_path) as practice:
        visits = [await practice.visit() for _ in range(2)]
        waiting, quiet = await practice.visit(), await practice.visit()
        await practice.waiting(waiting)
        await practice.in_intake(quiet)
        for visit in visits:
            patient, _ = await practice.in_intake(visit)
            media = Client()
            media.send(Tone())
            media.receive(audio=5, video=4)
            answer = await patient.request("media.offer", visit=visit, sdp=await media.offer())
            await media.pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
            await media.close()

        def readings(events: list[Any]) -> int:
            return sum(isinstance(event, MediaTick) for event in events)

        for number in (1, 2):
            await practice.server.ticker.tick()
            for visit in visits:
                assert readings(await practice.evidence(visit)) == number
        assert readings(await practice.evidence(waiting)) == 0
        assert readings(await practice.evidence(quiet)) == 0

        with store_away(tmp_path), pytest.raises(Exception, match="cannot be written"):
            await practice.server.ticker.tick()
        await practice.server.ticker.tick()
        assert readings(await practice.evidence(visits[0])) == 3


async def test_a_wall_clock_that_steps_is_written_down(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        await practice.in_intake(visit)
        await practice.server.ticker.tick()
        practice.clock.ahead_s += 5
        await practice.server.ticker.tick()
        assert not [event for event in await practice.evidence(visit) if isinstance(event, ClockStepped)]
        practice.clock.utc_step_s -= 3600
        await practice.server.ticker.tick()
        stepped = [event.by_ms for event in await practice.evidence(visit) if isinstance(event, ClockStepped)]
        assert len(stepped) == 1
        assert abs(stepped[0] + 3_600_000) < 1000


async def test_commands_of_many_pages_at_once_leave_one_story(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        derm = await practice.seated("dermatologist", visit)
        outcomes: list[str] = []

        async def attempt(page: ProtocolClient, **frame: Any) -> None:
            try:
                await page.request(visit=visit, **frame)
                outcomes.append("ok")
            except Refused as refused:
                outcomes.append(refused.code)

        await asyncio.gather(
            *(attempt(nurse, type="end"), attempt(derm, type="end"), attempt(nurse, type="hand_over", note=""))
        )
        assert sorted(outcomes) == ["not_now", "not_now", "ok"]
        moves = [event for event in await practice.evidence(visit) if isinstance(event, VisitMoved)]
        assert [event.move for event in moves].count(Move.END) == 1
        await until(lambda: patient.visits[visit]["state"] == "ended", "the patient sees the end")
