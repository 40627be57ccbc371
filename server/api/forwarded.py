"""Who sent a request, where proxies stand in front. What `X-Forwarded-*` says is believed only from a proxy that is named.

Anybody can write these headers: believed from everywhere, each guess at a password would come from an address of its own.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from aiohttp import web

from server.api.context import CONTEXT

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_WITH_PORT = re.compile(r"\[(?P<six>[0-9a-fA-F:.]+)\](:\d+)?|(?P<four>[0-9.]+):\d+")


def client_address(request: web.Request) -> Address | None:
    """The address of whoever sent the request; None where the connection has none."""
    return sender(request.remote, request.headers.getall("X-Forwarded-For", ()), request.app[CONTEXT].config.proxies)


def by_https(request: web.Request) -> bool:
    """Whether the browser spoke https, to this server or to a named proxy in front of it."""
    if request.secure:
        return True
    remote = parsed(request.remote)
    if remote is None or not _within(remote, request.app[CONTEXT].config.proxies):
        return False
    # The proxy next to us wrote the last entry; earlier ones are whatever it was sent.
    said = ",".join(request.headers.getall("X-Forwarded-Proto", ()))
    return said.rpartition(",")[2].strip().lower() in ("https", "wss")


def sender(remote: str | None, forwarded: Sequence[str], proxies: Sequence[Network]) -> Address | None:
    """Walk from the connection back through the proxies' notes, as long as who wrote the note is a named proxy.

    The first address that is none is the sender. A note that is no address is not believed: then its writer is.
    """
    address = parsed(remote)
    notes = [note for line in forwarded for note in line.split(",")]
    while address is not None and notes and _within(address, proxies):
        noted = parsed(notes.pop().strip())
        if noted is None:
            break
        address = noted
    return address


def parsed(text: str | None) -> Address | None:
    """An address with or without a port; IPv4 written as IPv6 is IPv4."""
    if not text or "%" in text:  # a zone, which names one of another machine's interfaces
        return None
    found = _WITH_PORT.fullmatch(text)
    try:
        address = ipaddress.ip_address(found["six"] or found["four"] if found else text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
