"""A clinician sorts the photos: each belongs to a concern and a view, and stands somewhere among its concern's photos."""

from __future__ import annotations

from dataclasses import replace

from server.access.policy import Actor, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound
from server.base.ids import VisitId
from server.evidence.photo_events import PhotoPlaced
from server.images.body_sites import SITES
from server.images.ports import Changed
from server.visits.submission import VIEWS, Photo, View


class Placing:
    """The use case. Taking it back is placing the photo where it was before."""

    def __init__(self, store: Store, clock: Clock, changed: Changed) -> None:
        self._store, self._clock, self._changed = store, clock, changed

    async def put(
        self,
        visit: VisitId,
        actor: Actor,
        photo: str,
        concern: str | None,
        body_site: str | None,
        view: View,
        place: int,
    ) -> Photo:
        """Put a photo `place` photos after the first of a concern (None: of those of no concern), as that view.

        `body_site` is the photo's own place on the body; None leaves it to the concern. A place behind the last is the last.
        Raises `NotFound`, `NotNow`, or `Invalid`.
        """
        if body_site is not None and body_site not in SITES:
            raise Invalid("body_site: this is not a place on our map of the body.")
        now = self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "arrange_photos", await unit.appointment(visit))
            known = await unit.photo(photo)
            if known is None or known.visit != visit or known.state != "ready":
                raise NotFound
            concerns = {one.id for one in await unit.concerns(visit) if one.withdrawn_at is None}
            if concern is not None and concern not in concerns:
                raise Invalid("concern: there is no such concern in this visit.")
            others = in_order([one for one in await unit.photos(visit) if one.state == "ready" and one.id != photo])
            row = [one for one in others if one.concern == concern]
            moved = replace(known, concern=concern, body_site=body_site, view=view, arranged=known.arranged + 1)
            row.insert(min(place, len(row)), moved)
            for number, one in enumerate(row):
                if one.place != number or one.id == photo:
                    await unit.save_photo(replace(one, place=number))
            at = row.index(moved)
            event = PhotoPlaced(person=actor.person, photo=photo, concern=concern, view=view, place=at)
            await unit.append(visit, [event], actor=actor.signature, at=now)
        await self._changed(visit)
        return replace(moved, place=at)


def in_order(photos: list[Photo]) -> list[Photo]:
    """The photos of one concern as they are read: as a clinician has put them, else the overview first, then by time."""
    return sorted(photos, key=lambda one: (one.place is None, one.place or 0, VIEWS.index(one.view), one.at, one.id))
