"""The way between browsers and a server, in a test's hands: everything passes two relays that can be cut, joined and moved.

A page is opened at the relay's address. The server's one media candidate is replaced in the page by the relay's port, which
is the only thing a page is deceived in: no privilege is needed, and what the network does is exact.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Self

from playwright.async_api import BrowserContext

from tests.e2e.practice import Booking, Practice
from tests.media.impaired import Relay, Weather

DETOUR = """([from, to]) => {
  const set = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const sdp = description.sdp.replaceAll(` ${from} typ host`, ` ${to} typ host`);
    return set.call(this, { type: description.type, sdp });
  };
}"""


class Network:
    """One person's network: `cut` loses everything without a word, `join` ends that, `move` changes the address."""

    def __init__(self, practice: Practice, seed: int = 1) -> None:
        self._practice, self._seed = practice, seed
        self._open = asyncio.Event()
        self._open.set()
        self._pipes: set[asyncio.Task[None]] = set()
        self._media: Relay | None = None

    async def start(self) -> Self:
        """Open the relays."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        self._media = Relay(("127.0.0.1", self._practice.media_port), self._seed)
        return self

    async def stop(self) -> None:
        """Close everything."""
        self._server.close()
        self._end_pipes()
        self._relay.close()

    def link(self, booking: Booking) -> str:
        """The booking's link by way of this network."""
        return booking.link.replace(f":{self._practice.port}/", f":{self._port}/")

    async def lead(self, context: BrowserContext) -> None:
        """Send the media of the window's pages this way too."""
        script = f"({DETOUR})({[str(self._practice.media_port), str(self._relay.port)]})"
        await context.add_init_script(script=script)

    def cut(self) -> None:
        """Lose everything from now on; nobody is told."""
        self._open.clear()
        self._relay.cut()

    def join(self) -> None:
        """Let everything pass again."""
        self._open.set()
        self._relay.cut(False)

    def move(self) -> None:
        """Another address: connections are reset, datagrams come from elsewhere."""
        self._end_pipes()
        self._relay.move()

    def weather(self, both: Weather | None = None, *, up: Weather | None = None, down: Weather | None = None) -> None:
        """What the network does to media from now on, up from the person, down to them, or both."""
        self._relay.weather(both, up=up, down=down)

    @property
    def waits_s(self) -> tuple[float, float]:
        """How long what is sent now waits behind what was sent before, up from the person and down to them."""
        return self._relay.waits_s

    @property
    def _relay(self) -> Relay:
        if self._media is None:
            raise RuntimeError("the network has not been started")
        return self._media

    def _end_pipes(self) -> None:
        for pipe in self._pipes:
            pipe.cancel()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pipes.add(task)
        onward: asyncio.StreamWriter | None = None
        try:
            await self._open.wait()
            back, onward = await asyncio.open_connection("127.0.0.1", self._practice.port)
            ways = [asyncio.create_task(self._pipe(*way)) for way in ((reader, onward), (back, writer))]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
        except (asyncio.CancelledError, OSError):
            pass
        finally:
            self._pipes.discard(task)
            for end in (writer, onward):
                if end is not None:
                    end.transport.abort()

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
            # What was said last still goes out.
            writer.write_eof()
