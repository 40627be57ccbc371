"""What the engine finds on the way: flags, each with its reason. Flags accumulate; none suppresses another that is true."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.coding.citations import FIELD_RULES, FLAG_RULES
from server.coding.flags import Flag
from server.coding.proposal import AddOn, Basis, Modality, Reason, as_moments, seconds
from server.coding.time import Spans, length


@dataclass(slots=True)
class Findings:
    """Collects flags, doubts and reasons of one proposal."""

    flags: set[Flag] = field(default_factory=set)
    reasons: list[Reason] = field(default_factory=list)
    doubted: bool = False

    def doubt(self, name: str, text: str, *, rule: str, missing: str | None = None, change: str | None = None) -> None:
        """Say why a person decides, where no flag of the vocabulary does: a code that is shown is then never `ready`."""
        self.doubted = True
        self.because(name, text, rule=rule, missing=missing, change=change)

    def flag(
        self, flag: Flag, text: str, *, spans: Spans = (), missing: str | None = None, change: str | None = None
    ) -> None:
        """Raise a flag once, with what it rests on."""
        if flag in self.flags:
            return
        self.flags.add(flag)
        rule, cited = FLAG_RULES[flag]
        self._add(f"flags.{flag.value}", rule, text, cited.title, cited.date, spans, missing, change)

    def because(
        self,
        name: str,
        text: str,
        *,
        rule: str | None = None,
        spans: Spans = (),
        missing: str | None = None,
        change: str | None = None,
    ) -> None:
        """Say why a field is what it is. `rule` names an entry of `FIELD_RULES`; by default the field's own."""
        named, cited = FIELD_RULES[rule or name]
        self._add(name, named, text, cited.title, cited.date, spans, missing, change)

    def cite(self, name: str, rule: str, text: str, title: str, dated: str | None) -> None:
        """Say why a field is what it is, on the payer's own rules."""
        self._add(name, rule, text, title, dated, (), None, None)

    def _add(
        self,
        name: str,
        rule: str,
        text: str,
        title: str,
        dated: str | None,
        spans: Spans,
        missing: str | None,
        change: str | None,
    ) -> None:
        self.reasons.append(
            Reason(
                field=name,
                rule=rule,
                text=text,
                source=title,
                source_date=dated,
                intervals=as_moments(spans),
                seconds=seconds(length(spans)) if spans else None,
                missing=missing,
                change=change,
            )
        )


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with what goes beside it on the claim."""

    code: str
    basis: Basis
    pos: str | None
    modifiers: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    add_ons: tuple[AddOn, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one kind of service came to, before the flags decide between ready and review.

    `billable` False ends in `not_billable`; `held` in `hold`; `review`, or no code at all, in `manual_review`.
    """

    coded: Coded | None = None
    billable: bool = True
    held: bool = False
    review: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """An outcome with the time and the modality that are shown beside it (spans of the counted time)."""

    outcome: Outcome
    total: int
    discussion: int
    modality: Modality
