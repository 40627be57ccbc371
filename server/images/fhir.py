"""A visit's photos as a FHIR R4 Bundle: Media and DocumentReference for each photo
(two Media for a clip: the film, and its frame), QuestionnaireResponse for each story,
Observation for the place on the body, for a scale, and for what was measured. https://hl7.org/fhir/R4/
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any
from uuid import UUID, uuid5

from server.images.body_sites import SITES
from server.visits.annotation import Annotation, length_mm
from server.visits.records import Patient
from server.visits.submission import Concern, Photo

SITE_SYSTEM = "urn:vestibule:body-site"
CODE_SYSTEM = "urn:vestibule:photo"
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Film:
    """A clip as it is shown; pixels."""

    media_type: str
    width: int | None
    height: int | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Case:
    """What goes into the Bundle. `pictures` are JPEGs by photo, `clips` the films of those that are clips, `scales` and
    `measures` the marks over them."""

    visit: str
    patient: Patient
    concerns: Sequence[Concern]
    photos: Sequence[Photo]
    pictures: Mapping[str, bytes]
    clips: Mapping[str, Film]
    marks: Sequence[Annotation]
    scales: Mapping[str, Annotation]
    at: datetime


def bundle(case: Case) -> Resource:
    """The Bundle, of type collection. Its entries refer to each other by `urn:uuid:`."""
    where = {one.id: one.body_site for one in case.concerns}
    resources = [_patient(case.patient), *(_story(one, case.patient) for one in case.concerns)]
    for photo in case.photos:
        site = photo.body_site or where.get(photo.concern or "")
        film = case.clips.get(photo.id)
        if film is not None:
            resources.append(_film(photo, film, site, case))
        resources += [_media(photo, site, case), _document(photo, case), *_observations(photo, site, case)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": _instant(case.at),
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{case.visit}"},
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def _patient(patient: Patient) -> Resource:
    return {
        "resourceType": "Patient",
        "id": patient.id,
        "name": [{"text": patient.name}],
        "birthDate": patient.date_of_birth.isoformat(),
    }


def _media(photo: Photo, site: str | None, case: Case) -> Resource:
    """The picture: a photo, or of a clip the frame that the marks lie over."""
    media = _pictured(photo, photo.id, ("image", "Image"), "image/jpeg", case.pictures[photo.id], site, case)
    media |= {"height": photo.height, "width": photo.width}
    if photo.id in case.clips:
        media["partOf"] = [{"reference": f"urn:uuid:{_derived(photo.id, 'clip')}"}]
    if photo.of_clip:
        media["note"] = [{"text": f"{photo.of_clip[0].upper()}{photo.of_clip[1:]}."}]
    return media


def _film(photo: Photo, film: Film, site: str | None, case: Case) -> Resource:
    """The clip itself, silent."""
    media = _pictured(photo, _derived(photo.id, "clip"), ("video", "Video"), film.media_type, film.content, site, case)
    return media | {"height": film.height, "width": film.width, "duration": photo.clip_s}


def _pictured(
    photo: Photo, name: str, kind: tuple[str, str], content_type: str, content: bytes, site: str | None, case: Case
) -> Resource:
    media: Resource = {
        "resourceType": "Media",
        "id": name,
        "status": "completed",
        "type": _concept("http://terminology.hl7.org/CodeSystem/media-type", *kind),
        "view": _concept(
            CODE_SYSTEM,
            photo.view,
            {"overview": "Overview", "close": "Close", "scale": "Close, with scale"}[photo.view],
        ),
        "subject": _subject(case.patient),
        "createdDateTime": _instant(photo.at),
        "content": {
            "contentType": content_type,
            "data": b64encode(content).decode(),
            "size": len(content),
            # FHIR R4 asks for SHA-1; it proves nothing against anybody who means harm.
            "hash": b64encode(sha1(content, usedforsecurity=False).digest()).decode(),
            "creation": _instant(photo.at),
        },
    }
    return media | ({"bodySite": _site(site)} if site else {})


# Both LOINC codes were read in other projects' messages and lists ("72170-4^Photographic image^LN", "39111-0 Body site"), not in
# LOINC's own table, which needs an account.
def _document(photo: Photo, case: Case) -> Resource:
    files = [("image/jpeg", photo.id)]
    if (film := case.clips.get(photo.id)) is not None:
        files.insert(0, (film.media_type, _derived(photo.id, "clip")))
    return {
        "resourceType": "DocumentReference",
        "id": _derived(photo.id, "document"),
        "status": "current",
        "type": _concept("http://loinc.org", "72170-4", "Photographic image"),
        "subject": _subject(case.patient),
        "date": _instant(photo.at),
        "content": [{"attachment": {"contentType": kind, "url": f"urn:uuid:{name}"}} for kind, name in files],
        "context": {"related": [{"reference": f"urn:uuid:{name}"} for _, name in files]},
    }


def _story(concern: Concern, patient: Patient) -> Resource:
    answers: list[Resource] = []
    for name, value in concern.story.items():
        if name == "salt" or value in (None, "", [], ()):
            continue
        values = value if isinstance(value, list | tuple) else [value]
        answers.append({"linkId": name, "answer": [_answer(each) for each in values]})
    if concern.body_site:
        answers.insert(0, {"linkId": "body_site", "answer": [{"valueCoding": _site(concern.body_site)["coding"][0]}]})
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "id": concern.id,
        "status": "completed",
        "subject": _subject(patient),
        "authored": _instant(concern.at),
    }
    return response | {"item": answers} if answers else response


def _observations(photo: Photo, site: str | None, case: Case) -> Iterable[Resource]:
    def observation(name: str, code: Resource, **value: Any) -> Resource:
        found: Resource = {
            "resourceType": "Observation",
            "id": _derived(photo.id, name),
            "status": "final",
            "code": code,
            "subject": _subject(case.patient),
            "effectiveDateTime": _instant(photo.at),
            "derivedFrom": [{"reference": f"urn:uuid:{photo.id}"}],
        }
        return found | ({"bodySite": _site(site)} if site else {}) | value

    if site:
        yield observation(
            "site", _concept("http://loinc.org", "39111-0", "Body site"), valueCodeableConcept=_site(site)
        )
    size = (photo.width or 1, photo.height or 1)
    scale = case.scales.get(photo.id)
    if scale is not None and scale.length_mm is not None:
        yield observation(
            "scale", _concept(CODE_SYSTEM, "scale", "Known length in the picture"), valueQuantity=_mm(scale.length_mm)
        )
    for mark in case.marks:
        known = length_mm(mark, scale, *size) if mark.photo == photo.id and mark.kind == "measure" else None
        if known is not None:
            yield observation(
                mark.id, _concept(CODE_SYSTEM, "measure", "Length measured in the picture"), valueQuantity=_mm(known)
            )


def _answer(value: Any) -> Resource:
    return {"valueInteger": value} if isinstance(value, int) else {"valueString": str(value)}


def _mm(value: float) -> Resource:
    return {"value": round(value, 2), "unit": "mm", "system": "http://unitsofmeasure.org", "code": "mm"}


def _site(site: str) -> Resource:
    known = SITES.get(site)
    codings = [{"system": SITE_SYSTEM, "code": site}]
    if known and known.snomed and known.snomed_name:
        codings.append({"system": "http://snomed.info/sct", "code": known.snomed, "display": known.snomed_name})
    return {"coding": codings, "text": site.replace("-", " ")}


def _concept(system: str, code: str, text: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def _subject(patient: Patient) -> Resource:
    return {"reference": f"urn:uuid:{patient.id}"}


def _derived(photo: str, name: str) -> str:
    return str(uuid5(UUID(photo), name))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
