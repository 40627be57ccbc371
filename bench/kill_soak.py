"""The server killed without warning, again and again, while visits go on: nothing that was acknowledged may be missing.

python -m bench.kill_soak [KILLS]      300 unless told; writes bench/results/DATE-kill-soak.md. Ctrl-C: compare what there is

Patients, a nurse and a dermatologist speak the protocol from clients that share no code with the server and keep a ledger of
their own: each command, and whether `ok` came back. What was asked when the server died may or may not have been done; all
else has to be in the log exactly once, in its order, and nothing else may be there.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from bench.report import RESULTS, machine
from server.app import open_practice
from server.base.config import Config
from server.base.ids import VisitId
from server.evidence.events import UrgentSet, VisitMoved
from tests.e2e.practice import ROOT, Practice
from tests.protocol_client import ProtocolClient, Refused

VISITS = 5
"""How many visits go on at once."""

RETRY_S = 0.3
"""How long a client waits before it tries again, seconds."""

STALLED_S = 180
"""Without an answer for so long something is broken, seconds. Long, for a machine that does other things too."""

BESIDE = 0.2
"""Before how many of the kills a command is run on the same database, as an administrator does while visits go on."""

STEPS: list[tuple[str, str, dict[str, Any], str]] = [
    ("patient", "check_in", {}, "check_in"),
    ("nurse", "admit_to_intake", {"type": "admit", "to": "intake"}, "admit_to_intake"),
    ("nurse", "send_back", {}, "send_back"),
    ("nurse", "hand_over", {"note": "A note."}, "hand_over"),
    ("nurse", "recall", {}, "recall"),
    ("nurse", "hold", {"type": "hold", "on": True}, "hold"),
    ("nurse", "resume", {"type": "hold", "on": False}, "resume"),
    ("dermatologist", "hand_back", {}, "hand_back"),
    ("dermatologist", "join", {"read": True}, "dermatologist_joins"),
    ("nurse", "end", {}, "end"),
]
"""Who, the command as a visit frame names it, the frame where it differs, and the move in the log."""


@dataclass
class Ledger:
    """What was asked in one visit, in order, and whether the server said `ok`."""

    asked: list[tuple[str, bool]] = field(default_factory=list)

    def explains(self, log: list[str]) -> bool:
        """Whether the log is the acknowledged and any of the others, once each and in order, and nothing else."""
        reached = {0}
        for what, acknowledged in self.asked:
            further = {at + 1 for at in reached if at < len(log) and log[at] == what}
            reached = further if acknowledged else reached | further
        return len(log) in reached


@dataclass
class Totals:
    kills: int = 0
    acknowledged: int = 0
    unknown: int = 0
    commands: int = 0
    since_start: int = 0


class Gone(Exception):
    """The server died."""


class Driver:
    """One visit after the other, with its three pages."""

    def __init__(
        self, practice: Practice, cookies: dict[str, dict[str, str]], totals: Totals, chance: random.Random
    ) -> None:
        self._practice, self._cookies, self._totals, self._chance = practice, cookies, totals, chance
        self._pages: dict[str, ProtocolClient] = {}
        self.ledgers: dict[str, Ledger] = {}

    async def run(self) -> None:
        """Until it is cancelled."""
        try:
            while True:
                await self._visit()
        finally:
            await self._hang_up()

    async def _visit(self) -> None:
        visit, passes = await self._begun()
        ledger = self.ledgers[visit] = Ledger()
        while True:
            try:
                await self._sit(visit, passes)
                while await self._step(visit, ledger):
                    pass
                await self._hang_up()
                return
            except (Gone, Refused, OSError, AssertionError, aiohttp.ClientError, TimeoutError):
                await self._hang_up()
                await asyncio.sleep(RETRY_S)  # As pages do: what starts needs the processor more.

    async def _begun(self) -> tuple[str, dict[str, str]]:
        """A visit that the office made, and its patient's cookie. Tried until the server is there to do it."""
        while True:
            try:
                url = self._practice.url
                body = {
                    "patient": {"name": "Sam Soak", "date_of_birth": "1970-01-02", "language": "en", "state": "CA"},
                    "scheduled_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
                    "reason": "", "payer": None, "patient_status": "new", "rendering": None,
                }  # fmt: skip
                async with (
                    browser(url, self._cookies["office"]) as office,
                    office.post("/api/visits", json=body) as made,
                ):
                    made.raise_for_status()
                    visit = await made.json()
                async with browser(url, {}) as patient:
                    entering = {"token": visit["link"].partition("#")[2], "date_of_birth": "1970-01-02"}
                    async with patient.post("/api/visit-link/enter", json=entering) as entered:
                        entered.raise_for_status()
                    return visit["id"], {cookie.key: cookie.value for cookie in patient.cookie_jar}
            except (aiohttp.ClientError, OSError, TimeoutError):
                await asyncio.sleep(RETRY_S)

    async def _sit(self, visit: str, passes: dict[str, str]) -> None:
        """All three pages connected, each with its seat."""
        for who in ("patient", "nurse", "dermatologist"):
            page = self._pages[who] = ProtocolClient()
            patient = who == "patient"
            auth = {"visit": visit, "tab": "soak"} if patient else {"tab": f"soak {who} {visit}"}
            await page.connect(self._practice.url, cookies=passes if patient else self._cookies[who], auth=auth)
            try:
                await self._ask(page, {"type": "visit.open", "visit": visit})
            except Refused as refused:
                # Where the answer to `end` was lost the visit is over, and the frame says so.
                if refused.code != "not_now":
                    raise
            await shows(page, visit)

    async def _step(self, visit: str, ledger: Ledger) -> bool:
        """One command that makes sense now; False when the visit is over."""
        frame = max((page.visits[visit] for page in self._pages.values()), key=lambda each: int(each["version"]))
        if frame["state"] == "ended":
            return False
        possible = [step for step in STEPS if self._makes_sense(step, visit, frame["state"])]
        if not possible or self._chance.random() < 0.2:
            on = not self._pages["nurse"].visits[visit]["urgent"]
            await self._told(self._pages["nurse"], {"type": "urgent", "on": on, "visit": visit}, f"urgent {on}", ledger)
            return True
        who, command, fields, move = self._chance.choice(possible)
        await self._told(self._pages[who], {"type": command} | fields | {"visit": visit}, move, ledger)
        return True

    def _makes_sense(self, step: tuple[str, str, dict[str, Any], str], visit: str, state: str) -> bool:
        who, command, _, _ = step
        if command == "join" and state not in ("intake", "ready", "wrap_up"):
            return False
        if command == "end" and self._chance.random() < 0.9:
            return False
        return command in self._pages[who].visits[visit]["commands"]

    async def _told(self, page: ProtocolClient, frame: dict[str, Any], what: str, ledger: Ledger) -> None:
        """Ask, and write into the ledger what came of it. A refusal changed nothing, so it is in no ledger."""
        number = len(ledger.asked)
        ledger.asked.append((what, False))
        before = page.visits[frame["visit"]]["version"]
        try:
            await self._ask(page, frame)
        except Refused as refused:
            if refused.code == "not_now":
                ledger.asked.pop()
                await page.until(
                    lambda: page.closed or page.visits[frame["visit"]]["version"] > before, "what is so now"
                )
                return
            raise
        ledger.asked[number] = (what, True)
        self._totals.acknowledged += 1
        self._totals.since_start += 1
        # The next step is chosen by what everybody sees.
        for each in self._pages.values():
            await shows(each, frame["visit"], before)

    async def _ask(self, page: ProtocolClient, frame: dict[str, Any]) -> None:
        answer = asyncio.ensure_future(page.request(**frame))
        closed = asyncio.ensure_future(page.until(lambda: page.closed, "closed"))
        try:
            await asyncio.wait({answer, closed}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise Gone
            answer.result()
        finally:
            for each in (answer, closed):
                each.cancel()
            await asyncio.gather(answer, closed, return_exceptions=True)

    async def _hang_up(self) -> None:
        for page in self._pages.values():
            await page.close()
        self._pages.clear()


async def shows(page: ProtocolClient, visit: str, after: int = -1) -> None:
    """Wait until the page has a frame of the visit that is newer than version `after`. Raises `Gone`."""

    def news() -> bool:
        return page.closed or (visit in page.visits and int(page.visits[visit]["version"]) > after)

    await page.until(news, "the visit as it is now")
    if page.closed:
        raise Gone


def browser(url: str, cookies: dict[str, str]) -> aiohttp.ClientSession:
    """A client of the API with these cookies."""
    jar = aiohttp.CookieJar(treat_as_secure_origin=[url])
    jar.update_cookies(cookies, response_url=URL(url))
    return aiohttp.ClientSession(base_url=url, headers={"Origin": url}, cookie_jar=jar)


async def command_beside(practice: Practice) -> None:
    """`python -m server visit add` while the server runs. Another process that opens and closes the database must cost nothing."""
    command = ["visit", "add", "--name", "Sam Soak", "--born", "1970-01-02", "--state", "CA"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", practice.program, *command,
        cwd=practice.home.parent, env=practice.environment, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if await process.wait():
        raise AssertionError(f"`server {' '.join(command)}` failed beside the server")


async def soak(folder: Path, kills: int, chance: random.Random) -> tuple[Totals, list[float], dict[str, Ledger]]:
    """Kill so often. Returns what was asked, and how long each start took, seconds."""
    practice, totals, starts = await Practice(folder / "home", apart=True).start(), Totals(), []
    cookies: dict[str, dict[str, str]] = {}
    for who, role in (("office", "office"), ("nurse", "RN"), ("dermatologist", "dermatologist")):
        client = await practice.sign_in(role)
        cookies[who] = {cookie.key: cookie.value for cookie in client.cookie_jar}
        await client.close()
    drivers = [Driver(practice, cookies, totals, random.Random(chance.random())) for _ in range(VISITS)]
    running = [asyncio.create_task(driver.run()) for driver in drivers]
    enough = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, enough.set)
    try:
        for number in range(kills):
            wanted = chance.randint(3, 60)
            totals.since_start = 0
            deadline = time.monotonic() + STALLED_S
            while totals.since_start < wanted and not enough.is_set():
                for task in running:
                    if task.done():
                        task.result()
                if time.monotonic() > deadline:
                    raise AssertionError("nothing is acknowledged any more")
                await asyncio.sleep(chance.random() * 0.02)
            if enough.is_set():
                break
            if chance.random() < BESIDE:
                await command_beside(practice)
                totals.commands += 1
            await practice.kill()
            totals.kills += 1
            begun = time.monotonic()
            await practice.start()
            starts.append(time.monotonic() - begun)
            print(f"kill {number + 1}: {totals.acknowledged} acknowledged", flush=True)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await practice.stop()
    ledgers = {visit: ledger for driver in drivers for visit, ledger in driver.ledgers.items()}
    totals.unknown = sum(not acknowledged for ledger in ledgers.values() for _, acknowledged in ledger.asked)
    return totals, starts, ledgers


def verified(export: Path, heads: Path) -> subprocess.CompletedProcess[str]:
    """What the verifier of docs/evidence.md says."""
    script = ROOT / "docs" / "verify_evidence.py"
    return subprocess.run(
        [sys.executable, script, export, "--heads", heads], capture_output=True, text=True, check=False
    )


async def compare(home: Path, ledgers: dict[str, Ledger]) -> list[str]:
    """What does not agree between the ledgers and the logs, in words."""
    wrong = []
    async with open_practice(Config(home=home)) as practice:
        for visit, ledger in ledgers.items():
            if await practice.store.evidence_break(VisitId(visit)):
                wrong.append(f"{visit}: the chain does not hold")
            async with practice.store.reading() as unit:
                events = [entry.event for entry in await unit.evidence(VisitId(visit))]
            log = [
                event.move.value if isinstance(event, VisitMoved) else f"urgent {event.urgent}"
                for event in events
                if isinstance(event, VisitMoved | UrgentSet)
            ]
            if not ledger.explains(log):
                wrong.append(f"{visit}: asked {ledger.asked}, the log has {log}")
            export = home / "export.jsonl"
            export.write_bytes(await practice.store.export_evidence(VisitId(visit)))
            checked = await asyncio.to_thread(verified, export, home / "heads.jsonl")
            if checked.returncode:
                wrong.append(f"{visit}: {checked.stderr.strip()}")
    return wrong


def main(kills: int = 300) -> None:
    """Run, compare, write it down; fails where anything is missing."""
    seed, load = int(time.time()), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        totals, starts, ledgers = asyncio.run(soak(Path(folder), kills, random.Random(seed)))
        wrong = asyncio.run(compare(Path(folder) / "home", ledgers))
    if not starts:
        sys.exit("nothing was killed, so there is nothing to compare")
    starts.sort()
    lines = [
        f"# Kills under load, {datetime.now(UTC).date().isoformat()}", "",
        f"{machine()}; load average before the run: {load:.2f}; seed {seed}.", "",
        "| | |", "|---|---|",
        f"| kills (SIGKILL, at a random moment, {VISITS} visits going on) | {totals.kills} |",
        f"| commands run beside the server just before a kill | {totals.commands} |",
        f"| visits | {len(ledgers)} |",
        f"| commands acknowledged | {totals.acknowledged} |",
        f"| of them not in the log, or out of order, or twice | {len(wrong)} visits |",
        f"| asked when the server died (may or may not be in the log) | {totals.unknown} |",
        f"| kill to ready, p50 and longest | {starts[len(starts) // 2]:.1f} s, {starts[-1]:.1f} s |", "",
        "- Clients written from PROTOCOL.md keep their own ledger; the log of every visit is compared with it afterwards.",
        "- Every chain holds, and passes through every head that was signed on the way.", "",
    ]  # fmt: skip
    print("\n".join([*lines, *wrong]))
    if wrong:
        sys.exit(1)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{datetime.now(UTC).date().isoformat()}-kill-soak.md").write_text("\n".join(lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
