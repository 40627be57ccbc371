"""Payers as data: effective-dated rules with valid time (date of service) and knowledge time (when the rule was known)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final, Literal

from server.base.errors import Invalid
from server.coding.families import Family, RangeRow
from server.coding.settings import DEFAULTS, Settings

SELF_PAY: Final = "SELF_PAY"
"""The profile of a visit without a payer."""

TimeCombination = Literal["rendering_only", "union_same_group_specialty"]


@dataclass(frozen=True, slots=True)
class AudioOnlyRules:
    """What a payer asks of a visit by sound alone. `floor_s`: seconds of discussion that must be exceeded."""

    covered: bool
    requires_home: bool
    requires_provider_video_capable: bool
    reason_required: bool
    allowed_reasons: tuple[str, ...]
    floor_s: int | None
    explicit_consent_required: bool


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
                        f"{version.id}: the versions from {other.effective_from} and from {version.effective_from} overlap."
                        " Give the earlier one a last date of service."
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
    return datetime.combine(known_at, time.max, UTC)


def _overlap(one: Profile, other: Profile) -> bool:
    latest_start = max(one.effective_from, other.effective_from)
    return one.covers(latest_start) and other.covers(latest_start)
