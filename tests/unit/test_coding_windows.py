"""The seven days of messages: which window holds an instant, among those that one patient's reviews opened one after the other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from server.coding.digital import window_from, window_holding
from server.coding.time import HOUR, instant
from tests.cases.coding.situations import with_settings

ZONE = "America/New_York"
SECOND = 1_000_000


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> int:
    """An instant of March 2026, in hours of UTC: the practice is five behind to the 8th, four from then on."""
    return instant(datetime(2026, 3, day, hour, minute, second, tzinfo=UTC))


FIRST = at(10, 15)
OPENS, PASSES = at(10, 4), at(17, 4)


def test_seven_dates_in_the_practices_zone_or_as_many_hours() -> None:
    assert window_from(FIRST, ZONE, None) == (OPENS, PASSES)
    profile = with_settings(digital_window="168_hours").profile_for(
        "PRIV_98000", datetime(2026, 3, 10, tzinfo=UTC).date()
    )
    assert window_from(FIRST, ZONE, profile) == (FIRST, FIRST + 168 * HOUR)
    assert window_holding([FIRST], FIRST + 168 * HOUR - 1, ZONE, profile)[0] == FIRST
    assert window_holding([FIRST], FIRST + 168 * HOUR, ZONE, profile)[0] == FIRST + 168 * HOUR
    # The clocks go forward on the 8th: seven dates are an hour less.
    assert window_from(at(4, 15), ZONE, None) == (at(4, 5), at(11, 4))


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (FIRST, (OPENS, PASSES)),
        (PASSES - SECOND, (OPENS, PASSES)),
        (PASSES, (at(17, 4), at(24, 4))),
        (at(9, 15), (at(9, 4), at(16, 4))),
    ],
)
def test_the_first_review_after_the_seven_days_opens_the_next(own: int, expected: tuple[int, int]) -> None:
    assert window_holding([FIRST], own, ZONE, None) == expected


def test_what_lies_in_a_window_opens_none() -> None:
    reviews = [at(16, 15), FIRST, at(18, 15), at(23, 15)]
    assert window_holding(reviews, at(16, 15), ZONE, None) == (OPENS, PASSES)
    assert window_holding(reviews, at(18, 15), ZONE, None) == (at(18, 4), at(25, 4))
    assert window_holding(reviews, at(23, 15), ZONE, None) == (at(18, 4), at(25, 4))
    assert window_holding(reviews, at(25, 4), ZONE, None) == (at(25, 4), at(30, 4) + 48 * HOUR)
    assert window_holding([], FIRST, ZONE, None) == (OPENS, PASSES)
