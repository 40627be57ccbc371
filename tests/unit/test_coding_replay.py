"""A proposal replays to the same bytes from its stored input alone."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.base.errors import Invalid
from server.coding.canonical import input_text
from server.coding.loader import load_profiles, worked_cases
from server.coding.proposal import ENGINE_VERSION
from server.coding.propose import date_of_service, propose
from server.coding.replay import read_input

STORED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "coding" / "stored.json").read_text(encoding="utf-8")
)


def test_every_worked_case_comes_back_whole_from_its_text() -> None:
    profiles = load_profiles()
    for case in worked_cases():
        profile = profiles.profile_for(case.note.payer, date_of_service(case.facts, case.note))
        proposal = propose(case.facts, case.note, profile)
        text = input_text(case.facts, case.note, profile)
        assert hashlib.sha256(text.encode()).hexdigest() == proposal.input_hash
        assert propose(*read_input(text)).to_json() == proposal.to_json(), case.id


def test_a_text_from_before_a_field_was_there_is_read_with_its_default() -> None:
    case = next(case for case in worked_cases() if case.note.prior_services)
    text = input_text(case.facts, case.note, None)
    older = text.replace('"audio_only":false,', "", text.count('"type":"PriorService"'))
    assert older != text
    assert read_input(older)[1].prior_services == case.note.prior_services


def test_a_lapse_that_was_not_restored_yet_comes_back_as_one() -> None:
    case = next(case for case in worked_cases() if case.id == "F35")
    profile = load_profiles().profile_for("MEDICARE_FFS", date(2026, 2, 1), date(2026, 2, 2))
    assert profile is not None
    assert not profile.home_covered
    proposal = propose(case.facts, case.note, profile)
    assert propose(*read_input(input_text(case.facts, case.note, profile))).to_json() == proposal.to_json()


@pytest.mark.parametrize("stored", STORED, ids=[one["id"] for one in STORED])
def test_an_answer_that_was_stored_is_given_again_byte_for_byte(stored: dict[str, Any]) -> None:
    """A change that alters one of these answers needs another `ENGINE_VERSION`, and new stored answers beside the old ones.

    An answer of an older engine is given again as it was, but for the engine's name, unless `since` says by which version
    of the engine it was changed: then it must differ, and the newer answer is stored too.
    """
    proposal = propose(*read_input(stored["input"]))
    assert proposal.input_hash == hashlib.sha256(stored["input"].encode()).hexdigest()
    given = stored["proposal"]
    named = {**proposal.to_json(), "engine_version": given["engine_version"]}
    assert int(given["engine_version"]) <= int(ENGINE_VERSION)
    same = json.dumps(named, sort_keys=True) == json.dumps(given, sort_keys=True)
    assert same is ("since" not in stored)
    if not same:
        newer = [one for one in STORED if one["input"] == stored["input"] and "since" not in one]
        assert [one["proposal"]["engine_version"] for one in newer] == [stored["since"]]


def test_every_engine_that_answered_has_answers_stored() -> None:
    assert {one["proposal"]["engine_version"] for one in STORED} == {"3", "4", ENGINE_VERSION}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"participants": [{"type": "int"}]}', '{"participants": [1]}'])
def test_a_text_that_is_no_input_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_input(text)
