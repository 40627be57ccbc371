"""Business hours: counted only while the practice is open, in instants, whatever the clocks and the calendar do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.practice.photo_queue import ALLOWED, clock_of, waiting_since
from server.visits.correspondence import Message
from server.visits.office_hours import WEEKDAYS, OfficeHours
from server.visits.records import Practice

NEW_YORK = "America/New_York"
ALWAYS = OfficeHours(((0, 1440),) * 7)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def at(text: str, tz: str = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23 09:00", "2026-11-23 11:30", 2.5),
        ("2026-11-23 06:00", "2026-11-23 09:00", 1),
        ("2026-11-23 16:00", "2026-11-24 09:00", 2),
        ("2026-11-20 16:30", "2026-11-23 08:30", 1),
        ("2026-11-21 10:00", "2026-11-22 18:00", 0),
        ("2026-11-23 11:00", "2026-11-23 09:00", 0),
        ("2026-11-23 00:00", "2026-11-30 00:00", 45),
    ],
)
def test_only_open_hours_count(start: str, end: str, hours: float) -> None:
    assert WEEKDAYS.elapsed(at(start), at(end), NEW_YORK) == hours * HOUR


def test_a_holiday_is_closed() -> None:
    hours = OfficeHours(WEEKDAYS.week, frozenset({date(2026, 11, 26)}))
    assert hours.elapsed(at("2026-11-25 16:00"), at("2026-11-27 09:00"), NEW_YORK) == 2 * HOUR
    assert hours.after(at("2026-11-25 16:00"), 2 * HOUR, NEW_YORK) == at("2026-11-27 09:00")


def test_the_end_of_an_allowance_to_the_second() -> None:
    # Friday 15:00: two hours, then two whole days of nine, then four hours of Wednesday.
    due = WEEKDAYS.after(at("2026-11-20 15:00"), ALLOWED, NEW_YORK)
    assert due == at("2026-11-25 12:00")
    assert WEEKDAYS.after(at("2026-11-20 17:00"), HOUR, NEW_YORK) == at("2026-11-23 09:00")
    assert WEEKDAYS.after(at("2026-11-20 16:59:59"), SECOND, NEW_YORK) == at("2026-11-20 17:00")
    assert WEEKDAYS.after(at("2026-11-20 16:59:59"), 2 * SECOND, NEW_YORK) == at("2026-11-23 08:00:01")


@pytest.mark.parametrize(("second", "late", "near"), [(-1, False, True), (0, False, True), (1, True, False)])
def test_the_clock_turns_red_a_second_after_24_business_hours(second: int, late: bool, near: bool) -> None:
    practice = Practice("Elm", "555", NEW_YORK, "g")
    clock = clock_of(at("2026-11-20 15:00"), at("2026-11-25 12:00") + second * SECOND, practice)
    assert (clock.late, clock.near, clock.due) == (late, near, at("2026-11-25 12:00"))


@pytest.mark.parametrize(("second", "near"), [(-1, False), (0, True)])
def test_it_warns_from_four_hours_before(second: int, near: bool) -> None:
    practice = Practice("Elm", "555", NEW_YORK, "g")
    now = at("2026-11-25 08:01") + second * SECOND
    assert clock_of(at("2026-11-20 15:01"), now, practice).near is near


def test_a_day_on_which_the_clocks_change_has_the_hours_that_passed() -> None:
    night = OfficeHours(((0, 360),) * 7)
    # 2026-03-08: 2:00 becomes 3:00; 2026-11-01: 2:00 becomes 1:00.
    assert night.elapsed(at("2026-03-08 00:00"), at("2026-03-09 00:00"), NEW_YORK) == 5 * HOUR
    assert night.elapsed(at("2026-11-01 00:00"), at("2026-11-02 00:00"), NEW_YORK) == 7 * HOUR
    # Office hours of the Monday after lie an hour earlier in UTC, and are nine all the same.
    assert WEEKDAYS.elapsed(at("2026-03-06 16:00"), at("2026-03-09 09:00"), NEW_YORK) == 2 * HOUR
    assert WEEKDAYS.after(at("2026-03-06 16:00"), 2 * HOUR, NEW_YORK) == datetime(2026, 3, 9, 13, tzinfo=UTC)
    # Opening inside the hour that is left out: 2:30 is read as 3:30 (PEP 495), and nothing is counted twice.
    odd = OfficeHours(((150, 300),) * 7)
    assert odd.elapsed(at("2026-03-08 00:00"), at("2026-03-09 00:00"), NEW_YORK) == 1.5 * HOUR


def test_who_counts_whole_days_opens_around_the_clock() -> None:
    business_days = OfficeHours((*((0, 1440),) * 5, None, None))
    assert business_days.after(at("2026-11-20 15:00"), ALLOWED, NEW_YORK) == at("2026-11-23 15:00")


def test_a_practice_that_never_opens_has_no_end() -> None:
    assert OfficeHours((None,) * 7).after(at("2026-11-20 15:00"), HOUR, NEW_YORK) is None
    assert OfficeHours.from_json(WEEKDAYS.to_json()) == WEEKDAYS


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 3000),
    more=st.integers(0, 3000),
    zone=st.sampled_from([NEW_YORK, "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
)
def test_elapsed_and_after_are_each_other_s_inverse(start: datetime, minutes: int, more: int, zone: str) -> None:
    allowance = timedelta(minutes=minutes)
    due = WEEKDAYS.after(start, allowance, zone)
    assert due is not None
    assert WEEKDAYS.elapsed(start, due, zone) == allowance
    assert WEEKDAYS.elapsed(start, due - SECOND, zone) == allowance - SECOND
    middle = start + timedelta(minutes=more)
    whole = WEEKDAYS.elapsed(start, middle, zone) + WEEKDAYS.elapsed(middle, middle + allowance, zone)
    assert WEEKDAYS.elapsed(start, middle + allowance, zone) == whole
    assert ALWAYS.elapsed(start, middle, zone) == middle - start


def said(purpose: str, when: str) -> Message:
    side = "patient" if purpose == "question" else "practice"
    return Message("m", "v", 1, side, purpose, "a", "text", "salt", at(when))  # type: ignore[arg-type]


def test_what_waits_is_the_first_thing_that_no_reply_has_answered() -> None:
    first, second = at("2026-11-23 09:00"), at("2026-11-24 09:00")
    reply, question = said("reply", "2026-11-23 12:00"), said("question", "2026-11-24 08:00")
    assert waiting_since([], []) is None
    assert waiting_since([first, second], []) == first
    assert waiting_since([first], [reply]) is None
    assert waiting_since([first, second], [reply]) == second
    assert waiting_since([first, second], [reply, question]) == question.at
    assert waiting_since([first], [said("plan", "2026-11-23 12:00")]) == first, "a plan is no answer"
