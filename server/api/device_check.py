"""The device check: an SDP offer in, an answer out, and the client's own media back. Its shape is WHIP's (RFC 9725
section 4), but without trickle: the offer carries all there is to know, since candidates are never contacted."""

from __future__ import annotations

import re

from aiohttp import web

from server.api.operations import Call, operation, whole_body
from server.base.errors import BadOffer, NotSignedIn, WrongKind
from server.practice.device_tokens import Allowance

SDP = "application/sdp"
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]+)", re.IGNORECASE)


@operation(
    "POST",
    "/api/device-check",
    tag="device check",
    who="bearer",
    status=201,
    refusals=(429,),
    accepts=SDP,
    gives=SDP,
    headers={"Location": "Where to `DELETE` the check."},
)
async def start_device_check(call: Call) -> web.Response:
    """Start a device check.

    The body is an SDP offer with audio or video `sendrecv`; its own media come back on the same sections. The check ends
    by `DELETE` on the `Location`, or by itself: after 60 s with a seat's token, 120 s with the installation's.
    """
    allowance = _allowance(call)
    if call.request.content_type != SDP:
        raise WrongKind(f"Send the offer as {SDP}.")
    try:
        offer = (await whole_body(call.request)).decode("utf-8")
    except UnicodeDecodeError:
        raise BadOffer("The offer is not text.") from None
    check = await call.context.device_checks.start(
        offer, owner=allowance.owner, at_once=allowance.at_once, seconds=allowance.seconds
    )
    location = {"Location": f"/api/device-check/{check.id}"}
    # As bytes: of a text aiohttp would add a charset, a parameter that application/sdp does not have (RFC 8866 section 8.1).
    return web.Response(status=201, body=check.answer.encode(), content_type=SDP, headers=location)


@operation("DELETE", "/api/device-check/{check}", tag="device check", who="bearer", refusals=(404,))
async def end_device_check(call: Call, check: str) -> web.Response:
    """End a device check."""
    call.context.device_checks.stop(check, owner=_allowance(call).owner)
    return web.Response(status=200)


def _allowance(call: Call) -> Allowance:
    given = _BEARER.fullmatch(call.request.headers.get("Authorization", ""))
    if given is None:
        raise NotSignedIn("This device check needs a token. Open the link to your visit again.")
    return call.context.device_tokens.allowance(given[1])
