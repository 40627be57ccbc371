"""A second device at a seat: the page beside it shows a code, the device exchanges it and gives its camera's picture.

What the device needs to know of the visit is so little that it asks for it, instead of having a socket.
"""

from __future__ import annotations

import segno

from server.api.link_bodies import VisitQuery
from server.api.operations import Call, operation
from server.api.skin_camera_bodies import (
    CodeGiven,
    CodeShown,
    OfferAnswered,
    OfferMade,
    PairedShown,
    SkinCameraVisitAsked,
    StandingShown,
)
from server.base.ids import VisitId
from server.practice.skin_camera import LIFE_S, Paired, actor_of

TAG = "skin camera"


@operation("POST", "/api/visit-pass/skin-camera", tag=TAG, who="pass", refusals=(404, 409))
async def show_code(call: Call, body: SkinCameraVisitAsked) -> CodeShown:
    """A code that makes a phone the second camera of this seat. It is good for one phone; the code before it ends."""
    visit = VisitId(body.visit)
    entered = await call.context.links.holder(visit, call.context.cookies.visit_pass(call.request, visit))
    secret = call.context.skin_cameras.offer(entered)
    code = segno.make(f"{call.context.config.base_url}/c#{secret}", error="m", micro=False)
    # Dark on white whatever the page's colours are: cameras want it so.
    return CodeShown(picture=code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff"), seconds=LIFE_S)


@operation("POST", "/api/visit-pass/skin-camera/end", tag=TAG, who="pass", status=204, refusals=(404, 409))
async def end_from_the_page(call: Call, body: SkinCameraVisitAsked) -> None:
    """The page beside it ends the phone's camera, and the code that it may still show."""
    visit = VisitId(body.visit)
    entered = await call.context.links.holder(visit, call.context.cookies.visit_pass(call.request, visit))
    await call.context.skin_cameras.end(entered)
    async with call.context.room(visit) as room:
        await room.end_skin_camera(actor_of(entered))


@operation("POST", "/api/skin-camera/enter", tag=TAG, who="anyone", refusals=(404, 409, 429))
async def pair(call: Call, body: CodeGiven) -> PairedShown:
    """Exchange a code for a cookie, once."""
    call.context.door.require_open()
    secret, paired = await call.context.skin_cameras.pair(body.token, call.source)
    visit = paired.entered.appointment.id
    call.cookies.append(lambda response: call.context.cookies.give_camera_pass(response, visit, secret))
    async with call.context.room(visit) as room:
        room.await_skin_camera(paired.actor, paired.phone)
    return PairedShown.of(paired.entered)


@operation("GET", "/api/skin-camera", tag=TAG, who="camera", refusals=(404, 409))
async def show_standing(call: Call, query: VisitQuery) -> StandingShown:
    """How things stand for the second device. 409 where the visit is over ("not_now") or another phone films now ("seat_taken")."""
    paired = await _paired(call, query.visit)
    async with call.context.room(query.visit) as room:
        standing = room.skin_camera_stands(paired.actor, paired.phone)
    return StandingShown.of(standing, call.context.relays(paired.actor))


@operation("GET", "/api/skin-camera/visit", tag=TAG, who="camera", refusals=(409,))
async def show_paired(call: Call, query: VisitQuery) -> PairedShown:
    """What a reloaded page needs to know."""
    return PairedShown.of((await _paired(call, query.visit)).entered)


@operation("POST", "/api/skin-camera/offer", tag=TAG, who="camera", refusals=(404, 409, 429))
async def offer(call: Call, body: OfferMade) -> OfferAnswered:
    """Offer the device's picture. It has no voice here and is given nothing: such sections are rejected in the answer."""
    paired = await _paired(call, body.visit)
    async with call.context.room(body.visit) as room:
        answered = room.restart_skin_camera if body.restart else room.offer_skin_camera
        return OfferAnswered(sdp=await answered(paired.actor, paired.phone, body.sdp))


@operation("POST", "/api/skin-camera/answered", tag=TAG, who="camera", status=204, refusals=(404, 409))
async def answer_wish(call: Call, body: SkinCameraVisitAsked) -> None:
    """The device's person has seen what a clinician asks of it."""
    paired = await _paired(call, body.visit)
    async with call.context.room(body.visit) as room:
        room.answer_skin_camera(paired.actor, paired.phone)


@operation("POST", "/api/skin-camera/end", tag=TAG, who="camera", status=204, refusals=(404, 409))
async def end_from_the_phone(call: Call, body: SkinCameraVisitAsked) -> None:
    """The device is the camera no more."""
    paired = await _paired(call, body.visit)
    await call.context.skin_cameras.end(paired.entered)
    async with call.context.room(body.visit) as room:
        await room.end_skin_camera(paired.actor)


async def _paired(call: Call, visit: str) -> Paired:
    of = VisitId(visit)
    return await call.context.skin_cameras.paired(of, call.context.cookies.camera_pass(call.request, of))
