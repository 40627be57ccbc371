"""A document of payers' rules, schema `payer-profile/1`, read into profiles. What it leaves out has the careful reading."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Final

from server.coding.families import RangeRow
from server.coding.profiles import AudioOnlyRules, Profile, Profiles, ProlongedRules, RetroactiveWindow, Source
from server.coding.reading import Fields
from server.coding.settings import read_settings

VERSION_FIELDS: Final = frozenset(
    {
        "effective_from",
        "effective_to",
        "recorded_from",
        "retroactive_windows",
        "em_family",
        "modifiers",
        "modifier_alternatives",
        "pos",
        "pos_ambiguous",
        "pos_alternatives",
        "ctbs_pos",
        "audio_only",
        "home_covered",
        "time_combination",
        "prolonged",
        "check_in",
        "image_review",
        "digital_em",
        "g2211",
        "no_claim",
        "store_and_forward_plus_audio_is_av",
        "settings",
        "sources",
        "last_checked",
        "checked_by",
        "verified_by",
        "verified_on",
        "confidence",
        "note",
    }
)
QUALIFYING_REASONS: Final = ("patient_not_capable", "patient_declined_video")
"""Reasons on the patient's side: what modifier 93 certifies for Medicare."""
_FAMILIES: Final = ("98000", "992", "9944x", "none")
_PLACES: Final = ("02", "10", "11")


def parse_profiles(document: object, name: str = "profiles") -> Profiles:
    """Profiles from a decoded JSON document of schema `payer-profile/1`. Raises `Invalid` naming the field."""
    return Profiles(parse_versions(document, name))


def parse_versions(document: object, name: str) -> list[Profile]:
    """Every version of every profile of one document."""
    fields = Fields(name, document)
    fields.choice("schema", ("payer-profile/1",))
    return [_version(profile, version) for profile in fields.rows("profiles") for version in profile.rows("versions")]


def _version(profile: Fields, version: Fields) -> Profile:
    version.only(VERSION_FIELDS)
    audio = version.inner("audio_only")
    family = version.inner("em_family")
    first, last = version.day("effective_from"), version.day_or_none("effective_to")
    if last is not None and last < first:
        raise version.wrong("effective_to", "lies before the first date (effective_from)")
    recorded, recorded_at = _recorded(version)
    places = version.inner("pos")
    identity = profile.text("id")
    return Profile(
        id=identity,
        name=profile.text("name"),
        version=f"{first}" if recorded_at is None else f"{first}, recorded {version.values['recorded_from']}",
        effective_from=first,
        effective_to=last,
        recorded_from=recorded,
        recorded_at=recorded_at,
        em_family={modality: family.choice(modality, _FAMILIES) for modality in ("audio_video", "audio_only")},
        modifiers=_modifiers(version.inner("modifiers")),
        modifier_alternatives=_alternatives(version.inner_or_empty("modifier_alternatives")),
        pos={kind: places.choice(kind, _PLACES) for kind in places.values},
        pos_ambiguous=frozenset(version.texts("pos_ambiguous")),
        pos_alternatives={
            kind: version.inner("pos_alternatives").texts(kind)
            for kind in version.inner_or_empty("pos_alternatives").values
        },
        ctbs_pos=version.choice("ctbs_pos", _PLACES),
        audio_only=_audio_only(audio),
        home_covered=version.boolean("home_covered", True),
        time_combination=version.choice("time_combination", ("rendering_only", "union_same_group_specialty")),
        prolonged=_prolonged(version.inner("prolonged")) if version.has("prolonged") else None,
        check_in=tuple(
            RangeRow(row.text("code"), row.whole("min_min"), row.whole("max_min", row.whole("min_min")))
            for row in version.rows("check_in")
        ),
        image_review=version.text_or_none("image_review"),
        digital_em=version.boolean("digital_em", False),
        g2211=version.boolean("g2211", False),
        no_claim=version.boolean("no_claim", False),
        images_plus_audio_is_av=version.boolean("store_and_forward_plus_audio_is_av", False),
        retroactive_windows=tuple(
            RetroactiveWindow(row.day("from"), row.day("to"), row.day("restored_on"))
            for row in version.rows("retroactive_windows")
        ),
        sources=tuple(
            Source(row.text("title"), row.text_or_none("url"), row.text_or_none("date"))
            for row in version.rows("sources")
        ),
        last_checked=version.text_or_none("last_checked") or version.text_or_none("verified_on"),
        checked_by=version.text_or_none("checked_by") or version.text_or_none("verified_by"),
        confidence=version.choice("confidence", ("high", "medium", "low")) if version.has("confidence") else "low",
        claim_filing_indicator=profile.text_or_none("claim_filing_indicator"),
        settings=read_settings(version.inner_or_empty("settings")),
        canonical=json.dumps({"id": identity, "version": version.values}, sort_keys=True, separators=(",", ":")),
    )


def _recorded(version: Fields) -> tuple[date | None, datetime | None]:
    """When the version became known: a day, or, for one that a practice saved here, the moment."""
    if not version.has("recorded_from"):
        return None, None
    if "T" in version.text("recorded_from"):
        at = version.instant("recorded_from").astimezone(UTC)
        return at.date(), at
    day = version.day("recorded_from")
    return day, datetime.combine(day, time(), UTC)


def _audio_only(audio: Fields) -> AudioOnlyRules:
    return AudioOnlyRules(
        covered=audio.boolean("covered", False),
        requires_home=audio.boolean("requires_home", False),
        requires_provider_video_capable=audio.boolean("requires_provider_video_capable", False),
        reason_required=audio.boolean("reason_required", False),
        allowed_reasons=audio.texts("allowed_reasons") if audio.has("allowed_reasons") else QUALIFYING_REASONS,
        floor_s=audio.whole("min_discussion_exclusive_s") if audio.has("min_discussion_exclusive_s") else None,
        explicit_consent_required=audio.boolean("explicit_consent_required", False),
    )


def _prolonged(row: Fields) -> ProlongedRules:
    return ProlongedRules(
        row.text("code"), row.whole("new_first", 1), row.whole("established_first", 1), row.whole("step", 1)
    )


def _modifiers(row: Fields) -> dict[str, tuple[str, ...]]:
    return {modality: row.texts(modality) for modality in row.values}


def _alternatives(row: Fields) -> dict[str, tuple[tuple[str, ...], ...]]:
    chosen: dict[str, tuple[tuple[str, ...], ...]] = {}
    for modality in row.values:
        choices = row.items(modality)
        if not all(isinstance(choice, list) and all(isinstance(code, str) for code in choice) for choice in choices):
            raise row.wrong(modality, "must be a list of lists of modifiers")
        chosen[modality] = tuple(tuple(choice) for choice in choices)
    return chosen
