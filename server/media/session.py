"""One peer: from its offer to its close. The `MediaConnection` that rooms hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from aiortc.rtcdtlstransport import RTCCertificate

from server.base.errors import BadOffer
from server.media import feedback, negotiation
from server.media.dtls import Dtls
from server.media.egress import CONSENT_NS, Egress, Path, Place
from server.media.handshakes import Handshakes
from server.media.ingress import Ingress
from server.media.ladder import Ladder, Rung, Uplink
from server.media.meter import Meter, Track
from server.media.native.library import Library
from server.media.native.peer import NativePeer, NativeSource
from server.media.negotiation import Kind, Line, Plan
from server.media.publication import Publication
from server.media.quality import Gauge, Quality
from server.media.slot import Slot
from server.media.srtp import Srtp
from server.media.totals import Totals

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
        self._began_ns = around.now_ns()
        self.clock_offset: int | None = None
        """Added to the peer's NTP times to put them on this server's clock, one value for all its tracks (32.32)."""
        self.ladder = Ladder()
        self.uplink = Uplink()
        self._gauge = Gauge()
        self.next_report_ns = 0
        self.reported_ns = 0
        self._around = around
        self._on_state = on_state
        self.ingress = Ingress(self, around)
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
            self.publications[line.track] = sources[0]
            self.streams += sources
            if self.egress.native is not None:
                for layer in sources:
                    layer.native = NativeSource(self.egress.native, around.number(self, layer))
            if line.layers:
                for layer in sources:
                    layer.layers = sources
            self.ingress.declare(line, sources)
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
            self.wake(now_ns)
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
        self.ingress.catch_up()
        return self.ingress.heard_ns

    def arrived_ns(self, track: Track) -> int:
        """When the newest packet of that track came, CLOCK_BOOTTIME nanoseconds; 0 if none yet."""
        self.ingress.catch_up()
        publication = self.publications.get(track)
        return max(layer.heard_ns for layer in publication.layers) if publication is not None else 0

    @property
    def sends(self) -> Rung | None:
        """What of pictures its way up carries; None while it sends none and none was told to stop."""
        rung = self.uplink.rung
        now_ns = self._around.now_ns()
        comes = any(now_ns - layer.heard_ns < PICTURE_GONE_NS for layer in self.streams if layer.kind == "video")
        return rung if comes or rung in ("audio_only", "nothing") else None

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

    def wake(self, now_ns: int) -> None:
        """There is something to look after with every tick, until `rests`."""
        if not self.next_report_ns:
            self.next_report_ns = now_ns
            self._around.wake(self)

    def rests(self, now_ns: int) -> bool:
        """Nothing comes and nothing is sent: a seat that waits."""
        if now_ns - self.ingress.heard_ns < REST_NS:
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
