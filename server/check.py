"""`python -m server check`: how the server would run with the settings as they are, and what is in its way. It changes nothing."""

from __future__ import annotations

import errno
import fcntl
import ipaddress
import json
import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from server import tls
from server.app import KEY_FILE
from server.backup import NOTE
from server.base.addresses import interface_addresses, is_own_address
from server.base.config import NO_HTTPS, Config, WrongSettings
from server.base.errors import Unavailable
from server.images.clamd import Clamd
from server.images.master_keys import MasterKeys
from server.practice.breached import sorted_list
from server.store.keys import load_or_create_signing_key
from server.store.look import CannotLook, Found, look

State = Literal["ok", "note", "problem"]
OLD = timedelta(days=7)
ENCRYPTED = ("require", "verify-ca", "verify-full")
"""The values of libpq's `sslmode` that never go without TLS."""
LITTLE = 1 << 30
"""Bytes of free disk below which it is said."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. A `problem` keeps the server from starting, or visits from happening; a `note` is for a person to weigh."""

    about: str
    state: State
    text: str


async def findings(config: Config, now: datetime) -> list[Finding]:
    """Everything there is to say, in the order in which a person would mend it."""
    running = _in_use(config)
    found: list[Finding] = [*_home(config, running=running), *_pages(config, running=running)]
    found += [*_https(config, now), *_media(config, running=running)]
    database, line = await _database(config)
    found += [
        line,
        *_way_to_database(config),
        *_heads(config),
        *_photos(config, database),
        *await _scanner(config),
        *_people(config, database),
        *_passwords(config),
        *_backup(config, database, now),
    ]
    return found


def _in_use(config: Config) -> bool:
    """Whether a server holds the home's lock."""
    try:
        with (config.home / "server.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def _home(config: Config, *, running: bool) -> Iterator[Finding]:
    home = config.home.absolute()
    if not home.exists():
        above = next(folder for folder in home.parents if folder.exists())
        if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
            yield Finding("home", "ok", f"{home} is made at the first start")
        else:
            text = f"{home} cannot be made: nothing may be written in {above}. Name another VESTIBULE_HOME, or make it."
            yield Finding("home", "problem", text)
        return
    if not home.is_dir():
        yield Finding("home", "problem", f"{home} is not a folder. Name another VESTIBULE_HOME.")
        return
    if not os.access(home, os.W_OK | os.X_OK):
        text = f"nothing may be written in {home}. Make it the server's own, or name another VESTIBULE_HOME."
        yield Finding("home", "problem", text)
        return
    mode = home.stat().st_mode & 0o777
    if mode & 0o077:
        yield Finding("home", "note", f"{home} can be opened by others (mode {mode:04o}); a start makes it 0700")
    else:
        yield Finding("home", "ok", f"{home}{', in use by a running server' if running else ''}")
    free = shutil.disk_usage(home).free
    if free < LITTLE:
        yield Finding(
            "disk", "note", f"{free >> 20} MiB are free under {home}; evidence needs about 1 MiB for an hour of visit"
        )
    key = home / KEY_FILE
    if not key.exists():
        yield Finding("signing key", "ok", "made at the first start")
        return
    try:
        load_or_create_signing_key(key)
        yield Finding("signing key", "ok", f"{key.name}, readable by its owner only")
    except (Unavailable, OSError) as error:
        yield Finding("signing key", "problem", str(error))


def _pages(config: Config, *, running: bool) -> Iterator[Finding]:
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


def _https(config: Config, now: datetime) -> Iterator[Finding]:
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


def _media(config: Config, *, running: bool) -> Iterator[Finding]:
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


def _heads(config: Config) -> Iterator[Finding]:
    """Signed heads of evidence in a second place help only where they can be written."""
    if config.heads is None:
        return
    file = config.heads.absolute()
    if os.access(file if file.exists() else file.parent, os.W_OK) and not file.is_dir():
        yield Finding("heads", "ok", f"signed heads of evidence are written to {file}")
    else:
        text = f"nothing can be written to {file}. Mount or make its folder, or name another VESTIBULE_HEADS."
        yield Finding("heads", "problem", text)


async def _scanner(config: Config) -> list[Finding]:
    """Whether ClamAV's daemon answers: without it every photo is refused."""
    if not config.clamd:
        return []
    try:
        await Clamd(config.clamd).infected(b"")
    except OSError as error:
        why = error.strerror or str(error)
        text = f"VESTIBULE_CLAMD={config.clamd}: {why}. Start clamd: until it answers, no photo is taken in."
        return [Finding("scanner", "problem", text)]
    return [Finding("scanner", "ok", f"clamd answers at {config.clamd}")]


def _passwords(config: Config) -> Iterator[Finding]:
    file = config.breached_passwords
    if file is None:
        return
    try:
        listed = sorted_list(file)
    except OSError as error:
        yield Finding("passwords", "problem", f"{file}: {error.strerror}")
        return
    if listed:
        yield Finding("passwords", "ok", f"nobody may choose one of {file}")
    else:
        yield Finding(
            "passwords", "problem", f"{file} is no list of SHA-1 digests in their order; see docs/configuration.md"
        )


async def _database(config: Config) -> tuple[Found | None, Finding]:
    kind = "PostgreSQL" if config.database.startswith("postgresql") else "SQLite"
    try:
        found = await look(config.database)
    except CannotLook as error:
        return None, Finding(
            "database", "problem", f"{kind}: {error}. Mend it, or name another VESTIBULE_DATABASE_URL."
        )
    if found is None or found.revision is None:
        return None, Finding("database", "ok", f"{kind}, empty; its tables are made at the first start")
    if found.newer:
        text = f"{kind}: a newer version of Vestibule has used it (tables {found.revision}). Run that version."
        return found, Finding("database", "problem", text)
    tables = "its tables are up to date" if found.current else "its tables are brought up to date at the next start"
    return found, Finding("database", "ok", f"{kind}, {found.visits} visits; {tables}")


def _way_to_database(config: Config) -> Iterator[Finding]:
    """A database elsewhere, whose answers anybody on the way may read. An empty host is a socket of this machine."""
    address = urlsplit(config.database)
    asked = dict(parse_qsl(address.query))
    host = address.hostname or asked.get("host", "")
    here = not host or host.startswith("/") or host == "localhost" or host in ("127.0.0.1", "::1")
    if address.scheme.startswith("postgresql") and not here and asked.get("sslmode") not in ENCRYPTED:
        text = (
            f"{host} may be spoken to without encryption. Add ?sslmode=require, unless the network in between is yours."
        )
        yield Finding("way there", "note", text)


def _photos(config: Config, found: Found | None) -> Iterator[Finding]:
    """Whether every key that photos are encrypted under is there."""
    keys = MasterKeys(config)
    needed = found.masters if found else ()
    if keys.from_file and not keys.file.exists() and not needed:
        yield Finding("photos' key", "ok", "made at the first start")
        return
    try:
        missing = set(needed) - set(keys.ids())
    except WrongSettings as wrong:
        yield Finding("photos' key", "problem", "; ".join(wrong.lines))
        return
    if missing:
        text = (
            f"photos are encrypted under {', '.join(sorted(missing))}, which is not there. Bring that master key back."
        )
        yield Finding("photos' key", "problem", text)
    else:
        yield Finding("photos' key", "ok", "there" + (", beside the photos" if keys.from_file else ""))


def _people(config: Config, found: Found | None) -> Iterator[Finding]:
    if found is None or found.practice is None:
        demo = config.loopback if config.demo is None else config.demo
        text = "none yet; the first start makes the demonstration" if demo else "none yet: python -m server staff add"
        yield Finding("practice", "ok" if demo else "note", text)
    else:
        yield Finding("practice", "ok", f"{found.practice}, {found.accounts} accounts")
    missing = found.without_factor if found else 0
    if config.loopback:
        yield Finding("second factor", "ok", "optional")
    elif missing:
        text = f"required, and {missing} accounts have none: python -m server staff totp EMAIL"
        yield Finding("second factor", "note", text)
    else:
        yield Finding("second factor", "ok", "required")


def _backup(config: Config, found: Found | None, now: datetime) -> Iterator[Finding]:
    if found is None or not found.visits:
        return
    try:
        note = json.loads((config.home / NOTE).read_text())
        at = datetime.fromisoformat(note["at"]).astimezone(UTC)
    except (OSError, ValueError, KeyError):
        yield Finding("backup", "note", "none was ever made from this home: python -m server backup FILE")
        return
    text = f"the last one is of {at:%Y-%m-%d %H:%M} UTC"
    yield Finding("backup", "note" if now - at > OLD else "ok", text + (": that is long ago" if now - at > OLD else ""))


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
