"""Advice between clinicians around other advice and around visits: the windows come from the practice's own records."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from server.visits.machine import State
from tests.integration.practice_records import ALLERGIST, COLLEAGUE, DERMATOLOGIST, NEW_YORK, TODAY, Records, records

DAY = timedelta(days=1)
pytestmark = pytest.mark.databases("sqlite", "postgresql")


async def stands(practice: Records, name: str = "this") -> tuple[str, str | None]:
    proposal = (await practice.coded(name)).proposal
    return proposal.disposition, proposal.code


async def test_advice_that_was_reported_takes_seven_days_whoever_remembers_it(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.advised("this", TODAY)
        assert await stands(practice) == ("ready", "99447")
        await practice.advised("eight days before", TODAY - 8 * DAY)
        await practice.decided("eight days before", "99446")
        await practice.advised("the other side", TODAY - 3 * DAY, side="requesting", minutes=20)
        await practice.decided("the other side", "99452")
        await practice.advised("nothing came of it", TODAY - 2 * DAY)
        await practice.decided("nothing came of it", None)
        await practice.advised("another specialty", TODAY - 2 * DAY, by=ALLERGIST)
        await practice.decided("another specialty", "99446", by=ALLERGIST)
        assert await stands(practice) == ("ready", "99447")

        await practice.advised("seven days before", TODAY - 7 * DAY)
        assert await stands(practice) == ("manual_review", "99447"), "what is not decided yet is for a person"
        # It lies within seven days of the one before it, which was reported: so a person says that it is none.
        assert await stands(practice, "seven days before") == ("not_billable", None)
        await practice.decided("seven days before", None)
        assert await stands(practice) == ("ready", "99447")

        await practice.advised("seven days after", TODAY + 7 * DAY)
        assert await stands(practice) == ("ready", "99447"), "the first one comes first"
        assert await stands(practice, "seven days after") == ("manual_review", "99447")
        await practice.decided("this", "99447")
        assert await stands(practice) == ("ready", "99447")
        assert await stands(practice, "seven days after") == ("not_billable", None)
        await practice.decided("seven days after", "99451")
        assert await stands(practice) == ("ready", "99447"), "what came later takes nothing from what was decided"
        await practice.advised("eight days after", TODAY + 8 * DAY)
        assert await stands(practice, "eight days after") == ("not_billable", None), (
            "a day after the one that was reported"
        )


async def test_one_that_was_decided_out_of_turn_takes_the_earlier_one(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.advised("this", TODAY)
        await practice.advised("after", TODAY + 6 * DAY)
        await practice.decided("after", "99446")
        assert await stands(practice) == ("not_billable", None)
        await practice.decided("after", None)
        assert await stands(practice) == ("ready", "99447")
        await practice.advised("a colleague's", TODAY - DAY, by=COLLEAGUE)
        await practice.decided("a colleague's", "99446", by=COLLEAGUE)
        assert await stands(practice) == ("manual_review", "99447")


async def test_on_one_date_the_one_that_was_noted_first_comes_first(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.advised("first", TODAY)
        await practice.advised("second", TODAY)
        assert (await stands(practice, "first"), await stands(practice, "second")) == (
            ("ready", "99447"),
            ("manual_review", "99447"),
        )


@pytest.mark.parametrize(("days", "code"), [(-15, "99447"), (-14, None), (0, None), (14, None), (15, "99447")])
async def test_a_visit_with_the_consultant_within_14_days_before_or_after(
    tmp_path: Path, days: int, code: str | None
) -> None:
    async with records(tmp_path) as practice:
        await practice.advised("this", TODAY)
        await practice.held("a colleague's", TODAY + days * DAY, by=COLLEAGUE)
        assert (await stands(practice))[1] == "99447"
        await practice.held("met", TODAY + days * DAY + timedelta(hours=2))
        assert (await stands(practice))[1] == code


async def test_a_visit_that_is_booked_within_14_days(tmp_path: Path) -> None:
    async with records(tmp_path) as practice:
        await practice.advised("this", TODAY)
        await practice.booked("cancelled", TODAY + DAY, State.CANCELLED)
        await practice.booked("day 15", datetime(2026, 3, 25, 0, tzinfo=NEW_YORK), rendering=DERMATOLOGIST.id)
        await practice.booked("a colleague's", TODAY + DAY, rendering=COLLEAGUE.id)
        assert await stands(practice) == ("ready", "99447")
        await practice.booked("nobody's yet", TODAY + 3 * DAY, rendering=None)
        unnamed = (await practice.coded("this")).proposal
        assert (unnamed.disposition, unnamed.code) == ("manual_review", "99447")
        assert [one.missing for one in unnamed.reasons if one.rule == "consult.face_to_face"] == [
            "Who sees the patient on 2026-03-13"
        ]
        await practice.booked("day 14", datetime(2026, 3, 24, 23, 59, 59, tzinfo=NEW_YORK), rendering=DERMATOLOGIST.id)
        taken = (await practice.coded("this")).proposal
        assert (taken.disposition, "INTERPROF_FACE_TO_FACE_14_DAYS" in taken.flags) == ("not_billable", True)
