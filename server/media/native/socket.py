"""A UDP socket whose rings C works on."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from server.media.native.library import Library
from server.media.udp import UdpSocket

if TYPE_CHECKING:
    from server.media.native.peer import NativePeer

DONE, SEALED, OPENED = range(3)
"""What `drain` returns; see media.h."""

USERNAME = 64
"""Bytes of a username; checks with a longer one are answered by Python."""
UDP_SEGMENT = 103
"""Of udp(7); Python has no name for it."""
_NOTES = 256
_note = struct.Struct("=IIHHI")

Note = tuple[int, int, int, int, int]
"""Source's id, timestamp, sequence number, length, marker."""


class NativeSocket(UdpSocket):
    """As `UdpSocket`; `drain` forwards by itself what is settled."""

    def __init__(self, host: str, port: int, library: Library) -> None:
        self._ffi, self._lib = library.ffi, library.lib
        self.native: Any = library.ffi.new("struct vm_socket *")
        self._notes = library.ffi.new("struct vm_note[]", _NOTES)
        super().__init__(host, port)
        native, cast = self.native, library.ffi.cast
        native.fd, native.name_size = self.fileno(), self.rx.name_size
        native.peers.name_size = native.pairs.name_size = self.rx.name_size
        native.rx, native.tx = cast("void *", self.rx.address), cast("void *", self.tx.address)
        native.rx_data, native.rx_names = (cast("uint8_t *", at) for at in self.rx.places)
        native.tx_data, native.tx_names = (cast("uint8_t *", at) for at in self.tx.places)
        native.notes = self._notes
        native.together = self._together()
        self._notes_view = library.ffi.buffer(self._notes)
        self._peers: dict[bytes, object] = {}
        self._pairs: dict[bytes, object] = {}

    def _together(self) -> bool:
        """Whether the kernel knows datagrams that leave together (Linux 4.18): an older one would send them as one."""
        try:
            self._socket.getsockopt(socket.IPPROTO_UDP, UDP_SEGMENT)
        except OSError:
            return False
        return True

    @property
    def queued(self) -> int:
        return int(self.native.queued)

    @queued.setter
    def queued(self, count: int) -> None:
        self.native.queued = count

    @property
    def sent(self) -> int:
        return int(self.native.sent)

    @sent.setter
    def sent(self, count: int) -> None:
        self.native.sent = count

    @property
    def dropped(self) -> int:
        return int(self.native.dropped)

    @dropped.setter
    def dropped(self, count: int) -> None:
        self.native.dropped = count

    @property
    def calls(self) -> int:
        return int(self.native.calls)

    @calls.setter
    def calls(self, count: int) -> None:
        self.native.calls = count

    @property
    def datagrams(self) -> int:
        """Taken from the ring since the begin."""
        return int(self.native.datagrams)

    @property
    def forwarded(self) -> int:
        """Packets that needed no Python."""
        return int(self.native.forwarded)

    @property
    def checks(self) -> int:
        """Checks that needed no Python."""
        return int(self.native.checks)

    @property
    def refused(self) -> int:
        """Packets that were not what they claimed to be."""
        return int(self.native.refused)

    @property
    def reports(self) -> int:
        """RTCP packets that needed no Python."""
        return int(self.native.reports)

    @property
    def copies(self) -> int:
        """What was sent of them to all sinks."""
        return int(self.native.copies)

    @property
    def handed(self) -> int:
        """The slot of `rx` that `drain` has handed up."""
        return int(self.native.next) - 1

    def drain(self, now_ns: int) -> int:
        """Take in what has arrived until there is something for Python, SEALED as it came or OPENED (decrypted), in slot
        `handed`; DONE when nothing is left."""
        return int(self._lib.vm_drain(self.native, now_ns))

    def notes(self) -> Iterable[Note]:
        """What C has forwarded since the last call and left Python to count."""
        count = self.native.noted
        if not count:
            return ()
        self.native.noted = 0
        return _note.iter_unpack(self._notes_view[: count * _note.size])

    def commit(self, length: int, name: bytes) -> None:
        self._lib.vm_commit(self.native, length, name)

    def flush(self) -> None:
        self._lib.vm_flush(self.native)

    def place(self, name: bytes, peer: object, native: Any) -> None:
        """Packets from this address are that peer's."""
        if not self._lib.vm_place(self._ffi.addressof(self.native, "peers"), name, native):
            self._peers[name] = peer

    def unplace(self, name: bytes) -> None:
        """Idempotent."""
        self._lib.vm_unplace(self._ffi.addressof(self.native, "peers"), name)
        self._peers.pop(name, None)

    def answer(self, name: bytes, username: bytes, password: bytes, peer: NativePeer) -> None:
        """Checks from this address with that username and password are answered without Python from now on."""
        if len(username) > USERNAME:
            return
        pair = self._ffi.new("struct vm_pair *", {"peer": peer.native, "username_size": len(username)})
        self._ffi.memmove(pair.username, username, len(username))
        if not self._lib.vm_hmac_key(self._ffi.addressof(pair, "password"), password, len(password)):
            return
        if not self._lib.vm_place(self._ffi.addressof(self.native, "pairs"), name, pair):
            self._pairs[name] = pair, peer

    def ignore(self, name: bytes) -> None:
        """Python looks at checks from this address again. Idempotent."""
        self._lib.vm_unplace(self._ffi.addressof(self.native, "pairs"), name)
        self._pairs.pop(name, None)

    def close(self) -> None:
        for table in (self.native.peers, self.native.pairs):
            self._lib.vm_forget_all(self._ffi.addressof(table))
        self._peers.clear()
        self._pairs.clear()
        super().close()
        self.native.fd = -1
