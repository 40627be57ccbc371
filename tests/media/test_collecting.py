"""For how long arrivals are left to collect."""

from __future__ import annotations

import pytest

from server.media.collecting import (
    BUSY_PER_S,
    BY_LOOP,
    CHECKS_COLLECT_S,
    IN_C,
    QUIET_NS,
    Collecting,
    Pace,
    collecting_s,
)

TICK = 100_000_000


@pytest.mark.parametrize("how", [BY_LOOP, IN_C])
def test_a_few_visits_wait_for_nothing_and_many_wait_the_shorter_the_more_they_are(how: Collecting) -> None:
    assert collecting_s(0, how) == collecting_s(BUSY_PER_S - 1, how) == 0
    assert collecting_s(BUSY_PER_S, how) == how.most_s
    waits = [collecting_s(rate, how) for rate in range(BUSY_PER_S, 40_000, 500)]
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] == how.least_s
    assert collecting_s(8_000, how) * 8_000 == how.together


def test_checks_wait_for_each_other_once_nothing_else_has_come_for_a_second() -> None:
    pace, datagrams, checks, now = Pace(), 0, 0, TICK
    while now <= QUIET_NS:
        datagrams, checks = datagrams + 3, checks + 2
        assert pace.observe(datagrams, checks, IN_C, now)
        assert pace.quiet_s == 0
        now += TICK
    assert not pace.observe(datagrams, checks, IN_C, now - TICK // 2)  # too soon to tell
    for _ in range(11):
        datagrams, checks = datagrams + 3, checks + 3
        assert pace.observe(datagrams, checks, IN_C, now)
        now += TICK
    assert pace.quiet_s == CHECKS_COLLECT_S
    assert pace.observe(datagrams + 4, checks + 3, IN_C, now)
    assert pace.quiet_s == 0
