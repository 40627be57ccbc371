"""The review workspace: earlier photos of the same patient, marks over photos, the reader's own time (docs/photos.md)."""

from __future__ import annotations

from base64 import b64encode

from aiohttp import web

from server.api.operations import Call, operation
from server.api.photo_review_bodies import (
    AnnotationAsked,
    AnnotationShown,
    AnnotationsShown,
    EarlierPhotos,
    EarlierShown,
    ReadingTimeShown,
    StrikeQuery,
    Thumbnails,
)
from server.api.photos import Id
from server.base.ids import VisitId


@operation("GET", "/api/visits/{visit}/photos/earlier", tag="photos", who="staff", command="read_photos")
async def show_earlier_photos(call: Call, visit: VisitId) -> EarlierPhotos:
    """Photos of the same patient's earlier visits. Each of those visits keeps that its photos were opened."""
    sent = await call.context.images.earlier.of(visit, call.me.actor)
    for one in sent:
        await call.context.appointments.read(one.appointment.id, call.me.actor, "photos")
    return EarlierPhotos(visits=tuple(map(EarlierShown.of, sent)))


@operation("GET", "/api/visits/{visit}/photos/thumbnails", tag="photos", who="staff", command="read_photos")
async def show_thumbnails(call: Call, visit: VisitId) -> Thumbnails:
    """Every thumbnail of the visit in one answer."""
    await call.context.appointments.read(visit, call.me.actor, "photos")
    found = await call.context.images.gallery.thumbnails(visit, call.me.actor)
    return Thumbnails(thumbnails={photo: b64encode(content).decode() for photo, content in found.items()})


@operation("GET", "/api/visits/{visit}/annotations", tag="photos", who="staff", command="read_photos")
async def show_annotations(call: Call, visit: VisitId) -> AnnotationsShown:
    """The marks over the visit's photos, each with its W3C Web Annotation."""
    marks = await call.context.images.annotations.of(visit, call.me.actor)
    return AnnotationsShown(annotations=tuple(map(AnnotationShown.of, marks)))


@operation(
    "PUT",
    "/api/visits/{visit}/photos/{photo}/annotations/{annotation}",
    tag="photos",
    who="staff",
    command="annotate_photo",
    refusals=(409, 429),
)
async def save_annotation(
    call: Call, visit: VisitId, photo: Id, annotation: Id, body: AnnotationAsked
) -> AnnotationShown:
    """Keep a mark, or a new version of it, under an id (a random UUID) that the page makes. 409 for a colleague's mark."""
    saved = await call.context.images.annotations.save(
        visit, call.me.actor, photo, annotation, body.kind, body.points, body.text.strip(), body.length_mm
    )
    return AnnotationShown.of(saved)


@operation(
    "DELETE",
    "/api/visits/{visit}/photos/{photo}/annotations/{annotation}",
    tag="photos",
    who="staff",
    command="annotate_photo",
    refusals=(409,),
)
async def remove_annotation(call: Call, visit: VisitId, photo: Id, annotation: Id) -> AnnotationShown:
    """Take a mark away. Its versions are kept, and keeping it again brings it back."""
    return AnnotationShown.of(await call.context.images.annotations.remove(visit, call.me.actor, photo, annotation))


@operation("GET", "/api/visits/{visit}/reading-time", tag="photos", who="staff", command="work", refusals=(409,))
async def show_reading_time(call: Call, visit: VisitId) -> ReadingTimeShown:
    """How long the reader has looked at the visit's images, as its evidence says so far."""
    return ReadingTimeShown.of(await call.context.reading_times.of(visit, call.me.actor))


@operation("DELETE", "/api/visits/{visit}/reading-time", tag="photos", who="staff", command="work", refusals=(409,))
async def strike_reading_time(call: Call, visit: VisitId, query: StrikeQuery) -> ReadingTimeShown:
    """Take all of it back, or what lies between `from` and `until`: the evidence keeps what was written, and none of it
    counts. What follows counts anew."""
    await call.context.reading_times.strike(visit, call.me.actor, query.part)
    return ReadingTimeShown.of(await call.context.reading_times.of(visit, call.me.actor))


@operation(
    "POST",
    "/api/visits/{visit}/photos/fhir",
    tag="photos",
    who="staff",
    command="export_photo",
    gives="application/fhir+json",
)
async def export_fhir(call: Call, visit: VisitId) -> web.Response:
    """The visit's concerns, photos and measures as a FHIR R4 Bundle. That it was taken out goes into the evidence."""
    content = await call.context.images.exports.fhir(visit, call.me.actor)
    return _download(content, "application/fhir+json", f"{visit}.fhir.json")


@operation(
    "POST",
    "/api/visits/{visit}/photos/pdf",
    tag="photos",
    who="staff",
    command="export_photo",
    gives="application/pdf",
)
async def export_pdf(call: Call, visit: VisitId) -> web.Response:
    """The case as a tagged PDF (PDF/UA-1): stories, photos, marks beside them. That it was taken out goes into the evidence."""
    content = await call.context.images.exports.pdf(visit, call.me.actor)
    return _download(content, "application/pdf", f"{visit}.pdf")


@operation(
    "POST",
    "/api/visits/{visit}/photos/{photo}/dicom",
    tag="photos",
    who="staff",
    command="export_photo",
    gives="application/dicom",
)
async def export_dicom(call: Call, visit: VisitId, photo: Id) -> web.Response:
    """A photo as a DICOM VL Photographic Image. That it was taken out goes into the evidence."""
    content = await call.context.images.exports.dicom(visit, call.me.actor, photo)
    return _download(content, "application/dicom", f"{photo}.dcm")


def _download(content: bytes, kind: str, name: str) -> web.Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return web.Response(body=content, content_type=kind, headers=headers)
