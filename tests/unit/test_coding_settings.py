"""The open readings of the sources are settings of a payer: each default holds, and each setting changes one thing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from server.base.errors import Invalid
from server.coding.compare import asked_of, changed_answers
from server.coding.loader import load_profiles, worked_cases
from server.coding.note import Interprofessional, PriorRelatedEm, PriorService
from server.coding.profiles import SELF_PAY, Profiles
from server.coding.settings import DEFAULTS, WHY
from server.evidence.facts import FactEvent
from tests.cases.coding.situations import (
    AT_NIGHT,
    BROKEN,
    DERMATOLOGY,
    TO_MIDNIGHT,
    UNHEARD,
    WEST,
    answer,
    media,
    picture,
    sound,
    video,
    with_settings,
    work,
)

CASES: list[dict[str, Any]] = json.loads(files("server.coding").joinpath("cases.json").read_text(encoding="utf-8"))


TIE = (*sound(0, 1200), *picture(0, 600))
ONE_WAY = (*sound(0, 1200), media("D1", "video", 0, 1200))
APART = (*video(0, 1200), *work("N1", "documentation", 600, 1200))
OVER_MIDNIGHT = video(TO_MIDNIGHT - 1200, TO_MIDNIGHT + 900)
ANSWERED = (*video(0, 900), *work("D1", "digital_reply", 900, 1200))
BY_SOUND: dict[str, Any] = {
    "patient_status": "derive",
    "prior_services": (PriorService(date(2025, 3, 10), "D1", "G1", DERMATOLOGY, audio_only=True),),
}
MESSAGES = (*work("D1", "digital_review", 0, 600), *work("D1", "digital_reply", 7 * 86400 - 60, 7 * 86400))
ASKING: dict[str, Any] = {
    "service_intent": "interprofessional_requesting",
    "interprofessional": Interprofessional(1000, 0),
}
SEVENTH: dict[str, Any] = {
    "service_intent": "virtual_check_in",
    "prior_related_em": PriorRelatedEm(date(2026, 3, 3)),
}


@pytest.mark.parametrize(
    ("events", "note", "settings", "usual", "changed"),
    [
        (TIE, {}, {"modality_tie": "audio_video"}, "98013", "98005"),
        (ONE_WAY, {}, {"video_requires": "either_direction"}, "98013", "98005"),
        (video(0, 240), {"mdm_level": "low", "initiated_by": "provider"}, {"min_conversation_s": 0}, "98005", "98005"),
        (sound(0, 420), SEVENTH, {"prior_days_inclusive": False}, None, "98016"),
        (APART, {}, {"parallel_work": "sum"}, "98005", "98006"),
        (OVER_MIDNIGHT, {}, {"midnight": "first_date_alone"}, "98006", "98005"),
        (ANSWERED, {}, {"digital_added_to_visit": True}, "98004", "98005"),
        (video(0, 1200), BY_SOUND, {"audio_only_establishes": False}, "98005", "98000"),
        (MESSAGES, {"service_intent": "digital_em"}, {"digital_window": "168_hours"}, "99421", "99422"),
        ((), ASKING, {"consult_request_minutes": 30}, "99452", None),
        (UNHEARD, {}, {"majority_basis": "connected"}, "98013", "98005"),
        (sound(0, 600), {"mdm_level": "moderate"}, {"discussion_floor_op": ">="}, "98016", "98014"),
        (AT_NIGHT, WEST, {"dos_tz": "patient"}, "98004", "98005"),
        (BROKEN, {}, {"after_disruption": "include"}, "98004", "98006"),
    ],
)
def test_a_setting_changes_the_answer_that_its_default_gives(
    events: tuple[FactEvent, ...], note: dict[str, Any], settings: dict[str, Any], usual: Any, changed: Any
) -> None:
    before, after = answer(events, {}, **note), answer(events, settings, **note)
    assert (before.code, after.code) == (usual, changed)
    assert (before.code, before.disposition, before.flags) != (after.code, after.disposition, after.flags)


def test_the_review_of_the_minute_after_ten_can_be_switched_off() -> None:
    assert answer(sound(0, 630), {}).disposition == "manual_review"
    assert answer(sound(0, 630), {"ten_to_eleven_review": False}).disposition == "ready"


def test_work_apart_is_added_once_for_each_instant_and_never_time_together_with_the_patient() -> None:
    def counted(*more: FactEvent) -> tuple[int, bool]:
        proposal = answer((*video(0, 1200), *more), {"parallel_work": "sum"})
        return proposal.total_minutes, "PARALLEL_QHP_WORK_REVIEW" in proposal.flags

    assert counted(*work("N1", "documentation", 600, 1200)) == (30, True)
    assert counted(*work("N1", "documentation", 1200, 1800)) == (30, False)
    assert counted(*video(600, 1200, "N1")) == (20, False)
    assert counted(*work("X1", "documentation", 600, 1200)) == (20, False)
    told = answer(APART, {"parallel_work": "sum"})
    assert "work apart at once for both" in next(one.text for one in told.reasons if one.field == "total_minutes")


def test_messages_count_toward_a_visit_on_its_date_only_and_never_toward_a_check_in() -> None:
    setting = {"digital_added_to_visit": True}
    evening = (*video(0, 900), *work("D1", "digital_reply", -11 * 3600, -11 * 3600 + 300))
    assert (answer(ANSWERED, setting).total_minutes, answer(evening, setting).total_minutes) == (20, 15)
    assert "NONCOUNTABLE_ACTIVITY_EXCLUDED" not in answer(ANSWERED, setting).flags
    assert "NONCOUNTABLE_ACTIVITY_EXCLUDED" in answer(ANSWERED, {}).flags
    row = next(row for row in answer(ANSWERED, setting).minutes if row.activity == "digital_reply")
    assert (row.counted_seconds, row.why) == (300, "Counted")
    short = (*sound(0, 420), *work("D1", "digital_reply", 0, 60))
    assert answer(short, setting, service_intent="virtual_check_in").medical_discussion_minutes == 6


def test_what_is_spoken_after_midnight_may_be_left_to_its_own_date() -> None:
    alone = answer(OVER_MIDNIGHT, {"midnight": "first_date_alone"})
    assert (alone.total_minutes, alone.disposition) == (20, "manual_review")
    assert "POST_MIDNIGHT_DISCONTINUOUS_EXCLUDED" in alone.flags
    assert "CONTINUOUS_ACROSS_MIDNIGHT" not in alone.flags


def test_without_the_seventh_day_the_sixth_is_inside_still() -> None:
    sixth = SEVENTH | {"prior_related_em": PriorRelatedEm(date(2026, 3, 4))}
    assert answer(sound(0, 420), {"prior_days_inclusive": False}, **sixth).code is None


def test_every_setting_says_why_its_default_is_what_it_is() -> None:
    assert set(WHY) == set(DEFAULTS.__dataclass_fields__)


@pytest.mark.parametrize(
    "settings",
    [
        {"parallel_work": "twice"},
        {"midnight": "split"},
        {"modality_tie": "video"},
        {"tie": "audio_only"},
        {"min_conversation_s": -1},
        {"consult_request_minutes": 0},
        {"majority_basis": "all"},
        {"discussion_floor_op": "<"},
        {"min_conversation_992_s": -1},
        {"dos_tz": "UTC"},
        {"after_disruption": True},
    ],
)
def test_a_wrong_setting_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="settings"):
        with_settings(**settings)


def test_a_minute_is_the_shortest_request_that_a_payer_can_want() -> None:
    asking = ASKING | {"interprofessional": Interprofessional(60, 0)}
    assert answer((), {"consult_request_minutes": 1}, **asking).code == "99452"


def test_a_payer_is_asked_its_own_cases_and_one_without_any_is_asked_everybodys() -> None:
    cases = worked_cases()
    assert {case.note.payer for case in asked_of(cases, "PRIV_98000")} == {"PRIV_98000"}
    paid = replace(cases[0], note=replace(cases[0].note, payer=None))
    assert asked_of((paid, cases[1]), SELF_PAY) == (paid,)
    borrowed = asked_of(cases, "NEW_PAYER")
    assert (len(borrowed), {case.note.payer for case in borrowed}) == (len(cases), {"NEW_PAYER"})


def test_a_change_of_rules_lists_the_answers_that_it_would_change() -> None:
    before = load_profiles()
    newest = next(version for version in before if version.id == "PRIV_98000" and version.effective_to is None)
    changed = replace(newest, modifiers={"audio_video": ("95",), "audio_only": ()})
    after = Profiles(changed if version is newest else version for version in before)
    cases = worked_cases()
    changes = {change.id: change for change in changed_answers(cases, before, after)}
    assert changes["A05"].before == {"modifiers": []}
    assert changes["A05"].after == {"modifiers": ["95"]}
    assert not {"F01", "G09", "E15"} & set(changes)
    assert changed_answers(cases, before, before) == ()
