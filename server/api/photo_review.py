"""Photos, for the visit's staff (docs/photos.md)."""

from __future__ import annotations

from aiohttp import web

from server.api.operations import Call, operation
from server.api.photo_bodies import StaffPictureQuery, SubmissionShown
from server.api.photos import Id, picture
from server.base.ids import VisitId


@operation("GET", "/api/visits/{visit}/photos", tag="photos", who="staff", command="read_photos")
async def show_photos(call: Call, visit: VisitId) -> SubmissionShown:
    """What the patient sent. That it was opened goes into the visit's evidence."""
    await call.context.appointments.read(visit, call.me.actor, "photos")
    return SubmissionShown.of(await call.context.images.submissions.of(visit, call.me.actor))


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
