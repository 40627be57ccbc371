"""What a room knows of its visit from the store: the appointment, the people it names, and the newest texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.access.ports import Unit
from server.base.errors import NotFound
from server.base.ids import VisitId
from server.rooms.views import Network
from server.visits.licence import Licence, licence
from server.visits.records import Appointment, Document, Patient, Practice, Staff


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
    answers_version: int = 0
    """Grows with what the patient answers and agrees to, and with what is written for them; 0 while there is nothing."""
    photos_version: int = 0
    """Grows with what happens to concerns and photos."""
    photos: int = 0
    """How many can be looked at."""
    licence: Licence | None = None
    """Null until the patient has said in which state they are."""
    network: Network | None = None
    """What the patient's device check found; null before one."""
    interpreter: str | None = None
    """The language the patient wants an interpreter for, by its code, or `other`; null where none."""
    callback: str | None = None
    """The number to reach the patient by phone: the one given for this visit, else the one on file."""
    link_paused_until: datetime | None = None
    """Wrong birth dates have paused the patient's link until then, UTC; it may be past."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a patient's page has told about the visit, as staff read it before they join. Null: not told."""

    licence: Licence | None
    network: Network | None
    interpreter: str | None
    callback: str | None


def told_in(
    arrival: Document | None, checked: Document | None, rendering: Staff | None, staff: Iterable[Staff]
) -> Told:
    """From the newest answers and the newest device check. `staff`: everybody, whose licences are compared."""
    said: Mapping[str, Any] = arrival.body if arrival else {}
    state = said.get("place_state")
    return Told(
        licence=licence(state, rendering, staff) if state else None,
        network=checked.body.get("network") if checked else None,
        interpreter=said.get("interpreter") if said.get("interpreter") != "none" else None,
        callback=said.get("callback_phone"),
    )


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
    arrival = await unit.document(visit, "arrival")
    checked = await unit.document(visit, "device_check")
    for_patient = await unit.document(visit, "patient_note")
    consent = await unit.document(visit, "consent")
    told = told_in(arrival, checked, rendering, await unit.all_staff() if arrival else [])
    paused = await unit.paused_links([visit])
    return Case(
        appointment=appointment,
        patient=patient,
        practice=practice,
        rendering=rendering,
        note=str(note.body.get("text", "")) or None if note else None,
        intake_version=intake.version if intake else 0,
        answers_version=sum(each.version for each in (arrival, consent, for_patient) if each),
        photos_version=await unit.photos_version(visit),
        photos=(await unit.photo_counts([visit])).get(visit, 0),
        licence=told.licence,
        network=told.network,
        interpreter=told.interpreter,
        callback=told.callback or patient.phone,
        link_paused_until=paused.get(visit),
    )
