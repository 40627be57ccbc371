"""The coding note of advice between clinicians, from what the clinician noted and the practice's own records: its visits around it, and
the other advice about the same patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.coding.note import Interprofessional, Note, OtherAdvice
from server.practice.history import History
from server.visits.records import Appointment, Document, Staff

FACE_TO_FACE: Final = timedelta(days=14)


def consulted_note(
    note: Note,
    document: Document,
    history: History,
    appointment: Appointment,
    staff: Mapping[Any, Staff],
    coded_at: datetime | None,
) -> Note:
    """The note of advice between clinicians. Whether the consultant meets the patient in the 14 days around it, and what other advice was
    reported, the practice's own records know; `coded_at` is when a code of this one was first decided."""
    told = document.body
    advising = told["side"] == "consultant"
    around = list(_around(note, history))
    met = any(who == note.rendering for _, who in around)
    unnamed = [on for on, who in around if who is None]
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
            others=tuple(_others(note, told["side"], history, appointment, staff, coded_at)),
            booked_on=min(unnamed, default=None) if advising and not met else None,
        ),
    )


def _around(note: Note, history: History) -> Iterator[tuple[date, str | None]]:
    """The visits within 14 days that were held, or are booked and not over, and who renders each."""
    held = (*history.earlier, *history.same_date, *history.after)
    for one in held:
        if one.met and abs(one.on - note.date) <= FACE_TO_FACE:
            yield one.on, one.rendering
    over = {one.appointment.id for one in held}
    for visit in history.later:
        on = visit.scheduled_at.astimezone(ZoneInfo(note.practice_tz)).date()
        if visit.id not in over and on - note.date <= FACE_TO_FACE:
            yield on, visit.rendering


def _others(
    note: Note,
    side: str,
    history: History,
    appointment: Appointment,
    staff: Mapping[Any, Staff],
    coded_at: datetime | None,
) -> Iterator[OtherAdvice]:
    """The other advice of that side by this clinician or one of the same specialty, oldest first: what is decided with a code, unless
    that came after this one's; and what is not decided yet, where it was given before this."""
    mine = staff.get(note.rendering)
    for one in sorted(history.advice, key=lambda one: (one.on, one.noted_at)):
        theirs = staff.get(one.rendering)
        same = one.rendering == note.rendering
        alike = (
            mine is not None
            and theirs is not None
            and mine.specialty is not None
            and mine.specialty == theirs.specialty
        )
        if one.side != side or not (same or alike):
            continue
        if one.code is not None:
            if coded_at is None or (one.coded_at is not None and one.coded_at < coded_at):
                yield OtherAdvice(one.on, one.code, same)
        elif not one.decided and (one.on, one.noted_at) < (note.date, appointment.ended_at or appointment.scheduled_at):
            yield OtherAdvice(one.on, None, same)
