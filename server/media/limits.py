"""What one peer may send; who sends more is dropped. Only what has been authenticated counts: nobody can be made to look guilty."""

from __future__ import annotations

SSRCS = 24
"""Incoming SSRCs of one peer's life, RTP and RTCP each; three tracks, one of them in layers, need seven with their retransmissions."""
PACKETS = 4000
"""Packets a second; a camera at its ceiling sends 300."""
BYTES = 1_500_000
"""Bytes a second: 12 Mbit/s, where camera, screen and voice at their ceilings need 4.2."""
OVERRUNS = 2
"""Seconds in a row above either. One alone may be a stall of this server's, in which packets waited."""
EXTENSION_BYTES = 256
"""Header extensions of one packet; browsers send some 40."""
REPORT_BLOCKS = 256
"""Report blocks, requests and lost packets told of in one RTCP packet; a datagram has room for 300 of the smallest."""
BLOCKS = 3000
"""… and of all its RTCP packets in a second. Each may ask for seventeen packets; a browser that loses a third of four pictures asks for
some hundred in a second."""

_SECOND_NS = 1_000_000_000


class Limits:
    """One peer's budget. `packets`, `bytes` and `blocks` are those of the second that runs."""

    __slots__ = ("_overrun", "_overruns", "_since_ns", "blocks", "bytes", "packets")

    def __init__(self) -> None:
        self.packets = self.bytes = self.blocks = 0
        self._since_ns = 0
        self._overrun = False
        self._overruns = 0

    @property
    def full(self) -> bool:
        """Whether nothing more may come in this second."""
        return self.packets >= PACKETS or self.bytes >= BYTES or self.blocks >= BLOCKS

    @property
    def left(self) -> tuple[int, int]:
        """Packets and bytes that may still come in this second."""
        return max(0, PACKETS - self.packets), max(0, BYTES - self.bytes)

    def count(self, size: int, packets: int = 1, blocks: int = 0) -> None:
        """Authenticated packets came, of `size` bytes together and with so many report blocks and requests in them."""
        self.packets += packets
        self.bytes += size
        self.blocks += blocks

    def exhausted(self, now_ns: int) -> bool:
        """Whether this second's budget is used up."""
        passed = now_ns - self._since_ns
        if passed >= _SECOND_NS:
            above = (
                self.packets * _SECOND_NS >= PACKETS * passed
                or self.bytes * _SECOND_NS >= BYTES * passed
                or self.blocks * _SECOND_NS >= BLOCKS * passed
            )
            self._overruns = self._overruns + 1 if self._overrun or above else 0
            self._overrun = False
            self._since_ns, self.packets, self.bytes, self.blocks = now_ns, 0, 0, 0
        elif self.full:
            self._overrun = True
        return self._overrun

    @property
    def broken(self) -> bool:
        """Whether it was used up too often: the peer is to be dropped."""
        return self._overruns >= OVERRUNS
