"""The texts a patient agrees to. A text is never edited: a change is a new version, and evidence holds its digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.access.policy import Actor, require
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotNow
from server.base.ids import VisitId, digest
from server.evidence.events import ConsentGiven, LocationGiven
from server.practice.links import Entered
from server.practice.ports import LiveVisits

PlaceKind = Literal["home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf"]


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of a text in the languages of the patient's pages. `digest` covers all of them."""

    version: str
    en: str
    es: str

    @property
    def digest(self) -> str:
        return digest(f"{self.version}\n{self.en}\n{self.es}")


TELEHEALTH = ConsentText(
    version="telehealth-2026-11",
    en=(
        "I agree to a video visit with this practice. I understand that a clinician will see and hear me over the "
        "internet instead of in person, that a video visit has limits and I may be asked to come in, that the "
        "practice's server carries the picture and sound and notes when they flowed but does not record them, and "
        "that I can stop at any time and still get care."
    ),
    es=(
        "Acepto tener una consulta por video con este consultorio. Entiendo que el personal clínico me verá y me oirá "
        "por internet en lugar de en persona, que una consulta por video tiene límites y tal vez me pidan que vaya al "
        "consultorio, que el servidor del consultorio transmite la imagen y el sonido y anota cuándo se transmitieron "
        "pero no los graba, y que puedo terminar en cualquier momento y seguir recibiendo atención."
    ),
)


class Consents:
    """What the holder of a link agrees to and says, before the visit."""

    def __init__(self, store: Store, clock: Clock, live: LiveVisits) -> None:
        self._store, self._clock, self._live = store, clock, live

    async def agree(self, holder: Entered, text_version: str) -> None:
        """Keep that the patient agreed to the telehealth text. Raises `NotNow` where that version is not the one shown now."""
        if text_version != TELEHEALTH.version:
            raise NotNow("The text has changed since you opened the page. Please read it again.")
        visit = holder.appointment.id
        now = self._clock.now()
        actor = f"link:{holder.link.id}"
        event = ConsentGiven(consent="telehealth", text_version=TELEHEALTH.version, text_digest=TELEHEALTH.digest)
        async with self._store.unit() as unit:
            self._writable(holder)
            await unit.append(visit, [event], actor=actor, at=now)
            await unit.add_document(visit, "consent", actor, now.utc, event.model_dump())
        await self._live.changed(visit)

    async def agreed(self, visit: VisitId) -> bool:
        """Whether the current telehealth text was agreed to in this visit."""
        async with self._store.reading() as unit:
            document = await unit.document(visit, "consent")
        return document is not None and document.body.get("text_version") == TELEHEALTH.version

    async def located(self, holder: Entered, kind: PlaceKind, state: str) -> None:
        """Keep where the patient says to be now. Coding asks for the kind of place and the state."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            self._writable(holder)
            await unit.append(
                holder.appointment.id,
                [LocationGiven(kind=kind, state=state)],
                actor=f"link:{holder.link.id}",
                at=now,
            )

    def _writable(self, holder: Entered) -> None:
        actor = Actor(holder.link.id, "link", holder.link.role, visit=holder.appointment.id)
        require(actor, "consent", holder.appointment)
