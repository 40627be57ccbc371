"""What happens next, in the clinician's words, for the patient to read when the visit is over."""

from __future__ import annotations

from server.access.policy import Actor, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotFound
from server.base.ids import StaffId, VisitId, digest
from server.evidence.events import PatientNoteSaved
from server.practice.ports import LiveVisits
from server.visits.machine import State
from server.visits.records import Document, Staff

LONGEST = 4000
"""Characters."""


class PatientNotes:
    """Written by a clinician during or after the visit; read by the patient once it has ended."""

    def __init__(self, store: Store, clock: Clock, live: LiveVisits) -> None:
        self._store, self._clock, self._live = store, clock, live

    async def save(self, visit: VisitId, actor: Actor, text: str) -> Document:
        """Keep a version. An empty text takes the note back. Raises `NotFound` or `NotNow`."""
        now = self._clock.now()
        body = {"text": text.strip()}
        async with self._store.unit() as unit:
            required(actor, "write_patient_note", await unit.appointment(visit))
            saved = await unit.add_document(visit, "patient_note", actor.person, now.utc, body)
            event = PatientNoteSaved(person=actor.person, version=saved.version, text_digest=digest(body["text"]))
            await unit.append(visit, [event], actor=actor.signature, at=now)
        await self._live.changed(visit)
        return saved

    async def for_patient(self, visit: VisitId) -> tuple[Document, Staff] | None:
        """The newest note and who wrote it, once the visit has ended; None while there is none to read."""
        async with self._store.reading() as unit:
            appointment = await unit.appointment(visit)
            if appointment is None or appointment.visit.state is not State.ENDED:
                return None
            note = await unit.document(visit, "patient_note")
            if note is None or not note.body.get("text"):
                return None
            author = await unit.staff(StaffId(note.author))
        if author is None:
            raise NotFound
        return note, author
