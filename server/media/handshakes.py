"""Whose DTLS handshake is the peer's. Until one of them has proven the offer's fingerprint, every address that a check made known
may hold one of its own: a stranger who replayed a check talks to nobody but this server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from server.media.dtls import Dtls, client_random
from server.media.egress import Egress, Key, Path, Place
from server.media.srtp import Srtp

HELD_NS = 300_000_000
"""A handshake goes on from another address once its own was silent for this long, and a failed one may begin anew after it."""


class Association:
    """One handshake, by the random number of its ClientHello: one that is repeated from another address is the same. It is held with
    one address, which is where media go at first; another takes over when that one is silent."""

    __slots__ = ("began_ns", "dtls", "failed", "heard_ns", "place", "random")

    def __init__(self, random: bytes, dtls: Dtls, place: Place, now_ns: int) -> None:
        self.random, self.dtls, self.place = random, dtls, place
        self.began_ns = self.heard_ns = now_ns
        self.failed = False

    def silent(self, now_ns: int) -> bool:
        """Whether nothing came lately from where it is held."""
        return now_ns - self.heard_ns >= HELD_NS

    def hear(self, place: Place, now_ns: int) -> None:
        """A datagram came from there."""
        if place == self.place or self.silent(now_ns):
            self.place, self.heard_ns = place, now_ns


class MakeDtls(Protocol):
    """An association's transport, which sends by the function given."""

    def __call__(self, send: Callable[[bytes], None]) -> Dtls: ...


class Handshakes:
    """One peer's. `up` is called once when media can flow, `down` when the peer ended the session or nobody is left to begin it."""

    def __init__(
        self,
        make: MakeDtls,
        egress: Egress,
        now_ns: Callable[[], int],
        up: Callable[[], None],
        down: Callable[[], None],
    ) -> None:
        self._make, self._egress, self._now_ns = make, egress, now_ns
        self._up, self._down = up, down
        self._of: dict[Key, Association] = {}
        """By the address that takes part; there are no more than known addresses."""
        self._proven: Association | None = None

    @property
    def receive(self) -> Srtp | None:
        """What opens the peer's packets, None before the handshake is done."""
        return self._proven.dtls.receive if self._proven is not None else None

    def hear(self, socket: Path, name: bytes, datagram: bytes, now_ns: int) -> None:
        """A DTLS datagram from a known address."""
        key = (socket.fileno(), name)
        one = self._proven
        if one is None:
            one = self._of.get(key)
            if one is None or (one.failed and now_ns - one.began_ns >= HELD_NS):
                one = self._join(key, (socket, name), datagram, now_ns)
            if one is None or one.failed:
                return
            one.hear((socket, name), now_ns)
        one.dtls.datagram(datagram, key)

    def _join(self, key: Key, place: Place, datagram: bytes, now_ns: int) -> Association | None:
        """Which handshake a datagram from an address belongs to that has none."""
        for gone in [one for one in self._of if not self._egress.knows(one)]:
            self._leave(gone)
        random = client_random(datagram)
        others = [one for one in self._of.values() if not one.failed]
        if random:
            one = next((one for one in others if one.random == random), None) or self._open(random, place, now_ns)
        else:  # the peer's network changed at this very moment
            silent = [one for one in others if one.silent(now_ns)]
            if not silent:
                return self._of.get(key)
            one = max(silent, key=lambda one: one.heard_ns)
        self._of[key] = one
        return one

    def _leave(self, key: Key) -> None:
        one = self._of.pop(key)
        if one not in self._of.values():
            one.failed = True
            one.dtls.close()

    def _open(self, random: bytes, place: Place, now_ns: int) -> Association:
        def send(datagram: bytes) -> None:
            # To every address that takes part: by one alone a stranger who repeats a datagram could keep the answers for himself.
            to = None if one is self._proven else [key for key, other in self._of.items() if other is one]
            self._egress.dtls(datagram, self._now_ns(), to)

        one = Association(random, self._make(send), place, now_ns)
        one.dtls.start(lambda: self._done(one), lambda: self._ended(one))
        return one

    def _done(self, one: Association) -> None:
        if self._proven is not None or one.failed or one.dtls.send is None:
            return
        self._proven = one
        self._egress.greet(*one.place)
        self._egress.open(one.dtls.send)
        self._close([other for other in self._of.values() if other is not one])
        self._of.clear()
        self._up()

    def _ended(self, one: Association) -> None:
        """The handshake failed, or the peer ended the session."""
        failed, one.failed = one.failed, True
        if one is self._proven:
            self._down()
        elif not failed and self._proven is None and len(self._egress.places()) == 1:
            self._down()  # there is nobody else who could begin another

    def close(self) -> None:
        """End the session and tell the peer. Idempotent."""
        self._close([*self._of.values(), *([self._proven] if self._proven is not None else [])])
        self._of.clear()

    @staticmethod
    def _close(associations: list[Association]) -> None:
        for one in dict.fromkeys(associations):
            one.failed = True
            one.dtls.close()
