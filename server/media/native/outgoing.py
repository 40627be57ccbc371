"""`Outgoing` in C."""

from __future__ import annotations

from typing import Any

from server.media.egress import Egress, Path
from server.media.frames import Frame
from server.media.meter import Tally
from server.media.outgoing import Outgoing
from server.media.udp import SLOT


class NativeOutgoing(Outgoing):
    """A `struct vm_stream`."""

    __slots__ = ("_frame", "_library", "_tally", "native")

    def _begin(self, clock_rate: int, begin: tuple[int, int, int], keeps: bool) -> None:
        peer = self._egress.native
        if peer is None:
            raise TypeError("the peer is one of Python's alone")
        self._library = peer.library
        ffi = self._library.ffi
        native = ffi.gc(ffi.new("struct vm_stream *"), self._library.lib.vm_stream_free)
        self.native: Any = native
        native.peer = peer.native
        native.ssrc, native.transport, native.clock_rate = self.ssrc, self.transport, clock_rate
        native.sequence, native.timestamp, native.picture = begin
        native.tl0, native.stamped_ns, native.picture_unset = begin[2] & 0xFF, -1, 1
        native.keeps, native.repairable = keeps, bool(self._repair_types)
        self._frame = ffi.new("struct vm_frame *")

    @property
    def bound(self) -> bool:
        return bool(self.native.bound)

    @property
    def timestamp_shift(self) -> int:
        return int(self.native.timestamp_shift)

    @property
    def packets(self) -> int:
        return int(self.native.packets)

    @packets.setter
    def packets(self, count: int) -> None:
        self.native.packets = count

    @property
    def octets(self) -> int:
        return int(self.native.octets)

    @octets.setter
    def octets(self, count: int) -> None:
        self.native.octets = count

    @property
    def tally(self) -> Tally | None:
        return self._tally

    @tally.setter
    def tally(self, tally: Tally | None) -> None:
        self._tally = tally
        ffi = self._library.ffi
        self.native.tally = ffi.NULL if tally is None else ffi.cast("int64_t *", tally.numbers.buffer_info()[0])

    def release(self) -> None:
        self.native.bound = 0

    def write(
        self,
        path: Path,
        view: memoryview,
        payload: int,
        end: int,
        first: int,
        second: int,
        sequence: int,
        timestamp: int,
        frame: Frame | None,
        now_ns: int,
    ) -> int:
        ffi, shape = self._library.ffi, self._library.ffi.NULL
        if frame is not None:
            shape = self._frame
            shape.picture_at, shape.picture_wide, shape.picture = frame.picture_at, frame.picture_wide, frame.picture
            shape.tl0_at, shape.tl0 = frame.tl0_at, frame.tl0
        out = ffi.cast("uint8_t *", path.tx.places[0] + path.queued * SLOT)
        source = ffi.from_buffer("uint8_t[]", view[payload:end])
        size = end - payload
        return int(
            self._library.lib.vm_write(
                self.native, out, source, size, first, second, sequence, timestamp, shape, now_ns
            )
        )

    def kept(self, sequence: int) -> bytes | None:
        ffi = self._library.ffi
        out = ffi.new("uint8_t[]", SLOT)
        length = self._library.lib.vm_kept(self.native, sequence, out)
        return bytes(ffi.buffer(out, length)) if length else None


def outgoing_for(egress: Egress) -> type[Outgoing]:
    """Which of the two a peer's slots have."""
    return Outgoing if egress.native is None else NativeOutgoing
