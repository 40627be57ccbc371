"""Photos without a call: asked for, sent, answered in writing, asked back; or turned into a visit with everything kept."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from server.api.context import CONTEXT
from server.base.clock import SystemClock
from server.base.ids import VisitId
from server.images.retention import Retention
from tests.integration.pictures import encoded, skin
from tests.integration.served import Client, Served
from tests.integration.test_photos import begun, events, of, sent
from tests.midnight import soon

REPLY = "This looks like eczema. Use the cream twice a day for two weeks."
BORN = "1990-02-03"


async def asked_for(server: Served, **more: Any) -> tuple[str, str, Client]:
    """A request for photos of an established patient: the visit, its link's token, and the office that made it."""
    office = await server.signed_in("office")
    body: dict[str, Any] = {
        "patient": {"name": "Ines Calder", "date_of_birth": BORN, "language": "es", "state": "CA"},
        "reason": "Rash",
        "payer": "MEDICARE_FFS",
        "patient_status": "established",
        "without_call": True,
        "initiated_by": "patient",
    }
    made = await office.post("/api/visits", body | more)
    assert made.status == 201, made.text
    return made.json["id"], made.json["link"].partition("#")[2], office


async def came(server: Served, token: str) -> Client:
    patient = server.browser()
    entered = await patient.post("/api/visit-link/enter", {"token": token, "date_of_birth": BORN})
    assert entered.status == 200, entered.text
    return patient


async def answered(doctor: Client, visit: str, text: str = REPLY, after: int = 0) -> Any:
    return await doctor.post(f"/api/visits/{visit}/answer", {"text": text, "after": after})


async def line(client: Client, visit: str) -> dict[str, Any]:
    lines = (await client.get("/api/photo-queue")).json["lines"]
    return next(one for one in lines if one["visit"] == visit)


async def test_photos_are_asked_for_sent_answered_read_and_asked_about(server: Served) -> None:
    visit, token, office = await asked_for(server)
    doctor = await server.signed_in("MD")
    assert (await line(office, visit))["standing"] == "no_photos"
    assert visit not in {row["visit"] for row in (await office.get("/api/visits")).json["visits"]}, "no row to admit"
    looked = (await office.post("/api/visit-link", {"token": token})).json
    assert looked["without_call"] is True
    patient = await came(server, token)
    passed = (await patient.get(f"/api/visit-pass?visit={visit}")).json
    assert (passed["without_call"], passed["consented"], passed["answered"]) == (True, False, False)
    text = (await patient.get(f"/api/consent-text?visit={visit}&consent=photos")).json
    agreed = {"visit": visit, "consent": "photos", "text_version": text["version"]}
    assert (await patient.post("/api/visit-pass/consent", agreed)).status == 204
    assert (await patient.get(f"/api/visit-pass?visit={visit}")).json["consented"] is True
    assert (await doctor.get(f"/api/visits/{visit}/answer")).json["may_plan"] is True
    early = await answered(doctor, visit)
    assert (early.status, "not sent a photo" in early.json["detail"]) == (409, True)

    await sent(patient, visit, encoded(skin(800, 600)))
    waits = await line(doctor, visit)
    assert (waits["standing"], waits["photos"], waits["clock"]["urgency"]) == ("to_answer", 1, "in_time")
    assert 0 < waits["clock"]["left_s"] <= 24 * 3600
    own = (await patient.get(f"/api/visit-pass/answer?visit={visit}")).json
    assert (own["business_hours"], own["due"], own["messages"]) == (24, waits["clock"]["due"], [])

    page = await server.page(doctor)
    await page.ok("work", visit=visit, activity="image_review", on=True)
    assert [one["name"] for one in (await line(office, visit))["open_by"]] == [server.person("MD")["name"]]
    reply = await answered(doctor, visit)
    assert reply.status == 200, reply.text
    assert (reply.json["state"], reply.json["answered"], reply.json["clock"]) == ("ended", True, None)
    await page.ok("work", visit=visit, activity="image_review", on=False)
    told = await line(office, visit)
    assert (told["standing"], told["told"], told["read"]) == ("answered", False, False)
    assert "eczema" not in json.dumps(told)
    assert (await office.post(f"/api/visits/{visit}/answer/told", {"way": "phone"})).status == 204
    assert (await line(office, visit))["told"] is True

    own = (await patient.get(f"/api/visit-pass/answer?visit={visit}")).json
    assert own["messages"][0]["text"] == REPLY
    assert (own["messages"][0]["author"]["credential"], own["may_ask"], own["due"]) == ("MD", True, None)
    assert (await line(office, visit))["read"] is True
    question = {"visit": visit, "text": "May I use it on my face?"}
    assert (await patient.post("/api/visit-pass/question", question)).status == 204
    twice = await patient.post("/api/visit-pass/question", question)
    assert (twice.status, "answers it first" in twice.json["detail"]) == (409, True)
    more = await sent(patient, visit, encoded(skin(640, 480)))
    assert more["state"] == "ready"
    assert ((await line(doctor, visit))["standing"], (await line(doctor, visit))["question"]) == ("to_answer", True)
    unread = await answered(doctor, visit, "Yes.", after=1)
    assert (unread.status, "has written meanwhile" in unread.json["detail"]) == (409, True)
    assert (await answered(doctor, visit, "Yes, thinly.", after=2)).status == 200
    assert (await line(doctor, visit))["standing"] == "answered"

    log = await events(server, visit)
    kinds = [one["type"] for one in log]
    assert [one["purpose"] for one in log if one["type"] == "message_sent"] == ["reply", "question", "reply"]
    assert {"call_planned", "message_read", "contact_attempted", "record_read"} <= set(kinds)
    assert "eczema" not in json.dumps(log)
    assert next(one for one in log if one["type"] == "message_sent")["business_s"] <= 60
    images = server.app[CONTEXT].images
    await images.retention.erase_visit(VisitId(visit))
    assert (await patient.get(f"/api/visit-pass/answer?visit={visit}")).json["messages"] == []
    shown = (await doctor.get(f"/api/visits/{visit}/answer")).json["messages"]
    assert [(one["text"], one["erased"]) for one in shown] == [("", True)] * 3
    assert "messages_erased" in {one["type"] for one in await events(server, visit)}


async def test_the_proposal_is_image_review_until_a_visit_takes_it_in(server: Served) -> None:
    visit, token, office = await asked_for(server)
    patient, doctor = await came(server, token), await server.signed_in("MD")
    await sent(patient, visit, encoded(skin(800, 600)))
    assert (await answered(doctor, visit)).status == 200
    path = f"/api/visits/{visit}/proposal"
    proposal = (await doctor.get(path)).json
    assert (proposal["code"], proposal["modality"], proposal["disposition"]) == ("G2010", "asynchronous", "ready")
    assert [one["id"] for one in proposal["documentation"] if one["status"] == "missing" and one["gate"]] == ["N16"]
    biller = await server.signed_in("biller")
    queued = next(one for one in (await biller.get("/api/billing")).json["visits"] if one["visit"] == visit)
    assert (queued["code"], queued["status"]) == ("G2010", "hold")
    digital = (await doctor.call("PUT", f"/api/visits/{visit}/coding-note", {"service_intent": "digital_em"})).json
    assert (digital["code"], "TIME_BELOW_MINIMUM" in digital["flags"]) == (None, True)
    await doctor.call("PUT", f"/api/visits/{visit}/coding-note", {"service_intent": None})
    decided = await doctor.post(
        f"/api/visits/{visit}/proposal/decision",
        {"decision": "accepted", "input_hash": (await doctor.get(path)).json["input_hash"]},
    )
    assert decided.status in (200, 201), decided.text

    async with server.app_store() as unit:
        case = await unit.appointment(VisitId(visit))
    assert case is not None
    later = {
        "patient": {"id": case.patient},
        "scheduled_at": (datetime.now(UTC) + timedelta(hours=20)).isoformat(),
        "reason": "Rash",
        "payer": "MEDICARE_FFS",
        "patient_status": "established",
    }
    assert (await office.post("/api/visits", later)).status == 201
    bundled = (await doctor.get(path)).json
    assert (bundled["code"], "BUNDLED_INTO_LATER_EM" in bundled["flags"]) == (None, True)
    assert bundled["decisions"][-1]["code"] == "G2010", "what was decided stays, and stands beside it"
    assert [one["field"] for one in bundled["questions"]] == ["later_em_related"]


async def test_photos_that_need_a_visit_become_one_and_back_with_everything_kept(server: Served) -> None:
    visit, token, office = await asked_for(server)
    patient, nurse = await came(server, token), await server.signed_in("RN")
    photo = await sent(patient, visit, encoded(skin(800, 600)))
    path = f"/api/visits/{visit}/plan"
    late = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert (await nurse.post(path, {"scheduled_at": late})).status == 422
    at = soon()
    planned = await nurse.post(path, {"scheduled_at": at.isoformat(), "text": "Let us look at it together."})
    assert (planned.status, planned.json["without_call"], planned.json["may_take_plan_back"]) == (200, False, True)
    again = await nurse.post(path, {"scheduled_at": at.isoformat()})
    assert again.status == 409
    passed = (await patient.get(f"/api/visit-pass?visit={visit}")).json
    assert (passed["without_call"], passed["planned"]["text"]) == (False, "Let us look at it together.")
    assert [one["id"] for one in (await patient.get(f"/api/visit-pass/photos?visit={visit}")).json["photos"]] == [
        photo["id"]
    ]
    assert (await came(server, token)) is not None, "the link is the same"
    assert visit in {row["visit"] for row in (await office.get("/api/visits")).json["visits"]}
    assert visit not in {one["visit"] for one in (await office.get("/api/photo-queue")).json["lines"]}
    back = await nurse.call("DELETE", path)
    assert (back.status, back.json["without_call"]) == (200, True)
    assert (await line(office, visit))["standing"] == "to_answer"
    assert visit not in {row["visit"] for row in (await office.get("/api/visits")).json["visits"]}
    assert (await nurse.call("DELETE", path)).status == 409
    assert (await nurse.call("DELETE", f"/api/visits/{of(server)}/plan")).status == 409
    said = [one["planned"] for one in await events(server, visit) if one["type"] == "call_planned"]
    assert said == [False, True, False]
    page = await server.page(patient, visit=visit)
    refused = await page.ask("visit.open", visit=visit)
    assert (refused["type"], refused["code"]) == ("error", "not_now"), "no waiting room without a call"


async def test_a_visit_without_a_time_stands_on_the_board_until_the_office_sets_one(server: Served) -> None:
    visit, token, office = await asked_for(server)
    patient, nurse = await came(server, token), await server.signed_in("RN")
    await sent(patient, visit, encoded(skin(800, 600)))
    path, times = f"/api/visits/{visit}/plan", f"/api/visits/{visit}/time"
    at = soon()
    early = await office.call("PUT", times, {"scheduled_at": at.isoformat()})
    assert early.status == 409, "nobody has said that a visit is needed"
    wanted = await nurse.post(path, {"text": "Let us look at it together."})
    assert (wanted.status, wanted.json["to_schedule"], wanted.json["clock"]) == (200, True, None)
    assert (await nurse.post(path, {})).status == 409, "once is enough"
    passed = (await patient.get(f"/api/visit-pass?visit={visit}")).json
    assert (passed["without_call"], passed["planned"]["text"]) == (True, "Let us look at it together.")
    assert (await patient.get(f"/api/visit-pass/answer?visit={visit}")).json["due"] is None
    assert (await line(office, visit))["standing"] == "needs_visit"
    row = await on_the_board(office, visit)
    assert row["wanted_since"] is not None
    assert "set_time" in row["commands"]
    assert not {"ring", "no_show", "admit_to_intake"} & set(row["commands"]), "nothing of a call without a time"
    page = await server.page(patient, visit=visit)
    assert (await page.ask("visit.open", visit=visit))["code"] == "not_now"
    past = await office.call("PUT", times, {"scheduled_at": "2026-01-01T00:00:00Z"})
    assert past.status == 422
    biller = await server.signed_in("biller")
    assert (await biller.call("PUT", times, {"scheduled_at": at.isoformat()})).status == 404
    assert (await office.call("PUT", times, {"scheduled_at": at.isoformat()})).status == 204
    passed = (await patient.get(f"/api/visit-pass?visit={visit}")).json
    assert (passed["without_call"], passed["planned"]["text"]) == (False, "Let us look at it together.")
    row = await on_the_board(office, visit)
    assert (row["wanted_since"], "ring" in row["commands"]) == (None, True)
    # Another day: it leaves today's board, and nothing else of it changes.
    later = (at + timedelta(days=3)).isoformat()
    assert (await office.call("PUT", times, {"scheduled_at": later})).status == 204
    assert visit not in {one["visit"] for one in (await office.get("/api/visits")).json["visits"]}
    assert (await came(server, token)) is not None, "the link is the same"
    said = [(one["planned"], one["timed"]) for one in await events(server, visit) if one["type"] == "call_planned"]
    assert said == [(False, None), (True, False), (True, True), (True, True)]


async def test_a_visit_without_a_time_is_taken_back_or_answered_after_all(server: Served) -> None:
    visit, token, office = await asked_for(server)
    patient, nurse, doctor = await came(server, token), await server.signed_in("RN"), await server.signed_in("MD")
    await sent(patient, visit, encoded(skin(800, 600)))
    path = f"/api/visits/{visit}/plan"
    assert (await nurse.post(path, {})).status == 200
    back = await nurse.call("DELETE", path)
    assert (back.status, back.json["to_schedule"], (await line(office, visit))["standing"]) == (200, False, "to_answer")
    again = await nurse.post(path, {})
    assert again.json["to_schedule"] is True
    assert (await answered(doctor, visit)).status == 200
    assert (await line(office, visit))["standing"] == "answered"
    assert visit not in {one["visit"] for one in (await office.get("/api/visits")).json["visits"]}


async def on_the_board(client: Client, visit: str) -> dict[str, Any]:
    return next(one for one in (await client.get("/api/visits")).json["visits"] if one["visit"] == visit)


async def test_a_set_sent_before_a_planned_visit_is_answered_and_the_call_does_not_take_place(server: Served) -> None:
    visit, patient, doctor = of(server), await server.entered(0), await server.signed_in("MD")
    await sent(patient, visit, encoded(skin(800, 600)))
    shown = (await doctor.get(f"/api/visits/{visit}/answer")).json
    assert (shown["may_answer"], shown["may_plan"], shown["clock"]) == (True, False, None)
    # What a begun reply is kept with in the browser is the same each time, and nobody else's.
    again = (await doctor.get(f"/api/visits/{visit}/answer")).json["draft_key"]
    other = (await (await server.signed_in("RN")).get(f"/api/visits/{visit}/answer")).json["draft_key"]
    assert (shown["draft_key"], other) == (again, None)
    assert len(b64decode(again)) == 32
    assert (await answered(doctor, visit)).status == 200
    passed = (await patient.get(f"/api/visit-pass?visit={visit}")).json
    assert (passed["state"], passed["answered"]) == ("ended", True)
    row = next(one for one in (await doctor.get("/api/visits")).json["visits"] if one["visit"] == visit)
    assert row["state"] == "ended"
    assert (await doctor.get(f"/api/visits/{visit}/proposal")).json["modality"] == "asynchronous"


async def test_who_may_not_answer_learns_nothing(server: Served) -> None:
    visit, token, _ = await asked_for(server)
    patient = await came(server, token)
    await sent(patient, visit, encoded(skin(400, 300)))
    absent = "00000000-0000-4000-8000-000000000000"
    for role in ("office", "RN", "biller", "administrator"):
        client = await server.signed_in(role)
        for one in (visit, absent):
            assert (await answered(client, one)).status == 404, role
            told = await client.post(f"/api/visits/{one}/answer/told", {"way": "phone"})
            assert told.status == (409 if role in ("office", "RN") and one == visit else 404), role
            planned = await client.post(f"/api/visits/{one}/plan", {"scheduled_at": "2026-01-01T00:00:00Z"})
            assert planned.status == (422 if role == "RN" else 404), role
        seen = await client.get(f"/api/visits/{visit}/answer")
        assert seen.status == (200 if role == "RN" else 404), role
        queue = await client.get("/api/photo-queue")
        assert queue.status == (200 if role in ("office", "RN") else 404), role
        hours = await client.get("/api/opening-hours")
        assert hours.status == (200 if role == "administrator" else 404), role
    stranger = await server.entered(1)
    for client in (stranger, server.browser()):
        assert (await client.get(f"/api/visit-pass/answer?visit={visit}")).status == 401
        asked = await client.post("/api/visit-pass/question", {"visit": visit, "text": "?"})
        assert asked.status in (401, 403)
    too_soon = await patient.post("/api/visit-pass/question", {"visit": visit, "text": "When?"})
    assert too_soon.status == 409, "nothing is answered yet"


async def test_the_administrator_says_when_the_practice_is_open(server: Served) -> None:
    admin = await server.signed_in("administrator")
    before = (await admin.get("/api/opening-hours")).json
    assert before["week"][0] == {"opens": 480, "closes": 1020}
    assert before["week"][5:] == [None, None]
    week = [{"opens": 0, "closes": 1440}] * 7
    after = await admin.call("PUT", "/api/opening-hours", {"week": week, "holidays": ["2026-12-25", "2026-12-24"]})
    assert after.json["holidays"] == ["2026-12-24", "2026-12-25"]
    visit, token, office = await asked_for(server)
    patient = await came(server, token)
    await begun(patient, visit, b"x" * 10)
    await sent(patient, visit, encoded(skin(400, 300)))
    clock = (await line(office, visit))["clock"]
    due, since = (datetime.fromisoformat(clock[name]) for name in ("due", "since"))
    assert due - since >= timedelta(hours=24)
    for wrong in ([None] * 7, [{"opens": 600, "closes": 540}] * 7, week[:6], [{"opens": 0, "closes": 1441}] * 7):
        assert (await admin.call("PUT", "/api/opening-hours", {"week": wrong})).status == 422
    async with server.app[CONTEXT].store.unit() as unit:
        practice = await unit.practice()
        assert practice is not None
        await unit.save_practice(replace(practice, phone="555-0199"))
    assert (await admin.get("/api/opening-hours")).json["week"] == week, "saved with the rest of the practice"


async def test_the_rule_of_retention_takes_the_texts_too(server: Served) -> None:
    visit, token, _ = await asked_for(server)
    patient, doctor = await came(server, token), await server.signed_in("MD")
    await sent(patient, visit, encoded(skin(400, 300)))
    assert (await answered(doctor, visit)).status == 200
    context = server.app[CONTEXT]
    retention = Retention(context.store, SystemClock(), context.images.vault, 30)
    assert await retention.look() == 0
    async with context.store.unit() as unit:
        case = await unit.appointment(VisitId(visit))
        assert case is not None
        await unit.save_appointment(replace(case, scheduled_at=case.scheduled_at - timedelta(days=31)))
    assert await retention.look() == 1
    assert await retention.look() == 0
    async with server.app_store() as unit:
        assert [(one.text, one.salt) for one in await unit.messages([VisitId(visit)])] == [("", "")]
    assert {"photos_erased", "messages_erased"} <= {one["type"] for one in await events(server, visit)}
