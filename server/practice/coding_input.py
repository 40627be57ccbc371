"""What a visit's coding is asked about: the facts folded from its evidence, and the note from the appointment, the log and
what people answered, with the windows across the patient's other visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from server.access.ports import Entry, Unit
from server.base.errors import NotFound
from server.base.ids import StaffId
from server.coding.note import Consent, Note, PatientLocation
from server.evidence.events import ConsentGiven, LocationGiven
from server.evidence.facts import Facts, MediaInterval, Participant, WorkInterval
from server.evidence.fold import fold
from server.practice.consulted import consulted_note
from server.practice.history import History, Past, coded_at, encounter_day, history_of
from server.practice.people import BILLS
from server.practice.rendering import rendering_of
from server.practice.written import images_came, was_written, written_note
from server.visits.records import Appointment, Document, Patient, Practice, Staff


@dataclass(frozen=True, slots=True)
class CodingInput:
    """The engine's input for one visit, but for the payer's rules, and the records that it was read from."""

    facts: Facts
    note: Note
    entries: tuple[Entry, ...]
    answers: Mapping[str, Any]
    practice: Practice
    patient: Patient
    staff: Mapping[StaffId, Staff]
    history: History
    written: tuple[Past, ...] | None = None
    """Of photos answered in writing: the patient's other written answers, with everybody who worked on them."""
    consultations: tuple[Document, ...] = ()
    """Advice between clinicians, as it was noted (`consultations.Consultation`) and corrected, oldest first."""


async def gather(unit: Unit, appointment: Appointment) -> CodingInput:
    """The input as this transaction sees it. Raises `NotFound`."""
    practice, patient = await unit.practice(), await unit.patient(appointment.patient)
    if practice is None or patient is None:
        raise NotFound
    staff = {one.id: one for one in await unit.all_staff()}
    entries = await unit.evidence(appointment.id)
    facts = fold(entries, group=practice.group)
    document = await unit.document(appointment.id, "coding_note")
    answers = document.body if document else {}
    rendering = rendering_of(appointment, facts, entries)
    facts = _with_everybody(facts, rendering, staff, practice)
    if rendering is not None:
        facts = _placed(facts, rendering, answers)
    note = _note(appointment, practice, entries, facts, answers)
    history = await history_of(unit, appointment, note.date, practice)
    specialty = staff[rendering].specialty if rendering is not None and rendering in staff else None
    written: tuple[Past, ...] | None = None
    consultations = tuple(await unit.documents(appointment.id, "consultation"))
    consultation = consultations[-1] if consultations else None
    if consultation is not None:
        pass  # Nobody met the patient in it, and no visit of the same date is part of it.
    elif was_written(appointment):
        written = tuple(
            replace(one, facts=_with_everybody(one.facts, one.rendering, staff, practice)) for one in history.written
        )
    else:
        facts = history.together(facts, appointment, specialty, staff)
    facts = _with_everybody(facts, rendering, staff, practice)
    note = replace(_with_history(note, history, appointment, practice, staff, answers), rendering=rendering)
    if consultation is not None:
        note = consulted_note(note, consultation, history, appointment, staff, await coded_at(unit, appointment))
    elif was_written(appointment):
        note = written_note(note, appointment, entries, practice, history, answers)
    asked = (facts, note, tuple(entries), answers, practice, patient, staff, history, written)
    return CodingInput(*asked, consultations=consultations)


def _note(
    appointment: Appointment, practice: Practice, entries: Sequence[Entry], facts: Facts, answers: Mapping[str, Any]
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
        date=encounter_day(appointment, practice, facts),
        practice_tz=practice.tz,
        patient_status=answers.get("patient_status") or appointment.patient_status,
        mdm_level=answers.get("mdm_level"),
        initiated_by=answers.get("initiated_by"),
        patient_location=PatientLocation(places[-1].kind, places[-1].state) if places else PatientLocation(),
        audio_only_reason=answers.get("audio_only_reason"),
        provider_video_capable=capable,
        consent=Consent(
            telehealth=True if "telehealth" in consents else answers.get("consent_telehealth"),
            audio_only=True if "audio_only" in consents else answers.get("consent_audio_only"),
        ),
        purpose=answers.get("purpose"),
        patient_tz=next((place.tz for place in reversed(places) if place.tz), None),
        longitudinal_relationship=answers.get("longitudinal_relationship"),
        images_submitted=bool(images_came(entries)),
    )


def _with_history(
    note: Note,
    history: History,
    appointment: Appointment,
    practice: Practice,
    staff: Mapping[Any, Staff],
    answers: Mapping[str, Any],
) -> Note:
    """The note with the windows across visits, from the practice's own records; people only say what was related."""
    return replace(
        note,
        prior_services=history.prior_services(practice, staff),
        prior_related_em=history.prior_em(answers.get("prior_em_related")),
        leads_to_em=history.later_em(answers.get("later_em_related"), answers.get("later_em_soonest")),
        other_same_day_em=history.in_person(appointment, answers.get("same_day_in_person")),
    )


def _sent_video(facts: Facts) -> bool:
    billing = {one.id for one in facts.participants if one.credential in BILLS}
    return any(
        isinstance(event, MediaInterval) and event.kind == "video" and event.who in billing for event in facts.events
    )


def _with_everybody(
    facts: Facts, rendering: StaffId | None, staff: Mapping[StaffId, Staff], practice: Practice
) -> Facts:
    """The facts with those among the participants who never took a seat: the rendering clinician, and whoever worked, as by
    looking at the images beforehand."""
    known = {one.id for one in facts.participants}
    worked = {event.who for event in facts.events if isinstance(event, WorkInterval)}
    absent = tuple(
        Participant(
            id=one.id,
            role="clinician",
            credential=one.credential,
            npi=one.npi,
            group=practice.group,
            specialty=one.specialty,
            licensed_states=one.licensed_states,
        )
        for one in staff.values()
        if one.id not in known and (one.id == rendering or one.id in worked)
    )
    return replace(facts, participants=(*facts.participants, *absent))


def _placed(facts: Facts, rendering: StaffId, answers: Mapping[str, Any]) -> Facts:
    """The facts with the place that the rendering clinician says to have been at."""
    where = answers.get("provider_location")
    if where is None:
        return facts
    people = tuple(replace(one, location=where) if one.id == rendering else one for one in facts.participants)
    return replace(facts, participants=people)
