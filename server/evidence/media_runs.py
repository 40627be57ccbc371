"""From the counters of media ticks to the spans in which a medium was live. Pure arithmetic on nanoseconds of one clock.

Live means that packets arrived within three seconds of each other. A span reaches from the first to the last arrival of
such a run and never beyond, so what is not proven is not claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.evidence.events import PairTick

Span = tuple[int, int]
"""`[start, end)` in nanoseconds."""

LIVE_GAP_NS = 3_000_000_000
"""Two arrivals farther apart than this belong to two runs (Opus with DTX still sends a packet in 0.4 s)."""

_FOREVER = 1 << 80


def live_spans(ticks: Iterable[PairTick]) -> list[Span]:
    """When one source's track was live at one sink, from all its ticks of one clock, in any order."""
    arrivals = sorted(span for tick in ticks if tick.packets for span in _of_tick(tick))
    runs: list[Span] = []
    for start, end in arrivals:
        if runs and start - runs[-1][1] <= LIVE_GAP_NS:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return [(start, end) for start, end in runs if end > start]


def _of_tick(tick: PairTick) -> list[Span]:
    """The runs that one reading proves, single arrivals included as empty spans."""
    if tick.gap_ns <= LIVE_GAP_NS:
        return [(tick.first_ns, tick.last_ns)]
    before = (tick.first_ns, tick.gap_end_ns - tick.gap_ns)
    after = (tick.gap_end_ns, tick.last_ns)
    return [span for side in (before, after) for span in _proven(side)]


def _proven(side: Span) -> list[Span]:
    """A reading names its largest pause only. Beside one that is too long, a stretch of more than three seconds may hide
    another, so of a long stretch (a reading that came late) only its two ends are known."""
    start, end = side
    if end < start:
        return []
    return [side] if end - start <= LIVE_GAP_NS else [(start, start), (end, end)]


def intersect(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """The instants in both of two ordered lists of disjoint spans."""
    both: list[Span] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            both.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return both


def union(several: Iterable[Sequence[Span]]) -> list[Span]:
    """The instants in any of several lists of spans, as one ordered list of disjoint spans."""
    merged: list[Span] = []
    for start, end in sorted(span for spans in several for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Flag:
    """Something that is so or not so, as the log tells it. `stretch` numbers the runs of one server process on one clock.

    What is so when a stretch ends is still so when the next begins: a crash switches no camera off.
    """

    def __init__(self, initially: bool = False) -> None:
        self._initially = initially
        self._changes: list[tuple[int, int, bool]] = []

    def set(self, stretch: int, at_ns: int, value: bool) -> None:
        """From here on."""
        self._changes.append((stretch, at_ns, value))

    @property
    def now(self) -> bool:
        """What was said last."""
        return self._changes[-1][2] if self._changes else self._initially

    def spans(self, stretch: int) -> list[Span]:
        """When it was so, on the clock of that stretch; open ends reach past every instant."""
        value, since = self._initially, -_FOREVER
        spans: list[Span] = []
        for when, at_ns, new in self._changes:
            if when > stretch:
                break
            if when < stretch:
                value = new
            elif new != value:
                if value and at_ns > since:
                    spans.append((since, at_ns))
                value, since = new, max(at_ns, since)
        return [*spans, (since, _FOREVER)] if value else spans
