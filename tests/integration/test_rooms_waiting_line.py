"""Waiting patients know their place; going on by phone, the licence and the network are told to whom they concern."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from server.base.ids import VisitId
from server.evidence.events import ArrivalAnswered, LocationGiven, PhoneAsked, PhoneAttested
from server.visits.machine import State, Visit
from tests.integration.clinic import Clinic, clinic
from tests.protocol_client import ProtocolClient


async def place(page: ProtocolClient, visit: VisitId, number: int | None) -> None:
    await page.until(
        lambda: ((page.visits[visit]["line"] or {}).get("place")) == number, f"the patient stands at {number}"
    )


async def test_everybody_who_waits_knows_their_place_and_it_moves_up(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visits = [await practice.visit(name=f"Patient {number}") for number in range(3)]
        pages = [await practice.waiting(visit) for visit in visits]
        for number, (page, visit) in enumerate(zip(pages, visits, strict=True), start=1):
            await place(page, visit, number)
            assert page.visits[visit]["line"]["minutes"] is None, "nothing is promised before it was measured"
        nurse = await practice.seated("npc", visits[0])
        assert nurse.visits[visits[0]]["line"] is None
        await nurse.request("urgent", visit=visits[2], on=True)
        await place(pages[2], visits[2], 1)
        await place(pages[0], visits[0], 2)
        await nurse.request("admit", visit=visits[0], to="intake")
        await place(pages[0], visits[0], None)
        await place(pages[1], visits[1], 2)
        assert (await practice.appointment(visits[0])).admitted_at is not None


async def measured(practice: Clinic, count: int, wait: timedelta) -> None:
    """Visits of the last days, each with its wait."""
    for number in range(count):
        visit = await practice.visit(name=f"Earlier {number}")
        async with practice.store.unit() as unit:
            known = await unit.appointment(visit)
            assert known is not None
            at = datetime.now(known.scheduled_at.tzinfo) - timedelta(days=1, hours=number)
            ended = replace(known, scheduled_at=at, visit=Visit(State.ENDED), waiting_since=at, admitted_at=at + wait)
            await unit.save_appointment(ended)


async def test_an_estimate_comes_with_the_fifth_measured_visit(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        await measured(practice, 5, timedelta(minutes=12))
        first, second = await practice.visit(), await practice.visit(name="Second")
        one = await practice.waiting(first)
        two = await practice.waiting(second)
        await place(one, first, 1)
        await place(two, second, 2)
        assert one.visits[first]["line"] == {"place": 1, "minutes": [10, 15], "measured": 5}
        assert two.visits[second]["line"] == {"place": 2, "minutes": [20, 25], "measured": 5}


async def test_going_on_by_phone_is_asked_told_and_attested_and_counts_no_minute(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        nurse = await practice.seated("npc", visit)
        await nurse.request("admit", visit=visit, to="intake")
        await patient.request("phone", visit=visit, step="ask")
        asked = await nurse.sees(visit, phone={"status": "asked_by_patient", "number": None})
        assert "attest_phone" in asked["commands"]
        await patient.sees(visit, phone={"status": "asked_by_patient", "number": "+1 555 0100"})
        assert "attest_phone" not in patient.visits[visit]["commands"]
        await patient.request("phone", visit=visit, step="withdraw")
        await nurse.sees(visit, phone=None)
        await nurse.request("phone", visit=visit, step="ask")
        await practice.restart(crash=True)
        nurse = await practice.seated("npc", visit)
        await nurse.sees(visit, phone={"status": "asked_by_practice", "number": None})
        await nurse.request("phone", visit=visit, step="reached")
        await nurse.request("phone", visit=visit, step="reached")
        await nurse.request("end", visit=visit, outcome="continued_by_phone")
        events = await practice.evidence(visit)
        asked_for = [(one.by, one.on) for one in events if isinstance(one, PhoneAsked)]
        assert asked_for == [("patient", True), ("patient", False), ("practice", True)]
        attested = [one.person for one in events if isinstance(one, PhoneAttested)]
        assert attested == [practice.staff["npc"]]
        assert (await practice.appointment(visit)).visit.outcome == "continued_by_phone"


async def test_staff_are_told_of_the_licence_and_the_devices_before_anybody_joins(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        async with practice.store.unit() as unit:
            doctor = await unit.staff(practice.staff["dermatologist"])
            assert doctor is not None
            await unit.save_staff(replace(doctor, licensed_states=("NY",)))
        visit = await practice.visit(rendering="dermatologist")
        office = await practice.page("office")
        await office.request("board.watch")
        patient = await practice.waiting(visit)
        assert office.rows[visit]["licence"] is None
        await patient.request("media.device", visit=visit, track="camera", state="none", reason="denied")
        async with practice.store.unit() as unit:
            now = practice.clock.now()
            body = {"place_kind": "home", "place_state": "NJ", "interpreter": "es", "callback_phone": "555 0199"}
            await unit.add_document(visit, "arrival", "link:x", now.utc, body)
            await unit.add_document(visit, "device_check", "link:x", now.utc, {"network": "sound_only"})
            answered = ArrivalAnswered(
                company=None,
                interpreter="es",
                callback_given=True,
                address_given=False,
                version=1,
                text_digest="0" * 64,
            )
            await unit.append(visit, [LocationGiven(kind="home", state="NJ"), answered], actor="link:x", at=now)
        await practice.server.live.changed(visit)
        await office.until(lambda: office.rows[visit]["licence"] is not None, "the board says it")
        row = office.rows[visit]
        assert row["licence"] == {"state": "NJ", "status": "not_licensed", "licensed": []}
        assert (row["camera"], row["camera_reason"], row["network"], row["interpreter"]) == (
            "none", "denied", "sound_only", "es",
        )  # fmt: skip
        nurse = await practice.seated("npc", visit)
        seen = await nurse.sees(visit, network="sound_only", answers_version=1)
        assert seen["licence"]["status"] == "not_licensed"
        own = patient.visits[visit]
        assert (own["licence"], own["network"], own["answers_version"]) == (None, None, 0)
        await nurse.request("admit", visit=visit, to="intake")
        await patient.request("phone", visit=visit, step="ask")
        await nurse.sees(visit, phone={"status": "asked_by_patient", "number": "555 0199"})


async def test_a_board_that_is_opened_anew_still_says_what_a_patient_told_who_is_not_here_yet(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit, silent = await practice.visit(rendering="dermatologist"), await practice.visit(name="Silent")
        async with practice.store.unit() as unit:
            now = practice.clock.now().utc
            await unit.add_document(visit, "arrival", "link:x", now, {"place_state": "NJ"})
            await unit.add_document(visit, "arrival", "link:x", now, {"place_state": "NJ", "interpreter": "es"})
            await unit.add_document(visit, "device_check", "link:x", now, {"network": "poor"})
        office = await practice.page("office")
        await office.request("board.watch")
        told, untold = office.rows[visit], office.rows[silent]
        assert told["state"] == "scheduled"
        assert (told["interpreter"], told["network"], told["licence"]["state"]) == ("es", "poor", "NJ")
        assert (untold["interpreter"], untold["network"], untold["licence"]) == (None, None, None)
