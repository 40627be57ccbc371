"""What flowed from whom to whom: the counts that minutes are made of."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Track = Literal["microphone", "camera", "screen", "skin_camera"]

_PACKETS, _BYTES, _FIRST_NS, _LAST_NS, _GAP_NS, _GAP_END_NS = range(6)
_NOTHING = array("q", [0] * 6)


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
    """A running count. Its numbers are written for every packet, by C too, so they lie in one array."""

    __slots__ = ("held", "numbers", "sink", "source", "track")

    def __init__(self, source: str, sink: str, track: Track) -> None:
        self.source, self.sink, self.track = source, sink, track
        self.held = 0
        self.numbers = array("q", _NOTHING)
        """Packets, bytes, first, last, the largest gap, its end: in the order of `Count`."""

    @property
    def packets(self) -> int:
        return self.numbers[_PACKETS]

    def add(self, size: int, now_ns: int) -> None:
        """One packet of `size` bytes arrived at `now_ns` and was forwarded."""
        numbers = self.numbers
        if numbers[_PACKETS]:
            gap = now_ns - numbers[_LAST_NS]
            if gap > numbers[_GAP_NS]:
                numbers[_GAP_NS], numbers[_GAP_END_NS] = gap, now_ns
        else:
            numbers[_FIRST_NS] = now_ns
        numbers[_PACKETS] += 1
        numbers[_BYTES] += size
        numbers[_LAST_NS] = now_ns

    def take(self) -> Count:
        """The reading so far; the next one starts at zero."""
        count = Count(self.source, self.sink, self.track, *self.numbers)
        self.numbers[:] = _NOTHING
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
