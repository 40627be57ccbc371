"""Dates: a talk over midnight, one that ends at it, work on the days around, the patient's own date."""

from __future__ import annotations

from datetime import date

from server.coding.proposal import Proposal
from tests.cases.coding.situations import NOTE, TEN, code, picture, sound, video, work

DAY = 24 * 3600
TO_MIDNIGHT = 14 * 3600
"""From ten o'clock to the end of the note's date in New York; the date began ten hours before ten."""
BEGAN = -10 * 3600


def spans(proposal: Proposal, field: str) -> list[tuple[float, float]]:
    """The intervals of a reason, in seconds from ten o'clock."""
    (reason,) = [reason for reason in proposal.reasons if reason.field == field]
    return [((start - TEN).total_seconds(), (end - TEN).total_seconds()) for start, end in reason.intervals]


def test_a_talk_that_runs_into_the_notes_date_belongs_to_the_day_on_which_it_began() -> None:
    over = code(video(BEGAN - 600, BEGAN + 1200))
    assert (over.date_of_service, over.total_minutes, over.code) == (date(2026, 3, 9), 30, "98006")
    assert "CONTINUOUS_ACROSS_MIDNIGHT" in over.flags


def test_the_rules_are_those_of_the_day_on_which_the_talk_began() -> None:
    new_year = date(2025, 1, 1)
    begun = (new_year - NOTE.date).days * DAY + BEGAN + 3600  # An hour later by UTC: New York is on winter time.
    over = code(video(begun - 600, begun + 1200), date=new_year)
    assert (over.date_of_service, over.code) == (date(2024, 12, 31), "99214")
    assert code(video(begun, begun + 1800), date=new_year).code == "98006"


def test_a_talk_that_ended_at_midnight_is_not_on_the_next_date() -> None:
    ended = code(video(BEGAN - 1200, BEGAN))
    assert (ended.date_of_service, ended.total_minutes, ended.code) == (NOTE.date, 0, None)
    assert "PRIOR_DAY_WORK_EXCLUDED" in ended.flags


def test_a_talk_that_began_at_midnight_is_on_that_date_alone() -> None:
    begun = code(video(BEGAN, BEGAN + 1200))
    assert (begun.date_of_service, begun.total_minutes) == (NOTE.date, 20)
    assert not {"PRIOR_DAY_WORK_EXCLUDED", "CONTINUOUS_ACROSS_MIDNIGHT"} & set(begun.flags)
    whole_day = code(video(BEGAN, TO_MIDNIGHT + 60))
    assert whole_day.total_minutes == 24 * 60 + 1
    assert "CONTINUOUS_ACROSS_MIDNIGHT" in whole_day.flags


def test_only_the_rendering_clinicians_talk_moves_the_date_and_a_colleagues_counts_from_midnight() -> None:
    events = (*video(BEGAN - 600, BEGAN + 600, "N1"), *video(BEGAN + 1200, BEGAN + 2400))
    proposal = code(events)
    assert (proposal.date_of_service, proposal.total_minutes) == (NOTE.date, 30)
    assert spans(proposal, "flags.PRIOR_DAY_WORK_EXCLUDED") == [(BEGAN - 600, BEGAN)]


def test_work_of_the_days_around_is_named_with_its_own_intervals() -> None:
    usual = video(0, 1200)
    before = code((*usual, *work("D1", "image_review", BEGAN - 300, BEGAN + 300)))
    assert (before.total_minutes, spans(before, "flags.PRIOR_DAY_WORK_EXCLUDED")) == (25, [(BEGAN - 300, BEGAN)])
    on_time = code((*usual, *work("D1", "image_review", BEGAN, BEGAN + 300)))
    assert (on_time.total_minutes, "PRIOR_DAY_WORK_EXCLUDED" in on_time.flags) == (25, False)
    after = code((*usual, *work("D1", "documentation", TO_MIDNIGHT - 300, TO_MIDNIGHT + 300)))
    assert (after.total_minutes, spans(after, "flags.LATER_DAY_WORK_EXCLUDED")) == (
        25,
        [(TO_MIDNIGHT, TO_MIDNIGHT + 300)],
    )
    to_the_end = code((*usual, *work("D1", "documentation", TO_MIDNIGHT - 300, TO_MIDNIGHT)))
    assert (to_the_end.total_minutes, "LATER_DAY_WORK_EXCLUDED" in to_the_end.flags) == (25, False)


def test_the_patients_date_is_that_of_the_talks_beginning() -> None:
    brisbane = "Australia/Brisbane"  # UTC+10 all year: midnight there is ten o'clock in New York in March.
    over = code(video(-600, 600), patient_tz=brisbane)
    assert "DOS_TZ_MISMATCH" not in over.flags
    assert "DOS_TZ_MISMATCH" in code(video(0, 1200), patient_tz=brisbane).flags


def test_a_conversation_of_which_no_minute_counts_is_too_short() -> None:
    proposal = code((*sound(0, 600), *work("D1", "teaching", 0, 600)))
    assert (proposal.disposition, proposal.total_minutes, proposal.modality) == ("not_billable", 0, "none")
    assert "TIME_BELOW_MINIMUM" in proposal.flags
    assert "CONSENT_MISSING" not in proposal.flags


def test_sessions_of_one_date_are_each_read_by_themselves() -> None:
    two_by_video = (*video(0, 600, session="a"), *video(1000, 1600, session="b"))
    differing = code((*two_by_video, *sound(2000, 2300, session="c")))
    assert {"SAME_DATE_AGGREGATED", "SESSION_MODALITIES_DIFFER"} <= set(differing.flags)
    alike = code((*two_by_video, *video(2000, 2300, session="c")))
    assert "SESSION_MODALITIES_DIFFER" not in alike.flags
    assert (alike.total_minutes, differing.total_minutes) == (25, 25)


def test_exactly_half_says_that_a_second_of_video_would_change_it() -> None:
    def change(seen: float) -> str | None:
        proposal = code((*sound(0, 1200), *picture(0, seen)))
        return next(reason.change for reason in proposal.reasons if reason.field == "modality")

    assert change(600) == "1 s of it by two-way video instead"
    assert change(598) == "3 s of it by two-way video instead"
    assert change(601) is None
    assert change(0) is None
