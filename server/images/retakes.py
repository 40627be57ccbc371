"""A clinician asks for a picture to be taken again: the patient's page opens its camera on that view."""

from __future__ import annotations

from dataclasses import replace

from server.access.policy import Actor, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotFound
from server.base.ids import StaffId, VisitId
from server.evidence.photo_events import RetakeAsked
from server.images.errors import NoPicture
from server.images.ports import Changed
from server.visits.submission import Photo, RetakeReason


class Retakes:
    """The use case. The new photo says in `replaces` which one it was; when it is ready that one goes."""

    def __init__(self, store: Store, clock: Clock, changed: Changed) -> None:
        self._store, self._clock, self._changed = store, clock, changed

    async def ask(self, visit: VisitId, actor: Actor, photo: str, reason: RetakeReason) -> Photo:
        """Raises `NotFound`, `NotNow`, or `NoPicture` for a photo that is not ready."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "ask_retake", await unit.appointment(visit))
            known = await unit.photo(photo)
            if known is None or known.visit != visit or known.state in ("withdrawn", "erased", "refused"):
                raise NotFound
            if known.state != "ready":
                raise NoPicture("This photo is still on its way. Ask for it again once you can see it.")
            asked = replace(
                known,
                retake_reason=reason,
                retake_at=now.utc,
                retake_by=StaffId(actor.person),
                retakes=known.retakes + 1,
            )
            await unit.save_photo(asked)
            event = RetakeAsked(person=actor.person, photo=photo, reason=reason)
            await unit.append(visit, [event], actor=actor.signature, at=now)
        await self._changed(visit)
        return asked
