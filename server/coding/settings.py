"""Readings that the sources leave open, as settings of a payer's version: each with its default and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from server.coding.reading import Fields


@dataclass(frozen=True, slots=True)
class Settings:
    """How this payer reads what the sources leave open. The defaults are the careful readings."""

    modality_tie: Literal["audio_only", "audio_video"] = "audio_only"
    video_requires: Literal["both_directions", "either_direction"] = "both_directions"
    majority_basis: Literal["interactive", "connected"] = "interactive"
    discussion_floor_op: Literal[">", ">="] = ">"
    ten_to_eleven_review: bool = True
    min_conversation_s: int = 300
    min_conversation_992_s: int = 0
    prior_days_inclusive: bool = True
    digital_window: Literal["seven_calendar_days", "168_hours"] = "seven_calendar_days"
    digital_added_to_visit: bool = False
    parallel_work: Literal["union", "sum"] = "union"
    dos_tz: Literal["practice", "patient"] = "practice"
    midnight: Literal["whole_on_first_date", "first_date_alone"] = "whole_on_first_date"
    after_disruption: Literal["exclude", "include"] = "exclude"
    audio_only_establishes: bool = True
    consult_request_minutes: int = 16


DEFAULTS: Final = Settings()

WHY: Final = {
    "modality_tie": "CPT is silent on exactly half; sound alone is the lower claim.",
    "video_requires": "42 CFR 410.78 speaks of two-way video.",
    "majority_basis": "Most of the time in which both are heard decides; CMS states no rule. Else all time in which both are connected.",
    "discussion_floor_op": "'More than 10 min' is read to the word: 10:00 does not pass. The other reading: 10:00 does.",
    "ten_to_eleven_review": "More than 10 min is met at 10:01, but an auditor who counts whole minutes reads 10.",
    "min_conversation_s": "One secondary source says that a telemedicine encounter under 5 min is not reported.",
    "min_conversation_992_s": "No source gives office codes a shortest one; under 10 min a level that rests on MDM is for a person anyway.",
    "prior_days_inclusive": "'Previous 7 days' is read to include the seventh.",
    "digital_window": "Seven days are read as calendar dates; 168 hours is the other reading.",
    "digital_added_to_visit": "CPT calls the work on messages additive to a visit that follows; only minutes of the visit's date count.",
    "parallel_work": "Two clinicians who work apart at once may each be counted; a union of the clock is the lower claim.",
    "dos_tz": "CPT speaks of the date of the encounter and of no zone; the practice's is where its records are kept.",
    "midnight": "CPT's rule for a service that runs on over midnight, applied by analogy.",
    "after_disruption": "A break over midnight ends the service; what follows belongs to its own date, for a person.",
    "audio_only_establishes": "A visit by sound alone is synchronous; no source says that it does not establish. Always for a person.",
    "consult_request_minutes": "99452 is reported from 16 min, past the middle of its nominal 30.",
}
"""Shown beside each setting, with its default, wherever a practice may change it."""


def read_settings(row: Fields) -> Settings:
    """Settings from JSON; what is absent has its default. Raises `Invalid` naming the field."""
    row.only(WHY)
    return Settings(**{name: _setting(row, name) for name in WHY})


def _setting(row: Fields, name: str) -> Any:
    default = getattr(DEFAULTS, name)
    if not row.has(name):
        return default
    if isinstance(default, bool):
        return row.boolean(name, default)
    if isinstance(default, int):
        return row.whole(name, _SMALLEST.get(name, 0))
    return row.choice(name, CHOICES[name])


_SMALLEST: Final = {"consult_request_minutes": 1}
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    name: get_args(kind) for name, kind in get_type_hints(Settings).items() if get_origin(kind) is Literal
}
"""The values of a setting that is a choice, its default first."""
