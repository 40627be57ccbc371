"""ClamAV's own daemon, with one signature made by hand: EICAR's."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from server.images.clamd import Clamd
from tests.integration.pictures import encoded, skin
from tests.integration.served import served
from tests.integration.test_photos import of, sent
from tests.patience import PATIENCE_S
from tests.programs import program

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""Harmless, and every scanner's example of harm (eicar.org)."""

pytestmark = pytest.mark.databases


@asynccontextmanager
async def daemon(folder: Path) -> AsyncIterator[str]:
    """The daemon on a socket of its own, up when it is handed out."""
    signatures, path = folder / "signatures", folder / "clamd.ctl"
    signatures.mkdir()
    (signatures / "ours.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    settings = folder / "clamd.conf"
    settings.write_text(
        f"LocalSocket {path}\nDatabaseDirectory {signatures}\nForeground yes\nMaxThreads 2\nStreamMaxLength 64M\n"
    )
    running = await asyncio.create_subprocess_exec(
        program("clamd", "clamav-daemon"), "--config-file", str(settings), stdout=subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not await answers(str(path)):
                assert running.returncode is None, "clamd ended"
                await asyncio.sleep(0.1)
        yield f"unix:{path}"
    finally:
        running.terminate()
        await running.wait()


@pytest_asyncio.fixture
async def clamd(tmp_path: Path) -> AsyncIterator[str]:
    async with daemon(tmp_path) as address:
        yield address


async def answers(path: str) -> bool:
    try:
        return not await Clamd(f"unix:{path}").infected(b"nothing")
    except OSError:
        return False


async def test_the_real_daemon_names_what_is_harmful_and_lets_a_photo_pass(clamd: str, tmp_path: Path) -> None:
    async with served(tmp_path / "home", clamd=clamd) as server:
        visit, patient = of(server), await server.entered(0)
        good = await sent(patient, visit, encoded(skin()))
        assert (good["state"], good["problem"]) == ("ready", None)
        bad = await sent(patient, visit, encoded(skin()) + EICAR)
        assert (bad["state"], bad["problem"]) == ("refused", "infected")
        large = await sent(patient, visit, encoded(skin(4032, 3024), quality=97))
        assert large["state"] == "ready", "more than one piece of the stream"
