"""Payers' rules as data: dates of service, knowledge dates, overlaps, and errors that name the field."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest

from server.base.errors import Invalid
from server.coding.loader import load_profiles, read_profiles
from server.coding.profile_document import parse_profiles
from server.coding.profiles import Profiles, ProlongedRules

PROFILES = load_profiles()
MARCH = date(2026, 3, 10)


def document(**changes: Any) -> dict[str, Any]:
    """The rules of one payer as a document, with changes to its newest version."""
    read: dict[str, Any] = json.loads(
        files("server.coding").joinpath("rules/priv_98000.json").read_text(encoding="utf-8")
    )
    read["profiles"][0]["versions"][-1].update(changes)
    return read


def test_every_payers_versions_cite_a_source_and_a_day_of_checking() -> None:
    for version in PROFILES:
        assert version.sources
        assert version.last_checked == "2026-11-22"


def test_no_payers_rules_are_signed_before_a_coder_signs_them() -> None:
    assert {version.checked_by for version in PROFILES} == {None}


@pytest.mark.parametrize(
    ("payer", "day", "family"),
    [
        ("PRIV_98000", date(2024, 12, 31), "992"),
        ("PRIV_98000", date(2025, 1, 1), "98000"),
        ("MEDICARE_FFS", date(2027, 12, 31), "992"),
    ],
)
def test_the_date_of_service_chooses_the_version(payer: str, day: date, family: str) -> None:
    found = PROFILES.profile_for(payer, day)
    assert found is not None
    assert found.em_family["audio_video"] == family


def test_an_unknown_payer_or_date_has_no_rules() -> None:
    assert PROFILES.profile_for("NOBODY", MARCH) is None
    assert PROFILES.profile_for("PRIV_NO_AUDIO", date(2024, 12, 31)) is None


def test_no_payer_is_self_pay() -> None:
    found = PROFILES.profile_for(None, MARCH)
    assert found is not None
    assert found.no_claim


@pytest.mark.parametrize(("known_at", "covered"), [(date(2026, 2, 2), False), (date(2026, 2, 3), True), (None, True)])
def test_a_lapse_was_a_lapse_until_it_was_restored(known_at: date | None, covered: bool) -> None:
    found = PROFILES.profile_for("MEDICARE_FFS", date(2026, 2, 1), known_at)
    assert found is not None
    assert found.home_covered is covered


def test_a_rule_is_not_known_before_it_was_recorded() -> None:
    assert PROFILES.profile_for("MEDICARE_FFS", date(2028, 1, 5), date(2026, 2, 2)) is None
    assert PROFILES.profile_for("MEDICARE_FFS", date(2028, 1, 5), date(2026, 2, 3)) is not None


@pytest.mark.parametrize(
    ("day", "lapsed"),
    [
        (date(2026, 1, 30), False),
        (date(2026, 1, 31), True),
        (date(2026, 2, 3), True),
        (date(2026, 2, 4), False),
        (date(2025, 9, 30), False),
        (date(2025, 10, 1), True),
        (date(2025, 11, 12), True),
        (date(2025, 11, 13), False),
    ],
)
def test_a_lapse_holds_from_its_first_day_to_its_last(day: date, lapsed: bool) -> None:
    found = PROFILES.profile_for("MEDICARE_FFS", day)
    assert found is not None
    assert (found.restored(day) is not None) is lapsed


def test_a_rule_is_known_at_the_very_moment_at_which_it_was_recorded() -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    both = Profiles([*PROFILES, *list(parse_profiles(document(recorded_from=noon.isoformat(), digital_em=False)))[1:]])
    known = [
        both.profile_for("PRIV_98000", MARCH, at)
        for at in (noon - timedelta(microseconds=1), noon, noon.date(), noon.date() - timedelta(days=1))
    ]
    assert [found is not None and found.digital_em for found in known] == [True, False, False, True]
    assert [version.recorded_at for version in both.versions("PRIV_98000")] == [noon, None, None]
    assert [version.effective_from.year for version in both.versions("PRIV_98000")] == [2025, 2025, 2024]


def test_the_order_of_a_versions_fields_means_nothing() -> None:
    def turned(value: Any) -> Any:
        return {key: turned(value[key]) for key in reversed(value)} if isinstance(value, dict) else value

    read = document()
    read["profiles"][0]["versions"] = [turned(version) for version in read["profiles"][0]["versions"]]
    assert [one.canonical for one in parse_profiles(read)] == [one.canonical for one in parse_profiles(document())]


@pytest.mark.parametrize("field", ["new_first", "established_first", "step"])
def test_prolonged_time_is_at_least_a_minute(field: str) -> None:
    least = {"code": "99417", "new_first": 1, "established_first": 1, "step": 1}
    assert list(parse_profiles(document(prolonged=least)))[1].prolonged == ProlongedRules("99417", 1, 1, 1)
    with pytest.raises(Invalid, match=rf"prolonged\.{field}"):
        parse_profiles(document(prolonged=least | {field: 0}))


def test_a_correction_recorded_later_takes_the_place_of_the_version_it_corrects() -> None:
    corrected = document(recorded_from="2026-05-01", digital_em=False)
    versions = [*PROFILES, *list(parse_profiles(corrected))[1:]]
    both = Profiles(versions)
    before, after = (both.profile_for("PRIV_98000", MARCH, day) for day in (date(2026, 4, 30), date(2026, 5, 1)))
    assert before is not None
    assert after is not None
    assert (before.digital_em, after.digital_em) == (True, False)


@pytest.mark.parametrize("first", ["2024-12-31", "2024-01-01"])
def test_versions_may_not_overlap(first: str) -> None:
    with pytest.raises(Invalid, match=r"PRIV_98000: the versions from 2024-01-01 and from .* overlap"):
        parse_profiles(document(effective_from=first))


def test_versions_may_touch() -> None:
    assert len(list(parse_profiles(document(effective_from="2025-01-01")))) == 2


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"effective_from": "2025-13-01"}, r"versions\[1\]\.effective_from"),
        ({"effective_to": "2024-01-01"}, r"versions\[1\]\.effective_to"),
        ({"time_combination": "all"}, r"time_combination"),
        ({"em_family": {"audio_video": "980", "audio_only": "992"}}, r"em_family\.audio_video"),
        ({"pos": {"home": "12"}}, r"pos\.home"),
        ({"telehealth": True}, r"versions\[1\]\.telehealth"),
        ({"check_in": [{"code": "98016", "min_min": 5, "max_min": 4}]}, r"check_in\[0\]\.max_min"),
        ({"modifier_alternatives": {"audio_video": ["95"]}}, r"modifier_alternatives\.audio_video"),
        ({"home_covered": "yes"}, r"home_covered"),
    ],
)
def test_a_wrong_rule_is_refused_by_the_name_of_its_field(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(Invalid, match=named):
        parse_profiles(document(**changes))


def test_a_file_that_is_no_json_or_another_document_is_refused() -> None:
    for text in ("{", "[]", "{}", '{"schema": "payer-profile/2", "profiles": []}'):
        with pytest.raises(Invalid):
            read_profiles(text)


def test_a_file_of_several_payers_is_read_whole() -> None:
    together = {"schema": "payer-profile/1", "profiles": []}
    for entry in files("server.coding").joinpath("rules").iterdir():
        together["profiles"].extend(json.loads(entry.read_text(encoding="utf-8"))["profiles"])  # type: ignore[attr-defined]
    assert read_profiles(json.dumps(together)).payers() == PROFILES.payers()
