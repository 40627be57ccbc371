"""From a visit's evidence to a proposed code, and a person's decision about it.

The engine is pure; here its three inputs are read: the facts folded from evidence, the note fields from the appointment,
the answers people gave and the patient's own words, and the payer's profile for the date of service.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from server.access.policy import Actor, required
from server.access.ports import Entry, Store, Unit
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound, NotNow
from server.base.ids import StaffId, VisitId, digest
from server.coding.note import Consent, Note, PatientLocation, PriorRelatedEm, PriorService
from server.coding.profiles import Profile, Profiles
from server.coding.proposal import Proposal
from server.evidence.events import CodingNoteSet, ConsentGiven, Event, LocationGiven, ProposalDecided, SeatTaken
from server.evidence.facts import Facts, Joined, MediaInterval, Participant
from server.evidence.fold import fold
from server.practice.people import BILLS
from server.visits.machine import Outcome, State
from server.visits.records import Appointment, Document, Patient, Practice, Staff

Propose = Callable[[Facts, Note, Profile | None], Proposal]


CodingField = Literal["mdm_level", "audio_only_reason", "provider_video_capable", "patient_status", "initiated_by"]
CodingAnswers = Mapping[CodingField, str | bool | None]
"""Structured answers to what coding asks. A field that is not there stays as it is; None takes the answer back."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the patient sits: the kind of place and the US state."""

    kind: Literal["home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf"]
    state: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says to a proposal. For an override the code is their own and the reason is needed."""

    decision: Literal["accepted", "overridden"]
    input_hash: str
    code: str | None = None
    modifiers: tuple[str, ...] = ()
    pos: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """A proposal with the note it was made from, its visit, the people its minutes name, and what was decided so far,
    oldest first."""

    proposal: Proposal
    note: Note
    appointment: Appointment
    patient: Patient
    people: tuple[Staff, ...]
    decisions: tuple[Document, ...]


class Stale(NotNow):
    """The proposal was computed anew since it was read: its inputs have changed."""

    code = "stale"


class Coding:
    """The use cases of coding a visit."""

    def __init__(self, store: Store, clock: Clock, profiles: Profiles, propose: Propose) -> None:
        self._store, self._clock, self._profiles, self._propose = store, clock, profiles, propose

    async def proposal(self, visit: VisitId, actor: Actor) -> Coded:
        """The proposal as the evidence stands now. Raises `NotFound` or `NotNow`."""
        async with self._store.reading() as unit:
            appointment = required(actor, "read_proposal", await unit.appointment(visit))
            return await self._coded(unit, appointment)

    async def answer(self, visit: VisitId, actor: Actor, answers: CodingAnswers, place: Place | None) -> Coded:
        """Keep structured answers and propose anew. Raises `NotFound` or `NotNow`."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "work", await unit.appointment(visit))
            required(actor, "read_proposal", appointment)
            before = await unit.document(visit, "coding_note")
            body: dict[str, Any] = dict(before.body) if before else {}
            events: list[Event] = []
            for field, value in answers.items():
                if body.get(field) != value:
                    body[field] = value
                    events.append(CodingNoteSet(person=actor.person, field=field, value=value))
            if place is not None:
                events.append(LocationGiven(kind=place.kind, state=place.state))
            if events:
                await unit.add_document(visit, "coding_note", actor.person, now.utc, body)
                await unit.append(visit, events, actor=actor.signature, at=now)
            return await self._coded(unit, appointment)

    async def decide(self, visit: VisitId, actor: Actor, decision: Decision) -> Document:
        """Keep what the rendering clinician decides. Raises `NotFound`, `NotNow`, `Stale` or `Invalid`."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "accept_proposal", await unit.appointment(visit))
            coded = await self._coded(unit, appointment)
            proposal = coded.proposal
            if decision.input_hash != proposal.input_hash:
                raise Stale("The proposal has changed since you read it. Please look at the new one and decide again.")
            if decision.decision == "accepted":
                decision = _as_proposed(decision, proposal)
            elif not (decision.reason or "").strip():
                raise Invalid("reason: an override needs one.")
            body = {
                "decision": decision.decision,
                "input_hash": decision.input_hash,
                "code": decision.code,
                "modifiers": list(decision.modifiers),
                "pos": decision.pos,
                "reason": decision.reason,
                "proposal": proposal.to_json(),
            }
            document = await unit.add_document(visit, "decision", actor.person, now.utc, body)
            event = ProposalDecided(
                person=actor.person,
                decision=decision.decision,
                proposal_digest=digest(json.dumps(proposal.to_json(), sort_keys=True)),
                code=decision.code,
                modifiers=decision.modifiers,
                pos=decision.pos,
                reason_digest=digest(decision.reason) if decision.reason else None,
            )
            await unit.append(visit, [event], actor=actor.signature, at=now)
        return document

    async def _coded(self, unit: Unit, appointment: Appointment) -> Coded:
        practice, patient = await unit.practice(), await unit.patient(appointment.patient)
        if practice is None or patient is None:
            raise NotFound
        staff = {one.id: one for one in await unit.all_staff()}
        entries = await unit.evidence(appointment.id)
        facts = fold(entries, group=practice.group)
        answers = await unit.document(appointment.id, "coding_note")
        earlier = [one for one in await unit.appointments_of(patient.id) if _before(one, appointment)]
        rendering = _rendering(appointment, facts, entries)
        if rendering is not None and rendering in staff:
            facts = _with(facts, staff[rendering], practice)
        note = replace(
            _note(appointment, practice, entries, facts, answers.body if answers else {}),
            rendering=rendering,
            prior_services=tuple(_prior_service(one, practice, staff) for one in earlier),
            prior_related_em=await _prior_em(unit, earlier, practice),
        )
        profile = self._profiles.profile_for(note.payer, note.date)
        proposal = self._propose(facts, note, profile)
        present = {one.id for one in facts.participants}
        return Coded(
            proposal=proposal,
            note=note,
            appointment=appointment,
            patient=patient,
            people=tuple(one for one in staff.values() if one.id in present),
            decisions=tuple(await unit.documents(appointment.id, "decision")),
        )


def _note(
    appointment: Appointment, practice: Practice, entries: Sequence[Entry], facts: Facts, answers: dict[str, Any]
) -> Note:
    """The note fields that the appointment, the log and the answers give."""
    consents = {entry.event.consent for entry in entries if isinstance(entry.event, ConsentGiven)}
    places = [entry.event for entry in entries if isinstance(entry.event, LocationGiven)]
    capable = answers.get("provider_video_capable")
    if capable is None and _sent_video(facts):
        # A clinician whose picture the server forwarded had video, whatever nobody wrote down.
        capable = True
    return Note(
        payer=appointment.payer,
        date=_date(appointment, practice, facts),
        practice_tz=practice.tz,
        patient_status=answers.get("patient_status") or appointment.patient_status,
        mdm_level=answers.get("mdm_level"),
        initiated_by=answers.get("initiated_by"),
        patient_location=PatientLocation(places[-1].kind, places[-1].state) if places else PatientLocation(),
        audio_only_reason=answers.get("audio_only_reason"),
        provider_video_capable=capable,
        consent=Consent(
            telehealth=True if "telehealth" in consents else None,
            audio_only=True if "audio_only" in consents else None,
        ),
    )


def _date(appointment: Appointment, practice: Practice, facts: Facts) -> date:
    """The date of the encounter in the practice's zone: of the first media, else of the arrival, else as planned."""
    starts = [event.start for event in facts.events if isinstance(event, MediaInterval)]
    at = min(starts, default=None) or appointment.waiting_since or appointment.scheduled_at
    return at.astimezone(ZoneInfo(practice.tz)).date()


def _sent_video(facts: Facts) -> bool:
    billing = {one.id for one in facts.participants if one.credential in BILLS}
    return any(
        isinstance(event, MediaInterval) and event.kind == "video" and event.who in billing for event in facts.events
    )


def _rendering(appointment: Appointment, facts: Facts, entries: Sequence[Entry]) -> StaffId | None:
    """The clinician on whose NPI the claim goes: the appointment's, else the only dermatologist who joined the visit,
    else the only one who joined and can bill. Of several nobody is guessed."""
    if appointment.rendering is not None:
        return appointment.rendering
    joined = {event.who for event in facts.events if isinstance(event, Joined)}
    billing = {one.id for one in facts.participants if one.credential in BILLS} & joined
    seats = (entry.event for entry in entries if isinstance(entry.event, SeatTaken))
    dermatologists = {seat.person for seat in seats if seat.role == "dermatologist"} & billing
    for candidates in (dermatologists, billing):
        if len(candidates) == 1:
            return StaffId(candidates.pop())
    return None


def _with(facts: Facts, clinician: Staff, practice: Practice) -> Facts:
    """The facts with the rendering clinician among the participants, also where they never came."""
    if any(one.id == clinician.id for one in facts.participants):
        return facts
    absent = Participant(
        id=clinician.id,
        role="clinician",
        credential=clinician.credential,
        npi=clinician.npi,
        group=practice.group,
        specialty=clinician.specialty,
        licensed_states=clinician.licensed_states,
    )
    return replace(facts, participants=(*facts.participants, absent))


def _before(one: Appointment, than: Appointment) -> bool:
    """Whether `one` was a service to the patient before `than`."""
    return (
        one.id != than.id
        and one.visit.state is State.ENDED
        and one.visit.outcome in (Outcome.DONE, Outcome.CONTINUED_BY_PHONE)
        and one.ended_at is not None
        and one.scheduled_at < than.scheduled_at
    )


def _prior_service(one: Appointment, practice: Practice, staff: dict[Any, Staff]) -> PriorService:
    clinician = staff.get(one.rendering) if one.rendering else None
    return PriorService(
        date=(one.ended_at or one.scheduled_at).astimezone(ZoneInfo(practice.tz)).date(),
        clinician=one.rendering,
        group=practice.group,
        specialty=clinician.specialty if clinician else None,
    )


async def _prior_em(unit: Unit, earlier: Sequence[Appointment], practice: Practice) -> PriorRelatedEm | None:
    """The latest earlier visit with a code that a person decided on. It is taken as related: the careful reading."""
    for one in sorted(earlier, key=lambda one: one.scheduled_at, reverse=True):
        decided = await unit.document(one.id, "decision")
        if decided is not None and decided.body.get("code"):
            day = (one.ended_at or one.scheduled_at).astimezone(ZoneInfo(practice.tz)).date()
            return PriorRelatedEm(date=day, related=True, code=str(decided.body["code"]))
    return None


def _as_proposed(decision: Decision, proposal: Proposal) -> Decision:
    """An accepted proposal is accepted as it is. Raises `Invalid` where another code was sent with the acceptance."""
    if decision.code is not None and decision.code != proposal.code:
        raise Invalid("code: this is not the proposed one. Override the proposal to use it.")
    return replace(decision, code=proposal.code, modifiers=proposal.modifiers, pos=proposal.pos)
