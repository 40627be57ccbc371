"""What the engine answers: a proposal, with the reason of each of its fields, the minutes and the timeline under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from server.coding.flags import Disposition
from server.coding.questions import Question
from server.coding.time import SECOND, Spans, moment

Basis = Literal["time", "mdm", "threshold"]
Modality = Literal["audio_video", "audio_only", "asynchronous", "interprofessional", "none"]

ENGINE_VERSION = "5"
"""Raised by every change that can change an answer: a stored proposal names the engine that gave it."""


@dataclass(frozen=True, slots=True)
class AddOn:
    """A further line of the claim that goes with the code."""

    code: str
    units: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one field of the proposal is what it is.

    `missing` is what must still be put on file, `change` the nearest thing that would change the answer.
    """

    field: str
    rule: str
    text: str
    source: str
    source_date: str | None = None
    intervals: tuple[tuple[datetime, datetime], ...] = ()
    seconds: float | None = None
    missing: str | None = None
    change: str | None = None

    def to_json(self) -> dict[str, Any]:
        """A plain dict without the parts that do not apply."""
        plain: dict[str, Any] = {"field": self.field, "rule": self.rule, "text": self.text, "source": self.source}
        if self.source_date is not None:
            plain["source_date"] = self.source_date
        if self.intervals:
            plain["intervals"] = [[start.isoformat(), end.isoformat()] for start, end in self.intervals]
        if self.seconds is not None:
            plain["seconds"] = self.seconds
        if self.missing is not None:
            plain["missing"] = self.missing
        if self.change is not None:
            plain["change"] = self.change
        return plain


@dataclass(frozen=True, slots=True)
class MinuteRow:
    """One person's time on one activity. Rows of one person may overlap; the total counts every instant once."""

    participant: str
    credential: str | None
    activity: str
    seconds: float
    counted_seconds: float
    counted: bool
    why: str

    def to_json(self) -> dict[str, Any]:
        """A plain dict."""
        return {
            "participant": self.participant,
            "credential": self.credential,
            "activity": self.activity,
            "seconds": self.seconds,
            "counted_seconds": self.counted_seconds,
            "counted": self.counted,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class TimelineSpan:
    """A stretch of the interactive time with one modality, or a gap between two of them."""

    kind: Literal["audio_video", "audio_only", "one_way", "gap"]
    start: datetime
    end: datetime

    def to_json(self) -> dict[str, Any]:
        """A plain dict."""
        return {"kind": self.kind, "start": self.start.isoformat(), "end": self.end.isoformat()}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed code with everything that stands behind it. Never a claim: a person accepts or overrides it."""

    disposition: Disposition
    code: str | None
    basis: Basis | None
    modifiers: tuple[str, ...]
    acceptable_modifier_alternatives: tuple[tuple[str, ...], ...]
    pos: str | None
    units: int
    add_on_codes: tuple[AddOn, ...]
    total_minutes: int
    medical_discussion_minutes: int
    modality: Modality
    date_of_service: date
    flags: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    minutes: tuple[MinuteRow, ...] = ()
    timeline: tuple[TimelineSpan, ...] = ()
    questions: tuple[Question, ...] = ()
    profile_id: str | None = None
    profile_version: str | None = None
    engine_version: str = ENGINE_VERSION
    input_hash: str = ""

    def answer(self) -> dict[str, Any]:
        """The proposal's own fields and the reasons: what the command line prints."""
        return {
            "disposition": self.disposition,
            "code": self.code,
            "basis": self.basis,
            "modifiers": list(self.modifiers),
            "acceptable_modifier_alternatives": [list(choice) for choice in self.acceptable_modifier_alternatives],
            "pos": self.pos,
            "units": self.units,
            "add_on_codes": [{"code": add_on.code, "units": add_on.units} for add_on in self.add_on_codes],
            "total_minutes": self.total_minutes,
            "medical_discussion_minutes": self.medical_discussion_minutes,
            "modality": self.modality,
            "date_of_service": self.date_of_service.isoformat(),
            "flags": list(self.flags),
            "reasons": [reason.to_json() for reason in self.reasons],
        }

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain values that `json` writes."""
        return {
            **self.answer(),
            "minutes": [row.to_json() for row in self.minutes],
            "questions": [question.to_json() for question in self.questions],
            "timeline": [span.to_json() for span in self.timeline],
            "profile_id": self.profile_id,
            "profile_version": self.profile_version,
            "engine_version": self.engine_version,
            "input_hash": self.input_hash,
        }


def seconds(microseconds: int) -> float:
    """Seconds for people and JSON: whole where they are whole."""
    whole, rest = divmod(microseconds, SECOND)
    return whole if rest == 0 else microseconds / SECOND


def as_moments(spans: Spans) -> tuple[tuple[datetime, datetime], ...]:
    """The spans as UTC moments."""
    return tuple((moment(start), moment(end)) for start, end in spans)
