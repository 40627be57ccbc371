"""What forwarding a packet costs, beside Janus where it is installed: `make bench-media`.

The server runs on core 0 and the clients on core 1; each figure is the server's whole CPU time over the packets that came
back. Compare only figures of one sitting.

    python -m bench.media [SECONDS]       writes bench/results/DATE-media.md and .json
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.report import RESULTS, machine

CLIENTS = (4, 20)
SERVER_CORE, LOAD_CORE = "0", "1"


@contextlib.contextmanager
def running(command: list[str], url: str) -> Iterator[int]:
    """A server on its own core, once `url` is answered; gives its process id."""
    with subprocess.Popen(
        ["taskset", "-c", SERVER_CORE, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
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


def free_port() -> int:
    """A TCP port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def load(kind: str, url: str, clients: int, seconds: float, pid: int) -> dict[str, object]:
    """One run of the clients on their own core."""
    command = ["taskset", "-c", LOAD_CORE, sys.executable, "-m", "bench.media_load", kind, url]
    run = subprocess.run([*command, str(clients), str(seconds), str(pid)], capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr[-2000:])
    result: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return result


def measure_vestibule(clients: int, seconds: float) -> dict[str, object]:
    port = free_port()
    with running([sys.executable, "-m", "bench.media_server", str(port)], f"http://127.0.0.1:{port}/stats") as pid:
        result = load("whip", f"http://127.0.0.1:{port}/echo", clients, seconds, pid)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/stats") as answer:
            stats = json.load(answer)
    if stats["packet_errors"] or stats["datagrams_not_sent"]:
        raise SystemExit(f"the run is not clean: {stats}")
    return result | {"system_calls_per_packet": round(stats["system_calls"] / max(1, stats["forwarded"]), 2)}


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


def write(results: list[dict[str, object]], load_average: float) -> Path:
    """The figures as JSON and as a table, named by their day."""
    day = datetime.now(UTC).date().isoformat()
    columns = (
        "server",
        "clients",
        "returned_per_s",
        "cpu_us_per_packet",
        "server_cores",
        "delay_ms_p50",
        "delay_ms_p99",
        "returned_share",
    )
    lines = [
        f"# Forwarding a packet, {day}",
        "",
        f"{machine()}. Server on core {SERVER_CORE}, clients on core {LOAD_CORE};"
        f" load average of the machine before the runs: {load_average:.2f}.",
        "",
        "| " + " | ".join(name.replace("_", " ") for name in columns) + " |",
        "|" + "---|" * len(columns),
        *("| " + " | ".join(str(result[name]) for name in columns) + " |" for result in results),
        "",
        "- Each client sends VP8 640x480 at 30 frames a second and 1 Mbit/s, and Opus, and gets both back:"
        " two of them load a server like one visit of two.",
        "- CPU is user and system time of the whole server process over the packets that came back.",
        "- Echo is an audio packet's way there and back, the clients' own waiting included.",
        "",
    ]
    if any(float(str(result["returned_share"])) < 0.95 for result in results):
        lines += [
            "**The machine was busy with other things: a run in which packets are missing measures nothing.**",
            "",
        ]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{day}-media.json").write_text(json.dumps({"machine": machine(), "results": results}, indent=1) + "\n")
    file = RESULTS / f"{day}-media.md"
    file.write_text("\n".join(lines))
    return file


def main(seconds: float) -> None:
    load_average = os.getloadavg()[0]
    servers = {"Vestibule": measure_vestibule}
    if shutil.which("janus"):
        servers["Janus"] = measure_janus
    else:
        print("Janus is not installed (apt-get install --no-install-recommends janus); measuring without it")
    results: list[dict[str, object]] = []
    for clients in CLIENTS:
        for name, measure in servers.items():
            results.append({"server": name, **measure(clients, seconds)})
            print(json.dumps(results[-1]), flush=True)
    print(write(results, load_average))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 12)
