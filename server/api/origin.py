"""Whether a request comes from a page of ours. Cookies go along with requests that other sites start, `Origin` tells."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from server.api.context import CONTEXT
from server.base.errors import Refusal

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class ForeignOrigin(Refusal):
    """A state-changing request that no page of this server made."""

    code = "foreign_origin"
    status = 403


def check_origin(request: web.Request, *, cookie_needed: bool) -> None:
    """Refuse a state-changing request from elsewhere; where a cookie authenticates, also one that does not say from where.

    Raises `ForeignOrigin` (OWASP CSRF Prevention, "verifying origin with standard headers").
    """
    if request.method in _READS:
        return
    origin = request.headers.get("Origin")
    if origin is None and not cookie_needed:
        return
    if origin is None or not is_own(origin, request):
        raise ForeignOrigin("This request did not come from this server's own pages.")


def is_own(origin: str, request: web.Request) -> bool:
    """Whether `origin` is this server: as configured, else the name the request itself was sent to.

    On a loopback host that name must be a loopback one, so that a foreign name which someone's DNS points at 127.0.0.1
    is no page of ours.
    """
    config = request.app[CONTEXT].config
    if config.origins:
        return origin in config.origins
    if origin != f"{'https' if config.secure else 'http'}://{request.headers.get('Host', '')}":
        return False
    try:
        return not config.loopback or urlsplit(origin).hostname in _LOOPBACK
    except ValueError:
        return False
