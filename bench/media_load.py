"""Echo clients for a media server: each sends real VP8 and Opus, undecoded, and counts what comes back.

    python -m bench.media_load whip|janus URL CLIENTS SECONDS SERVER_PID

Prints one JSON line. The server's CPU time is user and system time of all its threads, from /proc, over the packets that
came back while it was measured. Each audio packet carries the moment it was sent, so that its way there and back is known;
this program's own waiting is in it.
"""

import asyncio
import fractions
import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import aiortc.rtcpeerconnection
import av
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.rtp import RtpPacket

SETTLE_S = 3.0
_MARK = struct.Struct("!4sd")
_MAGIC = b"\xf8ECH"


class Tally:
    """What came back to all clients together."""

    packets = 0
    size = 0
    delays_s: list[float] = []  # noqa: RUF012 (one tally for the process)


class Receiver(RTCRtpReceiver):
    """Counts instead of decoding: this program is not what is measured."""

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        Tally.packets += 1
        Tally.size += len(packet.payload)
        if packet.payload.startswith(_MAGIC):
            Tally.delays_s.append(time.perf_counter() - _MARK.unpack_from(packet.payload)[1])


class Clip(MediaStreamTrack):
    """A track that sends encoded frames over and over, `period_s` apart."""

    def __init__(self, kind: str, frames: Sequence[bytes], clock: int, period_s: float, delay_s: float) -> None:
        super().__init__()
        self.kind = kind
        self._frames, self._clock, self._period_s = frames, clock, period_s
        self._sent, self._due = 0, time.perf_counter() + delay_s

    async def recv(self) -> "av.Packet[Any]":
        await asyncio.sleep(max(0.0, self._due - time.perf_counter()))
        frame = self._frames[self._sent % len(self._frames)]
        if self.kind == "audio":
            frame = _MARK.pack(_MAGIC, time.perf_counter()) + frame[_MARK.size :]
        packet = av.Packet(frame)
        packet.pts, packet.time_base = (
            round(self._sent * self._period_s * self._clock),
            fractions.Fraction(1, self._clock),
        )
        self._sent += 1
        self._due += self._period_s
        return packet


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


def packets_of(sender: RTCRtpSender) -> int:
    """How many packets a sender has sent; aiortc tells it only in reports."""
    return int(vars(sender)["_RTCRtpSender__packet_count"])


def cpu_s(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(kind: str, url: str, clients: int, seconds: float, pid: int) -> dict[str, object]:
    """Connect the clients one after the other, let the media settle, and count for `seconds`."""
    aiortc.rtcpeerconnection.RTCRtpReceiver = Receiver  # type: ignore[attr-defined]
    sound, picture = clips()
    peers = []
    async with aiohttp.ClientSession() as http:
        for number in range(clients):
            peer = RTCPeerConnection()
            peer.addTrack(Clip("audio", sound, 48000, 0.02, number * 0.0017 % 0.02))
            peer.addTrack(Clip("video", picture, 90000, 1 / 30, number * 0.0041 % 0.033))
            await peer.setLocalDescription(await peer.createOffer())
            answer = await (whip if kind == "whip" else janus)(http, url, peer.localDescription.sdp)
            await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
            peers.append(peer)
        await asyncio.sleep(SETTLE_S)

        def sent() -> int:
            return sum(packets_of(sender) for peer in peers for sender in peer.getSenders())

        began = (time.perf_counter(), cpu_s(pid), sent(), Tally.packets, Tally.size)
        Tally.delays_s.clear()
        await asyncio.sleep(seconds)
        ended = (time.perf_counter(), cpu_s(pid), sent(), Tally.packets, Tally.size)
    span, cpu, gone, back, size = (after - before for after, before in zip(ended, began, strict=True))
    delays = statistics.quantiles(Tally.delays_s, n=100) if len(Tally.delays_s) > 1 else [0.0] * 99
    return {
        "clients": clients,
        "seconds": round(span, 1),
        "sent_per_s": round(gone / span),
        "returned_per_s": round(back / span),
        "returned_share": round(back / max(1, gone), 3),
        "returned_mbit_s": round(size * 8 / span / 1e6, 1),
        "server_cores": round(cpu / span, 3),
        "cpu_us_per_packet": round(cpu / max(1, back) * 1e6, 1),
        "echo_ms_p50": round(delays[49] * 1000, 2),
        "echo_ms_p99": round(delays[98] * 1000, 2),
    }


if __name__ == "__main__":
    form, where, many, long, server = sys.argv[1:]
    print(json.dumps(asyncio.run(measure(form, where, int(many), float(long), int(server)))), flush=True)
    os._exit(0)  # closing aiortc's many connections one by one measures nothing
