"""Small print that a changed sign or number would change: found by the mutation check, one line each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.coding.case import run_cases
from server.coding.minutes import encounter_date
from server.coding.note import LaterEm, PriorRelatedEm, StoreAndForward
from server.coding.settings import Settings
from server.coding.time import MINUTE, midnight
from server.coding.written import choose
from tests.cases.coding.situations import (
    MEDICARE_NOW,
    NOTE,
    PROFILES,
    TO_MIDNIGHT,
    answer,
    at,
    code,
    facts,
    video,
    work,
)

THERE = Settings(dos_tz="patient")
START, END = midnight(date(2026, 3, 10), "America/New_York"), midnight(date(2026, 3, 11), "America/New_York")
IMAGES: dict[str, Any] = {"service_intent": "store_and_forward", "payer": "MEDICARE_FFS"}
LOOKED = work("D1", "image_review", 0, 480)


def sent(**more: Any) -> StoreAndForward:
    return StoreAndForward(True, 2.0, **more)


@pytest.mark.parametrize(("day", "related"), [(date(2026, 2, 26), True), (date(2026, 2, 25), False)])
def test_seven_days_before_images_count_from_the_day_on_which_they_came(day: date, related: bool) -> None:
    told = sent(asked_on=date(2026, 3, 5), answered_at=at(600))
    proposal = code(LOOKED, **IMAGES, store_and_forward=told, prior_related_em=PriorRelatedEm(day))
    assert ("RELATED_EM_WITHIN_7_DAYS" in proposal.flags) is related
    assert proposal.code == (None if related else "G2010")


def test_a_visit_that_begins_while_the_images_are_read_takes_them_in() -> None:
    told = sent(asked_on=date(2026, 3, 10), answered_at=at(3600))
    for second, bundled in ((-1, False), (0, True), (240, True), (3600 + 86_400, True), (3601 + 86_400, False)):
        later = LaterEm(at(second), soonest_available=False)
        proposal = code(LOOKED, **IMAGES, store_and_forward=told, leads_to_em=later)
        assert ("BUNDLED_INTO_LATER_EM" in proposal.flags) is bundled, second


@pytest.mark.parametrize("intent", ["store_and_forward", "digital_em"])
def test_whether_the_next_visit_is_the_soonest_is_asked_of_images_that_have_a_code(intent: Any) -> None:
    later = LaterEm(at(20 * 86_400), soonest_available=None)
    looked = work("D1", "digital_review" if intent == "digital_em" else "image_review", 0, 480)
    told: dict[str, Any] = {**IMAGES, "service_intent": intent, "leads_to_em": later}
    proposal = code(looked, **told, store_and_forward=sent(answered_at=at(600)))
    assert proposal.code == ("99421" if intent == "digital_em" else "G2010")
    asked = {one.field for one in proposal.questions}
    assert ("later_em_soonest" in asked) is (intent == "store_and_forward")
    none = code(looked, **told, store_and_forward=replace(sent(), has_images=False), initiated_by="provider")
    assert none.code is None
    assert "later_em_soonest" not in {one.field for one in none.questions}


def test_images_that_are_either_service_are_an_image_review() -> None:
    note = replace(NOTE, payer="MEDICARE_FFS", store_and_forward=sent(answered_at=at(600)))
    chosen, told = choose(facts(LOOKED), facts(LOOKED), note, MEDICARE_NOW, None)
    assert (told.service_intent, chosen) == ("store_and_forward", facts(LOOKED))
    private = PROFILES.profile_for("PRIV_98000", note.date)
    assert choose(facts(LOOKED), facts(LOOKED), note, private, None)[1].service_intent == "digital_em"


@pytest.mark.parametrize(
    ("run", "zone", "expected"),
    [
        ((START, START + 20 * MINUTE), "America/Chicago", date(2026, 3, 9)),
        ((START - 1, START + 20 * MINUTE), "America/New_York", date(2026, 3, 9)),
        ((START + 50 * MINUTE, START + 70 * MINUTE), "America/Chicago", date(2026, 3, 9)),
        ((START + 60 * MINUTE, START + 70 * MINUTE), "America/Chicago", date(2026, 3, 10)),
        ((END - 10 * MINUTE, END + 10 * MINUTE), "America/Halifax", date(2026, 3, 11)),
        ((END, END + 10 * MINUTE), "America/Halifax", date(2026, 3, 10)),
        ((END + 600 * MINUTE, END + 610 * MINUTE), "America/Halifax", date(2026, 3, 10)),
    ],
)
def test_the_date_where_the_patient_was_is_that_of_the_talk_s_first_instant(
    run: tuple[int, int], zone: str, expected: date
) -> None:
    assert encounter_date(replace(NOTE, patient_tz=zone), (run,), THERE) == expected


def test_talk_that_resumes_at_midnight_itself_is_of_the_next_date() -> None:
    resumed = (*video(TO_MIDNIGHT - 1200, TO_MIDNIGHT - 60), *video(TO_MIDNIGHT, TO_MIDNIGHT + 660))
    assert answer(resumed, {"after_disruption": "include"}).total_minutes == 30
    assert answer(resumed, {}).total_minutes == 19
    assert "POST_MIDNIGHT_DISCONTINUOUS_EXCLUDED" in answer(resumed, {}).flags


@pytest.mark.parametrize(
    ("start", "minutes", "differs"), [(-33_000, 20, True), (-32_400, 20, False), (TO_MIDNIGHT - 600, 20, False)]
)
def test_another_date_where_the_patient_was_is_told_by_the_first_instant(
    start: int, minutes: int, differs: bool
) -> None:
    """Ten to one in New York is ten to midnight in Chicago."""
    proposal = code(video(start, start + minutes * 60), patient_tz="America/Chicago")
    assert ("DOS_TZ_MISMATCH" in proposal.flags) is differs


def test_an_office_code_has_no_shortest_conversation_of_its_own() -> None:
    proposal = code(video(0, 0.5), payer="PRIV_992_95", mdm_level="low")
    assert "ENCOUNTER_UNDER_5_MIN" not in proposal.flags


def _advice(**told: Any) -> str:
    case = {
        "id": "x",
        "input": {
            "payer": "PRIV_98000", "date": "2026-03-10", "practice_tz": "America/New_York", "patient_status": "new",
            "service_intent": "interprofessional_consultant", "participants": [], "events": [],
            "interprofessional": {"total_seconds": 1200, "verbal_seconds": 700} | told,
        },
    }  # fmt: skip
    return json.dumps([case])


@pytest.mark.parametrize(
    ("more", "expected"), [({}, None), ({"same_clinician": True}, None), ({"same_clinician": False}, "99447")]
)
def test_other_advice_in_a_case_is_the_same_clinicians_unless_it_says_otherwise(
    more: dict[str, Any], expected: Any
) -> None:
    (given,) = json.loads(run_cases(_advice(others=[{"date": "2026-03-09", "code": "99446"} | more]), PROFILES)[0])
    assert given["code"] == expected


def test_numbers_have_a_last_one_and_a_number_of_digits() -> None:
    longest, status = run_cases(_advice(total_seconds=10**9), PROFILES)
    assert (status, json.loads(longest)[0]["code"]) == (0, "99451")
    refused, status = run_cases(_advice(total_seconds=10**9 + 1), PROFILES)
    assert (status, "total_seconds" in json.loads(refused)[0]["error"]) == (1, True)
    for digits, given_back in ((399, True), (400, False)):
        (answered,) = json.loads(run_cases('[{"id": ' + "9" * digits + ', "input": {}}]', PROFILES)[0])
        assert (answered["id"] == int("9" * digits)) is given_back
