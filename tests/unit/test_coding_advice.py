"""Other advice about the same patient: a consultant's service is reported once in seven days, on either side of it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from server.coding.canonical import _ALWAYS, _names, input_text
from server.coding.note import Interprofessional, Note, OtherAdvice
from server.coding.proposal import Proposal
from server.evidence.facts import Facts
from tests.cases.coding.situations import EVERYONE, MEDICARE_NOW, NOTE, answer, code

ON = date(2026, 3, 10)


def advice(*others: OtherAdvice, spoken: int = 700, side: str = "consultant", **more: Any) -> Proposal:
    told = Interprofessional(1200, spoken if side == "consultant" else 0, others=others, **more)
    return code((), service_intent=f"interprofessional_{side}", interprofessional=told)


def other(days: int, named: str | None = "99446", **more: Any) -> OtherAdvice:
    return OtherAdvice(ON + timedelta(days=days), named, **more)


def said(proposal: Proposal, rule: str) -> list[str]:
    return [reason.text for reason in proposal.reasons if reason.rule == rule]


@pytest.mark.parametrize("named", ["99446", "99449", "99451"])
@pytest.mark.parametrize("spoken", [0, 700])
@pytest.mark.parametrize(
    ("days", "billable"), [(-8, True), (-7, False), (-1, False), (0, False), (7, False), (8, True)]
)
def test_advice_that_was_reported_takes_seven_days_on_either_side(
    named: str, spoken: int, days: int, billable: bool
) -> None:
    """RULES 1.2: 99446-99449 and 99451 once in 7 days, and any of them counts for any other."""
    proposal = advice(other(days, named), spoken=spoken)
    expected = "99451" if spoken == 0 else "99447"
    assert (proposal.disposition, proposal.code) == (("ready", expected) if billable else ("not_billable", None))
    assert bool(said(proposal, "consult.once_in_seven_days")) is not billable


def test_the_reading_of_the_seventh_day_is_the_payers_setting() -> None:
    told = {
        "service_intent": "interprofessional_consultant",
        "interprofessional": Interprofessional(1200, 700, others=(other(-7),)),
    }
    assert answer((), {"prior_days_inclusive": False}, **told).code == "99447"
    told["interprofessional"] = Interprofessional(1200, 700, others=(other(-6),))
    assert answer((), {"prior_days_inclusive": False}, **told).code is None


def test_it_says_what_was_reported_and_when_it_begins_anew() -> None:
    proposal = advice(other(-6, "99451"), other(-3, "99446"))
    (reason,) = [reason for reason in proposal.reasons if reason.rule == "consult.once_in_seven_days"]
    assert "2026-03-07 (99446)" in reason.text
    assert reason.change == "Advice given from 2026-03-15 on begins anew"
    # What lies between restarts nothing: only what was reported counts.
    assert advice(other(-8)).disposition == "ready"


def test_what_is_not_settled_yet_is_for_a_person() -> None:
    waiting = advice(other(-7, None))
    assert (waiting.disposition, waiting.code) == ("manual_review", "99447")
    (reason,) = [reason for reason in waiting.reasons if reason.rule == "consult.once_in_seven_days"]
    assert reason.missing == "A decision about the advice of 2026-03-03"
    assert advice(other(-8, None)).disposition == "ready"
    colleague = advice(other(-7, "99446", same_clinician=False))
    assert (colleague.disposition, colleague.code) == ("manual_review", "99447")
    assert advice(other(-7, None, same_clinician=False)).disposition == "ready"
    assert advice(other(-8, "99446", same_clinician=False)).disposition == "ready"
    assert advice(other(-8), other(-2, None)).disposition == "manual_review"


@pytest.mark.parametrize(
    ("days", "disposition"), [(-14, "ready"), (-13, "manual_review"), (13, "manual_review"), (14, "ready")]
)
@pytest.mark.parametrize(("named", "missing"), [("99452", False), (None, True)])
def test_asking_twice_in_fourteen_days_is_for_a_person(days: int, disposition: str, named: Any, missing: bool) -> None:
    proposal = advice(other(days, named), side="requesting")
    assert (proposal.disposition, proposal.code) == (disposition, "99452")
    reasons = [reason for reason in proposal.reasons if reason.rule == "consult.request_once"]
    assert [reason.missing is not None for reason in reasons] == ([missing] if disposition != "ready" else [])
    assert advice(other(days, named, same_clinician=False), side="requesting").disposition == "ready"


@pytest.mark.parametrize(
    ("days", "disposition"), [(-15, "ready"), (-14, "manual_review"), (14, "manual_review"), (15, "ready")]
)
def test_a_visit_around_it_that_nobody_is_named_for_is_for_a_person(days: int, disposition: str) -> None:
    proposal = advice(booked_on=ON + timedelta(days=days))
    assert (proposal.disposition, proposal.code) == (disposition, "99447")
    assert bool(said(proposal, "consult.face_to_face")) is (disposition != "ready")


def test_an_input_from_before_these_fields_has_the_text_that_it_had() -> None:
    bare = input_text(Facts(EVERYONE, ()), _noted(Interprofessional(720, 420)), MEDICARE_NOW)
    assert '"others"' not in bare
    assert '"booked_on"' not in bare
    told = input_text(Facts(EVERYONE, ()), _noted(Interprofessional(720, 420, others=(other(-1),))), MEDICARE_NOW)
    assert '"others":[{"code":"99446","date":"2026-03-09","same_clinician":true,"type":"OtherAdvice"}]' in told


def _noted(told: Interprofessional) -> Note:
    return replace(NOTE, service_intent="interprofessional_consultant", interprofessional=told)


def test_a_field_that_came_later_is_left_out_at_its_default_alone() -> None:
    names = dict(_names.__wrapped__(Interprofessional))
    assert (names["others"], names["booked_on"]) == ((), None)
    assert {name for name, unsaid in names.items() if unsaid is _ALWAYS} == {
        field.name for field in fields(Interprofessional)
    } - {"others", "booked_on"}
