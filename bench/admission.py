"""Whether the next visit is refused before those that go on suffer:

    python -m bench.admission [SECONDS] [--runs N]     6 s, 3 runs unless told; writes bench/results/DATE-admission.md

The server is held to a share of its core that the clients can fill, and refuses at the same part of it as it does of a whole core. Visits
of two come in pairs until one is refused; what the visits have then is measured, and once more with half as many on top, which are
let in by a server without a limit.
"""

import argparse
import asyncio
import json
import os
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack

from bench.media import running, stats_of
from bench.media_load import SETTLE_S
from bench.report import Row, spread, write_tables
from bench.throttle import held
from tests.media.raw import offer_text
from tests.ports import free_port

HELD = 0.1
"""The share of its core that the server is held to."""
PERCENT = 80
"""What `VESTIBULE_MEDIA_LOAD` is unless told otherwise."""
STEP = 4
"""Clients that come at a time."""
STEP_S = 6.0
"""Between them: what is averaged over five seconds has to follow."""
MOST = 120
ALL_S = 3600.0


def refuses(url: str) -> bool:
    """Whether a visit that comes now gets a sentence instead of an answer."""
    offer = offer_text([("audio", "sendonly")]).encode()
    try:
        urllib.request.urlopen(urllib.request.Request(f"{url}/echo", offer), timeout=10).close()
    except urllib.error.HTTPError as refusal:
        return b"as many visits as it can" in refusal.read()
    return False


async def come(url: str, name: str, clients: int, seconds: float, server: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.media_load", "visit", f"{url}/visit/{name}-", str(clients), str(seconds), str(server),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def connected(url: str, clients: int, load: asyncio.subprocess.Process) -> bool:
    """Whether all of them got in; clients of which one is refused give up together."""
    deadline = time.monotonic() + 60
    while stats_of(url).get("connected", 0) < clients and time.monotonic() < deadline:
        if load.returncode is not None:
            return False
        await asyncio.sleep(0.2)
    return True


async def fill() -> Row:
    """Let visits come until one is refused: how many were carried then, and at which load."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "bench.media_server", str(port), "--load", str(PERCENT * HELD)]
    loads: list[asyncio.subprocess.Process] = []
    with ExitStack() as stack:
        server = stack.enter_context(running(command, f"{url}/stats"))
        stack.enter_context(held(server, HELD))
        try:
            while not refuses(url) and len(loads) * STEP < MOST:
                load = await come(url, str(len(loads)), STEP, ALL_S, server)
                if not await connected(url, (len(loads) + 1) * STEP, load):
                    break
                loads.append(load)
                await asyncio.sleep(STEP_S)
            return {"visits": len(loads) * STEP // 2, "load_percent_of_held": stats_of(url)["load_percent"] / HELD}
        finally:
            for load in loads:
                load.kill()
                await load.wait()


async def carry(clients: int, seconds: float) -> Row:
    """So many clients in visits of two on a server that refuses nobody: what they have."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        server = stack.enter_context(running([sys.executable, "-m", "bench.media_server", str(port)], f"{url}/stats"))
        load = await come(url, "all", clients, seconds + SETTLE_S, server)
        await connected(url, clients, load)
        stack.enter_context(held(server, HELD))
        result = json.loads((await load.communicate())[0].splitlines()[-1])
    return {name: result[name] for name in ("returned_share", "delay_ms_p50", "delay_ms_p99", "server_cores")}


def main(seconds: float, runs: int) -> None:
    """Measure, and write."""
    load_average, rows = os.getloadavg()[0], dict[str, list[Row]]()
    for _ in range(runs):
        full = asyncio.run(fill())
        visits = int(str(full["visits"]))
        for name, many in (("when the next is refused", visits), ("half as many more", visits * 3 // 2)):
            load = full["load_percent_of_held"] if many == visits else "–"
            row = {"visits": many, "load_percent_of_held": load, **asyncio.run(carry(many * 2, seconds))}
            rows.setdefault(name, []).append(row)
            print(name, row, flush=True)
    table = [{"visits_are": name, **spread(some)} for name, some in rows.items()]
    about = f"The server is held to {HELD:g} of core 0 and refuses at {PERCENT} % of that; medians, with the least and the most."
    notes = [
        "Visits of two, each client with VP8 640x480 at 1 Mbit/s and Opus. They come in pairs, six seconds apart, until one is refused.",
        "Share: of the packets sent, those that came back. A process that is held waits for its next 10 ms: that is in the delays.",
    ]
    print(write_tables("admission", "The next visit is refused", about, [table], notes, load_average))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=float, default=6)
    parser.add_argument("--runs", type=int, default=3)
    told = parser.parse_args()
    main(told.seconds, told.runs)
