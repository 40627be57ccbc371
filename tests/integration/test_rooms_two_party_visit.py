"""The thinnest true visit over the socket: waiting room, board, admission, end; and what the log says of it."""

from __future__ import annotations

import pytest

from server.evidence.events import CallJoined, CallLeft, SeatLeft, SeatTaken, VisitCreated, VisitMoved
from server.visits.machine import Move, Outcome, State
from tests.integration.clinic import clinic
from tests.protocol_client import Refused


async def test_a_visit_from_the_waiting_room_to_its_end(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        board = await practice.page("office")
        await board.request("board.watch")
        await board.until(lambda: visit in board.rows, "the visit stands on the board")
        assert board.rows[visit]["state"] == "scheduled"

        patient = await practice.seated("patient", visit)
        first = await patient.sees(visit, state="scheduled")
        assert first["patient_name"] == "Maria Garcia"
        assert first["birth_year"] is None
        assert first["sending"] is False
        assert "check_in" in first["commands"]

        await patient.request("check_in", visit=visit)
        await board.until(lambda: board.rows[visit]["state"] == "waiting", "the board shows that the patient waits")
        assert board.rows[visit]["waiting_since"]
        assert "admit_to_intake" in board.rows[visit]["commands"]

        nurse = await practice.seated("npc", visit)
        seen = await nurse.sees(visit, state="waiting", birth_year=1980)
        assert seen["sending"] is True
        assert [party["role"] for party in patient.visits[visit]["parties"]] == ["patient"]

        await nurse.request("admit", visit=visit, to="intake")
        admitted = await patient.sees(visit, state="intake", sending=True)
        roles = {party["role"]: party for party in admitted["parties"]}
        assert roles["npc"] | {"seat": ""} == {
            "seat": "",
            "role": "npc",
            "credential": "RN",
            "name": "Nora Nurse",
            "connected": True,
            "in_call": True,
            "microphone": "none",
            "camera": "none",
            "microphone_reason": None,
            "camera_reason": None,
            "arriving": None,
            "away": False,
            "asked": None,
            "receives": None,
            "sends": None,
            "sharper": False,
            "skin_camera": None,
        }
        assert roles["patient"]["in_call"] is True
        await board.until(
            lambda: board.rows[visit]["with_names"] == ["Nora Nurse"], "the board shows who is with the patient"
        )

        with pytest.raises(Refused, match="not_found"):
            await patient.request("end", visit=visit)
        await nurse.request("end", visit=visit, outcome="done")
        ended = await patient.sees(visit, state="ended")
        assert ended["you"] is None
        assert ended["outcome"] == "done"
        assert ended["sending"] is False
        assert ended["parties"] == []
        await nurse.sees(visit, state="ended", you=None)

        events = await practice.evidence(visit)
        story = [event for event in events if not isinstance(event, VisitCreated)]
        kinds = [type(event) for event in story]
        assert kinds[:3] == [SeatTaken, VisitMoved, SeatTaken]
        assert kinds[3:6] == [VisitMoved, CallJoined, CallJoined]
        assert VisitMoved(move=Move.END, state=State.ENDED, outcome=Outcome.DONE) in story
        assert kinds.count(CallLeft) == 2
        assert [event.reason for event in story if isinstance(event, SeatLeft)] == ["visit_over", "visit_over"]
        nurse_seat = next(event for event in story if isinstance(event, SeatTaken) and event.role == "npc")
        assert nurse_seat.credential == "RN"
        assert (await practice.appointment(visit)).ended_at is not None


async def test_who_admits_from_the_board_is_in_the_call_without_another_word(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        office = await practice.page("office")
        await office.request("admit", visit=visit, to="intake")
        seen = await patient.sees(visit, state="intake")
        front = next(party for party in seen["parties"] if party["role"] == "office")
        assert front["in_call"] is True
        assert front["name"] == "Elm Street Dermatology"
        assert front["credential"] is None
        own = await office.sees(visit, state="intake")
        assert own["you"] is not None


async def test_leaving_is_not_ending(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        nurse = await practice.seated("npc", visit)
        await nurse.request("admit", visit=visit, to="intake")
        seat = (await patient.sees(visit, state="intake"))["you"]
        board = await practice.page("office")
        await board.request("board.watch")

        await patient.close()
        await nurse.until(lambda: nurse.party(visit, "patient").get("connected") is False, "the patient's page is gone")
        assert nurse.visits[visit]["state"] == "intake"
        assert nurse.party(visit, "patient")["in_call"] is True
        await board.until(lambda: board.rows[visit]["silent_since"] is not None, "the board says since when")

        again = await practice.seated("patient", visit)
        back = await again.sees(visit, state="intake", sending=True)
        assert back["you"] == seat
        await board.until(lambda: board.rows[visit]["silent_since"] is None, "the patient is back")
        assert nurse.party(visit, "patient")["connected"] is True

        await nurse.request("leave", visit=visit)
        await again.until(lambda: not again.party(visit, "npc"), "the nurse is out of the call")
        assert again.visits[visit]["state"] == "intake"
