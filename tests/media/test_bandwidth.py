"""The ceiling that a source is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.media.bandwidth import CEILING, FLOOR, Bandwidth

MS = 1_000_000


def test_a_clean_path_stays_at_the_ceiling_and_a_lossy_one_falls_and_recovers() -> None:
    control = Bandwidth()
    assert control.report(0.0, 1e6) == CEILING
    for _ in range(20):
        control.report(0.3, 1e6)
    assert control.allowed < CEILING * 0.3
    low = control.allowed
    for _ in range(100):
        control.report(0.0, 1e6)
    assert low < control.allowed == CEILING


def test_single_bad_reports_of_a_path_that_loses_little_change_nothing() -> None:
    control = Bandwidth()
    for lost in (0.0, 0.15, 0.05, 0.0, 0.12, 0.03) * 20:
        control.report(lost, 1e6)
    assert control.allowed > CEILING * 0.9


def test_a_growing_queue_lowers_the_ceiling_below_what_came_through() -> None:
    control = Bandwidth()
    for frame in range(60):
        control.frame_end(frame * 3000, frame * 33 * MS)
    for frame in range(60, 80):
        control.frame_end(frame * 3000, frame * 33 * MS + 400 * MS)
    assert control.report(0.0, 800_000) == 680_000


def test_a_wrapped_timestamp_is_no_delay() -> None:
    control = Bandwidth()
    for frame in range(200):
        control.frame_end((0xFFFFFFFF - 300_000 + frame * 3000) & 0xFFFFFFFF, frame * 33_333_333)
    assert control.report(0.0, 800_000) == CEILING


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e9)), max_size=50))
def test_it_stays_between_floor_and_ceiling(reports: list[tuple[float, float]]) -> None:
    control = Bandwidth()
    for lost, rate in reports:
        assert FLOOR <= control.report(lost, rate) <= CEILING
