"""The one reader of the media server's counters. What is taken and not yet on disk waits here, so no packet is lost twice.

A final reading before a move (end, hold, huddle) and the reading of every five seconds take from the same counters; each
takes every visit's, writes its own and leaves the others'.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from server.evidence.events import MediaTick, PairTick
from server.rooms.ports import Media, PairCount

_Pair = tuple[str, str, str]


class Counts:
    """Readings of all visits that are not on disk yet."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._pending: dict[str, dict[_Pair, PairTick]] = {}

    def take(self, visit: str) -> MediaTick:
        """Everything that flowed in `visit` since its last reading. Give it to `put_back` if it could not be stored."""
        self._read()
        return MediaTick(pairs=tuple(self._pending.pop(visit, {}).values()))

    async def newest(self, visit: str) -> MediaTick:
        """`take`, up to this very moment: for a reading before something ends."""
        await self._media.up_to_date(visit)
        return self.take(visit)

    async def up_to_date(self) -> None:
        """Let the readings that follow go up to this very moment."""
        await self._media.up_to_date()

    def waiting(self, visit: str) -> bool:
        """Whether anything flowed in `visit` that no reading holds yet."""
        self._read()
        return bool(self._pending.get(visit))

    def put_back(self, visit: str, tick: MediaTick) -> None:
        """The transaction that should have stored `tick` failed: it counts into the next reading."""
        self._merge(visit, tick.pairs)

    def forget(self, visit: str) -> None:
        """The visit is over: what was counted between its last reading and the cut belongs to nobody."""
        self._read()
        self._pending.pop(visit, None)

    def keep_only(self, visits: Collection[str]) -> None:
        """Let go of what waits for visits that run here no more: a worker's last counters come after the end."""
        self._pending = {visit: pairs for visit, pairs in self._pending.items() if visit in visits}

    def _read(self) -> None:
        for scope, counts in self._media.take_counts().items():
            self._merge(scope, (_tick(count) for count in counts if count.packets))

    def _merge(self, visit: str, pairs: Iterable[PairTick]) -> None:
        pending = self._pending.setdefault(visit, {})
        for pair in pairs:
            key = (pair.source, pair.sink, pair.track)
            pending[key] = merged(pending[key], pair) if key in pending else pair


def merged(one: PairTick, other: PairTick) -> PairTick:
    """One reading of the same pair out of two; the pause between them is a pause like any other."""
    first, second = sorted((one, other), key=lambda tick: tick.first_ns)
    gaps = [(first.gap_ns, first.gap_end_ns), (second.gap_ns, second.gap_end_ns)]
    if second.first_ns > first.last_ns:
        gaps.append((second.first_ns - first.last_ns, second.first_ns))
    gap_ns, gap_end_ns = max(gaps)
    return PairTick(
        source=one.source,
        sink=one.sink,
        track=one.track,
        packets=one.packets + other.packets,
        bytes=one.bytes + other.bytes,
        first_ns=first.first_ns,
        last_ns=max(first.last_ns, second.last_ns),
        gap_ns=gap_ns,
        gap_end_ns=gap_end_ns,
    )


def _tick(count: PairCount) -> PairTick:
    return PairTick(
        source=count.source,
        sink=count.sink,
        track=count.track,
        packets=count.packets,
        bytes=count.bytes,
        first_ns=count.first_ns,
        last_ns=count.last_ns,
        gap_ns=count.gap_ns,
        gap_end_ns=count.gap_end_ns,
    )
