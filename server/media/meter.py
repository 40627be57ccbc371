"""What flowed from whom to whom: the counts that minutes are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Track = Literal["microphone", "camera", "screen"]


@dataclass(frozen=True, slots=True)
class Count:
    """One source's packets to one sink in one reading. Times are CLOCK_BOOTTIME nanoseconds; see `rooms.ports.PairCount`."""

    source: str
    sink: str
    track: Track
    packets: int
    bytes: int
    first_ns: int
    last_ns: int
    gap_ns: int
    gap_end_ns: int


class Tally:
    """A running count. Its fields are written for every packet, so it is plain and mutable."""

    __slots__ = ("bytes", "first_ns", "gap_end_ns", "gap_ns", "held", "last_ns", "packets", "sink", "source", "track")

    def __init__(self, source: str, sink: str, track: Track) -> None:
        self.source, self.sink, self.track = source, sink, track
        self.held = 0
        self._clear()

    def _clear(self) -> None:
        self.packets = self.bytes = self.first_ns = self.last_ns = self.gap_ns = self.gap_end_ns = 0

    def add(self, size: int, now_ns: int) -> None:
        """One packet of `size` bytes arrived at `now_ns` and was forwarded."""
        if self.packets:
            gap = now_ns - self.last_ns
            if gap > self.gap_ns:
                self.gap_ns, self.gap_end_ns = gap, now_ns
        else:
            self.first_ns = now_ns
        self.packets += 1
        self.bytes += size
        self.last_ns = now_ns

    def take(self) -> Count:
        """The reading so far; the next one starts at zero."""
        count = Count(
            source=self.source,
            sink=self.sink,
            track=self.track,
            packets=self.packets,
            bytes=self.bytes,
            first_ns=self.first_ns,
            last_ns=self.last_ns,
            gap_ns=self.gap_ns,
            gap_end_ns=self.gap_end_ns,
        )
        self._clear()
        return count


class Meter:
    """The tallies of every scope. A pair keeps its tally while any slot feeds from it, so that a slot bound to another
    source and back inside one reading still makes one count."""

    def __init__(self) -> None:
        self._tallies: dict[str, dict[tuple[str, str, Track], Tally]] = {}

    def hold(self, scope: str, source: str, sink: str, track: Track) -> Tally:
        """The tally of a pair, for a slot to write into until it is released (`held` down by one)."""
        scoped = self._tallies.setdefault(scope, {})
        tally = scoped.get((source, sink, track))
        if tally is None:
            tally = scoped[(source, sink, track)] = Tally(source, sink, track)
        tally.held += 1
        return tally

    def take(self) -> dict[str, list[Count]]:
        """The counts since the last call, by scope, without pairs that saw no packet."""
        taken: dict[str, list[Count]] = {}
        for scope in list(self._tallies):
            scoped = self._tallies[scope]
            counts = [tally.take() for tally in scoped.values() if tally.packets]
            if counts:
                taken[scope] = counts
            self._keep(scope, (key for key, tally in scoped.items() if tally.held > 0))
        return taken

    def _keep(self, scope: str, keys: Iterable[tuple[str, str, Track]]) -> None:
        scoped = self._tallies[scope]
        kept = {key: scoped[key] for key in keys}
        if kept:
            self._tallies[scope] = kept
        else:
            del self._tallies[scope]
