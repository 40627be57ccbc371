"""What a peer sends: one track, and the one place where its packets go from the source to their sinks.

Nothing here awaits: a packet is rewritten, protected and queued inside the call that received it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from server.media import layers, redundancy
from server.media.bandwidth import Bandwidth
from server.media.frames import Frame, read_h264, read_vp8
from server.media.meter import Track
from server.media.native.peer import NativeSource
from server.media.negotiation import Codec, Kind
from server.media.reception import Reception
from server.media.totals import Totals

if TYPE_CHECKING:
    from server.media.slot import Slot

KEY_FRAME_EVERY_NS = 300_000_000
"""A source is asked for a key frame at most this often, however many sinks want one."""
KEY_FRAME_LATER_NS = 1_000_000_000
"""… and this often once it has left five requests unanswered (a camera that is off)."""

_header = struct.Struct("!BBHII")


class Publication:
    """One track that a peer sends: its incoming stream, and the slots it feeds."""

    __slots__ = (
        "_ask",
        "_asked",
        "_asked_ns",
        "_codecs",
        "_oversize_timestamp",
        "_redundant",
        "bandwidth",
        "fir_number",
        "heard_ns",
        "held",
        "key_wanted",
        "kind",
        "layers",
        "native",
        "octets",
        "owner",
        "pli",
        "rate",
        "reception",
        "report",
        "scope",
        "slots",
        "ssrc",
        "totals",
        "track",
        "waiting",
    )

    def __init__(
        self,
        scope: str,
        owner: str,
        track: Track,
        kind: Kind,
        codecs: Iterable[Codec],
        totals: Totals,
        ask: Callable[[Publication], None],
    ) -> None:
        self.scope, self.owner, self.track, self.kind = scope, owner, track, kind
        codecs = tuple(codecs)
        self._codecs = {codec.payload_type: codec.name for codec in codecs}
        self._redundant = {codec.redundant: codec.payload_type for codec in codecs if codec.redundant}
        self.pli = any("nack pli" in codec.feedback for codec in codecs)
        self.totals = totals
        self._ask = ask
        self.slots: list[Slot] = []
        self.held: list[Slot] = []
        """… and those that are sent nothing for now."""
        self.layers: tuple[Publication, ...] = (self,)
        """All layers of the same picture, the largest first."""
        self.waiting: list[Slot] = []
        """Slots that turn to this layer when it next begins a picture."""
        self.native: NativeSource | None = None
        """What C knows of this track; cleared by `unsettle`."""
        self.ssrc = 0
        self.octets = 0
        self.rate = 0.0
        """What came of it lately, bits a second."""
        self.heard_ns = 0
        """When the newest authenticated packet of this track came, CLOCK_BOOTTIME nanoseconds; 0 if none yet."""
        self.reception = Reception(90000 if kind == "video" else 48000, recovers=kind == "video")
        self.bandwidth = Bandwidth()
        self.report: tuple[int, int] | None = None
        """The newest sender report: NTP time on this server's clock, and the source's timestamp."""
        self.key_wanted = False
        self.fir_number = 0
        self._asked_ns = self._asked = 0
        self._oversize_timestamp = -1

    def unsettle(self) -> None:
        """Something has changed in what this track feeds, or how: the next packet is looked at by Python."""
        if self.native is not None:
            self.native.unsettle()

    def add(self, slot: Slot) -> None:
        """The slot is sent this from now on."""
        self.unsettle()
        self.slots.append(slot)

    def drop(self, slot: Slot) -> None:
        """The slot is not sent this any more."""
        self.unsettle()
        self.slots.remove(slot)

    def settled_codec(self) -> tuple[int, int, str] | None:
        """The only payload type, that of the same with older packets in it (0 for none), and the codec; None while packets may meet
        different fates."""
        if len(self._codecs) != 1 or self._oversize_timestamp >= 0:
            return None
        payload_type, name = next(iter(self._codecs.items()))
        return payload_type, next(iter(self._redundant), 0), name

    def take_up(self, ssrc: int) -> None:
        """The track comes from this SSRC from now on."""
        self.unsettle()
        if self.ssrc and ssrc != self.ssrc:
            self.reception = Reception(90000 if self.kind == "video" else 48000, recovers=self.kind == "video")
            self.bandwidth.restart()
            self.report = None
            for slot in self.slots:
                slot.restart()
            if self.kind == "video" and (self.slots or self.waiting):
                self.key_wanted = True
        self.ssrc = ssrc

    def want_key(self, now_ns: int) -> None:
        """A sink cannot show this picture: ask the source now, or as soon as it may be asked again."""
        if self.kind == "video" and self.ssrc:
            self.key_wanted = True
            self.ask_if_due(now_ns)

    def ask_if_due(self, now_ns: int) -> None:
        """Ask for a key frame if one is wanted and the last request is old enough."""
        if not self.slots and not self.waiting:
            self.key_wanted = False  # nobody looks any more
        if not self.key_wanted:
            return
        wait = KEY_FRAME_EVERY_NS if self._asked < 5 else KEY_FRAME_LATER_NS
        if self._asked_ns and now_ns - self._asked_ns < wait:
            return
        self._asked_ns = now_ns
        self._asked += 1
        self.fir_number += 1
        self.totals.key_frames_asked += 1
        self._ask(self)

    def forward(self, data: bytearray, view: memoryview, at: int, length: int, now_ns: int) -> None:
        """Send a decrypted RTP packet, `length` bytes at `at` of a ring, to every slot that this track feeds."""
        first, second, sequence, timestamp, _ = _header.unpack_from(data, at)
        end = at + length
        payload = at + 12 + (first & 0x0F) * 4
        if first & 0x10:
            if payload + 4 > end:
                return
            payload += 4 + (data[payload + 2] << 8 | data[payload + 3]) * 4
        last = end
        if first & 0x20:
            last = end - data[end - 1]
        if payload > last:
            return
        kind, blocks = second & 0x7F, None
        if kind in self._redundant:
            kind = self._redundant[kind]
            blocks = redundancy.read(data, payload, last, kind)
            if blocks is None:
                self.totals.unreadable_sound += 1
                return
        codec = self._codecs.get(kind)
        if codec is None:
            self.totals.no_codec += 1
            return
        frame: Frame | None = None
        if self.kind == "video":
            frame = read_vp8(data, payload, last) if codec == "VP8" else read_h264(data, payload, last)
            if frame is None:
                self.totals.unreadable_video += 1
                return
            if frame.oversize:
                self._oversize_timestamp = timestamp
                self.totals.oversize_frames += 1
                for slot in self.slots:
                    slot.awaits_key = True
            if timestamp == self._oversize_timestamp:
                return
            if frame.key:
                self._oversize_timestamp = -1
                self.key_wanted = False
                self._asked = 0
                if self.waiting:
                    layers.adopt(self, now_ns)
        for slot in self.slots:
            slot.send(self, view, payload, end, first, second, sequence, timestamp, codec, frame, blocks, now_ns)
        if self.key_wanted:
            self.ask_if_due(now_ns)
