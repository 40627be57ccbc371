"""What a peer sends, once its handshake is done: authenticated, within its limits, told apart, counted, and forwarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.media import feedback, retransmission, rtcp
from server.media.arrivals import Arrivals, extension_size, sequence_of
from server.media.bundle import Bundle
from server.media.limits import EXTENSION_BYTES, REPORT_BLOCKS, SSRCS, Limits
from server.media.native.settle import settle
from server.media.udp import SLOT

if TYPE_CHECKING:
    from server.media.egress import Path
    from server.media.negotiation import Line
    from server.media.publication import Publication
    from server.media.session import Session, Surroundings


class Ingress:
    """One peer's way in."""

    def __init__(self, session: Session, around: Surroundings) -> None:
        self._session, self._around = session, around
        self.bundle = Bundle()
        self.heard_ns = 0
        """When the last authenticated packet came; `catch_up` first."""
        self.rate_refused = 0
        self.arrivals: Arrivals | None = None
        """Set when the peer numbers its packets over all its streams: it then estimates its uplink by our feedback."""
        self._transport_extension = 0
        self._limits = Limits()
        self._ssrcs: set[int] = set()
        self._control_ssrcs: set[int] = set()
        """Whatever authenticated packets came by."""

    def declare(self, line: Line, sources: tuple[Publication, ...]) -> None:
        """A section of the offer sends these: one, or one for each layer."""
        self.bundle.declare(line, sources)
        if line.transport_extension:
            self._transport_extension = line.transport_extension
            native = self._session.egress.native
            self.arrivals = self.arrivals or (Arrivals() if native is None else native.number_arrivals())

    def media(self, socket: Path, i: int, length: int, name: bytes, now_ns: int) -> None:
        """The datagram in slot `i` of the socket's ring, from a known address, looks like SRTP or SRTCP."""
        keys = self._session.receive_keys
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
        source = self.bundle.source(data, at, length)
        if source is None:
            return
        repeated = self.bundle.repairs(data[at + 1] & 0x7F)
        if repeated is not None:
            self._repaired(source, repeated, data, ring.view, at, length, now_ns)
            return
        ssrc = int.from_bytes(data[at + 8 : at + 12], "big")
        if source.ssrc != ssrc:
            if source.ssrc and not self.bundle.succeeds(source, ssrc):
                return
            source.take_up(ssrc)
        sequence, timestamp = data[at + 2] << 8 | data[at + 3], int.from_bytes(data[at + 4 : at + 8], "big")
        newer = self._received(source, sequence, timestamp, length, data[at + 1] >> 7, now_ns)
        if newer and (name != self._session.egress.name or not self._session.egress.proven):
            self._session.egress.prove(socket, name)
        source.forward(data, ring.view, at, length, now_ns)
        if source.native is not None:
            settle(self._session, source, socket, name, self._limits.left, now_ns)

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
        peer = self._session.egress.native
        if peer is None:
            return
        packets, size, heard_ns = peer.take()
        if packets:
            self._limits.count(size, packets)
            self.heard_ns = max(self.heard_ns, heard_ns)
            for source in self._session.streams:
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
        self._session.close()

    def _heard(self, wide: int, length: int, now_ns: int) -> None:
        """An authenticated packet came."""
        self._limits.count(length)
        self.heard_ns = now_ns
        if wide >= 0 and self.arrivals is not None:
            self.arrivals.note(wide, now_ns)
            feedback.tell_arrivals(self._session, now_ns)

    def _received(
        self, source: Publication, sequence: int, timestamp: int, length: int, marker: int, now_ns: int
    ) -> bool:
        """A packet of a track came, for its statistics; true when it is newer than all before it."""
        newer = source.reception.receive(sequence, timestamp, now_ns)
        if source.reception.unasked:
            self._around.hurry(self._session)
        source.octets += length
        source.heard_ns = now_ns
        if newer and marker and source.kind == "video":
            source.bandwidth.frame_end(timestamp, now_ns)
        if not self._session.next_report_ns:
            self._session.wake(now_ns)
        return newer

    @property
    def heard_extension(self) -> int:
        """The id of the transport-wide numbers that this peer's packets carry, 0 when it has none."""
        return self._transport_extension if self.arrivals is not None else 0

    def _repaired(
        self,
        source: Publication,
        payload_type: int,
        data: bytearray,
        view: memoryview,
        at: int,
        length: int,
        now_ns: int,
    ) -> None:
        """A retransmission. What is not missing any more goes no further."""
        found = retransmission.original(data, at, length)
        if found is None or not source.ssrc or not source.reception.repaired(found[1]):
            return
        at, length = retransmission.restore(data, at, *found, payload_type, source.ssrc), length - 2
        source.octets += length
        source.forward(data, view, at, length, now_ns)

    def _control(self, socket: Path, i: int, length: int, name: bytes, now_ns: int) -> None:
        keys, ring, at = self._session.receive_keys, socket.rx, i * SLOT
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
        if name != self._session.egress.name or not self._session.egress.proven:
            self._session.egress.prove(socket, name)
        if self._session.egress.native is not None:
            self._session.egress.native.native.reporter = ssrc
        feedback.hear(self._session, packet, now_ns)
