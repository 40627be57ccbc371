"""From a visit's evidence to a proposed code, and a person's decision about it. The engine is pure; what it is asked about is
gathered in `coding_input`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from server.access.policy import Actor, required
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import Invalid, NotNow
from server.base.ids import VisitId, digest
from server.claims.documentation import documentation
from server.claims.record import CodedVisit
from server.claims.standing import Standing, standing
from server.coding.canonical import input_text
from server.coding.note import Note
from server.coding.profiles import Profile, Profiles
from server.coding.proposal import Proposal
from server.coding.propose import rules_for
from server.coding.written import WRITTEN, choose
from server.evidence.events import CodingField, CodingNoteSet, Event, LocationGiven, ProposalDecided
from server.evidence.facts import Facts
from server.practice.coding_input import gather
from server.practice.payers import Payers
from server.practice.rendering import name_rendering
from server.practice.written import digital_service, in_one_service
from server.visits.machine import State
from server.visits.records import Appointment, Document

AddOns = tuple[tuple[str, int], ...]
Propose = Callable[[Facts, Note, Profile | None], Proposal]


CodingAnswers = Mapping[CodingField, str | bool | None]
"""Structured answers to what coding asks. A field that is not there stays as it is; None takes the answer back."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the patient sits: the kind of place and the US state."""

    kind: Literal["home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf"]
    state: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says to a proposal. For an override the code is their own. An override, a review and whatever amends an
    earlier decision need a reason.

    `units` None: one of a code. `add_ons` (code and units of each further line) None: the proposal's, where the code stays.
    """

    decision: Literal["accepted", "overridden", "review"]
    input_hash: str
    code: str | None = None
    modifiers: tuple[str, ...] = ()
    pos: str | None = None
    reason: str | None = None
    units: int | None = None
    add_ons: AddOns | None = None


class Stale(NotNow):
    """The proposal was computed anew since it was read: its inputs have changed."""

    code = "stale"


class Coding:
    """The use cases of coding a visit."""

    def __init__(self, store: Store, clock: Clock, payers: Payers, propose: Propose) -> None:
        self._store, self._clock, self._payers, self._propose = store, clock, payers, propose

    async def proposal(self, visit: VisitId, actor: Actor) -> CodedVisit:
        """The proposal as the evidence stands now. Raises `NotFound` or `NotNow`."""
        async with self._store.reading() as unit:
            appointment = required(actor, "read_proposal", await unit.appointment(visit))
            coded = await self.coded(unit, appointment)
            known = await unit.standing(visit)
        if appointment.visit.state is State.ENDED and known != standing(coded, documentation(coded)):
            # The billing queue reads what stands here; a newer answer may have come in between, so it is read again.
            async with self._store.unit() as write:
                await keep_standing(write, await self.coded(write, appointment))
        return coded

    async def answer(self, visit: VisitId, actor: Actor, answers: CodingAnswers, place: Place | None) -> CodedVisit:
        """Keep structured answers and propose anew. Raises `NotFound`, `NotNow` or `Invalid`."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "work", await unit.appointment(visit))
            required(actor, "read_proposal", appointment)
            before = await unit.document(visit, "coding_note")
            body: dict[str, Any] = dict(before.body) if before else {}
            events: list[Event] = []
            if answers.get("rendering") is not None:
                appointment = await name_rendering(unit, appointment, str(answers["rendering"]), actor)
            for field, value in answers.items():
                if body.get(field) != value:
                    body[field] = value
                    events.append(CodingNoteSet(person=actor.person, field=field, value=value))
            if place is not None:
                events.append(LocationGiven(kind=place.kind, state=place.state))
            if events:
                await unit.add_document(visit, "coding_note", actor.person, now.utc, body)
                await unit.append(visit, events, actor=actor.signature, at=now)
            coded = await self.coded(unit, appointment)
            await keep_standing(unit, coded)
        return coded

    async def decide(self, visit: VisitId, actor: Actor, decision: Decision) -> Document:
        """Keep what the rendering clinician decides. Raises `NotFound`, `NotNow`, `Stale` or `Invalid`."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "accept_proposal", await unit.appointment(visit))
            coded = await self.coded(unit, appointment)
            proposal = coded.proposal
            if (again := _said_already(coded, decision)) is not None:
                return again
            if decision.input_hash != proposal.input_hash:
                raise Stale("The proposal has changed since you read it. Please look at the new one and decide again.")
            if decision.decision == "review":
                decision = replace(decision, code=None, modifiers=(), pos=None, units=0, add_ons=())
            if coded.others and (decision.code or (decision.decision == "accepted" and proposal.code)):
                raise NotNow(
                    "Another visit of this patient on the same date is decided with a code, and the time of both is in it."
                    " Override this one without a code."
                    if coded.note.service_intent not in WRITTEN
                    else "Other photos of this patient within these seven days are decided with a digital service, and the time"
                    " of both is in it. Override this one without a code."
                )
            if decision.decision == "accepted":
                decision = _as_proposed(decision, proposal)
            elif decision.decision == "overridden":
                decision = _with_lines(decision, proposal)
            if not (decision.reason or "").strip():
                _need_no_reason(coded, decision)
            body = {
                "decision": decision.decision,
                "input_hash": decision.input_hash,
                "code": decision.code,
                "modifiers": list(decision.modifiers),
                "pos": decision.pos,
                "units": decision.units,
                "add_on_codes": [{"code": code, "units": units} for code, units in decision.add_ons or ()],
                "reason": decision.reason,
                "proposal": proposal.to_json(),
                # The text whose hash the proposal carries: what it was answered from stays with it.
                "input": input_text(coded.facts, coded.note, coded.profile),
            }
            document = await unit.add_document(visit, "decision", actor.person, now.utc, body)
            event = ProposalDecided(
                person=actor.person,
                decision=decision.decision,
                version=document.version,
                proposal_digest=digest(json.dumps(proposal.to_json(), sort_keys=True)),
                code=decision.code,
                modifiers=decision.modifiers,
                pos=decision.pos,
                units=decision.units,
                add_ons=decision.add_ons or (),
                reason_digest=digest(decision.reason) if decision.reason else None,
            )
            await unit.append(visit, [event], actor=actor.signature, at=now)
            await keep_standing(unit, await self.coded(unit, appointment))
        return document

    async def rules(self, unit: Unit) -> Profiles:
        """Every payer's rules that are known now."""
        return await self._payers.rules(unit)

    async def coded(self, unit: Unit, appointment: Appointment) -> CodedVisit:
        """The visit's coding as this transaction sees it. Raises `NotFound`."""
        asked = await gather(unit, appointment)
        facts, note = asked.facts, asked.note
        same = tuple(one.appointment for one in asked.history.same_date if one.met and one.code)
        if asked.consultations:
            same = ()  # Advice to a colleague is no part of a visit of the same date.
        rules = await self._payers.rules(unit)
        profile = rules_for(rules, facts, note, self._clock.now().utc)
        if asked.written is not None:
            service = digital_service(facts, appointment, asked.written, asked.practice.tz, profile)
            facts, note = choose(facts, service.facts, note, profile, asked.answers.get("service_intent"))
            same = in_one_service(service, note)
        proposal = self._propose(facts, note, profile)
        decisions = tuple(await unit.documents(appointment.id, "decision"))
        claims = tuple(await unit.documents(appointment.id, "claim"))
        named = {one.id for one in facts.participants} | {
            one.author for one in (*decisions, *claims, *asked.consultations)
        }
        return CodedVisit(
            proposal=proposal,
            facts=facts,
            note=note,
            profile=profile,
            entries=asked.entries,
            answers=asked.answers,
            practice=asked.practice,
            others=same,
            appointment=appointment,
            patient=asked.patient,
            people=tuple(one for one in asked.staff.values() if one.id in named),
            decisions=decisions,
            claims=claims,
            consultations=asked.consultations,
        )


async def keep_standing(unit: Unit, coded: CodedVisit) -> Standing | None:
    """Bring the visit's line of the billing queue up to date; visits that go on have none."""
    if coded.appointment.visit.state is not State.ENDED:
        return None
    line = standing(coded, documentation(coded))
    await unit.save_standing(line)
    return line


def _as_proposed(decision: Decision, proposal: Proposal) -> Decision:
    """An accepted proposal is accepted as it is. Raises `Invalid` where another code was sent with the acceptance."""
    if decision.code is not None and decision.code != proposal.code:
        raise Invalid("code: this is not the proposed one. Override the proposal to use it.")
    return replace(
        decision,
        code=proposal.code,
        modifiers=proposal.modifiers,
        pos=proposal.pos,
        units=proposal.units,
        add_ons=_proposed_add_ons(proposal),
    )


def _with_lines(decision: Decision, proposal: Proposal) -> Decision:
    """An override with its units and add-ons, where it names none those that go with its code. Raises `Invalid`."""
    if decision.code is None:
        if decision.modifiers or decision.add_ons:
            raise Invalid("code: modifiers and add-on codes go with a code.")
        return replace(decision, pos=None, units=0, add_ons=())
    if len(set(decision.modifiers)) < len(decision.modifiers):
        raise Invalid("modifiers: each modifier is named once.")
    kept = _proposed_add_ons(proposal) if decision.code == proposal.code else ()
    add_ons = kept if decision.add_ons is None else decision.add_ons
    codes = [decision.code, *(code for code, _ in add_ons)]
    if len(set(codes)) < len(codes):
        raise Invalid("add_on_codes: each code has one line; give it more units instead.")
    return replace(decision, units=decision.units or 1, add_ons=add_ons)


def _proposed_add_ons(proposal: Proposal) -> AddOns:
    return tuple((one.code, one.units) for one in proposal.add_on_codes)


def _said_already(coded: CodedVisit, decision: Decision) -> Document | None:
    """The newest decision, where it is just this acceptance: a second click or a retry makes no second version."""
    newest = coded.decision
    if newest is None or coded.question is not None or decision.decision != "accepted" or decision.reason:
        return None
    same = newest.body["decision"] == "accepted" and newest.body["input_hash"] == decision.input_hash
    return newest if same else None


def _need_no_reason(coded: CodedVisit, decision: Decision) -> None:
    """Raises `Invalid` where a decision without a reason would leave a later reader guessing."""
    if decision.decision == "overridden":
        raise Invalid("reason: an override needs one.")
    if decision.decision == "review":
        raise Invalid("reason: say what a second person should look at.")
    if coded.decided is not None and coded.question is None:
        raise Invalid("reason: this visit has a decision already. Say why it is amended.")
