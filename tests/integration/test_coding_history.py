"""The windows across visits come from the practice's own records: several visits of one patient in a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from server.base.errors import NotNow
from server.coding.propose import propose
from server.evidence.facts import Facts, WorkInterval
from server.practice.coding_input import gather
from server.visits.machine import Outcome, State
from tests.integration.practice_records import (
    ALLERGIST,
    COLLEAGUE,
    DERMATOLOGIST,
    NEW_YORK,
    NURSE,
    TODAY,
    Records,
    Worked,
    records,
)
from tests.integration.witnessed import talk

ASKED = {"initiated_by": "patient"}
SHORT = talk(0, 420)


def day(year: int, month: int, of_month: int, hour: int = 10) -> datetime:
    return datetime(year, month, of_month, hour, tzinfo=NEW_YORK)


async def test_three_calendar_years_and_who_counts_as_having_seen_the_patient(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.held()

        async def status() -> tuple[str | None, bool]:
            proposal = (await practice.coded()).proposal
            return proposal.code, "THREE_YEAR_BOUNDARY" in proposal.flags

        assert await status() == ("98000", False)
        await practice.held("four years ago", day(2022, 3, 10))
        await practice.held("a day too long ago", day(2023, 3, 9), by=COLLEAGUE)
        await practice.held("another specialty", day(2025, 3, 1), by=ALLERGIST)
        await practice.held("nobody came to speak", day(2025, 4, 1), {"patient": ((0, 60, "microphone"),)})
        await practice.booked("never came", day(2025, 5, 1), State.NO_SHOW)
        assert await status() == ("98000", False)
        await practice.held("to the day", day(2023, 3, 10), by=COLLEAGUE)
        assert await status() == ("98005", True)
        await practice.held("a day later", day(2023, 3, 11), by=COLLEAGUE)
        assert await status() == ("98005", False)


async def test_seven_days_before_a_check_in_and_what_opens_no_window(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.held(sends=SHORT, patient_status="established")
        assert (await practice.coded(**ASKED)).proposal.code == "98016"

        await practice.held("eight days before", day(2026, 3, 2))
        await practice.held("a check-in", day(2026, 3, 4), SHORT)
        await practice.decided("a check-in", "98016")
        await practice.held("nothing was billed", day(2026, 3, 5))
        await practice.decided("nothing was billed", None)
        free = (await practice.coded()).proposal
        assert (free.code, "RELATED_EM_WITHIN_7_DAYS" in free.flags) == ("98016", False)

        await practice.held("seven days before", day(2026, 3, 3))
        taken = (await practice.coded()).proposal
        assert (taken.disposition, taken.code) == ("not_billable", None)
        assert "RELATED_EM_WITHIN_7_DAYS" in taken.flags
        assert "prior_em_related" in {question.field for question in taken.questions}
        another = await practice.coded(prior_em_related=False)
        assert another.proposal.code == "98016"
        assert "prior_em_related" not in {question.field for question in another.proposal.questions}


async def test_the_next_visit_within_24_hours_or_the_soonest_takes_a_check_in_in(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.held(sends=SHORT, patient_status="established")
        ended = TODAY + timedelta(seconds=420)
        await practice.booked("far off", ended + timedelta(days=30))
        await practice.booked("called off", ended + timedelta(hours=1), State.CANCELLED)
        late = (await practice.coded(**ASKED)).proposal
        assert (late.disposition, late.code) == ("manual_review", "98016")
        assert "later_em_soonest" in {question.field for question in late.questions}
        assert (await practice.coded(later_em_soonest=False)).proposal.code == "98016"
        soonest = (await practice.coded(later_em_soonest=True)).proposal
        assert (soonest.disposition, "BUNDLED_INTO_LATER_EM" in soonest.flags) == ("not_billable", True)

        await practice.coded(later_em_soonest=False)
        await practice.booked("a second too late", ended + timedelta(hours=24, seconds=1))
        assert (await practice.coded()).proposal.code == "98016"
        await practice.booked("within 24 hours", ended + timedelta(hours=24))
        bundled = (await practice.coded()).proposal
        assert (bundled.code, "BUNDLED_INTO_LATER_EM" in bundled.flags) == (None, True)
        assert (await practice.coded(later_em_related=False)).proposal.code == "98016"


async def test_a_digital_service_sees_the_visits_of_its_seven_days(tmp_path: Path) -> None:
    """The messages of a digital service have no screen of their own here: its note takes the same windows."""
    async with records(tmp_path) as practice:
        visit = await practice.held(sends={}, patient_status="established")

        async def digital() -> tuple[str | None, set[str]]:
            async with practice.store.reading() as unit:
                made = await unit.appointment(visit)
                assert made is not None
                asked = await gather(unit, made)
            spent = WorkInterval(DERMATOLOGIST.id, "digital_review", TODAY, TODAY + timedelta(minutes=12))
            note = replace(asked.note, service_intent="digital_em", initiated_by="patient")
            profile = (await practice.coded()).profile
            answer = propose(Facts(asked.facts.participants, (spent,)), note, profile)
            return answer.code, set(answer.flags)

        assert (await digital())[0] == "99422"
        await practice.booked("the day after the window", day(2026, 3, 17, 0))
        assert (await digital())[0] == "99422"
        await practice.booked("its last hour", day(2026, 3, 16, 23))
        code, flags = await digital()
        assert (code, "BUNDLED_INTO_LATER_EM" in flags) == (None, True)
        await practice.held("three days before", day(2026, 3, 7))
        assert "RELATED_EM_WITHIN_7_DAYS" in (await digital())[1]


async def test_one_date_in_one_specialty_is_one_service_and_a_visit_in_person_stops_it(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.held(patient_status="established")
        await practice.held("afternoon", day(2026, 3, 10, 15), talk(600, 0), by=COLLEAGUE)
        await practice.held("the allergist", day(2026, 3, 10, 17), by=ALLERGIST)
        both = (await practice.coded()).proposal
        assert (both.total_minutes, both.code, "SAME_DATE_AGGREGATED" in both.flags) == (30, "98006", True)
        await practice.decided("today", "98006")
        with pytest.raises(NotNow, match="on the same date is decided"):
            await practice.decided("afternoon", "98005", COLLEAGUE)
        await practice.held("at the practice", day(2026, 3, 10, 18), {}, outcome=Outcome.IN_PERSON)
        stopped = (await practice.coded()).proposal
        assert (stopped.disposition, stopped.code) == ("manual_review", None)
        assert "SAME_DATE_IN_PERSON_EM" in stopped.flags


def _folder(tmp_path: Path) -> Path:
    """Another practice."""
    other = tmp_path / "other"
    other.mkdir()
    return other


async def test_the_date_where_the_patients_device_is_set_to_is_held_against_the_practices(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.held("in Denver", patient_status="established", tz="America/Denver")
        assert "DOS_TZ_MISMATCH" not in (await practice.coded("in Denver")).proposal.flags
        await practice.held("in Auckland", day(2026, 3, 20), patient_status="established", tz="Pacific/Auckland")
        abroad = (await practice.coded("in Auckland")).proposal
        assert (abroad.disposition, "DOS_TZ_MISMATCH" in abroad.flags) == ("manual_review", True)


async def read_images(
    practice: Records, name: str, *worked: Worked
) -> tuple[int, str | None, set[str], list[tuple[str, bool]]]:
    await practice.held(name, sends=talk(900, 0), patient_status="established", worked=worked)
    coded = await practice.coded(name)
    rows = [(row.participant, row.counted) for row in coded.proposal.minutes if row.activity == "image_review"]
    return coded.proposal.total_minutes, coded.proposal.code, set(coded.proposal.flags), rows


async def test_reading_the_images_counts_on_the_date_of_the_visit_and_not_the_evening_before(tmp_path: Path) -> None:
    morning, evening = TODAY - timedelta(hours=2), TODAY - timedelta(hours=14)
    async with records(tmp_path) as practice:
        same = await read_images(practice, "today", Worked(DERMATOLOGIST, "image_review", morning, 300))
        assert same == (20, "98005", set(), [(DERMATOLOGIST.id, True)])
    async with records(_folder(tmp_path)) as practice:
        before = await read_images(practice, "today", Worked(DERMATOLOGIST, "image_review", evening, 300))
        assert before == (15, "98004", {"PRIOR_DAY_WORK_EXCLUDED"}, [(DERMATOLOGIST.id, False)])


async def test_whoever_read_the_images_without_a_seat_is_counted_by_credential(tmp_path: Path) -> None:
    morning = TODAY - timedelta(hours=2)
    async with records(tmp_path) as practice:
        colleague = await read_images(practice, "today", Worked(COLLEAGUE, "image_review", morning, 300))
        assert colleague == (20, "98005", set(), [(COLLEAGUE.id, True)])
        names = {one.id for one in (await practice.coded()).people}
        assert COLLEAGUE.id in names
    async with records(_folder(tmp_path)) as practice:
        nurse = await read_images(practice, "today", Worked(NURSE, "image_review", morning, 300))
        assert nurse == (15, "98004", {"STAFF_TIME_EXCLUDED"}, [(NURSE.id, False)])
