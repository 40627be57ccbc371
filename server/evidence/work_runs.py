"""From starts and ends of work to the spans that may be counted. Pure arithmetic on nanoseconds of one clock.

Work is what a person says to be doing, so it is believed only while that person is heard from: ten minutes without any
event of theirs end it until the next one, and so does a page that went away.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from server.evidence.media_runs import Span

IDLE_NS = 600 * 1_000_000_000
"""How long work is believed without a sign of the person."""


def believed(span: Span, signs: Sequence[int], gone: Sequence[int]) -> list[Span]:
    """The parts of a span of work that count.

    `signs` are the instants at which something came from the person, ordered; `gone` those at which the person's last
    page went away. The start of the span is a sign.
    """
    start, end = span
    marks = [start, *signs[bisect_right(signs, start) : bisect_right(signs, end)]]
    parts: list[Span] = []
    for mark, following in zip(marks, [*marks[1:], end], strict=True):
        until = min(following, mark + IDLE_NS, *(at for at in gone if at >= mark))
        if parts and parts[-1][1] == mark:
            parts[-1] = (parts[-1][0], until)
        elif until > mark:
            parts.append((mark, until))
    return [(one, other) for one, other in parts if other > one]


def without(
    spans: Sequence[tuple[datetime, datetime]], gone: tuple[datetime, datetime]
) -> list[tuple[datetime, datetime]]:
    """What of the spans is left when `gone` is cut out of each; what lies in it whole is left out."""
    parts = [part for start, end in spans for part in ((start, min(end, gone[0])), (max(start, gone[1]), end))]
    return [(start, end) for start, end in parts if start < end]
