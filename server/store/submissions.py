"""Concerns, photos, and where their encrypted files are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from server.base.ids import VisitId
from server.store import photo_tables, tables
from server.store.rows import Rows, flat, record
from server.visits.submission import Concern, Part, Photo, PhotoState, StoredObject

_STEPS: dict[str, int] = {"receiving": 1, "checking": 2, "ready": 3, "refused": 3, "withdrawn": 4, "erased": 5}
"""How far a photo is: it never goes back."""


class SubmissionRows(Rows):
    """What patients send, as the port names it."""

    async def concern(self, concern: str) -> Concern | None:
        row = await self._one(photo_tables.concern, photo_tables.concern.c.id == concern)
        return None if row is None else record(Concern, row)

    async def concerns(self, visit: VisitId) -> list[Concern]:
        """Every concern of the visit by its number, those that were taken back too."""
        table = photo_tables.concern
        rows = await self._transaction.execute(select(table).where(table.c.visit == visit).order_by(table.c.number))
        return [record(Concern, row) for row in rows]

    async def save_concern(self, concern: Concern) -> None:
        await self._put(photo_tables.concern, "id", flat(concern))

    async def photo(self, photo: str) -> Photo | None:
        row = await self._one(photo_tables.photo, photo_tables.photo.c.id == photo)
        return None if row is None else record(Photo, row)

    async def photos(self, visit: VisitId) -> list[Photo]:
        """Every photo of the visit in the order of their beginning, whatever became of them."""
        table = photo_tables.photo
        rows = await self._transaction.execute(
            select(table).where(table.c.visit == visit).order_by(table.c.at, table.c.id)
        )
        return [record(Photo, row) for row in rows]

    async def photos_version(self, visit: VisitId) -> int:
        """A number that grows with every change of the visit's concerns and photos but the bytes of an upload."""
        photo, concern = photo_tables.photo, photo_tables.concern
        photos = await self._transaction.execute(
            select(photo.c.state, photo.c.retakes, photo.c.arranged).where(photo.c.visit == visit)
        )
        told = await self._transaction.execute(
            select(concern.c.version, concern.c.withdrawn_at).where(concern.c.visit == visit)
        )
        sent: int = sum(_STEPS[row.state] + row.retakes + row.arranged for row in photos)
        said: int = sum(row.version + (row.withdrawn_at is not None) for row in told)
        marks = await self._transaction.execute(
            select(func.count()).select_from(photo_tables.annotation).where(photo_tables.annotation.c.visit == visit)
        )
        return sent + said + int(marks.scalar_one())

    async def unfinished_photos(self, before: datetime) -> list[Photo]:
        """Photos that were begun before then and whose last byte never came."""
        table = photo_tables.photo
        rows = await self._transaction.execute(
            select(table).where(table.c.state == "receiving", table.c.at < before).order_by(table.c.at)
        )
        return [record(Photo, row) for row in rows]

    async def photos_to_forget(self, before: datetime) -> list[Photo]:
        """Photos that still have a file, of visits scheduled before then."""
        table = photo_tables.photo
        kept = select(photo_tables.stored_object.c.photo).distinct()
        rows = await self._transaction.execute(
            select(table)
            .join(tables.appointment, tables.appointment.c.id == table.c.visit)
            .where(tables.appointment.c.scheduled_at < before, table.c.id.in_(kept))
            .order_by(table.c.visit, table.c.at)
        )
        return [record(Photo, row) for row in rows]

    async def photo_counts(self, visits: Sequence[VisitId]) -> dict[VisitId, int]:
        """How many photos of each of these visits can be looked at; visits without any are not named."""
        table = photo_tables.photo
        rows = await self._transaction.execute(
            select(table.c.visit, func.count().label("ready"))
            .where(table.c.visit.in_(visits), table.c.state == "ready")
            .group_by(table.c.visit)
        )
        return {VisitId(row.visit): int(row.ready) for row in rows}

    async def photos_in(self, state: PhotoState) -> list[Photo]:
        table = photo_tables.photo
        rows = await self._transaction.execute(
            select(table).where(table.c.state == state).order_by(table.c.at, table.c.id)
        )
        return [record(Photo, row) for row in rows]

    async def save_photo(self, photo: Photo) -> None:
        await self._put(photo_tables.photo, "id", flat(photo))

    async def add_object(self, stored: StoredObject) -> None:
        await self._add(photo_tables.stored_object, flat(stored))

    async def object_of(self, photo: str, part: Part) -> StoredObject | None:
        table = photo_tables.stored_object
        row = await self._one(table, table.c.photo == photo, table.c.part == part)
        return None if row is None else record(StoredObject, row)

    async def objects(self, photos: Sequence[str]) -> list[StoredObject]:
        """Every stored object of these photos."""
        table = photo_tables.stored_object
        rows = await self._transaction.execute(select(table).where(table.c.photo.in_(photos)))
        return [record(StoredObject, row) for row in rows]

    async def all_objects(self) -> list[StoredObject]:
        rows = await self._transaction.execute(
            select(photo_tables.stored_object).order_by(photo_tables.stored_object.c.id)
        )
        return [record(StoredObject, row) for row in rows]

    async def objects_not_under(self, master: str, limit: int) -> list[StoredObject]:
        """Some of those that another master key wraps."""
        table = photo_tables.stored_object
        rows = await self._transaction.execute(select(table).where(table.c.master != master).limit(limit))
        return [record(StoredObject, row) for row in rows]

    async def masters_in_use(self) -> list[str]:
        """The ids of the master keys that objects are wrapped under."""
        column = photo_tables.stored_object.c.master
        return list((await self._transaction.execute(select(column).distinct().order_by(column))).scalars())

    async def rewrap(self, stored: StoredObject) -> None:
        """Keep the object's data key as it is wrapped now."""
        table = photo_tables.stored_object
        await self._transaction.execute(
            update(table).where(table.c.id == stored.id).values(wrapped_key=stored.wrapped_key, master=stored.master)
        )

    async def forget_objects(self, photos: Sequence[str]) -> None:
        """Remove their rows, and so their keys."""
        table = photo_tables.stored_object
        await self._transaction.execute(delete(table).where(table.c.photo.in_(photos)))
