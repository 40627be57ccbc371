"""Which worker takes the next visit."""

from __future__ import annotations

from server.api import metrics
from server.media.server import GAUGES
from server.media.workers.placement import Standing, place


def standing(index: int, *, load: float = 0.0, full: bool = False, arriving: int = 0, connections: int = 0) -> Standing:
    return Standing(index, load, full, arriving, connections)


def test_the_one_with_the_least_to_do_takes_it() -> None:
    assert place([]) is None
    assert place([standing(0), standing(1)]) == 0
    assert place([standing(0, load=0.5), standing(1, load=0.3)]) == 1
    assert place([standing(0, load=0.31, connections=4), standing(1, load=0.29, connections=8)]) == 0
    assert place([standing(0, load=0.2, full=True), standing(1, load=0.9)]) == 1
    assert place([standing(0, full=True, load=0.9), standing(1, full=True, load=0.8)]) == 1


def test_visits_that_come_at_once_are_spread_before_their_load_shows() -> None:
    placed = [0, 0, 0]
    for _ in range(30):
        index = place(standing(i, arriving=placed[i], connections=2 * placed[i]) for i in range(3))
        assert index is not None
        placed[index] += 1
    assert placed == [10, 10, 10]


def test_who_reads_the_counters_knows_which_of_them_fall() -> None:
    assert GAUGES | {"workers"} == metrics.GAUGES
