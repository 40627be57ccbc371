"""Readings that the sources leave open, as settings of a payer's version: each with its default and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from server.coding.reading import Fields


@dataclass(frozen=True, slots=True)
class Settings:
    """How this payer reads what the sources leave open. The defaults are the careful readings."""

    modality_tie: Literal["audio_only", "audio_video"] = "audio_only"
    video_requires: Literal["both_directions", "either_direction"] = "both_directions"
    ten_to_eleven_review: bool = True
    min_conversation_s: int = 300
    prior_days_inclusive: bool = True
    digital_window: Literal["seven_calendar_days", "168_hours"] = "seven_calendar_days"
    digital_added_to_visit: bool = False
    parallel_work: Literal["union", "sum"] = "union"
    midnight: Literal["whole_on_first_date", "first_date_alone"] = "whole_on_first_date"
    audio_only_establishes: bool = True
    consult_request_minutes: int = 16


DEFAULTS: Final = Settings()

WHY: Final = {
    "modality_tie": "CPT is silent on exactly half; sound alone is the lower claim.",
    "video_requires": "42 CFR 410.78 speaks of two-way video.",
    "ten_to_eleven_review": "More than 10 min is met at 10:01, but an auditor who counts whole minutes reads 10.",
    "min_conversation_s": "One secondary source says that a telemedicine encounter under 5 min is not reported.",
    "prior_days_inclusive": "'Previous 7 days' is read to include the seventh.",
    "digital_window": "Seven days are read as calendar dates; 168 hours is the other reading.",
    "digital_added_to_visit": "CPT calls the work on messages additive to a visit that follows; only minutes of the visit's date count.",
    "parallel_work": "Two clinicians who work apart at once may each be counted; a union of the clock is the lower claim.",
    "midnight": "CPT's rule for a service that runs on over midnight, applied by analogy.",
    "audio_only_establishes": "A visit by sound alone is synchronous; no source says that it does not establish.",
    "consult_request_minutes": "99452 is reported from 16 min, past the middle of its nominal 30.",
}
"""Shown beside each setting, with its default, wherever a practice may change it."""


def read_settings(row: Fields) -> Settings:
    """Settings from JSON; what is absent has its default. Raises `Invalid` naming the field."""
    row.only(WHY)
    return Settings(
        modality_tie=row.choice("modality_tie", ("audio_only", "audio_video"))
        if row.has("modality_tie")
        else DEFAULTS.modality_tie,
        video_requires=row.choice("video_requires", ("both_directions", "either_direction"))
        if row.has("video_requires")
        else DEFAULTS.video_requires,
        ten_to_eleven_review=row.boolean("ten_to_eleven_review", DEFAULTS.ten_to_eleven_review),
        min_conversation_s=row.whole("min_conversation_s")
        if row.has("min_conversation_s")
        else DEFAULTS.min_conversation_s,
        prior_days_inclusive=row.boolean("prior_days_inclusive", DEFAULTS.prior_days_inclusive),
        digital_window=row.choice("digital_window", ("seven_calendar_days", "168_hours"))
        if row.has("digital_window")
        else DEFAULTS.digital_window,
        digital_added_to_visit=row.boolean("digital_added_to_visit", DEFAULTS.digital_added_to_visit),
        parallel_work=row.choice("parallel_work", ("union", "sum"))
        if row.has("parallel_work")
        else DEFAULTS.parallel_work,
        midnight=row.choice("midnight", ("whole_on_first_date", "first_date_alone"))
        if row.has("midnight")
        else DEFAULTS.midnight,
        audio_only_establishes=row.boolean("audio_only_establishes", DEFAULTS.audio_only_establishes),
        consult_request_minutes=row.whole("consult_request_minutes", 1)
        if row.has("consult_request_minutes")
        else DEFAULTS.consult_request_minutes,
    )
