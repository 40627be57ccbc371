"""The built pages: which one where, how long they are kept, and what is said when they are missing."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.integration import databases
from tests.integration.served import Served, served
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built client in miniature, with a compressed sibling, and a secret beside it."""
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "staff.html").write_text("<p>staff</p>")
    (built / "patient.html").write_text("<p>patient</p>")
    (built / "assets" / "app-1a2b.js").write_text("let plain")
    (built / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(b"let packed"))
    (built / "manifest.json").write_text("{}")
    (tmp_path / "secret.js").write_text("secret")
    return built


async def test_each_address_has_its_page(tmp_path: Path, dist: Path) -> None:
    async with served(tmp_path / "home", dist=dist, host="0.0.0.0") as server:
        client = server.browser()
        for path in ("/", "/staff", "/staff/visits/7", "/staff/new"):
            assert (await client.get(path)).text == "<p>staff</p>"
        page = await client.get("/v")
        assert page.text == "<p>patient</p>"
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert page.headers["Cache-Control"] == "no-store"
        for path in ("/nothing", "/manifest.json", "/staff.html", "/assets/none.js"):
            assert (await client.get(path)).status == 404, path


async def test_assets_are_kept_for_ever_and_sent_compressed_where_that_is_understood(
    tmp_path: Path, dist: Path
) -> None:
    async with served(tmp_path / "home", dist=dist, host="0.0.0.0") as server:
        client = server.browser()
        packed = await client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip, br"})
        assert packed.text == "let packed"
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "immutable" in packed.headers["Cache-Control"]
        assert packed.headers["Content-Type"].startswith("text/javascript")
        plain = await client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
        assert plain.text == "let plain"
        assert plain.headers["Vary"] == "Accept-Encoding"


async def test_nothing_beside_the_built_folder_is_served(tmp_path: Path, dist: Path) -> None:
    (dist / "assets" / "linked.js").symlink_to(tmp_path / "secret.js")
    async with served(tmp_path / "home", dist=dist, host="0.0.0.0") as server:
        for path in ("../secret.js", "%2e%2e/%2e%2e/secret.js", "..%2f..%2fsecret.js", "linked.js", "%00"):
            answer = await server.browser().get(f"/assets/{path}")
            assert answer.status in (400, 404), path
            assert "secret" not in answer.text


async def test_without_a_built_client_the_page_says_what_to_do(server: Served) -> None:
    answer = await server.browser().get("/staff")
    assert answer.status == 503
    assert "make setup" in answer.text


async def test_the_server_ends_cleanly_when_told_to(tmp_path: Path, demo_home: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VESTIBULE_")}
    settings = {
        "PORT": "0",
        "VESTIBULE_MEDIA_PORT": "0",
        "VESTIBULE_HOME": str(demo_home),
        "VESTIBULE_DATABASE_URL": databases.url(demo_home),
        "PYTHONPATH": str(ROOT),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", cwd=tmp_path, env=kept | settings, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    printed = b""
    async with asyncio.timeout(PATIENCE_S):
        while b"Serving" not in printed:
            line = await process.stdout.readline()
            assert line, "the server ended by itself"
            printed += line
        second = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", cwd=tmp_path, env=kept | settings, stderr=asyncio.subprocess.PIPE
        )
        _, refused = await second.communicate()
        assert (second.returncode, b"another server is using this folder" in refused) == (2, True)
        process.send_signal(signal.SIGTERM)
        _, log = await process.communicate()
    assert process.returncode == 0
    assert b"office@demo.example" in printed
    assert b"/v#" in printed
    assert b'"event": "stopped"' in log
    assert b"Traceback" not in log
