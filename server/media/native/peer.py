"""What C knows of one peer: where it is sent to, by which keys, and which of its streams are settled."""

from __future__ import annotations

from typing import Any

from server.media.downlink import Downlink
from server.media.native.library import Library
from server.media.native.socket import NativeSocket
from server.media.srtp import Srtp

SETTLED_NS = 1_000_000_000
"""A stream is looked at by Python this often at least, so that nothing forgotten stays forgotten."""
SOURCES, SINKS = 8, 16

OPUS, VP8, H264 = range(3)
CODECS = {"opus": OPUS, "VP8": VP8, "H264": H264}


class NativeDownlink(Downlink):
    """When packets left, and how large they were, is written by C."""

    __slots__ = ("_native",)

    def __init__(self, native: Any) -> None:
        self._native = native
        super().__init__(native.left, native.sizes)

    @property
    def sequence(self) -> int:
        return int(self._native.number)

    @sequence.setter
    def sequence(self, number: int) -> None:
        self._native.number = number


class NativePeer:
    """A `struct vm_peer`. It keeps alive what C points at."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.native: Any = library.ffi.new("struct vm_peer *")
        self.downlink = NativeDownlink(self.native)
        self.sources: list[NativeSource] = []
        self._placed: tuple[NativeSocket, bytes] | None = None
        self._kept: tuple[object, ...] = ()
        self._receive: Srtp | None = None

    def show(self, socket: object, name: bytes, keys: Srtp | None, consent_until_ns: int) -> None:
        """The way to the peer is this one from now on. What is not a UDP socket, or None, only Python can send on."""
        native, null = self.native, self.library.ffi.NULL
        if self._placed is not None and self._placed != (socket, name):
            self._placed[0].unplace(self._placed[1])
            self._placed = None
        native.consent_until_ns = consent_until_ns
        native.send_keys = self._pointer(keys) if keys is not None else null
        native.socket = null
        if isinstance(socket, NativeSocket):
            self.library.ffi.memmove(native.name, name, len(name))
            native.socket = socket.native
        self._kept = (socket, keys)

    def hear(self, socket: NativeSocket, name: bytes, keys: Srtp, extension: int, budget: int) -> None:
        """The peer has proven to be at this address of its path; it may send `budget` packets before it is looked at again."""
        native = self.native
        if self._receive is not keys:
            native.receive_keys, self._receive = self._pointer(keys), keys
        native.transport_extension, native.budget = extension, budget
        if self._placed is None:
            self._placed = (socket, name)
            socket.place(name, self, native)

    def close(self) -> None:
        """C forgets the peer. Idempotent."""
        null = self.library.ffi.NULL
        self.show(None, b"", None, 0)
        self.native.receive_keys, self._receive = null, None
        for i, source in enumerate(self.sources):
            source.unsettle()
            self.native.sources[i] = null
        self.sources.clear()

    def _pointer(self, keys: Srtp) -> Any:
        return self.library.ffi.cast("void *", keys.address)


class NativeSource:
    """A `struct vm_source`: one incoming stream, settled or not. `number` is what notes about it carry."""

    def __init__(self, peer: NativePeer, number: int) -> None:
        self.native: Any = peer.library.ffi.new("struct vm_source *")
        self.native.id = number
        self.number = number
        self._kept: list[object] = []
        if len(peer.sources) < SOURCES:
            peer.native.sources[len(peer.sources)] = self.native
            peer.sources.append(self)

    def unsettle(self) -> None:
        """The next packet is for Python."""
        native = self.native
        native.until_ns = native.count = 0
        self._kept.clear()

    def settle(self, ssrc: int, payload_type: int, codec: str, sinks: list[tuple[Any, int]], now_ns: int) -> None:
        """Packets of this SSRC and payload type go to these streams (`NativeOutgoing` and the sink's payload type)."""
        native = self.native
        if len(sinks) > SINKS:
            return
        for i, (outgoing, number) in enumerate(sinks):
            native.sinks[i], native.payload_types[i] = outgoing.native, number
            self._kept.append(outgoing)
        native.ssrc, native.payload_type, native.codec = ssrc, payload_type, CODECS[codec]
        native.count, native.until_ns = len(sinks), now_ns + SETTLED_NS
