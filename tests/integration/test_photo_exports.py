"""Photos for other systems and on paper: what FHIR's own models, a second DICOM reader and a PDF's tags make of the files."""

from __future__ import annotations

import base64
import io
import re
import struct
import uuid
from typing import Any

import pydicom
from fhirclient.models.bundle import Bundle
from PIL import Image

from server.api.context import CONTEXT
from server.base.clock import SystemClock
from server.base.ids import VisitId
from server.images.retention import Retention
from tests.integration.clips import film
from tests.integration.pictures import encoded, skin
from tests.integration.served import Served
from tests.integration.test_api_sheets import streams
from tests.integration.test_photos import STORY, events, of, sent

LONG = {b"OB", b"OW", b"SQ", b"UN", b"UT", b"UC", b"UR", b"OF", b"OD", b"OL"}


def elements(file: bytes) -> dict[tuple[int, int], bytes]:
    """The top-level elements of a DICOM file in explicit VR, little endian, read by PS3.5 section 7 alone."""
    assert file[128:132] == b"DICM"
    at, found = 132, {}
    while at < len(file):
        group, number = struct.unpack_from("<HH", file, at)
        kind = file[at + 4 : at + 6]
        if kind in LONG:
            (length,) = struct.unpack_from("<I", file, at + 8)
            at += 12
        else:
            (length,) = struct.unpack_from("<H", file, at + 6)
            at += 8
        if length == 0xFFFFFFFF:
            end = file.index(b"\xfe\xff\xdd\xe0\0\0\0\0", at)
            found[group, number], at = file[at:end], end + 8
        else:
            found[group, number], at = file[at : at + length], at + length
    return found


async def case(server: Served) -> tuple[str, dict[str, Any], Any]:
    visit, patient, doctor = of(server), await server.entered(0), await server.signed_in("MD")
    concern = str(uuid.uuid4())
    body = {"visit": visit, "body_site": "cheek-left", "story": STORY}
    assert (await patient.call("PUT", f"/api/visit-pass/concerns/{concern}", body)).status == 200
    photo = await sent(patient, visit, encoded(skin(1000, 500)), concern=concern, view="scale")
    marks = f"/api/visits/{visit}/photos/{photo['id']}/annotations"
    for mark in (
        {"kind": "scale", "points": [[0.1, 0.5], [0.3, 0.5]], "length_mm": 20},
        {"kind": "measure", "points": [[0.5, 0.2], [0.5, 0.6]]},
    ):
        assert (await doctor.call("PUT", f"{marks}/{uuid.uuid4()}", mark)).status == 200
    return visit, photo, doctor


def alternatives(pdf: bytes) -> str:
    """The words that stand in the place of a PDF's pictures."""
    written = re.findall(rb"/Alt ?(?:\((.*?)\)|<([0-9A-F]+)>)", pdf)
    return "\n".join(
        bytes.fromhex(coded.decode()).decode("utf-16") if coded else plain.decode() for plain, coded in written
    )


async def test_fhir_s_own_models_take_the_bundle_and_it_holds_the_case(server: Served) -> None:
    visit, _, doctor = await case(server)
    answer = await doctor.post(f"/api/visits/{visit}/photos/fhir")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/fhir+json")
    read = Bundle(answer.json, strict=True)
    kinds = [entry.resource.resource_type for entry in read.entry]
    assert kinds == [
        "Patient", "QuestionnaireResponse", "Media", "DocumentReference", "Observation", "Observation", "Observation",
    ]  # fmt: skip
    ids = {entry.fullUrl for entry in read.entry}
    media = read.entry[2].resource
    assert Image.open(io.BytesIO(base64.b64decode(media.content.data))).size == (1000, 500)
    assert media.subject.reference in ids
    assert [coding.system for coding in media.bodySite.coding] == ["urn:vestibule:body-site", "http://snomed.info/sct"]
    values = [entry.resource.valueQuantity.value for entry in read.entry[5:]]
    assert values == [20, 20], "the scale, and what was measured by it"
    story = {item.linkId: item for item in read.entry[1].resource.item}
    assert story["words"].answer[0].valueString == STORY["words"]
    assert "salt" not in story
    assert [one["form"] for one in await events(server, visit) if one["type"] == "photos_exported"] == ["fhir"]
    for role in ("RN", "office", "biller", "administrator"):
        assert (await (await server.signed_in(role)).post(f"/api/visits/{visit}/photos/fhir")).status == 404


async def test_the_case_prints_as_tagged_pdf_with_the_photos_untouched_and_their_marks_beside(server: Served) -> None:
    visit, photo, doctor = await case(server)
    note = {"kind": "note", "points": [[0.4, 0.5]], "text": '#panic("x") $x$ 皮膚'}
    path = f"/api/visits/{visit}/photos/{photo['id']}/annotations/{uuid.uuid4()}"
    assert (await doctor.call("PUT", path, note)).status == 200
    answer = await doctor.post(f"/api/visits/{visit}/photos/pdf")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf"), answer.text[:500]
    everything = streams(answer.body)
    for mark in (b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"/MarkInfo", b"Photos of a visit"):
        assert mark in everything, mark
    shown = (await doctor.get(f"/api/visits/{visit}/photos/{photo['id']}/image?size=screen")).body
    assert everything.count(shown) >= 1, "the very bytes that are shown, with nothing drawn into them"
    # Words in the place of both prints: the photo's, and its marks' with what they measure.
    words = alternatives(everything)
    assert "Photo 1: Cheek, left" in words
    assert "Measure 20.0 mm" in words
    exported = [one for one in await events(server, visit) if one["type"] == "photos_exported"]
    assert [(one["form"], one["photos"]) for one in exported] == [("pdf", 1)]
    for role in ("RN", "office", "biller", "administrator"):
        assert (await (await server.signed_in(role)).post(f"/api/visits/{visit}/photos/pdf")).status == 404


async def test_of_a_clip_fhir_has_the_film_and_every_paper_says_that_its_picture_is_a_frame(server: Served) -> None:
    visit, patient, doctor = of(server), await server.entered(0), await server.signed_in("MD")
    clip = await sent(patient, visit, film(), body_site="cheek-left", view="close")
    told = "he sharpest frame of a clip of 1 s"
    read = Bundle((await doctor.post(f"/api/visits/{visit}/photos/fhir")).json, strict=True)
    video, frame = (entry.resource for entry in read.entry if entry.resource.resource_type == "Media")
    played = (await doctor.get(f"/api/visits/{visit}/photos/{clip['id']}/clip")).body
    assert base64.b64decode(video.content.data) == played
    assert (video.content.contentType, video.type.coding[0].code, video.duration) == ("video/mp4", "video", 1.0)
    assert (frame.content.contentType, frame.duration, f"T{told}." in frame.note[0].text) == ("image/jpeg", None, True)
    assert frame.partOf[0].reference == f"urn:uuid:{video.id}"
    document = next(entry.resource for entry in read.entry if entry.resource.resource_type == "DocumentReference")
    assert [one.attachment.contentType for one in document.content] == ["video/mp4", "image/jpeg"]
    paper = await doctor.post(f"/api/visits/{visit}/photos/pdf")
    assert f"t{told}" in alternatives(streams(paper.body))
    image = pydicom.dcmread(io.BytesIO((await doctor.post(f"/api/visits/{visit}/photos/{clip['id']}/dicom")).body))
    assert image.DerivationDescription == f"T{told}"


async def test_several_concerns_stay_apart_and_what_was_taken_back_or_erased_is_in_no_export(server: Served) -> None:
    visit, marked, doctor = await case(server)
    patient = await server.entered(0)
    for site in ("knee-left", "scalp"):
        concern = str(uuid.uuid4())
        body = {"visit": visit, "body_site": site, "story": STORY}
        assert (await patient.call("PUT", f"/api/visit-pass/concerns/{concern}", body)).status == 200
        await sent(patient, visit, encoded(skin(400, 300, seed=len(site))), concern=concern, view="close")

    async def bundle() -> list[Any]:
        return [one.resource for one in Bundle((await doctor.post(f"/api/visits/{visit}/photos/fhir")).json).entry]

    async def paper() -> str:
        return alternatives(streams((await doctor.post(f"/api/visits/{visit}/photos/pdf")).body))

    def sites(resources: list[Any]) -> list[str]:
        media = [one for one in resources if one.resource_type == "Media"]
        return [one.bodySite.coding[0].code for one in media]

    def kinds(resources: list[Any], kind: str) -> list[Any]:
        return [one for one in resources if one.resource_type == kind]

    three = await bundle()
    assert sites(three) == ["cheek-left", "knee-left", "scalp"]
    assert len(kinds(three, "QuestionnaireResponse")) == 3
    words = await paper()
    assert [site for site in ("Cheek, left", "Knee, left", "Scalp") if site not in words] == []
    # The patient takes the marked one back: its measures are of nothing that is there any more.
    path = f"/api/visit-pass/photos/{marked['id']}?visit={visit}"
    assert (await patient.call("DELETE", path)).status == 204
    two = await bundle()
    assert sites(two) == ["knee-left", "scalp"]
    ids = {f"urn:uuid:{one.id}" for one in two}
    derived = [each.reference for one in kinds(two, "Observation") for each in one.derivedFrom or []]
    assert set(derived) <= ids, "every measure is of a photo that is there"
    assert not [one for one in kinds(two, "Observation") if one.valueQuantity], "nothing was measured on these"
    words = await paper()
    assert ("Measure" in words, "Knee, left" in words) == (False, True)
    assert (await doctor.post(f"/api/visits/{visit}/photos/{marked['id']}/dicom")).status == 404
    # A person decided that all is erased: the papers can still be had, and hold no picture and no story.
    context = server.app[CONTEXT]
    await Retention(context.store, SystemClock(), server.app[CONTEXT].images.vault, None).erase_visit(VisitId(visit))
    left = await bundle()
    assert {one.resource_type for one in left} <= {"Patient", "QuestionnaireResponse"}
    assert not [item for one in kinds(left, "QuestionnaireResponse") for item in one.item or []], "no story"
    assert "Photo 1" not in await paper()


async def test_two_dicom_readers_read_the_same_picture(server: Served) -> None:
    visit, photo, doctor = await case(server)
    answer = await doctor.post(f"/api/visits/{visit}/photos/{photo['id']}/dicom")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/dicom")
    read = pydicom.dcmread(io.BytesIO(answer.body))
    assert read.SOPClassUID == "1.2.840.10008.5.1.4.1.1.77.1.4"
    assert (read.Rows, read.Columns, read.Laterality) == (500, 1000, "L")
    assert read.AnatomicRegionSequence[0].CodingSchemeDesignator == "SCT"
    other = elements(answer.body)
    assert struct.unpack("<HH", other[0x28, 0x10] + other[0x28, 0x11]) == (500, 1000)
    assert other[0x02, 0x10].rstrip(b"\0") == b"1.2.840.10008.1.2.4.50"
    assert other[0x10, 0x20].strip().decode() == read.PatientID
    # The encapsulated picture: an empty offset table or one, then one fragment (PS3.5 A.4).
    pixels = other[0x7FE0, 0x10]
    jpeg = pixels[pixels.index(b"\xff\xd8\xff") :]
    shown = (await doctor.get(f"/api/visits/{visit}/photos/{photo['id']}/image?size=full")).body
    assert jpeg.rstrip(b"\0") == shown.rstrip(b"\0"), "the very bytes that are shown"
    assert Image.open(io.BytesIO(jpeg)).size == (1000, 500)
    assert (await doctor.post(f"/api/visits/{visit}/photos/{uuid.uuid4()}/dicom")).status == 404
