"""Visits, for staff: the board, making one, reading one, its intake, its links and its evidence."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from server.access.policy import commands_for
from server.api.account_bodies import EmergencyAsked, EmergencyOpened
from server.api.appointment_bodies import LinkMade, TimeAsked, VisitAsked, VisitMade
from server.api.operations import Call, operation
from server.api.visit_bodies import (
    AddressShown,
    IntakeAsked,
    IntakeDoc,
    PatientNoteAsked,
    PatientNoteShown,
    QualityShown,
    QualityStep,
    TodayShown,
    VisitShown,
)
from server.base.errors import Invalid
from server.base.ids import PatientId, StaffId, VisitId
from server.practice.appointments import NewPatient, NewVisit
from server.practice.intake import IntakeText
from server.rooms.views import PartyQuality


@operation("GET", "/api/visits", tag="visits", who="staff", command="see_board")
async def show_board(call: Call) -> TodayShown:
    """Today's board, in display order."""
    return TodayShown(visits=tuple(await call.context.board(call.me.actor)))


@operation("POST", "/api/visits", tag="visits", who="staff", command="create_visit", status=201, keyed=True)
async def make_visit(call: Call, body: VisitAsked) -> VisitMade:
    """Make an appointment.

    The patient's link is given here, and by making a new one, and nowhere else: it is stored only as a digest. Sent again with
    the same `Idempotency-Key` it is the same visit, with its link.
    """
    call.context.door.require_open()
    asked = body.patient
    patient: PatientId | NewPatient
    if asked.id is not None:
        patient = PatientId(asked.id)
    elif asked.name is not None and asked.date_of_birth is not None:
        patient = NewPatient(asked.name, asked.date_of_birth, asked.phone, asked.language, asked.state)
    else:
        raise Invalid("patient: give the id of a patient on file, or a name and a date of birth.")
    new = NewVisit(
        patient=patient,
        scheduled_at=body.scheduled_at or datetime.now(UTC),
        reason=body.reason,
        payer=body.payer,
        patient_status=body.patient_status,
        rendering=StaffId(body.rendering) if body.rendering else None,
        without_call=body.without_call,
        initiated_by=body.initiated_by,
    )
    appointment, secret = await call.context.appointments.make(new, call.me.actor, call.key)
    return VisitMade(id=appointment.id, link=call.context.link(secret))


@operation(
    "PUT", "/api/visits/{visit}/time", tag="visits", who="staff", command="set_time", status=204, refusals=(409,)
)
async def set_time(call: Call, visit: VisitId, body: TimeAsked) -> None:
    """Set a visit's time, or another one while the patient has not come. The link stays."""
    await call.context.appointments.set_time(visit, call.me.actor, body.scheduled_at)


@operation("GET", "/api/visits/{visit}", tag="visits", who="staff", command="see_visit")
async def show_visit(call: Call, visit: VisitId) -> VisitShown:
    """A visit with its patient, intake and note.

    Intake and note are null for roles that may not read them. That the record was read goes into the visit's evidence.
    """
    chart = await call.context.appointments.chart(visit, call.me.actor)
    return VisitShown.of(chart, commands_for(call.me.actor, chart.appointment))


@operation("POST", "/api/visits/{visit}/emergency", tag="visits", who="staff", command="break_glass")
async def open_in_emergency(call: Call, visit: VisitId, body: EmergencyAsked) -> EmergencyOpened:
    """Open the chart for an hour to a role that it is otherwise closed to. The reason goes to the administrator, and that
    it was opened into the visit's evidence."""
    return EmergencyOpened(until=await call.context.openings.in_emergency(visit, call.me.actor, body.reason))


@operation("PUT", "/api/visits/{visit}/intake", tag="visits", who="staff", command="write_intake", refusals=(409,))
async def save_intake(call: Call, visit: VisitId, body: IntakeAsked) -> IntakeDoc:
    """Save a version of the intake.

    409 with code "stale" where `base_version` is not the newest any more; its member `newest` is the newest.
    """
    text = IntakeText(
        reason=body.reason,
        history=body.history,
        medications=body.medications,
        allergies=body.allergies,
        vitals=body.vitals.model_dump(exclude_none=True),
    )
    return IntakeDoc.of(await call.context.intakes.save(visit, call.me.actor, text, body.base_version))


@operation("GET", "/api/visits/{visit}/address", tag="visits", who="staff", command="read_arrival")
async def show_address(call: Call, visit: VisitId) -> AddressShown:
    """Where the patient says to be, to send help there. Each reading goes into the visit's evidence."""
    return AddressShown(address=await call.context.arrivals.address(visit, call.me.actor))


@operation(
    "PUT", "/api/visits/{visit}/patient-note", tag="visits", who="staff", command="write_patient_note", refusals=(409,)
)
async def save_patient_note(call: Call, visit: VisitId, body: PatientNoteAsked) -> PatientNoteShown:
    """Write what happens next, for the patient: they read it when the visit has ended."""
    return PatientNoteShown.of(await call.context.patient_notes.save(visit, call.me.actor, body.text))


@operation(
    "POST", "/api/visits/{visit}/link", tag="links", who="staff", command="manage_link", status=201, refusals=(409,)
)
async def make_link(call: Call, visit: VisitId) -> LinkMade:
    """Make a new link for the patient; the earlier ones stop working."""
    return LinkMade(link=call.context.link(await call.context.links.renew(visit, call.me.actor)))


@operation(
    "DELETE", "/api/visits/{visit}/link", tag="links", who="staff", command="manage_link", status=204, refusals=(409,)
)
async def revoke_link(call: Call, visit: VisitId) -> None:
    """Revoke the patient's links; whoever came in by them has to go."""
    await call.context.links.revoke(visit, call.me.actor)


@operation(
    "POST",
    "/api/visits/{visit}/link/unlock",
    tag="links",
    who="staff",
    command="manage_link",
    status=204,
    refusals=(409,),
)
async def unlock_link(call: Call, visit: VisitId) -> None:
    """Unlock a link that five wrong birth dates have paused."""
    await call.context.links.unlock(visit, call.me.actor)


@operation("GET", "/api/visits/{visit}/quality", tag="visits", who="staff", command="read_chart")
async def show_quality(call: Call, visit: VisitId) -> QualityShown:
    """How the parties' connections were, every five seconds: for support, nobody's evidence."""
    steps = await call.context.appointments.quality(visit, call.me.actor)
    return QualityShown(
        steps=tuple(
            QualityStep(at=at, parties=tuple(PartyQuality.model_validate(party) for party in parties))
            for at, parties in steps
        )
    )


@operation(
    "GET",
    "/api/visits/{visit}/evidence",
    tag="evidence",
    who="staff",
    command="read_evidence",
    gives="application/x-ndjson",
)
async def export_evidence(call: Call, visit: VisitId) -> web.Response:
    """The visit's evidence, one entry a line.

    The last line holds `count`, `head`, an Ed25519 `signature` and the `public_key`: a cut tail shows.
    """
    signed = await call.context.appointments.evidence(visit, call.me.actor)
    return web.Response(body=signed, content_type="application/x-ndjson")
