"""What a peer receives: one section of its offer, whose stream goes on whatever feeds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from server.media import layers, redundancy
from server.media.bandwidth import CEILING, Bandwidth
from server.media.egress import Egress
from server.media.frames import Frame
from server.media.meter import Meter
from server.media.native.outgoing import outgoing_for
from server.media.negotiation import Codec, Kind
from server.media.redundancy import Blocks
from server.media.totals import Totals

if TYPE_CHECKING:
    from server.media.publication import Publication


class Slot:
    """One section on which a peer receives. Its stream stays; what feeds it changes."""

    __slots__ = (
        "_payload_types",
        "_redundant_types",
        "awaits_key",
        "bandwidth",
        "cname",
        "egress",
        "kind",
        "lost",
        "mid",
        "outgoing",
        "owner",
        "paused",
        "pending",
        "reported",
        "scope",
        "share",
        "source",
        "totals",
        "turned_ns",
    )

    def __init__(
        self,
        scope: str,
        owner: str,
        kind: Kind,
        mid: str,
        cname: str,
        codecs: Iterable[Codec],
        ssrc: int,
        begin: tuple[int, int, int],
        egress: Egress,
        totals: Totals,
        transport: int,
        repair: tuple[int, int],
    ) -> None:
        """The numbers are those of `Outgoing`."""
        self.scope, self.owner, self.kind, self.mid = scope, owner, kind, mid
        self.cname = cname.encode()
        codecs = tuple(codecs)
        self._payload_types = {codec.name: codec.payload_type for codec in codecs}
        self._redundant_types = {codec.name: codec.redundant for codec in codecs}
        self.egress = egress
        self.totals = totals
        video = kind == "video"
        repair_types = {codec.payload_type: codec.repair for codec in codecs if codec.repair}
        self.outgoing = outgoing_for(egress)(
            egress, ssrc, 90000 if video else 48000, begin, video, transport, repair_types, repair
        )
        self.source: Publication | None = None
        self.pending: Publication | None = None
        """The layer that it turns to, see `layers`."""
        self.turned_ns = 0
        self.paused = False
        """No picture is sent for now: its peer cannot take any."""
        self.awaits_key = False
        self.reported = False
        self.lost = 0.0
        self.bandwidth = Bandwidth()
        self.share = CEILING
        """This slot's part of what the peer can receive by its feedback, bits a second."""

    @property
    def allowed(self) -> int:
        """Bits a second that this slot's source may send for it: by the peer's feedback, else by its loss reports."""
        return self.share if self.egress.downlink.heard else self.bandwidth.allowed

    def feed(self, source: Publication | None, meter: Meter, now_ns: int) -> None:
        """Take `source` from now on, or nothing. The caller has checked that both ends have the same scope."""
        if source is self.source or (source is not None and self.source in source.layers):
            return
        if self.source is not None:
            layers.forget(self)
            if self.paused:
                self.source.held.remove(self)
            else:
                self.source.drop(self)
            if self.outgoing.tally is not None:
                self.outgoing.tally.held -= 1
                self.outgoing.tally = None
        self.source = source
        self.restart()
        if source is not None:
            self.outgoing.tally = meter.hold(source.scope, source.owner, self.owner, source.track)
            if self.paused:
                source.held.append(self)
                return
            source.add(self)
            for layer in source.layers[1:]:
                layer.waiting.append(self)
            # A key frame that comes before this peer's keys cannot be sent, and the next may be asked for only much later.
            if self.egress.keys is not None:
                source.want_key(now_ns)

    def begin(self, now_ns: int) -> None:
        """The peer can be sent to from now on: its picture begins as soon as the source makes a key frame."""
        if self.source is not None and self.awaits_key and not self.paused:
            self.source.want_key(now_ns)

    def restart(self) -> None:
        """What comes next is another stream: continue the numbers, begin pictures with a key frame."""
        if self.source is not None:
            self.source.unsettle()
        self.outgoing.release()
        self.awaits_key = self.kind == "video"
        self.reported = False

    def settled_types(self, source: Publication, codec: str) -> tuple[int, int] | None:
        """The payload type with which every packet of that codec is sent on, and that of those with older packets in them (0: only
        the newest is sent on); None while that is not so."""
        payload_type = self._payload_types.get(codec)
        if self.awaits_key or source.scope != self.scope or payload_type is None:
            return None
        return payload_type, self._redundant_types[codec]

    def send(
        self,
        source: Publication,
        view: memoryview,
        payload: int,
        end: int,
        first: int,
        second: int,
        sequence: int,
        timestamp: int,
        codec: str,
        frame: Frame | None,
        blocks: Blocks | None,
        now_ns: int,
    ) -> None:
        """Rewrite, protect and queue one packet. The source's header extensions are left behind: their ids are its own. `blocks` is
        set where it brings older ones along: a peer that does not know such packets is sent what is new in them."""
        if source.scope != self.scope:
            self.totals.cross_scope_refused += 1
            return
        egress = self.egress
        socket = egress.socket
        if socket is None or egress.keys is None or now_ns >= egress.consent_until_ns:
            self.totals.not_sendable += 1
            return
        payload_type = self._payload_types.get(codec)
        if payload_type is None:
            self.totals.no_codec += 1
            return
        if self.awaits_key:
            if frame is None or not frame.key:
                source.key_wanted = True
                return
            self.awaits_key = False
        if blocks is not None:
            if redundant := self._redundant_types[codec]:
                redundancy.retype(view, payload, blocks, payload_type)
                payload_type = redundant
            else:
                payload += blocks.newest_at
        second = second & 0x80 | payload_type
        size = self.outgoing.write(socket, view, payload, end, first, second, sequence, timestamp, frame, now_ns)
        if size:
            socket.commit(size, egress.name)
            self.totals.forwarded += 1

    def resend(self, sequences: Iterable[int], now_ns: int) -> None:
        """Send again what the peer missed, unless its way first has to run dry."""
        if self.paused:
            return
        lost = max(self.lost, self.egress.downlink.lost)
        self.totals.resent += self.outgoing.resend(sequences, now_ns, lost)
