"""One canonical JSON text for facts, note and profile, and its hash: what a proposal can be replayed from."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from server.coding.note import LATER, Note
from server.coding.profiles import Profile
from server.coding.time import instant
from server.evidence.facts import Facts


def input_hash(facts: Facts, note: Note, profile: Profile | None) -> str:
    """SHA-256, hex, of `input_text`."""
    return hashlib.sha256(input_text(facts, note, profile).encode()).hexdigest()


def input_text(facts: Facts, note: Note, profile: Profile | None) -> str:
    """The canonical JSON of everything that the answer depends on, from which `replay` reads it back. Order of events is
    no part of it."""
    people = sorted(_text(person) for person in facts.participants)
    events = sorted(_text(event) for event in facts.events)
    rules = profile.canonical if profile is not None else "null"
    version = json.dumps(profile.version) if profile is not None else "null"
    return (
        f'{{"events":[{",".join(events)}],"note":{_text(note)},"participants":[{",".join(people)}],'
        f'"profile":{rules},"version":{version}}}'
    )


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def _text(value: Any) -> str:
    return _ENCODER.encode(_plain(value))


@lru_cache(maxsize=64)
def _names(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a record, each with the value at which the text leaves it out."""
    return tuple(
        (field.name, field.default if field.metadata.get(LATER) else _ALWAYS) for field in dataclasses.fields(kind)
    )


_ALWAYS: Any = object()


def _plain(value: Any) -> Any:
    """Instants as microseconds since the epoch, dates as ISO text, records as objects that name their type."""
    kind: Any = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is datetime:
        return instant(value)
    if kind is date:
        return value.isoformat()
    if kind is tuple:
        return [_plain(item) for item in value]
    plain = {"type": kind.__name__}
    for name, unsaid in _names(kind):
        held = getattr(value, name)
        if unsaid is not _ALWAYS and held == unsaid:
            continue
        plain[name] = held if type(held) in _AS_IT_IS else _plain(held)
    return plain


_AS_IT_IS = frozenset({str, bool, int, float, type(None)})
