"""Where and whether a peer may be sent to: its proven path, its consent, and the keys.

An address becomes *known* by a STUN check with the right password. The *path* moves only when fresh, authenticated media
comes from a known address: a replayed check would otherwise take the stream to a stranger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.media.downlink import Downlink
from server.media.srtp import OVERHEAD, Srtp
from server.media.tcp import TcpPath
from server.media.udp import SLOT, UdpSocket

if TYPE_CHECKING:
    from server.media.native.peer import NativePeer

CONSENT_NS = 30_000_000_000
"""Nothing is sent this long after the last valid check (RFC 7675 section 5.1)."""
KNOWN_CAP = 16
"""Known addresses per peer; the oldest is forgotten first, never the path's own."""

Path = UdpSocket | TcpPath
"""What a packet can be sent on."""
Place = tuple[Path, bytes]
"""One of our sockets and a peer's raw socket address."""
Key = tuple[int, bytes]
"""The same by the socket's descriptor."""


class Egress:
    """One peer's way out. Fields are read for every packet sent, so they are plain."""

    __slots__ = (
        "_consent_until_ns",
        "_known",
        "downlink",
        "keys",
        "moved",
        "name",
        "native",
        "proven",
        "refused",
        "socket",
    )

    def __init__(self, native: NativePeer | None = None) -> None:
        self.native = native
        """What C knows of this peer; it is told by `_show` of whatever changes here."""
        self.socket: Path | None = None
        self.name = b""
        self.keys: Srtp | None = None
        self._consent_until_ns = 0
        self.downlink = Downlink() if native is None else native.downlink
        self.proven = False
        self.moved = 0
        self.refused = 0
        self._known: dict[Key, Place] = {}

    @property
    def consent_until_ns(self) -> int:
        """Until when the peer's last check lets it be sent to. Where there is a compiled way, C answers checks too."""
        return self._consent_until_ns if self.native is None else int(self.native.native.consent_until_ns)

    @consent_until_ns.setter
    def consent_until_ns(self, until_ns: int) -> None:
        if self.native is None:
            self._consent_until_ns = until_ns
        else:
            self.native.native.consent_until_ns = until_ns

    def open(self, keys: Srtp) -> None:
        """The handshake is done: these protect what is sent."""
        self.keys = keys
        self._show()

    def _show(self) -> None:
        if self.native is not None:
            self.native.show(self.socket, self.name, self.keys)

    def check(self, socket: Path, name: bytes, now_ns: int) -> Place | None:
        """A valid check came from there: the address is known and consent lasts on. Returns an address to forget."""
        self.consent_until_ns = now_ns + CONSENT_NS
        key = (socket.fileno(), name)
        if key in self._known:
            return None
        self._known[key] = (socket, name)
        if self.socket is None:
            self.socket, self.name = socket, name
            self._show()
        if len(self._known) <= KNOWN_CAP:
            return None
        oldest = next(one for one in self._known if self._known[one] != (self.socket, self.name))
        return self._known.pop(oldest)

    def forget(self, socket: Path, name: bytes) -> None:
        """The address has become somebody else's."""
        self._known.pop((socket.fileno(), name), None)
        if self.socket is socket and self.name == name:
            self.socket, self.name = next(iter(self._known.values()), (None, b""))
            self._show()

    def greet(self, socket: Path, name: bytes) -> None:
        """The handshake was held with this known address; until media proves a path, it is the path."""
        if not self.proven:
            self.socket, self.name = socket, name
            self._show()

    def prove(self, socket: Path, name: bytes) -> None:
        """Fresh authenticated media came from a known address: this is where the peer is now."""
        if self.proven and (socket is not self.socket or name != self.name):
            self.moved += 1
        self.socket, self.name, self.proven = socket, name, True
        self._show()

    def places(self) -> list[Place]:
        """Every known address, oldest first."""
        return list(self._known.values())

    def knows(self, key: Key) -> bool:
        """Whether a check has made that address known, and no other address has taken its place since."""
        return key in self._known

    def dtls(self, datagram: bytes, now_ns: int, to: list[Key] | None = None) -> None:
        """Send a DTLS datagram, at once: on the path, or to these known addresses."""
        if now_ns >= self.consent_until_ns or len(datagram) > SLOT:
            return
        places = [(self.socket, self.name)] if to is None else [self._known[key] for key in to if key in self._known]
        for socket, name in places:
            if socket is not None:
                socket.queue(datagram, name)
                socket.flush()

    def rtcp(self, packet: bytes, now_ns: int) -> None:
        """Protect and queue an RTCP packet."""
        socket, keys = self.socket, self.keys
        if socket is None or keys is None or now_ns >= self.consent_until_ns or len(packet) > SLOT - OVERHEAD:
            return
        i = socket.queued
        socket.tx.data[i * SLOT : i * SLOT + len(packet)] = packet
        length = keys.protect_rtcp(socket.tx.pointers[i], len(packet))
        if length > 0:
            socket.commit(length, self.name)
        else:
            self.refused += 1

    def again(self, packet: bytes, now_ns: int) -> None:
        """Queue a packet that was protected and sent before."""
        if self.socket is not None and self.keys is not None and now_ns < self.consent_until_ns:
            self.socket.queue(packet, self.name)

    def close(self) -> None:
        self.socket, self.keys = None, None
        self._known.clear()
        if self.native is not None:
            self.native.close()
