"""What evidence says of the server itself: starts, stalls, a clock that stepped, a database that was away."""

from __future__ import annotations

from typing import Literal

from server.evidence.event_base import Count, Event, Nanoseconds


class ServerStarted(Event):
    """A server took the open visit over from the log. Intervals open until then end at their last tick."""

    type: Literal["server_started"] = "server_started"
    after_crash: bool


class ClockStepped(Event):
    """UTC moved against the monotonic clock by more than a second."""

    type: Literal["clock_stepped"] = "clock_stepped"
    by_ms: int


class EvidenceDegraded(Event):
    """From here on, until `EvidenceRestored`, the database was away and the visit went on. `spool`: each entry was on the
    server's own disk before anybody was told of it. `memory`: it was not, staff were told so, and a crash would have lost it."""

    type: Literal["evidence_degraded"] = "evidence_degraded"
    kept: Literal["spool", "memory"]


class EvidenceRestored(Event):
    """The database was back: the `entries` before this one were written then, with the times at which they happened."""

    type: Literal["evidence_restored"] = "evidence_restored"
    entries: Count


class ServerStalled(Event):
    """The server did nothing for a while, neither forwarding nor reading. Times are CLOCK_BOOTTIME nanoseconds."""

    type: Literal["server_stalled"] = "server_stalled"
    from_ns: Nanoseconds
    until_ns: Nanoseconds
