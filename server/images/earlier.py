"""Photos that the same patient sent for earlier visits, to be laid beside today's."""

from __future__ import annotations

from dataclasses import dataclass

from server.access.policy import Actor, allowed, required
from server.access.ports import Store
from server.base.ids import VisitId
from server.visits.records import Appointment
from server.visits.submission import Concern, Photo

MOST_VISITS = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent for one earlier visit and can be looked at."""

    appointment: Appointment
    concerns: tuple[Concern, ...]
    photos: tuple[Photo, ...]


class Earlier:
    """The history of a patient's skin, through the same door as each of its visits."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, visit: VisitId, actor: Actor) -> list[Sent]:
        """The patient's visits before this one that have photos which the actor may see, the newest first.

        Concerns that were taken back are listed where a photo of theirs is still part of the record. Raises `NotFound`.
        """
        async with self._store.reading() as unit:
            this = required(actor, "read_photos", await unit.appointment(visit))
            before = [
                one
                for one in await unit.appointments_of(this.patient)
                if one.id != this.id and one.scheduled_at < this.scheduled_at and allowed(actor, "read_photos", one)
            ]
            before.sort(key=lambda one: one.scheduled_at, reverse=True)
            found: list[Sent] = []
            for one in before[:MOST_VISITS]:
                photos = tuple(each for each in await unit.photos(one.id) if each.state == "ready")
                if photos:
                    found.append(Sent(one, tuple(await unit.concerns(one.id)), photos))
        return found
