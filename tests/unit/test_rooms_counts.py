"""Readings that wait for the disk: nothing is lost between them, nothing counted twice."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from server.evidence.events import PairTick
from server.evidence.media_runs import live_spans
from server.rooms.counts import Counts, merged
from server.rooms.ports import MediaConnection, MediaState, PairCount


def reading(arrivals: list[int], source: str = "P", sink: str = "N") -> PairTick:
    """The meter's reading of packets of 100 bytes that arrived then."""
    gaps = [(late - early, late) for early, late in itertools.pairwise(arrivals)]
    gap_ns, gap_end_ns = max(gaps, default=(0, 0))
    return PairTick(
        source=source,
        sink=sink,
        track="microphone",
        packets=len(arrivals),
        bytes=100 * len(arrivals),
        first_ns=arrivals[0],
        last_ns=arrivals[-1],
        gap_ns=gap_ns,
        gap_end_ns=gap_end_ns,
    )


class Scripted:
    """`Media` as far as counting goes: each call hands out the next readings."""

    def __init__(self, *readings: dict[str, list[PairTick]]) -> None:
        self._readings = list(readings)

    def take_counts(self) -> dict[str, list[PairCount]]:
        return dict(self._readings.pop(0)) if self._readings else {}  # type: ignore[arg-type]

    async def connect(
        self, *, scope: str, owner: str, offer: str, on_state: Callable[[MediaState], None], skin: bool = False
    ) -> MediaConnection:
        raise NotImplementedError

    def stats(self) -> dict[str, int]:
        raise NotImplementedError

    async def up_to_date(self, scope: str | None = None) -> None:
        raise NotImplementedError

    async def loop(self, *, owner: str, offer: str, on_state: Callable[[MediaState], None]) -> MediaConnection:
        raise NotImplementedError


def test_taking_one_visits_reading_leaves_the_others_for_later() -> None:
    counts = Counts(Scripted({"a": [reading([1, 2])], "b": [reading([1, 5])]}, {"b": [reading([7, 9])]}))
    assert counts.take("a").pairs == (reading([1, 2]),)
    assert counts.take("b").pairs == (reading([1, 5, 7, 9]),)
    assert counts.take("b").pairs == ()


def test_what_could_not_be_stored_counts_into_the_next_reading() -> None:
    counts = Counts(Scripted({"a": [reading([1, 2])]}, {"a": [reading([4, 5])]}))
    counts.put_back("a", counts.take("a"))
    assert counts.take("a").pairs == (reading([1, 2, 4, 5]),)


def test_a_visit_that_is_over_leaves_nothing_behind() -> None:
    counts = Counts(Scripted({"a": [reading([1, 2])]}, {"a": [reading([4, 5])]}))
    counts.forget("a")
    assert counts.take("a").pairs == (reading([4, 5]),)


@given(st.lists(st.integers(1, 10**11), min_size=2, max_size=30, unique=True).map(sorted), st.data())
def test_two_readings_merged_are_the_one_reading_of_all_packets(arrivals: list[int], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(arrivals) - 1))
    early, late, whole = reading(arrivals[:cut]), reading(arrivals[cut:]), reading(arrivals)
    assert merged(early, late).gap_ns == whole.gap_ns
    ignoring = {"gap_end_ns": 0}
    assert merged(early, late).model_copy(update=ignoring) == whole.model_copy(update=ignoring)
    assert merged(late, early) == merged(early, late)


@given(st.lists(st.integers(1, 10**11), min_size=2, max_size=30, unique=True).map(sorted), st.data())
def test_merging_never_proves_more_live_time_than_the_readings_apart(arrivals: list[int], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(arrivals) - 1))
    early, late = reading(arrivals[:cut]), reading(arrivals[cut:])

    def total(*ticks: PairTick) -> int:
        return sum(end - start for start, end in live_spans(ticks))

    assert total(merged(early, late)) <= total(early, late)


def test_what_comes_after_the_end_of_a_visit_is_not_kept_for_ever() -> None:
    counts = Counts(Scripted({"over": [reading([1, 2])], "goes on": [reading([1, 5])]}))
    assert counts.waiting("over")
    counts.keep_only({"goes on"})
    assert not counts.waiting("over")
    assert counts.take("goes on").pairs == (reading([1, 5]),)
