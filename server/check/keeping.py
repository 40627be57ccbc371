"""What is kept: the home, the database and the way to it, the keys, the heads, the backup."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from server.app import KEY_FILE
from server.backup import NOTE
from server.base.config import Config, WrongSettings
from server.base.errors import Unavailable
from server.check.finding import Finding
from server.images.master_keys import MasterKeys
from server.store.keys import load_or_create_signing_key
from server.store.look import CannotLook, Found, look

OLD = timedelta(days=7)
ENCRYPTED = ("require", "verify-ca", "verify-full")
"""The values of libpq's `sslmode` that never go without TLS."""
LITTLE = 1 << 30
"""Bytes of free disk below which it is said."""


def home(config: Config, *, running: bool) -> Iterator[Finding]:
    """The folder that everything is in, its disk, and the key that signs evidence."""
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


async def database(config: Config) -> tuple[Found | None, Finding]:
    """What the database says of itself, and the line about it."""
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


def way_to_database(config: Config) -> Iterator[Finding]:
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


def heads(config: Config) -> Iterator[Finding]:
    """Signed heads of evidence in a second place help only where they can be written."""
    if config.heads is None:
        return
    file = config.heads.absolute()
    if os.access(file if file.exists() else file.parent, os.W_OK) and not file.is_dir():
        yield Finding("heads", "ok", f"signed heads of evidence are written to {file}")
    else:
        text = f"nothing can be written to {file}. Mount or make its folder, or name another VESTIBULE_HEADS."
        yield Finding("heads", "problem", text)


def photo_keys(config: Config, found: Found | None) -> Iterator[Finding]:
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


def backup(config: Config, found: Found | None, now: datetime) -> Iterator[Finding]:
    """How old the last one is."""
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
