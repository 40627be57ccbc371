"""Which track a packet is of, where all of a peer's come by one port (RFC 8843 section 9.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from server.media.extensions import read_extension

if TYPE_CHECKING:
    from server.media.negotiation import Line
    from server.media.publication import Publication


class Bundle:
    """One peer's SSRCs: those that its offer declares, and those that are learned from what comes."""

    def __init__(self) -> None:
        self._streams: dict[int, Publication] = {}
        self._repairs: dict[int, Publication] = {}
        """The SSRCs of retransmissions, and their payload types with what they repeat."""
        self._repair_types: dict[int, int] = {}
        self._by_payload_type: dict[int, Publication | None] = {}
        self._by_mid: dict[bytes, Publication] = {}
        self._by_rid: dict[tuple[bytes, bytes], Publication] = {}
        self._mid_extension = self._rid_extension = self._repaired_extension = 0

    def declare(self, line: Line, sources: Sequence[Publication]) -> None:
        """A section of the offer sends these: one, or one for each layer."""
        if line.layers:
            for rid, layer in zip(line.layers, sources, strict=True):
                self._by_rid[line.mid.encode(), rid.encode()] = layer
            self._rid_extension, self._repaired_extension = line.rid_extension, line.repaired_extension
        else:
            self._by_mid[line.mid.encode()] = sources[0]
        self._mid_extension = line.mid_extension or self._mid_extension
        for ssrc in line.ssrcs[: 0 if line.layers else 1]:
            self._streams[ssrc] = sources[0]
        for ssrc in line.repairs[: 0 if line.layers else 1]:
            self._repairs[ssrc] = sources[0]
        for codec in line.codecs:
            if codec.repair:
                self._repair_types[codec.repair] = codec.payload_type
            for number in (codec.payload_type, codec.redundant):
                if number or number == codec.payload_type:
                    shared = bool(line.layers) or number in self._by_payload_type
                    self._by_payload_type[number] = None if shared else sources[0]

    def repairs(self, payload_type: int) -> int | None:
        """The payload type of what a retransmission with this one repeats, None when it is none."""
        return self._repair_types.get(payload_type)

    def source(self, data: bytearray, at: int, length: int) -> Publication | None:
        """The track that the RTP packet at `at` is of, or that it is a retransmission for."""
        ssrc = int.from_bytes(data[at + 8 : at + 12], "big")
        streams = self._repairs if data[at + 1] & 0x7F in self._repair_types else self._streams
        return streams.get(ssrc) or self._learn(ssrc, data, at, length)

    def succeeds(self, source: Publication, ssrc: int) -> bool:
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

    def published(self, ssrc: int) -> Publication | None:
        """The track that this SSRC of the peer carries now."""
        source = self._streams.get(ssrc)
        return source if source is not None and source.ssrc in (0, ssrc) else None
