"""What the patient is asked before the dermatologist joins. Versions are added; two writers never overwrite each other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from server.access.policy import Actor, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotNow
from server.base.ids import VisitId, digest
from server.evidence.events import IntakeSaved
from server.practice.ports import LiveVisits
from server.visits.records import Document


@dataclass(frozen=True, slots=True)
class IntakeText:
    """The answers as written. Vitals are by name with their unit in it; None means not measured."""

    reason: str
    history: str
    medications: str
    allergies: str
    vitals: dict[str, float]

    def body(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "history": self.history,
            "medications": self.medications,
            "allergies": self.allergies,
            "vitals": self.vitals,
        }


class StaleIntake(NotNow):
    """Somebody else saved the intake meanwhile. `newest` is what it says now."""

    code = "stale"

    def __init__(self, newest: Document) -> None:
        super().__init__("Someone else saved the intake meanwhile. Your text is still here; compare and save again.")
        self.newest = newest


class Intakes:
    """The use case of the intake."""

    def __init__(self, store: Store, clock: Clock, live: LiveVisits) -> None:
        self._store, self._clock, self._live = store, clock, live

    async def save(self, visit: VisitId, actor: Actor, text: IntakeText, base_version: int) -> Document:
        """Store a version that was written on top of `base_version` (0: nothing yet).

        Raises `NotFound`, `NotNow`, or `StaleIntake` where that is not the newest any more.
        """
        body = text.body()
        now = self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "write_intake", await unit.appointment(visit))
            newest = await unit.document(visit, "intake")
            if newest is not None and newest.version != base_version:
                raise StaleIntake(newest)
            if newest is None and base_version != 0:
                raise NotNow("There is no earlier intake of this visit. Please load the page again.")
            saved = await unit.add_document(visit, "intake", actor.person, now.utc, body)
            event = IntakeSaved(
                person=actor.person,
                version=saved.version,
                text_digest=digest(json.dumps(body, sort_keys=True, ensure_ascii=False)),
            )
            await unit.append(visit, [event], actor=actor.signature, at=now)
        await self._live.changed(visit)
        return saved
