"""The minutes under a proposal: whose, at what, counted or not, and why not; and services that are no talk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.coding.note import Interprofessional, LaterEm, PatientLocation, PriorService, StoreAndForward
from server.coding.profiles import Profile
from server.coding.proposal import Proposal
from server.coding.propose import propose
from server.evidence.facts import FactEvent
from tests.cases.coding.situations import (
    DERMATOLOGY,
    EVERYONE,
    MEDICARE_NOW,
    NOTE,
    PROFILES,
    at,
    clinician,
    code,
    facts,
    sound,
    video,
    work,
)

USUAL = video(0, 1200)
MEDICARE: dict[str, Any] = {"payer": "MEDICARE_FFS"}
DIGITAL: dict[str, Any] = {"service_intent": "digital_em"}
IMAGES: dict[str, Any] = {
    **MEDICARE,
    "service_intent": "store_and_forward",
    "store_and_forward": StoreAndForward(True, 2),
}
READ = work("D1", "image_review", 0, 300)


def private() -> Profile:
    found = PROFILES.profile_for("PRIV_98000", NOTE.date)
    assert found is not None
    return found


def rows(proposal: Proposal) -> dict[tuple[str, str], tuple[float, str]]:
    return {(row.participant, row.activity): (row.counted_seconds, row.why) for row in proposal.minutes}


@pytest.mark.parametrize(
    ("events", "row", "counted", "why"),
    [
        (work("D1", "documentation", 1200, 1300), ("D1", "documentation"), 100, "Counted"),
        (work("D1", "documentation", 1100, 1300), ("D1", "documentation"), 200, "Counted; the part inside"),
        (work("D1", "documentation", -10 * 3600 - 60, -10 * 3600 + 60), ("D1", "documentation"), 60, "Counted in part"),
        (work("D1", "documentation", -11 * 3600, -11 * 3600 + 60), ("D1", "documentation"), 0, "On another date"),
        (work("D1", "travel", 2000, 2100), ("D1", "travel"), 0, "This activity is no part"),
        (work("D1", "digital_reply", 2000, 2100), ("D1", "digital_reply"), 0, "This activity is no part"),
        (work("D1", "unheard_of", 2000, 2100), ("D1", "unheard_of"), 0, "This activity is no part"),
        (work("R1", "documentation", 2000, 2100), ("R1", "documentation"), 0, "Staff time"),
        (work("R1", "travel", 2000, 2100), ("R1", "travel"), 0, "Staff time"),
        (work("X1", "documentation", 2000, 2100), ("X1", "documentation"), 0, "This payer does not add"),
        (video(2000, 2100, "X1"), ("X1", "talk"), 0, "This payer does not add"),
        (video(2000, 2100, "R1"), ("R1", "talk"), 0, "Staff time"),
        (video(-11 * 3600, -11 * 3600 + 60, "N1"), ("N1", "talk"), 0, "On another date"),
    ],
)
def test_a_row_says_what_is_counted_and_why_the_rest_is_not(
    events: tuple[FactEvent, ...], row: tuple[str, str], counted: float, why: str
) -> None:
    found = rows(code((*USUAL, *events)))[row]
    assert (found[0], found[1].startswith(why)) == (counted, True), found


def test_an_activity_that_nobody_knows_is_not_counted_even_beside_one_that_counts() -> None:
    found = rows(code((*USUAL, *work("D1", "documentation", 1200, 1300), *work("D1", "unheard_of", 1200, 1300))))
    assert found["D1", "unheard_of"][0] == 0
    assert found["D1", "documentation"][0] == 100


def test_a_digital_service_counts_its_own_work_of_its_own_group() -> None:
    people = (*EVERYONE, clinician("Z1", "MD", group="G9"))
    events = (
        *work("D1", "digital_review", 0, 300), *work("D1", "documentation", 300, 900),
        *work("X1", "digital_plan", 300, 600), *work("Z1", "digital_reply", 900, 1800), *work("R1", "digital_reply", 0, 60),
    )  # fmt: skip
    proposal = code(events, people, **DIGITAL)
    found = {row: counted for row, (counted, _) in rows(proposal).items()}
    assert found == {
        ("D1", "digital_review"): 300, ("D1", "documentation"): 0, ("X1", "digital_plan"): 300, ("Z1", "digital_reply"): 0,
        ("R1", "digital_reply"): 0,
    }  # fmt: skip
    assert (proposal.code, proposal.total_minutes) == ("99421", 10)


def test_two_clinicians_at_the_same_messages_are_counted_once_and_shown() -> None:
    both = (*work("D1", "digital_review", 0, 300), *work("X1", "digital_review", 200, 500))
    together = code(both, **DIGITAL)
    assert together.total_minutes == 8
    assert {"QHP_OVERLAP_COUNTED_ONCE", "PARALLEL_QHP_WORK_REVIEW"} <= set(together.flags)
    assert "CONSENT_MISSING" not in together.flags
    after = code((*work("D1", "digital_review", 0, 300), *work("X1", "digital_review", 300, 500)), **DIGITAL)
    assert not {"QHP_OVERLAP_COUNTED_ONCE", "PARALLEL_QHP_WORK_REVIEW"} & set(after.flags)
    third = code((*both[:1], *work("N1", "digital_review", 299, 301)), **DIGITAL)
    assert "QHP_OVERLAP_COUNTED_ONCE" in third.flags


def test_a_visit_on_the_first_day_of_the_messages_takes_them_in_from_its_midnight_on() -> None:
    messages = work("D1", "digital_review", 0, 720)
    midnight = -10 * 3600
    taken = code(messages, **DIGITAL, leads_to_em=LaterEm(at(midnight)))
    assert (taken.disposition, "BUNDLED_INTO_LATER_EM" in taken.flags) == ("not_billable", True)
    assert code(messages, **DIGITAL, leads_to_em=LaterEm(at(midnight - 1))).code == "99422"
    assert code(messages, **DIGITAL, leads_to_em=LaterEm(at(midnight), related=False)).code == "99422"


def test_168_hours_end_to_the_second() -> None:
    week = 7 * 24 * 3600
    profile = replace(private(), settings=replace(private().settings, digital_window="168_hours"))
    events = (*work("D1", "digital_review", 0, 600), *work("D1", "digital_reply", week - 60, week + 60))
    proposal = propose(facts(events), replace(NOTE, service_intent="digital_em"), profile)
    assert (proposal.total_minutes, "OUTSIDE_SEVEN_DAY_WINDOW" in proposal.flags) == (11, True)


@pytest.mark.parametrize(
    "asked",
    [
        DIGITAL,
        IMAGES,
        {"service_intent": "interprofessional_consultant", "interprofessional": Interprofessional(600, 400)},
        {"service_intent": "interprofessional_requesting", "interprofessional": Interprofessional(1200, 0)},
    ],
)
def test_a_service_without_the_patient_rests_on_no_conversation(asked: dict[str, Any]) -> None:
    proposal = code((*USUAL, *READ), **asked)
    reason = next(reason for reason in proposal.reasons if reason.field == "medical_discussion_minutes")
    assert (proposal.medical_discussion_minutes, reason.intervals) == (0, ())
    unknown = code((*USUAL, *READ), **asked | {"payer": "NOBODY"})
    reason = next(reason for reason in unknown.reasons if reason.field == "medical_discussion_minutes")
    assert (unknown.disposition, unknown.code, reason.intervals) == ("manual_review", None, ())


def test_images_are_refused_for_what_is_said_and_nothing_else() -> None:
    assert code(READ, **IMAGES).code == "G2010"
    relayed = code(READ, **IMAGES, purpose="routine_results")
    assert (relayed.disposition, relayed.code) == ("not_billable", None)

    def missing(hours: float | None) -> list[str | None]:
        sent = IMAGES | {"store_and_forward": StoreAndForward(True, hours)}
        return [reason.missing for reason in code(READ, **sent).reasons if "FOLLOWUP" in reason.field]

    assert (missing(24), missing(24.5), missing(None)) == ([], [None], ["When the patient had the answer"])
    assert MEDICARE_NOW is not None
    neither = replace(MEDICARE_NOW, image_review=None, digital_em=False)
    refused = propose(facts(READ), replace(NOTE, **IMAGES), neither)
    assert (refused.disposition, "NOT_COVERED_BY_PAYER" in refused.flags) == ("not_billable", True)
    assert "CONSENT_MISSING" not in refused.flags
    digital = propose(facts(READ), replace(NOTE, **IMAGES), replace(neither, digital_em=True))
    assert (digital.disposition, digital.code) == ("manual_review", None)


def test_images_that_nobody_was_seen_to_read_are_bundled_from_the_end_of_their_day() -> None:
    end_of_day = 14 * 3600
    for later, code_ in ((end_of_day, None), (end_of_day + 86400, None), (end_of_day + 86401, "G2010"), (0, "G2010")):
        assert code((), **IMAGES, leads_to_em=LaterEm(at(later))).code == code_


def test_a_consult_of_which_nothing_is_on_file_is_a_written_one_and_too_short() -> None:
    proposal = code((), service_intent="interprofessional_consultant")
    assert (proposal.disposition, proposal.modality, proposal.total_minutes) == ("not_billable", "asynchronous", 0)
    assert "TIME_BELOW_MINIMUM" in proposal.flags


def test_a_clinician_who_is_not_named_has_seen_nobody_before() -> None:
    history = (PriorService(date(2026, 1, 1), "D1", "G1", DERMATOLOGY),)
    proposal = code(USUAL, rendering=None, patient_status="derive", prior_services=history)
    status = next(reason.text for reason in proposal.reasons if reason.field == "patient_status")
    assert status.startswith("New.")


def test_the_latest_visit_says_why_a_patient_is_established_and_the_same_date_is_one() -> None:
    history = tuple(PriorService(date(year, 6, 1), "D1", "G1", DERMATOLOGY) for year in (2023, 2025, 2024))
    proposal = code(USUAL, patient_status="derive", prior_services=history)
    assert "Seen on 2025-06-01" in next(one.text for one in proposal.reasons if one.field == "patient_status")
    today = (PriorService(NOTE.date, "D1", "G1", DERMATOLOGY),)
    assert code(USUAL, patient_status="derive", prior_services=today).code == "98005"


def test_whoever_is_named_and_never_met_the_patient_is_asked_about() -> None:
    proposal = code(video(0, 1200, "X1"), rendering="D1")
    asked = {question.field: question for question in proposal.questions}
    assert asked["rendering"].choices == ("X1",)
    assert proposal.disposition == "manual_review"


def test_nothing_is_said_of_an_enduring_relationship_that_nobody_put_on_file() -> None:
    assert "G2211_CANDIDATE" not in code(USUAL, **MEDICARE).flags
    assert "G2211_CANDIDATE" in code(USUAL, **MEDICARE, longitudinal_relationship=True).flags


def changes(proposal: Proposal) -> dict[str, str | None]:
    return {reason.field: reason.change for reason in proposal.reasons if reason.field.startswith("flags.")}


def test_what_a_visit_lacks_to_its_shortest_level_is_said_to_the_second() -> None:
    told: dict[str, Any] = {"initiated_by": "provider"}
    lacking = "flags.TIME_BELOW_MINIMUM"
    assert changes(code(video(0, 540), **told))[lacking] == "1 min more counted time"
    assert changes(code(video(0, 541), **told))[lacking] == "59 s more counted time"
    phone = replace(private(), audio_only=replace(private().audio_only, floor_s=None))
    by_phone = {seconds: propose(facts(sound(0, seconds)), replace(NOTE, **told), phone) for seconds in (540, 600)}
    assert changes(by_phone[600])[lacking] == "1 s more counted time"
    assert changes(by_phone[540])[lacking] == "1 min 1 s more counted time"
    assert "needs 10 min." in next(one.text for one in by_phone[540].reasons if one.field == lacking)
    day = date(2024, 12, 31)
    shift = (day - NOTE.date).days * 86400 + 3600
    old = code(sound(shift, shift + 240), date=day)
    assert changes(old)[lacking] == "1 min more counted time"


def test_a_talk_that_only_relays_results_has_no_code_and_no_reason_for_one() -> None:
    day = date(2024, 12, 31)
    shift = (day - NOTE.date).days * 86400 + 3600
    for proposal in (
        code(USUAL, purpose="routine_results"),
        code(sound(shift, shift + 600), date=day, purpose="routine_results"),
    ):
        assert (proposal.disposition, proposal.code) == ("not_billable", None)
        assert [reason.text for reason in proposal.reasons if reason.field == "code"] == ["No code."]


def test_a_payer_without_visits_by_video_holds_nothing_for_what_is_missing() -> None:
    none = replace(private(), em_family={"audio_video": "none", "audio_only": "none"})
    told = replace(NOTE, initiated_by="provider")
    for events in (video(0, 540), sound(0, 540)):
        assert propose(facts(events), told, none).disposition == "not_billable"


def test_too_short_a_phone_visit_is_not_held_for_a_level_that_would_not_help() -> None:
    refused = code(sound(0, 540), initiated_by="provider")
    assert (refused.disposition, refused.code) == ("not_billable", None)
    home = replace(private(), home_covered=False)
    held = propose(facts(video(0, 540)), replace(NOTE, initiated_by="provider"), home)
    assert held.disposition == "not_billable"


def test_alone_the_rendering_clinician_has_no_colleague_to_weigh() -> None:
    alone = code(USUAL)
    assert "RENDERING_NOT_MAJORITY_REVIEW" not in alone.flags
    unseen = code(
        (*video(0, 1200, "N1"), *work("D1", "documentation", 0, 60)), patient_location=PatientLocation("home", "NY")
    )
    assert "RENDERING_NOT_MAJORITY_REVIEW" in unseen.flags
