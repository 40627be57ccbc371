"""For how long arrivals are left to collect."""

from __future__ import annotations

from server.media.collecting import (
    BUSY_PER_S,
    CHECKS_COLLECT_S,
    LEAST_S,
    MOST_S,
    QUIET_NS,
    TOGETHER,
    Pace,
    collecting_s,
)

TICK = 100_000_000


def test_a_few_visits_wait_for_nothing_and_many_wait_the_shorter_the_more_they_are() -> None:
    assert collecting_s(0) == collecting_s(BUSY_PER_S - 1) == 0
    assert collecting_s(BUSY_PER_S) == MOST_S
    waits = [collecting_s(rate) for rate in range(BUSY_PER_S, 40_000, 500)]
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] == LEAST_S
    assert collecting_s(8_000) * 8_000 == TOGETHER


def test_checks_wait_for_each_other_once_nothing_else_has_come_for_a_second() -> None:
    pace, datagrams, checks, now = Pace(), 0, 0, TICK
    while now <= QUIET_NS:
        datagrams, checks = datagrams + 3, checks + 2
        assert pace.observe(datagrams, checks, now)
        assert pace.quiet_s == 0
        now += TICK
    assert not pace.observe(datagrams, checks, now - TICK // 2)  # too soon to tell
    for _ in range(11):
        datagrams, checks = datagrams + 3, checks + 3
        assert pace.observe(datagrams, checks, now)
        now += TICK
    assert pace.quiet_s == CHECKS_COLLECT_S
    assert pace.observe(datagrams + 4, checks + 3, now)
    assert pace.quiet_s == 0
