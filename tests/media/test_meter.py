"""Counts against a plain model."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.media.meter import Meter

steps = st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 10_000_000_000)), min_size=1, max_size=80)


@given(steps)
def test_a_reading_is_what_a_list_of_arrivals_says(arrivals: list[tuple[int, int]]) -> None:
    meter = Meter()
    tally = meter.hold("visit", "a", "b", "camera")
    now, times = 5, []
    for size, wait in arrivals:
        now += wait
        times.append(now)
        tally.add(size, now)
    (count,) = meter.take()["visit"]
    assert (count.packets, count.bytes) == (len(arrivals), sum(size for size, _ in arrivals))
    assert (count.first_ns, count.last_ns) == (times[0], times[-1])
    gaps = [(later - earlier, later) for earlier, later in pairwise(times)]
    assert count.gap_ns == max((gap for gap, _ in gaps), default=0)
    assert count.gap_ns == 0 or (count.gap_ns, count.gap_end_ns) in gaps
    assert meter.take() == {}


def test_a_pair_bound_twice_in_one_reading_makes_one_count_and_none_when_released() -> None:
    meter = Meter()
    tally = meter.hold("visit", "a", "b", "camera")
    tally.add(10, 1)
    tally.held -= 1
    again = meter.hold("visit", "a", "b", "camera")
    assert again is tally
    again.add(10, 2)
    again.held -= 1
    (count,) = meter.take()["visit"]
    assert count.packets == 2
    assert meter.hold("visit", "a", "b", "camera") is not tally
    assert meter.take() == {}


def test_scopes_do_not_mix() -> None:
    meter = Meter()
    for scope in ("one", "two"):
        meter.hold(scope, "a", "b", "camera").add(1, 1)
    assert {scope: [c.packets for c in counts] for scope, counts in meter.take().items()} == {"one": [1], "two": [1]}
