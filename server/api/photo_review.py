"""Photos, for the visit's staff (docs/photos.md)."""

from __future__ import annotations

from aiohttp import web

from server.api.operations import Call, operation
from server.api.photo_bodies import PhotoShown, PlaceAsked, RetakeAsked, StaffPictureQuery, SubmissionShown
from server.api.photos import Id, clip, picture
from server.base.ids import VisitId


@operation("GET", "/api/visits/{visit}/photos", tag="photos", who="staff", command="read_photos")
async def show_photos(call: Call, visit: VisitId) -> SubmissionShown:
    """What the patient sent. That it was opened goes into the visit's evidence."""
    await call.context.appointments.read(visit, call.me.actor, "photos")
    return SubmissionShown.of(await call.context.images.submissions.of(visit, call.me.actor))


@operation(
    "POST",
    "/api/visits/{visit}/photos/{photo}/retake",
    tag="photos",
    who="staff",
    command="ask_retake",
    refusals=(409,),
)
async def ask_retake(call: Call, visit: VisitId, photo: Id, body: RetakeAsked) -> PhotoShown:
    """Ask the patient for this picture again. An open page of theirs opens its camera on that view and says why."""
    return PhotoShown.of(await call.context.images.retakes.ask(visit, call.me.actor, photo, body.reason))


@operation(
    "PUT",
    "/api/visits/{visit}/photos/{photo}/place",
    tag="photos",
    who="staff",
    command="arrange_photos",
    refusals=(409,),
)
async def place_photo(call: Call, visit: VisitId, photo: Id, body: PlaceAsked) -> PhotoShown:
    """Put a photo elsewhere among its concern's photos, or to another concern or view. Whoever reads them sees it at once."""
    placed = await call.context.images.placing.put(
        visit, call.me.actor, photo, body.concern, body.body_site, body.view, body.place
    )
    return PhotoShown.of(placed)


@operation(
    "POST",
    "/api/visits/{visit}/photos/{photo}/original",
    tag="photos",
    who="staff",
    command="export_photo",
    gives="application/octet-stream",
)
async def export_original(call: Call, visit: VisitId, photo: Id) -> web.Response:
    """The file as the patient's device made it, with the place and all else that the camera wrote into it.

    That it was taken out goes into the visit's evidence.
    """
    known, content = await call.context.images.gallery.original(visit, call.me.actor, photo)
    ending = (known.media_type or "").partition("/")[2] or "bin"
    if known.duration_ms is not None:
        ending = "mp4"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{known.id}.{ending}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return web.Response(body=content, content_type="application/octet-stream", headers=headers)


@operation(
    "GET",
    "/api/visits/{visit}/photos/{photo}/image",
    tag="photos",
    who="staff",
    command="read_photos",
    gives="image/jpeg",
)
async def show_picture(call: Call, visit: VisitId, photo: Id, query: StaffPictureQuery) -> web.Response:
    """A picture as JPEG: `thumbnail` (longer side 320 pixels), `screen` (1600) or `full`."""
    await call.context.appointments.read(visit, call.me.actor, "photos")
    return picture(await call.context.images.gallery.picture(visit, call.me.actor, photo, query.size))


@operation(
    "GET",
    "/api/visits/{visit}/photos/{photo}/clip",
    tag="photos",
    who="staff",
    command="read_photos",
    gives="video/mp4",
)
async def show_clip(call: Call, visit: VisitId, photo: Id) -> web.Response:
    """A clip, silent, H.264 in MP4, its longer side at most 1280 pixels."""
    await call.context.appointments.read(visit, call.me.actor, "photos")
    return clip(*await call.context.images.gallery.clip(visit, call.me.actor, photo))
