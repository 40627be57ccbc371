"""Real peers for the media tests: aiortc connections on loopback, with tracks whose source and time can be told."""

from __future__ import annotations

import asyncio
import fractions
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aioice.ice
import av
import numpy
from aiortc import MediaStreamTrack, RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from server.media.config import MediaConfig
from server.media.server import MediaServer, boottime_ns
from server.media.session import Session
from tests.patience import PATIENCE_S


async def until(condition: Callable[[], object], what: str) -> None:
    """Return as soon as the condition holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"never came true: {what}")
        await asyncio.sleep(0.01)


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel a task until it has ended: before Python 3.12 `asyncio.wait_for` may take a cancellation for its own
    (python/cpython#86296)."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.1)


def loopback_only(patch) -> None:
    """aioice never offers 127.0.0.1 of itself."""
    patch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


class Grey(MediaStreamTrack):
    """Pictures of one even grey, 160x120, 30 a second: the value says whose camera it is."""

    kind = "video"

    def __init__(self, value: int) -> None:
        super().__init__()
        self.value, self.count, self.began = value, 0, 0.0

    async def recv(self) -> av.VideoFrame:
        self.began = self.began or time.monotonic()
        await asyncio.sleep(max(0.0, self.began + self.count / 30 - time.monotonic()))
        frame = av.VideoFrame.from_ndarray(numpy.full((180, 160), self.value, numpy.uint8), format="yuv420p")
        frame.planes[1].update(bytes([128]) * frame.planes[1].buffer_size)
        frame.planes[2].update(bytes([128]) * frame.planes[2].buffer_size)
        frame.pts, frame.time_base = self.count * 3000, fractions.Fraction(1, 90000)
        self.count += 1
        return frame


class Tone(MediaStreamTrack):
    """A square wave of one amplitude."""

    kind = "audio"

    def __init__(self, amplitude: int = 3000) -> None:
        super().__init__()
        self.amplitude, self.count, self.began = amplitude, 0, 0.0

    async def recv(self) -> av.AudioFrame:
        self.began = self.began or time.monotonic()
        await asyncio.sleep(max(0.0, self.began + self.count / 50 - time.monotonic()))
        wave = numpy.where(numpy.arange(960) % 96 < 48, self.amplitude, -self.amplitude).astype(numpy.int16)
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, self.count * 960, fractions.Fraction(1, 48000)
        self.count += 1
        return frame


@dataclass
class Shown:
    """What one receiving section of a client got."""

    mid: str
    kind: str
    frames: int = 0
    values: list[int] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.values[-1] if self.values else -1

    def shows(self, grey: int) -> bool:
        """Whether the newest picture is that `Grey`'s (luma 16 to 235 is spread over 0 to 255 on the way)."""
        return self.frames > 0 and abs(self.last - (grey - 16) * 255 / 219) < 12


class Client:
    """One aiortc peer. `say` offers in the visit client's form or as a device check, and connects."""

    def __init__(self) -> None:
        # aiortc leaves receiving sections on a second transport when it may open one.
        self.pc = RTCPeerConnection(RTCConfiguration(bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.shown: dict[str, Shown] = {}
        self.connection: Session | None = None
        self.states: list[str] = []
        self._readers: list[asyncio.Task[None]] = []
        self.pc.on("track", self._on_track)

    def send(self, *tracks: MediaStreamTrack, direction: str = "sendonly") -> None:
        for track in tracks:
            self.pc.addTransceiver(track, direction=direction)

    def receive(self, audio: int = 0, video: int = 0) -> None:
        for kind, count in (("audio", audio), ("video", video)):
            for _ in range(count):
                self.pc.addTransceiver(kind, direction="recvonly")

    async def offer(self) -> str:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        return self.pc.localDescription.sdp

    async def accept(self, connection: Session, through: Callable[[str], str] = str) -> None:
        self.connection = connection
        await self.pc.setRemoteDescription(RTCSessionDescription(through(connection.answer), "answer"))

    async def join(self, server: MediaServer, scope: str, owner: str, through: Callable[[str], str] = str) -> Session:
        """Offer, take the answer (`through` a relay), and return once media can flow."""
        offer = await self.offer()
        connection = server.connect(scope=scope, owner=owner, offer=offer, on_state=self.states.append)
        await self.accept(connection, through)
        await until(lambda: connection.state == "connected", f"{owner} is connected")
        return connection

    def _on_track(self, track: MediaStreamTrack) -> None:
        mid = next(t.mid or "" for t in self.pc.getTransceivers() if t.receiver.track is track)
        self.shown[mid] = Shown(mid, track.kind)
        self._readers.append(asyncio.ensure_future(self._read(track, self.shown[mid])))

    async def _read(self, track: MediaStreamTrack, shown: Shown) -> None:
        try:
            while True:
                frame = await track.recv()
                shown.frames += 1
                if isinstance(frame, av.VideoFrame):
                    shown.values.append(int(frame.to_ndarray(format="gray")[60, 80]))
                elif isinstance(frame, av.AudioFrame):
                    shown.values.append(int(numpy.abs(frame.to_ndarray()).max()))
        except MediaStreamError:
            return

    async def close(self) -> None:
        await self.pc.close()
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)


@asynccontextmanager
async def serving(
    config: MediaConfig | None = None,
    now_ns: Callable[[], int] = boottime_ns,
    busy_s: Callable[[], float] = lambda: 0.0,
) -> AsyncIterator[MediaServer]:
    """A started media server on a free port of 127.0.0.1."""
    config = config or MediaConfig(port=0)
    while True:
        server = MediaServer(config, now_ns, busy_s)
        await server.start()
        if config.port or not config.tcp or server.tcp:
            break
        await server.stop()  # the number that was free for UDP is somebody's for TCP: the next one
    try:
        yield server
    finally:
        await server.stop()
