"""What coding needs to know of photos that were answered without a call, from the evidence of the visit and of the patient's others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.access.ports import Entry
from server.coding.families import DIGITAL_EM
from server.coding.note import Note, StoreAndForward
from server.evidence.answer_events import MessageSent
from server.evidence.facts import Facts
from server.evidence.photo_events import PhotoReady, PhotoReceived
from server.practice.history import History
from server.visits.machine import Outcome
from server.visits.records import Appointment, Practice

DAYS = timedelta(days=7)
DIGITAL_CODES = frozenset(row.code for row in DIGITAL_EM)


def was_written(appointment: Appointment) -> bool:
    """Whether the visit was photos, answered in writing."""
    return appointment.visit.outcome is Outcome.ANSWERED


def images_came(entries: Sequence[Entry]) -> list[datetime]:
    """When the patient's own photos came that could be read, stills of a call apart, in that order."""
    readable = {entry.event.photo for entry in entries if isinstance(entry.event, PhotoReady)}
    return [
        entry.at.utc
        for entry in entries
        if isinstance(entry.event, PhotoReceived) and entry.event.photo in readable and entry.event.source != "still"
    ]


def first_reply(entries: Sequence[Entry]) -> tuple[datetime, MessageSent] | None:
    """The first answer that the patient was given."""
    return next(
        (
            (entry.at.utc, entry.event)
            for entry in entries
            if isinstance(entry.event, MessageSent) and entry.event.purpose == "reply"
        ),
        None,
    )


def written_note(
    note: Note,
    appointment: Appointment,
    entries: Sequence[Entry],
    practice: Practice,
    history: History,
    answers: Mapping[str, Any],
) -> Note:
    """The note of a written answer: when the photos came, how soon the answer followed, and the visits around both."""
    zone = ZoneInfo(practice.tz)
    came, reply = images_came(entries), first_reply(entries)
    hours = None
    if reply is not None and reply[1].business_s is not None:
        hours = reply[1].business_s / 3600
    answered_at = reply[0] if reply is not None else appointment.ended_at
    before = [at for at in came if answered_at is None or at <= answered_at]
    asked_at = min(before, default=appointment.photos_asked_at or appointment.scheduled_at)
    sent = StoreAndForward(
        has_images=bool(before),
        followup_business_hours=hours,
        asked_on=asked_at.astimezone(zone).date(),
        answered_at=answered_at,
    )
    return replace(
        note,
        service_intent="store_and_forward",
        store_and_forward=sent,
        images_submitted=bool(before),
        prior_related_em=history.prior_em(answers.get("prior_em_related"), with_today=True),
        other_same_day_em=None,
    )


def digital_together(facts: Facts, appointment: Appointment, history: History) -> Facts:
    """The facts with those of the patient's other written answers within seven days: one digital service sums them."""
    people = {one.id: one for one in facts.participants}
    events = list(facts.events)
    for one in history.written:
        if _near(one.appointment, appointment):
            people = {person.id: person for person in one.facts.participants} | people
            events.extend(one.facts.events)
    return Facts(tuple(people.values()), tuple(events))


def in_one_service(history: History, appointment: Appointment, note: Note) -> tuple[Appointment, ...]:
    """The patient's other written answers whose decided digital service holds this one's time as well."""
    if note.service_intent != "digital_em":
        return ()
    return tuple(
        one.appointment for one in history.written if one.code in DIGITAL_CODES and _near(one.appointment, appointment)
    )


def _near(one: Appointment, other: Appointment) -> bool:
    return one.ended_at is not None and other.ended_at is not None and abs(one.ended_at - other.ended_at) <= DAYS
