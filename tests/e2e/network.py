"""The way between browsers and a server, in a test's hands: everything passes two relays that can be cut, joined and moved.

A page is opened at the relay's address. The server's one media candidate is replaced in the page by the relay's port, which
is the only thing a page is deceived in: no privilege is needed, and what the network does is exact.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Self, cast

from playwright.async_api import BrowserContext

from tests.e2e.practice import Booking, Practice

DETOUR = """([from, to]) => {
  const set = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const sdp = description.sdp.replaceAll(` ${from} typ host`, ` ${to} typ host`);
    return set.call(this, { type: description.type, sdp });
  };
}"""


class Network:
    """One person's network: `cut` loses everything without a word, `join` ends that, `move` changes the address."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self._open = asyncio.Event()
        self._open.set()
        self._pipes: set[asyncio.Task[None]] = set()
        self._media: _MediaRelay | None = None

    async def start(self) -> Self:
        """Open the relays."""
        loop = asyncio.get_running_loop()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        target = ("127.0.0.1", self._practice.media_port)
        transport, self._media = await loop.create_datagram_endpoint(
            lambda: _MediaRelay(target), local_addr=("127.0.0.1", 0)
        )
        self._media_port = transport.get_extra_info("sockname")[1]
        return self

    async def stop(self) -> None:
        """Close everything."""
        self._server.close()
        self._end_pipes()
        assert self._media is not None
        self._media.close()

    def link(self, booking: Booking) -> str:
        """The booking's link by way of this network."""
        return booking.link.replace(f":{self._practice.port}/", f":{self._port}/")

    async def lead(self, context: BrowserContext) -> None:
        """Send the media of the window's pages this way too."""
        script = f"({DETOUR})({[str(self._practice.media_port), str(self._media_port)]})"
        await context.add_init_script(script=script)

    def cut(self) -> None:
        """Lose everything from now on; nobody is told."""
        assert self._media is not None
        self._open.clear()
        self._media.open = False

    def join(self) -> None:
        """Let everything pass again."""
        assert self._media is not None
        self._open.set()
        self._media.open = True

    def move(self) -> None:
        """Another address: connections are reset, datagrams come from elsewhere."""
        assert self._media is not None
        self._end_pipes()
        self._media.move()

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


class _MediaRelay(asyncio.DatagramProtocol):
    """Datagrams to the media port and back, each browser's by a socket of its own."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.open = True
        self._target = target
        self._onward: dict[Any, asyncio.DatagramTransport | None] = {}
        self._making: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._front = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if not self.open:
            return
        if addr not in self._onward:
            self._onward[addr] = None
            task = asyncio.create_task(self._make(addr))
            self._making.add(task)
            task.add_done_callback(self._making.discard)
        onward = self._onward[addr]
        if onward is not None:
            onward.sendto(data)

    async def _make(self, addr: Any) -> None:
        relay = self

        class Back(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, _: Any) -> None:
                if relay.open:
                    relay._front.sendto(data, addr)

        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Back, remote_addr=self._target)
        self._onward[addr] = transport

    def move(self) -> None:
        """The next datagrams leave from new sockets."""
        for transport in self._onward.values():
            if transport is not None:
                transport.close()
        self._onward.clear()

    def close(self) -> None:
        self.move()
        self._front.close()
