"""From a held visit to a released one: decisions in versions, the queue, questions, the day as CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.api.context import CONTEXT
from server.base.clock import SystemClock
from server.base.ids import PatientId, VisitId
from server.evidence.events import Event, EvidenceDegraded, EvidenceRestored
from server.practice.demo import ZONE
from tests.integration import databases
from tests.integration.served import Client, Served
from tests.integration.witnessed import Sends, held, talk


async def proposal(client: Client, visit: str) -> dict[str, Any]:
    answer = await client.get(f"/api/visits/{visit}/proposal")
    assert answer.status == 200, answer.text
    return dict(answer.json)


async def decide(client: Client, visit: str, decision: str, **more: Any) -> Any:
    shown = await proposal(client, visit)
    body = {"decision": decision, "input_hash": shown["input_hash"]} | more
    return await client.post(f"/api/visits/{visit}/proposal/decision", body)


async def queue(client: Client, **query: Any) -> dict[str, Any]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    answer = await client.get(f"/api/billing?{asked}")
    assert answer.status == 200, answer.text
    return dict(answer.json)


def waits(line: dict[str, Any]) -> list[str]:
    return [one["name"] or one["kind"] for one in line["waits"]]


async def events(client: Client, visit: str) -> list[dict[str, Any]]:
    text = (await client.get(f"/api/visits/{visit}/evidence")).text
    return [json.loads(line) for line in text.splitlines()][:-1]


async def test_a_visit_goes_from_the_clinician_through_the_queue_to_its_release(server: Served) -> None:
    visit = await held(server, 1)
    biller, doctor = await server.signed_in("biller"), await server.signed_in("MD", 1)
    claim = f"/api/visits/{visit}/claim"

    # Nobody has opened the coding yet, and the queue knows of the visit all the same.
    page = await queue(biller)
    assert (page["total"], page["pages"], page["counts"]) == (1, 1, {"hold": 1})
    line = page["visits"][0]
    assert (line["visit"], line["code"], line["status"], waits(line)) == (visit, "98004", "hold", ["decision"])
    assert (line["patient"]["name"], line["total_minutes"]) == ("Walter Hughes", 12)
    assert (
        line["payer_name"]
        == (await proposal(doctor, visit))["payer_name"]
        == "Private payer that accepts CPT 98000-98016"
    )
    early = await biller.post(f"{claim}/release", {"decision_version": 1})
    assert (early.status, early.json["code"]) == (409, "stale")

    # The biller asks, the clinician answers by a decision.
    asked = await biller.post(f"{claim}/question", {"decision_version": 0, "question": "Was it him or his brother?"})
    assert (asked.status, asked.json["action"]) == (201, "sent_back")
    assert waits((await queue(biller, status="hold"))["visits"][0]) == ["answer"]
    shown = await proposal(doctor, visit)
    assert [(one["action"], one["text"]) for one in shown["claims"]] == [("sent_back", "Was it him or his brother?")]
    accepted = await decide(doctor, visit, "accepted", reason="It was him.")
    assert (accepted.status, accepted.json["version"], accepted.json["code"]) == (201, 1, "98004")
    assert (await queue(biller))["counts"] == {"ready": 1}

    # Released once; again is the same release.
    first = await biller.post(f"{claim}/release", {"decision_version": 1})
    again = await biller.post(f"{claim}/release", {"decision_version": 1})
    assert (first.status, again.status, first.json) == (201, 201, again.json)
    page = await queue(biller, status="released")
    assert [(one["visit"], one["released_at"]) for one in page["visits"]] == [(visit, first.json["at"])]
    assert (await queue(biller))["total"] == 0
    late = await biller.post(f"{claim}/question", {"decision_version": 1, "question": "One more thing?"})
    assert late.status == 409

    # An amendment needs a reason, is a version of its own, and has to be released anew.
    assert (await decide(doctor, visit, "overridden", code="98005")).status == 422
    amended = await decide(doctor, visit, "overridden", code="98005", reason="The note supports low.")
    assert (amended.status, amended.json["version"]) == (201, 2)
    stale = await biller.post(f"{claim}/release", {"decision_version": 1})
    assert (stale.status, stale.json["code"]) == (409, "stale")
    assert (await biller.post(f"{claim}/release", {"decision_version": 2})).status == 201
    shown = await proposal(doctor, visit)
    assert [(one["version"], one["code"]) for one in shown["decisions"]] == [(1, "98004"), (2, "98005")]
    assert [one["action"] for one in shown["claims"]] == ["sent_back", "released", "released"]
    assert {one["author"] for one in shown["claims"]} <= {one["id"] for one in shown["people"]}
    log = await events(doctor, visit)
    assert [one["body"]["decision_version"] for one in log if one["type"] == "claim_released"] == [1, 2]
    assert "brother" not in json.dumps(log)


async def test_an_override_says_units_and_further_lines_and_stands_beside_what_was_proposed(server: Served) -> None:
    visit = await held(server, 1, talk(56 * 60, 0))
    biller, doctor = await server.signed_in("biller"), await server.signed_in("MD", 1)
    reason = {"reason": "By the chart."}

    # What cannot stand on a claim is refused with its field, and leaves no version.
    for wrong in (
        {"code": "98007", "units": 0},
        {"code": "98007", "add_on_codes": [{"code": "994", "units": 1}]},
        {"code": "98007", "add_on_codes": [{"code": "99417", "units": 1}, {"code": "99417", "units": 2}]},
        {"code": "98007", "add_on_codes": [{"code": "98007", "units": 1}]},
        {"code": None, "add_on_codes": [{"code": "99417", "units": 1}]},
    ):
        assert (await decide(doctor, visit, "overridden", **wrong, **reason)).status == 422, wrong
    assert (await proposal(doctor, visit))["decisions"] == []

    # Named lines are taken as they are; without a name the code keeps its own, and another code has none.
    own = await decide(
        doctor, visit, "overridden", code="99215", units=1, add_on_codes=[{"code": "G2211", "units": 1}], **reason
    )
    assert own.json["add_on_codes"] == [{"code": "G2211", "units": 1}]
    assert own.json["proposed"]["code"] == "98007"
    assert own.json["proposed"]["add_on_codes"] == [{"code": "99417", "units": 1}]
    kept = await decide(doctor, visit, "overridden", code="98007", **reason)
    assert (kept.json["units"], kept.json["add_on_codes"]) == (1, [{"code": "99417", "units": 1}])
    other = await decide(doctor, visit, "overridden", code="98006", **reason)
    assert other.json["add_on_codes"] == []
    last = await decide(
        doctor, visit, "overridden", code="98007", add_on_codes=[{"code": "99417", "units": 2}], **reason
    )
    assert last.json["version"] == 4
    line = (await queue(biller))["visits"][0]
    assert (line["code"], line["units"], line["add_on_codes"]) == ("98007", 1, [{"code": "99417", "units": 2}])
    nothing = await decide(doctor, visit, "overridden", code=None, **reason)
    assert (nothing.json["units"], nothing.json["add_on_codes"]) == (0, [])
    log = [one["body"] for one in await events(doctor, visit) if one["type"] == "proposal_decided"]
    assert [one["add_ons"] for one in log] == [[["G2211", 1]], [["99417", 1]], [], [["99417", 2]], []]


async def test_a_modifier_is_named_once(server: Served) -> None:
    visit = await held(server, 1)
    doctor = await server.signed_in("MD", 1)
    override = {"code": "99213", "pos": "10", "reason": "By the chart"}
    refused = await decide(doctor, visit, "overridden", modifiers=["95", "95"], **override)
    assert (refused.status, "each modifier is named once" in refused.json["detail"]) == (422, True)
    assert (await decide(doctor, visit, "overridden", modifiers=["95", "GT"], **override)).status == 201


async def test_the_same_acceptance_again_is_the_version_there_is_and_another_needs_a_reason(server: Served) -> None:
    visit = await held(server, 1)
    doctor = await server.signed_in("MD", 1)
    first, again = await decide(doctor, visit, "accepted"), await decide(doctor, visit, "accepted")
    assert (first.status, again.status, again.json) == (201, 201, first.json)
    await doctor.call("PUT", f"/api/visits/{visit}/coding-note", {"mdm_level": "moderate"})
    bare = await decide(doctor, visit, "accepted")
    assert (bare.status, "amended" in bare.json["detail"]) == (422, True)
    amended = await decide(doctor, visit, "accepted", reason="The level was missing.")
    assert (amended.json["version"], amended.json["code"]) == (2, "98006")
    kept = [one["type"] for one in await events(doctor, visit)]
    assert kept.count("proposal_decided") == 2


async def test_a_review_asked_for_waits_in_the_queue_until_the_clinician_decides(server: Served) -> None:
    visit = await held(server, 1)
    doctor, biller = await server.signed_in("MD", 1), await server.signed_in("biller")
    assert (await decide(doctor, visit, "review")).status == 422
    sent = await decide(doctor, visit, "review", reason="Is this a check-in?", code="98016")
    assert (sent.status, sent.json["code"]) == (201, None)
    line = (await queue(biller, status="manual_review"))["visits"][0]
    assert (line["visit"], line["code"], waits(line)) == (visit, "98004", ["review"])
    refused = await biller.post(f"/api/visits/{visit}/claim/release", {"decision_version": 1})
    assert (refused.status, "review" in refused.json["detail"]) == (409, True)
    assert (await decide(doctor, visit, "accepted")).status == 201
    assert (await queue(biller))["counts"] == {"ready": 1}


async def test_what_is_missing_holds_an_accepted_visit_until_it_is_there(server: Served) -> None:
    visit = await held(server, 1, located=False)
    doctor, biller = await server.signed_in("MD", 1), await server.signed_in("biller")
    await decide(doctor, visit, "accepted")
    line = (await queue(biller))["visits"][0]
    assert line["status"] == "hold"
    assert {"PATIENT_LOCATION_MISSING", "N3"} <= set(waits(line))
    refused = await biller.post(f"/api/visits/{visit}/claim/release", {"decision_version": 1})
    assert (refused.status, "N3" in refused.json["detail"]) == (409, True)
    place = {"patient_location": {"kind": "home", "state": "CA"}}
    await doctor.call("PUT", f"/api/visits/{visit}/coding-note", place)
    # What was accepted had no place of service; a claim with one is another, and its clinician says so.
    held_back = (await queue(biller))["visits"][0]
    assert (held_back["status"], held_back["pos"], waits(held_back)) == ("hold", None, ["changed"])
    assert (await decide(doctor, visit, "accepted", reason="The place is known now")).status == 201
    line = (await queue(biller))["visits"][0]
    assert (line["status"], line["pos"]) == ("ready", "10")


async def test_how_the_evidence_was_kept_is_said_beside_the_proposal(server: Served) -> None:
    visit = await held(server, 1)
    doctor = await server.signed_in("MD", 1)
    store, clock = server.app[CONTEXT].store, SystemClock()

    async def said(*events: Event) -> tuple[str, str]:
        async with store.unit() as unit:
            await unit.append(VisitId(visit), events, actor="server", at=clock.now())
        shown = await proposal(doctor, visit)
        return shown["evidence_kept"], next(one["words"] for one in shown["documentation"] if one["id"] == "N11")

    assert await said() == ("whole", "None was seen.")
    assert await said(EvidenceDegraded(kept="spool"), EvidenceRestored(entries=1)) == (
        "spool", "Absences of the database: 1.",
    )  # fmt: skip
    kept, words = await said(EvidenceDegraded(kept="memory"), EvidenceRestored(entries=1))
    assert (kept, "evidence was not being kept on any disk" in words) == ("memory", True)


@pytest.mark.parametrize(
    ("sends", "words"),
    [
        (talk(480, 240), "Times the picture went and the talk went on: 1."),
        (talk(480, 4), "None was seen."),
        (talk(0, 480), "None was seen."),
    ],
)
async def test_a_picture_that_went_half_way_is_a_technical_matter_of_record(
    server: Served, sends: Sends, words: str
) -> None:
    visit = await held(server, 1, sends)
    shown = await proposal(await server.signed_in("MD", 1), visit)
    assert next(one["words"] for one in shown["documentation"] if one["id"] == "N11") == words


async def test_without_media_nothing_is_claimed_and_the_visit_is_closed_by_a_decision(server: Served) -> None:
    visit = await held(server, 1, {"patient": ((0, 300, "microphone"), (0, 300, "camera")), "clinician": ()})
    doctor, biller = await server.signed_in("MD", 1), await server.signed_in("biller")
    shown = await proposal(doctor, visit)
    assert (shown["disposition"], shown["timeline"]) == ("not_billable", [])
    people = {one["id"]: one["role"] for one in shown["people"]}
    assert {(people[one["participant"]], one["kind"]) for one in shown["sent"]} == {
        ("patient", "audio"),
        ("patient", "video"),
    }
    await decide(doctor, visit, "accepted")
    assert (await queue(biller))["counts"] == {"closed": 1}
    assert (await biller.post(f"/api/visits/{visit}/claim/release", {"decision_version": 1})).status == 409


async def test_the_queue_is_for_those_who_bill_and_is_asked_by_day_and_page(server: Served) -> None:
    visit = await held(server, 1)
    for role, status in (("office", 404), ("RN", 404), ("administrator", 200), ("MD", 200), ("biller", 200)):
        client = await server.signed_in(role)
        assert (await client.get("/api/billing")).status == status, role
        assert (await client.get("/api/billing.csv")).status == status, role
    for role in ("office", "RN", "administrator", "MD"):
        client = await server.signed_in(role)
        for what, body in (
            ("release", {"decision_version": 1}),
            ("question", {"decision_version": 0, "question": "?"}),
        ):
            assert (await client.post(f"/api/visits/{visit}/claim/{what}", body)).status == 404, role
    biller = await server.signed_in("biller")
    day = (await queue(biller))["visits"][0]["day"]
    assert [(await queue(biller, day=on))["total"] for on in (day, "2020-02-29")] == [1, 0]
    beyond = await queue(biller, page=7)
    assert (beyond["visits"], beyond["pages"]) == ([], 1)
    for wrong in ("page=0", "status=lost", "day=yesterday", "colour=blue"):
        answer = await biller.get(f"/api/billing?{wrong}")
        assert (answer.status, wrong.partition("=")[0] in answer.json["detail"]) == (422, True)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x","y")', "+1", "-2", "@SUM(A1)", "\tTab", "\rReturn", '  =1+1, "quoted"; Müller']
)
async def test_no_cell_of_the_days_csv_is_a_formula(server: Served, name: str) -> None:
    visit = await held(server, 1, talk(600, 120))
    store = server.app[CONTEXT].store
    async with store.unit() as unit:
        appointment = await unit.appointment(VisitId(visit))
        patient = await unit.patient(PatientId(appointment.patient)) if appointment else None
        assert patient is not None
        await unit.save_patient(replace(patient, name=name))
    biller = await server.signed_in("biller")
    today = datetime.now(UTC).astimezone(ZoneInfo(ZONE)).date()
    answer = await biller.get(f"/api/billing.csv?day={today}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="visits-{today}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(server.demo["visits"])
    row = next(one for one in rows if one["visit"] == visit)
    assert row["patient"] == f"'{name}"
    assert (row["code"], row["total minutes"], row["standing"], row["waits for"]) == ("98004", "12", "hold", "decision")
    assert not [cell for one in rows for cell in one.values() if cell.lstrip().startswith(("=", "+", "-", "@"))]


async def test_the_queue_is_searched_by_a_patients_name_which_stays_out_of_addresses(server: Served) -> None:
    biller, desk = await server.signed_in("biller"), await server.signed_in("office")
    lucia, walter = await held(server, 2), await held(server, 1)

    async def search(patient: str, **more: Any) -> Any:
        return await biller.post("/api/billing/search", {"patient": patient} | more)

    found = (await search("lucia h")).json
    assert ([one["visit"] for one in found["visits"]], found["total"]) == ([lucia], 1)
    assert sum(found["counts"].values()) == 1, "what is counted is what was asked for"
    both = (await search(" ")).json
    assert {lucia, walter} <= {one["visit"] for one in both["visits"]}
    assert (await search("nobody of that name")).json["visits"] == []
    assert (await search("hughes", status="ready")).json["visits"] == []
    assert (await search("hughes", day="1999-01-01")).json["total"] == 0
    for wrong in ({"patient": "x" * 201}, {}, {"patient": None}, {"patient": ["a"]}):
        refused = await biller.post("/api/billing/search", wrong)
        assert (refused.status, "patient" in refused.json["detail"]) == (422, True), refused.text
    assert (await desk.post("/api/billing/search", {"patient": "lucia"})).status == 404
    assert "lucia" not in server.log.getvalue().casefold()


async def test_a_decision_waits_again_where_the_record_changed_after_it(server: Served) -> None:
    doctor, biller = await server.signed_in("MD", 1), await server.signed_in("biller")
    visit = await held(server, 1)
    assert (await decide(doctor, visit, "accepted")).status == 201
    (line,) = (await queue(biller, status="ready"))["visits"]
    raised = await doctor.call("PUT", f"/api/visits/{visit}/coding-note", {"mdm_level": "moderate"})
    assert raised.status == 200, raised.text
    assert raised.json["code"] != line["code"]
    (held_back,) = (await queue(biller, status="hold"))["visits"]
    assert (held_back["visit"], held_back["code"], waits(held_back)) == (visit, line["code"], ["changed"])
    refused = await biller.post(f"/api/visits/{visit}/claim/release", {"decision_version": 1})
    assert (refused.status, "changed since it was decided" in refused.json["detail"]) == (409, True)
    assert (await decide(doctor, visit, "accepted", reason="Moderate by the chart")).status == 201
    (again,) = (await queue(biller, status="ready"))["visits"]
    assert (again["code"], again["waits"]) == (raised.json["code"], [])
    assert (await biller.post(f"/api/visits/{visit}/claim/release", {"decision_version": 2})).status == 201
    # What is released stays so, whatever is answered later, until the clinician amends it.
    await doctor.call("PUT", f"/api/visits/{visit}/coding-note", {"mdm_level": None})
    assert [one["visit"] for one in (await queue(biller, status="released"))["visits"]] == [visit]


async def test_a_visit_whose_log_was_damaged_does_not_close_the_queue(server: Served) -> None:
    sound, damaged = await held(server, 0), await held(server, 1)
    doctor = await server.signed_in("MD")
    told = {"side": "consultant", "colleague": "Dr. Field", "question": "?", "total_minutes": 12, "spoken_minutes": 7}
    advice = (await doctor.post(f"/api/visits/{damaged}/consultations", told)).json["visit"]
    databases.drop_triggers(server.config.home)
    databases.sql(server.config.home, "UPDATE evidence SET body = '{}' WHERE visit_id = ? AND seq = 3", damaged)
    page = await queue(await server.signed_in("biller"))
    # The advice about the same patient keeps the line that it had.
    assert {line["visit"] for line in page["visits"]} == {sound, advice}


async def test_a_call_too_short_says_that_it_waits_for_who_asked_for_it(server: Served) -> None:
    unanswered = ["MDM_NOT_DOCUMENTED", "PATIENT_INITIATION_REQUIRED"]
    visit = await held(server, 1, talk(0, 420))
    doctor, biller = await server.signed_in("MD", 1), await server.signed_in("biller")
    (line,) = (await queue(biller))["visits"]
    assert (line["status"], line["code"], waits(line)) == ("hold", None, [*unanswered, "decision"])
    answered = await doctor.call("PUT", f"/api/visits/{visit}/coding-note", {"initiated_by": "provider"})
    assert answered.json["code"] is None
    assert answered.json["answered"] == ["initiated_by"]
    (line,) = (await queue(biller))["visits"]
    assert "PATIENT_INITIATION_REQUIRED" not in waits(line)
    again = await doctor.call("PUT", f"/api/visits/{visit}/coding-note", {"initiated_by": None})
    assert again.json["answered"] == []
    (line,) = (await queue(biller))["visits"]
    assert waits(line) == [*unanswered, "decision"]
