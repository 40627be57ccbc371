"""Unions of half-open intervals on absolute instants, exact to the microsecond.

An instant is an `int` of microseconds since 1970-01-01T00:00Z, so a daylight-saving change moves no minute.
A `Spans` is sorted, disjoint and without empty or touching members; every function here returns one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Span = tuple[int, int]
Spans = tuple[Span, ...]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def instant(moment: datetime) -> int:
    """Microseconds since the epoch of a timezone-aware moment."""
    return (moment - _EPOCH) // _TICK


def moment(at: int) -> datetime:
    """The UTC moment of an instant."""
    return _EPOCH + timedelta(microseconds=at)


def union(spans: Iterable[Span]) -> Spans:
    """All instants that lie in any of the spans; touching spans become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def intersect(left: Spans, right: Spans) -> Spans:
    """All instants that lie in both."""
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(common)


def subtract(whole: Spans, part: Spans) -> Spans:
    """All instants of `whole` that do not lie in `part`."""
    rest: list[Span] = []
    for start, end in whole:
        at = start
        for cut_start, cut_end in part:
            if cut_end <= at:
                continue
            if cut_start >= end:
                break
            if cut_start > at:
                rest.append((at, cut_start))
            at = cut_end
        if at < end:
            rest.append((at, end))
    return tuple(rest)


def length(spans: Spans) -> int:
    """Microseconds covered."""
    return sum(end - start for start, end in spans)


def minutes(spans: Spans) -> int:
    """Whole minutes covered: floored, never rounded up."""
    return length(spans) // MINUTE


def in_words(microseconds: int) -> str:
    """A duration for people: "10 min", "32 s", "1 min 5 s"; a part of a second counts as a whole one."""
    whole = -(-microseconds // SECOND)
    min_part, s_part = divmod(whole, 60)
    parts = [f"{min_part} min"] if min_part else []
    if s_part or not parts:
        parts.append(f"{s_part} s")
    return " ".join(parts)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The named time zone. Raises `ValueError` or `ZoneInfoNotFoundError` where there is none."""
    return ZoneInfo(name)


def local_date(at: int, tz: str) -> date:
    """The calendar date of an instant in a time zone."""
    return moment(at).astimezone(zone(tz)).date()


@lru_cache(maxsize=4096)
def midnight(day: date, tz: str) -> int:
    """The instant at which a calendar date begins in a time zone."""
    return instant(datetime(day.year, day.month, day.day, tzinfo=zone(tz)))


def days(first: date, count: int, tz: str) -> Span:
    """The span of `count` calendar dates from `first`, in a time zone."""
    return midnight(first, tz), midnight(first + timedelta(days=count), tz)
