"""What a room knows of its visit from the store: the appointment, the people it names, and the newest texts."""

from __future__ import annotations

from dataclasses import dataclass

from server.access.ports import Unit
from server.base.errors import NotFound
from server.base.ids import VisitId
from server.visits.records import Appointment, Patient, Practice, Staff


@dataclass(frozen=True, slots=True)
class Case:
    """A visit as the store has it at one moment."""

    appointment: Appointment
    patient: Patient
    practice: Practice
    rendering: Staff | None
    """The clinician who is to see the patient, where one was named."""
    note: str | None
    intake_version: int
    """0 while there is no intake."""


async def load_case(unit: Unit, visit: VisitId) -> Case:
    """Read everything of `visit` that a room shows. Raises `NotFound`."""
    appointment = await unit.appointment(visit)
    practice = await unit.practice()
    if appointment is None or practice is None:
        raise NotFound()
    patient = await unit.patient(appointment.patient)
    if patient is None:
        raise NotFound()
    rendering = await unit.staff(appointment.rendering) if appointment.rendering else None
    note = await unit.document(visit, "handover_note")
    intake = await unit.document(visit, "intake")
    return Case(
        appointment=appointment,
        patient=patient,
        practice=practice,
        rendering=rendering,
        note=str(note.body.get("text", "")) or None if note else None,
        intake_version=intake.version if intake else 0,
    )
