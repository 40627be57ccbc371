"""What seats cost that wait: each has its connection, sends a check every 2.5 s as browsers do, and nothing else.

    python -m bench.idle [SECONDS [SEATS…]] [--runs N]     20 s, 200 and 2000 seats, 3 runs unless told; writes bench/results/DATE-idle.md

The server is on core 0, the peers are on core 1. Handshakes are real; what is measured begins when all of them are done.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from types import SimpleNamespace

import aiohttp

from bench.media import SERVER_CORE, running
from bench.media_load import cpu_s, resident_kib
from bench.report import Row, arguments, spread, write_tables
from tests.media.raw import RawPeer, offer_text
from tests.ports import free_port

CHECK_EVERY_S = 2.5
AT_ONCE = 20
SECTIONS = [
    ("audio", "sendonly"), ("video", "sendonly"), ("video", "sendonly"),
    *[("audio", "recvonly")] * 5, *[("video", "recvonly")] * 4,
]  # fmt: skip
"""What a visit's page offers."""


async def seat(http: aiohttp.ClientSession, url: str, port: int, number: int) -> RawPeer:
    """One connected peer."""
    peer = RawPeer(SimpleNamespace(port=port))  # type: ignore[arg-type]
    offer = offer_text(SECTIONS, ufrag=peer.ufrag)
    async with http.post(f"{url}/seat/{number}", data=offer) as response:
        peer.read_answer(await response.text())
    peer.check()
    await peer.handshake(SimpleNamespace(state="connected"))
    return peer


async def measure(seats: int, seconds: float, http_port: int, pid: int) -> dict[str, object]:
    """Connect the seats, let them wait, and count."""
    url = f"http://127.0.0.1:{http_port}"
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{url}/stats") as response:
            port = (await response.json())["port"]
        first = await asyncio.gather(*(seat(http, url, port, n) for n in range(AT_ONCE)))
        before = resident_kib(pid)
        peers, checked = list(first), time.monotonic()
        for start in range(AT_ONCE, seats, AT_ONCE):
            peers += await asyncio.gather(
                *(seat(http, url, port, n) for n in range(start, min(seats, start + AT_ONCE)))
            )
            if time.monotonic() - checked > 20:  # the server forgets whoever is silent for 90 s
                checked = time.monotonic()
                for peer in peers:
                    peer.check()
        memory = (resident_kib(pid) - before) / max(1, len(peers) - AT_ONCE)
        checks = [peer.check_bytes() for peer in peers]

        async def wait(until: float) -> int:
            sent, began = 0, time.monotonic()
            while time.monotonic() < until:
                due = int((time.monotonic() - began) * len(peers) / CHECK_EVERY_S)
                while sent < due:
                    peers[sent % len(peers)].put(checks[sent % len(peers)])
                    sent += 1
                await asyncio.sleep(0.001)
            return sent

        await wait(time.monotonic() + 3)
        for peer in peers:
            peer.answered = 0
        cpu, began = cpu_s(pid), time.perf_counter()
        sent = await wait(time.monotonic() + seconds)
        await asyncio.sleep(0.2)
        cpu, span = cpu_s(pid) - cpu, time.perf_counter() - began
        async with http.get(f"{url}/stats") as response:
            stats = await response.json()
    return {
        "seats": len(peers),
        "connected": stats["connected"],
        "checks_per_s": round(sent / span),
        "answered_share": round(sum(peer.answered for peer in peers) / max(1, sent), 3),
        "core_share": round(cpu / span, 4),
        "us_per_check": round(cpu / max(1, sent) * 1e6, 1),
        "kib_per_seat": round(memory),
    }


def once(seats: int, seconds: float) -> dict[str, object]:
    """A server of its own, and so many seats."""
    port = free_port()
    with running([sys.executable, "-m", "bench.media_server", str(port)], f"http://127.0.0.1:{port}/stats") as pid:
        return asyncio.run(measure(seats, seconds, port, pid))


def main(seconds: float, many: Sequence[int], runs: int) -> None:
    """Measure in turns, and write."""
    load_average = os.getloadavg()[0]
    os.sched_setaffinity(0, {1 - int(SERVER_CORE)})
    results: dict[int, list[Row]] = {seats: [] for seats in many}
    for _ in range(runs):
        for seats in many:
            results[seats].append(once(seats, seconds))
            print(json.dumps(results[seats][-1]), flush=True)
    notes = [
        f"Each seat has done its handshake and sends a connectivity check every {CHECK_EVERY_S} s, as Chromium does, and no media.",
        "Memory is what the server's process grew by, over the seats after the first twenty.",
    ]
    bars = "Bars: under 0.1 of a core for 2000 seats, under 300 KiB a seat."
    about = f"Server on core {SERVER_CORE}; medians, with the least and the most. {bars}"
    rows = [spread(found) for found in results.values()]
    print(write_tables("idle", "Seats that wait", about, [rows], notes, load_average))


if __name__ == "__main__":
    told = arguments(__doc__, 20, "SEATS", (200, 2000))
    main(told.seconds, told.many, told.runs)
