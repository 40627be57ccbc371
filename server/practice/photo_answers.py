"""Photos answered without a call: the clinician's reply, what the patient asks back, and the word that a visit is needed.

Texts are rows that can be erased; evidence holds their salted digests. Whoever answered can bill, so they render the service.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from server.access.policy import Actor, require, required
from server.access.ports import Store, Unit
from server.base.clock import Clock, Moment
from server.base.errors import Invalid, NotFound, NotNow
from server.base.ids import StaffId, VisitId, digest, new_id, new_secret
from server.evidence.answer_events import CallPlanned, MessageRead, MessageSent
from server.evidence.events import ContactAttempted, Event, VisitMoved
from server.practice import links
from server.practice.appointments import within_reach
from server.practice.people import BILLS
from server.practice.photo_queue import clock_of, waiting_since
from server.practice.ports import LiveVisits
from server.visits.correspondence import LONGEST, Message, Purpose, Side
from server.visits.machine import Move
from server.visits.records import Appointment


def text_digest(message: Message) -> str:
    """The digest that evidence holds: once the text is erased, nobody can try words against it."""
    return digest(f"{message.salt}\n{message.text}")


class PhotoAnswers:
    """The use cases of answering photos."""

    def __init__(self, store: Store, clock: Clock, live: LiveVisits) -> None:
        self._store, self._clock, self._live = store, clock, live

    async def answer(self, visit: VisitId, actor: Actor, text: str, after: int) -> Message:
        """Send a reply. The first one ends the visit as answered; `after` is the number of the newest message that was read.

        Raises `NotFound`, `NotNow` where it stands otherwise or something newer was written, or `Invalid`.
        """
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = await unit.appointment(visit)
            first = appointment is None or appointment.visit.may(Move.ANSWER)
            appointment = required(actor, "answer_photos" if first else "answer_again", appointment)
            said = await _unseen(unit, visit, after)
            received = (await unit.photos_received([visit])).get(visit, [])
            if first and not received:
                raise NotNow("The patient has not sent a photo yet. There is nothing to answer.")
            practice = await unit.practice()
            since = waiting_since(received, said)
            if practice is None:
                raise NotFound
            used = clock_of(since, now.utc, practice).used if since is not None else None
            sent = _message(visit, len(said) + 1, "practice", "reply", actor, text, now)
            events: list[Event] = [_event(sent, used)]
            if first:
                moved = appointment.visit.after(Move.ANSWER)
                renders = StaffId(actor.person) if actor.credential in BILLS else appointment.rendering
                appointment = replace(
                    appointment, visit=moved, ended_at=now.utc, rendering=renders, visit_wanted_at=None
                )
                events.append(VisitMoved(move=Move.ANSWER, state=moved.state, outcome=moved.outcome))
                await unit.save_appointment(appointment)
            await unit.save_message(sent)
            await links.keep_open(unit, visit, now.utc + links.WRITTEN)
            await unit.append(visit, events, actor=actor.signature, at=now)
        await self._live.changed(visit)
        return sent

    async def needs_visit(self, visit: VisitId, actor: Actor, at: datetime | None, text: str) -> Appointment:
        """Plan a visit out of photos without a call: their link, photos, story and the time spent stay part of it. Without a time
        (`at` None) it stands on the board until the office sets one.

        Raises `NotFound`, `NotNow`, or `Invalid` naming the field.
        """
        now = self._clock.now()
        if at is not None:
            within_reach(at, now.utc)
        async with self._store.unit() as unit:
            appointment = required(actor, "plan_call", await unit.appointment(visit))
            if not appointment.without_call or appointment.visit_wanted_at is not None:
                raise NotNow("A visit is planned for these photos already.")
            said = await unit.messages([visit])
            events: list[Event] = [CallPlanned(planned=True, timed=None if at else False)]
            if text.strip():
                sent = _message(visit, len(said) + 1, "practice", "plan", actor, text, now)
                await unit.save_message(sent)
                events.append(_event(sent))
            if at is None:
                appointment = replace(appointment, visit_wanted_at=now.utc)
            else:
                appointment = replace(appointment, without_call=False, scheduled_at=at)
            appointment = await unit.save_appointment(appointment)
            await links.keep_open(unit, visit, at + links.GRACE if at else now.utc + links.WRITTEN)
            await unit.append(visit, events, actor=actor.signature, at=now)
        await self._live.changed(visit)
        return appointment

    async def no_visit_after_all(self, visit: VisitId, actor: Actor) -> Appointment:
        """Take the plan back while the patient has not come: the photos are to be answered in writing again.

        Raises `NotFound` or `NotNow`.
        """
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "plan_call", await unit.appointment(visit))
            asked = appointment.photos_asked_at
            if asked is None or (appointment.without_call and appointment.visit_wanted_at is None):
                raise NotNow("No visit came of these photos. What was planned as a visit is cancelled on the board.")
            back = replace(appointment, without_call=True, scheduled_at=asked, visit_wanted_at=None)
            appointment = await unit.save_appointment(back)
            await links.keep_open(unit, visit, now.utc + links.WRITTEN)
            await unit.append(visit, [CallPlanned(planned=False)], actor=actor.signature, at=now)
        await self._live.changed(visit)
        return appointment

    async def ask_back(self, visit: VisitId, actor: Actor, text: str) -> Message:
        """The patient's one question about the answer. Raises `NotFound`, `NotNow` or `Invalid`."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "ask_back", await unit.appointment(visit))
            said = await unit.messages([visit])
            if said and said[-1].purpose == "question":
                raise NotNow("Your question was sent. The practice answers it first.")
            if len(said) >= 20:
                raise NotNow("For more questions please call the practice.")
            sent = _message(visit, len(said) + 1, "patient", "question", actor, text, now)
            await unit.save_message(sent)
            await unit.append(visit, [_event(sent)], actor=actor.signature, at=now)
        await self._live.changed(visit)
        return sent

    async def for_patient(self, visit: VisitId, actor: Actor) -> list[Message]:
        """What was written, for the holder of the patient's link; the practice's messages are read by that. Raises `NotFound`."""
        now = self._clock.now()
        async with self._store.reading() as unit:
            require(actor, "see_own_photos", await unit.appointment(visit))
            said = await unit.messages([visit])
        fresh = [one for one in said if one.side == "practice" and one.read_at is None]
        if not fresh:
            return said
        async with self._store.unit() as write:
            # Two pages may show it at once: only what nobody has read yet is read now.
            known = {one.id: one for one in await write.messages([visit])}
            fresh = [known[one.id] for one in fresh if known[one.id].read_at is None]
            for one in fresh:
                await write.save_message(replace(one, read_at=now.utc))
            read: list[Event] = [MessageRead(message=one.id) for one in fresh]
            if read:
                await write.append(visit, read, actor=actor.signature, at=now)
        return said

    async def told(self, visit: VisitId, actor: Actor, way: Literal["phone", "link"]) -> Appointment:
        """The office says that it told the patient of the answer. Raises `NotFound` or `NotNow`."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "tell_answered", await unit.appointment(visit))
            tried = ContactAttempted(person=actor.person, role=actor.role, way=way)
            appointment = replace(
                appointment, calls=appointment.calls + 1, called_at=now.utc, called_way=way, called_outcome=None
            )
            appointment = await unit.save_appointment(appointment)
            await unit.append(visit, [tried], actor=actor.signature, at=now)
        await self._live.changed(visit)
        return appointment


async def _unseen(unit: Unit, visit: VisitId, after: int) -> list[Message]:
    """All that was written; raises `NotNow` where something came after message `after`."""
    said = await unit.messages([visit])
    if len(said) > after:
        by = "The patient" if said[-1].side == "patient" else "A colleague"
        raise NotNow(f"{by} has written meanwhile. Your text is still here: read theirs first, then send.")
    return said


def _message(visit: VisitId, number: int, side: Side, purpose: Purpose, actor: Actor, text: str, at: Moment) -> Message:
    text = text.strip()
    if not text:
        raise Invalid("text: write something first.")
    if len(text) > LONGEST:
        raise Invalid(f"text: at most {LONGEST} characters.")
    return Message(
        id=new_id(),
        visit=visit,
        number=number,
        side=side,
        purpose=purpose,
        author=actor.person,
        text=text,
        salt=new_secret(),
        at=at.utc,
    )


def _event(message: Message, used: timedelta | None = None) -> MessageSent:
    return MessageSent(
        message=message.id,
        number=message.number,
        side=message.side,
        purpose=message.purpose,
        text_digest=text_digest(message),
        business_s=None if used is None else -(-used // timedelta(seconds=1)),
    )
