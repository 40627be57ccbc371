"""What goes around every request: refusals become problems, answers get their security headers, and one line is logged."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from server.api.context import CONTEXT
from server.api.forwarded import by_https
from server.api.problems import crashed, http_error, refusal
from server.base.errors import Refusal, WrongKind

_log = structlog.get_logger("api")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?")


def content_security_policy(request: web.Request) -> str:
    """Everything from this server and nothing inline. The socket is named in full: older browsers do not take 'self'
    for `ws:` (CSP 3, "scheme-part match")."""
    host = request.headers.get("Host", "")
    socket = f" {'wss' if by_https(request) else 'ws'}://{host}" if _HOST.fullmatch(host) else ""
    return _POLICY.replace("{socket}", socket)


_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'{socket}",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
}


async def secured(request: web.Request, response: web.StreamResponse) -> None:
    """`on_response_prepare`: also what is upgraded or refused by a library gets the headers."""
    response.headers.setdefault("Content-Security-Policy", content_security_policy(request))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    # Not with a certificate of our own making: whoever once let it pass could not do so again (RFC 6797, 8.4).
    if by_https(request) and not request.app[CONTEXT].config.tls:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    response.headers.pop("Server", None)


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what was raised into a problem; pages keep aiohttp's own plain answers."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        # Nothing here is worth packing, and a packed body is a bomb or a fault. What it holds is never read.
        refused = refusal(WrongKind("Send the body as it is, without Content-Encoding."))
        refused.force_close()
        return refused
    try:
        return await handler(request)
    except Refusal as error:
        return refusal(error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return http_error(error)
    except Exception as error:
        return crashed(error)


@web.middleware
async def logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """One line for each request of the API, by its route and never by its path: paths name visits, queries name people."""
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "-"
    if not route.startswith("/api"):
        return await handler(request)
    begun = time.monotonic_ns()
    visit = request.match_info.get("visit")
    response = await handler(request)
    _log.info(
        "request",
        method=request.method,
        route=route,
        status=response.status,
        ms=round((time.monotonic_ns() - begun) / 1e6, 1),
        **({"visit": visit} if visit and response.status < 400 else {}),
    )
    return response
