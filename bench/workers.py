"""What media workers carry: one against two, on a machine of two cores.

    python -m bench.workers [SECONDS [CLIENTS…]]        writes bench/results/DATE-workers.md

Each worker has a core to itself but for the clients, which are two processes and run on both: so no figure here is what two cores
could carry if the clients were elsewhere. What counts is what a packet costs, by the workers' own CPU time, and whether two workers
need more for it than one.
"""

import asyncio
import json
import os
import sys
import time
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from bench.media import free_port, running
from bench.media_load import SETTLE_S, cpu_s
from bench.report import RESULTS, machine

CLIENTS = (20, 80, 120)
LOADS = 2
"""Processes of clients."""


def stats(url: str) -> dict[str, Any]:
    """The server's counters and its workers' process ids."""
    with urllib.request.urlopen(f"{url}/stats", timeout=5) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


async def measure(workers: int, clients: int, seconds: float) -> dict[str, object]:
    """Visits of two on so many workers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        command = [sys.executable, "-m", "bench.media_server", str(port), str(workers)]
        server = stack.enter_context(running(command, f"{url}/stats", core=None))
        pids: list[int] = stats(url)["pids"]
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
        while stats(url).get("connected", 0) < each * LOADS and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        await asyncio.sleep(SETTLE_S + 1)
        before, began = [cpu_s(pid) for pid in pids], time.perf_counter()
        await asyncio.sleep(seconds - 1)
        span, used = time.perf_counter() - began, [cpu_s(pid) - cpu for pid, cpu in zip(pids, before, strict=True)]
        results = [json.loads((await load.communicate())[0].splitlines()[-1]) for load in loads]
    rate = sum(result["returned_per_s"] for result in results)
    return {
        "workers": workers,
        "clients": each * LOADS,
        "forwarded_per_s": rate,
        "returned_share": min(result["returned_share"] for result in results),
        "cpu_us_per_packet": round(sum(used) / span / max(1, rate) * 1e6, 1),
        "cores_of_workers": " + ".join(f"{cpu / span:.3f}" for cpu in used),
        "delay_ms_p50": max(result["delay_ms_p50"] for result in results),
        "delay_ms_p99": max(result["delay_ms_p99"] for result in results),
    }


def main(seconds: float, clients: Sequence[int]) -> None:
    """Measure in turns, and write."""
    load_average = os.getloadavg()[0]
    results = []
    for count in clients:
        for workers in (1, 2):
            results.append(asyncio.run(measure(workers, count, seconds)))
            print(json.dumps(results[-1]), flush=True)
    day = datetime.now(UTC).date().isoformat()
    names = list(results[0])
    lines = [
        f"# One media worker and two, {day}",
        "",
        f"{machine()}; load average before the runs: {load_average:.2f}. Visits of two, each client with VP8 640x480 at 1 Mbit/s and Opus.",
        "",
        "| " + " | ".join(name.replace("_", " ") for name in names) + " |",
        "|" + "---|" * len(names),
        *("| " + " | ".join(str(result[name]) for name in names) + " |" for result in results),
        "",
        "- The first worker is on core 0, the second on core 1; the clients, two processes, are on both and need more of them than"
        " the workers do. So this machine cannot show twice the packets: it shows what a packet costs two workers and one.",
        "- CPU is user and system time of the workers over the packets that came back meanwhile. Delays are the worse of the two"
        " processes'.",
        "",
    ]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{day}-workers.md").write_text("\n".join(lines))


if __name__ == "__main__":
    given = sys.argv[1:]
    main(float(given[0]) if given else 10, [int(one) for one in given[1:]] or CLIENTS)
