"""What C knows of one peer: where it is sent to, by which keys, and which of its streams are settled."""

from __future__ import annotations

from typing import Any

from server.media.arrivals import Arrivals
from server.media.downlink import Downlink
from server.media.native.library import Library
from server.media.native.socket import NativeSocket
from server.media.reception import Reception
from server.media.srtp import Srtp
from server.media.udp import SLOT

SETTLED_NS = 1_000_000_000
"""A stream is looked at by Python this often at least, so that nothing forgotten stays forgotten."""
SOURCES, SINKS = 8, 16

OPUS, VP8, H264 = range(3)
NEVER = 1 << 62
NOTHING_HEARD = NEVER, NEVER, 0, 0, 0, 0, 0, 0, 0
"""A `struct vm_heard`."""

CODECS = {"opus": OPUS, "VP8": VP8, "H264": H264}


class NativeDownlink(Downlink):
    """When packets left, and how large they were, is written by C."""

    __slots__ = ("_library", "_native")

    def __init__(self, library: Library, native: Any) -> None:
        self._library, self._native = library, native
        native.heard = NOTHING_HEARD
        super().__init__(native.left, native.sizes)

    @property
    def sequence(self) -> int:
        return int(self._native.number)

    @sequence.setter
    def sequence(self, number: int) -> None:
        self._native.number = number

    @property
    def told(self) -> int:
        return int(self._native.told)

    @told.setter
    def told(self, number: int) -> None:
        self._native.told = number

    def probing(self, count: int) -> None:
        super().probing(count)
        self._native.probed = 1

    def hear_packet(self, packet: bytes, now_ns: int) -> None:
        self.catch_up(now_ns)
        if self._probe[1]:
            super().hear_packet(packet, now_ns)
            self._native.probed = bool(self._probe[1])
            return
        self._library.lib.vm_hear(self._native, packet, len(packet), now_ns)
        self.catch_up(now_ns)

    def catch_up(self, now_ns: int) -> bool:
        heard = self._native.heard
        if not heard.reports:
            return False
        self.heard = True
        self._fastest = min(self._fastest, heard.fastest)
        self._came += heard.came
        self._lost_now += heard.lost
        self._bytes += heard.bytes
        took, newest, delay, waited_ns = heard.round_trip, heard.newest, heard.delay, heard.waited
        self._native.heard = NOTHING_HEARD
        self._heard(took if took < NEVER else None, newest, delay, waited_ns, now_ns)
        return True


class NativeArrivals(Arrivals):
    """A `struct vm_arrivals`."""

    __slots__ = ("_library", "_out", "native")

    def __init__(self, library: Library) -> None:
        self._library = library
        self.native: Any = library.ffi.new("struct vm_arrivals *", {"highest": -1})
        super().__init__()

    @property
    def told_ns(self) -> int:
        return int(self.native.told_ns)

    @told_ns.setter
    def told_ns(self, now_ns: int) -> None:
        self.native.told_ns = now_ns

    def note(self, sequence: int, now_ns: int) -> None:
        self._library.lib.vm_arrived(self.native, sequence, now_ns)

    def feedback(self, sender: int, media: int) -> bytes | None:
        out = self._library.ffi.new("uint8_t[]", SLOT)
        size = self._library.lib.vm_feedback(self.native, sender, media, out)
        return bytes(self._library.ffi.buffer(out, size)) if size else None


class NativePeer:
    """A `struct vm_peer`. It keeps alive what C points at."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.native: Any = library.ffi.new("struct vm_peer *")
        self.downlink = NativeDownlink(library, self.native)
        self.sources: list[NativeSource] = []
        self._placed: tuple[NativeSocket, bytes] | None = None
        self._kept: tuple[object, ...] = ()
        self._receive: Srtp | None = None
        self._arrivals: NativeArrivals | None = None

    def number_arrivals(self) -> NativeArrivals:
        """The peer numbers its packets over all its streams: C notes when they came."""
        self._arrivals = self._arrivals or NativeArrivals(self.library)
        self.native.arrivals = self._arrivals.native
        return self._arrivals

    def take(self) -> tuple[int, int, int]:
        """Packets and bytes that C forwarded since the last call, and when the last came."""
        native = self.native
        taken = native.packets, native.bytes, native.heard_ns
        native.packets = native.bytes = 0
        return taken

    def show(self, socket: object, name: bytes, keys: Srtp | None) -> None:
        """The way to the peer is this one from now on. What is not a UDP socket, or None, only Python can send on."""
        native, null = self.native, self.library.ffi.NULL
        if self._placed is not None and self._placed != (socket, name):
            self._placed[0].unplace(self._placed[1])
            self._placed = None
        native.send_keys = self._pointer(keys) if keys is not None else null
        native.socket = null
        if isinstance(socket, NativeSocket):
            self.library.ffi.memmove(native.name, name, len(name))
            native.socket = socket.native
        self._kept = (socket, keys)

    def hear(
        self,
        socket: NativeSocket,
        name: bytes,
        keys: Srtp,
        extension: int,
        budget: tuple[int, int],
        reports: tuple[int, int],
    ) -> None:
        """The peer has proven to be at this address of its path; it may send `budget` (packets, bytes) before it is looked at
        again. `reports`: the SSRCs that feedback about when its packets came is from and about."""
        native = self.native
        if self._receive is not keys:
            native.receive_keys, self._receive = self._pointer(keys), keys
        native.transport_extension = extension
        native.budget, native.budget_bytes = budget
        native.reports_as, native.reports_on = reports
        if self._placed is None:
            self._placed = (socket, name)
            socket.place(name, self, native)

    def close(self) -> None:
        """C forgets the peer. Idempotent."""
        null = self.library.ffi.NULL
        self.show(None, b"", None)
        self.native.consent_until_ns = 0
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
        self._ffi = peer.library.ffi
        self.native: Any = self._ffi.new("struct vm_source *")
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

    def take(self) -> tuple[int, int]:
        """Bytes that C forwarded since the last call, and when the last packet came."""
        taken = self.native.octets, self.native.heard_ns
        self.native.octets = 0
        return taken

    def settle(
        self,
        ssrc: int,
        codec: tuple[int, int, str],
        sinks: list[tuple[Any, tuple[int, int]]],
        reception: Reception,
        now_ns: int,
    ) -> None:
        """Packets of this SSRC and codec (`Publication.settled_codec`) go to these streams (`NativeOutgoing`, with
        `Slot.settled_types`), and the common ones among them are counted in `reception`."""
        native = self.native
        if len(sinks) > SINKS:
            return
        for i, (outgoing, (number, redundant)) in enumerate(sinks):
            native.sinks[i], native.payload_types[i], native.redundant_types[i] = outgoing.native, number, redundant
            self._kept.append(outgoing)
        native.numbers = self._ffi.cast("int64_t *", reception.numbers.buffer_info()[0])
        native.timing = self._ffi.cast("double *", reception.timing.buffer_info()[0])
        self._kept.append(reception)
        native.clock_per_ns = reception.clock_per_ns
        native.ssrc, native.payload_type, native.redundant_type, native.codec = ssrc, *codec[:2], CODECS[codec[2]]
        native.count, native.until_ns = len(sinks), now_ns + SETTLED_NS
