"""One peer: from its offer to its close. The `MediaConnection` that rooms hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from aiortc.rtcdtlstransport import RTCCertificate

from server.base.errors import BadOffer
from server.media import feedback, negotiation, rtcp
from server.media.arrivals import Arrivals, extension_size, sequence_of
from server.media.dtls import Dtls
from server.media.egress import CONSENT_NS, Egress, Path, Place
from server.media.extensions import read_extension
from server.media.handshakes import Handshakes
from server.media.ladder import Ladder, Rung, Uplink
from server.media.limits import EXTENSION_BYTES, REPORT_BLOCKS, SSRCS, Limits
from server.media.meter import Meter, Track
from server.media.native.library import Library
from server.media.native.peer import NativePeer, NativeSource
from server.media.native.settle import settle
from server.media.negotiation import Kind, Line, Plan
from server.media.quality import Gauge, Quality
from server.media.router import Publication, Slot, Totals
from server.media.srtp import Srtp
from server.media.udp import SLOT

MediaState = Literal["new", "connected", "closed"]

PICTURE_GONE_NS = 3_000_000_000
"""A picture of which nothing came for this long is not being sent."""

REST_NS = 3_000_000_000
"""A peer that sends nothing and is sent nothing for this long is not looked after with every tick."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a session needs of its server."""

    certificate: RTCCertificate
    meter: Meter
    totals: Totals
    now_ns: Callable[[], int]
    forget: Callable[[Session], None]
    random_bits: Callable[[int], int]
    hurry: Callable[[Session], None]
    wake: Callable[[Session], None]
    library: Library | None
    number: Callable[[Session, Publication], int]
    """Names a track in the notes that C takes."""
    introduce: Callable[[Session, str], str]
    """Give the session a username and password beside its last ones, for a peer with this ufrag; returns the answer."""


class Session:
    """A peer's transport, its publications and its slots. Made by `MediaServer`, which registers it for checks."""

    def __init__(
        self,
        around: Surroundings,
        scope: str,
        owner: str,
        plan: Plan,
        on_state: Callable[[MediaState], None],
    ) -> None:
        self.scope, self.owner = scope, owner
        self.answer = ""
        self.description, self.version = around.random_bits(62), 0
        """The answer's name and version (RFC 8866 section 5.2)."""
        self.state: MediaState = "new"
        self.egress = Egress(NativePeer(around.library) if around.library is not None else None)
        self.plan = plan
        self.passwords: dict[bytes, bytes] = {}
        """What proves a check, by the username it comes with ("ours:theirs"): the newest, and the one before an ICE restart."""
        self.feedback_ssrc = around.random_bits(31) | 1
        self._own_ssrcs = {0, self.feedback_ssrc}
        self.publications: dict[Track, Publication] = {}
        self.streams: list[Publication] = []
        """Everything the peer sends: its publications, and of those in layers each layer."""
        self.slots: dict[Kind, list[Slot]] = {"audio": [], "video": []}
        self.slot_of: dict[int, Slot] = {}
        self.heard_ns = 0
        self._began_ns = around.now_ns()
        self.clock_offset: int | None = None
        """Added to the peer's NTP times to put them on this server's clock, one value for all its tracks (32.32)."""
        self.ladder = Ladder()
        self.uplink = Uplink()
        self._gauge = Gauge()
        self.next_report_ns = 0
        self.reported_ns = 0
        self.rate_refused = 0
        self._around = around
        self._on_state = on_state
        self._streams: dict[int, Publication] = {}
        self._repairs: dict[int, Publication] = {}
        """The SSRCs of retransmissions, and their payload types with what they repeat."""
        self._repair_types: dict[int, int] = {}
        self._ssrcs: set[int] = set()
        self._control_ssrcs: set[int] = set()
        """Whatever authenticated packets came by."""
        self._by_payload_type: dict[int, Publication | None] = {}
        self._by_mid: dict[bytes, Publication] = {}
        self._by_rid: dict[tuple[bytes, bytes], Publication] = {}
        self._mid_extension = self._rid_extension = self._repaired_extension = 0
        self.arrivals: Arrivals | None = None
        """Set when the peer numbers its packets over all its streams: it then estimates its uplink by our feedback."""
        self._transport_extension = 0
        self._limits = Limits()
        make = partial(Dtls, around.certificate, plan.fingerprints)
        self._handshakes = Handshakes(make, self.egress, around.now_ns, self._up, self.close)
        for line in plan.lines:
            if line.codecs:
                self._open(line)

    def _open(self, line: Line) -> None:
        around = self._around
        kind: Kind = "audio" if line.kind == "audio" else "video"
        if line.track is not None:
            sources = tuple(
                Publication(self.scope, self.owner, line.track, kind, line.codecs, around.totals, self._ask_key_frame)
                for _ in line.layers or ("",)
            )
            source = self.publications[line.track] = sources[0]
            self.streams += sources
            if self.egress.native is not None:
                for layer in sources:
                    layer.native = NativeSource(self.egress.native, around.number(self, layer))
            if line.layers:
                for rid, layer in zip(line.layers, sources, strict=True):
                    layer.layers = sources
                    self._by_rid[line.mid.encode(), rid.encode()] = layer
                self._rid_extension, self._repaired_extension = line.rid_extension, line.repaired_extension
            else:
                self._by_mid[line.mid.encode()] = source
            self._mid_extension = line.mid_extension or self._mid_extension
            if line.transport_extension:
                self._transport_extension = line.transport_extension
                native = self.egress.native
                self.arrivals = self.arrivals or (Arrivals() if native is None else native.number_arrivals())
            for ssrc in line.ssrcs[: 0 if line.layers else 1]:
                self._streams[ssrc] = source
            for ssrc in line.repairs[: 0 if line.layers else 1]:
                self._repairs[ssrc] = source
            for codec in line.codecs:
                if codec.repair:
                    self._repair_types[codec.repair] = codec.payload_type
                for number in (codec.payload_type, codec.redundant):
                    if number or number == codec.payload_type:
                        shared = bool(line.layers) or number in self._by_payload_type
                        self._by_payload_type[number] = None if shared else source
        if line.receives:
            place = len(self.slots[kind])
            ssrc = self._fresh_ssrc()
            begin = (around.random_bits(15), around.random_bits(32), around.random_bits(14))
            slot = Slot(
                self.scope,
                self.owner,
                kind,
                line.mid,
                f"slot{place}",
                line.codecs,
                ssrc,
                begin,
                self.egress,
                around.totals,
                line.transport_extension,
                (self._fresh_ssrc(), around.random_bits(15)),
            )
            self.slots[kind].append(slot)
            self.slot_of[ssrc] = slot

    def _fresh_ssrc(self) -> int:
        """An SSRC for a stream to this peer that none of the others has: two with the same would be encrypted alike (RFC 3711
        section 9.1)."""
        while (ssrc := self._around.random_bits(32)) in self._own_ssrcs:
            pass
        self._own_ssrcs.add(ssrc)
        return ssrc

    # What rooms ask.

    def slot_mids(self, kind: Kind) -> tuple[str, ...]:
        """The media section ids of the receiving slots, in slot order."""
        return tuple(slot.mid for slot in self.slots[kind])

    def bind(self, kind: Kind, slot: int, source: object, track: Track) -> None:
        """Feed a slot from `source`'s `track`, or from nothing (None, a closed source, a track it never offered).

        Raises ValueError for a source of another scope or another server, a slot that does not exist, and a track
        of the other kind.
        """
        if not 0 <= slot < len(self.slots[kind]):
            raise ValueError(f"this peer has no {kind} slot {slot}")
        if (track == "microphone") != (kind == "audio"):
            raise ValueError(f"a {track} does not go into a slot for {kind}")
        publication: Publication | None = None
        if source is not None:
            if not isinstance(source, Session):
                raise ValueError("the source is no connection of this media server")
            if source.scope != self.scope:
                self._around.totals.cross_scope_refused += 1
                raise ValueError("source and sink are not in the same visit")
            if source.state != "closed" and self.state != "closed":
                publication = source.publications.get(track)
        now_ns = self._around.now_ns()
        if publication is not None:
            self._wake(now_ns)
        self.slots[kind][slot].feed(publication, self._around.meter, now_ns)

    def loop_back(self) -> None:
        """Feed every section that both sends and receives from itself."""
        for track, publication in self.publications.items():
            slots = self.slots[publication.kind]
            place = 1 if track == "screen" else 0
            if place < len(slots):
                slots[place].feed(publication, self._around.meter, self._around.now_ns())

    @property
    def checked_ns(self) -> int:
        """When the last valid check came, or the offer before the first one."""
        return max(self._began_ns, self.egress.consent_until_ns - CONSENT_NS)

    def last_media_ns(self) -> int:
        """When the last authenticated packet came, CLOCK_BOOTTIME nanoseconds; 0 if none yet."""
        self.catch_up()
        return self.heard_ns

    def arrived_ns(self, track: Track) -> int:
        """When the newest packet of that track came, CLOCK_BOOTTIME nanoseconds; 0 if none yet."""
        self.catch_up()
        publication = self.publications.get(track)
        return max(layer.heard_ns for layer in publication.layers) if publication is not None else 0

    @property
    def sends(self) -> Rung | None:
        """What of pictures its way up carries; None while it sends none and none was told to stop."""
        rung = self.uplink.rung
        now_ns = self._around.now_ns()
        comes = any(now_ns - layer.heard_ns < PICTURE_GONE_NS for layer in self.streams if layer.kind == "video")
        return rung if comes or rung == "audio_only" else None

    @property
    def receives(self) -> Rung | None:
        """What of pictures its way down carries; None while there is none to send."""
        return self.ladder.rung if any(slot.source for slot in self.slots["video"]) else None

    def quality(self) -> Quality:
        """How this peer's two ways are; rates are since it was last asked."""
        return self._gauge.read(self, self._around.now_ns())

    async def restart(self, offer: str) -> str:
        """Answer an ICE restart (RFC 8445 section 9): another username and password, everything else as it was. The earlier ones are
        good until the next restart, for checks that are on their way.

        Raises BadOffer for an offer that is not this connection's."""
        plan = negotiation.plan(offer)
        same = [line.mid for line in plan.lines] == [line.mid for line in self.plan.lines]
        if not same or plan.fingerprints != self.plan.fingerprints:
            raise BadOffer("This offer is not an ICE restart: its sections or its fingerprint are others than before.")
        self.answer = self._around.introduce(self, plan.ufrag)
        return self.answer

    def close(self) -> None:
        """Idempotent. Everything bound to this peer is unbound, its addresses are forgotten, the peer is told."""
        if self.state == "closed":
            return
        self._become("closed")
        now = self._around.now_ns()
        for slots in self.slots.values():
            for slot in slots:
                slot.feed(None, self._around.meter, now)
        for publication in self.streams:
            for slot in [*publication.slots, *publication.held]:
                slot.feed(None, self._around.meter, now)
        self._handshakes.close()
        self._around.forget(self)
        self.egress.close()

    # What the network brings.

    def check(self, socket: Path, name: bytes, now_ns: int) -> Place | None:
        """A valid connectivity check; returns an address that is no longer this peer's."""
        return self.egress.check(socket, name, now_ns)

    def handshake(self, socket: Path, datagram: bytes, name: bytes, now_ns: int) -> None:
        """A DTLS datagram from a known address."""
        self._handshakes.hear(socket, name, datagram, now_ns)

    def media(self, socket: Path, i: int, length: int, name: bytes, now_ns: int) -> None:
        """The datagram in slot `i` of the socket's ring, from a known address, looks like SRTP or SRTCP."""
        keys = self.receive_keys
        if keys is None or length < 12:
            return
        if self._refuses(now_ns):
            return
        ring = socket.rx
        data, at = ring.data, i * SLOT
        if 191 < data[at + 1] < 224:
            self._control(socket, i, length, name, now_ns)
            return
        ssrc = int.from_bytes(data[at + 8 : at + 12], "big")
        length = keys.unprotect(ring.pointers[i], length)
        if length < 12:
            return
        if ssrc not in self._ssrcs:
            self._ssrcs.add(ssrc)
            if len(self._ssrcs) > SSRCS:
                self._drop()
                return
        self.opened(socket, i, length, name, now_ns)

    def opened(self, socket: Path, i: int, length: int, name: bytes, now_ns: int) -> None:
        """The same packet, authenticated and decrypted."""
        ring = socket.rx
        data, at = ring.data, i * SLOT
        if 191 < data[at + 1] < 224:
            if not self._refuses(now_ns):  # C, which opened it, has not counted it
                self._controlled(socket, bytes(ring.view[at : at + length]), name, now_ns)
            return
        if data[at] & 0x10 and extension_size(data, at, length) > EXTENSION_BYTES:
            self._drop()
            return
        wide = -1 if self.arrivals is None else sequence_of(data, at, at + length, self._transport_extension)
        self._heard(wide, length, now_ns)
        ssrc = int.from_bytes(data[at + 8 : at + 12], "big")
        source = self._streams.get(ssrc)
        if data[at + 1] & 0x7F in self._repair_types:
            self._repaired(ssrc, data, ring.view, at, length, now_ns)
            return
        if source is None:
            source = self._learn(ssrc, data, at, length)
            if source is None:
                return
        if source.ssrc != ssrc:
            if source.ssrc and not self._succeeds(source, ssrc):
                return
            source.take_up(ssrc)
        sequence, timestamp = data[at + 2] << 8 | data[at + 3], int.from_bytes(data[at + 4 : at + 8], "big")
        newer = self._received(source, sequence, timestamp, length, data[at + 1] >> 7, now_ns)
        if newer and (name != self.egress.name or not self.egress.proven):
            self.egress.prove(socket, name)
        source.forward(data, ring.view, at, length, now_ns)
        if source.native is not None:
            settle(self, source, socket, name, self._limits.left, now_ns)

    def _refuses(self, now_ns: int) -> bool:
        """Whether the peer sends too much: the rest of this second is not heard, and who goes on like that is dropped."""
        self.catch_up()
        if self._limits.exhausted(now_ns):
            self.rate_refused += 1
            return True
        if self._limits.broken:
            self._drop()
            return True
        return False

    def catch_up(self) -> None:
        """Take over what C has counted of this peer's packets."""
        peer = self.egress.native
        if peer is None:
            return
        packets, size, heard_ns = peer.take()
        if packets:
            self._limits.count(size, packets)
            self.heard_ns = max(self.heard_ns, heard_ns)
            for source in self.streams:
                if source.native is not None:
                    octets, came_ns = source.native.take()
                    source.octets += octets
                    source.heard_ns = max(source.heard_ns, came_ns)

    def forwarded(
        self, source: Publication, sequence: int, timestamp: int, length: int, marker: int, now_ns: int
    ) -> None:
        """C has forwarded a packet of this session that it does not count; `length` as it was decrypted."""
        self._heard(-1, length, now_ns)
        self._received(source, sequence, timestamp, length, marker, now_ns)

    def _drop(self) -> None:
        """The peer does what no browser does: it is not listened to any longer."""
        self._around.totals.peers_dropped += 1
        self.close()

    def _heard(self, wide: int, length: int, now_ns: int) -> None:
        """An authenticated packet came."""
        self._limits.count(length)
        self.heard_ns = now_ns
        if wide >= 0 and self.arrivals is not None:
            self.arrivals.note(wide, now_ns)
            feedback.tell_arrivals(self, now_ns)

    def _received(
        self, source: Publication, sequence: int, timestamp: int, length: int, marker: int, now_ns: int
    ) -> bool:
        """A packet of a track came, for its statistics; true when it is newer than all before it."""
        newer = source.reception.receive(sequence, timestamp, now_ns)
        if source.reception.missing:
            self._around.hurry(self)
        source.octets += length
        source.heard_ns = now_ns
        if newer and marker and source.kind == "video":
            source.bandwidth.frame_end(timestamp, now_ns)
        if not self.next_report_ns:
            self._wake(now_ns)
        return newer

    def _wake(self, now_ns: int) -> None:
        """There is something to look after with every tick, until `rests`."""
        if not self.next_report_ns:
            self.next_report_ns = now_ns
            self._around.wake(self)

    def rests(self, now_ns: int) -> bool:
        """Nothing comes and nothing is sent: a seat that waits."""
        if now_ns - self.heard_ns < REST_NS:
            return False
        return all(slot.source is None for slots in self.slots.values() for slot in slots)

    @property
    def receive_keys(self) -> Srtp | None:
        """What opens this peer's packets, None before the handshake is done."""
        return self._handshakes.receive

    @property
    def reported_on(self) -> int:
        """The SSRC of one of its streams, 0 before the first packet."""
        return next((source.ssrc for source in self.streams if source.ssrc), 0)

    @property
    def heard_extension(self) -> int:
        """The id of the transport-wide numbers that this peer's packets carry, 0 when it has none."""
        return self._transport_extension if self.arrivals is not None else 0

    def _repaired(self, ssrc: int, data: bytearray, view: memoryview, at: int, length: int, now_ns: int) -> None:
        """A retransmission (RFC 4588 section 4): two bytes of the original sequence number, then the original payload. What
        is not missing any more, and what only fills the line to measure it, goes no further."""
        source = self._repairs.get(ssrc)
        if source is None:
            source = self._learn(ssrc, data, at, length)
            if source is None:
                return
        payload = at + 12 + (data[at] & 0x0F) * 4
        if data[at] & 0x10:
            if payload + 4 > at + length:
                return
            payload += 4 + (data[payload + 2] << 8 | data[payload + 3]) * 4
        if payload + 2 >= at + length or not source.ssrc:
            return
        original = data[payload : payload + 2]
        if not source.reception.repaired(original[0] << 8 | original[1]):
            return
        head = payload - at
        data[at + 2 : at + 2 + head] = data[at:payload]
        at, length = at + 2, length - 2
        data[at + 1] = data[at + 1] & 0x80 | self._repair_types[data[at + 1] & 0x7F]
        data[at + 2 : at + 4] = original
        data[at + 8 : at + 12] = source.ssrc.to_bytes(4, "big")
        source.octets += length
        source.forward(data, view, at, length, now_ns)

    def _succeeds(self, source: Publication, ssrc: int) -> bool:
        """Whether a source's other SSRC takes over: it does when it was learned later than the present one."""
        order = list(self._streams)
        return source.ssrc not in self._streams or order.index(ssrc) > order.index(source.ssrc)

    def _learn(self, ssrc: int, data: bytearray, at: int, length: int) -> Publication | None:
        """Which track an undeclared SSRC carries: by its mid extension (RFC 8843 section 9.2) and, in layers, that of its
        layer or of the layer it repeats (RFC 8852), else by a payload type that only one section has."""
        source: Publication | None = None
        kind = data[at + 1] & 0x7F
        if self._mid_extension:
            mid = read_extension(data, at, length, self._mid_extension)
            source = self._by_mid.get(mid) if mid is not None else None
            if mid is not None and self._by_rid and source is None:
                named = self._repaired_extension if kind in self._repair_types else self._rid_extension
                rid = read_extension(data, at, length, named) if named else None
                source = self._by_rid.get((mid, rid)) if rid is not None else None
        if source is None:
            source = self._by_payload_type.get(self._repair_types.get(kind, kind))
        if source is not None:
            streams = self._repairs if data[at + 1] & 0x7F in self._repair_types else self._streams
            streams[ssrc] = source
        return source

    def _control(self, socket: Path, i: int, length: int, name: bytes, now_ns: int) -> None:
        keys, ring, at = self.receive_keys, socket.rx, i * SLOT
        length = keys.unprotect_rtcp(ring.pointers[i], length) if keys is not None else -1
        if length >= 8:
            self._controlled(socket, bytes(ring.view[at : at + length]), name, now_ns)

    def _controlled(self, socket: Path, packet: bytes, name: bytes, now_ns: int) -> None:
        """An authenticated RTCP packet."""
        ssrc = int.from_bytes(packet[4:8], "big")
        self._control_ssrcs.add(ssrc)
        blocks = rtcp.blocks(packet)
        if len(self._control_ssrcs) > SSRCS or blocks > REPORT_BLOCKS:
            self._drop()
            return
        self._limits.count(len(packet), blocks=blocks)
        self.heard_ns = now_ns
        if name != self.egress.name or not self.egress.proven:
            self.egress.prove(socket, name)
        if self.egress.native is not None:
            self.egress.native.native.reporter = ssrc
        feedback.hear(self, packet, now_ns)

    def published(self, ssrc: int) -> Publication | None:
        """The track that this SSRC of the peer carries now."""
        source = self._streams.get(ssrc)
        return source if source is not None and source.ssrc in (0, ssrc) else None

    def _ask_key_frame(self, source: Publication) -> None:
        feedback.ask_key_frame(self, source, self._around.now_ns())

    def _up(self) -> None:
        if self.state == "new":
            now_ns = self._around.now_ns()
            for slot in self.slots["video"]:
                slot.begin(now_ns)
            self._become("connected")

    def _become(self, state: MediaState) -> None:
        self.state = state
        asyncio.get_running_loop().call_soon(self._on_state, state)
