"""Which answers a change of the payers' rules would change: shown before a practice saves a profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from server.coding.note import Note
from server.coding.profiles import Profiles
from server.coding.propose import date_of_service, propose
from server.evidence.facts import Facts

_SHOWN = ("disposition", "code", "basis", "modifiers", "pos", "units", "add_on_codes", "modality", "flags")


@dataclass(frozen=True, slots=True)
class Change:
    """One case whose answer would change: the fields that differ, before and after."""

    id: str
    before: dict[str, Any]
    after: dict[str, Any]


def changed_answers(cases: Iterable[tuple[str, Facts, Note]], before: Profiles, after: Profiles) -> tuple[Change, ...]:
    """The cases, by id, that two sets of rules answer differently."""
    changes: list[Change] = []
    for name, facts, note in cases:
        day = date_of_service(facts, note)
        old = propose(facts, note, before.profile_for(note.payer, day)).answer()
        new = propose(facts, note, after.profile_for(note.payer, day)).answer()
        differing = [field for field in _SHOWN if old[field] != new[field]]
        if differing:
            changes.append(
                Change(name, {field: old[field] for field in differing}, {field: new[field] for field in differing})
            )
    return tuple(changes)
