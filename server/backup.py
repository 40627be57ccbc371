"""A practice in one file, and back: every table at one moment, and the keys and other files of the home.

    a gzipped tar of: tables/NAME.jsonl, images/NAME, home/NAME, and last manifest.json, which says what has to be there

The file holds what the home holds, the signing key included, and is not encrypted: it is made readable by its owner only.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from server.base.config import Config
from server.base.errors import Invalid, NotNow
from server.images.vault import FOLDER, path_of
from server.store import dump
from server.store.keys import load_or_create_signing_key
from server.store.store import SqlStore, open_store

FORMAT = "vestibule-backup-1"
MANIFEST = "manifest.json"
LEFT_OUT = ("vestibule.db", "server.lock", "last-backup.json")
"""What begins like these is not taken from the home: the tables are in the backup, and locks are nobody's."""
BATCH = 500
NOTE = "last-backup.json"
"""In the home: when the last backup was made, for `check`."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds. `damaged` are visits whose log did not hold together when it was made."""

    made_at: str
    rows: dict[str, int]
    files: tuple[str, ...]
    damaged: tuple[str, ...]

    @property
    def visits(self) -> int:
        return self.rows.get("appointment", 0)

    @property
    def photos(self) -> int:
        return self.rows.get("photo", 0)

    @property
    def entries(self) -> int:
        return self.rows.get("evidence", 0)


async def backup(config: Config, key_name: str, to: Path, at: datetime) -> Summary:
    """Write the backup to `to`, which must not be there yet; a server may be running. Raises `NotNow`, OSError."""
    if to.exists():  # noqa: ASYNC240 - a command of its own: nothing else runs on this loop
        raise NotNow(f"{to} is there already. Name another file, or remove it.")
    if not (config.home / key_name).exists():
        raise NotNow(f"{config.home} holds no practice yet: there is nothing to back up.")
    store = await open_store(config.database, key=load_or_create_signing_key(config.home / key_name), patient=True)
    try:
        return await _backup(config, store, to, at)
    finally:
        await store.close()


async def _backup(config: Config, store: SqlStore, to: Path, at: datetime) -> Summary:
    aside = to.with_name(f".{to.name}.part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=5) as archive:
                manifest = await _tables(store, archive)
                manifest |= {"images": await _images(store, config.home, archive)}
                manifest |= {"format": FORMAT, "made_at": at.isoformat(), "files": _files(config.home, archive)}
                _add(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, to)
    finally:
        aside.unlink(missing_ok=True)
    (config.home / NOTE).write_text(json.dumps({"at": at.isoformat(), "file": to.name}))
    return _summary(manifest)


async def restore(config: Config, key_name: str, source: Path) -> Summary:
    """Fill an unused home and database from a backup; all of it or nothing. The caller holds the home's lock.

    Every visit's log is verified in the new place before anything is kept. Raises `NotNow` where the home or the database
    is in use, `Invalid` where the file is no whole backup of this version.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            return await _restore(config, key_name, archive)
    except (tarfile.TarError, zlib.error, EOFError, OSError, KeyError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # The disk's word, not the file's: what gzip finds wrong has no number.
        raise Invalid(f"{source}: this is no whole backup ({type(error).__name__}). Nothing was restored.") from error


async def _restore(config: Config, key_name: str, archive: tarfile.TarFile) -> Summary:
    manifest = json.loads(_read(archive, MANIFEST))
    if manifest["format"] != FORMAT or manifest["revision"] > dump.NEWEST:
        raise Invalid("The backup is of a newer version of Vestibule. Update this one first.")
    in_use = [name for name in (*manifest["files"], FOLDER) if (config.home / name).exists()]
    if in_use:
        raise NotNow(f"{config.home} is in use: {', '.join(in_use)} is there. Name an unused VESTIBULE_HOME.")
    # Files of the home's own folders, whatever the archive calls them.
    if any(
        Path(name).name != name or name.startswith(".") for name in (*manifest["files"], *manifest.get("images", ()))
    ):
        raise ValueError("a name that leads elsewhere")
    written: list[Path] = []
    try:
        for name in manifest["files"]:
            written.append(_write(config.home / name, _read(archive, f"home/{name}")))
        for name in manifest.get("images", ()):
            written.append(_write(path_of(config.home, name), _read(archive, f"images/{name}")))
        key = load_or_create_signing_key(config.home / key_name)
        store = await open_store(config.database, key=key, alone=True, patient=True)
        try:
            await _fill(store, archive, manifest)
        finally:
            await store.close()
    except BaseException:
        for path in written:
            path.unlink()
        for folder in {path.parent for path in written} - {config.home}:
            folder.rmdir()
        if any(path.parent != config.home for path in written):
            (config.home / FOLDER).rmdir()
        raise
    return _summary(manifest)


async def _fill(store: SqlStore, archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    async with store.unit() as unit:
        if not await dump.is_empty(unit):
            raise NotNow("The database is in use: it holds records. Name an empty one, or an unused VESTIBULE_HOME.")
        unknown = set(manifest["rows"]) - set(dump.TABLES)
        if unknown:
            raise Invalid(f"The backup has tables that this version does not know: {', '.join(sorted(unknown))}.")
        for name in dump.TABLES:
            if name in manifest["rows"]:
                count = await _load(unit, archive, name)
                if count != manifest["rows"][name]:
                    raise Invalid(f"The backup's table {name} is not whole. Nothing was restored.")
        if await dump.heads(unit) != manifest["heads"]:
            raise Invalid("The evidence in the backup is not what was there when it was made. Nothing was restored.")


async def _load(unit: Any, archive: tarfile.TarFile, name: str) -> int:
    file = archive.extractfile(f"tables/{name}.jsonl")
    if file is None:
        raise KeyError(name)
    count, batch = 0, []
    with io.TextIOWrapper(file, encoding="utf-8") as lines:
        for line in lines:
            count += 1
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                await dump.load(unit, name, batch)
                batch = []
    await dump.load(unit, name, batch)
    return count


async def _tables(store: SqlStore, archive: tarfile.TarFile) -> dict[str, Any]:
    """Every table, as one snapshot shows them."""
    counted: dict[str, int] = {}
    async with store.reading() as unit:
        for name in dump.TABLES:
            # A tar's member begins with its size: the rows wait in a file.
            with tempfile.TemporaryFile() as waiting:
                counted[name] = 0
                async for row in dump.rows(unit, name):
                    waiting.write(json.dumps(row).encode() + b"\n")
                    counted[name] += 1
                member = tarfile.TarInfo(f"tables/{name}.jsonl")
                member.size, member.mode = waiting.tell(), 0o600
                waiting.seek(0)
                archive.addfile(member, waiting)
        return {"revision": dump.NEWEST, "rows": counted, "heads": await dump.heads(unit)}


async def _images(store: SqlStore, home: Path, archive: tarfile.TarFile) -> list[str]:
    """The encrypted files of the photos; one that was erased since the tables were read is not missed."""
    taken = []
    async with store.reading() as unit:
        names = [one.id for one in await unit.all_objects()]
    for name in names:
        try:
            content = path_of(home, name).read_bytes()
        except FileNotFoundError:
            continue
        _add(archive, f"images/{name}", content)
        taken.append(name)
    return taken


def _files(home: Path, archive: tarfile.TarFile) -> list[str]:
    names = sorted(
        path.name for path in home.iterdir() if path.is_file() and not path.name.startswith((*LEFT_OUT, "."))
    )
    for name in names:
        _add(archive, f"home/{name}", (home / name).read_bytes())
    return names


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file.read()


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return path


def _summary(manifest: dict[str, Any]) -> Summary:
    damaged = tuple(visit for visit, one in manifest["heads"].items() if not one["holds"])
    return Summary(manifest["made_at"], manifest["rows"], tuple(manifest["files"]), damaged)
