"""Visits by the API: made, read, refused, charted, exported, coded."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.served import Client, Served

VERIFIER = Path(__file__).parents[2] / "docs" / "verify_evidence.py"
INTAKE = {
    "reason": "A mole",
    "history": "Two months",
    "medications": "",
    "allergies": "Penicillin",
    "vitals": {"temperature_c": 36.8, "pulse_bpm": 72},
    "base_version": 0,
}


def new_visit(**more: Any) -> dict[str, Any]:
    """What the office sends to make a visit."""
    return {
        "patient": {"name": "Ida Novak", "date_of_birth": "1970-05-04", "state": "CA"},
        "scheduled_at": datetime.now(UTC).isoformat(),
        "reason": "A rash",
        "payer": "PRIV_98000",
        "patient_status": "new",
        "rendering": None,
    } | more


async def made(client: Client, **more: Any) -> str:
    answer = await client.post("/api/visits", new_visit(**more))
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


async def events(client: Client, visit: str) -> list[dict[str, Any]]:
    text = (await client.get(f"/api/visits/{visit}/evidence")).text
    return [json.loads(line) for line in text.splitlines()][:-1]


async def test_the_board_shows_todays_visits(server: Served) -> None:
    rows = (await (await server.signed_in("office")).get("/api/visits")).json["visits"]
    assert {row["patient_name"] for row in rows} == {visit["patient"] for visit in server.demo["visits"]}
    assert all(row["state"] == "scheduled" for row in rows)


async def test_a_made_visit_is_on_the_board_at_once_and_its_link_opens_it(server: Served) -> None:
    office = await server.signed_in("office")
    answer = await office.post("/api/visits", new_visit())
    assert answer.status == 201
    rows = (await office.get("/api/visits")).json["visits"]
    assert answer.json["id"] in [row["visit"] for row in rows]
    assert answer.json["link"].startswith(f"{server.config.base_url}/v#")
    token = answer.json["link"].partition("#")[2]
    opened = await server.browser().post("/api/visit-link/enter", {"token": token, "date_of_birth": "1970-05-04"})
    assert (opened.status, opened.json["visit"]) == (200, answer.json["id"])


async def test_a_patient_on_file_gets_another_visit(server: Served) -> None:
    office = await server.signed_in("office")
    found = (await office.post("/api/patients/search", {"q": "gonz"})).json["patients"]
    assert [one["name"] for one in found] == ["Maria Gonzalez"]
    visit = await made(office, patient={"id": found[0]["id"]})
    assert (await office.get(f"/api/visits/{visit}")).json["patient"] == found[0]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"patient": {"name": "No Birthday"}}, "patient"),
        ({"patient": {"id": str(uuid.uuid4())}}, "patient"),
        ({"patient": {"name": "A B", "date_of_birth": "2070-01-01"}}, "date_of_birth"),
        ({"patient": {"name": "  ", "date_of_birth": "1970-01-01"}}, "name"),
        ({"scheduled_at": "2026-11-22T10:00:00"}, "scheduled_at"),
        ({"scheduled_at": "tomorrow"}, "scheduled_at"),
        ({"payer": "NOBODY"}, "payer"),
        ({"rendering": str(uuid.uuid4())}, "rendering"),
        ({"reason": "x" * 501}, "reason"),
        ({"colour": "blue"}, "colour"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_made(server: Served, more: dict[str, Any], field: str) -> None:
    office = await server.signed_in("office")
    before = len((await office.get("/api/visits")).json["visits"])
    answer = await office.post("/api/visits", new_visit(**more))
    assert answer.status == 422
    assert field in answer.json["detail"]
    assert len((await office.get("/api/visits")).json["visits"]) == before


async def test_a_nurse_cannot_be_the_rendering_clinician(server: Served) -> None:
    office = await server.signed_in("office")
    staff = (await office.get("/api/staff")).json["staff"]
    nurse = next(one for one in staff if one["credential"] == "RN")
    answer = await office.post("/api/visits", new_visit(rendering=nurse["id"]))
    assert (answer.status, "rendering" in answer.json["detail"]) == (422, True)


async def test_what_is_absent_and_what_is_forbidden_look_alike(server: Served) -> None:
    visit = server.demo["visits"][0]["id"]
    biller, administrator = await server.signed_in("biller"), await server.signed_in("administrator")
    absent = await biller.get(f"/api/visits/{uuid.uuid4()}")
    attempts = [
        await biller.get("/api/visits"),
        await biller.post("/api/visits", new_visit()),
        await biller.post(f"/api/visits/{visit}/link"),
        await biller.call("PUT", f"/api/visits/{visit}/intake", INTAKE),
        await administrator.call("PUT", f"/api/visits/{visit}/intake", INTAKE),
        await biller.get("/api/staff"),
        await biller.post("/api/staff", {"email": "x@demo.example", "name": "X", "role": "office"}),
    ]
    assert [(answer.status, answer.text) for answer in attempts] == [(404, absent.text)] * len(attempts)


async def test_an_id_has_one_spelling(server: Served) -> None:
    office, visit = await server.signed_in("office"), server.demo["visits"][0]["id"]
    for spelling in (visit.upper(), "{" + visit + "}", f"urn:uuid:{visit}", visit.replace("-", ""), "1", "%00"):
        assert (await office.get(f"/api/visits/{spelling}")).status == 404


async def test_without_a_session_nothing_is_shown(server: Served) -> None:
    visit = server.demo["visits"][0]["id"]
    for path in ("", f"/{visit}", f"/{visit}/evidence", f"/{visit}/proposal"):
        answer = await server.browser().get(f"/api/visits{path}")
        assert (answer.status, answer.json["code"]) == (401, "not_signed_in")


async def test_the_office_sees_the_visit_and_not_the_intake(server: Served) -> None:
    visit = await in_the_waiting_room(server)
    nurse = await server.signed_in("RN")
    assert (await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE)).status == 200
    assert (await nurse.get(f"/api/visits/{visit}")).json["intake"]["allergies"] == "Penicillin"
    assert (await (await server.signed_in("office")).get(f"/api/visits/{visit}")).json["intake"] is None


async def test_of_two_who_write_the_intake_the_second_is_shown_the_first(server: Served) -> None:
    visit = await in_the_waiting_room(server)
    nurse, doctor = await server.signed_in("RN"), await server.signed_in("MD")
    first = await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE)
    assert (first.status, first.json["version"]) == (200, 1)
    late = await doctor.call("PUT", f"/api/visits/{visit}/intake", INTAKE | {"reason": "Something else"})
    assert (late.status, late.json["code"]) == (409, "stale")
    assert late.json["newest"] == first.json
    again = INTAKE | {"reason": "Both", "base_version": 1}
    assert (await doctor.call("PUT", f"/api/visits/{visit}/intake", again)).json["version"] == 2


@pytest.mark.parametrize("vitals", [{"temperature_c": 98.6}, {"pulse_bpm": "NaN"}, {"mood": 1}])
async def test_a_vital_sign_in_the_wrong_unit_is_refused(server: Served, vitals: dict[str, Any]) -> None:
    visit = await in_the_waiting_room(server)
    nurse = await server.signed_in("RN")
    answer = await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE | {"vitals": vitals})
    assert answer.status == 422
    assert next(iter(vitals)) in answer.json["detail"]


async def test_that_the_record_was_read_is_in_the_evidence_once(server: Served) -> None:
    visit, doctor = server.demo["visits"][0]["id"], await server.signed_in("MD")
    for _ in range(3):
        await doctor.get(f"/api/visits/{visit}")
    reads = [line for line in await events(doctor, visit) if line["type"] == "record_read"]
    assert [line["body"]["part"] for line in reads] == ["visit", "evidence"]


async def test_an_export_holds_in_the_stand_alone_verifier_and_a_changed_one_does_not(
    server: Served, tmp_path: Path
) -> None:
    visit = server.demo["visits"][0]["id"]
    await server.entered(0)
    answer = await (await server.signed_in("MD")).get(f"/api/visits/{visit}/evidence")
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    last = json.loads(answer.text.splitlines()[-1])
    assert {"count", "head", "signature", "public_key"} <= last.keys()
    changed = answer.text.replace("identity_confirmed", "identity_confirmeD")
    cut = "".join(line + "\n" for line in answer.text.splitlines() if '"identity_confirmed"' not in line)
    results = {}
    for name, text in {"true": answer.text, "changed": changed, "cut": cut}.items():
        file = tmp_path / f"{name}.jsonl"
        file.write_text(text)
        command = [sys.executable, str(VERIFIER), str(file), "--public-key", last["public_key"]]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)
        results[name] = done.returncode
    assert results == {"true": 0, "changed": 1, "cut": 1}


async def test_people_are_added_by_an_administrator_and_can_sign_in(server: Served) -> None:
    administrator = await server.signed_in("administrator")
    asked = {"email": "New.Person@demo.example", "name": "New Person", "role": "npc", "credential": "LPN"}
    answer = await administrator.post("/api/staff", asked)
    assert answer.status == 201
    body = {"email": asked["email"], "password": answer.json["password"]}
    assert (await server.browser().post("/api/session", body)).status == 204
    assert (await administrator.post("/api/staff", asked)).status == 409
    for wrong in ({"credential": None}, {"npi": "1234567890"}, {"email": "nowhere"}, {"role": "patient"}):
        answer = await administrator.post("/api/staff", asked | {"email": "y@demo.example"} | wrong)
        assert (answer.status, next(iter(wrong)) in answer.json["detail"]) == (422, True), wrong


async def in_the_waiting_room(server: Served) -> str:
    """The first visit, with its patient checked in."""
    visit = str(server.demo["visits"][0]["id"])
    page = await server.page(await server.entered(0), visit=visit, tab="a")
    await page.ok("visit.open", visit=visit)
    await page.ok("check_in", visit=visit)
    return visit


async def test_a_visit_without_media_is_not_billable_and_the_rendering_clinician_decides(server: Served) -> None:
    visit = await in_the_waiting_room(server)
    doctor, other = await server.signed_in("MD", 0), await server.signed_in("MD", 1)
    early = await doctor.get(f"/api/visits/{visit}/proposal")
    assert (early.status, early.json["code"]) == (409, "not_now")

    page = await server.page(doctor)
    await page.ok("visit.open", visit=visit)
    await page.ok("admit", visit=visit, to="dermatologist")
    await page.ok("end", visit=visit)

    proposal = (await doctor.get(f"/api/visits/{visit}/proposal")).json
    assert (proposal["disposition"], proposal["code"]) == ("not_billable", None)
    assert "NO_QHP_INTERACTION" in proposal["flags"]
    assert proposal["visit_state"] == "ended"
    assert proposal["total_minutes"] == 0
    names = {one["name"] for one in proposal["people"]}
    assert {server.demo["visits"][0]["patient"], server.person("MD")["name"]} <= names

    note = f"/api/visits/{visit}/coding-note"
    answered = await doctor.call("PUT", note, {"mdm_level": "low", "patient_location": {"kind": "home", "state": "CA"}})
    assert answered.status == 200
    assert answered.json["input_hash"] != proposal["input_hash"]
    assert answered.json["answers"]["mdm_level"] == "low"
    assert answered.json["answers"]["patient_location"] == {"kind": "home", "state": "CA"}

    decide = f"/api/visits/{visit}/proposal/decision"
    stale = await doctor.post(decide, {"decision": "accepted", "input_hash": proposal["input_hash"]})
    assert (stale.status, stale.json["code"]) == (409, "stale")
    now = {"input_hash": answered.json["input_hash"]}
    assert (await other.post(decide, now | {"decision": "accepted"})).status == 404
    bare = await doctor.post(decide, now | {"decision": "overridden", "code": "98004"})
    assert (bare.status, "reason" in bare.json["detail"]) == (422, True)
    taken = await doctor.post(decide, now | {"decision": "accepted"})
    assert (taken.status, taken.json["code"]) == (201, None)
    shown = (await doctor.get(f"/api/visits/{visit}/proposal")).json
    assert [one["decision"] for one in shown["decisions"]] == ["accepted"]
    written = [line["type"] for line in await events(doctor, visit)]
    assert {"coding_note_set", "location_given", "proposal_decided"} <= set(written)


async def test_a_socket_needs_the_cookie_of_its_visit(server: Served) -> None:
    mine, other = server.demo["visits"][0]["id"], server.demo["visits"][1]["id"]
    patient = await server.entered(0)
    with pytest.raises(Exception, match="failed to connect"):
        await server.page(patient, visit=other, tab="a")
    page = await server.page(patient, visit=mine, tab="a")
    answer = await page.ask("visit.open", visit=other)
    assert (answer["type"], answer["code"]) == ("error", "not_found")


async def test_a_revoked_link_cuts_the_socket_that_came_by_it(server: Served) -> None:
    visit = server.demo["visits"][0]["id"]
    page = await server.page(await server.entered(0), visit=visit, tab="a")
    await page.ok("visit.open", visit=visit)
    office = await server.signed_in("office")
    assert (await office.call("DELETE", f"/api/visits/{visit}/link")).status == 204
    await page.bye("revoked")


async def test_a_visit_of_another_day_is_not_on_todays_board(server: Served) -> None:
    office = await server.signed_in("office")
    later = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    visit = await made(office, scheduled_at=later)
    assert visit not in [row["visit"] for row in (await office.get("/api/visits")).json["visits"]]
    assert (await office.get(f"/api/visits/{visit}")).json["state"] == "scheduled"
