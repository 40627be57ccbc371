"""Every worked case of the coding rules gets the answer that a coder gave it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from server.coding.case import read_case
from server.coding.loader import load_profiles
from server.coding.propose import date_of_service, propose

CASES: list[dict[str, Any]] = json.loads(files("server.coding").joinpath("cases.json").read_text(encoding="utf-8"))
PROFILES = load_profiles()


def test_all_worked_cases_are_here() -> None:
    assert len(CASES) == 159


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_worked_case_gets_the_coders_answer(case: dict[str, Any]) -> None:
    facts, note = read_case(case)
    answer = propose(facts, note, PROFILES.profile_for(note.payer, date_of_service(facts, note))).answer()
    expected = dict(case["expected"])
    assert set(expected.pop("flags")) <= set(answer["flags"])
    assert {field: answer[field] for field in expected} == expected
