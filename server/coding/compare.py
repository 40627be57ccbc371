"""Which answers a change of the payers' rules would change: shown before a practice saves a profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from server.coding.note import Note
from server.coding.profiles import SELF_PAY, Profiles
from server.coding.propose import propose, rules_for
from server.evidence.facts import Facts

_SHOWN = (
    "disposition", "code", "basis", "modifiers", "acceptable_modifier_alternatives", "pos", "units", "add_on_codes",
    "total_minutes", "medical_discussion_minutes", "modality", "date_of_service", "flags",
)  # fmt: skip
"""The whole answer: an alternative that is accepted no more, or minutes that no code tells apart, are changes too."""


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A situation with a known answer: its id, what it is in a few words, and the engine's input."""

    id: str
    description: str
    facts: Facts
    note: Note


@dataclass(frozen=True, slots=True)
class Change:
    """One case whose answer would change: the fields that differ, before and after."""

    id: str
    description: str
    before: dict[str, Any]
    after: dict[str, Any]


def asked_of(cases: Iterable[WorkedCase], payer: str) -> tuple[WorkedCase, ...]:
    """The cases of a payer; for a payer that has none of its own, every case as if it were this payer's."""
    every = tuple(cases)
    own = tuple(case for case in every if (case.note.payer or SELF_PAY) == payer)
    return own or tuple(replace(case, note=replace(case.note, payer=payer)) for case in every)


def changed_answers(cases: Iterable[WorkedCase], before: Profiles, after: Profiles) -> tuple[Change, ...]:
    """The cases, by id, that two sets of rules answer differently."""
    changes: list[Change] = []
    for case in cases:
        facts, note = case.facts, case.note
        rules = rules_for(before, facts, note), rules_for(after, facts, note)
        if rules[0] == rules[1]:
            continue
        old, new = (propose(facts, note, profile).answer() for profile in rules)
        differing = [field for field in _SHOWN if old[field] != new[field]]
        if differing:
            changes.append(
                Change(
                    case.id,
                    case.description,
                    {field: old[field] for field in differing},
                    {field: new[field] for field in differing},
                )
            )
    return tuple(changes)
