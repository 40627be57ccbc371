"""The media server: one UDP port and its peers."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from functools import partial

from server.base.errors import BadOffer, TooMany
from server.media import negotiation
from server.media.admission import FULL, Admission
from server.media.answer import Identity, answer
from server.media.config import MediaConfig
from server.media.dtls import fingerprint_of, make_certificate
from server.media.meter import Count, Meter
from server.media.mux import Mux
from server.media.narrow import NarrowWays
from server.media.native.library import library
from server.media.native.socket import NativeSocket
from server.media.publication import Publication
from server.media.rounds import Rounds
from server.media.session import MediaState, Session, Surroundings
from server.media.tcp import TcpListener
from server.media.totals import Totals
from server.media.udp import UdpSocket, open_sockets

PASSWORDS = 2
"""Passwords of one connection that are good at a time: the newest, and the one before its ICE restart."""

SWEEP_NS = 1_000_000_000
"""How often silent peers are looked for."""

GAUGES = frozenset({"connections", "connected", "known_addresses", "tcp_connections", "load_percent"})
"""What of `stats` goes up and down. Everything else only grows."""

boottime_ns: Callable[[], int] = partial(time.clock_gettime_ns, time.CLOCK_BOOTTIME)


class MediaServer:
    """What `server.rooms.ports.Media` describes, on the sockets that `config` names."""

    def __init__(
        self,
        config: MediaConfig,
        now_ns: Callable[[], int] = boottime_ns,
        busy_s: Callable[[], float] = time.thread_time,
    ) -> None:
        """`now_ns` is CLOCK_BOOTTIME in nanoseconds, `busy_s` the processor time of the loop's thread in seconds."""
        self._config = config
        self._now_ns = now_ns
        self._certificate = make_certificate()
        self._fingerprint = fingerprint_of(self._certificate)
        self._meter, self._loop_meter = Meter(), Meter()
        self._totals = Totals()
        self._library = library() if config.native else None
        self._tracks: dict[int, tuple[Session, Publication]] = {}
        self._track_number = 0
        self._sockets: list[UdpSocket] = []
        self._mux: Mux | None = None
        self._listener: TcpListener | None = None
        self._sessions: dict[Session, asyncio.TimerHandle] = {}
        self.rounds = Rounds(now_ns, self._observe, self._after_round)
        self._swept_ns = 0
        self._busy_s = busy_s
        self._admission = Admission(config.load_limit)
        self._reaped = 0
        self._narrow_ways = NarrowWays()

    @property
    def port(self) -> int:
        """The UDP port; 0 before start."""
        return self._sockets[0].port if self._sockets else 0

    async def start(self) -> None:
        """Open the port. Raises OSError when an address or the port is not to be had."""
        if self._mux is not None:
            return
        found = self._library
        kind = UdpSocket if found is None else partial(NativeSocket, library=found)
        self._sockets = open_sockets(self._config.bind, self._config.port, kind)
        self._mux = Mux(self._sockets, self._now_ns, self._forwarded)
        loop = asyncio.get_running_loop()
        self._mux.start(loop, forwarding=self._now_ns is boottime_ns)
        if self._config.tcp:
            await self._listen(self._mux)
        self.rounds.start(loop)

    async def _listen(self, mux: Mux) -> None:
        """TCP on the same number. Where another program has it, the visits do without: UDP is the way of nearly all of them."""
        listener = TcpListener(mux)
        try:
            await listener.start(self._config.bind, self.port)
        except OSError:
            return
        self._listener = listener

    @property
    def tcp(self) -> bool:
        """Whether peers that no UDP reaches can come by TCP."""
        return self._listener is not None

    async def stop(self) -> None:
        """Close every connection and the port. Idempotent."""
        for session in list(self._sessions):
            session.close()
        self.rounds.stop()
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        if self._mux is not None:
            self._mux.stop()
            self._mux = None
        await asyncio.sleep(0)  # cancelled handshakes and `on_state` calls end here

    def connect(
        self, *, scope: str, owner: str, offer: str, on_state: Callable[[MediaState], None], skin: bool = False
    ) -> Session:
        """Answer one peer's only offer; with `skin` that of a second device, which gives a picture and nothing else. Raises
        BadOffer, or TooMany when the server is full."""
        return self._connect(scope, owner, offer, on_state, self._meter, skin=skin)

    def loop(self, *, owner: str, offer: str, on_state: Callable[[MediaState], None]) -> Session:
        """Give a peer its own media back. Its counts are nobody's minutes and are not among `take_counts`."""
        plan = negotiation.plan(offer)
        if not any(line.track and line.receives for line in plan.lines):
            raise BadOffer("Nothing in the offer comes back: a section must be sendrecv.")
        session = self._connect(f"loop {secrets.token_hex(8)}", owner, offer, on_state, self._loop_meter)
        session.loop_back()
        return session

    def _connect(
        self,
        scope: str,
        owner: str,
        offer: str,
        on_state: Callable[[MediaState], None],
        meter: Meter,
        *,
        skin: bool = False,
    ) -> Session:
        mux = self._mux
        if mux is None:
            raise RuntimeError("the media server has not been started")
        if len(self._sessions) >= self._config.max_connections:
            raise TooMany("This server holds as many media connections as it is set to. Try again in a minute.")
        plan = negotiation.plan(offer, skin=skin)
        if not self._admission.admits(scope, self._now_ns()):
            raise TooMany(FULL)
        around = Surroundings(
            certificate=self._certificate,
            meter=meter,
            totals=self._totals,
            now_ns=self._now_ns,
            forget=self._forget,
            random_bits=secrets.randbits,
            hurry=self.rounds.hurry,
            wake=self.rounds.wake,
            library=self._library,
            number=self._number,
            introduce=self._introduce,
        )
        session = Session(around, scope, owner, plan, on_state)
        for one in self._sessions:
            if (one.scope, one.owner) == (scope, owner):
                self._narrow_ways.leave(one, self._now_ns())
        self._narrow_ways.enter(session, self._now_ns())
        session.answer = self._introduce(session, plan.ufrag)
        deadline = asyncio.get_running_loop().call_later(self._config.connect_deadline_s, self._reap, session)
        self._sessions[session] = deadline
        return session

    def _introduce(self, session: Session, theirs: str) -> str:
        """Give the session a new username and password, which checks of the peer with this ufrag prove; returns the answer."""
        ufrag, password = secrets.token_hex(8), secrets.token_hex(16)
        username, known = f"{ufrag}:{theirs}".encode(), session.passwords
        if self._mux is not None:
            while len(known) >= PASSWORDS:
                oldest = next(iter(known))
                del known[oldest]
                self._mux.unregister(oldest)
            self._mux.register(username, session)
        known[username] = password.encode()
        session.version += 1
        identity = Identity(
            session=session.description,
            version=session.version,
            ufrag=ufrag,
            password=password,
            fingerprint=self._fingerprint,
            addresses=self._config.announce,
            port=self.port,
            tcp=self.tcp,
            ssrcs={slot.mid: ssrc for ssrc, slot in session.slot_of.items()},
            repairs={
                slot.mid: slot.outgoing.repair_ssrc for slot in session.slots["video"] if slot.outgoing.repair_ssrc
            },
        )
        return answer(session.plan, identity)

    def _number(self, session: Session, source: Publication) -> int:
        """Name a track for C, for as long as its session lasts."""
        self._track_number = (self._track_number + 1) & 0xFFFFFFFF
        self._tracks[self._track_number] = session, source
        return self._track_number

    def _forwarded(self, number: int, sequence: int, timestamp: int, length: int, marker: int, now_ns: int) -> None:
        found = self._tracks.get(number)
        if found is not None:
            found[0].ingress.forwarded(found[1], sequence, timestamp, length, marker, now_ns)

    def _reap(self, session: Session) -> None:
        if session.state == "new":
            self._reaped += 1
            session.close()

    def _forget(self, session: Session) -> None:
        self._narrow_ways.leave(session, self._now_ns())
        self._sessions.pop(session).cancel()
        self.rounds.forget(session)
        for source in session.streams:
            if source.native is not None:
                self._tracks.pop(source.native.number, None)
        if self._mux is not None:
            self._mux.forget(session)

    def _observe(self, late_s: float, now_ns: int) -> None:
        self._admission.observe(self._busy_s(), late_s, now_ns)

    def _after_round(self, now_ns: int) -> None:
        if now_ns - self._swept_ns >= SWEEP_NS:
            self._sweep(now_ns)
        if self._mux is not None:
            self._mux.pace(now_ns)
            self._mux.flush()

    def _sweep(self, now_ns: int) -> None:
        """Close the connections of peers that are silent."""
        self._swept_ns = now_ns
        self._admission.forget({session.scope for session in self._sessions}, now_ns)
        silent_ns = int(self._config.silence_limit_s * 1e9)
        for session in list(self._sessions):
            if session.state == "connected" and now_ns - session.checked_ns > silent_ns:
                self._reaped += 1
                session.close()

    @property
    def load(self) -> tuple[float, bool]:
        """The share of a processor core that the loop's thread uses, and whether that is too much for one more visit."""
        return self._admission.share, self._admission.full

    def know(self, scope: str) -> None:
        """This visit was carried lately, by another process: it is taken whatever the load."""
        self._admission.know(scope, self._now_ns())

    def take_counts(self) -> dict[str, list[Count]]:
        """Counters of every scope since the last call, by scope; taking them starts the next reading."""
        self._loop_meter.take()
        return self._meter.take()

    def stats(self) -> dict[str, int]:
        """Plain counters, without anything personal."""
        totals, mux = self._totals, self._mux
        sessions = list(self._sessions)
        compiled = [socket for socket in self._sockets if isinstance(socket, NativeSocket)]
        return {
            "connections": len(sessions),
            "connected": sum(session.state == "connected" for session in sessions),
            "reaped": self._reaped,
            "load_percent": round(100 * self._admission.share),
            "refused_for_load": self._admission.refused,
            "known_addresses": mux.addresses if mux else 0,
            "datagrams_received": (mux.received if mux else 0)
            + sum(one.forwarded + one.checks + one.reports + one.refused for one in compiled),
            "datagrams_forwarded_by_c": sum(socket.forwarded for socket in compiled),
            "datagrams_sent": sum(socket.sent for socket in self._sockets),
            "datagrams_not_sent": sum(socket.dropped for socket in self._sockets),
            "datagrams_of_strangers": mux.strangers if mux else 0,
            "datagrams_empty_or_too_long": mux.empty if mux else 0,
            "system_calls": sum(socket.calls for socket in self._sockets),
            "tcp_connections": self._listener.paths if self._listener else 0,
            "tcp_refused": self._listener.refused if self._listener else 0,
            "checks": mux.checks if mux else 0,
            "checks_refused": mux.bad_checks if mux else 0,
            "packet_errors": mux.errors if mux else 0,
            "path_moves": sum(session.egress.moved for session in sessions),
            "rate_refused": sum(session.ingress.rate_refused for session in sessions),
            **{name: getattr(totals, name) for name in totals.__slots__},
            "forwarded": totals.forwarded + sum(socket.copies for socket in compiled),
        }
