"""What a patient says around the visit: kept, shown to whom it concerns, in evidence as choices and digests alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.served import Client, Served

ADDRESS, NAMES, PHONE = "12 Orchard Lane, Apt 3, Fresno", "my sister Ana", "+1 (559) 555-0199"


async def record(client: Client, visit: str) -> dict[str, Any]:
    return dict((await client.get(f"/api/visits/{visit}")).json)


async def log_of(server: Served, visit: str) -> str:
    office = await server.signed_in("office")
    return (await office.get(f"/api/visits/{visit}/evidence")).text


async def test_answers_are_kept_one_by_one_and_come_back_after_a_reload(server: Served) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    shown = (await patient.get(f"/api/visit-pass?visit={visit}")).json
    assert set(shown["answers"].values()) == {None}
    assert shown["phone_hint"] == "0101"
    for answer in (
        {"company": "with_others", "company_names": NAMES},
        {"callback_phone": PHONE},
        {"interpreter": "vi"},
        {"address": ADDRESS},
    ):
        assert (await patient.post("/api/visit-pass/answers", {"visit": visit, **answer})).status == 200
    shown = (await patient.get(f"/api/visit-pass?visit={visit}")).json["answers"]
    assert shown == {
        "company": "with_others", "company_names": NAMES, "callback_phone": PHONE, "interpreter": "vi",
        "interpreter_other": None, "address": ADDRESS,
    }  # fmt: skip
    assert (await patient.post("/api/visit-pass/answers", {"visit": visit, "company_names": None})).json[
        "company_names"
    ] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"company": "crowd"},
        {"callback_phone": "call me"},
        {"interpreter": "Klingon!"},
        {"address": "x" * 301},
        {"more": 1},
    ],
)
async def test_an_answer_that_is_none_is_refused_with_its_field(server: Served, wrong: dict[str, Any]) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    answer = await patient.post("/api/visit-pass/answers", {"visit": visit, **wrong})
    assert answer.status == 422
    assert next(iter(wrong)) in answer.json["detail"]


async def test_staff_read_the_answers_and_the_address_only_by_asking_which_is_audited(server: Served) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    said = {"visit": visit, "kind": "vehicle", "state": "CA", "address": ADDRESS}
    assert (await patient.post("/api/visit-pass/location", said)).status == 204
    await patient.post("/api/visit-pass/answers", {"visit": visit, "company": "alone", "callback_phone": PHONE})
    nurse = await server.signed_in("RN")
    arrival = (await record(nurse, visit))["arrival"]
    assert (arrival["place_kind"], arrival["place_state"], arrival["company"]) == ("vehicle", "CA", "alone")
    assert arrival["callback_phone"] == PHONE
    assert arrival["has_address"] is True
    assert ADDRESS not in json.dumps(arrival)
    assert (await nurse.get(f"/api/visits/{visit}/address")).json == {"address": ADDRESS}

    biller = await server.signed_in("biller")
    assert (await biller.get(f"/api/visits/{visit}/address")).status == 404
    hidden = (await record(biller, visit))["arrival"]
    assert hidden["callback_phone"] is None
    assert hidden["has_address"] is False

    log = await log_of(server, visit)
    read = [json.loads(line)["body"] for line in log.splitlines() if '"part":"address"' in line]
    assert [one["person"] for one in read] == [server_person(log, "staff")]


def server_person(log: str, kind: str) -> str:
    """Whoever read the address, by the line's own actor."""
    line = next(json.loads(line) for line in log.splitlines() if '"part":"address"' in line)
    actor, _, person = line["actor"].partition(":")
    assert actor == kind
    return str(person)


async def test_the_devices_zone_is_kept_with_the_place_and_an_unknown_one_stops_nobody(server: Served) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    said = {"visit": visit, "kind": "home", "state": "CA"}
    for zone in ({"tz": "America/Denver"}, {"tz": "Mars/Olympus"}, {"tz": "../../etc/passwd"}, {"tz": None}, {}):
        assert (await patient.post("/api/visit-pass/location", said | zone)).status == 204
    assert (await patient.post("/api/visit-pass/location", said | {"tz": "x" * 65})).status == 422
    places = [
        json.loads(line)["body"] for line in (await log_of(server, visit)).splitlines() if '"location_given"' in line
    ]
    assert [place["tz"] for place in places] == ["America/Denver", None, None, None, None]


async def test_evidence_holds_choices_and_digests_and_none_of_the_words(server: Served) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    said = {
        "visit": visit, "company": "with_others", "company_names": NAMES, "callback_phone": PHONE, "interpreter": "other",
        "interpreter_other": "Mixtec", "address": ADDRESS,
    }  # fmt: skip
    first = await patient.post("/api/visit-pass/answers", said)
    assert first.status == 200
    assert (await patient.post("/api/visit-pass/answers", said)).status == 200
    log = await log_of(server, visit)
    answered = [json.loads(line)["body"] for line in log.splitlines() if '"arrival_answered"' in line]
    assert answered[0] | {"text_digest": ""} == {
        "company": "with_others", "interpreter": "other", "callback_given": True, "address_given": True, "version": 1,
        "text_digest": "",
    }  # fmt: skip
    assert answered[0]["text_digest"] != answered[1]["text_digest"], "the same words twice: the salt makes them two"
    for words in (NAMES, PHONE, "Mixtec", ADDRESS):
        assert words not in log
    assert NAMES not in server.log.getvalue()


async def test_a_minor_is_known_as_one_and_an_adult_may_answer_for_them(server: Served) -> None:
    office = await server.signed_in("office")
    child = {"name": "Tim Small", "date_of_birth": "2015-06-01", "language": "en"}
    made = (
        await office.post(
            "/api/visits",
            {
                "patient": child, "scheduled_at": "2030-01-01T10:00:00Z", "reason": "Eczema", "payer": None,
                "patient_status": "new", "rendering": None,
            },
        )
    ).json  # fmt: skip
    client, visit = server.browser(), made["id"]
    token = made["link"].partition("#")[2]
    entered = await client.post("/api/visit-link/enter", {"token": token, "date_of_birth": child["date_of_birth"]})
    assert entered.json["minor"] is True
    text = (await client.get(f"/api/consent-text?visit={visit}")).json
    agreed = {
        "visit": visit, "consent": "telehealth", "text_version": text["version"],
        "guardian": {"name": "Gina  Small", "relation": "parent"},
    }  # fmt: skip
    assert (await client.post("/api/visit-pass/consent", agreed)).status == 204
    arrival = (await record(office, visit))["arrival"]
    assert arrival["minor"] is True
    assert arrival["guardian"] == {"name": "Gina Small", "relation": "parent"}
    assert [one["consent"] for one in arrival["consents"]] == ["telehealth"]
    log = await log_of(server, visit)
    assert '"relation":"parent"' in log
    assert "Gina" not in log


async def test_the_practice_puts_its_own_words_in_the_templates_place_and_everybody_is_asked_anew(
    server: Served,
) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    before = (await patient.get(f"/api/consent-text?visit={visit}")).json
    given = {"visit": visit, "consent": "telehealth", "text_version": before["version"]}
    assert (await patient.post("/api/visit-pass/consent", given)).status == 204

    nurse = await server.signed_in("RN")
    assert (await nurse.get("/api/consent-texts")).status == 404
    admin = await server.signed_in("administrator")
    texts = (await admin.get("/api/consent-texts")).json["texts"]
    consents = [(one["consent"], one["template"]) for one in texts]
    assert consents == [("telehealth", True), ("audio_only", True), ("photos", True)]
    own = {"consent": "telehealth", "en": "Our own words.", "es": "Nuestras palabras."}
    assert (await admin.post("/api/consent-texts", own | {"es": " "})).status == 422
    made = (await admin.post("/api/consent-texts", own)).json
    assert (made["version"], made["template"]) == ("telehealth-practice-1", False)

    after = (await patient.get(f"/api/consent-text?visit={visit}")).json
    assert after["text"] == {"en": "Our own words.", "es": "Nuestras palabras."}
    assert after["digest"] == made["digest"] != before["digest"]
    assert (await patient.post("/api/visit-pass/consent", given)).status == 409, "the old text is not shown any more"
    assert (await patient.get(f"/api/visit-pass?visit={visit}")).json["consented"] is False
    assert (await patient.post("/api/visit-pass/consent", given | {"text_version": made["version"]})).status == 204
    assert (await patient.get(f"/api/visit-pass?visit={visit}")).json["consented"] is True


async def test_consent_to_sound_only_is_one_of_its_own(server: Served) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    text = (await patient.get(f"/api/consent-text?visit={visit}&consent=audio_only")).json
    given = {"visit": visit, "consent": "audio_only", "text_version": text["version"]}
    assert (await patient.post("/api/visit-pass/consent", given)).status == 204
    assert (await patient.get(f"/api/visit-pass?visit={visit}")).json["consented"] is False
    log = await log_of(server, visit)
    assert '"consent":"audio_only"' in log


async def test_a_wrong_birth_date_says_in_a_field_how_many_tries_are_left(server: Served) -> None:
    client = server.browser()
    body = {"token": server.token(0), "date_of_birth": "1900-01-01"}
    left = [(await client.post("/api/visit-link/enter", body)).json.get("tries_left") for _ in range(5)]
    assert left == [4, 3, 2, 1, None]


async def test_the_note_for_the_patient_is_read_once_the_visit_has_ended_and_also_later(server: Served) -> None:
    patient, visit = await server.entered(0), server.demo["visits"][0]["id"]
    doctor, office = await server.signed_in("MD"), await server.signed_in("office")
    path, text = f"/api/visits/{visit}/patient-note", "Use the cream twice a day.\nCall us if it bleeds."
    assert (await doctor.call("PUT", path, {"text": text})).status == 409, "there is no visit yet"
    assert (await office.call("PUT", path, {"text": text})).status == 404

    seat = await server.page(patient, visit=visit)
    await seat.ok("visit.open", visit=visit)
    await seat.ok("check_in", visit=visit)
    clinic = await server.page(doctor)
    await clinic.ok("visit.open", visit=visit)
    await clinic.ok("admit", visit=visit, to="dermatologist")
    assert (await doctor.call("PUT", path, {"text": text})).status == 200
    assert (await patient.get(f"/api/visit-pass?visit={visit}")).json["after"] is None, "not while the visit goes on"
    await clinic.ok("end", visit=visit)
    after = (await patient.get(f"/api/visit-pass?visit={visit}")).json["after"]
    assert (after["text"], after["credential"]) == (text, "MD")

    # The link itself, opened again, gives no word of it without the birth date.
    again, token = server.browser(), server.token(0)
    assert text not in (await again.post("/api/visit-link", {"token": token})).text
    born = server.demo["visits"][0]["date_of_birth"]
    entered = await again.post("/api/visit-link/enter", {"token": token, "date_of_birth": born})
    assert entered.json["after"]["text"] == text
    assert text not in await log_of(server, visit)
    assert (await doctor.call("PUT", path, {"text": ""})).status == 200
    assert (await again.get(f"/api/visit-pass?visit={visit}")).json["after"] is None
