"""The form of a payer's rules has a field for each rule that a version can hold, with the default that is really used."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from typing import Any, get_args, get_type_hints

from server.base.errors import Invalid
from server.coding.families import Family
from server.coding.loader import load_profiles
from server.coding.profile_document import VERSION_FIELDS, parse_versions
from server.coding.profile_fields import FIELDS
from server.coding.profiles import Profile
from server.coding.questions import AUDIO_ONLY_REASONS, PLACES
from server.coding.reading import Fields
from server.coding.settings import DEFAULTS, WHY, Settings, read_settings

BY_THE_SERVER = {"recorded_from"}
"""When a version was recorded is nobody's to write."""
UNSEEN = {"retroactive_windows", "verified_by", "verified_on"}
"""Kept as they are by the form: a lapse that Congress restored, and other names of `checked_by` and `last_checked`."""
PATHS = {field.path for field in FIELDS}


def test_every_rule_of_a_version_has_a_field() -> None:
    assert {path.partition(".")[0] for path in PATHS} == VERSION_FIELDS - BY_THE_SERVER - UNSEEN
    assert {path.partition(".")[2] for path in PATHS if path.startswith("settings.")} == set(WHY)


def test_every_rule_that_came_with_the_product_has_a_field() -> None:
    for entry in files("server.coding").joinpath("rules").iterdir():
        for profile in json.loads(entry.read_text(encoding="utf-8"))["profiles"]:
            for version in profile["versions"]:
                inner = {f"{name}.{key}" for name, value in version.items() if isinstance(value, dict) for key in value}
                flat = {name for name, value in version.items() if not isinstance(value, dict)}
                assert (inner | flat) - UNSEEN - BY_THE_SERVER <= PATHS


def filled(left_out: str) -> Profile:
    """A version with only what is required, and the default of one more field written out."""
    version: dict[str, Any] = {
        "effective_from": "2026-01-01",
        "em_family": {"audio_video": "992", "audio_only": "992"},
        "modifiers": {},
        "pos": {"home": "10"},
        "ctbs_pos": "11",
        "audio_only": {},
        "time_combination": "rendering_only",
    }
    field = next(field for field in FIELDS if field.path == left_out)
    outer, _, name = field.path.partition(".")
    if field.default is not None:
        if name:
            version[outer] = {**version.get(outer, {}), name: field.default}
        else:
            version[outer] = field.default
    document = {"schema": "payer-profile/1", "profiles": [{"id": "P", "name": "P", "versions": [version]}]}
    return parse_versions(document, "form")[0]


def test_a_default_written_out_means_what_leaving_it_out_means() -> None:
    plain = filled("effective_to")
    for field in FIELDS:
        if field.path.startswith("prolonged."):
            continue
        written = filled(field.path)
        differing = [
            name
            for name in Profile.__dataclass_fields__
            if name not in ("canonical", "modifiers", "modifier_alternatives", "pos_alternatives")
            and getattr(written, name) != getattr(plain, name)
        ]
        assert differing == [], field.path


def test_every_field_says_what_it_means_and_only_choices_have_choices() -> None:
    for field in FIELDS:
        assert field.meaning.endswith("."), field.path
        assert bool(field.choices) is (field.kind in ("choice", "places", "reasons")), field.path
        assert field.kind != "choice" or field.default is None or field.default in field.choices, field.path
    assert DEFAULTS.min_conversation_s == next(f for f in FIELDS if f.path == "settings.min_conversation_s").default
    assert len(load_profiles().payers()) == 8


def test_exactly_the_required_fields_cannot_be_left_out() -> None:
    whole: dict[str, Any] = json.loads(
        files("server.coding").joinpath("rules/medicare_ffs.json").read_text(encoding="utf-8")
    )
    version = whole["profiles"][0]["versions"][-1]
    for field in FIELDS:
        outer, _, name = field.path.partition(".")
        if outer in ("prolonged", "sources") or (name and name not in version.get(outer, {})):
            continue
        less = copy.deepcopy(whole)
        changed = less["profiles"][0]["versions"][-1]
        (changed[outer] if name else changed).pop(name or outer, None)
        try:
            parse_versions(less, "form")
            refused = False
        except Invalid:
            refused = True
        assert refused is field.required, field.path


def test_a_choice_offers_every_value_that_is_in_use_and_only_values_that_can_be_read() -> None:
    offered = {field.path: set(field.choices) for field in FIELDS}
    used: dict[str, set[str]] = {path: set() for path in offered}
    for entry in files("server.coding").joinpath("rules").iterdir():
        for profile in json.loads(entry.read_text(encoding="utf-8"))["profiles"]:
            for version in profile["versions"]:
                for path in offered:
                    outer, _, name = path.partition(".")
                    value = version.get(outer, {}).get(name) if name else version.get(outer)
                    used[path] |= {value} if isinstance(value, str) else set()
    for field in FIELDS:
        if field.kind == "choice":
            assert used[field.path] <= offered[field.path], field.path
    for name in ("modality_tie", "video_requires", "digital_window", "parallel_work", "midnight"):
        assert offered[f"settings.{name}"] == set(get_args(get_type_hints(Settings)[name]))
        for value in offered[f"settings.{name}"]:
            assert getattr(read_settings(Fields("", {name: value})), name) == value
    assert offered["time_combination"] == set(get_args(get_type_hints(Profile)["time_combination"]))
    assert offered["em_family.audio_video"] == offered["em_family.audio_only"] == set(get_args(Family))
    assert offered["audio_only.allowed_reasons"] == set(AUDIO_ONLY_REASONS)
    assert offered["confidence"] == {"high", "medium", "low"}
    assert {"02", "10", "11"} == offered["ctbs_pos"] == offered["pos.home"]
    assert offered["pos_ambiguous"] == set(PLACES)


def test_a_further_unit_of_prolonged_time_is_fifteen_minutes_unless_said_otherwise() -> None:
    assert next(field.default for field in FIELDS if field.path == "prolonged.step") == 15
