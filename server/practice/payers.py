"""Payers' rules of this practice: what came with the product and what the practice added, by version and by when it was known.

Nothing is changed in place. A change is a new version with the moment at which it was recorded; before it is kept, every
worked case is answered by the old and by the new rules, and whoever changes them sees which answers differ.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.access.policy import Actor, require
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound, NotNow
from server.base.ids import digest, new_id
from server.coding.compare import Change, WorkedCase, asked_of, changed_answers
from server.coding.profile_document import parse_versions
from server.coding.profile_spelling import check_spelling
from server.coding.profiles import SELF_PAY, Profile, Profiles
from server.coding.propose import rules_for
from server.visits.records import PayerVersion

SCHEMA = "payer-profile/1"


@dataclass(frozen=True, slots=True)
class Known:
    """One version of a payer's rules with where it comes from. `author` None: it came with the product."""

    profile: Profile
    author: str | None
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: the answers of worked cases that would differ, of how many asked.

    `in_force`: how many of them lie in the dates of the new versions. `token` names exactly this change on exactly these
    rules; saving needs it. `borrowed`: the payer has no worked cases of its own, so every case was asked as if it were its.
    """

    token: str
    payers: tuple[str, ...]
    versions: int
    asked: int
    in_force: int
    borrowed: bool
    changes: tuple[Change, ...]


class Outdated(NotNow):
    """The rules have changed since the preview."""

    code = "stale"


class Payers:
    """The use cases around payers' rules."""

    def __init__(
        self, store: Store, clock: Clock, built_in: Profiles, cases: Callable[[], Sequence[WorkedCase]]
    ) -> None:
        self._store, self._clock, self._built_in, self._cases = store, clock, built_in, cases

    async def rules(self, unit: Unit) -> Profiles:
        """Every version that is known now."""
        return _joined(self._built_in, await unit.payer_versions())

    async def names(self) -> dict[str, str]:
        """The payers' ids and names, for whoever plans a visit."""
        async with self._store.reading() as unit:
            rules = await self.rules(unit)
        return {payer: rules.versions(payer)[0].name for payer in rules.payers()}

    async def all(self, actor: Actor) -> tuple[Known, ...]:
        """Each payer with the version that is in force today, else the one recorded last. Raises `NotFound`."""
        require(actor, "manage_payers")
        async with self._store.reading() as unit:
            stored, practice = await unit.payer_versions(), await unit.practice()
        rules = _joined(self._built_in, stored)
        now = self._clock.now().utc
        today = practice.date_at(now) if practice else now.date()
        held = {payer: rules.profile_for(payer, today) or rules.versions(payer)[0] for payer in rules.payers()}
        return tuple(_known(held[payer], stored) for payer in rules.payers())

    async def versions(self, actor: Actor, payer: str) -> tuple[Known, ...]:
        """Every version of one payer, the last recorded first. Raises `NotFound`."""
        require(actor, "manage_payers")
        async with self._store.reading() as unit:
            stored = await unit.payer_versions()
        found = _joined(self._built_in, stored).versions(payer)
        if not found:
            raise NotFound("There are no rules of this payer here.")
        return tuple(_known(profile, stored) for profile in found)

    async def export(self, actor: Actor) -> dict[str, Any]:
        """Every version of every payer as one document, which `preview` and `save` read again."""
        require(actor, "manage_payers")
        async with self._store.reading() as unit:
            rules = await self.rules(unit)
        return {
            "schema": SCHEMA,
            "profiles": [
                {
                    "id": payer,
                    "name": rules.versions(payer)[0].name,
                    "claim_filing_indicator": rules.versions(payer)[0].claim_filing_indicator,
                    "versions": [json.loads(one.canonical)["version"] for one in reversed(rules.versions(payer))],
                }
                for payer in rules.payers()
            ],
        }

    async def preview(self, actor: Actor, document: object) -> Preview:
        """What saving this document would change. Raises `Invalid`, naming the field, or where nothing in it is new."""
        require(actor, "manage_payers")
        async with self._store.reading() as unit:
            stored = await unit.payer_versions()
        before = _joined(self._built_in, stored)
        rows = _new(document, before, self._clock.now().utc)
        new = _parsed(rows)
        after = before.with_versions(new)
        payers = tuple(sorted({row["id"] for row in rows}))
        cases = self._cases()
        asked = [case for payer in payers for case in asked_of(cases, payer)]
        own = {case.note.payer or SELF_PAY for case in cases}
        # Some hundred answers take a third of a second: beside the event loop, which forwards media.
        changes = await asyncio.to_thread(changed_answers, asked, before, after)
        return Preview(
            token=_token(rows, stored),
            payers=payers,
            versions=len(rows),
            asked=len(asked),
            in_force=sum(rules_for(after, one.facts, one.note) in new for one in asked),
            borrowed=not own.issuperset(payers),
            changes=changes,
        )

    async def save(self, actor: Actor, document: object, token: str) -> int:
        """Keep the new versions of a document that was previewed; returns how many. Raises `Outdated` or `Invalid`."""
        require(actor, "manage_payers")
        now = self._clock.now().utc
        async with self._store.unit() as unit:
            stored = await unit.payer_versions()
            before = _joined(self._built_in, stored)
            rows = _new(document, before, now)
            if _token(rows, stored) != token:
                raise Outdated("The rules have changed since you looked. Please look at the changed answers again.")
            before.with_versions(_parsed(rows))
            for row in rows:
                await unit.add_payer_version(
                    PayerVersion(id=new_id(), payer=row["id"], recorded_at=now, author=actor.person, body=row)
                )
        return len(rows)


def _joined(built_in: Profiles, stored: Iterable[PayerVersion]) -> Profiles:
    return built_in.with_versions(_parsed([row.body for row in stored]))


def _parsed(rows: Iterable[Mapping[str, Any]]) -> list[Profile]:
    """Versions from rows of one version each."""
    return parse_versions({"schema": SCHEMA, "profiles": list(rows)}, "profiles")


def _new(document: object, known: Profiles, now: datetime) -> list[dict[str, Any]]:
    """The versions of a document that are not known yet, one row each, recorded now. Raises `Invalid`."""
    read = parse_versions(document, "document")
    check_spelling(document, "document")
    there = {_rules_of(profile) for profile in known}
    rows: list[dict[str, Any]] = []
    for profile in read:
        if _rules_of(profile) in there:
            continue
        version = json.loads(profile.canonical)["version"]
        rows.append(
            {
                "id": profile.id,
                "name": profile.name,
                "claim_filing_indicator": profile.claim_filing_indicator,
                # Knowledge time is when it was recorded here, whatever a file says.
                "versions": [{**version, "recorded_from": now.isoformat(timespec="microseconds")}],
            }
        )
    if not rows:
        raise Invalid("document: nothing in it is new. Every version is on file already.")
    return rows


def _rules_of(profile: Profile) -> str:
    """A version's content without when it was recorded."""
    version = {**json.loads(profile.canonical)["version"]}
    version.pop("recorded_from", None)
    said = [profile.id, profile.name, profile.claim_filing_indicator, version]
    return json.dumps(said, sort_keys=True)


def _token(rows: Sequence[Mapping[str, Any]], stored: Sequence[PayerVersion]) -> str:
    asked = [
        {**row, "versions": [{name: value for name, value in row["versions"][0].items() if name != "recorded_from"}]}
        for row in rows
    ]
    return digest(json.dumps([asked, [row.id for row in stored]], sort_keys=True))


def _known(profile: Profile, stored: Iterable[PayerVersion]) -> Known:
    row = next(
        (row for row in stored if row.payer == profile.id and row.recorded_at == profile.recorded_at),
        None,
    )
    return Known(profile, row.author if row else None, profile.recorded_at)
