"""What a visit costs when it is the only one, and when there are forty.

    python -m bench.visits [SECONDS [VISITS…]] [--runs N]     10 s, 1 to 40 visits, 3 runs unless told; writes bench/results/DATE-visits.md

Visits of two see and hear each other; the server is on core 0, the clients are on core 1. Beside it, once, the C floor (datagrams given
back as they are) and, where it is installed, Janus, both with as many clients: what waking for a packet costs any server here. A line
through the figures from five visits on says what the next visit costs.
"""

import json
import os
import shutil
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.media import SERVER_CORE, load, measure_floor, measure_janus, running, stats_of
from bench.report import Row, arguments, spread, write_tables
from tests.ports import free_port

VISITS = (1, 5, 10, 20, 40)
SEVERAL = 5
"""From so many visits on the line is drawn: with fewer a packet comes alone."""


def switches(pid: int) -> int:
    """How often a process has gone to sleep so far."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("voluntary_ctxt")).split()[1])


def measure(visits: int, seconds: float) -> dict[str, float]:
    """So many visits of two."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "bench.media_server", str(port)], f"{url}/stats") as pid:
        result = load("visit", f"{url}/visit", 2 * visits, seconds, pid)
        slept, stats = switches(pid), stats_of(url)
    figures = {name: float(str(result[name])) for name in ("returned_per_s", "returned_share", "server_cores")}
    return {
        "visits": visits,
        **figures,
        "cpu_us_per_packet": float(str(result["cpu_us_per_packet"])),
        "percent_of_core_per_visit": round(100 * figures["server_cores"] / visits, 3),
        "waits_per_packet": round(slept / max(1, stats["forwarded"]), 3),
        "system_calls_per_packet": round(stats["system_calls"] / max(1, stats["forwarded"]), 3),
        "delay_ms_p50": float(str(result["delay_ms_p50"])),
        "delay_ms_p99": float(str(result["delay_ms_p99"])),
    }


def line(results: Sequence[dict[str, float]]) -> tuple[float, float]:
    """What each visit more costs, percent of a core, by least squares from `SEVERAL` visits on; and by how much of a measured cost
    the farthest point is off the line, percent of that point."""
    several = [result for result in results if result["visits"] >= SEVERAL]
    shares = [100 * result["server_cores"] for result in several]
    slope, intercept = statistics.linear_regression([result["visits"] for result in several], shares)
    off = max(
        abs(share - intercept - slope * result["visits"]) / share for share, result in zip(shares, several, strict=True)
    )
    return slope, 100 * off


def beside(visits: int, seconds: float, ours: Sequence[dict[str, float]]) -> Row:
    """The same number of clients at the floor and at Janus, CPU µs for a packet that came back."""
    own = round(statistics.median(result["cpu_us_per_packet"] for result in ours), 1)
    floor = float(str(measure_floor(2 * visits, seconds)["cpu_us_per_packet"]))
    row: dict[str, object] = {"visits": visits, "clients": 2 * visits, "Vestibule": own, "floor": floor}
    row["above_the_floor"] = round(own - floor, 1)
    if shutil.which("janus"):
        janus = float(str(measure_janus(2 * visits, seconds)["cpu_us_per_packet"]))
        row |= {"Janus": janus, "share_of_Janus": round(own / janus, 2)}
    print(json.dumps(row), flush=True)
    return row


def main(seconds: float, visits: Sequence[int], runs: int) -> None:
    """Measure in turns, and write."""
    load_average = os.getloadavg()[0]
    results: dict[int, list[dict[str, float]]] = {count: [] for count in visits}
    for _ in range(runs):
        for count in visits:
            results[count].append(measure(count, seconds))
            print(json.dumps(results[count][-1]), flush=True)
    compared = [beside(count, seconds, found) for count, found in results.items()]
    slope, off = line([one for found in results.values() for one in found])
    notes = [
        f"From {SEVERAL} visits on each visit more costs {slope:.2f} % of a core by least squares; the farthest figure is {off:.0f} % off"
        " that line.",
        "A packet that comes alone wakes the process alone, here and at the floor: *waits per packet* says how often it waited for"
        " something. With more visits packets come together, and each costs less; no visit costs more because there are others.",
        "CPU is user and system time of the whole process over the packets that came back; waits and system calls are since its start.",
        "The floor and Janus give each client its own media back, once each, in the same sitting. The floor knows no SRTP.",
    ]
    rows = [spread(found) for found in results.values()]
    about = f"Server on core {SERVER_CORE}; medians, with the least and the most."
    print(write_tables("visits", "What a visit costs", about, [rows, compared], notes, load_average))


if __name__ == "__main__":
    told = arguments(__doc__, 10, "VISITS", VISITS)
    main(told.seconds, told.many, told.runs)
