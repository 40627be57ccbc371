"""A bad network in one process: a UDP relay between a peer and the server that loses, delays, reorders and moves.

The relay is put in the path by writing its port into the server's answer. Every decision comes from one seeded generator per
direction, drawn in the order in which datagrams arrive, so the same arrivals meet the same fate.
"""

from __future__ import annotations

import asyncio
import random
import re
import socket
from dataclasses import dataclass, replace

Address = tuple[str, int]
DATAGRAM = 2048
QUEUE_BYTES = 256 * 1024
"""What a rate-capped direction lets wait before it drops, as a home router does."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What happens to datagrams of one direction. Shares are 0 to 1, times are seconds, `rate` bits a second (0: no cap)."""

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    """Added to `delay`, evenly between nothing and this; later datagrams overtake."""
    duplicate: float = 0.0
    rate: int = 0
    dead: bool = False
    """Nothing passes at all."""


FAIR = Weather()


class _Way:
    """One direction: what the weather does to each datagram, and when it is delivered."""

    def __init__(self, seed: int) -> None:
        self.weather = FAIR
        self._random = random.Random(seed)
        self._free_at = 0.0
        self.passed = self.lost = 0

    def due(self, size: int, now: float) -> list[float]:
        """When copies of a datagram of `size` bytes are to be delivered; empty when it is lost."""
        weather, chance = self.weather, self._random
        fate, late, twice = chance.random(), chance.random(), chance.random()
        if weather.dead or fate < weather.loss:
            self.lost += 1
            return []
        leaves = now
        if weather.rate:
            leaves = max(now, self._free_at)
            if (leaves - now) * weather.rate / 8 > QUEUE_BYTES:
                self.lost += 1
                return []
            self._free_at = leaves = leaves + size * 8 / weather.rate
        self.passed += 1
        at = leaves + weather.delay + late * weather.jitter
        return [at, at] if twice < weather.duplicate else [at]

    def waits_s(self, now: float) -> float:
        """How long a datagram that comes now would wait for those before it."""
        return max(0.0, self._free_at - now) if self.weather.rate else 0.0


class Relay:
    """Listens on `port` of 127.0.0.1 and relays every sender to `server`, each from a port of its own."""

    def __init__(self, server: Address, seed: int = 1) -> None:
        self._server = server
        self.up, self.down = _Way(seed), _Way(seed + 1)
        self._front = _bound()
        self.port: int = self._front.getsockname()[1]
        self._behind: dict[Address, socket.socket] = {}
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._front, self._from_peer)

    def weather(self, both: Weather | None = None, *, up: Weather | None = None, down: Weather | None = None) -> None:
        """Change what the network does: from a peer to the server (`up`), back (`down`), or both ways."""
        self.up.weather = up or both or self.up.weather
        self.down.weather = down or both or self.down.weather

    @property
    def waits_s(self) -> tuple[float, float]:
        """The queues of both directions, up and down, in seconds."""
        now = self._loop.time()
        return self.up.waits_s(now), self.down.waits_s(now)

    def cut(self, dead: bool = True) -> None:
        """Let nothing pass, or let it pass again; the rest of the weather stays."""
        self.weather(up=replace(self.up.weather, dead=dead), down=replace(self.down.weather, dead=dead))

    def move(self) -> None:
        """Every peer has a new address from now on, as after a change from Wi-Fi to a mobile network: what the server sends to
        the old one is lost."""
        for peer in list(self._behind):
            self._loop.remove_reader(self._behind[peer])
            self._behind.pop(peer).close()

    def through(self, answer: str) -> str:
        """The server's answer with this relay in its candidates, and without the way around it by TCP."""
        ours = rf"(a=candidate:\S+ 1 udp \d+ \S+ ){self._server[1]}( typ host)"
        answer = re.sub(ours, rf"\g<1>{self.port}\2", answer)
        return re.sub(r"a=candidate:\S+ 1 tcp .*\r\n", "", answer)

    def close(self) -> None:
        self.move()
        self._loop.remove_reader(self._front)
        self._front.close()

    def _from_peer(self) -> None:
        for datagram, peer in _arrived(self._front):
            if peer not in self._behind:
                self._behind[peer] = _bound()
                self._loop.add_reader(self._behind[peer], self._from_server, peer, self._behind[peer])
            for at in self.up.due(len(datagram), self._loop.time()):
                self._loop.call_at(at, self._send_up, peer, datagram)

    def _from_server(self, peer: Address, behind: socket.socket) -> None:
        for datagram, _ in _arrived(behind):
            for at in self.down.due(len(datagram), self._loop.time()):
                self._loop.call_at(at, _send, self._front, datagram, peer)

    def _send_up(self, peer: Address, datagram: bytes) -> None:
        if peer in self._behind:
            _send(self._behind[peer], datagram, self._server)


def _bound() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    made.setblocking(False)
    made.bind(("127.0.0.1", 0))
    return made


def _arrived(source: socket.socket) -> list[tuple[bytes, Address]]:
    found: list[tuple[bytes, Address]] = []
    try:
        while len(found) < 256:
            found.append(source.recvfrom(DATAGRAM))
    except OSError:  # nothing more, or the other side's port is closed
        pass
    return found


def _send(through: socket.socket, datagram: bytes, to: Address) -> None:
    try:
        through.sendto(datagram, to)
    except OSError:  # a closed socket, or a full one: a network loses it
        return
