"""What forwarding a packet costs, beside other servers on the same machine in one sitting: `make bench-media`.

The server runs on core 0 and the clients on core 1; each figure is the server's whole CPU time over the packets that came
back. Compare only figures of one sitting.

    python -m bench.media [SECONDS [SERVER…]] [--clients N…]       writes bench/results/DATE-media.md, .json and .svg

SERVER: vestibule, python (the same without its compiled module), visits (parties of two), janus, relay (aiortc's MediaRelay),
floor (C that gives datagrams back). All of them unless told.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.media_picture import draw
from bench.report import RESULTS, machine, table
from tests.ports import free_port

CLIENTS = (4, 20, 40)
MORE = (60, 80, 100, 120, 160, 200)
"""… and upwards, until packets stay away or the clients' own core is full."""
SERVER_CORE, LOAD_CORE = "0", "1"
SLOWEST = 4
"""Clients for which aiortc's relay is measured: it decodes and encodes, and carries no more on a core."""


@contextlib.contextmanager
def running(command: list[str], url: str, core: str | None = SERVER_CORE) -> Iterator[int]:
    """A server on its own core, or on all of them, once `url` is answered; gives its process id."""
    # Janus falls over its own threads when it is told to end; nobody reads its core.
    whole = ["prlimit", "--core=0", *(["taskset", "-c", core] if core else []), *command]
    with subprocess.Popen(whole, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 30
            while True:
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(url, timeout=1).close()
                    break
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{command[0]} did not come up")
                time.sleep(0.1)
            yield process.pid
        finally:
            process.terminate()


def stats_of(url: str) -> dict[str, Any]:
    """The counters of a `bench.media_server`."""
    with urllib.request.urlopen(f"{url}/stats", timeout=5) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def load(kind: str, url: str, clients: int, seconds: float, pid: int) -> dict[str, object]:
    """One run of the clients on their own core."""
    command = ["taskset", "-c", LOAD_CORE, sys.executable, "-m", "bench.media_load", kind, url]
    command += [str(clients), str(seconds), str(pid)]
    patience_s = 30 + seconds + clients / 4
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=patience_s)
    except subprocess.TimeoutExpired:
        raise SystemExit(f"the clients were not connected after {patience_s:.0f} s") from None
    if run.returncode:
        raise SystemExit(run.stderr[-2000:])
    result: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return result


def measure_vestibule(clients: int, seconds: float, *, form: str = "whip", native: bool = True) -> dict[str, object]:
    """This server; `form` "visit" for parties of two instead of echoes."""
    port = free_port()
    command = [sys.executable, "-m", "bench.media_server", str(port), *([] if native else ["python"])]
    url = f"http://127.0.0.1:{port}"
    with running(command, f"{url}/stats") as pid:
        result = load(form, f"{url}/{'visit' if form == 'visit' else 'echo'}", clients, seconds, pid)
        stats = stats_of(url)
    if stats["packet_errors"]:
        raise SystemExit(f"the run is not clean: {stats}")
    if native and not stats["datagrams_forwarded_by_c"]:
        raise SystemExit("the compiled module is not there: make setup, with a C compiler")
    return result


def measure_relay(clients: int, seconds: float) -> dict[str, object]:
    """aiortc's MediaRelay."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "bench.media_relay", str(port)], f"{url}/stats") as pid:
        return load("whip", f"{url}/echo", clients, seconds, pid)


def measure_floor(clients: int, seconds: float) -> dict[str, object]:
    """Datagrams given back as they are, by C."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "floor")
        subprocess.run(["cc", "-O2", "-o", str(program), "bench/media_floor.c"], check=True)
        command = ["taskset", "-c", SERVER_CORE, str(program)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                port = process.stdout.readline().strip() if process.stdout else ""
                return load("floor", port, clients, seconds, process.pid)
            finally:
                process.terminate()


def measure_janus(clients: int, seconds: float) -> dict[str, object]:
    """Debian's Janus with its echo test, on loopback, its configuration changed in a copy."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        for path in Path("/etc/janus").glob("*.jcfg"):
            shutil.copy(path, folder)
        main, transport = Path(folder, "janus.jcfg"), Path(folder, "janus.transport.http.jcfg")
        text = main.read_text().replace('configs_folder = "/etc/janus"', f'configs_folder = "{folder}"')
        text = text.replace("\nnat: {", '\nnat: {\n\tice_enforce_list = "lo"')
        others = ",".join(f"libjanus_{name}.so" for name in ("websockets", "mqtt", "nanomsg", "pfunix", "rabbitmq"))
        main.write_text(text.replace("\ntransports: {", f'\ntransports: {{\n\tdisable = "{others}"'))
        text = re.sub(r"port = 8088\b", f"port = {port}", transport.read_text())
        transport.write_text(text.replace("http = true", 'http = true\n\tip = "127.0.0.1"'))
        url = f"http://127.0.0.1:{port}/janus"
        with running(["janus", "-F", folder, "-C", str(main)], f"{url}/info") as pid:
            return load("janus", url, clients, seconds, pid)


COLUMNS = (
    "server", "clients", "returned_per_s", "returned_share", "cpu_us_per_packet", "server_cores", "load_cores",
    "delay_ms_p50", "delay_ms_p99", "delays", "kib_per_seat",
)  # fmt: skip


def write(results: list[dict[str, object]], load_average: float) -> Path:
    """The figures as JSON, as a table and as a picture, named by their day."""
    day = datetime.now(UTC).date().isoformat()
    lines = [
        f"# Forwarding a packet, {day}",
        "",
        f"{machine()}. Server on core {SERVER_CORE}, clients on core {LOAD_CORE};"
        f" load average of the machine before the runs: {load_average:.2f}.",
        "",
        f"![CPU for a forwarded packet, and its delay]({day}-media.svg)",
        "",
        *table([{name: result.get(name, "") for name in COLUMNS} for result in results]),
        "",
        "- Each client sends VP8 640x480 at 30 frames a second and 1 Mbit/s, and Opus, numbers all its packets, and gives feedback"
        " about every packet that comes. *Visits*: two by two they see each other; the others get their own media back.",
        "- CPU is user and system time of the whole server process over the packets that came back.",
        "- Delay is from an audio packet's sending to its arrival by the kernel's clock: the server's, and waking it.",
        "- *Python* is this server without its compiled module. The floor gives datagrams back, without SRTP.",
        "- The most clients are those of the last row of a server; a load core near 1 says that the clients were the limit.",
        "",
    ]
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"machine": machine(), "load_average": load_average, "results": results}, indent=1)
    (RESULTS / f"{day}-media.json").write_text(text + "\n")
    (RESULTS / f"{day}-media.svg").write_text(draw(results))
    file = RESULTS / f"{day}-media.md"
    file.write_text("\n".join(lines))
    return file


SERVERS: dict[str, tuple[str, Callable[[int, float], dict[str, object]]]] = {
    "vestibule": ("Vestibule", measure_vestibule),
    "janus": ("Janus", measure_janus),
    "visits": ("Vestibule, visits", lambda clients, seconds: measure_vestibule(clients, seconds, form="visit")),
    "python": ("Vestibule, Python", lambda clients, seconds: measure_vestibule(clients, seconds, native=False)),
    "floor": ("floor", measure_floor),
    "relay": ("aiortc MediaRelay", measure_relay),
}


def spent(result: dict[str, object]) -> bool:
    """Whether more clients would measure nothing: packets stay away, or a core is full."""
    figures = [float(str(result[name])) for name in ("returned_share", "server_cores", "load_cores")]
    return figures[0] < 0.98 or max(figures[1:]) > 0.93


def main(seconds: float, chosen: list[str], counts: list[int]) -> None:
    load_average = os.getloadavg()[0]
    if "janus" in chosen and not shutil.which("janus"):
        print("Janus is not installed (apt-get install --no-install-recommends janus); measuring without it")
        chosen = [name for name in chosen if name != "janus"]
    results: list[dict[str, object]] = []
    full: set[str] = set()
    for clients in counts:  # in turns, so that all of them meet the same machine
        for name in chosen:
            title, measure = SERVERS[name]
            if name in full or (name == "relay" and clients > SLOWEST):
                continue
            try:
                result = measure(clients, seconds)
            except SystemExit as failed:
                print(f"{title}, {clients} clients: {failed}")
                full.add(name)
                continue
            results.append({"server": title, **result})
            print(json.dumps(results[-1]), flush=True)
            if clients > CLIENTS[1] and spent(result):
                full.add(name)
    results.sort(key=lambda result: [title for title, _ in SERVERS.values()].index(str(result["server"])))
    print(write(results, load_average))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=float, default=10)
    parser.add_argument("servers", nargs="*", default=[], metavar="SERVER", help=", ".join(SERVERS))
    parser.add_argument("--clients", nargs="+", type=int, default=[*CLIENTS, *MORE])
    told = parser.parse_args()
    main(told.seconds, told.servers or list(SERVERS), told.clients)
