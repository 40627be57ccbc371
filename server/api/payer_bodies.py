"""Bodies about payers' rules."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import Field

from server.api.bodies import Answer, Asked, Instant, PayerId
from server.coding.profile_fields import FIELDS, Kind, ProfileField
from server.practice.payers import Known, Preview


class PayerNamed(Answer):
    """A payer whose rules are on file."""

    id: str
    name: str


class PayersNamed(Answer):
    """The payers, by id."""

    payers: tuple[PayerNamed, ...]


class PayerQuery(Asked):
    """Which payer."""

    payer: PayerId


class VersionShown(Answer):
    """One version of a payer's rules. `rules` is the version as a profile file holds it; `author` null: it came with the
    product; `recorded_at` null: it was always known."""

    payer: str
    name: str
    claim_filing_indicator: str | None
    version: str
    effective_from: str
    effective_to: str | None
    recorded_at: Instant | None
    author: str | None
    confidence: str
    last_checked: str | None
    checked_by: str | None
    rules: dict[str, Any]

    @classmethod
    def of(cls, known: Known) -> VersionShown:
        profile = known.profile
        return cls(
            payer=profile.id,
            name=profile.name,
            claim_filing_indicator=profile.claim_filing_indicator,
            version=profile.version,
            effective_from=profile.effective_from.isoformat(),
            effective_to=profile.effective_to.isoformat() if profile.effective_to else None,
            recorded_at=known.recorded_at,
            author=known.author,
            confidence=profile.confidence,
            last_checked=profile.last_checked,
            checked_by=profile.checked_by,
            rules=json.loads(profile.canonical)["version"],
        )


class FieldShown(Answer):
    """One rule as a field of a form: where it stands in `rules`, what it means and what holds where it is not said.

    `source`: where the reading was found, for a rule that the sources leave open; else null.
    """

    path: str
    group: str
    label: str
    kind: Kind
    meaning: str
    default: Any
    choices: tuple[str, ...]
    required: bool
    source: str | None

    @classmethod
    def of(cls, field: ProfileField) -> FieldShown:
        return cls(**{name: getattr(field, name) for name in cls.model_fields})


class VersionsShown(Answer):
    """Versions of payers' rules, and the fields that a version has."""

    versions: tuple[VersionShown, ...]
    fields: tuple[FieldShown, ...] = tuple(FieldShown.of(field) for field in FIELDS)


class ProfileAsked(Asked):
    """A document of schema `payer-profile/1`: the same that `python -m server payers export` writes."""

    document: dict[str, Any]


class ProfileSaved(ProfileAsked):
    """The document that was previewed, with the preview's token."""

    token: Annotated[str, Field(min_length=1, max_length=128)]


class ChangeShown(Answer):
    """A worked case that would be answered differently: the fields that differ."""

    id: str
    description: str
    before: dict[str, Any]
    after: dict[str, Any]


class PreviewShown(Answer):
    """What saving would change. `in_force`: how many of the cases `asked` the new versions answer, by their dates.

    `borrowed`: the payer has no worked cases of its own, so every case was asked as its.
    """

    token: str
    payers: tuple[str, ...]
    versions: int
    asked: int
    in_force: int
    borrowed: bool
    changes: tuple[ChangeShown, ...]

    @classmethod
    def of(cls, preview: Preview) -> PreviewShown:
        return cls(
            token=preview.token,
            payers=preview.payers,
            versions=preview.versions,
            asked=preview.asked,
            in_force=preview.in_force,
            borrowed=preview.borrowed,
            changes=tuple(
                ChangeShown(id=one.id, description=one.description, before=one.before, after=one.after)
                for one in preview.changes
            ),
        )


class SavedShown(Answer):
    """How many versions were recorded."""

    versions: int
