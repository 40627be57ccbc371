"""Further worked cases, read through the same door as a file of cases: each answer came from the rules, not from the engine."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from server.coding.case import run_cases
from server.coding.loader import load_profiles
from tests.cases.coding.further_services import SERVICES
from tests.cases.coding.further_visits import VISITS

CASES: list[dict[str, Any]] = [*VISITS, *SERVICES]
PROFILES = load_profiles()


def said(answer: dict[str, Any]) -> str:
    """An answer in the cases' shorthand."""
    add_ons = "".join(f"+{one['code']}x{one['units']}" for one in answer["add_on_codes"])
    total, spoken = answer["total_minutes"], answer["medical_discussion_minutes"]
    minutes = f"{total}" if total == spoken else f"{total}/{spoken}"
    fields = (
        answer["disposition"],
        f"{answer['code'] or '-'}{add_ons}",
        answer["basis"] or "-",
        "+".join(answer["modifiers"]) or "-",
        answer["pos"] or "-",
        minutes,
    )
    return " ".join(fields)


def test_the_cases_have_names_of_their_own() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) > 100


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_further_case_gets_the_answer_that_the_rules_give(case: dict[str, Any]) -> None:
    text, status = run_cases(json.dumps([case]), PROFILES)
    (answer,) = json.loads(text)
    assert status == 0, answer
    assert (said(answer), case["description"]) == (case["expected"], case["description"])
    wanted = {flag for flag in case["flags"] if not flag.startswith("!")}
    unwanted = {flag[1:] for flag in case["flags"] if flag.startswith("!")}
    assert (wanted - set(answer["flags"]), unwanted & set(answer["flags"])) == (set(), set())
    assert answer["units"] == (1 if answer["code"] else 0)
    coded = re.match(r"[A-Z0-9]{5}$", answer["code"] or "")
    assert bool(coded) is (answer["code"] is not None)
