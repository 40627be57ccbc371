"""The coding note of advice between clinicians, from what the clinician noted and the practice's own visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from server.coding.note import Interprofessional, Note
from server.practice.history import History
from server.visits.records import Document

FACE_TO_FACE: Final = timedelta(days=14)


def consulted_note(note: Note, document: Document, history: History) -> Note:
    """The note of advice between clinicians. Whether the consultant met the patient in the 14 days before, the practice's own visits
    know too."""
    told = document.body
    advising = told["side"] == "consultant"
    met = any(
        one.met and one.rendering == note.rendering and note.date - FACE_TO_FACE <= one.on
        for one in (*history.earlier, *history.same_date)
    )
    return replace(
        note,
        service_intent="interprofessional_consultant" if advising else "interprofessional_requesting",
        interprofessional=Interprofessional(
            total_seconds=told["total_minutes"] * 60,
            verbal_seconds=told["spoken_minutes"] * 60,
            seen_within_14_days=told["seen_within_14_days"] or (advising and met),
            transfer_of_care=told["takes_over"],
            verbal_report=told["spoken_report"],
            written_report=told["written_report"],
        ),
    )
