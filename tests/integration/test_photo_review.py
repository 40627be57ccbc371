"""The clinician reads photos: earlier visits beside today's, marks over pictures, and the time that reading took."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from server.api.context import CONTEXT
from server.base.ids import VisitId
from tests.integration.pictures import encoded, skin
from tests.integration.served import Answer, Client, Served
from tests.integration.test_photos import events, of, sent


async def same_patient(server: Served, earlier: str, visit: str, days: int = 30) -> None:
    """Make `earlier` a visit of the same patient, so many days before."""
    store = server.app[CONTEXT].store
    async with store.unit() as unit:
        this, other = await unit.appointment(VisitId(visit)), await unit.appointment(VisitId(earlier))
        assert this is not None
        assert other is not None
        before = this.scheduled_at - timedelta(days=days)
        await unit.save_appointment(replace(other, patient=this.patient, scheduled_at=before))


async def test_earlier_photos_of_the_same_patient_lie_beside_today_s_and_their_reading_is_kept(server: Served) -> None:
    visit, before, strangers = of(server, 0), of(server, 1), of(server, 2)
    picture = encoded(skin(400, 300))
    old = await sent(await server.entered(1), before, picture, body_site="cheek-left")
    await sent(await server.entered(2), strangers, picture, body_site="cheek-left")
    await same_patient(server, before, visit)
    doctor = await server.signed_in("MD")
    shown = (await doctor.get(f"/api/visits/{visit}/photos/earlier")).json["visits"]
    assert [(one["visit"], [each["id"] for each in one["photos"]]) for one in shown] == [(before, [old["id"]])]
    assert shown[0]["photos"][0]["body_site"] == "cheek-left"
    assert any(one["type"] == "record_read" and one["part"] == "photos" for one in await events(server, before))
    assert not any(one["type"] == "record_read" for one in await events(server, strangers))
    assert (await doctor.get(f"/api/visits/{before}/photos/earlier")).json == {"visits": []}, "only what was before"
    for role in ("office", "biller", "administrator"):
        assert (await (await server.signed_in(role)).get(f"/api/visits/{visit}/photos/earlier")).status == 404


async def test_a_mark_is_kept_in_versions_in_the_w3c_form_and_never_in_the_picture(server: Served) -> None:
    visit, patient, doctor = of(server), await server.entered(0), await server.signed_in("MD")
    photo = await sent(patient, visit, encoded(skin(1000, 500)))
    image = f"/api/visits/{visit}/photos/{photo['id']}/image?size=full"
    untouched = (await doctor.get(image)).body
    marks = f"/api/visits/{visit}/photos/{photo['id']}/annotations"

    async def put(client: Any, name: str, **mark: Any) -> Any:
        return await client.call("PUT", f"{marks}/{name}", mark)

    scale, measure, note = (str(uuid.uuid4()) for _ in range(3))
    assert (await put(doctor, scale, kind="scale", points=[[0.1, 0.5], [0.3, 0.5]], length_mm=20)).status == 200
    ruled = (await put(doctor, measure, kind="measure", points=[[0.5, 0.2], [0.5, 0.6]])).json
    assert "20.0 mm" in [body["value"] for body in ruled["annotation"]["body"]], "200 pixels of 20 mm over 200 pixels"
    first = (await put(doctor, note, kind="note", points=[[0.25, 0.5]], text="Border is <b>uneven</b>")).json
    second = (await put(doctor, note, kind="note", points=[[0.5, 0.5]], text="Border is sharp")).json
    assert (first["version"], second["version"]) == (1, 2)
    web = second["annotation"]
    assert (web["@context"], web["type"], web["motivation"]) == (
        "http://www.w3.org/ns/anno.jsonld",
        "Annotation",
        "commenting",
    )
    assert web["target"]["source"] == f"urn:uuid:{photo['id']}"
    assert '<circle cx="500.0" cy="250.0"' in web["target"]["selector"]["value"]
    assert web["creator"]["name"] == server.person("MD")["name"]
    assert web["created"] <= web["modified"]

    nurse = await server.signed_in("RN")
    listed = (await nurse.get(f"/api/visits/{visit}/annotations")).json["annotations"]
    assert [(one["kind"], one["text"]) for one in listed] == [
        ("scale", ""),
        ("measure", ""),
        ("note", "Border is sharp"),
    ]
    refused = await put(nurse, note, kind="note", points=[[0.5, 0.5]], text="Mine")
    assert (refused.status, "colleague" in refused.json["detail"]) == (409, True)
    wrong = (
        {"kind": "arrow", "points": [[0.5, 0.5]]},
        {"kind": "arrow", "points": [[0.5, 0.5], [1.5, 0.5]]},
        {"kind": "measure", "points": [[0, 0], [1, 1]], "length_mm": 5},
        {"kind": "scale", "points": [[0, 0], [1, 1]]},
    )
    assert [(await put(nurse, str(uuid.uuid4()), **mark)).status for mark in wrong] == [422] * 4
    assert (await put(await server.signed_in("office"), str(uuid.uuid4()), kind="note", points=[[0, 0]])).status == 404

    gone = await doctor.call("DELETE", f"{marks}/{note}")
    assert (gone.json["version"], gone.json["removed"]) == (3, True)
    assert len((await nurse.get(f"/api/visits/{visit}/annotations")).json["annotations"]) == 2
    back = (await put(doctor, note, kind="note", points=[[0.5, 0.5]], text="Border is sharp")).json
    assert (back["version"], back["removed"]) == (4, False)
    assert (await doctor.get(image)).body == untouched
    await server.app[CONTEXT].images.retention.erase_visit(VisitId(visit))
    assert (await nurse.get(f"/api/visits/{visit}/annotations")).json["annotations"] == []
    async with server.app_store() as unit:
        assert {one.text for one in await unit.annotations(VisitId(visit))} == {""}, "erased with their photo"
    log = [one for one in await events(server, visit) if one["type"] == "annotation_saved"]
    assert [one["version"] for one in log] == [1, 1, 1, 2, 3, 4]
    assert "Border" not in json.dumps(log)


async def test_reading_counts_on_the_visit_s_date_and_can_be_struck_out(server: Served) -> None:
    visit, doctor = of(server), await server.signed_in("MD")
    page = await server.page(doctor)
    path = f"/api/visits/{visit}/reading-time"
    before = (await doctor.get(path)).json
    assert (before["on_the_day_s"], before["today"], before["counts"], before["intervals"]) == (0, True, True, [])
    await page.ok("work", visit=visit, activity="image_review", on=True)
    await page.ok("work", visit=visit, activity="image_review", on=False)
    read = (await doctor.get(path)).json
    assert len(read["intervals"]) == 1
    struck = (await doctor.call("DELETE", path)).json
    assert struck["intervals"] == []
    kinds = [one["type"] for one in await events(server, visit)]
    assert kinds[-1] == "work_struck"
    assert "work_started" in kinds, "what was written stays"
    nurse = (await (await server.signed_in("RN")).get(path)).json
    assert nurse["counts"] is False
    store = server.app[CONTEXT].store
    async with store.unit() as unit:
        appointment = await unit.appointment(VisitId(visit))
        assert appointment is not None
        await unit.save_appointment(replace(appointment, scheduled_at=datetime.now(UTC) + timedelta(days=2)))
    await page.ok("work", visit=visit, activity="image_review", on=True)
    await page.ok("work", visit=visit, activity="image_review", on=False)
    early = (await doctor.get(path)).json
    assert (early["today"], early["on_the_day_s"], len(early["intervals"])) == (False, 0, 1)


async def test_a_part_of_the_reading_can_be_struck_out_and_the_rest_counts(server: Served) -> None:
    visit, doctor = of(server), await server.signed_in("MD")
    page = await server.page(doctor)
    path = f"/api/visits/{visit}/reading-time"
    read: list[dict[str, str]] = []
    for _ in range(2):
        for on in (True, False):
            await page.ok("work", visit=visit, activity="image_review", on=on)
        read = (await doctor.get(path)).json["intervals"]
    first, second = read
    day = "2020-01-01T00:00:00Z"
    for wrong in (f"from={day}", "from=x&until=y", f"from={second['start']}&until={first['start']}"):
        assert (await doctor.call("DELETE", f"{path}?{wrong}")).status == 422, wrong
    nothing = await doctor.call("DELETE", f"{path}?from={day}&until=2020-01-02T00:00:00Z")
    assert (nothing.status, nothing.json["detail"]) == (422, "from: you have no reading time there.")
    left = (await doctor.call("DELETE", f"{path}?from={first['start']}&until={second['start']}")).json
    assert left["intervals"] == [second]
    struck = [one for one in await events(server, visit) if one["type"] == "work_struck"]
    assert len(struck) == 1, "what was refused is not in the log"
    assert struck[0]["from_ms"] < struck[0]["until_ms"]


async def test_photos_are_sorted_by_a_clinician_read_in_that_order_and_evidence_keeps_ids_alone(server: Served) -> None:
    visit, patient = of(server), await server.entered(0)
    nurse, doctor = await server.signed_in("RN"), await server.signed_in("MD")
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    for concern, site in ((first, "cheek-left"), (second, "knee-right")):
        told = {"visit": visit, "body_site": site, "story": {}}
        assert (await patient.call("PUT", f"/api/visit-pass/concerns/{concern}", told)).status == 200
    ids = [
        (await sent(patient, visit, encoded(skin(64, 48, seed=i)), concern=first, view=view))["id"]
        for i, view in enumerate(("overview", "close", "scale"))
    ]

    async def version() -> int:
        async with server.app_store() as unit:
            return int(await unit.photos_version(VisitId(visit)))

    async def place(client: Client, photo: str, **asked: Any) -> Answer:
        return await client.call("PUT", f"/api/visits/{visit}/photos/{photo}/place", asked)

    async def places() -> dict[str, tuple[str | None, int | None]]:
        shown = (await doctor.get(f"/api/visits/{visit}/photos")).json["photos"]
        return {one["id"]: (one["concern"], one["place"]) for one in shown}

    before = await version()
    moved = await place(nurse, ids[2], concern=first, view="scale", place=0)
    assert (moved.status, moved.json["place"]) == (200, 0), moved.text
    assert await version() > before, "open pages read the list anew"
    assert await places() == {ids[2]: (first, 0), ids[0]: (first, 1), ids[1]: (first, 2)}
    # To another concern, as another view and place on the body; behind the last is the last.
    other = await place(nurse, ids[0], concern=second, view="close", body_site="shin-right", place=9)
    assert (other.json["concern"], other.json["place"], other.json["view"]) == (second, 0, "close"), other.text
    back = await place(nurse, ids[0], concern=first, view="overview", place=1)
    assert back.status == 200, "undone by putting it where it was"
    assert await places() == {ids[2]: (first, 0), ids[0]: (first, 1), ids[1]: (first, 2)}
    for wrong in ({"concern": str(uuid.uuid4())}, {"body_site": "tail"}, {"place": -1}, {"view": "far"}):
        asked = {"concern": first, "view": "close", "place": 0} | wrong
        assert (await place(nurse, ids[0], **asked)).status == 422
    assert (await place(await server.signed_in("biller"), ids[0], concern=first, view="close", place=0)).status == 404
    log = [one for one in await events(server, visit) if one["type"] == "photo_placed"]
    assert [one["place"] for one in log] == [0, 0, 1]
    assert all(set(one) <= {"type", "person", "photo", "concern", "view", "place"} for one in log)
