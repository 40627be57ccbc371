"""`python -m server check`: what it says of an installation that is right, and of each way in which it is not."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server import tls
from server.app import KEY_FILE
from server.backup import backup
from server.base.config import Config
from server.check import Finding, findings
from server.check.keeping import way_to_database
from tests.integration import databases
from tests.integration.served import Served
from tests.ports import free_port

NOW = datetime.now(UTC)


async def said(config: Config, at: datetime = NOW) -> dict[str, Finding]:
    return {one.about: one for one in await findings(config, at)}


async def test_an_installation_before_its_first_start_is_right_and_nothing_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    config = Config(home=home, port=free_port(), media_port=0, database_url=databases.url(home))
    found = await said(config)
    assert not [one for one in found.values() if one.state == "problem"], found
    assert "first start" in found["home"].text
    assert not home.exists()


async def test_a_running_practice_is_seen_as_one_and_its_backup_has_an_age(server: Served) -> None:
    found = await said(server.config)
    assert "up to date" in found["database"].text
    assert f"{len(server.demo['visits'])} visits" in found["database"].text
    assert found["practice"].text.startswith(server.demo["practice"])
    assert found["photos' key"].state == "ok"
    assert (found["backup"].state, "none was ever made" in found["backup"].text) == ("note", True)
    await backup(server.config, KEY_FILE, server.config.home.parent / "b", NOW)
    assert (await said(server.config))["backup"].state == "ok"
    assert (await said(server.config, NOW + timedelta(days=9)))["backup"].state == "note"


async def test_an_address_that_browsers_are_not_told_is_said(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = server.config.model_copy(update={"host": "0.0.0.0", "media_port": 0, "public_ip": ()})
    # A machine in two networks: a second interface cannot be made without root.
    monkeypatch.setattr("server.check.ways.interface_addresses", lambda: ("127.0.0.1", "198.51.100.7"))
    said_of_media = [
        one.text for one in await findings(everywhere, NOW) if one.about == "media" and one.state == "note"
    ]
    assert ["VESTIBULE_PUBLIC_IP=" in text and text.endswith(",198.51.100.7") for text in said_of_media] == [True]
    told = everywhere.model_copy(update={"public_ip": ("127.0.0.1",)})
    assert not [one for one in await findings(told, NOW) if "198.51.100.7" in one.text]


async def test_what_is_in_the_way_is_named_with_what_to_do(server: Served, tmp_path: Path) -> None:
    exposed = server.config.model_copy(update={"host": "0.0.0.0", "trusted_proxies": (), "public_ip": ("192.0.2.77",)})
    found = await said(exposed)
    assert (found["https"].state, "VESTIBULE_TLS" in found["https"].text) == ("problem", True)
    assert "have none" in found["second factor"].text
    assert found["media"].state == "note", "an address of a router's"

    behind = exposed.model_copy(update={"origins": ("https://visits.example",)})
    assert "VESTIBULE_TRUSTED_PROXIES" in (await said(behind))["https"].text
    proxied = await said(behind.model_copy(update={"trusted_proxies": ("127.0.0.1",)}))
    assert proxied["https"].state == "ok"

    own = server.config.model_copy(update={"tls": "self-signed"})
    tls.ensured(own, NOW)
    assert tls.fingerprint(own.home / tls.CERTIFICATE) in (await said(own))["https"].text
    given = server.config.model_copy(update={"tls_cert": own.home / tls.CERTIFICATE, "tls_key": own.home / tls.KEY})
    assert (await said(given, NOW + tls.VALID))["https"].state == "problem"

    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = server.config.model_copy(update={"port": taken.getsockname()[1]})
        assert (await said(busy))["pages"].state == "problem"

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        second = free_port(2) + 1
        taken.bind(("127.0.0.1", second))
        busy = Config(home=tmp_path / "another", port=free_port(), media_port=second - 1, media_workers=2)
        assert (await said(busy))["media"].state == "problem", "the second worker's port is taken"

    both = Config(home=tmp_path / "another", port=second, media_port=second)
    assert "only TCP" in (await said(both))["media by TCP"].text
    for host in ("203.0.113.9", "not a host"):
        elsewhere = Config(home=tmp_path / "another", host=host, port=free_port())
        assert "Set HOST" in (await said(elsewhere))["pages"].text, "there is no program to end"

    (server.config.home / KEY_FILE).chmod(0o644)
    assert (await said(server.config))["signing key"].state == "problem"
    file = tmp_path / "a file"
    file.write_text("")
    for home in (file, file / "below"):
        assert (await said(server.config.model_copy(update={"home": home})))["home"].state == "problem"


async def test_what_cannot_be_written_or_asked_is_said_before_a_visit_needs_it(
    server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = server.config.model_copy(update={"heads": tmp_path / "not mounted" / "heads.jsonl"})
    assert "VESTIBULE_HEADS" in (await said(heads))["heads"].text
    assert (await said(heads.model_copy(update={"heads": tmp_path / "heads.jsonl"})))["heads"].state == "ok"

    scanned = server.config.model_copy(update={"clamd": f"unix:{tmp_path}/nobody"})
    assert "no photo is taken in" in (await said(scanned))["scanner"].text

    # Root may write anywhere but on a file system that takes nothing: that the check asks is what counts here.
    may = os.access
    monkeypatch.setattr("os.access", lambda path, how: path != server.config.home and may(path, how))
    home = (await said(server.config))["home"]
    assert (home.state, "nothing may be written" in home.text) == ("problem", True)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("db.invalid/v", True),
        ("db.invalid/v?sslmode=prefer", True),
        ("db.invalid/v?sslmode=require", False),
        ("127.0.0.1:1/v", False),
        ("/v?host=/nowhere", False),
    ],
)
def test_an_open_way_to_a_database_elsewhere_is_noted(tmp_path: Path, address: str, told: bool) -> None:
    config = Config(home=tmp_path, database_url=f"postgresql://me:hunter2@{address}")
    notes = list(way_to_database(config))
    assert [(one.state, "sslmode=require" in one.text, "hunter2" in one.text) for one in notes] == (
        [("note", True, False)] if told else []
    )


async def test_a_database_that_cannot_be_used_is_said_to_be_so(server: Served, database: databases.Kind) -> None:
    databases.sql(server.config.home, "UPDATE alembic_version SET version_num = '9999'")
    newer = (await said(server.config))["database"]
    assert (newer.state, "newer version" in newer.text) == ("problem", True)
    databases.sql(server.config.home, "UPDATE alembic_version SET version_num = '0001'")
    assert "next start" in (await said(server.config))["database"].text
    if database == "postgresql":
        for url, why in {
            databases.url(server.config.home).replace("/test_", "/nowhere_"): "does not exist",
            "postgresql://me:hunter2@127.0.0.1:1/v": "refused",
        }.items():
            found = (await said(server.config.model_copy(update={"database_url": url})))["database"]
            assert found.state == "problem"
            assert why in found.text.lower(), found
            assert "hunter2" not in found.text
    else:
        (server.config.home / "text").write_text("not a database at all" * 100)
        url = f"sqlite+aiosqlite:///{server.config.home}/text"
        found = (await said(server.config.model_copy(update={"database_url": url})))["database"]
        assert found.state == "problem"
        assert "not a database" in found.text
