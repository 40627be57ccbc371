"""How a peer's connection is, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.media.session import Session


@dataclass(frozen=True, slots=True)
class Quality:
    """One peer's two ways. Losses are permille, rates kbit/s of media; what the peer does not tell is None."""

    round_trip_ms: int | None
    lost_up: int
    lost_down: int | None
    kbps_up: int
    kbps_down: int
    heard_ns: int
    """When the last authenticated packet came, CLOCK_BOOTTIME nanoseconds."""


RATE_NS = 1_000_000_000
"""The least time over which a rate is measured."""


class Gauge:
    """Reads a session from time to time; rates are since the last reading that lies `RATE_NS` back."""

    __slots__ = ("_down", "_octets", "_since_ns")

    def __init__(self) -> None:
        self._octets = self._since_ns = self._down = 0

    def read(self, session: Session, now_ns: int) -> Quality:
        """The figures now."""
        slots = [slot for kind in session.slots.values() for slot in kind]
        self._measure(sum(slot.outgoing.octets for slot in slots), now_ns)
        link = session.egress.downlink
        lost = link.lost if link.heard else max((slot.lost for slot in slots if slot.source is not None), default=None)
        return Quality(
            round_trip_ms=link.round_trip_ns // 1_000_000 if link.round_trip_ns is not None else None,
            lost_up=round(1000 * session.uplink.lost),
            lost_down=round(1000 * lost) if lost is not None else None,
            kbps_up=round(sum(stream.rate for stream in session.streams) / 1000),
            kbps_down=self._down,
            heard_ns=session.ingress.heard_ns,
        )

    def _measure(self, octets: int, now_ns: int) -> None:
        passed = now_ns - self._since_ns
        if self._since_ns and passed < RATE_NS:
            return
        self._down = (octets - self._octets) * 8_000_000 // passed if self._since_ns else 0
        self._octets, self._since_ns = octets, now_ns
