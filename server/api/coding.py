"""The coding proposal of a visit, the answers it asks for, and the decision about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, cast, get_args

from server.access.policy import Actor, allowed
from server.api.coding_bodies import (
    ClaimShown,
    CodingNoteAsked,
    DecisionAsked,
    DecisionShown,
    PersonShown,
    ProposalShown,
    WrittenShown,
)
from server.api.operations import Call, operation
from server.base.ids import VisitId
from server.claims.documentation import documentation
from server.claims.forwarded import forwarded
from server.claims.record import CodedVisit
from server.claims.standing import standing
from server.evidence.events import SeatTaken
from server.practice.coding import CodingAnswers, Decision, Place
from server.visits.records import LinkRole


@operation("GET", "/api/visits/{visit}/proposal", tag="coding", who="staff", command="read_proposal", refusals=(409,))
async def show_proposal(call: Call, visit: VisitId) -> ProposalShown:
    """The coding proposal, computed from the evidence as it stands now.

    With its reasons, minutes and timeline. `input_hash` names exactly what it was computed from. That it was read goes
    into the visit's evidence.
    """
    await call.context.appointments.read(visit, call.me.actor, "proposal")
    return _shown(await call.context.coding.proposal(visit, call.me.actor), call.me.actor)


@operation("PUT", "/api/visits/{visit}/coding-note", tag="coding", who="staff", command="work", refusals=(409,))
async def answer_coding(call: Call, visit: VisitId, body: CodingNoteAsked) -> ProposalShown:
    """Answer what coding asks; the answer is the new proposal. Fields that are not sent stay as they are."""
    sent = body.model_dump(exclude_unset=True, exclude={"patient_location"})
    answers = cast(CodingAnswers, sent)
    where = body.patient_location
    place = Place(where.kind, where.state) if where else None
    return _shown(await call.context.coding.answer(visit, call.me.actor, answers, place), call.me.actor)


@operation(
    "POST",
    "/api/visits/{visit}/proposal/decision",
    tag="coding",
    who="staff",
    command="accept_proposal",
    status=201,
    refusals=(409,),
)
async def decide(call: Call, visit: VisitId, body: DecisionAsked) -> DecisionShown:
    """Accept the proposal, override it with a reason, or send it to review. Only the rendering clinician may, after the end.

    Every decision is a new version; an amendment needs a reason, and the same acceptance again gives the version there is.
    409 with code "stale" where `input_hash` is not that of the current proposal.
    """
    decision = Decision(
        decision=body.decision,
        input_hash=body.input_hash,
        code=body.code,
        modifiers=body.modifiers,
        pos=body.pos,
        reason=body.reason,
        units=body.units,
        add_ons=None if body.add_on_codes is None else tuple((one.code, one.units) for one in body.add_on_codes),
    )
    return DecisionShown.of(await call.context.coding.decide(visit, call.me.actor, decision))


def _shown(coded: CodedVisit, actor: Actor) -> ProposalShown:
    note = coded.note
    elements = documentation(coded)
    line = standing(coded, elements)
    more: dict[str, Any] = {
        "answers": {
            **coded.answers,
            "mdm_level": note.mdm_level,
            "audio_only_reason": note.audio_only_reason,
            "provider_video_capable": note.provider_video_capable,
            "patient_status": note.patient_status,
            "initiated_by": note.initiated_by,
            "consent_telehealth": note.consent.telehealth,
            "consent_audio_only": note.consent.audio_only,
            "purpose": note.purpose,
            "longitudinal_relationship": note.longitudinal_relationship,
            "rendering": note.rendering,
            "provider_location": coded.answers.get("provider_location"),
            "service_intent": coded.answers.get("service_intent"),
            "patient_location": {"kind": note.patient_location.kind, "state": note.patient_location.state},
        },
        "answered": tuple(field for field, value in coded.answers.items() if value is not None),
        "written": WrittenShown.of(note),
        "decisions": tuple(DecisionShown.of(document) for document in coded.decisions),
        "claims": tuple(ClaimShown.of(document) for document in coded.claims),
        "status": line.status,
        "waits": tuple(asdict(one) for one in line.waits),
        "documentation": tuple(asdict(one) for one in elements),
        "sent": tuple(
            {"participant": one.who, "kind": one.kind, "start": one.start, "end": one.end}
            for one in forwarded(coded.facts)
        ),
        "consultation": _consultation(coded, coded.consultation, actor),
        "consultation_versions": tuple(
            {
                **(_consultation(coded, one.body, actor) or {}),
                "version": one.version,
                "at": one.at.isoformat(),
                "author": one.author,
            }
            for one in coded.consultations
        ),
        "payer_name": coded.profile.name if coded.profile else note.payer,
        "evidence_kept": coded.kept,
        "visit_state": coded.appointment.visit.state,
        "people": tuple(_people(coded)),
    }
    return ProposalShown.model_validate({**coded.proposal.to_json(), **more})


def _consultation(coded: CodedVisit, told: Mapping[str, Any] | None, actor: Actor) -> dict[str, Any] | None:
    """One version of a note of advice. What the clinicians wrote is for whoever may read the chart."""
    if told is None:
        return None
    hidden = set() if allowed(actor, "read_chart", coded.appointment) else {"question", "answer", "correction"}
    return {name: value for name, value in told.items() if name not in hidden}


def _people(coded: CodedVisit) -> Iterator[PersonShown]:
    """Whom ids name: the patient, the staff, and those who came by a link, whose ids in the facts are their links'."""
    yield PersonShown(id=coded.patient.id, name=coded.patient.name, role="patient", credential=None)
    for one in coded.people:
        yield PersonShown(id=one.id, name=one.name, role=one.role, credential=one.credential)
    staff = {str(one.id) for one in coded.people}
    seats = {entry.event.person: entry.event.role for entry in coded.entries if isinstance(entry.event, SeatTaken)}
    for person, role in seats.items():
        if person not in staff and role in get_args(LinkRole):
            name = coded.patient.name if role == "patient" else role.capitalize()
            yield PersonShown(id=person, name=name, role=role, credential=None)
