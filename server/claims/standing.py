"""Where a visit stands on its way to billing, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from server.base.ids import VisitId
from server.claims.documentation import Element
from server.claims.record import CodedVisit
from server.coding.flags import HOLD_ALWAYS, REVIEW, Flag
from server.coding.profiles import Profile
from server.coding.proposal import ENGINE_VERSION, Proposal, Reason

Status = Literal["hold", "manual_review", "ready", "released", "closed"]
"""`hold`: somebody of the practice has to add, decide or answer something; `manual_review`: a second person has to look;
`ready`: a biller can release it; `closed`: decided, and no claim comes of it."""

_HOLD_VISIT: Final = frozenset(
    {
        Flag.AUDIO_ONLY_CAPABILITY_MISSING,
        Flag.AUDIO_ONLY_REASON_MISSING,
        Flag.AUDIO_ONLY_REASON_NOT_QUALIFYING,
    }
)
"""What modifier 93 certifies. A check-in carries no modifier and is not bound by these."""
_HOLDING = HOLD_ALWAYS | _HOLD_VISIT | {Flag.MDM_NOT_DOCUMENTED, Flag.TIME_BELOW_MINIMUM}


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that has to happen first: a flag that has to go, an element of RULES N1-N16 that is missing, the clinician's
    decision or answer, or the review that the clinician asked for. `name` is the flag or the element, or in the engine's own words
    what is `missing` where no flag says it; `changed`: the proposal is another one than the one that was decided about."""

    kind: Literal["flag", "element", "missing", "changed", "decision", "answer", "review"]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of the billing queue. The code and its fields are the decided ones, else the proposed ones.

    `day` is the date of service; `started` and `stopped` bound the interactive time; `version` counts decisions (0: none).
    """

    visit: VisitId
    day: date
    status: Status
    waits: tuple[Wait, ...]
    disposition: str
    code: str | None
    modifiers: tuple[str, ...]
    pos: str | None
    units: int
    add_ons: tuple[tuple[str, int], ...]
    modality: str
    total_minutes: int
    discussion_minutes: int
    started: datetime | None
    stopped: datetime | None
    rendering: str | None
    decision: str | None
    version: int
    decided_at: datetime | None
    released_at: datetime | None
    profile: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        plain = asdict(self)
        for name in ("day", "started", "stopped", "decided_at", "released_at"):
            plain[name] = plain[name].isoformat() if plain[name] is not None else None
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Standing:
        """The other way round."""
        at = {
            name: datetime.fromisoformat(plain[name]) if plain[name] is not None else None
            for name in ("started", "stopped", "decided_at", "released_at")
        }
        more: dict[str, Any] = {
            "day": date.fromisoformat(plain["day"]),
            "waits": tuple(Wait(**one) for one in plain["waits"]),
            "modifiers": tuple(plain["modifiers"]),
            "add_ons": tuple((code, units) for code, units in plain["add_ons"]),
        }
        return cls(**(plain | at | more))


def profile_key(profile: Profile | None) -> str | None:
    """Names the payer's rules and the engine that a line rests on: when another version holds, or the program is a newer one,
    the line is due to be read anew."""
    return f"{profile.id} {profile.version}, engine {ENGINE_VERSION}" if profile else None


def standing(coded: CodedVisit, elements: Sequence[Element]) -> Standing:
    """The visit's line, from the proposal, the decisions and what the record still lacks."""
    proposal, decided, claim = coded.proposal, coded.decided, coded.claim
    status, waits = _status(coded, elements)
    body = decided.body if decided else {}
    spans = proposal.timeline
    return Standing(
        visit=coded.appointment.id,
        day=proposal.date_of_service,
        status=status,
        waits=waits,
        disposition=proposal.disposition,
        code=body["code"] if decided else proposal.code,
        modifiers=tuple(body["modifiers"]) if decided else proposal.modifiers,
        pos=body["pos"] if decided else proposal.pos,
        units=units_of(coded),
        add_ons=add_ons_of(coded),
        modality=proposal.modality,
        total_minutes=proposal.total_minutes,
        discussion_minutes=proposal.medical_discussion_minutes,
        started=spans[0].start if spans else None,
        stopped=spans[-1].end if spans else None,
        rendering=coded.note.rendering,
        decision=coded.decision.body["decision"] if coded.decision else None,
        version=coded.decision.version if coded.decision else 0,
        decided_at=decided.at if decided else None,
        released_at=claim.at if claim is not None and claim.body["action"] == "released" else None,
        profile=profile_key(coded.profile),
    )


def units_of(coded: CodedVisit) -> int:
    """Units of the code's own line: the decided ones, else the proposed ones."""
    return coded.proposal.units if coded.decided is None else decided_units(coded.decided.body)


def add_ons_of(coded: CodedVisit) -> tuple[tuple[str, int], ...]:
    """Further lines of the claim: the decided ones, else the proposed ones."""
    if coded.decided is None:
        return tuple((one.code, one.units) for one in coded.proposal.add_on_codes)
    return tuple((one["code"], one["units"]) for one in decided_add_ons(coded.decided.body))


def decided_units(body: Mapping[str, Any]) -> int:
    """The units of a decision's code. Decisions made before they could be said have one."""
    return int(body["units"]) if "units" in body else int(body["code"] is not None)


def decided_add_ons(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The add-ons of a decision. Those made before they could be said have the proposed ones, where they kept its code."""
    proposed = body["proposal"]
    kept = proposed["add_on_codes"] if body["code"] is not None and body["code"] == proposed["code"] else []
    return list(body.get("add_on_codes", kept))


def _status(coded: CodedVisit, elements: Sequence[Element]) -> tuple[Status, tuple[Wait, ...]]:
    claim, decision = coded.claim, coded.decision
    if claim is not None:
        return ("released", ()) if claim.body["action"] == "released" else ("hold", (Wait("answer"),))
    if decision is None:
        return _undecided(coded)
    if decision.body["decision"] == "review":
        return "manual_review", (Wait("review"),)
    changed = _changed(coded.proposal, decision.body)
    if Flag.SELF_PAY_NO_CLAIM in coded.proposal.flags:
        return "closed", ()
    if decision.body["code"] is None and (decision.body["decision"] == "overridden" or not changed):
        return "closed", ()
    if changed:
        return "hold", (Wait("changed"),)
    flags = tuple(Wait("flag", flag) for flag in coded.proposal.flags if flag in HOLD_ALWAYS | _HOLD_VISIT)
    lacking = tuple(Wait("element", one.id) for one in elements if one.blocks)
    return ("hold", flags + lacking) if flags + lacking else ("ready", ())


def _undecided(coded: CodedVisit) -> tuple[Status, tuple[Wait, ...]]:
    proposal = coded.proposal
    if proposal.disposition == "manual_review":
        flags = tuple(Wait("flag", flag) for flag in proposal.flags if flag in REVIEW)
        doubts = tuple(Wait("missing", text) for text in _doubts(proposal))
        return "manual_review", (
            *doubts,
            *(flags or (() if doubts else tuple(Wait("flag", flag) for flag in proposal.flags))),
            Wait("decision"),
        )
    flags = ()
    if proposal.disposition == "hold":
        flags = tuple(Wait("flag", flag) for flag in proposal.flags if flag in _HOLDING)
    elif any(question.needed for question in proposal.questions):
        # Nothing can be billed as it stands, and an answer that only a person has might change that.
        flags = tuple(Wait("flag", reason.field.removeprefix("flags.")) for reason in proposal.reasons if _open(reason))
    return "hold", (*flags, Wait("decision"))


def _doubts(proposal: Proposal) -> Iterator[str]:
    """What the engine lacks and no flag of the vocabulary says."""
    for reason in proposal.reasons:
        if reason.missing is not None and not reason.field.startswith("flags.") and reason.rule != "disposition.order":
            yield reason.missing


_LINES: Final = ("code", "modifiers", "pos", "units", "add_on_codes")


def _changed(proposal: Proposal, decision: Mapping[str, Any]) -> bool:
    """Whether what is proposed now is another claim than what was proposed when it was decided: the record changed since, or what is
    known of the patient's other visits. What is released stays released; until then the clinician confirms."""
    then, now = decision["proposal"], proposal.answer()
    return any(name in then and then[name] != now[name] for name in _LINES)


def _open(reason: Reason) -> bool:
    """Whether a flag's reason lacks something that could still be told."""
    return reason.missing is not None and reason.field.startswith("flags.")
