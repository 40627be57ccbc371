"""Estimates of a wait: from measured waits alone, honest about their spread, silent while there are too few."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.visits.waits import ENOUGH, Wait, pace

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def wait(ended_min_ago: float, lasted_min: float) -> Wait:
    admitted = NOW - timedelta(minutes=ended_min_ago)
    return Wait(admitted - timedelta(minutes=lasted_min), admitted)


def test_nothing_is_said_before_five_visits_were_measured() -> None:
    four = [wait(60 * n, 10) for n in range(1, ENOUGH)]
    assert pace(four, NOW) is None
    assert pace([*four, wait(600, 10)], NOW) is not None


def test_the_nth_in_line_waits_n_times_the_pace_and_the_range_is_whole_steps_of_five() -> None:
    known = pace([wait(60 * n, minutes) for n, minutes in enumerate((8, 9, 10, 11, 12), start=1)], NOW)
    assert known is not None
    assert known.minutes(1) == (5, 15)
    assert known.minutes(3) == (25, 35)


def test_who_was_brought_in_meanwhile_shortens_the_pace() -> None:
    # Everybody came at once and was brought in ten minutes after the one before: it goes ten minutes by ten.
    since = NOW - timedelta(minutes=60)
    queue = [Wait(since, since + timedelta(minutes=10 * n)) for n in range(1, 7)]
    known = pace(queue, NOW)
    assert known is not None
    assert known.minutes(2) == (20, 25)


def test_today_counts_alone_once_there_is_enough_of_it() -> None:
    yesterday = [wait(24 * 60 + 60 * n, 60) for n in range(10)]
    today = [wait(60 * n, 5) for n in range(1, 6)]
    known = pace(yesterday + today, NOW)
    assert known is not None
    assert known.measured == 5
    assert known.minutes(1)[1] <= 10


@given(st.lists(st.tuples(st.floats(0, 20_000), st.floats(0, 300)), min_size=ENOUGH, max_size=60), st.integers(1, 200))
def test_a_range_is_never_empty_backwards_or_negative_and_grows_with_the_place(
    waits: list[tuple[float, float]], place: int
) -> None:
    known = pace([wait(ago, lasted) for ago, lasted in waits], NOW)
    assert known is not None
    low, high = known.minutes(place)
    assert 0 <= low < high
    assert known.minutes(place + 1)[0] >= low
    assert known.minutes(place + 1)[1] >= high
