"""Kill -9 in the middle of writing. `python -m tests.integration.crash_loop N` runs it for longer."""

import asyncio
import random
import sqlite3
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.store.store import open_store
from tests.integration import databases
from tests.integration.crash_loop import live_and_die
from tests.integration.store_samples import PRACTICE


def test_everything_acknowledged_before_a_kill_is_in_the_log_and_nothing_is_there_in_part(tmp_path: Path) -> None:
    chance = random.Random(20260302)
    before = 0
    for _ in range(3):
        outcome = live_and_die(databases.url(tmp_path), chance)
        assert outcome.acknowledged > before, "the writer went on where the one before it had died"
        assert outcome.kept >= outcome.acknowledged
        assert outcome.kept <= outcome.acknowledged + 1, "one transaction at most was committed and not yet told"
        before = outcome.kept


BESIDE = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as file:
    file.execute("SELECT count(*) FROM practice").fetchone()
file.close()  # the last to close a database cleans up behind it
"""


@pytest.mark.databases("sqlite")
async def test_a_command_beside_the_process_that_made_the_database_leaves_its_log_alone(tmp_path: Path) -> None:
    path = tmp_path / "vestibule.db"
    store = await open_store(f"sqlite+aiosqlite:///{path}", key=Ed25519PrivateKey.generate())
    try:
        await store.try_writing()
        beside = await asyncio.create_subprocess_exec(sys.executable, "-c", BESIDE, str(path))
        assert await beside.wait() == 0
        async with store.unit() as unit:
            await unit.save_practice(PRACTICE)
        with sqlite3.connect(path) as reader:
            assert reader.execute("SELECT name FROM practice").fetchall() == [(PRACTICE.name,)]
    finally:
        await store.close()
