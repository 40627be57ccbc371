"""What coding needs to know of photos that were answered without a call, from the evidence of the visit and of the patient's others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.access.ports import Entry
from server.coding.activities import DIGITAL
from server.coding.credentials import is_qualified
from server.coding.digital import window_holding
from server.coding.families import DIGITAL_EM
from server.coding.note import Note, StoreAndForward
from server.coding.profiles import Profile
from server.coding.time import instant
from server.evidence.answer_events import MessageSent
from server.evidence.facts import FactEvent, Facts, MediaInterval, WorkInterval
from server.evidence.photo_events import PhotoReady, PhotoReceived
from server.practice.history import History, Past
from server.visits.machine import Outcome
from server.visits.records import Appointment, Practice

DIGITAL_CODES = frozenset(row.code for row in DIGITAL_EM)
REVIEWING = DIGITAL | {"image_review"}


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


@dataclass(frozen=True, slots=True)
class DigitalService:
    """What one digital service sums: a written answer's facts with those of the patient's others in the same seven days, and which
    others these are."""

    facts: Facts
    others: tuple[Past, ...]


def digital_service(
    facts: Facts, appointment: Appointment, written: Sequence[Past], tz: str, profile: Profile | None
) -> DigitalService:
    """The facts with those of the patient's other written answers whose work lies in the same seven days.

    The first review opens the seven days, and the next one after they passed opens the next: so what is summed is the same whichever
    answer is looked at. An answer that was reported by another code keeps its minutes. `facts` and `written` know the credential of
    everybody who worked (`is_qualified`).
    """
    own = reviews(facts) or [instant(_given(appointment))]
    open_ = [one for one in written if one.code is None or one.code in DIGITAL_CODES]
    begins, ends = window_holding((start for one in open_ for start in reviews(one.facts)), min(own), tz, profile)
    people = {one.id: one for one in facts.participants}
    events = list(facts.events)
    others: list[Past] = []
    for one in open_:
        inside = [each for each in one.facts.events if begins <= _start(each) < ends]
        if any(begins <= start < ends for start in reviews(one.facts)):
            people = {person.id: person for person in one.facts.participants} | people
            events.extend(inside)
            others.append(one)
    return DigitalService(Facts(tuple(people.values()), tuple(events)), tuple(others))


def reviews(facts: Facts) -> list[int]:
    """When qualified clinicians began to work on what the patient sent."""
    able = {one.id for one in facts.participants if is_qualified(one)}
    return [
        instant(event.start)
        for event in facts.events
        if isinstance(event, WorkInterval) and event.who in able and event.activity in REVIEWING
    ]


def _start(event: FactEvent) -> int:
    return instant(event.start if isinstance(event, MediaInterval | WorkInterval) else event.at)


def _given(appointment: Appointment) -> datetime:
    return appointment.ended_at or appointment.scheduled_at


def in_one_service(service: DigitalService, note: Note) -> tuple[Appointment, ...]:
    """The patient's other written answers whose decided digital service holds this one's time as well."""
    if note.service_intent != "digital_em":
        return ()
    return tuple(one.appointment for one in service.others if one.code in DIGITAL_CODES)
