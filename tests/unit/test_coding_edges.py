"""The far ends of rules: the last instant that still counts, the last person who still counts, what leaving out means."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from server.coding.case import read_case
from server.coding.families import visit_rows
from server.coding.loader import load_profiles
from server.coding.note import Interprofessional, LaterEm
from server.coding.profile_document import parse_versions
from server.coding.profiles import Profile
from server.coding.propose import propose
from server.coding.time import MINUTE
from server.evidence.facts import Facts, Joined, Left
from tests.cases.coding.situations import (
    EVERYONE,
    NOTE,
    PATIENT,
    at,
    clinician,
    code,
    facts,
    media,
    sound,
    video,
    work,
)

CHECK_IN: dict[str, Any] = {"service_intent": "virtual_check_in"}
DIGITAL: dict[str, Any] = {"service_intent": "digital_em"}
CASES = json.loads(files("server.coding").joinpath("cases.json").read_text(encoding="utf-8"))


def newest(payer: str) -> Profile:
    found = load_profiles().profile_for(payer, NOTE.date)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "credential",
    ["MD", "DO", "NP", "PA", "CNS", "CNM", "m.d.", "PA-C", "NP-C", "FNP", "FNP-C", "FNP-BC", "CRNP", "ARNP"],
)
def test_whoever_reports_visits_is_counted(credential: str) -> None:
    people = (PATIENT, clinician("D1", credential))
    assert code(video(0, 1200), people).code == "98005"


@pytest.mark.parametrize("credential", ["RN", "LPN", "LVN", "MA", "CMA", "RMA", "BSN"])
def test_clinical_staff_who_alone_saw_the_patient_are_a_hint_and_never_a_code(credential: str) -> None:
    proposal = code(video(0, 1200), (PATIENT, clinician("D1", credential)))
    assert (proposal.code, proposal.disposition) == (None, "not_billable")
    assert {"INCIDENT_TO_99211_REVIEW", "STAFF_TIME_EXCLUDED"} <= set(proposal.flags)


@pytest.mark.parametrize("credential", ["NPC", None, "SCRIBE", "RESIDENT", "FELLOW"])
def test_a_label_that_is_no_credential_counts_nothing(credential: str | None) -> None:
    proposal = code(video(0, 1200), (PATIENT, replace(clinician("D1", "MD"), credential=credential)))
    assert (proposal.code, proposal.total_minutes) == (None, 0)
    assert "INCIDENT_TO_99211_REVIEW" not in proposal.flags


@pytest.mark.parametrize(
    ("seconds", "bundled"),
    [(7 * 60, True), (7 * 60 + 24 * 3600, True), (7 * 60 + 24 * 3600 + 1, False), (0, True), (-1, False)],
)
def test_a_visit_within_24_hours_of_the_last_word_takes_the_check_in_in(seconds: int, bundled: bool) -> None:
    proposal = code(sound(0, 7 * 60), **CHECK_IN, leads_to_em=LaterEm(at(seconds)))
    assert ("BUNDLED_INTO_LATER_EM" in proposal.flags, proposal.code) == (bundled, None if bundled else "98016")


def test_a_check_in_of_a_payer_without_check_ins_is_refused_for_that_and_nothing_else() -> None:
    shown = code(sound(0, 7 * 60), **CHECK_IN, payer="PRIV_NO_AUDIO")
    assert (shown.disposition, set(shown.flags)) == ("not_billable", {"NOT_COVERED_BY_PAYER"})


def test_the_one_code_whose_time_must_be_exceeded_is_98012() -> None:
    exceeded = {
        row.code
        for modality in ("audio_video", "audio_only")
        for new in (True, False)
        for row in visit_rows("98000", modality, new)
        if not row.reached(row.minimum)
    }
    assert exceeded == {"98012"}
    rules = newest("PRIV_98000")
    no_floor = replace(rules, audio_only=replace(rules.audio_only, floor_s=None))
    assert propose(facts(sound(0, 600)), NOTE, no_floor).code == "98016"
    assert propose(facts(sound(0, 601)), NOTE, no_floor).code == "98012"
    assert visit_rows("98000", "audio_only", False)[0].minimum == 10 * MINUTE


def test_messages_that_only_relay_results_are_no_service_and_each_pair_of_colleagues_is_looked_at_once() -> None:
    spent = work("D1", "digital_review", 0, 600)
    assert code(spent, **DIGITAL, purpose="routine_results").disposition == "not_billable"
    alone = code(spent, **DIGITAL)
    assert (alone.code, "QHP_OVERLAP_COUNTED_ONCE" in alone.flags) == ("99421", False)
    assert "OTHER_SPECIALTY_TIME_EXCLUDED" not in alone.flags
    elsewhere = (*EVERYONE, clinician("Z1", "MD", group="G9"))
    other = code((*spent, *work("Z1", "digital_review", 0, 600)), elsewhere, **DIGITAL)
    assert "OTHER_SPECIALTY_TIME_EXCLUDED" in other.flags


def test_whoever_left_and_never_came_back_is_gone_and_whoever_never_joined_was_there() -> None:
    talk = video(0, 1200)

    def minutes(*marks: Joined | Left) -> int:
        return code(Facts(EVERYONE, (*talk, *marks))).total_minutes

    assert minutes(Joined("D1", at(0)), Left("D1", at(600))) == 10
    assert minutes(Left("D1", at(600))) == 10
    assert minutes(Joined("D1", at(300))) == 15
    assert minutes(Joined("D1", at(0)), Left("D1", at(300)), Joined("D1", at(600))) == 15
    assert minutes(Joined("D1", at(0)), Joined("D1", at(200)), Left("D1", at(300)), Left("D1", at(900))) == 15
    assert minutes(Joined("D1", at(0)), Left("D1", at(300)), Left("D1", at(900))) == 5
    assert minutes(Joined("D1", at(0)), Left("D1", at(300)), Joined("D1", at(300))) == 20


def test_what_lacks_to_a_majority_of_video_is_said_to_the_second() -> None:
    proposal = code((*sound(0, 1200), *(media(who, "video", 0, 400) for who in ("D1", "P1"))))
    change = next(reason.change for reason in proposal.reasons if reason.field == "modality")
    assert change == "201 s of it by two-way video instead"
    assert next(reason.change for reason in code(sound(0, 1200)).reasons if reason.field == "modality") is None
    assert next(reason.change for reason in code(video(0, 1200)).reasons if reason.field == "modality") is None


def test_the_timeline_has_a_gap_only_where_there_is_one() -> None:
    kinds = [span.kind for span in code((*video(0, 600), *sound(600, 900), *video(960, 1200))).timeline]
    assert kinds == ["audio_video", "audio_only", "gap", "audio_video"]
    seconds = [(span.end - span.start).total_seconds() for span in code(video(0, 600.5)).timeline]
    assert seconds == [600.5]


def test_a_report_that_is_missing_is_named() -> None:
    def missing(**reports: Any) -> list[str | None]:
        asked = Interprofessional(720, 700, verbal_report=True, written_report=True)
        proposal = code((), service_intent="interprofessional_consultant", interprofessional=replace(asked, **reports))
        return [reason.missing for reason in proposal.reasons if reason.rule == "consult.report"]

    assert missing() == []
    assert missing(written_report=False) == ["The written report"]
    assert missing(verbal_report=False) == ["The spoken report"]


def test_a_rendering_clinician_who_never_met_the_patient_is_for_a_person_who_is_asked() -> None:
    met = code((*video(0, 480, "N1"), *work("D1", "documentation", 500, 530)), mdm_level="moderate")
    assert (
        "RENDERING_ABSENT_REVIEW" not in met.flags
    )  # A colleague of the same group and specialty did meet the patient.
    assert (met.disposition, met.code) == ("manual_review", "98006")
    assert next(question.choices for question in met.questions if question.field == "rendering") == ("N1",)
    own_minutes = code((*video(0, 600, "N1"), *work("D1", "documentation", 600, 1800)))
    assert (own_minutes.disposition, own_minutes.code) == ("manual_review", "98006")
    both = code((*video(0, 480, "N1"), *video(480, 540)), mdm_level="moderate")
    assert (both.disposition, [question.field for question in both.questions]) == ("ready", [])


def version(**rules: Any) -> Profile:
    whole: dict[str, Any] = {
        "effective_from": "2026-01-01",
        "em_family": {"audio_video": "98000", "audio_only": "992"},
        "modifiers": {},
        "pos": {"home": "10"},
        "ctbs_pos": "11",
        "audio_only": {},
        "time_combination": "rendering_only",
    }
    document = {"schema": "payer-profile/1", "profiles": [{"id": "P", "name": "P", "versions": [{**whole, **rules}]}]}
    return parse_versions(document, "test")[0]


def test_what_a_version_leaves_out_is_the_careful_reading() -> None:
    plain = version()
    assert (plain.em_family["audio_video"], plain.em_family["audio_only"]) == ("98000", "992")
    assert (plain.home_covered, plain.digital_em, plain.g2211, plain.no_claim) == (True, False, False, False)
    assert (plain.images_plus_audio_is_av, plain.confidence, plain.prolonged) == (False, "low", None)
    rules = plain.audio_only
    assert not any(
        (
            rules.covered,
            rules.requires_home,
            rules.requires_provider_video_capable,
            rules.reason_required,
            rules.explicit_consent_required,
        )
    )
    one_day = version(effective_to="2026-01-01")
    assert one_day.covers(date(2026, 1, 1))
    assert not one_day.covers(date(2026, 1, 2))
    signed = version(verified_on="2026-02-01", verified_by="A coder")
    assert (signed.last_checked, signed.checked_by) == ("2026-02-01", "A coder")
    assert version(last_checked="2026-03-01", verified_on="2026-02-01").last_checked == "2026-03-01"


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("prior_related_em", {"date": "2026-03-08"}, True),
        ("prior_related_em", {"date": "2026-03-08", "related": None}, None),
        ("prior_related_em", {"date": "2026-03-08", "related": False}, False),
        ("leads_to_em", {"at": "2026-03-11T09:00:00-04:00"}, True),
        ("leads_to_em", {"at": "2026-03-11T09:00:00-04:00", "related": None}, None),
    ],
)
def test_what_a_case_leaves_out_is_taken_as_related(field: str, value: Any, read: bool | None) -> None:
    case = {"id": "x", "input": {**CASES[0]["input"], field: value}}
    _, note = read_case(case)
    assert getattr(note, field).related is read
    if field == "leads_to_em":
        assert note.leads_to_em is not None
        assert note.leads_to_em.soonest_available is False


@pytest.mark.parametrize("hours", [0, 0.5, 24])
def test_an_answer_at_once_is_in_time(hours: float) -> None:
    given = {**next(case for case in CASES if case["id"] == "J01")["input"]}
    given["store_and_forward"] = {"has_images": True, "followup_business_hours": hours}
    seen, note = read_case({"id": "x", "input": given})
    assert propose(seen, note, newest("MEDICARE_FFS")).code == "G2010"
