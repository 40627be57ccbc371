"""What media workers carry: one against two, on a machine of two cores.

    python -m bench.workers [SECONDS [CLIENTS…]] [--runs N]     6 s, 4 runs unless told, four minutes; writes bench/results/DATE-workers.md

The clients are two processes and need more of both cores than the workers do. So what two cores could carry if the clients were
elsewhere is measured small: each worker is held to a share of its core that the clients can fill, once one worker, once two. Beside
that, with the cores for themselves but for the clients: what a packet costs, by the workers' own CPU time.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from bench.media import running, stats_of
from bench.media_load import SETTLE_S, cpu_s
from bench.report import Row, arguments, spread, write_tables
from bench.throttle import held
from tests.ports import free_port

CLIENTS = (20,)
HELD = 0.1
"""The share of its core that a worker is held to …"""
FILLING = 40
"""… and clients who are more than one can serve with that, and not more than two can: a worker that has far too much loses most of it."""
LOADS = 2
"""Processes of clients."""


async def measure(workers: int, clients: int, seconds: float, share: float = 0.0) -> dict[str, object]:
    """Visits of two on so many workers, each held to that share of a core (0: not held) once all are connected."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        command = [sys.executable, "-m", "bench.media_server", str(port), str(workers)]
        server = stack.enter_context(running(command, f"{url}/stats", core=None))
        pids: list[int] = stats_of(url)["pids"]
        for index, pid in enumerate(pids):
            os.sched_setaffinity(pid, {index % (os.cpu_count() or 1)})
        each = clients // LOADS
        loads = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bench.media_load", "visit", f"{url}/visit/{number}-",
                str(each), str(seconds + SETTLE_S), str(server), stdout=asyncio.subprocess.PIPE,
            ) for number in range(LOADS)
        ]  # fmt: skip
        deadline = time.monotonic() + 60
        while stats_of(url).get("connected", 0) < each * LOADS and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        if share:
            for pid in pids:
                stack.enter_context(held(pid, share))
        await asyncio.sleep(SETTLE_S + 1)
        before, began = [cpu_s(pid) for pid in pids], time.perf_counter()
        sent = stats_of(url)["forwarded"]
        await asyncio.sleep(seconds - 1)
        span, used = time.perf_counter() - began, [cpu_s(pid) - cpu for pid, cpu in zip(pids, before, strict=True)]
        rate = (stats_of(url)["forwarded"] - sent) / span
        results = [json.loads((await load.communicate())[0].splitlines()[-1]) for load in loads]
    return {
        "workers": workers,
        "each_held_to": share or "its core",
        "clients": each * LOADS,
        "forwarded_per_s": round(rate),
        "returned_share": min(result["returned_share"] for result in results),
        "cpu_us_per_packet": round(sum(used) / span / max(1, rate) * 1e6, 1),
        "cores_of_workers": round(sum(used) / span, 3),
        "delay_ms_p50": max(result["delay_ms_p50"] for result in results),
        "delay_ms_p99": max(result["delay_ms_p99"] for result in results),
    }


def main(seconds: float, clients: Sequence[int], runs: int) -> None:
    """Measure in turns, and write."""
    load_average = os.getloadavg()[0]
    kinds = [(count, 0.0) for count in clients] + [(FILLING, HELD)]
    found: dict[tuple[int, int, float], list[Row]] = {}
    notes = []
    for _ in range(runs):
        for count, share in kinds:
            for workers in (1, 2):
                try:
                    result = asyncio.run(measure(workers, count, seconds, share))
                except PermissionError:
                    notes = [
                        "This program may not hold a process to a share of a core here, so nothing shows what two carry."
                    ]
                    continue
                found.setdefault((count, workers, share), []).append(result)
                print(json.dumps(result), flush=True)
    notes += [
        f"Held to {HELD:g} of a core each (cgroup, in periods of 10 ms), the workers are what is scarce, not the clients: the"
        " packets forwarded there are what one and two can.",
        "The first worker is on core 0, the second on core 1; the clients, two processes, are on both.",
        "CPU is user and system time of the workers over the packets that they forwarded meanwhile. Delays are the worse of the two"
        " processes'.",
    ]
    about = "Visits of two, each client with VP8 640x480 at 1 Mbit/s and Opus; medians, with the least and the most."
    rows = [
        [spread(some) for (*_, share), some in found.items() if bool(share) is is_held] for is_held in (True, False)
    ]
    print(
        write_tables("workers", "One media worker and two", about, [some for some in rows if some], notes, load_average)
    )


if __name__ == "__main__":
    told = arguments(__doc__, 6, "CLIENTS", CLIENTS, runs=4)
    main(told.seconds, told.many, told.runs)
