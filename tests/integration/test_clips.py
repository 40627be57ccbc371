"""Clips: what becomes of each of the corpus, what the ones that are served hold, and that nothing else of them is kept."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from server.api.context import CONTEXT
from server.base.ids import VisitId
from server.images.workers import ENVIRONMENT, ROOT
from tests.integration.clips import boxes, clips, film
from tests.integration.corpus import SECRETS, Sample
from tests.integration.served import Served
from tests.integration.test_photos import events, of, sent

BOXES = {
    b"ftyp", b"free", b"mdat", b"moov", b"mvhd", b"trak", b"tkhd", b"edts", b"mdia", b"mdhd", b"hdlr", b"minf", b"vmhd",
    b"dinf", b"stbl", b"stsd", b"stts", b"stss", b"ctts", b"stsc", b"stsz", b"stco", b"udta", b"meta", b"ilst",
}  # fmt: skip
"""Of one track of pictures (ISO/IEC 14496-12); the list of descriptions, `ilst`, is there and empty."""
FOREIGN = (*SECRETS, b"\xa9xyz", b"loci", b"\xa9cmt", b"covr", b"thmb", b"x264", b"Lavf", b"soun")

READ_ALL = """
import json, struct, sys
from server.images import clip, decode
from server.images.worker import CLIP_CPU_S, confine
decode.prepare()
clip.prepare()
confine(CLIP_CPU_S)
out = []
stream = sys.stdin.buffer
while head := stream.read(4):
    content = stream.read(struct.unpack(">I", head)[0])
    try:
        found = clip.decode(content)
        made = found.clip
        out.append([None, found.width, found.height, found.rendered[-1].content.hex(), made.content.hex(),
                    made.width, made.height, made.duration_ms, made.frame_rate])
    except decode.NotAPicture as refused:
        out.append([refused.problem, 0, 0])
sys.stdout.write(json.dumps(out))
"""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[Sample, list[Any]]]:
    """All of them through one confined process."""
    samples = list(clips())
    sent_in = b"".join(len(one.content).to_bytes(4, "big") + one.content for one in samples)
    ran = subprocess.run(
        [sys.executable, "-c", READ_ALL], input=sent_in, capture_output=True, cwd=ROOT, env=ENVIRONMENT, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return {one.name: (one, found) for one, found in zip(samples, json.loads(ran.stdout), strict=True)}


@pytest.mark.databases
def test_each_clip_becomes_what_it_has_to(outcomes: dict[str, tuple[Sample, list[Any]]]) -> None:
    wrong = {
        name: (found[0], sample.problem, found[1:3])
        for name, (sample, found) in outcomes.items()
        if found[0] != sample.problem or (sample.size is not None and tuple(found[1:3]) != sample.size)
    }
    assert wrong == {}


@pytest.mark.databases
def test_a_clip_that_is_served_holds_silent_pictures_and_nothing_else(
    outcomes: dict[str, tuple[Sample, list[Any]]],
) -> None:
    made = {name: found for name, (_, found) in outcomes.items() if found[0] is None}
    assert len(made) >= 6
    for name, (_, width, height, picture, content, *shape) in made.items():
        clip = bytes.fromhex(content)
        found = boxes(clip)
        assert set(found) <= BOXES, name
        assert found.count(b"trak") == 1, name
        assert not [secret for secret in FOREIGN if secret in clip], name
        with av.open(io.BytesIO(clip), "r") as read:
            frames = [round(frame.time * shape[3]) for frame in read.decode(video=0)]
            assert len(read.streams) == 1
            assert dict(read.metadata).keys() <= {"major_brand", "minor_version", "compatible_brands"}
        assert frames == list(range(round(shape[2] * shape[3] / 1000))), f"{name}: one frame at each step"
        assert (shape[0], shape[1]) == (width, height)
        pixels = np.asarray(Image.open(io.BytesIO(bytes.fromhex(picture))).convert("L"))
        assert pixels[15, 20] > 240, f"{name}: its bright corner is top left"
        assert pixels[10, width - 10] < 220, name


async def test_a_clip_is_sent_like_a_photo_shown_to_the_clinicians_and_its_sound_is_gone(server: Served) -> None:
    visit, patient, nurse = of(server), await server.entered(0), await server.signed_in("RN")
    content = film()
    shown = await sent(patient, visit, content, body_site="cheek-left", view="close")
    assert (shown["state"], shown["duration_ms"], shown["frame_rate"]) == ("ready", 1000, 30)
    path = f"/api/visits/{visit}/photos/{shown['id']}"
    played = await nurse.get(f"{path}/clip")
    assert (played.status, played.headers["Content-Type"]) == (200, "video/mp4")
    assert played.headers["Cache-Control"] == "no-store"
    assert "sandbox" in played.headers["Content-Security-Policy"]
    own = await patient.get(f"/api/visit-pass/photos/{shown['id']}/clip?visit={visit}")
    assert own.body == played.body
    assert (await nurse.get(f"{path}/image?size=thumbnail")).headers["Content-Type"] == "image/jpeg"
    assert (await (await server.entered(1)).get(f"/api/visit-pass/photos/{shown['id']}/clip?visit={visit}")).status in (
        401,
        404,
    )
    assert (await (await server.signed_in("biller")).get(f"{path}/clip")).status == 404
    # What was filmed is gone with its sound, and what is kept is encrypted.
    images = server.app[CONTEXT].images
    async with server.app_store() as unit:
        kept = {one.part: one for one in await unit.objects([shown["id"]])}
    assert set(kept) == {"thumbnail", "screen", "full", "clip"}
    files = [path for path in images.vault.folder.rglob("*") if path.is_file()]
    assert len(files) == 4
    assert not [path for path in files if b"ftyp" in path.read_bytes() or b"JFIF" in path.read_bytes()]
    exported = await (await server.signed_in("MD")).post(f"{path}/original")
    assert exported.body == played.body
    assert "original_exported" in [one["type"] for one in await events(server, visit)]
    assert await images.retention.erase_visit(VisitId(visit)) == 1
    assert not [path for path in images.vault.folder.rglob("*") if path.is_file()]
    assert (await nurse.get(f"{path}/clip")).status == 404
