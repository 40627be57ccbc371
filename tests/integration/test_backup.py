"""The drill: a backup of a running practice, restored elsewhere, holds the same visits, minutes and proposal."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.app import KEY_FILE
from server.backup import MANIFEST, backup, restore
from server.base.config import Config, WrongSettings
from server.base.errors import Invalid, NotNow
from server.base.ids import VisitId
from server.serving import home_alone
from server.store import load_or_create_signing_key, open_store
from server.store.postgres import AnotherServer
from tests.integration import databases
from tests.integration.served import Served, served
from tests.integration.test_api_visits import INTAKE

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Seen:
    """What a person sees of a practice: its day, and a visit's minutes and proposal."""

    board: list[str]
    proposal: Any


async def a_visit(server: Served) -> str:
    """A visit of two pages from waiting room to end, without media."""
    visit = str(server.demo["visits"][0]["id"])
    patient, nurse = await server.page(await server.entered(0), visit=visit, tab="a"), await server.signed_in("NP")
    await patient.ok("visit.open", visit=visit)
    await patient.ok("check_in", visit=visit)
    assert (await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE)).status < 300
    page = await server.page(nurse)
    await page.ok("visit.open", visit=visit)
    await page.ok("admit", visit=visit, to="intake")
    await page.ok("end", visit=visit)
    return visit


async def logged(home: Path, visit: str) -> bytes:
    """The visit's signed log. Asking the server for it would add to it."""
    key = load_or_create_signing_key(home / KEY_FILE)
    store = await open_store(databases.url(home), key=key)
    try:
        return await store.export_evidence(VisitId(visit))
    finally:
        await store.close()


async def seen(server: Served, visit: str) -> Seen:
    derm, office = await server.signed_in("dermatologist"), await server.signed_in("office")
    board = [row["visit"] for row in (await office.get("/api/visits")).json["visits"]]
    proposal = await derm.get(f"/api/visits/{visit}/proposal")
    assert proposal.status == 200, proposal.text
    return Seen(board, proposal.json)


def config(home: Path) -> Config:
    return Config(home=home, database_url=databases.url(home))


async def restored(home: Path, source: Path) -> None:
    with home_alone(config(home)):
        await restore(config(home), KEY_FILE, source)


async def test_a_backup_of_a_running_server_is_the_same_practice_in_a_new_home(server: Served, tmp_path: Path) -> None:
    visit = await a_visit(server)
    file = tmp_path / "practice.backup"
    log = await logged(server.config.home, visit)
    summary = await backup(server.config, KEY_FILE, file, NOW)
    assert (summary.visits, summary.damaged) == (len(server.demo["visits"]), ())
    assert file.stat().st_mode & 0o777 == 0o600
    before = await seen(server, visit)
    with pytest.raises(NotNow, match="there already"):
        await backup(server.config, KEY_FILE, file, NOW)

    new = tmp_path / "new"
    await restored(new, file)
    assert await logged(new, visit) == log, "the same entries, signed with the same key"
    async with served(new) as again:
        assert again.demo["staff"] == server.demo["staff"]
        assert await seen(again, visit) == before
        await again.entered(1)


async def test_a_practice_moves_from_one_database_to_the_other(
    server: Served, tmp_path: Path, database: databases.Kind
) -> None:
    visit = await a_visit(server)
    await backup(server.config, KEY_FILE, tmp_path / "practice.backup", NOW)
    before = await seen(server, visit)
    databases.ALL.kind = "postgresql" if database == "sqlite" else "sqlite"
    await restored(tmp_path / "moved", tmp_path / "practice.backup")
    async with served(tmp_path / "moved") as moved:
        assert await seen(moved, visit) == before


async def test_a_home_or_a_database_in_use_is_not_overwritten(server: Served, tmp_path: Path) -> None:
    file = tmp_path / "practice.backup"
    await backup(server.config, KEY_FILE, file, NOW)
    before = sorted((path.name, path.stat().st_mtime_ns) for path in server.config.home.iterdir())
    with pytest.raises(NotNow, match="in use"):
        await restore(server.config, KEY_FILE, file)
    assert sorted((path.name, path.stat().st_mtime_ns) for path in server.config.home.iterdir()) == before

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    used = Config(home=elsewhere, database_url=server.config.database)
    with home_alone(used):
        with pytest.raises((NotNow, AnotherServer), match="in use|Another server"):  # noqa: RUF043
            await restore(used, KEY_FILE, file)
        assert [path.name for path in elsewhere.iterdir()] == ["server.lock"], "nothing is left behind"
        with pytest.raises(WrongSettings, match="another server"), home_alone(used):
            pass


def rewritten(source: Path, to: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """The archive with one member changed, or left out."""
    with tarfile.open(source) as old, tarfile.open(to, "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            content = file.read() if file else b""
            changed = change(content) if member.name == name else content
            if changed is not None:
                member.size = len(changed)
                new.addfile(member, io.BytesIO(changed))
    return to


def named(content: bytes, name: str) -> bytes:
    manifest = json.loads(content)
    manifest["files"].append(name)
    return json.dumps(manifest).encode()


async def test_a_backup_that_was_changed_cut_or_made_up_restores_nothing(server: Served, tmp_path: Path) -> None:
    visit = await a_visit(server)
    file = tmp_path / "practice.backup"
    await backup(server.config, KEY_FILE, file, NOW)
    evidence = "tables/evidence.jsonl"
    torn, text = tmp_path / "torn", tmp_path / "text"
    torn.write_bytes(file.read_bytes()[:-2000])
    text.write_text("no backup")
    # A disk that forgot some bytes in the middle, and where the packing itself makes no sense (deflate has no third kind of block).
    forgot, senseless, whole = tmp_path / "forgot", tmp_path / "senseless", file.read_bytes()
    middle = len(whole) // 2
    forgot.write_bytes(whole[:middle] + bytes(64) + whole[middle + 64 :])
    senseless.write_bytes(gzip.compress(b"")[:10] + b"\xff" * 2000)
    damaged = {
        "a line less": rewritten(file, tmp_path / "1", evidence, lambda old: old[: old.rindex(b"\n", 0, -1) + 1]),
        "other words": rewritten(file, tmp_path / "2", evidence, lambda old: old.replace(b"check_in", b"cancel_", 1)),
        "another visit's": rewritten(file, tmp_path / "3", evidence, lambda old: old.replace(visit.encode(), b"x", 1)),
        "no table": rewritten(file, tmp_path / "4", evidence, lambda _: None),
        "no manifest": rewritten(file, tmp_path / "5", MANIFEST, lambda _: None),
        "a way out": rewritten(file, tmp_path / "6", MANIFEST, lambda old: named(old, "../outside")),
        "a hidden file": rewritten(file, tmp_path / "7", MANIFEST, lambda old: named(old, ".profile")),
        "torn": torn,
        "forgot": forgot,
        "senseless": senseless,
        "text": text,
    }
    for number, (why, archive) in enumerate(damaged.items()):
        home = tmp_path / f"home {number}"
        with pytest.raises(Invalid):
            await restored(home, archive)
        left = {path.name for path in home.iterdir()} - {"server.lock"}
        assert not {name for name in left if not name.startswith(databases.FILE)}, why
        store = await open_store(databases.url(home), key=Ed25519PrivateKey.generate())
        async with store.reading() as unit:
            assert await unit.practice() is None, why
        await store.close()
    assert "outside" not in os.listdir(tmp_path)
