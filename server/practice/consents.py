"""What the holder of a link agrees to before a visit, and who answers for a minor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotNow
from server.base.ids import VisitId
from server.evidence.events import ConsentGiven, Event, GuardianNamed
from server.practice.arrival import kept, salted_digest
from server.practice.consent_texts import ConsentText, current
from server.practice.links import Entered, may_answer
from server.practice.ports import LiveVisits
from server.visits.records import ConsentKind

OF_AGE = 18
"""Years from which a person consents to care alone. States differ for single services; staff are told, nobody is turned away."""


@dataclass(frozen=True, slots=True)
class Guardian:
    """The adult who answers for a minor."""

    name: str
    relation: Literal["parent", "legal_guardian", "other"]


def is_minor(born: date, on: date) -> bool:
    """Whether somebody born on that day is not of age on `on`."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years < OF_AGE


class Consents:
    """What the holder of a link agrees to."""

    def __init__(self, store: Store, clock: Clock, live: LiveVisits) -> None:
        self._store, self._clock, self._live = store, clock, live

    def minor(self, holder: Entered) -> bool:
        """Whether the patient is a minor today, at the practice."""
        today = holder.practice.date_at(self._clock.now().utc)
        return is_minor(holder.patient.date_of_birth, today)

    async def text(self, consent: ConsentKind) -> ConsentText:
        """The text that is shown now."""
        async with self._store.reading() as unit:
            return await current(unit, consent)

    async def agree(
        self, holder: Entered, consent: ConsentKind, text_version: str, guardian: Guardian | None = None
    ) -> None:
        """Keep that the patient, or `guardian` for them, agreed. Raises `NotNow` where that version is not the one shown
        now."""
        visit = holder.appointment.id
        now = self._clock.now()
        actor = f"link:{holder.link.id}"
        async with self._store.unit() as unit:
            may_answer(holder)
            shown = await current(unit, consent)
            if text_version != shown.version:
                raise NotNow("The text has changed since you opened the page. Please read it again.")
            events: list[Event] = [ConsentGiven(consent=consent, text_version=shown.version, text_digest=shown.digest)]
            await unit.add_document(visit, "consent", actor, now.utc, events[0].model_dump())
            if guardian is not None:
                body = {"name": " ".join(guardian.name.split()), "relation": guardian.relation}
                body = await kept(unit, visit, actor, now.utc, {"guardian": body})
                events.append(GuardianNamed(relation=guardian.relation, text_digest=salted_digest(body)))
            await unit.append(visit, events, actor=actor, at=now)
        await self._live.changed(visit)

    async def agreed(self, visit: VisitId, consent: ConsentKind = "telehealth") -> bool:
        """Whether that text as it is shown now was agreed to in this visit."""
        async with self._store.reading() as unit:
            shown = await current(unit, consent)
            given = await unit.documents(visit, "consent")
        return any(one.body.get("text_version") == shown.version for one in given)
