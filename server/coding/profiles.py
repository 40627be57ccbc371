"""Payers as data: effective-dated rules with valid time (date of service) and knowledge time (when the rule was known)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal

from server.base.errors import Invalid
from server.coding.families import Family, RangeRow
from server.coding.reading import Fields
from server.coding.settings import DEFAULTS, Settings, read_settings

SELF_PAY: Final = "SELF_PAY"
"""The profile of a visit without a payer."""

TimeCombination = Literal["rendering_only", "union_same_group_specialty"]


@dataclass(frozen=True, slots=True)
class AudioOnlyRules:
    """What a payer asks of a visit by sound alone. `floor_s`: seconds of discussion that must be exceeded."""

    covered: bool = True
    requires_home: bool = False
    requires_provider_video_capable: bool = False
    reason_required: bool = False
    allowed_reasons: tuple[str, ...] = ("patient_not_capable", "patient_declined_video")
    floor_s: int | None = None
    explicit_consent_required: bool = False


@dataclass(frozen=True, slots=True)
class ProlongedRules:
    """The add-on for prolonged time: minutes for the first unit, and for each further one."""

    code: str
    new_first: int
    established_first: int
    step: int


@dataclass(frozen=True, slots=True)
class RetroactiveWindow:
    """Dates of service that were not covered until the cover was restored."""

    first: date
    last: date
    restored_on: date


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read."""

    title: str
    url: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One payer's rules as they hold for a date of service, as known on a date. `canonical` is the JSON that is hashed."""

    id: str
    name: str
    version: str
    effective_from: date
    effective_to: date | None
    recorded_from: date | None
    recorded_at: datetime | None
    em_family: Mapping[str, Family]
    modifiers: Mapping[str, tuple[str, ...]]
    modifier_alternatives: Mapping[str, tuple[tuple[str, ...], ...]]
    pos: Mapping[str, str]
    pos_ambiguous: frozenset[str]
    pos_alternatives: Mapping[str, tuple[str, ...]]
    ctbs_pos: str
    audio_only: AudioOnlyRules
    home_covered: bool
    time_combination: TimeCombination
    prolonged: ProlongedRules | None
    check_in: tuple[RangeRow, ...]
    image_review: str | None
    digital_em: bool
    g2211: bool
    no_claim: bool
    images_plus_audio_is_av: bool
    retroactive_windows: tuple[RetroactiveWindow, ...]
    sources: tuple[Source, ...]
    last_checked: str | None
    checked_by: str | None
    confidence: str
    claim_filing_indicator: str | None
    settings: Settings = DEFAULTS
    canonical: str = field(repr=False, default="{}")

    @property
    def combines(self) -> bool:
        """True where the minutes of colleagues of the same group and specialty are added."""
        return self.time_combination == "union_same_group_specialty"

    def covers(self, day: date) -> bool:
        """True where the version holds for that date of service."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def restored(self, day: date) -> RetroactiveWindow | None:
        """The lapse in which the date lies, where there was one."""
        return next((window for window in self.retroactive_windows if window.first <= day <= window.last), None)


class Profiles:
    """All payers' versions. Two versions of one payer that were recorded on the same day may not overlap."""

    def __init__(self, versions: Iterable[Profile]) -> None:
        self._versions: dict[str, list[Profile]] = {}
        for version in versions:
            known = self._versions.setdefault(version.id, [])
            for other in known:
                if other.recorded_at == version.recorded_at and _overlap(other, version):
                    raise Invalid(
                        f"{version.id}: the versions from {other.effective_from} and from {version.effective_from} overlap"
                    )
            known.append(version)

    def __iter__(self) -> Any:
        """Every version, by payer."""
        return (version for known in self._versions.values() for version in known)

    def payers(self) -> dict[str, str]:
        """The payers' ids and names."""
        return {payer: known[-1].name for payer, known in sorted(self._versions.items())}

    def versions(self, payer: str) -> tuple[Profile, ...]:
        """A payer's versions, the latest recorded first, then the latest in force."""
        known = self._versions.get(payer, ())
        return tuple(sorted(known, key=lambda one: (one.recorded_at or _EVER, one.effective_from), reverse=True))

    def with_versions(self, versions: Iterable[Profile]) -> Profiles:
        """These profiles and more versions. Raises `Invalid` where two overlap."""
        return Profiles([*self, *versions])

    def profile_for(
        self, payer: str | None, date_of_service: date, known_at: date | datetime | None = None
    ) -> Profile | None:
        """The rules of a payer (None: the patient pays) for a date of service, as they were known on `known_at`: a
        moment, or the end of a day (UTC).

        A version without a recording date was always known. Of several that hold, the latest recorded wins. A lapse that
        was restored after `known_at` was, on that day, a lapse.
        """
        best: Profile | None = None
        for version in self._versions.get(payer if payer is not None else SELF_PAY, ()):
            if not version.covers(date_of_service):
                continue
            if known_at is not None and version.recorded_at is not None and version.recorded_at > _moment(known_at):
                continue
            if best is None or (version.recorded_at or _EVER) > (best.recorded_at or _EVER):
                best = version
        if best is None or known_at is None:
            return best
        lapse = best.restored(date_of_service)
        if lapse is None or lapse.restored_on <= _moment(known_at).date():
            return best
        return replace(
            best, home_covered=False, retroactive_windows=(), version=f"{best.version}, lapse of {lapse.first}"
        )


def profile_for(
    profiles: Profiles, payer: str | None, date_of_service: date, known_at: date | datetime | None = None
) -> Profile | None:
    """`Profiles.profile_for` as a function."""
    return profiles.profile_for(payer, date_of_service, known_at)


_EVER: Final = datetime.min.replace(tzinfo=UTC)


def _moment(known_at: date | datetime) -> datetime:
    """The last moment of a day, or the moment itself."""
    if isinstance(known_at, datetime):
        return known_at
    return datetime.combine(known_at + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)


def _overlap(one: Profile, other: Profile) -> bool:
    latest_start = max(one.effective_from, other.effective_from)
    return one.covers(latest_start) and other.covers(latest_start)


_VERSION_FIELDS: Final = frozenset(
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
    version.only(_VERSION_FIELDS)
    audio = version.inner("audio_only")
    family = version.inner("em_family")
    first, last = version.day("effective_from"), version.day_or_none("effective_to")
    if last is not None and last < first:
        raise version.wrong("effective_to", "lies before effective_from")
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
    default = AudioOnlyRules()
    return AudioOnlyRules(
        covered=audio.boolean("covered", False),
        requires_home=audio.boolean("requires_home", False),
        requires_provider_video_capable=audio.boolean("requires_provider_video_capable", False),
        reason_required=audio.boolean("reason_required", False),
        allowed_reasons=audio.texts("allowed_reasons") if audio.has("allowed_reasons") else default.allowed_reasons,
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
