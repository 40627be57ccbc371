"""Photos at rest: under which key, for how long, in which backup; and what a clinician may ask of them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from server.api.context import CONTEXT
from server.app import KEY_FILE
from server.backup import backup, restore
from server.base.clock import Moment, SystemClock
from server.base.config import Config, WrongSettings
from server.base.ids import VisitId
from server.check import findings
from server.cli import main
from server.images.images import Images
from server.images.master_keys import FILE, MasterKeys
from server.images.retention import Retention
from server.images.rotation import forget_unused, rotate
from server.serving import home_alone
from tests.integration import databases
from tests.integration.pictures import encoded, skin
from tests.integration.served import Client, Served, served
from tests.integration.test_photos import begun, events, of, put, read, sent

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def images(server: Served) -> Images:
    return server.app[CONTEXT].images


def files(home: Path) -> list[Path]:
    return sorted(file for file in (home / "images").rglob("*") if file.is_file())


async def picture(client: Client, visit: str, photo: str) -> bytes:
    answer = await client.get(f"/api/visit-pass/photos/{photo}/image?visit={visit}")
    assert answer.status == 200, answer.text
    return answer.body


async def test_a_rotated_master_key_opens_every_photo_and_a_lost_one_keeps_the_server_from_starting(
    server: Served,
) -> None:
    visit, patient, home = of(server), await server.entered(0), server.config.home
    photo = (await sent(patient, visit, encoded(skin())))["id"]
    before, old = await picture(patient, visit, photo), images(server).keys.ids()[0]
    on_disk = [file.read_bytes() for file in files(home)]
    store = server.app[CONTEXT].store
    new, count = await rotate(store, MasterKeys(server.config))
    assert (new != old, count) == (True, 4)
    assert [file.read_bytes() for file in files(home)] == on_disk, "only the wrapped keys are others"
    assert await picture(patient, visit, photo) == before, "the running server takes the new key up"
    later = (await sent(patient, visit, encoded(skin(seed=2))))["id"]
    assert await forget_unused(store, MasterKeys(server.config)) == [old]
    assert await picture(patient, visit, later)
    assert await picture(patient, visit, photo) == before

    async with store.reading() as unit:
        used = await unit.masters_in_use()
    assert used == [new]
    kept = (home / FILE).read_bytes()
    (home / FILE).unlink()
    with pytest.raises(WrongSettings, match="lost"):
        MasterKeys(server.config).prepare(used)
    (home / FILE).write_bytes(base64.b64encode(os.urandom(32)))
    (home / FILE).chmod(0o600)
    with pytest.raises(WrongSettings, match="another one"):
        MasterKeys(server.config).prepare(used)
    said = {one.about: one for one in await findings(server.config, NOW)}["photos' key"]
    assert (said.state, new in said.text) == ("problem", True)
    (home / FILE).chmod(0o644)
    with pytest.raises(WrongSettings, match="read by others"):
        MasterKeys(server.config).prepare(used)
    (home / FILE).write_bytes(kept)
    (home / FILE).chmod(0o600)
    MasterKeys(server.config).prepare(used)


def test_master_keys_come_from_a_setting_or_a_command_and_wrong_ones_are_named(tmp_path: Path) -> None:
    one, two = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    both = MasterKeys(Config(home=tmp_path, master_key=f"{one},{two}"))
    command = MasterKeys(Config(home=tmp_path, master_key_command=f"printf '%s\\n' {one} {two}"))
    assert both.ids() == command.ids()
    assert len(both.ids()) == 2
    for wrong in ("abc", base64.b64encode(b"short").decode()):
        with pytest.raises(WrongSettings, match="32 random bytes"):
            MasterKeys(Config(home=tmp_path, master_key=wrong)).ids()
    with pytest.raises(WrongSettings, match="gave no key"):
        MasterKeys(Config(home=tmp_path, master_key_command="false")).ids()
    with pytest.raises(WrongSettings, match="from a setting"):
        both.add()


async def test_a_backup_brings_photos_and_their_key_back(server: Served, tmp_path: Path) -> None:
    visit, patient = of(server), await server.entered(0)
    photo = (await sent(patient, visit, encoded(skin())))["id"]
    before = await picture(patient, visit, photo)
    summary = await backup(server.config, KEY_FILE, tmp_path / "practice.backup", NOW)
    assert summary.photos == 1
    new = tmp_path / "new"
    config = Config(home=new, database_url=databases.url(new))
    with home_alone(config):
        await restore(config, KEY_FILE, tmp_path / "practice.backup")
    async with served(new) as again:
        assert await picture(await again.entered(0), visit, photo) == before


async def test_what_is_erased_is_gone_and_the_evidence_still_says_that_it_was_there(server: Served) -> None:
    visit, patient, nurse = of(server), await server.entered(0), await server.signed_in("RN")
    photo = (await sent(patient, visit, encoded(skin())))["id"]
    content = encoded(skin(seed=5))
    unfinished = await begun(patient, visit, content)
    await put(patient, visit, unfinished["id"], 0, content[:1000])
    assert [one["id"] for one in (await nurse.get(f"/api/visits/{visit}/photos")).json["photos"]] == [photo]
    context = server.app[CONTEXT]
    vault = images(server).vault
    assert await Retention(context.store, _Later(40), vault, None).look() == 1, "an upload that never ended"
    assert len(files(server.config.home)) == 4
    assert await Retention(context.store, _Later(40), vault, 30).look() == 1
    assert files(server.config.home) == []
    assert (await patient.get(f"/api/visit-pass/photos/{photo}/image?visit={visit}")).status == 404
    log = await events(server, visit)
    assert [one["why"] for one in log if one["type"] == "photos_erased"] == ["retention", "retention"]
    assert any(one["type"] == "photo_received" and one["photo"] == photo for one in log)
    assert await context.store.evidence_break(VisitId(visit)) is None


class _Later:
    """A clock that many days ahead."""

    def __init__(self, days: int) -> None:
        self._clock, self._by = SystemClock(), timedelta(days=days)

    def mono_ns(self) -> int:
        return self._clock.mono_ns()

    def now(self) -> Moment:
        moment = self._clock.now()
        return replace(moment, utc=moment.utc + self._by)


async def test_a_clinician_asks_for_a_picture_again_and_the_new_one_takes_its_place(server: Served) -> None:
    visit, patient, nurse = of(server), await server.entered(0), await server.signed_in("RN")
    first = (await sent(patient, visit, encoded(skin())))["id"]
    page = await server.page(patient, visit=visit, tab="a")
    await page.ok("visit.open", visit=visit)
    path = f"/api/visits/{visit}/photos/{first}"
    office = await server.signed_in("office")
    assert (await office.post(f"{path}/retake", {"reason": "blurry"})).status == 404
    assert (await nurse.post(f"{path}/retake", {"reason": "ugly"})).status == 422
    asked = await nurse.post(f"{path}/retake", {"reason": "blurry"})
    assert asked.json["retake"]["reason"] == "blurry"
    await page.until(lambda frame: frame["type"] == "visit" and frame["photos_version"] >= 4)
    listed = (await patient.get(f"/api/visit-pass/photos?visit={visit}")).json["photos"]
    assert listed[0]["retake"]["reason"] == "blurry"
    # Asked once more, which the patient's open page has to hear of as it did the first time.
    assert (await nurse.post(f"{path}/retake", {"reason": "far"})).status == 200
    await page.until(lambda frame: frame["type"] == "visit" and frame["photos_version"] >= 5)
    listed = (await patient.get(f"/api/visit-pass/photos?visit={visit}")).json["photos"]
    assert listed[0]["retake"]["reason"] == "far"
    assert (await nurse.get(f"/api/visits/{visit}/photos")).status == 200
    second = await sent(patient, visit, encoded(skin(seed=3)), replaces=first)
    listed = (await patient.get(f"/api/visit-pass/photos?visit={visit}")).json["photos"]
    assert [one["id"] for one in listed] == [second["id"]]
    assert len(files(server.config.home)) == 8, "a clinician had opened the first: it stays part of the record"


async def test_only_a_dermatologist_takes_the_original_out_and_the_evidence_says_so(server: Served) -> None:
    visit, patient = of(server), await server.entered(0)
    content = encoded(skin(), comment=b"as the camera made it")
    photo = (await sent(patient, visit, content))["id"]
    path = f"/api/visits/{visit}/photos/{photo}/original"
    assert (await (await server.signed_in("RN")).post(path)).status == 404
    answer = await (await server.signed_in("MD")).post(path)
    assert (answer.status, answer.body) == (200, content)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    taken = [one for one in await events(server, visit) if one["type"] == "original_exported"]
    assert [one["digest"] for one in taken] == [hashlib.sha256(content).hexdigest()]


async def test_what_a_virus_scanner_names_is_refused_and_while_it_is_away_photos_wait(
    demo_home: Path, tmp_path: Path
) -> None:
    """Against a stand-in that speaks clamd's INSTREAM; the real one is in `test_clamd.py`."""
    databases.ALL.copy(demo_home, tmp_path / "home")
    asked: list[int] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(length)
        asked.append(len(content))
        writer.write(b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in content else b"stream: OK\0")
        writer.close()

    path = tmp_path / "clamd.ctl"
    async with served(tmp_path / "home", clamd=f"unix:{path}") as server:
        visit, patient = of(server), await server.entered(0)
        content = encoded(skin())
        waiting = await begun(patient, visit, content)
        assert (await put(patient, visit, waiting["id"], 0, content)).json["state"] == "checking"
        async with await asyncio.start_unix_server(answer, path):
            images(server).readings.soon(waiting["id"])
            assert (await read(patient, visit, waiting["id"]))["state"] == "ready"
            bad = await sent(patient, visit, content + b"EICAR")
            assert (bad["state"], bad["problem"]) == ("refused", "infected")
    assert asked == [len(content), len(content) + 5]


async def test_an_upload_goes_on_after_a_restart_and_what_was_received_is_read(demo_home: Path, tmp_path: Path) -> None:
    databases.ALL.copy(demo_home, tmp_path / "home")
    content = encoded(skin(2000, 1500), quality=97)
    async with served(tmp_path / "home") as server:
        visit, patient = of(server), await server.entered(0)
        photo = await begun(patient, visit, content)
        await put(patient, visit, photo["id"], 0, content[:300_001])
    async with served(tmp_path / "home") as server:
        patient = await server.entered(0)
        again = await begun(patient, visit, content, key=photo["key"])
        assert (again["id"], again["offset"]) == (photo["id"], 300_001)
        at = 300_001
        while at < len(content):
            at = (await put(patient, visit, photo["id"], at, content[at : at + (1 << 20)])).json["offset"]
        await images(server).readings.stop()
    async with served(tmp_path / "home") as server:
        patient = await server.entered(0)
        assert (await read(patient, visit, photo["id"]))["state"] == "ready"


async def test_the_page_s_key_for_its_queue_is_its_link_s_alone(server: Served) -> None:
    async def key(visit: int) -> Any:
        client = await server.entered(visit)
        return (await client.get(f"/api/visit-pass/photo-queue-key?visit={of(server, visit)}")).json["key"]

    assert len(base64.b64decode(await key(0))) == 32
    assert await key(0) == await key(0) != await key(1)


@pytest.mark.databases
@pytest.mark.parametrize("command", ["keys list", "keys rotate", "keys forget", "photos erase"])
def test_the_commands_explain_themselves(command: str) -> None:
    result = CliRunner().invoke(main, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output
