"""A writer that is killed without warning, again and again: whatever it acknowledged is in the log.

python -m tests.integration.crash_loop 3000 [DATABASE URL]
"""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.base.clock import SystemClock
from server.base.ids import VisitId
from server.evidence.events import Event, MediaTick, UrgentSet
from server.store import SqlStore, open_store
from tests.integration.store_samples import PATIENT, appointment

VISITS = [VisitId(f"visit-{number}") for number in range(3)]
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """One life of the writer: the last transaction it acknowledged, and the last that the log holds whole."""

    acknowledged: int
    kept: int


async def opened(url: str) -> SqlStore:
    return await open_store(url, key=Ed25519PrivateKey.generate(), alone=True)


async def write(url: str) -> None:
    """Append to every visit and change its state in one transaction, and say so once it has been committed; for ever."""
    store, clock = await opened(url), SystemClock()
    async with store.unit() as unit:
        if await unit.patient(PATIENT.id) is None:
            await unit.save_patient(PATIENT)
            for visit in VISITS:
                await unit.add_appointment(appointment(name=visit))
    for _ in count():
        async with store.unit() as unit:
            for visit in VISITS:
                found = await unit.appointment(visit)
                assert found is not None
                saved = await unit.save_appointment(replace(found, urgent=not found.urgent))
                events: list[Event] = [UrgentSet(urgent=saved.urgent), MediaTick(pairs=())]
                await unit.append(visit, events, actor="server", at=clock.now())
        print(saved.version, flush=True)


async def look(url: str) -> int:
    """The last transaction that is in the log. Raises AssertionError where one is there in part, or a chain does not hold."""
    store = await opened(url)
    try:
        found = set()
        for visit in VISITS:
            assert await store.evidence_break(visit) is None
            async with store.reading() as unit:
                record, entries = await unit.appointment(visit), await unit.evidence(visit)
            version = record.version if record is not None else 0
            assert len(entries) == 2 * version, f"{visit}: {len(entries)} entries at version {version}"
            found.add(version)
        assert len(found) == 1, "a transaction reached some visits and not others"
        return found.pop()
    finally:
        await store.close()


def live_and_die(url: str, chance: random.Random) -> Outcome:
    """Start a writer, kill it after a random number of acknowledgements and a random fraction of a commit."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.crash_loop", "--write", url],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as writer:  # fmt: skip
        assert writer.stdout is not None
        acknowledged = 0
        for _ in range(chance.randint(1, 10)):
            acknowledged = int(writer.stdout.readline())
        # The moment itself is what is random here: a spin, since no condition marks the middle of a commit.
        until = time.perf_counter() + chance.random() * 0.02
        while time.perf_counter() < until:
            pass
        writer.send_signal(signal.SIGKILL)
        for line in writer.stdout:
            # Acknowledged between the last line that was read and the kill; a torn last line is no acknowledgement.
            acknowledged = int(line) if line.endswith("\n") else acknowledged
    return Outcome(acknowledged, asyncio.run(look(url)))


def main() -> None:
    """Run as many lives as the argument says, and print what was lost of how much."""
    if sys.argv[1] == "--write":
        asyncio.run(write(sys.argv[2]))
        return
    chance, lost, total = random.Random(int(time.time())), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite+aiosqlite:///{folder}/vestibule.db"
        for _ in range(int(sys.argv[1])):
            outcome = live_and_die(url, chance)
            lost += outcome.kept < outcome.acknowledged
            total = outcome.acknowledged
    print(f"{sys.argv[1]} kills, {total} acknowledged transactions, {lost} lives that lost one")
    sys.exit(lost > 0)


if __name__ == "__main__":
    main()
