"""Arrows, outlines, notes and measures over photos: an overlay of versions, who made each and when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from server.access.policy import Actor, required
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound, NotNow
from server.base.ids import StaffId, VisitId, digest
from server.evidence.photo_events import AnnotationSaved
from server.images.errors import NoPlaceLeft
from server.images.ports import Changed
from server.visits.annotation import MOST, POINTS, Annotation, Kind, length_mm, web_annotation
from server.visits.submission import Photo


@dataclass(frozen=True, slots=True)
class Mark:
    """The newest version of a mark, whose it is, when it was first made, and its W3C form."""

    annotation: Annotation
    author: str
    first_at: datetime
    versions: int
    web: dict[str, Any]


class Annotations:
    """The use cases. Nobody changes a colleague's mark; everybody who reads the photos sees it."""

    def __init__(self, store: Store, clock: Clock, changed: Changed) -> None:
        self._store, self._clock, self._changed = store, clock, changed

    async def of(self, visit: VisitId, actor: Actor) -> list[Mark]:
        """The marks as they are now, in the order in which they were first made. Raises `NotFound`."""
        async with self._store.reading() as unit:
            required(actor, "read_photos", await unit.appointment(visit))
            return await marks_of(unit, visit)

    async def save(
        self,
        visit: VisitId,
        actor: Actor,
        photo: str,
        annotation: str,
        kind: Kind,
        points: Sequence[tuple[float, float]],
        text: str,
        known_mm: float | None,
    ) -> Mark:
        """Keep a version of a mark under the id that its page gave it.

        Raises `NotFound`, `NotNow` for a colleague's mark, `Invalid`, or `NoPlaceLeft`.
        """
        least, most = POINTS[kind]
        if not least <= len(points) <= most:
            raise Invalid(f"points: this kind of mark has {least} to {most} points.")
        if (kind == "scale") is not (known_mm is not None):
            raise Invalid("length_mm: a scale needs its known length, and nothing else has one.")
        new = Annotation(
            annotation, 1, photo, visit, kind, tuple(map(list, points)), text, known_mm,
            StaffId(actor.person), self._clock.now().utc,
        )  # fmt: skip
        return await self._keep(visit, actor, new)

    async def remove(self, visit: VisitId, actor: Actor, photo: str, annotation: str) -> Mark:
        """Take a mark away; saving it again brings it back. Raises `NotFound` or `NotNow`."""
        async with self._store.reading() as unit:
            required(actor, "annotate_photo", await unit.appointment(visit))
            known = [one for one in await unit.annotations(visit) if one.id == annotation and one.photo == photo]
        if not known:
            raise NotFound
        return await self._keep(visit, actor, replace(known[-1], removed=True))

    async def _keep(self, visit: VisitId, actor: Actor, new: Annotation) -> Mark:
        now = self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "annotate_photo", await unit.appointment(visit))
            photo = await unit.photo(new.photo)
            if photo is None or photo.visit != visit or photo.state != "ready":
                raise NotFound
            everything = await unit.annotations(visit)
            before = [one for one in everything if one.id == new.id]
            if before and before[-1].photo != new.photo:
                raise NotFound
            if before and before[-1].author != actor.person:
                raise NotNow("A colleague made this mark. Make one of your own beside it.")
            if not before and len({one.id for one in everything if one.photo == new.photo}) >= MOST:
                raise NoPlaceLeft(f"A photo has room for {MOST} marks.")
            saved = replace(new, version=len(before) + 1, author=StaffId(actor.person), at=now.utc)
            await unit.add_annotation(saved)
            text = json.dumps([saved.points, saved.text, saved.length_mm, saved.id], ensure_ascii=False)
            event = AnnotationSaved(
                person=actor.person,
                photo=saved.photo,
                annotation=saved.id,
                version=saved.version,
                kind=saved.kind,
                removed=saved.removed,
                text_digest=digest(text),
            )
            await unit.append(visit, [event], actor=actor.signature, at=now)
            mark = await _mark(unit, [*before, saved], photo, scale_of(everything, saved.photo))
        await self._changed(visit)
        return mark


def newest(versions: Sequence[Annotation]) -> list[Annotation]:
    """The newest version of each mark that is still there, in the order in which the marks were first made."""
    latest: dict[str, Annotation] = {}
    for one in versions:
        latest[one.id] = one
    return [one for one in latest.values() if not one.removed]


def scale_of(versions: Sequence[Annotation], photo: str) -> Annotation | None:
    """The scale by which the photo's measures are read: the one that was marked last."""
    scales = [one for one in newest(versions) if one.photo == photo and one.kind == "scale"]
    return max(scales, key=lambda one: one.at, default=None)


async def marks_of(unit: Unit, visit: VisitId) -> list[Mark]:
    """The visit's marks as they are now."""
    everything = await unit.annotations(visit)
    photos = {one.id: one for one in await unit.photos(visit)}
    found: list[Mark] = []
    for one in newest(everything):
        versions = [each for each in everything if each.id == one.id]
        found.append(await _mark(unit, versions, photos[one.photo], scale_of(everything, one.photo)))
    return found


async def _mark(unit: Unit, versions: Sequence[Annotation], photo: Photo, scale: Annotation | None) -> Mark:
    latest, first = versions[-1], versions[0]
    author = await unit.staff(latest.author)
    name = author.name if author else ""
    size = (photo.width or 1, photo.height or 1)
    measured = length_mm(latest, scale, *size) if latest.kind == "measure" else None
    return Mark(latest, name, first.at, len(versions), web_annotation(latest, first.at, name, size, measured))
