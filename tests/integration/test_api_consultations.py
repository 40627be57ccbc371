"""Advice between clinicians: noted beside a visit, proposed, decided and billed like one; its minutes are the clinician's word."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.served import Client, Served
from tests.integration.witnessed import held

TOLD: dict[str, Any] = {
    "side": "consultant", "colleague": "Dr. Ann Field, family medicine", "question": "Is this mole to be removed?",
    "answer": "Dermoscopy is reassuring. Look again in six months.", "total_minutes": 12, "spoken_minutes": 7, "spoken_report": True,
    "written_report": True, "consent": True,
}  # fmt: skip


async def note(client: Client, visit: str, **more: Any) -> Any:
    return await client.post(f"/api/visits/{visit}/consultations", TOLD | more)


async def proposal(client: Client, visit: str) -> Any:
    return (await client.get(f"/api/visits/{visit}/proposal")).json


async def test_advice_is_noted_proposed_decided_and_billed(server: Served) -> None:
    doctor, biller = await server.signed_in("MD"), await server.signed_in("biller")
    about = server.demo["visits"][1]["id"]
    kept = await note(doctor, about)
    assert kept.status == 201, kept.text
    record = kept.json["visit"]
    shown = await proposal(doctor, record)
    assert (shown["disposition"], shown["code"], shown["pos"], shown["modifiers"]) == ("ready", "99447", "11", [])
    assert (shown["total_minutes"], shown["medical_discussion_minutes"], shown["modality"]) == (
        12,
        0,
        "interprofessional",
    )
    assert shown["consultation"]["question"] == TOLD["question"]
    said = next(reason["text"] for reason in shown["reasons"] if reason["field"] == "total_minutes")
    assert said == "12 min as the clinician told them, rounded down."
    elements = {one["id"]: one for one in shown["documentation"]}
    assert "not measured by this server" in elements["N8"]["words"]
    assert [one["id"] for one in shown["documentation"] if one["status"] == "missing"] == ["N16"]
    accepted = await doctor.post(
        f"/api/visits/{record}/proposal/decision", {"decision": "accepted", "input_hash": shown["input_hash"]}
    )
    assert accepted.status == 201, accepted.text
    (line,) = [one for one in (await biller.get("/api/billing")).json["visits"] if one["visit"] == record]
    assert (line["status"], line["code"], line["patient"]["name"]) == ("ready", "99447", "Walter Hughes")
    released = await biller.post(f"/api/visits/{record}/claim/release", {"decision_version": 1})
    assert released.status == 201, released.text
    # The desk sees what is billed, not what the clinicians wrote; today's board knows nothing of it.
    desk = await server.signed_in("office")
    assert set(TOLD) - set((await proposal(desk, record))["consultation"]) == {"question", "answer"}
    assert record not in (await desk.get("/api/board")).text
    log = (await doctor.get(f"/api/visits/{record}/evidence")).text
    assert '"consultation_noted"' in log
    assert not any(word in log for word in ("mole", "Dermoscopy", "Ann Field"))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"spoken_minutes": 6}, ("manual_review", "99451")),
        ({"spoken_minutes": 0, "spoken_report": False}, ("ready", "99451")),
        ({"written_report": False}, ("manual_review", "99447")),
        ({"total_minutes": 4, "spoken_minutes": 4}, ("not_billable", None)),
        ({"takes_over": True}, ("not_billable", None)),
        ({"seen_within_14_days": True}, ("not_billable", None)),
        ({"side": "requesting", "total_minutes": 16, "spoken_minutes": 0}, ("ready", "99452")),
        ({"side": "requesting", "total_minutes": 15, "spoken_minutes": 0}, ("not_billable", None)),
    ],
)
async def test_what_was_told_decides_the_code(server: Served, told: dict[str, Any], expected: tuple[str, Any]) -> None:
    doctor = await server.signed_in("MD")
    record = (await note(doctor, server.demo["visits"][1]["id"], **told)).json["visit"]
    shown = await proposal(doctor, record)
    assert (shown["disposition"], shown["code"]) == expected


async def test_the_practices_own_visit_within_14_days_is_known_without_being_told(server: Served) -> None:
    met = await held(server, 1, begun=datetime.now(UTC) - timedelta(days=10))
    doctor = await server.signed_in("MD", 1)
    record = (await note(doctor, met)).json["visit"]
    shown = await proposal(doctor, record)
    assert (shown["disposition"], "INTERPROF_FACE_TO_FACE_14_DAYS" in shown["flags"]) == ("not_billable", True)
    asked = (await note(doctor, met, side="requesting", total_minutes=20, spoken_minutes=0)).json["visit"]
    assert (await proposal(doctor, asked))["code"] == "99452", "whoever asks is the one who sees the patient"
    # Nothing of a visit of the same date is in it, and what was noted leaves the visit's own coding as it was.
    today = await held(server, 2)
    beside = await proposal(doctor, (await note(doctor, today)).json["visit"])
    assert (beside["timeline"], beside["minutes"], beside["sent"]) == ([], [], [])
    assert (await proposal(doctor, today))["code"] == "98004"
    assert (await proposal(doctor, met))["code"] == "98004"


async def test_wrong_notes_are_refused_by_field_and_nobody_else_may_note(server: Served) -> None:
    doctor = await server.signed_in("MD", 1)
    about = server.demo["visits"][1]["id"]
    for told, field in (
        ({"spoken_minutes": 13}, "spoken_minutes"),
        ({"colleague": "  "}, "colleague"),
        ({"question": ""}, "question"),
        ({"given_on": "2999-01-01"}, "given_on"),
        ({"total_minutes": -1}, "total_minutes"),
    ):
        refused = await note(doctor, about, **told)
        assert (refused.status, field in refused.json["detail"]) == (422, True), refused.text
    for role in ("office", "biller", "RN"):
        assert (await note(await server.signed_in(role), about)).status in (403, 404)
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    record = (await note(doctor, about, given_on=yesterday)).json["visit"]
    assert (await proposal(doctor, record))["date_of_service"] == yesterday


async def test_the_queue_names_the_other_advice_that_a_second_one_waits_for(server: Served) -> None:
    doctor, biller = await server.signed_in("MD"), await server.signed_in("biller")
    about = server.demo["visits"][1]["id"]
    day = (datetime.now(UTC) - timedelta(days=4)).date().isoformat()
    first = (await note(doctor, about, given_on=day)).json["visit"]
    second = (await note(doctor, about)).json["visit"]

    async def line(record: str) -> dict[str, Any]:
        lines = (await biller.get("/api/billing")).json["visits"]
        return dict(next(one for one in lines if one["visit"] == record))

    waiting = await line(second)
    assert waiting["status"] == "manual_review"
    assert waiting["waits"][0] == {"kind": "missing", "name": f"A decision about the advice of {day}"}
    shown = await proposal(doctor, first)
    decision = {"decision": "accepted", "input_hash": shown["input_hash"]}
    assert (await doctor.post(f"/api/visits/{first}/proposal/decision", decision)).status == 201
    # The line of the second is read anew, though nobody has opened it since.
    taken = await line(second)
    assert (taken["status"], taken["code"]) == ("hold", None)
    assert taken["waits"] == [{"kind": "decision", "name": None}]


async def test_a_note_is_corrected_by_a_new_version_and_the_earlier_one_stays_beside_it(server: Served) -> None:
    doctor, other, desk = (
        await server.signed_in("MD"),
        await server.signed_in("MD", 1),
        await server.signed_in("office"),
    )
    about = server.demo["visits"][1]["id"]
    record = (await note(doctor, about)).json["visit"]
    first = await proposal(doctor, record)
    decision = {"decision": "accepted", "input_hash": first["input_hash"]}
    assert (await doctor.post(f"/api/visits/{record}/proposal/decision", decision)).status == 201

    async def correct(client: Client, **more: Any) -> Any:
        return await client.call(
            "PUT", f"/api/visits/{record}/consultation", TOLD | {"correction": "Both calls count"} | more
        )

    for told, field in (
        ({}, "correction: nothing is different"),
        ({"total_minutes": 25, "correction": "  "}, "correction: say why"),
        ({"spoken_minutes": 13}, "spoken_minutes"),
        ({"total_minutes": None}, "total_minutes"),
        ({"given_on": "2999-01-01"}, "given_on"),
    ):
        refused = await correct(doctor, **told)
        assert (refused.status, field in refused.json["detail"]) == (422, True), refused.text
    assert (await correct(other, total_minutes=25)).status == 409, "a colleague's note is the colleague's"
    assert (await correct(desk, total_minutes=25)).status in (403, 404)
    assert (await doctor.call("PUT", f"/api/visits/{about}/consultation", TOLD | {"correction": "?"})).status == 404

    day = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    kept = await correct(
        doctor, total_minutes=25, spoken_minutes=15, given_on=day, colleague="Dr. Ann Field, pediatrics"
    )
    assert (kept.status, kept.json) == (200, {"version": 2}), kept.text
    shown = await proposal(doctor, record)
    assert (shown["code"], shown["total_minutes"], shown["date_of_service"]) == ("99448", 25, day)
    assert [one["total_minutes"] for one in shown["consultation_versions"]] == [12, 25]
    assert [one.get("correction") for one in shown["consultation_versions"]] == [None, "Both calls count"]
    assert {one["author"] for one in shown["consultation_versions"]} <= {one["id"] for one in shown["people"]}
    # What was decided stays as it was decided, beside the new proposal.
    assert (shown["decisions"][0]["code"], shown["decisions"][0]["input_hash"]) == ("99447", first["input_hash"])
    assert shown["input_hash"] != first["input_hash"]
    assert "version 2" in next(one["words"] for one in shown["documentation"] if one["id"] == "N8")
    for one in (await proposal(desk, record))["consultation_versions"]:
        assert not {"question", "answer", "correction"} & set(one)
    log = (await doctor.get(f"/api/visits/{record}/evidence")).text
    assert '"consultation_corrected"' in log
    assert not any(word in log for word in ("Both calls", "pediatrics"))


async def test_who_bills_in_their_own_name_notes_corrects_and_decides_from_a_nurse_s_seat(server: Served) -> None:
    practitioner, nurse, doctor = [await server.signed_in(one) for one in ("NP", "RN", "MD")]
    about = server.demo["visits"][1]["id"]
    assert (await note(nurse, about)).status in (403, 404)
    record = (await note(practitioner, about)).json["visit"]
    shown = await proposal(practitioner, record)
    assert (shown["disposition"], shown["code"]) == ("ready", "99447")
    corrected = TOLD | {"total_minutes": 11, "correction": "A minute too many"}
    assert (await nurse.call("PUT", f"/api/visits/{record}/consultation", corrected)).status in (403, 404)
    assert (await practitioner.call("PUT", f"/api/visits/{record}/consultation", corrected)).status == 200
    shown = await proposal(practitioner, record)
    decision = {"decision": "accepted", "input_hash": shown["input_hash"]}
    for client, status in ((nurse, 404), (doctor, 404), (practitioner, 201)):
        assert (await client.post(f"/api/visits/{record}/proposal/decision", decision)).status == status
    superbill = await practitioner.get(f"/api/visits/{record}/superbill.pdf")
    assert superbill.status == 200
