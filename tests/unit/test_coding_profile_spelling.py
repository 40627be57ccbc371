"""A file of payers' rules with a mistake that would silently mean something else is refused by the name of its field."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from server.base.errors import Invalid
from server.coding.loader import read_profiles
from server.coding.profile_spelling import check_spelling


def rules(payer: str) -> Any:
    return json.loads(files("server.coding").joinpath(f"rules/{payer}.json").read_text(encoding="utf-8"))


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"audio_only": {"covered": True, "min_discusion_exclusive_s": 600}}, "audio_only.min_discusion_exclusive_s: no field"),
    ({"em_family": {"audio_video": "992", "audio_only": "992", "video": "992"}}, "em_family.video: no field"),
    ({"modifiers": {"audio_video": ["95"], "audio": ["93"]}}, "modifiers.audio: no field"),
    ({"modifier_alternatives": {"phone": [["93"]]}}, "modifier_alternatives.phone: no field"),
    ({"pos": {"home": "10", "hotel": "10"}}, "pos.hotel: no field"),
    ({"pos_alternatives": {"car": ["10"]}}, "pos_alternatives.car: no field"),
    ({"prolonged": {"code": "99417", "new_first": 75, "established_first": 55, "step": 15, "half": True}}, "prolonged.half"),
    ({"check_in": [{"code": "98016", "min_min": 5, "max_min": 10, "to": 20}]}, "check_in[0].to: no field"),
    ({"sources": [{"title": "A page", "link": "https://example.org"}]}, "sources[0].link: no field"),
    ({"retroactive_windows": [{"from": "2026-02-01", "to": "2026-01-31", "restored_on": "2026-02-03"}]},
     "retroactive_windows[0].to: lies before from"),
    ({"retroactive_windows": [{"from": "2026-01-01", "to": "2026-01-31", "restored_on": "2026-02-03", "by": "x"}]},
     "retroactive_windows[0].by: no field"),
    ({"check_in": [{"code": "9801", "min_min": 5, "max_min": 10}]}, "check_in[0].code: must be a code of five"),
    ({"prolonged": {"code": "hello", "new_first": 75, "established_first": 55, "step": 15}}, "prolonged.code: must be a code"),
    ({"image_review": "g2010"}, "image_review: must be a code of five"),
    ({"modifiers": {"audio_video": ["banana"], "audio_only": []}}, "modifiers.audio_video: must be modifiers of two"),
    ({"modifier_alternatives": {"audio_video": [["95"], ["9"]]}}, "modifier_alternatives.audio_video: must be modifiers"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "named"), MISTAKES, ids=[named.partition(":")[0] for _, named in MISTAKES])
def test_a_mistake_is_named(change: dict[str, Any], named: str) -> None:
    document = rules("priv_98000")
    document["profiles"][0]["versions"][-1] |= change
    with pytest.raises(Invalid) as refused:
        read_profiles(json.dumps(document), "profiles")
    assert f"versions[{len(document['profiles'][0]['versions']) - 1}].{named}" in refused.value.message


def test_a_payer_s_own_fields_are_known_too_and_one_day_is_a_window() -> None:
    document = rules("priv_98000")
    document["profiles"][0]["payer_code"] = "60054"
    with pytest.raises(Invalid, match=r"profiles\[0\]\.payer_code: no field"):
        check_spelling(document, "profiles")
    del document["profiles"][0]["payer_code"]
    one_day = {"from": "2026-02-01", "to": "2026-02-01", "restored_on": "2026-02-03"}
    document["profiles"][0]["versions"][-1]["retroactive_windows"] = [one_day]
    check_spelling(document, "profiles")


@pytest.mark.parametrize("entry", sorted(one.name for one in files("server.coding").joinpath("rules").iterdir()))
def test_the_rules_that_come_with_the_product_hold_no_such_mistake(entry: str) -> None:
    check_spelling(rules(entry.removesuffix(".json")), entry)
