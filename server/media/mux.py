"""One UDP port for everybody: what a datagram is (RFC 7983), whose it is, and whether it is heard at all.

Datagrams from addresses that no check made known meet no parser but STUN's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from server.media.collecting import Pace
from server.media.egress import Path
from server.media.native.loop import ForwardingLoop, ForwardingSelector
from server.media.native.socket import DONE, OPENED, NativeSocket
from server.media.session import Session
from server.media.stun import read_check, write_response
from server.media.tcp import TcpPath
from server.media.udp import BATCH, SLOT, UdpSocket

TAKEOVER_NS = 5_000_000_000
"""An address stays with a peer that was heard from within this time, whoever else proves a password there."""


Forwarded = Callable[[int, int, int, int, int, int], None]
"""Told of a packet that C has forwarded and not counted: number of the track, sequence number, timestamp, length, marker, time."""


class Mux:
    """The sockets' readers, and the two tables that say whose a datagram is."""

    def __init__(self, sockets: list[UdpSocket], now_ns: Callable[[], int], forwarded: Forwarded) -> None:
        self._sockets = sockets
        self._compiled = [socket for socket in sockets if isinstance(socket, NativeSocket)]
        self._forwarded = forwarded
        self._now_ns = now_ns
        self._known: dict[int, dict[bytes, Session]] = {socket.fileno(): {} for socket in sockets}
        self._by_username: dict[bytes, Session] = {}
        self._pace = Pace()
        self._taken = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._selector: ForwardingSelector | None = None
        """Set where the loop itself forwards while it waits."""
        self._collecting: dict[int, asyncio.TimerHandle] = {}
        self.received = self.strangers = self.empty = self.bad_checks = self.errors = 0
        self._looked_at = 0
        """Checks that were read here; C answers those of known addresses."""

    def start(self, loop: asyncio.AbstractEventLoop, *, forwarding: bool = True) -> None:
        """Read from now on. `forwarding`: in the loop itself, where it can."""
        self._loop = loop
        able = forwarding and len(self._compiled) == len(self._sockets)
        if able and isinstance(loop, ForwardingLoop) and loop.forwarding.claim(self._compiled):
            self._selector = loop.forwarding
        for socket in self._sockets:
            loop.add_reader(socket.fileno(), self._readable, socket)

    def stop(self) -> None:
        """Close the sockets. Idempotent."""
        for handle in self._collecting.values():
            handle.cancel()
        self._collecting.clear()
        for socket in self._sockets:
            if socket.fileno() >= 0:
                if self._loop is not None:
                    self._loop.remove_reader(socket.fileno())
                socket.flush()
                socket.close()
        self._known.clear()
        self._by_username.clear()

    def register(self, username: bytes, session: Session) -> None:
        """Checks with this username ("ours:theirs") are for that session."""
        self._by_username[username] = session

    def unregister(self, username: bytes) -> None:
        """Checks with this username are for nobody any more."""
        session = self._by_username.pop(username, None)
        for socket, name in session.egress.places() if session is not None else ():
            self._ignore(socket, name)

    def forget(self, session: Session) -> None:
        """The session is over: its usernames and its addresses mean nothing any more."""
        for username in session.passwords:
            self.unregister(username)
        for socket, name in session.egress.places():
            known = self._known.get(socket.fileno(), {})
            if known.get(name) is session:
                del known[name]
                self._ignore(socket, name)
            if isinstance(socket, TcpPath):
                socket.close()

    @staticmethod
    def _ignore(socket: Path, name: bytes) -> None:
        """C answers no check from there any more."""
        if isinstance(socket, NativeSocket):
            socket.ignore(name)

    @property
    def checks(self) -> int:
        """Valid checks so far."""
        return self._looked_at + sum([one.checks for one in self._compiled])

    @property
    def addresses(self) -> int:
        """Known addresses at present."""
        return sum(len(known) for known in self._known.values())

    def flush(self) -> None:
        """Send what has been queued outside of a reader."""
        for socket in self._sockets:
            if socket.queued:
                socket.flush()

    def pace(self, now_ns: int) -> None:
        """Once a tick: for how long arrivals are left to collect, by what came since the last time."""
        selector, pace = self._selector, self._pace
        count = self._taken + sum([one.datagrams for one in self._compiled])
        if pace.observe(count, self.checks, now_ns) and selector is not None:
            selector.collect(pace.collect_s, pace.quiet_s)

    def _readable(self, socket: UdpSocket) -> None:
        wait_s = self._look(socket)
        if wait_s and self._loop is not None:
            fd = socket.fileno()
            self._loop.remove_reader(fd)
            self._collecting[fd] = self._loop.call_later(wait_s, self._collected, socket)

    def _collected(self, socket: UdpSocket) -> None:
        """Under load the socket is read by the clock; at low load by its readiness again."""
        fd = socket.fileno()
        if fd < 0 or self._loop is None:
            return
        wait_s = self._look(socket)
        if wait_s:
            self._collecting[fd] = self._loop.call_later(wait_s, self._collected, socket)
        else:
            self._collecting.pop(fd, None)
            self._loop.add_reader(fd, self._readable, socket)

    def _look(self, socket: UdpSocket) -> float:
        """Take in what has come; for how long to leave arrivals alone then."""
        checks = self.checks
        count = self._drain(socket)
        if self._selector is not None:
            return 0.0  # C sees to it
        if count > self.checks - checks:
            self._pace.quiet_s = 0.0
        return max(self._pace.collect_s, self._pace.quiet_s) if count else 0.0

    def _drain(self, socket: UdpSocket) -> int:
        """Take everything that has arrived, at most four batches, and send what comes of it."""
        if isinstance(socket, NativeSocket):
            return self._drain_settled(socket)
        total = 0
        for _ in range(4):
            count = socket.receive()
            if count:
                total += count
                self._batch(socket, count)
            if count < BATCH:
                break
        self._taken += total
        self.flush()
        return total

    def _drain_settled(self, socket: NativeSocket) -> int:
        """The same where C forwards what is settled and hands up the rest, in the order in which all of it came."""
        before, known, ring = socket.datagrams, self._known[socket.fileno()], socket.rx
        size = ring.name_size
        while True:
            now_ns = self._now_ns()
            verdict = socket.drain(now_ns)
            for number, timestamp, sequence, length, marker in socket.notes():
                self._forwarded(number, sequence, timestamp, length, marker, now_ns)
            if verdict == DONE:
                break
            i = socket.handed
            name = bytes(ring.names[i * size : (i + 1) * size])
            self._take(socket, known, i, ring.lengths[i], name, now_ns, verdict == OPENED)
        self.flush()
        return socket.datagrams - before

    def _batch(self, socket: UdpSocket, count: int) -> None:
        now_ns = self._now_ns()
        ring = socket.rx
        names, lengths, size = ring.names, ring.lengths, ring.name_size
        known = self._known[socket.fileno()]
        for i in range(count):
            self._take(socket, known, i, lengths[i], bytes(names[i * size : (i + 1) * size]), now_ns)

    def _take(
        self,
        socket: Path,
        known: dict[bytes, Session],
        i: int,
        length: int,
        name: bytes,
        now_ns: int,
        opened: bool = False,
    ) -> None:
        """One packet, `length` bytes in slot `i` of the socket's ring: what it is by its first byte, and whose."""
        self.received += 1
        if not 0 < length < SLOT:
            self.empty += 1
            return
        data, at = socket.rx.data, i * SLOT
        first = data[at]
        try:
            if 127 < first < 192:
                session = known.get(name)
                if session is None:
                    self.strangers += 1
                else:
                    (session.ingress.opened if opened else session.ingress.media)(socket, i, length, name, now_ns)
            elif first < 4:
                self._check(socket, bytes(data[at : at + length]), name, now_ns)
            elif 19 < first < 64:
                session = known.get(name)
                if session is None:
                    self.strangers += 1
                else:
                    session.handshake(socket, bytes(data[at : at + length]), name, now_ns)
            else:
                self.strangers += 1
        except Exception:  # the one guard that keeps an untrusted packet from the loop
            self.errors += 1

    def packet(self, path: TcpPath, length: int, name: bytes) -> None:
        """A packet came on a TCP connection."""
        known = self._known.setdefault(path.fileno(), {})
        strange = self.strangers + self.bad_checks
        self._take(path, known, 0, length, name, self._now_ns())
        if not path.proven and self.strangers + self.bad_checks > strange:
            path.close()  # who begins with anything but a valid check is no peer of ours
        self.flush()

    def lost(self, path: TcpPath) -> None:
        """A TCP connection has ended: its peer is not reached there any more."""
        for name, session in self._known.pop(path.fileno(), {}).items():
            session.egress.forget(path, name)

    def _check(self, socket: Path, datagram: bytes, name: bytes, now_ns: int) -> None:
        check = read_check(datagram)
        session = self._by_username.get(check.username) if check is not None else None
        password = session.passwords.get(check.username) if check is not None and session is not None else None
        if check is None or session is None or password is None or not check.made_with(password):
            self.bad_checks += 1
            return
        known = self._known[socket.fileno()]
        owner = known.get(name)
        if owner is not None and owner is not session:
            if now_ns - max(owner.last_media_ns(), owner.checked_ns) < TAKEOVER_NS:
                self.bad_checks += 1
                return
            owner.egress.forget(socket, name)
        self._looked_at += 1
        if isinstance(socket, TcpPath):
            socket.prove()
        known[name] = session
        gone = session.check(socket, name, now_ns)
        if gone is not None:
            self._known.get(gone[0].fileno(), {}).pop(gone[1], None)
            self._ignore(*gone)
        if isinstance(socket, NativeSocket) and session.egress.native is not None:
            socket.answer(name, check.username, password, session.egress.native)
        socket.queue(write_response(check.transaction, password, name), name)
