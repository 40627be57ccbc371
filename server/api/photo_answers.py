"""Photos that are answered without a call (docs/photos.md): for staff, and for the holder of the patient's link."""

from __future__ import annotations

from server.api.link_bodies import VisitQuery
from server.api.operations import Call, operation
from server.api.photo_answer_bodies import (
    AnswerAsked,
    AskedBack,
    CorrespondenceShown,
    OwnCorrespondenceShown,
    OwnMessageShown,
    PhotoQueueShown,
    PlanAsked,
    QueuedPhotosShown,
    ToldAsked,
    WriterShown,
)
from server.api.photos import holder
from server.base.ids import VisitId
from server.practice.photo_queue import ALLOWED
from server.visits.machine import Outcome


@operation("GET", "/api/photo-queue", tag="photos", who="staff", command="see_photo_queue")
async def show_photo_queue(call: Call) -> PhotoQueueShown:
    """Photos without a call: what waits for an answer first, the oldest before the newer, then what the last two weeks answered."""
    _, lines = await call.context.photo_queue.lines(call.me.actor)
    working = {line.appointment.id: call.context.working(line.appointment.id) for line in lines}
    people = await call.context.photo_queue.people(frozenset().union(*working.values()))
    return PhotoQueueShown(
        lines=tuple(
            QueuedPhotosShown.of(line, tuple(one for one in people if one.id in working[line.appointment.id]))
            for line in lines
        )
    )


@operation("GET", "/api/visits/{visit}/answer", tag="photos", who="staff", command="read_photos")
async def show_correspondence(call: Call, visit: VisitId) -> CorrespondenceShown:
    """What was written about a visit's photos. That it was opened goes into the visit's evidence."""
    await call.context.appointments.read(visit, call.me.actor, "photos")
    return await _shown(call, visit)


@operation("POST", "/api/visits/{visit}/answer", tag="photos", who="staff", command="answer_photos", refusals=(409,))
async def send_answer(call: Call, visit: VisitId, body: AnswerAsked) -> CorrespondenceShown:
    """Answer the photos in writing. The first answer ends the visit: no call follows.

    409 where something was written since message `after`.
    """
    call.context.door.require_open()
    await call.context.photo_answers.answer(visit, call.me.actor, body.text, body.after)
    return await _shown(call, visit)


@operation("POST", "/api/visits/{visit}/plan", tag="photos", who="staff", command="plan_call", refusals=(409,))
async def plan_visit(call: Call, visit: VisitId, body: PlanAsked) -> CorrespondenceShown:
    """Say that photos without a call need a visit, and when, or that the office sets the time: the link, the photos, the story and
    the reading time stay."""
    await call.context.photo_answers.needs_visit(visit, call.me.actor, body.scheduled_at, body.text)
    return await _shown(call, visit)


@operation("DELETE", "/api/visits/{visit}/plan", tag="photos", who="staff", command="plan_call", refusals=(409,))
async def take_plan_back(call: Call, visit: VisitId) -> CorrespondenceShown:
    """Take that back, while the patient has not come: the photos wait for a written answer again."""
    await call.context.photo_answers.no_visit_after_all(visit, call.me.actor)
    return await _shown(call, visit)


@operation(
    "POST",
    "/api/visits/{visit}/answer/told",
    tag="photos",
    who="staff",
    command="tell_answered",
    status=204,
    refusals=(409,),
)
async def say_told(call: Call, visit: VisitId, body: ToldAsked) -> None:
    """Say that the patient was told of the answer, by phone or by their link. The server sends no messages itself."""
    await call.context.photo_answers.told(visit, call.me.actor, body.way)


@operation("GET", "/api/visit-pass/answer", tag="patient", who="pass", refusals=(404,))
async def show_own_answer(call: Call, query: VisitQuery) -> OwnCorrespondenceShown:
    """Who answers the photos and by when, and what was written. Reading the answer goes into the visit's evidence."""
    visit = VisitId(query.visit)
    actor = await holder(call, visit)
    said = await call.context.photo_answers.for_patient(visit, actor)
    clock, clinician = await call.context.photo_queue.promise(visit)
    entered = await call.context.links.holder(visit, call.context.cookies.visit_pass(call.request, visit))
    people = await call.context.photo_queue.people(frozenset(one.author for one in said if one.side == "practice"))
    answered = entered.appointment.visit.outcome is Outcome.ANSWERED
    return OwnCorrespondenceShown(
        state=entered.appointment.visit.state,
        answered=answered,
        clinician=WriterShown.of(clinician),
        business_hours=int(ALLOWED.total_seconds() // 3600),
        due=clock.due if clock is not None else None,
        messages=tuple(
            OwnMessageShown(
                number=one.number,
                side=one.side,
                purpose=one.purpose,
                text=one.text,
                author=WriterShown.of(next((each for each in people if each.id == one.author), None)),
                at=one.at,
            )
            for one in said
            if one.erased_at is None
        ),
        may_ask=answered and bool(said) and said[-1].side == "practice",
    )


@operation("POST", "/api/visit-pass/question", tag="patient", who="pass", status=204, refusals=(404, 409, 422))
async def ask_back(call: Call, body: AskedBack) -> None:
    """Ask one question about the answer; the next one once it is answered."""
    visit = VisitId(body.visit)
    await call.context.photo_answers.ask_back(visit, await holder(call, visit), body.text)


async def _shown(call: Call, visit: VisitId) -> CorrespondenceShown:
    actor = call.me.actor
    key = call.context.images.vault.derived_key(f"reply {visit} {actor.person}")
    return CorrespondenceShown.of(await call.context.photo_queue.of(visit, actor), actor, key)
