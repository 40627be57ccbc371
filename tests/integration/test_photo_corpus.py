"""What becomes of each file of the corpus, and how little a worker that reads one can do."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
import uuid
from typing import Any

import numpy as np
import pytest
from PIL import Image

from server.images.worker import MEMORY
from server.images.workers import ENVIRONMENT, ROOT, Workers
from tests.integration.corpus import SECRETS, Sample, bombs, corpus, oriented
from tests.integration.pictures import encoded, skin
from tests.integration.served import Served
from tests.integration.test_photos import begun, of, put, sent
from tests.patience import PATIENCE_S

ONLY = {0xD8, 0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xD9}
"""Markers of what is served: start, JFIF, tables, frame, Huffman, scan, end (ITU T.81, table B.1)."""

READ_ALL = """
import io, json, struct, sys
from server.images import decode
from server.images.worker import confine
decode.prepare()
confine()
out = []
stream = sys.stdin.buffer
while head := stream.read(4):
    content = stream.read(struct.unpack(">I", head)[0])
    try:
        found = decode.decode(content)
        parts = [one.content.hex() for one in found.rendered]
        out.append([None, found.width, found.height, parts])
    except decode.NotAPicture as refused:
        out.append([refused.problem, 0, 0, []])
    except MemoryError:
        out.append(["too_costly", 0, 0, []])
sys.stdout.write(json.dumps(out))
"""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[Sample, list[Any]]]:
    """The whole corpus through one confined process: what a worker does, without starting a hundred of them."""
    samples = corpus()
    sent_in = b"".join(len(one.content).to_bytes(4, "big") + one.content for one in samples)
    ran = subprocess.run(
        [sys.executable, "-c", READ_ALL], input=sent_in, capture_output=True, cwd=ROOT, env=ENVIRONMENT, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return {one.name: (one, found) for one, found in zip(samples, json.loads(ran.stdout), strict=True)}


def markers(jpeg: bytes) -> list[int]:
    """Every marker of a JPEG in order; what follows the end of the image fails."""
    assert jpeg[:2] == b"\xff\xd8"
    found, at = [0xD8], 2
    while jpeg[at + 1] != 0xDA:
        assert jpeg[at] == 0xFF
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    end = jpeg.index(b"\xff\xd9", at)
    assert jpeg[end + 2 :] == b"", "nothing stands behind the picture"
    return [*found, 0xDA, 0xD9]


@pytest.mark.databases
def test_each_file_becomes_what_it_has_to(outcomes: dict[str, tuple[Sample, list[Any]]]) -> None:
    wrong = {
        name: (found[0], sample.problem, found[1:3])
        for name, (sample, found) in outcomes.items()
        if found[0] != sample.problem or (sample.size is not None and tuple(found[1:3]) != sample.size)
    }
    assert wrong == {}
    assert len(outcomes) > 80


@pytest.mark.databases
def test_no_byte_that_is_served_holds_anything_but_pixels(outcomes: dict[str, tuple[Sample, list[Any]]]) -> None:
    for name, (_, (_, _, _, parts)) in outcomes.items():
        for part in map(bytes.fromhex, parts):
            assert set(markers(part)) <= ONLY, name
            assert not [secret for secret in SECRETS if secret in part], name
            shown = Image.open(io.BytesIO(part))
            assert dict(shown.getexif()) == {}
            assert set(shown.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }


@pytest.mark.databases
def test_every_orientation_is_shown_upright(outcomes: dict[str, tuple[Sample, list[Any]]]) -> None:
    for kind in ("JPEG", "HEIF", "AVIF"):
        for sample in oriented(kind):
            _, (_, _, _, parts) = outcomes[sample.name]
            pixels = np.asarray(Image.open(io.BytesIO(bytes.fromhex(parts[-1]))).convert("L"), np.float64)
            corner, others = pixels[5:50, 5:70].mean(), pixels[120:, 160:].mean()
            assert corner > others + 40, sample.name


@pytest.mark.databases
async def test_bombs_cost_a_worker_little() -> None:
    workers = Workers(at_once=1)
    for sample in bombs():
        read = await workers.read(sample.content)
        assert read.problem == sample.problem, sample.name
        assert read.peak_kib * 1024 < MEMORY / 4, sample.name


@pytest.mark.databases
async def test_a_worker_that_takes_too_long_is_ended_and_the_next_one_works() -> None:
    hurried = Workers(at_once=1, wall_s=0.01)
    assert (await hurried.read(encoded(skin()))).problem == "too_costly"
    assert (await Workers().read(encoded(skin()))).problem is None


@pytest.mark.databases
def test_a_worker_can_open_nothing_and_cannot_grow_past_its_memory() -> None:
    tried = """
import socket, sys
from server.images import decode
from server.images.worker import confine
decode.prepare(); confine()
found = []
for what in (lambda: open("/etc/hostname"), lambda: open("/tmp/x", "w"), socket.socket,
             lambda: socket.create_connection(("127.0.0.1", 1)), lambda: bytearray(1600 << 20)):
    try: what(); found.append("done")
    except (OSError, MemoryError) as error: found.append(type(error).__name__)
print(found)
"""
    ran = subprocess.run(
        [sys.executable, "-c", tried], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == "['OSError', 'OSError', 'OSError', 'OSError', 'MemoryError']", ran.stderr[-500:]


async def test_what_a_sender_says_about_a_file_is_never_believed(server: Served) -> None:
    """Names do not even have a field; sizes, keys and offsets that cannot be are refused in words."""
    visit, patient = of(server), await server.entered(0)
    asked = {"visit": visit, "key": str(uuid.uuid4()), "view": "close", "size": 100}
    for name in ("../../etc/passwd", "a\0.jpg", "con.png", "\u202egpj.exe", "x" * 4000):
        assert (await patient.post("/api/visit-pass/photos", asked | {"name": name})).status == 422
        assert (await patient.post("/api/visit-pass/photos", asked | {"key": name})).status == 422
    assert (await patient.post("/api/visit-pass/photos", asked | {"size": 50 << 30})).status == 413
    for wrong in ({"size": 0}, {"view": "x-ray"}, {"concern": str(uuid.uuid4())}, {"replaces": str(uuid.uuid4())}):
        assert (await patient.post("/api/visit-pass/photos", asked | wrong)).status == 422
    photo = (await begun(patient, visit, bytes(100)))["id"]
    assert (await put(patient, visit, photo, 0, bytes(101))).status == 422
    assert (await put(patient, visit, photo, 0, bytes((1 << 20) + 1))).status == 413
    path = f"/api/visit-pass/photos/{photo}/bytes?visit={visit}&offset=0"
    for kind in ("multipart/form-data; boundary=x", "image/jpeg", "application/json"):
        answer = await patient.call("PUT", path, data=b"x", headers={"Content-Type": kind})
        assert answer.status == 415, kind
    packed = {"Content-Type": "application/octet-stream", "Content-Encoding": "gzip"}
    assert (await patient.call("PUT", path, data=b"x", headers=packed)).status == 415
    # A PNG that calls itself nothing is a PNG; what calls itself a photo and is none is none.
    assert (await sent(patient, visit, encoded(skin(320, 240), "PNG")))["state"] == "ready"


async def test_a_visit_has_room_for_twenty_photos_and_three_concerns(server: Served) -> None:
    visit, patient = of(server), await server.entered(0)
    for number in range(3):
        body = {"visit": visit, "body_site": "nose", "story": {}}
        saved = await patient.call("PUT", f"/api/visit-pass/concerns/{uuid.uuid4()}", body)
        assert saved.json["number"] == number + 1
    full = await patient.call("PUT", f"/api/visit-pass/concerns/{uuid.uuid4()}", body)
    assert (full.status, full.json["code"]) == (429, "no_place_left")
    nowhere = body | {"body_site": "tail"}
    concern = saved.json["id"]
    assert (await patient.call("PUT", f"/api/visit-pass/concerns/{concern}", nowhere)).status == 422
    photos = [await begun(patient, visit, b"x") for _ in range(20)]
    asked = {"visit": visit, "key": str(uuid.uuid4()), "view": "close", "size": 1}
    refused = await patient.post("/api/visit-pass/photos", asked)
    assert (refused.status, refused.json["code"]) == (429, "no_place_left")
    assert (await patient.call("DELETE", f"/api/visit-pass/photos/{photos[0]['id']}?visit={visit}")).status == 204
    assert (await patient.post("/api/visit-pass/photos", asked)).status == 201


async def test_a_lost_connection_loses_at_most_the_piece_under_way_and_the_newest_one_goes_on(server: Served) -> None:
    visit, patient = of(server), await server.entered(0)
    content = encoded(skin(1600, 1200), quality=97)[:900_000]
    photo = (await begun(patient, visit, content))["id"]
    arrived, never = asyncio.Event(), asyncio.Event()

    async def stalling() -> Any:
        yield content[:200_000]
        arrived.set()
        await never.wait()

    headers = {"Content-Type": "application/octet-stream"}
    path = f"/api/visit-pass/photos/{photo}/bytes?visit={visit}&offset=0"
    stuck = asyncio.ensure_future(patient.call("PUT", path, data=stalling(), headers=headers))
    await arrived.wait()
    second = await server.entered(0)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            answer = await put(second, visit, photo, 0, content[:300_000])
            if answer.status == 200:
                break
            assert answer.json["code"] == "wrong_offset"
            at = answer.json["offset"]
            answer = await put(second, visit, photo, at, content[at:300_000])
            if answer.status == 200:
                break
    assert answer.json["offset"] == 300_000
    assert (await stuck).json["code"] == "not_now"
    never.set()
    head = await second.call("HEAD", f"/api/visit-pass/photos/{photo}/bytes?visit={visit}")
    assert head.headers["Upload-Offset"] == "300000"
