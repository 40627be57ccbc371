"""Media over TCP for networks that let no UDP through: RFC 6544 passive candidates, RFC 4571 framing.

A connection behaves to the rest of this package like a `UdpSocket` with one known peer: packets are written into `tx` and
committed. Nothing is ever held back for a slow reader: a picture that cannot be sent now is worth nothing later.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Protocol

from server.media.udp import SLOT, Ring

PROVE_S = 10.0
"""A connection that has sent no valid check this long after it was accepted is closed."""
MOST = 400
"""Connections at a time."""
MOST_UNPROVEN_OF_ONE = 8
"""Connections of one address that have sent no valid check yet."""
READ_BYTES = 64 * 1024
BACKLOG_BYTES = 96 * 1024
"""What may wait in a connection to be sent, half a second of a picture; beyond it packets are dropped."""


class Taker(Protocol):
    """Who takes packets in: the multiplexer."""

    def packet(self, path: TcpPath, length: int, name: bytes) -> None:
        """A packet of `length` bytes lies at the begin of `path.rx`."""

    def lost(self, path: TcpPath) -> None:
        """The connection is gone; nothing can be sent on it any more."""


class TcpPath(asyncio.BufferedProtocol):
    """One accepted connection. `rx` and `tx` are shared by all of them: a packet is dealt with before the next is read."""

    def __init__(self, listener: TcpListener, rx: Ring, tx: Ring) -> None:
        self.rx, self.tx = rx, tx
        self.queued = 0
        self.sent = self.dropped = self.calls = 0
        self.name = b""
        self.host = ""
        self.proven = False
        self._listener = listener
        self._transport: asyncio.Transport | None = None
        self._fd = -1
        self._partial = bytearray()
        self._deadline: asyncio.TimerHandle | None = None

    def fileno(self) -> int:
        return self._fd

    def prove(self) -> None:
        """A valid check came on it: it may stay."""
        self.proven = True
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def commit(self, length: int, name: bytes) -> None:
        """Send the packet of `length` bytes at the begin of `tx`. There is one peer, so `name` says nothing."""
        transport = self._transport
        if transport is None or transport.is_closing() or transport.get_write_buffer_size() > BACKLOG_BYTES:
            self.dropped += 1
            return
        transport.write(length.to_bytes(2, "big") + self.tx.data[:length])
        self.calls += 1
        self.sent += 1

    def queue(self, datagram: bytes, name: bytes) -> None:
        """Send a packet."""
        self.tx.data[: len(datagram)] = datagram
        self.commit(len(datagram), name)

    def flush(self) -> None:
        """Everything has been given to the kernel already."""

    def close(self) -> None:
        """Idempotent; what waits to be sent is dropped."""
        self._partial.clear()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream transport is needed")
        self._transport = transport
        connection = transport.get_extra_info("socket")
        self._fd = connection.fileno()
        address = transport.get_extra_info("peername")
        self.host, self.name = address[0], socket_name(address)
        if not self._listener.accept(self):
            self.close()
            return
        self._deadline = asyncio.get_running_loop().call_later(PROVE_S, self.close)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._listener.space

    def buffer_updated(self, nbytes: int) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        partial = self._partial
        partial += memoryview(self._listener.space)[:nbytes]
        at, size = 0, len(partial)
        while size - at >= 2:
            length = partial[at] << 8 | partial[at + 1]
            if length > SLOT or (length == 0 and not self.proven):
                self.close()
                return
            if size - at - 2 < length:
                break
            at += 2
            if length:
                self.rx.data[:length] = partial[at : at + length]
                self._listener.taker.packet(self, length, self.name)
            at += length
            if self._transport.is_closing():
                return
        del partial[:at]

    def connection_lost(self, exc: Exception | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._listener.gone(self)
        self._listener.taker.lost(self)
        self._transport = None


class TcpListener:
    """Accepts connections on the media port's number, on every address that it is given."""

    def __init__(self, taker: Taker) -> None:
        self.taker = taker
        self.refused = 0
        self.space = bytearray(READ_BYTES)
        """What was read last; taken in before anything else is read."""
        self._rings = Ring(28, slots=1), Ring(28, slots=1)
        self._servers: list[asyncio.Server] = []
        self._paths: set[TcpPath] = set()

    async def start(self, hosts: tuple[str, ...], port: int) -> None:
        """Raises OSError when an address or the port is not to be had; nothing listens then."""
        loop = asyncio.get_running_loop()
        try:
            for host in hosts:
                self._servers.append(await loop.create_server(self._path, host, port, backlog=128))
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Close everything. Idempotent."""
        for server in self._servers:
            server.close()
        self._servers.clear()
        for path in list(self._paths):
            path.close()

    @property
    def paths(self) -> int:
        """Connections at present."""
        return len(self._paths)

    @property
    def listening(self) -> bool:
        return bool(self._servers)

    def accept(self, path: TcpPath) -> bool:
        """Whether there is room for one more connection, and for one more of its address that proves nothing yet."""
        unproven = sum(not one.proven and one.host == path.host for one in self._paths)
        if len(self._paths) >= MOST or unproven >= MOST_UNPROVEN_OF_ONE:
            self.refused += 1
            return False
        self._paths.add(path)
        return True

    def gone(self, path: TcpPath) -> None:
        """The connection has ended."""
        self._paths.discard(path)

    def _path(self) -> TcpPath:
        rx, tx = self._rings
        return TcpPath(self, rx, tx)


def socket_name(address: tuple[object, ...]) -> bytes:
    """The raw form in which the rest of this package knows addresses (sockaddr_in or sockaddr_in6) of what asyncio says."""
    host, port = str(address[0]).partition("%")[0], int(str(address[1]))
    if ":" in host:
        packed = socket.inet_pton(socket.AF_INET6, host)
        return struct.pack("=H", socket.AF_INET6) + port.to_bytes(2, "big") + bytes(4) + packed + bytes(4)
    return struct.pack("=H", socket.AF_INET) + port.to_bytes(2, "big") + socket.inet_aton(host) + bytes(8)
