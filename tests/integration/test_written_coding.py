"""Photos answered in writing, as coding sees them: the service, its minutes over seven days, and the visits around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from server.access.policy import Actor
from server.base.clock import SystemClock
from server.base.errors import NotNow
from server.base.ids import VisitId
from server.practice.billing import Billing
from server.visits.machine import State
from tests.integration.practice_records import DERMATOLOGIST, NEW_YORK, NURSE, Worked, records

ASKED = datetime(2026, 3, 10, 10, tzinfo=NEW_YORK)
REPLIED = ASKED + timedelta(hours=6)
DAY, MINUTE = timedelta(days=1), 60


def reading(start: datetime, minutes: float) -> Worked:
    return Worked(DERMATOLOGIST, "image_review", start, int(minutes * MINUTE))


async def test_image_review_wants_an_answer_within_24_business_hours_to_the_second(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        long = (reading(ASKED, 8), reading(ASKED + timedelta(hours=5), 4))
        await practice.written("in time", ASKED, REPLIED, business_s=86_400, payer="MEDICARE_FFS", worked=long)
        in_time = (await practice.coded("in time")).proposal
        assert (in_time.code, in_time.disposition, in_time.pos) == ("G2010", "ready", "11")
        said = (await practice.coded("in time", service_intent="digital_em")).proposal
        assert (said.code, said.total_minutes) == ("99422", 12), "a person may name the other service"
        await practice.coded("in time", service_intent=None)

    other = tmp_path / "late"
    other.mkdir()
    async with records(other) as practice:
        await practice.written("late", ASKED, REPLIED, business_s=86_401, payer="MEDICARE_FFS", worked=long)
        late = await practice.coded("late")
        assert (late.proposal.code, late.note.service_intent) == ("99422", "digital_em"), "by minutes instead"
        named = (await practice.coded("late", service_intent="store_and_forward")).proposal
        assert (named.code, "FOLLOWUP_OVER_24_BUSINESS_HOURS" in named.flags) == (None, True)


async def test_a_digital_service_sums_a_patient_s_written_answers_over_seven_days(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        nurse = Worked(NURSE, "image_review", ASKED + timedelta(minutes=30), 20 * MINUTE)
        await practice.written("second", ASKED, REPLIED, worked=(reading(ASKED, 4), nurse))
        alone = (await practice.coded("second")).proposal
        assert (alone.code, alone.total_minutes, "STAFF_TIME_EXCLUDED" in alone.flags) == (None, 4, True)
        long_ago = ASKED - 11 * DAY
        await practice.written("long ago", long_ago, long_ago + timedelta(hours=6), worked=(reading(long_ago, 9),))
        assert (await practice.coded("second")).proposal.total_minutes == 4
        before = ASKED - 3 * DAY
        await practice.written("first", before, before + timedelta(hours=6), worked=(reading(before, 3),))
        both = (await practice.coded("second")).proposal
        assert (both.code, both.total_minutes) == ("99421", 7)
        await practice.decided("first", "99421")
        with pytest.raises(NotNow, match="Other photos of this patient"):
            await practice.decided("second", "99421")


async def test_seven_days_begin_anew_with_the_first_review_after_they_passed(tmp_path: Path) -> None:
    """RULES 1.2: cumulative over 7 days from the first personal review, whichever answer is looked at."""
    first = datetime(2026, 3, 10, 15, tzinfo=NEW_YORK)
    seventh, eighth = (
        datetime(2026, 3, day, hour, minute, tzinfo=NEW_YORK) for day, hour, minute in ((16, 23, 50), (17, 0, 0))
    )
    async with records(tmp_path) as practice:

        async def total(name: str) -> tuple[str | None, int]:
            proposal = (await practice.coded(name)).proposal
            return proposal.code, proposal.total_minutes

        await practice.written("first", first, first + timedelta(hours=1), worked=(reading(first, 6),))
        await practice.written("seventh", seventh, seventh + timedelta(minutes=9), worked=(reading(seventh, 5),))
        await practice.written("eighth", eighth, eighth + timedelta(hours=1), worked=(reading(eighth, 7),))
        # The eighth lies less than 168 hours after the first, and within seven days of the seventh: its own seven days all the same.
        assert [await total(name) for name in ("first", "seventh", "eighth")] == [
            ("99422", 11),
            ("99422", 11),
            ("99421", 7),
        ]
        await practice.decided("first", "99422")
        with pytest.raises(NotNow, match="Other photos of this patient"):
            await practice.decided("seventh", "99421")
        await practice.decided("eighth", "99421")
        # A review of images that was reported on its own lends its minutes to nothing else.
        later = eighth + 8 * DAY
        await practice.written("reported", later, later + timedelta(hours=1), worked=(reading(later, 6),))
        await practice.written("beside it", later + DAY, later + 2 * DAY, worked=(reading(later + DAY, 8),))
        assert await total("beside it") == ("99422", 14)
        await practice.decided("reported", "G2010")
        assert await total("beside it") == ("99421", 8)


async def test_visits_before_and_after_take_a_written_answer_in(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        worked = (reading(ASKED, 6),)
        await practice.written("digital", ASKED, ASKED + 3 * DAY, worked=worked)
        await practice.written("images", ASKED + 20 * DAY, ASKED + 23 * DAY, payer="MEDICARE_FFS")

        async def codes() -> tuple[str | None, str | None]:
            return (await practice.coded("digital")).proposal.code, (await practice.coded("images")).proposal.code

        assert await codes() == ("99421", "G2010")
        # Eight days before they asked: too long ago; seven days before, ten before the answer: it counts from the asking.
        await practice.held("eight before", ASKED - 8 * DAY)
        await practice.held("eight before the images", ASKED + 12 * DAY)
        assert await codes() == ("99421", "G2010")
        await practice.held("seven before", ASKED - 7 * DAY)
        await practice.held("seven before the images", ASKED + 13 * DAY)
        assert await codes() == (None, None)
        asked = (await practice.coded("digital")).proposal
        assert [one.field for one in asked.questions] == ["prior_em_related"]
        for name in ("digital", "images"):
            await practice.coded(name, prior_em_related=False)
        assert await codes() == ("99421", "G2010")

        await practice.booked("the eighth day", datetime(2026, 3, 17, 0, tzinfo=NEW_YORK))
        assert (await practice.coded("digital")).proposal.code == "99421"
        await practice.booked("within seven days", datetime(2026, 3, 16, 23, tzinfo=NEW_YORK))
        taken = (await practice.coded("digital")).proposal
        assert (taken.code, "BUNDLED_INTO_LATER_EM" in taken.flags) == (None, True)

        replied = ASKED + 23 * DAY
        await practice.booked("later", replied + DAY + timedelta(seconds=1))
        open_ = (await practice.coded("images")).proposal
        assert (open_.code, open_.disposition) == ("G2010", "manual_review")
        assert [one.field for one in open_.questions] == ["later_em_soonest"]
        assert (await practice.coded("images", later_em_soonest=True)).proposal.code is None
        assert (await practice.coded("images", later_em_soonest=False)).proposal.disposition == "ready"
        await practice.booked("within 24 hours", replied + DAY)
        assert (await practice.coded("images")).proposal.code is None


async def test_a_written_answer_opens_no_window_of_visits_and_lends_them_no_minutes(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.held(patient_status="established")
        plain = (await practice.coded()).proposal
        before = datetime(2026, 3, 10, 8, tzinfo=NEW_YORK)
        await practice.written("this morning", before, before + timedelta(minutes=40), worked=(reading(before, 30),))
        await practice.booked("never sent", datetime(2026, 3, 12, 8, tzinfo=NEW_YORK), State.CANCELLED)
        after = (await practice.coded()).proposal
        assert (after.code, after.total_minutes) == (plain.code, plain.total_minutes)
        assert after.flags == plain.flags


async def test_a_released_written_answer_keeps_its_place_when_a_visit_takes_it_in_later(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.written("digital", ASKED, ASKED + 3 * DAY, worked=(reading(ASKED, 6),))
        await practice.decided("digital", "99421")
        biller = Actor("biller", "staff", "biller", None)
        billing = Billing(practice.store, SystemClock(), practice.coding)
        await billing.release(VisitId("digital"), biller, 1)
        [before] = (await billing.queue(biller, status="released", day=None, page=1)).lines
        await practice.booked("within seven days", datetime(2026, 3, 16, 23, tzinfo=NEW_YORK))
        taken = await practice.coded("digital")
        assert taken.proposal.code is None
        [after] = (await billing.queue(biller, status="released", day=None, page=1)).lines
        # What was sent stays what it was, where it was; that it would be proposed otherwise now is told beside it.
        assert replace(after.standing, disposition="ready") == before.standing
        assert after.standing.disposition == "not_billable"
        assert (await billing.queue(biller, status=None, day=None, page=1)).lines == ()
