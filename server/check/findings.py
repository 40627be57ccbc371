"""Everything there is to say of an installation, in its order; and of its people and what they may send and choose."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from datetime import datetime

from server.base.config import Config
from server.check import keeping, ways
from server.check.finding import Finding
from server.images.clamd import Clamd
from server.practice.breached import sorted_list
from server.store.look import Found


async def findings(config: Config, now: datetime) -> list[Finding]:
    """Everything there is to say, in the order in which a person would mend it."""
    running = _in_use(config)
    found: list[Finding] = [*keeping.home(config, running=running), *ways.pages(config, running=running)]
    found += [*ways.https(config, now), *ways.media(config, running=running)]
    database, line = await keeping.database(config)
    found += [
        line,
        *keeping.way_to_database(config),
        *keeping.heads(config),
        *keeping.photo_keys(config, database),
        *await _scanner(config),
        *_people(config, database),
        *_passwords(config),
        *keeping.backup(config, database, now),
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
