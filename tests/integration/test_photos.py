"""A photo from the patient's page to the clinician's: sent in pieces, read, kept encrypted, shown to whom it is to be shown."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import uuid
from typing import Any

import numpy as np
from PIL import Image

from server.base.ids import VisitId
from tests.integration.pictures import encoded, skin
from tests.integration.served import Answer, Client, Served
from tests.patience import PATIENCE_S

STORY = {"since": "weeks", "changes": ["size", "color"], "itch": 3, "words": "It began after the summer"}


def of(server: Served, visit: int = 0) -> str:
    return str(server.demo["visits"][visit]["id"])


async def begun(patient: Client, visit: str, content: bytes, **more: Any) -> dict[str, Any]:
    asked = {"visit": visit, "key": str(uuid.uuid4()), "view": "close", "size": len(content)} | more
    answer = await patient.post("/api/visit-pass/photos", asked)
    assert answer.status == 201, answer.text
    return dict(answer.json)


async def put(patient: Client, visit: str, photo: str, offset: int, piece: bytes, **more: Any) -> Answer:
    headers = {"Content-Type": "application/octet-stream"}
    path = f"/api/visit-pass/photos/{photo}/bytes?visit={visit}&offset={offset}"
    return await patient.call("PUT", path, data=piece, headers=headers, **more)


async def sent(patient: Client, visit: str, content: bytes, **more: Any) -> dict[str, Any]:
    """Send a whole photo and wait until it was read."""
    photo = await begun(patient, visit, content, **more)
    for start in range(0, len(content), 1 << 20):
        answer = await put(patient, visit, photo["id"], start, content[start : start + (1 << 20)])
        assert answer.status == 200, answer.text
    return await read(patient, visit, photo["id"])


async def read(patient: Client, visit: str, photo: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            listed = (await patient.get(f"/api/visit-pass/photos?visit={visit}")).json
            found = next(one for one in listed["photos"] if one["id"] == photo)
            if found["state"] not in ("receiving", "checking"):
                return dict(found)
            await asyncio.sleep(0.05)


async def events(server: Served, visit: str) -> list[dict[str, Any]]:
    async with server.app_store() as unit:
        return [entry.event.model_dump(mode="json") for entry in await unit.evidence(VisitId(visit))]


async def test_a_photo_is_sent_in_pieces_read_and_shown_to_the_visit_s_clinicians(server: Served) -> None:
    visit, patient, nurse = of(server), await server.entered(0), await server.signed_in("RN")
    concern = str(uuid.uuid4())
    body = {"visit": visit, "body_site": "cheek-left", "story": STORY}
    saved = await patient.call("PUT", f"/api/visit-pass/concerns/{concern}", body)
    assert (saved.status, saved.json["number"], saved.json["version"]) == (200, 1, 1), saved.text
    content = encoded(skin(2000, 1500), quality=97)
    assert len(content) > 1 << 20
    photo = await begun(patient, visit, content, concern=concern)
    assert (photo["state"], photo["offset"]) == ("receiving", 0)
    assert (await put(patient, visit, photo["id"], 0, content[:100_000])).json["offset"] == 100_000
    wrong = await put(patient, visit, photo["id"], 5, content[5:500])
    assert (wrong.status, wrong.json["code"], wrong.json["offset"]) == (409, "wrong_offset", 100_000)
    head = await patient.call("HEAD", f"/api/visit-pass/photos/{photo['id']}/bytes?visit={visit}")
    assert (head.status, head.headers["Upload-Offset"]) == (204, "100000")
    again = await begun(patient, visit, content, concern=concern, key=photo["key"])
    assert (again["id"], again["offset"]) == (photo["id"], 100_000)
    at = 100_000
    while at < len(content):
        answer = await put(patient, visit, photo["id"], at, content[at : at + 700_000])
        at = answer.json["offset"]
    assert answer.json["state"] == "checking"
    ready = await read(patient, visit, photo["id"])
    assert (ready["state"], ready["width"], ready["height"]) == ("ready", 2000, 1500)
    assert ready["quality"]["advice"] == []

    shown = (await nurse.get(f"/api/visits/{visit}/photos")).json
    assert shown["concerns"][0]["story"]["words"] == STORY["words"]
    assert [one["id"] for one in shown["photos"]] == [photo["id"]]
    for size, longest in (("thumbnail", 320), ("screen", 1600), ("full", 2000)):
        for client, path in ((nurse, f"/api/visits/{visit}/photos/{photo['id']}/image?size={size}"),
                             (patient, f"/api/visit-pass/photos/{photo['id']}/image?visit={visit}&size={size}")):  # fmt: skip
            picture = await client.get(path)
            assert picture.status == 200
            assert picture.headers["Cache-Control"] == "no-store"
            assert picture.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in picture.headers["Content-Security-Policy"]
            assert max(Image.open(io.BytesIO(picture.body)).size) == longest

    log = await events(server, visit)
    received = next(one for one in log if one["type"] == "photo_received")
    assert received["digest"] == hashlib.sha256(content).hexdigest()
    assert {"concern_saved", "photo_ready"} <= {one["type"] for one in log}
    assert any(one["type"] == "record_read" and one["part"] == "photos" for one in log)
    assert "summer" not in json.dumps(log)
    assert "cheek" not in json.dumps(log)


async def test_absent_and_forbidden_photos_look_alike(server: Served) -> None:
    visit, patient, nurse = of(server), await server.entered(0), await server.signed_in("RN")
    photo = await sent(patient, visit, encoded(skin()))
    other, theirs = of(server, 1), await server.entered(1)
    image = f"/image?size=screen&visit={visit}"
    there = f"/api/visits/{visit}/photos/{photo['id']}/image"
    tries = [
        (theirs, f"/api/visit-pass/photos/{photo['id']}/image?visit={other}"),
        (patient, f"/api/visit-pass/photos/{uuid.uuid4()}{image}"),
        (nurse, f"/api/visits/{other}/photos/{photo['id']}/image"),
        (nurse, f"/api/visits/{visit}/photos/{uuid.uuid4()}/image"),
        *[(await server.signed_in(role), there) for role in ("office", "biller", "administrator")],
    ]
    answers = [await client.get(path) for client, path in tries]
    assert {(one.status, one.text) for one in answers} == {(404, answers[0].text)}
    assert (await theirs.get(f"/api/visit-pass/photos/{photo['id']}{image}")).status == 401
    assert (await server.browser().get(there)).status == 401


async def test_nothing_on_the_disk_is_a_picture_and_nothing_shown_has_what_the_camera_wrote(server: Served) -> None:
    visit, patient = of(server), await server.entered(0)
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    content = encoded(skin(), exif=exif.tobytes(), xmp=b"<x:xmpmeta>secret place</x:xmpmeta>", comment=b"hello")
    photo = await sent(patient, visit, content)
    folder = server.config.home / "images"
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert len(files) == 4
    for kept in files:
        assert b"JFIF" not in kept
        assert b"CameraMaker" not in kept
    for size in ("thumbnail", "screen", "full"):
        picture = await patient.get(f"/api/visit-pass/photos/{photo['id']}/image?visit={visit}&size={size}")
        assert not {b"Exif", b"CameraMaker", b"xmpmeta", b"secret", b"hello"} & {
            word for word in (b"Exif", b"CameraMaker", b"xmpmeta", b"secret", b"hello") if word in picture.body
        }
    assert np.asarray(Image.open(io.BytesIO(picture.body))).shape == (900, 1200, 3)
    assert (await patient.call("DELETE", f"/api/visit-pass/photos/{photo['id']}?visit={visit}")).status == 204
    assert [file for file in folder.rglob("*") if file.is_file()] == [], "nobody had looked: it is gone"


async def test_what_is_no_picture_is_refused_in_words_and_not_kept(server: Served) -> None:
    visit, patient = of(server), await server.entered(0)
    for content, problem in (
        (b"%PDF-1.7 not a photo", "unknown_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown_format"),
        (encoded(skin())[:20_000], "damaged"),
    ):
        refused = await sent(patient, visit, content)
        assert (refused["state"], refused["problem"]) == ("refused", problem)
    assert [file for file in (server.config.home / "images").rglob("*") if file.is_file()] == []
    shown = (await patient.get(f"/api/visit-pass/photos?visit={visit}")).json
    assert shown["places_left"] == 20
