"""For how long arrivals are left to collect."""

from __future__ import annotations

from server.media.mux import BUSY_PER_S, COLLECT_S, TOGETHER, collecting_s


def test_a_few_visits_wait_for_nothing_and_many_wait_the_shorter_the_more_they_are() -> None:
    assert collecting_s(0) == collecting_s(BUSY_PER_S - 1) == 0
    assert collecting_s(BUSY_PER_S) == COLLECT_S[1]
    waits = [collecting_s(rate) for rate in range(BUSY_PER_S, 40_000, 500)]
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] == COLLECT_S[0]
    assert collecting_s(8_000) * 8_000 == TOGETHER
