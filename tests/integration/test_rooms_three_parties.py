"""Nurse, dermatologist, scribe, office and the patient's side in one visit, over the socket."""

from __future__ import annotations

import hashlib

import pytest

from server.base.ids import VisitId
from server.evidence.events import CallJoined, CallLeft, DeviceSet, VisitMoved
from server.visits.machine import Move
from tests.integration.clinic import clinic
from tests.protocol_client import ProtocolClient, Refused


def roles_in_call(page: ProtocolClient, visit: VisitId) -> set[str]:
    return {party["role"] for party in page.visits[visit]["parties"] if party["in_call"]}


async def test_a_warm_hand_over_from_intake_to_wrap_up(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit(rendering="dermatologist")
        patient, nurse = await practice.in_intake(visit)
        assert patient.visits[visit]["next_up"] is None

        await nurse.request("hand_over", visit=visit, note="  Changed in June; photos are good.  ")
        ready = await patient.sees(visit, state="ready")
        assert ready["next_up"] == "Dr. Dana Derm, MD"
        assert ready["note"] is None
        assert roles_in_call(patient, visit) == {"patient", "npc"}

        derm = await practice.seated("dermatologist", visit)
        seen = await derm.sees(visit, state="ready")
        assert seen["note"] == "Changed in June; photos are good."
        assert roles_in_call(derm, visit) == {"patient", "npc"}
        assert "dermatologist" not in {party["role"] for party in patient.visits[visit]["parties"]}
        with pytest.raises(Refused, match=r"not_now.*read this"):
            await derm.request("join", visit=visit)
        await derm.request("join", visit=visit, read=True)
        await patient.sees(visit, state="with_dermatologist", next_up=None)
        assert roles_in_call(patient, visit) == {"patient", "npc", "dermatologist"}

        await nurse.request("leave", visit=visit)
        await patient.until(lambda: roles_in_call(patient, visit) == {"patient", "dermatologist"}, "the nurse left")
        await nurse.request("join", visit=visit)
        await derm.request("hand_back", visit=visit)
        await patient.sees(visit, state="wrap_up")
        assert roles_in_call(patient, visit) == {"patient", "npc", "dermatologist"}
        await derm.request("leave", visit=visit)
        await nurse.request("end", visit=visit, outcome="in_person")
        ended = await patient.sees(visit, state="ended")
        assert ended["outcome"] == "in_person"

        moves = [event for event in await practice.evidence(visit) if isinstance(event, VisitMoved)]
        assert [event.move for event in moves] == [
            Move.CHECK_IN,
            Move.ADMIT_TO_INTAKE,
            Move.HAND_OVER,
            Move.DERMATOLOGIST_JOINS,
            Move.HAND_BACK,
            Move.END,
        ]
        digest = hashlib.sha256(b"Changed in June; photos are good.").hexdigest()
        assert moves[2].text_digest == moves[3].text_digest == digest
        async with practice.store.reading() as unit:
            note = await unit.document(visit, "handover_note")
        assert note is not None
        assert note.author == practice.staff["npc"]


async def test_the_path_without_a_nurse(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient = await practice.waiting(visit)
        derm = await practice.seated("dermatologist", visit)
        await derm.request("admit", visit=visit, to="dermatologist")
        await patient.sees(visit, state="with_dermatologist", sending=True)
        assert roles_in_call(patient, visit) == {"patient", "dermatologist"}
        assert (await practice.appointment(visit)).rendering == practice.staff["dermatologist"], (
            "who takes it renders it"
        )
        await derm.request("end", visit=visit)
        await patient.sees(visit, state="ended", outcome="done")


async def test_a_huddle_keeps_the_patient_apart_and_ends_with_the_joining(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        derm = await practice.page("dermatologist")
        with pytest.raises(Refused, match=r"not_now.*Open the visit"):
            await derm.request("huddle", visit=visit, on=True)
        await derm.request("visit.open", visit=visit)
        await derm.request("huddle", visit=visit, on=True)
        apart = await patient.sees(visit, huddle=True)
        assert apart["next_up"] == "Dr. Dana Derm, MD"
        assert "dermatologist" not in {party["role"] for party in apart["parties"]}

        await nurse.request("huddle", visit=visit, on=False)
        await derm.sees(visit, huddle=False)
        assert "dermatologist" not in roles_in_call(derm, visit)
        assert "leave" not in derm.visits[visit]["commands"]

        await derm.request("huddle", visit=visit, on=True)
        await derm.request("join", visit=visit)
        together = await patient.sees(visit, huddle=False, state="with_dermatologist")
        assert together["next_up"] is None
        assert roles_in_call(patient, visit) == {"patient", "npc", "dermatologist"}

        await derm.request("huddle", visit=visit, on=True)
        stepped_out = await patient.sees(visit, huddle=True)
        assert stepped_out["next_up"] == "Dr. Dana Derm, MD"
        await derm.request("huddle", visit=visit, on=False)
        await patient.sees(visit, huddle=False)

        seat = derm.visits[visit]["you"]
        story = [
            event
            for event in await practice.evidence(visit)
            if isinstance(event, CallJoined | CallLeft) and event.seat == seat
        ]
        assert story == [
            CallJoined(seat=seat, place="huddle"),
            CallLeft(seat=seat),
            CallJoined(seat=seat, place="huddle"),
            CallLeft(seat=seat),
            CallJoined(seat=seat, place="call"),
        ]


async def test_hold_and_resume_are_offered_in_turn(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        assert {"hold", "resume"} & set(nurse.visits[visit]["commands"]) == {"hold"}
        await nurse.request("hold", visit=visit, on=True)
        await patient.sees(visit, held=True, sending=True)
        seen = await nurse.sees(visit, held=True)
        assert {"hold", "resume"} & set(seen["commands"]) == {"resume"}
        with pytest.raises(Refused, match="not_now"):
            await nurse.request("hold", visit=visit, on=True)
        await nurse.request("hold", visit=visit, on=False)
        await patient.sees(visit, held=False)


async def test_the_wrong_patient_goes_back_to_the_waiting_room(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        await nurse.request("send_back", visit=visit)
        back = await patient.sees(visit, state="waiting", sending=False)
        assert {party["role"] for party in back["parties"]} == {"patient"}
        assert roles_in_call(nurse, visit) == set()
        await nurse.request("admit", visit=visit, to="intake")
        await patient.sees(visit, state="intake", sending=True)


async def test_a_caregiver_comes_in_with_the_patient_and_a_scribe_only_listens(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        caregiver = await practice.seated("caregiver", visit)
        assert caregiver.visits[visit]["birth_year"] is None
        patient, nurse = await practice.in_intake(visit)
        await caregiver.sees(visit, state="intake", sending=True)
        assert roles_in_call(nurse, visit) == {"patient", "caregiver", "npc"}

        scribe = await practice.seated("scribe", visit)
        await scribe.request("join", visit=visit)
        seen = await scribe.sees(visit, sending=False)
        assert seen["you"] is not None
        await patient.until(lambda: "scribe" in roles_in_call(patient, visit), "the patient knows who listens")
        assert patient.party(visit, "scribe")["name"] == "Elm Street Dermatology"
        assert nurse.party(visit, "scribe")["name"] == "Sam Scribe"
        with pytest.raises(Refused, match="not_found"):
            await scribe.request("media.device", visit=visit, track="camera", state="on")


async def test_a_late_companion_joins_a_live_visit_by_opening_it(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        _, nurse = await practice.in_intake(visit)
        interpreter = await practice.seated("interpreter", visit)
        await interpreter.sees(visit, sending=True)
        await nurse.until(lambda: "interpreter" in roles_in_call(nurse, visit), "the interpreter is in the call")


async def test_devices_are_told_to_everybody_and_to_the_log(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.in_intake(visit)
        await patient.request("media.device", visit=visit, track="camera", state="none", reason="denied")
        await patient.request("media.device", visit=visit, track="microphone", state="on")
        await nurse.until(
            lambda: (
                nurse.party(visit, "patient") | {"camera": "none", "microphone": "on"} == nurse.party(visit, "patient")
            ),
            "the nurse sees which devices the patient has",
        )
        seat = patient.visits[visit]["you"]
        assert [event for event in await practice.evidence(visit) if isinstance(event, DeviceSet)] == [
            DeviceSet(seat=seat, track="camera", on=False, reason="denied"),
            DeviceSet(seat=seat, track="microphone", on=True, reason="chosen"),
        ]


async def test_a_sixth_picture_finds_no_slot_and_its_party_is_told(tmp_path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        companions = [await practice.seated(role, visit) for role in ("caregiver", "interpreter", "family")]
        patient, nurse = await practice.in_intake(visit)
        office = await practice.seated("office", visit)
        with pytest.raises(Refused, match=r"too_many.*4 pictures"):
            await office.request("join", visit=visit)
        assert "office" not in roles_in_call(nurse, visit)
        family = companions[-1]
        for page in (family, office):
            await page.request("media.device", visit=visit, track="camera", state="none", reason="denied")
        await office.request("join", visit=visit)
        await patient.until(lambda: "office" in roles_in_call(patient, visit), "with four cameras there is room")
        with pytest.raises(Refused, match="too_many"):
            await family.request("media.device", visit=visit, track="camera", state="on")
        assert nurse.party(visit, "family")["camera"] == "none"
