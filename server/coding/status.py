"""New or established: seen within three calendar years by the same person, or by the same group and specialty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.coding.note import Note, PriorService
from server.coding.settings import Settings
from server.evidence.facts import Participant


@dataclass(frozen=True, slots=True)
class Status:
    """New or established. `boundary`: established only by a service exactly three years ago to the day; `by_sound`: only by
    services by sound alone."""

    new: bool
    boundary: bool
    why: str
    by_sound: bool = False


def patient_status(note: Note, rendering: Participant | None, on: date, settings: Settings) -> Status:
    """As the note says, or derived from the practice's own history."""
    if note.patient_status != "derive":
        return Status(note.patient_status == "new", False, f"Recorded as {note.patient_status}")
    boundary = False
    why = ""
    for service in sorted(note.prior_services, key=lambda service: service.date, reverse=True):
        if service.date > on or not service.face_to_face_or_synchronous or not _ours(service, rendering):
            continue
        if service.audio_only and not settings.audio_only_establishes:
            continue
        until = _three_years_later(service.date)
        if until > on:
            why = why or f"Seen on {service.date}, less than three years before"
            if not service.audio_only:
                return Status(False, False, why)
            continue
        boundary = boundary or until == on
    if why:
        return Status(False, False, why, by_sound=True)
    if boundary:
        return Status(False, True, "Last seen exactly three years ago to the day")
    return Status(True, False, "Not seen by this clinician or this group and specialty within three years")


def _ours(service: PriorService, rendering: Participant | None) -> bool:
    if rendering is None:
        return False
    if service.clinician is not None and service.clinician in (rendering.id, rendering.npi):
        return True
    return (
        service.group is not None
        and service.group == rendering.group
        and service.specialty is not None
        and service.specialty == rendering.specialty
    )


def _three_years_later(day: date) -> date:
    """The same day three calendar years on; 1 March where 29 February has no equal."""
    try:
        return day.replace(year=day.year + 3)
    except ValueError:
        return date(day.year + 3, 3, 1)
