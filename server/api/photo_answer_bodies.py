"""Bodies of photos that are answered without a call."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from server.access.policy import Actor, allowed
from server.api.bodies import Answer, Asked, Instant, VisitUuid, When
from server.practice.photo_queue import ALLOWED, AnswerClock, Correspondence, QueuedPhotos, Standing
from server.visits.correspondence import LONGEST, Message, Purpose, Side
from server.visits.machine import Outcome, State
from server.visits.records import Staff

Words = Annotated[str, Field(max_length=LONGEST)]


def _seconds(time: timedelta) -> int:
    return int(time.total_seconds())


class ClockShown(Answer):
    """The business-hours clock of what waits. `left_s` counts business seconds and goes below zero; `due` is null where the
    practice's hours never reach it."""

    since: Instant
    due: Instant | None
    left_s: int
    urgency: Literal["in_time", "near", "late"]

    @classmethod
    def of(cls, clock: AnswerClock | None) -> ClockShown | None:
        if clock is None:
            return None
        urgency: Literal["in_time", "near", "late"] = "late" if clock.late else "near" if clock.near else "in_time"
        return cls(since=clock.since, due=clock.due, left_s=_seconds(ALLOWED - clock.used), urgency=urgency)


class WriterShown(Answer):
    """A member of the practice."""

    name: str
    credential: str | None

    @classmethod
    def of(cls, staff: Staff | None) -> WriterShown | None:
        return None if staff is None else cls(name=staff.name, credential=staff.credential)


class QueuedPhotosShown(Answer):
    """One submission on the page of photos to answer. `told`: the office has told the patient of the newest reply; `read`: the patient
    has read it. `open_by`: who reads the photos just now."""

    visit: str
    patient: str
    reason: str
    clinician: WriterShown | None
    standing: Standing
    clock: ClockShown | None
    photos: int
    question: bool
    asked_at: Instant
    replied_at: Instant | None
    told: bool
    read: bool
    open_by: tuple[WriterShown, ...]
    urgent: bool

    @classmethod
    def of(cls, line: QueuedPhotos, open_by: tuple[Staff, ...]) -> QueuedPhotosShown:
        case = line.appointment
        return cls(
            visit=case.id,
            patient=line.patient.name,
            reason=case.reason,
            clinician=WriterShown.of(line.rendering),
            standing=line.standing,
            clock=ClockShown.of(line.clock),
            photos=line.photos,
            question=line.question,
            asked_at=case.photos_asked_at or case.scheduled_at,
            replied_at=line.replied_at,
            told=line.told,
            read=line.read,
            open_by=tuple(WriterShown(name=one.name, credential=one.credential) for one in open_by),
            urgent=case.urgent,
        )


class PhotoQueueShown(Answer):
    """Photos without a call: what waits for an answer first, the oldest before the newer."""

    lines: tuple[QueuedPhotosShown, ...]


class MessageShown(Answer):
    """One message. An erased one has no text."""

    id: str
    number: int
    side: Side
    purpose: Purpose
    text: str
    author: WriterShown | None
    at: Instant
    read_at: Instant | None
    erased: bool

    @classmethod
    def of(cls, message: Message, authors: tuple[Staff, ...]) -> MessageShown:
        return cls(
            id=message.id,
            number=message.number,
            side=message.side,
            purpose=message.purpose,
            text=message.text,
            author=WriterShown.of(next((one for one in authors if one.id == message.author), None)),
            at=message.at,
            read_at=message.read_at,
            erased=message.erased_at is not None,
        )


class CorrespondenceShown(Answer):
    """What was written about a visit's photos, the clock, and what the caller may do now."""

    state: State
    without_call: bool
    to_schedule: bool
    """These photos need a visit, which has no time yet."""
    answered: bool
    scheduled_at: Instant
    messages: tuple[MessageShown, ...]
    clock: ClockShown | None
    clinician: WriterShown | None
    may_answer: bool
    may_plan: bool
    may_take_plan_back: bool
    draft_key: str | None = None
    """What the page encrypts a begun reply with that waits in the browser's storage: 32 bytes in base64, this person's for this
    visit; only for who may send one."""

    @classmethod
    def of(cls, found: Correspondence, actor: Actor, draft_key: str) -> CorrespondenceShown:
        case = found.appointment
        plans, wanted = allowed(actor, "plan_call", case), case.visit_wanted_at is not None
        answers = allowed(actor, "answer_photos", case) or allowed(actor, "answer_again", case)
        return cls(
            state=case.visit.state,
            without_call=case.without_call,
            to_schedule=case.visit_wanted_at is not None,
            answered=case.visit.outcome is Outcome.ANSWERED,
            scheduled_at=case.scheduled_at,
            messages=tuple(MessageShown.of(one, found.authors) for one in found.messages),
            clock=ClockShown.of(found.clock),
            clinician=WriterShown.of(found.rendering),
            may_answer=answers,
            draft_key=draft_key if answers else None,
            may_plan=plans and case.without_call and not wanted,
            may_take_plan_back=plans and case.photos_asked_at is not None and (wanted or not case.without_call),
        )


class AnswerAsked(Asked):
    """A reply. `after` is the number of the newest message that its writer has read, 0 for none."""

    text: Words
    after: Annotated[int, Field(ge=0)] = 0


class PlanAsked(Asked):
    """The photos need a visit: when (without a time the office sets one later), and a word for the patient."""

    scheduled_at: When | None = None
    text: Words = ""


class ToldAsked(Asked):
    """How the office told the patient of the answer."""

    way: Literal["phone", "link"]


class AskedBack(Asked):
    """The patient's question about the answer."""

    visit: VisitUuid
    text: Annotated[str, Field(max_length=2000)]


class OwnMessageShown(Answer):
    """A message as the patient reads it."""

    number: int
    side: Side
    purpose: Purpose
    text: str
    author: WriterShown | None
    at: Instant


class OwnCorrespondenceShown(Answer):
    """What the patient's page shows of photos that are answered in writing: who answers by when, and what was written."""

    state: State
    answered: bool
    clinician: WriterShown | None
    business_hours: int
    due: Instant | None
    """By when what was sent is answered; null while nothing waits for an answer."""
    messages: tuple[OwnMessageShown, ...]
    may_ask: bool
