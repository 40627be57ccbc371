"""Who sent what, and when: every stretch in which a party's sound or picture was forwarded to somebody of the visit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from server.coding.time import Span, instant, moment, union
from server.evidence.facts import Facts, MediaInterval, MediaKind


@dataclass(frozen=True, slots=True)
class Sent:
    """`who` sent `kind` in `[start, end)`, to one party or several."""

    who: str
    kind: MediaKind
    start: datetime
    end: datetime


def forwarded(facts: Facts) -> tuple[Sent, ...]:
    """All stretches, by party in the order of the facts, sound before picture, by time."""
    spans: dict[tuple[str, MediaKind], list[Span]] = defaultdict(list)
    for event in facts.events:
        if isinstance(event, MediaInterval):
            spans[event.who, event.kind].append((instant(event.start), instant(event.end)))
    kinds: tuple[MediaKind, ...] = ("audio", "video")
    return tuple(
        Sent(person.id, kind, moment(start), moment(end))
        for person in facts.participants
        for kind in kinds
        for start, end in union(spans[person.id, kind])
    )
