"""Concerns and photos, for holders of a link (docs/photos.md). A photo comes as raw bytes in pieces, never as multipart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NewType

from aiohttp import web

from server.access.policy import Actor
from server.api.operations import Call, operation
from server.api.photo_bodies import (
    BytesQuery,
    ConcernAsked,
    ConcernShown,
    PhotoAsked,
    PhotoShown,
    PhotosQuery,
    PictureQuery,
    QueueKeyShown,
    SubmissionShown,
)
from server.base.errors import Invalid, WrongKind
from server.base.ids import VisitId
from server.images.errors import TooLarge
from server.images.uploads import NewPhoto
from server.visits.submission import CHUNK

Id = NewType("Id", str)
BYTES = "application/octet-stream"
IDLE_S = 20
"""Seconds without a byte after which a connection is given up; what it brought is kept."""
WHOLE_S = 120


@operation("GET", "/api/visit-pass/photos", tag="photos", who="pass", refusals=(404,))
async def show_own_photos(call: Call, query: PhotosQuery) -> SubmissionShown:
    """What was sent from this visit's links."""
    visit = VisitId(query.visit)
    return SubmissionShown.of(await call.context.images.submissions.of(visit, await holder(call, visit)))


@operation("PUT", "/api/visit-pass/concerns/{concern}", tag="photos", who="pass", refusals=(404, 409, 429))
async def save_concern(call: Call, concern: Id, body: ConcernAsked) -> ConcernShown:
    """Keep a concern, or a new version of it, under an id (a random UUID) that the page makes."""
    visit = VisitId(body.visit)
    actor = await holder(call, visit)
    story = body.story.model_dump(mode="json")
    return ConcernShown.of(
        await call.context.images.submissions.save_concern(visit, actor, concern, body.body_site, story)
    )


@operation("DELETE", "/api/visit-pass/concerns/{concern}", tag="photos", who="pass", status=204, refusals=(404, 409))
async def withdraw_concern(call: Call, concern: Id, query: PhotosQuery) -> None:
    """Take a concern back, with its photos."""
    visit = VisitId(query.visit)
    await call.context.images.submissions.withdraw_concern(visit, await holder(call, visit), concern)


@operation("POST", "/api/visit-pass/photos", tag="photos", who="pass", status=201, refusals=(404, 409, 413, 429))
async def begin_photo(call: Call, body: PhotoAsked) -> PhotoShown:
    """Announce a photo. The answer's `offset` says which of its bytes are here already: 0 for a new one.

    `replaces` names a photo that goes when this one is ready.
    """
    visit = VisitId(body.visit)
    new = NewPhoto(**body.model_dump(exclude={"visit"}))
    return PhotoShown.of(*await call.context.images.uploads.begin(visit, await holder(call, visit), new))


@operation(
    "PUT",
    "/api/visit-pass/photos/{photo}/bytes",
    tag="photos",
    who="pass",
    refusals=(404, 409, 413, 415, 422),
    accepts=BYTES,
)
async def send_bytes(call: Call, photo: Id, query: BytesQuery) -> PhotoShown:
    """Send up to 1 MiB of the photo, from byte `offset` on; with the last byte its `state` becomes "checking".

    409 with code "wrong_offset" says in `offset` where to go on. What arrives before a connection is lost is kept.
    """
    if call.request.content_type != BYTES:
        raise WrongKind(f"Send this as {BYTES}.")
    visit = VisitId(query.visit)
    actor = await holder(call, visit)
    if (call.request.content_length or 0) > CHUNK:
        raise TooLarge(f"Send {CHUNK >> 20} MiB at a time, and the rest in further pieces.")
    return PhotoShown.of(
        *await call.context.images.uploads.receive(visit, actor, photo, query.offset, blocks(call.request))
    )


@operation(
    "HEAD", "/api/visit-pass/photos/{photo}/bytes", tag="photos", who="pass", status=204, refusals=(404, 409),
    headers={"Upload-Offset": "How many bytes of the photo are here."},
)  # fmt: skip
async def ask_offset(call: Call, photo: Id, query: PhotosQuery) -> web.Response:
    """How many bytes of the photo are here: in the header `Upload-Offset`."""
    visit = VisitId(query.visit)
    _, here = await call.context.images.uploads.offset(visit, await holder(call, visit), photo)
    return web.Response(status=204, headers={"Upload-Offset": str(here)})


@operation("DELETE", "/api/visit-pass/photos/{photo}", tag="photos", who="pass", status=204, refusals=(404, 409))
async def take_back_photo(call: Call, photo: Id, query: PhotosQuery) -> None:
    """Take a photo back. What no member of staff can have seen is erased at once."""
    visit = VisitId(query.visit)
    await call.context.images.uploads.take_back(visit, await holder(call, visit), photo)


@operation("GET", "/api/visit-pass/photos/{photo}/image", tag="photos", who="pass", refusals=(404,), gives="image/jpeg")
async def show_own_picture(call: Call, photo: Id, query: PictureQuery) -> web.Response:
    """A picture as JPEG: `thumbnail` (longer side 320 pixels), `screen` (1600) or `full`."""
    visit = VisitId(query.visit)
    actor = await holder(call, visit)
    return picture(await call.context.images.gallery.picture(visit, actor, photo, query.size))


@operation("GET", "/api/visit-pass/photos/{photo}/clip", tag="photos", who="pass", refusals=(404,), gives="video/mp4")
async def show_own_clip(call: Call, photo: Id, query: PhotosQuery) -> web.Response:
    """A clip, silent, H.264 in MP4, its longer side at most 1280 pixels."""
    visit = VisitId(query.visit)
    actor = await holder(call, visit)
    return clip(*await call.context.images.gallery.clip(visit, actor, photo))


@operation("GET", "/api/visit-pass/photo-queue-key", tag="photos", who="pass", refusals=(404,))
async def show_queue_key(call: Call, query: PhotosQuery) -> QueueKeyShown:
    """The key for photos that wait in the browser's own storage until the network is back. The page keeps it in memory only."""
    visit = VisitId(query.visit)
    return QueueKeyShown(key=await call.context.images.uploads.queue_key(visit, await holder(call, visit)))


async def holder(call: Call, visit: VisitId) -> Actor:
    """The holder of the visit's pass, as whom the one door knows. Raises `NotSignedIn`."""
    entered = await call.context.links.holder(visit, call.context.cookies.visit_pass(call.request, visit))
    return Actor(entered.link.id, "link", entered.link.role, visit=visit)


def picture(content: bytes) -> web.Response:
    """A picture on the wire: never kept by a cache, and without any right where it is opened as a page."""
    return _shown("image/jpeg", content, "photo.jpg")


def clip(kind: str, content: bytes) -> web.Response:
    """The same for a clip."""
    return _shown(kind, content, "clip.mp4")


def _shown(kind: str, content: bytes, name: str) -> web.Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    return web.Response(body=content, content_type=kind, headers=headers)


async def blocks(request: web.Request) -> AsyncIterator[bytes]:
    """The body as it comes in. One that stops coming ends here, with an error in the sender's words."""
    reading = request.content.iter_chunked(64 << 10).__aiter__()
    try:
        async with asyncio.timeout(WHOLE_S):
            while True:
                async with asyncio.timeout(IDLE_S):
                    block = await anext(reading, b"")
                if not block:
                    return
                yield block
    except TimeoutError:
        raise Invalid(
            "The connection is too slow or was lost. What arrived is kept: ask for the offset and go on."
        ) from None
