"""The ways in: where browsers find the pages, by https or not, and media."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta

from server import tls
from server.base.addresses import interface_addresses, is_own_address
from server.base.config import NO_HTTPS, Config
from server.check.finding import Finding


def pages(config: Config, *, running: bool) -> Iterator[Finding]:
    """Where the pages are, and whether something else is there already."""
    where = f"{config.base_url} (listening on {config.host}, port {config.port or 'any free one'})"
    taken = None if running else _taken(config.host, config.port, socket.SOCK_STREAM)
    if taken:
        yield Finding(
            "pages",
            "problem",
            f"HOST={config.host} PORT={config.port}: {taken}",
        )
    else:
        yield Finding("pages", "ok", where)


def https(config: Config, now: datetime) -> Iterator[Finding]:
    """Whether browsers reach the pages by https, by whose, and until when the certificate holds."""
    if config.loopback and not config.secure:
        yield Finding("https", "ok", "not needed: only this machine can reach the pages")
    elif not config.secure:
        yield Finding("https", "problem", NO_HTTPS)
    elif not config.tls_here:
        if config.trusted_proxies:
            yield Finding("https", "ok", f"by a proxy in front, {', '.join(config.trusted_proxies)}")
        else:
            text = "by a proxy in front. Name it in VESTIBULE_TRUSTED_PROXIES, or one person's wrong passwords pause everybody"
            yield Finding("https", "note", text)
    else:
        yield _certificate(config, now)
        if config.tls:
            yield Finding(
                "iPhones",
                "note",
                "refuse sockets with a self-signed certificate; they need VESTIBULE_TLS_CERT and _KEY",
            )


def _certificate(config: Config, now: datetime) -> Finding:
    path = config.tls_cert or config.home / tls.CERTIFICATE
    if config.tls and not path.exists():
        return Finding("https", "ok", "here; a self-signed certificate is made at the first start")
    try:
        if not config.tls:
            tls.server_context(config, now)
        until, seen = tls.expires(path), tls.fingerprint(path)
    except Exception as error:
        return Finding("https", "problem", f"{path}: {error}")
    text = f"here, until {until:%Y-%m-%d}; SHA-256 {seen}"
    if config.tls or until - now > timedelta(days=14):
        return Finding("https", "ok", text)
    return Finding(
        "https", "problem" if until <= now else "note", f"{text}. Renew it: browsers refuse it after that day"
    )


def media(config: Config, *, running: bool) -> Iterator[Finding]:
    """Which ports carry media, and at which addresses browsers are told to find them."""
    addresses = config.media_addresses
    ports = config.media_ports
    own = [each for each in addresses if is_own_address(each)] or ["0.0.0.0"]  # noqa: S104
    for host, number in () if running else [(host, number) for host in own for number in ports]:
        taken = _taken(host, number, socket.SOCK_DGRAM)
        if taken:
            of = "" if number == config.media_port else f", of {config.media_workers} workers port {number}"
            yield Finding("media", "problem", f"VESTIBULE_MEDIA_PORT={config.media_port}{of} on {host}: {taken}")
            return
    pages_too = config.port and config.port in ports
    if pages_too or any(_taken(host, number, socket.SOCK_STREAM) for host in own for number in ports if not running):
        whose = "the pages' too" if pages_too else "another program's by TCP"
        number = config.port if pages_too else config.media_port
        text = f"port {number} is {whose}: where only TCP gets out there would be no media. Take another port."
        yield Finding("media by TCP", "note", text)
    if config.media_workers > 1 and config.media_port:
        port = f"ports {ports[0]} to {ports[-1]} by UDP and TCP, one for each worker"
    else:
        port = f"port {config.media_port or 'any free one'} by UDP and TCP"
    cores = os.cpu_count() or 1
    if config.media_workers > cores:
        text = (
            f"{config.media_workers} workers on {cores} processor cores: more than there are cores carry nothing more"
        )
        yield Finding("media", "note", text)
    outside = [address for address in addresses if not is_own_address(address)]
    yield Finding("media", "ok", f"{port}, named to browsers as {', '.join(addresses)}")
    if outside:
        text = f"{', '.join(outside)} is no address of this machine: the router in front has to pass {port} on, with the same number"
        yield Finding("media", "note", text)
    further = [
        one for one in interface_addresses() if one not in addresses and not ipaddress.ip_address(one).is_loopback
    ]
    if further and not config.loopback and not config.public_ip:
        text = (
            f"this machine is also {', '.join(further)}. For browsers that reach it only there, "
            f"name all in VESTIBULE_PUBLIC_IP={','.join([*addresses, *further])}"
        )
        yield Finding("media", "note", text)


def _taken(host: str, port: int, kind: socket.SocketKind) -> str | None:
    """Why the port is not to be had and what to do, or None."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=kind)[0]
        with socket.socket(family, kind) as probe:
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        why = error.strerror or str(error)
        match error:
            case socket.gaierror():
                return f"{why}. Set HOST to an address of this machine, or to 0.0.0.0."
            case OSError(errno=errno.EADDRNOTAVAIL):
                return f"{why}: this machine does not have that address. Set HOST to one that it has, or to 0.0.0.0."
            case PermissionError():
                return f"{why}. Take a port from 1024 upwards, and let a proxy answer on 443."
            case _:
                return f"{why}. End that program or take another port."
    return None
