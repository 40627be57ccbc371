"""What only a person can know is asked, once, and only where the answer matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from server.coding.flags import Flag
from server.coding.note import Consent, LaterEm, PatientLocation, PriorRelatedEm, SameDayEm
from server.coding.proposal import Proposal
from server.coding.questions import AUDIO_ONLY_REASONS, PLACES
from server.evidence.events import CodingField, LocationGiven
from tests.cases.coding.situations import EVERYONE, at, code, sound, video

MIN = 60
USUAL = video(0, 20 * MIN)
CHECK_IN: dict[str, Any] = {"service_intent": "virtual_check_in"}
MEDICARE: dict[str, Any] = {"payer": "MEDICARE_FFS"}


def asked(proposal: Proposal, needed: bool | None = None) -> set[str]:
    return {one.field for one in proposal.questions if needed is None or one.needed is needed}


def test_a_visit_that_is_ready_asks_only_what_might_raise_its_level() -> None:
    assert asked(code(USUAL), needed=True) == set()
    assert asked(code(USUAL)) == {"mdm_level"}
    assert asked(code(USUAL, mdm_level="low")) == set()


ROWS: list[tuple[str, Any, dict[str, Any], dict[str, Any], bool]] = [
    ("mdm_level", video(0, 14 * MIN), {"patient_status": "new"}, {"mdm_level": "low"}, True),
    ("consent_telehealth", USUAL, {"consent": Consent()}, {"consent": Consent(True)}, True),
    (
        "patient_location",
        USUAL,
        {"patient_location": PatientLocation()},
        {"patient_location": PatientLocation("home", "NY")},
        True,
    ),
    ("patient_location", USUAL, {"patient_location": PatientLocation("home")}, {}, True),
    (
        "audio_only_reason",
        sound(0, 20 * MIN),
        MEDICARE,
        {**MEDICARE, "audio_only_reason": "provider_preference"},
        True,
    ),
    (
        "provider_video_capable",
        sound(0, 20 * MIN),
        {**MEDICARE, "provider_video_capable": None},
        {**MEDICARE, "provider_video_capable": False},
        True,
    ),
    (
        "consent_audio_only",
        sound(0, 20 * MIN),
        {"payer": "MEDICAID_CA", "consent": Consent(True)},
        {"payer": "MEDICAID_CA", "consent": Consent(True, False)},
        True,
    ),
    (
        "initiated_by",
        sound(0, 7 * MIN),
        {**CHECK_IN, "initiated_by": None},
        {**CHECK_IN, "initiated_by": "provider"},
        True,
    ),
    (
        "prior_em_related",
        sound(0, 7 * MIN),
        {**CHECK_IN, "prior_related_em": PriorRelatedEm(date(2026, 3, 8), None)},
        {**CHECK_IN, "prior_related_em": PriorRelatedEm(date(2026, 3, 8), True)},
        True,
    ),
    (
        "later_em_related",
        sound(0, 7 * MIN),
        {**CHECK_IN, "leads_to_em": LaterEm(at(3600), False, None)},
        {**CHECK_IN, "leads_to_em": LaterEm(at(3600), False, True)},
        True,
    ),
    (
        "later_em_soonest",
        sound(0, 7 * MIN),
        {**CHECK_IN, "leads_to_em": LaterEm(at(30 * 3600), None, True)},
        {**CHECK_IN, "leads_to_em": LaterEm(at(30 * 3600), False, True)},
        True,
    ),
    ("purpose", sound(0, 7 * MIN), CHECK_IN, {**CHECK_IN, "purpose": "medical_discussion"}, False),
    (
        "same_day_in_person",
        USUAL,
        {"other_same_day_em": SameDayEm("in_person", confirmed=False)},
        {"other_same_day_em": SameDayEm("in_person")},
        True,
    ),
    (
        "longitudinal_relationship",
        USUAL,
        {**MEDICARE, "longitudinal_relationship": None},
        {**MEDICARE, "longitudinal_relationship": False},
        False,
    ),
    ("rendering", USUAL, {"rendering": None}, {"rendering": "D1"}, True),
]


@pytest.mark.parametrize("row", ROWS, ids=[f"{position}-{row[0]}" for position, row in enumerate(ROWS)])
def test_a_question_is_asked_while_nobody_has_answered_it(
    row: tuple[str, Any, dict[str, Any], dict[str, Any], bool],
) -> None:
    field, events, open_note, answered, needed = row
    questions = {one.field: one for one in code(events, **open_note).questions}
    assert questions[field].needed is needed
    assert questions[field].why
    assert (questions[field].choices == ()) is (questions[field].kind == "yes_no")
    assert field not in asked(code(events, **answered))


def test_every_question_can_be_answered_in_the_coding_note() -> None:
    assert {row[0] for row in ROWS} <= {*get_args(CodingField), "patient_location"}
    assert get_args(LocationGiven.model_fields["kind"].annotation) == PLACES
    assert len(set(AUDIO_ONLY_REASONS)) == 4


def test_of_several_clinicians_who_met_the_patient_a_person_names_the_one_who_renders() -> None:
    proposal = code((*video(0, 600, "D1"), *video(600, 1200, "N1")), rendering=None)
    question = next(one for one in proposal.questions if one.field == "rendering")
    assert question.choices == ("D1", "N1")


def test_a_check_in_is_for_a_person_until_somebody_says_whether_the_next_visit_was_the_soonest() -> None:
    later = LaterEm(at(30 * 3600), None, True)
    unknown = code(sound(0, 7 * MIN), **CHECK_IN, leads_to_em=later)
    assert (unknown.disposition, unknown.code) == ("manual_review", "98016")
    assert any("soonest" in (reason.missing or "") for reason in unknown.reasons)
    known = code(sound(0, 7 * MIN), **CHECK_IN, leads_to_em=replace(later, soonest_available=False))
    assert known.disposition == "ready"
    bundled = code(sound(0, 7 * MIN), **CHECK_IN, leads_to_em=replace(later, soonest_available=True))
    assert Flag.BUNDLED_INTO_LATER_EM in bundled.flags
    unrelated = code(sound(0, 7 * MIN), **CHECK_IN, leads_to_em=replace(later, related=False))
    assert unrelated.disposition == "ready"


def test_the_questions_that_are_needed_come_first() -> None:
    proposal = code(USUAL, **MEDICARE, consent=Consent(), longitudinal_relationship=None)
    order = [one.needed for one in proposal.questions]
    assert order == sorted(order, reverse=True)
    assert len(order) == 3


def test_nobody_is_asked_who_renders_where_nobody_who_could_was_there() -> None:
    people = tuple(person for person in EVERYONE if person.id in ("P1", "R1"))
    proposal = code(video(0, 1200, "R1"), people=people, rendering=None)
    assert "rendering" not in asked(proposal)
