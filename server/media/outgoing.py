"""One slot's stream to its peer: numbers that stay continuous over sources, what was sent lately, and how much."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from server.media.downlink import PROBE
from server.media.egress import Egress, Path
from server.media.frames import Frame
from server.media.meter import Tally
from server.media.rewrite import Continuity
from server.media.srtp import OVERHEAD
from server.media.udp import SLOT

HISTORY = 256
"""Packets a video slot keeps for NACKs, about a second at 2.5 Mbit/s: as they were sent, or before their protection where
they are repeated in a stream of their own."""
PADDING = 255
"""Bytes of padding in a packet of a probe: the most there can be (RFC 3550 section 5.1)."""
LOSSY = 0.02
"""Where more than this is lost, what is repeated is sent twice: a repeat that is lost as well costs another round trip, and that is
seen as a picture that stands."""
AGAIN_NS = 20_000_000
"""A packet is sent again at most once in this time."""
REPEATS = 2 * HISTORY
"""Repeats that may be sent at once. Over time no more of them than packets were sent: a request of 80 bytes could else have megabytes
sent, and whoever sends many of them would take the server's line from everybody."""

_pack_header = struct.Struct("!BBHII").pack_into
_pack_extension = struct.Struct("!II").pack_into
_LARGEST = SLOT - OVERHEAD


class Outgoing:
    """`begin` holds the random first sequence number, timestamp and picture id. `transport` is the id of the transport-wide
    sequence number, 0 for none. `repair_types` gives the payload type of retransmissions for each payload type, and `repair`
    their random SSRC and first sequence number; without types the peer wants the same packets again."""

    __slots__ = (
        "_continuity",
        "_counted",
        "_egress",
        "_history",
        "_repair_sequence",
        "_repair_types",
        "_repeats",
        "_resent",
        "octets",
        "packets",
        "repair_ssrc",
        "ssrc",
        "tally",
        "transport",
    )

    def __init__(
        self,
        egress: Egress,
        ssrc: int,
        clock_rate: int,
        begin: tuple[int, int, int],
        keeps: bool,
        transport: int,
        repair_types: dict[int, int],
        repair: tuple[int, int],
    ) -> None:
        self._egress = egress
        self.ssrc = ssrc
        self.transport = (transport << 4 | 1) << 24 if transport else 0
        self.repair_ssrc = repair[0] if repair_types else 0
        self._repair_types = repair_types
        self._repair_sequence = repair[1]
        self._resent: dict[int, int] = {}
        self._repeats, self._counted = REPEATS, 0
        self._begin(clock_rate, begin, keeps)
        self.tally: Tally | None = None
        self.packets = self.octets = 0

    def _begin(self, clock_rate: int, begin: tuple[int, int, int], keeps: bool) -> None:
        self._continuity = Continuity(clock_rate, *begin)
        self._history: list[tuple[int, bytes] | None] | None = [] if keeps else None

    @property
    def bound(self) -> bool:
        """Whether a packet of the present source has been sent."""
        return self._continuity.bound

    @property
    def timestamp_shift(self) -> int:
        """What is added to the source's timestamps, for the sender reports that must agree with them."""
        return self._continuity.timestamp_shift

    def release(self) -> None:
        """The source is gone, or another takes its place."""
        self._continuity.release()

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
        """Write the stream's next packet into the path's next place and protect it; its size, 0 when it is not to be sent.

        Its payload lies from `payload` to `end` of `view`; `first` and `second` are the bytes of the source's header, the
        payload type already the sink's."""
        keys = self._egress.keys
        placed = self._continuity.place(sequence, timestamp, now_ns)
        head = 20 if self.transport else 12
        length = head + end - payload
        if placed is None or keys is None or length > _LARGEST:
            return 0
        sequence, timestamp = placed
        i, ring = path.queued, path.tx
        at, data = i * SLOT, ring.data
        first &= 0x20
        if self.transport:
            _pack_header(data, at, 0x90 | first, second, sequence, timestamp, self.ssrc)
            number = self._egress.downlink.number(length, now_ns)
            _pack_extension(data, at + 12, 0xBEDE0001, self.transport | number << 8)
        else:
            _pack_header(data, at, 0x80 | first, second, sequence, timestamp, self.ssrc)
        ring.view[at + head : at + length] = view[payload:end]
        if frame is not None and (frame.picture_at >= 0 or frame.tl0_at >= 0):
            picture, tl0 = self._continuity.place_picture(frame.picture, frame.tl0)
            if frame.picture_at >= 0:
                where = at + head + frame.picture_at
                if frame.picture_wide:
                    data[where] = 0x80 | picture >> 8
                    data[where + 1] = picture & 0xFF
                else:
                    data[where] = picture & 0x7F
            if frame.tl0_at >= 0:
                data[at + head + frame.tl0_at] = tl0
        history = self._history
        if history is not None:
            if not history:
                history += [None] * HISTORY  # most slots of a visit never send
            if self._repair_types:
                history[sequence % HISTORY] = (sequence, bytes(ring.view[at : at + length]))
        size = keys.protect(ring.pointers[i], length)
        if size < 0:
            self._egress.refused += 1
            return 0
        if history is not None and not self._repair_types:
            history[sequence % HISTORY] = (sequence, bytes(ring.view[at : at + size]))
        self.packets += 1
        self.octets += length - head
        if self.tally is not None:
            self.tally.add(size, now_ns)
        return size

    def kept(self, sequence: int) -> bytes | None:
        """A packet of the history."""
        kept = self._history[sequence % HISTORY] if self._history else None
        return kept[1] if kept is not None and kept[0] == sequence else None

    def resend(self, sequences: Iterable[int], now_ns: int, lost: float = 0.0) -> int:
        """Send again what the peer missed, each packet at most once in 20 ms and not more than `REPEATS` allows; returns how many were.
        `lost` is the share of packets lost lately."""
        found, sent = 0, self.packets
        self._repeats, self._counted = min(REPEATS, self._repeats + sent - self._counted), sent
        copies = 2 if lost > LOSSY else 1
        for sequence in sequences:
            if self._repeats < copies:
                break
            packet = self.kept(sequence)
            if packet is None or now_ns - self._resent.get(sequence, -AGAIN_NS) < AGAIN_NS:
                continue
            self._repeats -= copies
            if len(self._resent) >= HISTORY:
                self._resent.clear()
            self._resent[sequence] = now_ns
            for _ in range(copies):
                if self.repair_ssrc:
                    self._repair(packet, now_ns)
                else:
                    self._egress.again(packet, now_ns)
            found += 1
        return found

    def probe(self, now_ns: int) -> None:
        """Send some padding at once in the stream of retransmissions, to learn from its arrival how wide the way is."""
        egress = self._egress
        socket, keys = egress.socket, egress.keys
        if socket is None or keys is None or now_ns >= egress.consent_until_ns:
            return
        if not (self.transport and self.repair_ssrc):
            return
        egress.downlink.probing(PROBE)
        second, length = next(iter(self._repair_types.values())), 20 + PADDING
        for _ in range(PROBE):
            self._repair_sequence = (self._repair_sequence + 1) & 0xFFFF
            i = socket.queued
            ring, at = socket.tx, i * SLOT
            _pack_header(ring.data, at, 0xB0, second, self._repair_sequence, 0, self.repair_ssrc)
            number = egress.downlink.number(length, now_ns)
            _pack_extension(ring.data, at + 12, 0xBEDE0001, self.transport | number << 8)
            ring.data[at + 20 : at + length] = bytes(PADDING - 1) + bytes((PADDING,))
            size = keys.protect(ring.pointers[i], length)
            if size < 0:
                egress.refused += 1
                return
            socket.commit(size, egress.name)

    def _repair(self, packet: bytes, now_ns: int) -> None:
        """Repeat a packet in the slot's stream of retransmissions (RFC 4588 section 4)."""
        egress = self._egress
        socket, keys = egress.socket, egress.keys
        repair_type = self._repair_types.get(packet[1] & 0x7F)
        if socket is None or keys is None or repair_type is None or now_ns >= egress.consent_until_ns:
            return
        head = 20 if packet[0] & 0x10 else 12
        length = len(packet) + 2
        if length > _LARGEST:
            return
        self._repair_sequence = (self._repair_sequence + 1) & 0xFFFF
        i = socket.queued
        ring, at = socket.tx, i * SLOT
        ring.data[at : at + head] = packet[:head]
        second, timestamp = packet[1] & 0x80 | repair_type, int.from_bytes(packet[4:8], "big")
        _pack_header(ring.data, at, packet[0], second, self._repair_sequence, timestamp, self.repair_ssrc)
        if head == 20:
            number = egress.downlink.number(length, now_ns)
            _pack_extension(ring.data, at + 12, 0xBEDE0001, self.transport | number << 8)
        ring.data[at + head : at + head + 2] = packet[2:4]
        ring.data[at + head + 2 : at + length] = packet[head:]
        size = keys.protect(ring.pointers[i], length)
        if size < 0:
            egress.refused += 1
            return
        socket.commit(size, egress.name)
