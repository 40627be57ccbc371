"""Clients for a media server: each sends real VP8 and Opus and counts what comes back.

    python -m bench.media_load whip|visit|janus|floor URL CLIENTS SECONDS SERVER_PID

`visit`: clients 0 and 1 see each other, 2 and 3, and so on; `floor`: URL is a port.

Prints one JSON line. The server's CPU time is user and system time of all its threads, from /proc, over the packets that came
back while it was measured. Each audio packet carries the moment it was sent; the kernel stamps when it came, so that this
program's own waiting is not in the delay.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import av

from bench.media_peer import Peer, Tally

SETTLE_S = 3.0
PART = 1150
"""Bytes of a picture in one packet."""


def clip(name: str, arguments: str) -> list[bytes]:
    """The encoded frames of a clip that ffmpeg makes once."""
    path = Path(tempfile.gettempdir()) / f"vestibule-bench-{name}"
    if not path.exists():
        made = path.with_name(f"{os.getpid()}-{path.name}")
        subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments.split(), str(made)], check=True)
        made.rename(path)
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux() if packet.size]


def clips() -> tuple[list[bytes], list[bytes]]:
    """Opus at 32 kbit/s in packets of 20 ms, and VP8 640x480 at 30 frames a second and 1 Mbit/s."""
    sound = clip(
        "32k.ogg", "-f lavfi -i sine=frequency=440:duration=8 -ac 2 -ar 48000 -c:a libopus -b:a 32k -frame_duration 20"
    )
    picture = clip(
        "1m.webm",
        "-f lavfi -i testsrc2=size=640x480:rate=30:duration=9 -c:v libvpx -b:v 1M -minrate 1M -maxrate 1M "
        "-deadline realtime -cpu-used 8 -g 90",
    )
    return sound, picture


async def whip(http: aiohttp.ClientSession, url: str, offer: str) -> str:
    """An offer posted, an answer returned (RFC 9725)."""
    async with http.post(url, data=offer, headers={"Content-Type": "application/sdp"}) as response:
        text = await response.text()
        if response.status != 201:
            raise SystemExit(f"{url} answered {response.status}: {text[:200]}")
        return text


async def janus(http: aiohttp.ClientSession, url: str, offer: str) -> str:
    """The answer of Janus's echo test plugin, its session kept alive by polling."""

    async def ask(path: str, **body: object) -> dict[str, Any]:
        async with http.post(url + path, json={"transaction": "bench", **body}) as response:
            found: dict[str, Any] = await response.json()
            return found

    async def events(session: int) -> AsyncIterator[dict[str, Any]]:
        while True:
            async with http.get(f"{url}/{session}", params={"maxev": 1}) as response:
                yield await response.json()

    async def drain(stream: AsyncIterator[dict[str, Any]]) -> None:
        async for _ in stream:
            pass

    session = (await ask("", janus="create"))["data"]["id"]
    handle = (await ask(f"/{session}", janus="attach", plugin="janus.plugin.echotest"))["data"]["id"]
    body = {"audio": True, "video": True}
    await ask(f"/{session}/{handle}", janus="message", body=body, jsep={"type": "offer", "sdp": offer})
    stream = events(session)
    async for event in stream:
        if "jsep" in event:
            KEPT.append(asyncio.ensure_future(drain(stream)))
            return str(event["jsep"]["sdp"])
    raise SystemExit("Janus gave no answer")


KEPT: list[asyncio.Future[None]] = []


def cpu_s(pid: int) -> float:
    """Seconds of CPU that a process's threads have used. To the nanosecond: one visit uses two clock ticks a second."""
    times = [int(task.read_text().split()[0]) for task in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(times) / 1e9


async def measure(kind: str, url: str, clients: int, seconds: float, pid: int) -> dict[str, object]:
    """Connect the clients one after the other, let the media settle, and count for `seconds`."""
    sound, picture = clips()
    frames = [packetize(frame) for frame in picture]
    peers = []
    async with aiohttp.ClientSession() as http:
        before = resident_kib(pid)
        for number in range(clients):
            peer = Peer(plain=kind == "floor")
            where = f"{url}{'' if url.endswith('-') else '/'}{number // 2}" if kind == "visit" else url
            if kind == "floor":
                peer.connect_plain(int(url))
            else:
                await peer.connect(await (janus if kind == "janus" else whip)(http, where, peer.offer()))
            peers.append(peer)
        for number, peer in enumerate(peers):
            peer.play(sound, frames, number * 0.0137 % 0.033)
        await asyncio.sleep(SETTLE_S)
        began = (time.perf_counter(), cpu_s(pid), cpu_s(os.getpid()), Tally.sent, Tally.packets, Tally.size)
        Tally.delays_s.clear()
        await asyncio.sleep(seconds)
        ended = (time.perf_counter(), cpu_s(pid), cpu_s(os.getpid()), Tally.sent, Tally.packets, Tally.size)
        memory = (resident_kib(pid) - before) / clients
    span, cpu, own, gone, back, size = (after - before for after, before in zip(ended, began, strict=True))
    delays = statistics.quantiles(Tally.delays_s, n=100) if len(Tally.delays_s) > 1 else [0.0] * 99
    return {
        "clients": clients,
        "seconds": round(span, 1),
        "sent_per_s": round(gone / span),
        "returned_per_s": round(back / span),
        "returned_share": round(back / max(1, gone), 3),
        "returned_mbit_s": round(size * 8 / span / 1e6, 1),
        "server_cores": round(cpu / span, 4),
        "load_cores": round(own / span, 3),
        "cpu_us_per_packet": round(cpu / max(1, back) * 1e6, 1),
        "delay_ms_p50": round(delays[49] * 1000, 2),
        "delay_ms_p99": round(delays[98] * 1000, 2),
        "delays": len(Tally.delays_s),
        "kib_per_seat": round(memory),
    }


def packetize(frame: bytes) -> list[bytes]:
    """A VP8 frame in packets with a picture id of 15 bits (RFC 7741)."""
    parts = [frame[at : at + PART] for at in range(0, len(frame), PART)]
    return [bytes((0x80 if place else 0x90, 0x80, 0x80, 0)) + part for place, part in enumerate(parts)]


def resident_kib(pid: int) -> int:
    """Memory of a process in RAM."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


if __name__ == "__main__":
    form, where, many, long, server = sys.argv[1:]
    print(json.dumps(asyncio.run(measure(form, where, int(many), float(long), int(server)))), flush=True)
    os._exit(0)  # closing many connections one by one measures nothing
