"""One UDP socket with two rings of datagrams: recvmmsg fills one, sendmmsg empties the other.

System calls are what forwarding costs, so datagrams are taken and given in batches, and SRTP works inside the rings.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
from collections.abc import Callable

from server.media.srtp import Pointer, pointer

BATCH = 64
"""Datagrams per system call."""
SLOT = 2048
"""Bytes per datagram; a longer one is cut by the kernel and dropped here."""

_DONTWAIT = 0x40
_libc = ctypes.CDLL(None, use_errno=True)


class _Iovec(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("len", ctypes.c_size_t))


class _Msghdr(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p),
        ("namelen", ctypes.c_uint),
        ("iov", ctypes.c_void_p),
        ("iovlen", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("controllen", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Mmsghdr(ctypes.Structure):
    _fields_ = (("hdr", _Msghdr), ("len", ctypes.c_uint))


_MMSGHDR = ctypes.sizeof(_Mmsghdr)
_WORDS = _MMSGHDR // 4
_LEN_WORD = _Mmsghdr.len.offset // 4


class Ring:
    """`slots` datagrams with their addresses, laid out once. `names` holds raw socket addresses of `name_size` bytes."""

    def __init__(self, name_size: int, slots: int = BATCH) -> None:
        self.name_size = name_size
        self.data = bytearray(slots * SLOT)
        self.view = memoryview(self.data)
        self.names = bytearray(slots * name_size)
        self._data = (ctypes.c_char * len(self.data)).from_buffer(self.data)
        self._names = (ctypes.c_char * len(self.names)).from_buffer(self.names)
        self._iov = (_Iovec * slots)()
        self._msgs = (_Mmsghdr * slots)()
        base, names, iov = (ctypes.addressof(memory) for memory in (self._data, self._names, self._iov))
        for i in range(slots):
            self._iov[i] = _Iovec(base + i * SLOT, SLOT)
            header = self._msgs[i].hdr
            header.name, header.namelen = names + i * name_size, name_size
            header.iov, header.iovlen = iov + i * ctypes.sizeof(_Iovec), 1
        self.address = ctypes.addressof(self._msgs)
        self.places = base, names
        """Where the datagrams and their addresses are in memory."""
        self.pointers: list[Pointer] = [pointer(base + i * SLOT) for i in range(slots)]
        self.lengths = memoryview(self._msgs).cast("B").cast("I")[_LEN_WORD::_WORDS]
        """Received bytes per datagram, as the kernel reports them."""
        self.sizes = memoryview(self._iov).cast("B").cast("L")[1::2]
        """Bytes that each datagram may hold (receiving) or holds (sending)."""


class UdpSocket:
    """A bound socket. `host` is an IPv4 or IPv6 text; errors of binding are the operating system's own (OSError)."""

    def __init__(self, host: str, port: int) -> None:
        self.ipv6 = ":" in host
        self._socket = socket.socket(socket.AF_INET6 if self.ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
            if self.ipv6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            self._socket.setblocking(False)
            self._socket.bind((host, port))
        except BaseException:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        name_size = 28 if self.ipv6 else 16
        self.rx, self.tx = Ring(name_size), Ring(name_size)
        self.queued = 0
        self.sent = 0
        self.dropped = 0
        self.calls = 0

    def fileno(self) -> int:
        return self._socket.fileno()

    def receive(self) -> int:
        """Take what has arrived, at most `BATCH` datagrams, into `rx`; returns how many, 0 when there are none."""
        self.calls += 1
        count: int = _libc.recvmmsg(self._socket.fileno(), ctypes.c_void_p(self.rx.address), BATCH, _DONTWAIT, None)
        return max(count, 0)

    def commit(self, length: int, name: bytes) -> None:
        """The datagram written at slot `queued` of `tx` is `length` bytes long and goes to `name`."""
        i, ring = self.queued, self.tx
        ring.sizes[i] = length
        ring.names[i * ring.name_size : (i + 1) * ring.name_size] = name
        self.queued = i + 1
        if i + 1 == BATCH:
            self.flush()

    def queue(self, datagram: bytes, name: bytes) -> None:
        """Send a datagram with the next flush."""
        at = self.queued * SLOT
        self.tx.data[at : at + len(datagram)] = datagram
        self.commit(len(datagram), name)

    def flush(self) -> None:
        """Give everything queued to the kernel. A full buffer drops the rest; an address that cannot be reached drops
        its own datagram only."""
        count, done, self.queued = self.queued, 0, 0
        while done < count:
            self.calls += 1
            at = ctypes.c_void_p(self.tx.address + done * _MMSGHDR)
            sent: int = _libc.sendmmsg(self._socket.fileno(), at, count - done, _DONTWAIT)
            if sent > 0:
                done += sent
                self.sent += sent
            elif ctypes.get_errno() in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS, errno.EBADF):
                self.dropped += count - done
                return
            elif ctypes.get_errno() != errno.EINTR:
                self.dropped += 1
                done += 1

    def close(self) -> None:
        self._socket.close()


def open_sockets(
    hosts: tuple[str, ...], port: int, kind: Callable[[str, int], UdpSocket] = UdpSocket
) -> list[UdpSocket]:
    """One socket of that kind per host, all on the same port; with port 0 a port that is free on every host is found."""
    for attempt in range(20):
        sockets: list[UdpSocket] = []
        try:
            for host in hosts:
                sockets.append(kind(host, port or (sockets[0].port if sockets else 0)))
            return sockets
        except OSError:
            for one in sockets:
                one.close()
            if port or not sockets or attempt == 19:
                raise
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
