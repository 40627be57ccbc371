"""Counters for Prometheus, without a name, an id or an address of anybody: from this machine alone, or with the token that is set."""

from __future__ import annotations

import hmac
import re
from typing import get_args

from aiohttp import web

from server.api.context import CONTEXT, Measured
from server.api.forwarded import parsed
from server.rooms.views import Standing

GAUGES = frozenset({"connections", "connected", "known_addresses", "tcp_connections", "load_percent", "workers"})
"""What goes up and down. Everything else of the media server only grows."""
_BEARER = re.compile(r"Bearer +(\S+)", re.IGNORECASE)


def exposition(measured: Measured) -> str:
    """The text format of Prometheus, version 0.0.4."""
    lines: list[str] = []
    for name, value in sorted(measured.media.items()):
        gauge = name in GAUGES
        full = f"vestibule_media_{name}" + ("" if gauge else "_total")
        lines += [f"# TYPE {full} {'gauge' if gauge else 'counter'}", f"{full} {value}"]
    lines += [
        "# HELP vestibule_parties Parties in the call of live visits, by how their connections are.",
        "# TYPE vestibule_parties gauge",
    ]
    lines += [f'vestibule_parties{{connection="{one}"}} {measured.standings.get(one, 0)}' for one in get_args(Standing)]
    return "\n".join(lines) + "\n"


async def metrics(request: web.Request) -> web.Response:
    """GET /metrics. To anybody else the page looks as if it were not there."""
    context = request.app[CONTEXT]
    if not _may(request, context.config.metrics_token):
        raise web.HTTPNotFound
    return web.Response(text=exposition(context.measured()), headers={"Content-Type": "text/plain; version=0.0.4"})


def _may(request: web.Request, token: str) -> bool:
    """With a token whoever has it; without, this machine, as long as no proxy speaks for somebody else."""
    if token:
        given = _BEARER.fullmatch(request.headers.get("Authorization", ""))
        return given is not None and hmac.compare_digest(given[1].encode("utf-8", "surrogateescape"), token.encode())
    address = parsed(request.remote)
    spoken_for = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    return address is not None and address.is_loopback and not spoken_for
