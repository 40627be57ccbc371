"""Photos on their way in: announced, sent in pieces that may be cut off and go on, taken back."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakValueDictionary

from server.access.policy import Actor, required
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound, NotNow, Unavailable
from server.base.ids import VisitId, new_id
from server.evidence.photo_events import PhotoReceived
from server.images import cipher
from server.images.body_sites import SITES
from server.images.errors import NoPlaceLeft, TooLarge, WrongOffset
from server.images.ports import Changed
from server.images.submissions import withdraw
from server.images.vault import Growing, Vault
from server.visits.submission import CHUNK, HELD, MOST_BYTES, MOST_PHOTOS, Photo, Source, StoredObject, View

MOST_TRIES = 5 * MOST_PHOTOS
"""Photos that were ever begun in a visit, whatever became of them."""
DISK_LEFT = 512 << 20
"""Bytes that stay free for evidence and the database."""


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo as it is announced. `key` is the sender's own name for it; `size` in bytes."""

    key: str
    view: View
    size: int
    source: Source = "library"
    concern: str | None = None
    body_site: str | None = None
    replaces: str | None = None


class Uploads:
    """The use cases of sending. `soon` is told of each photo whose last byte has arrived."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, changed: Changed, soon: Callable[[str], None]) -> None:
        self._store, self._clock, self._vault, self._changed, self._soon = store, clock, vault, changed, soon
        self._writing: dict[str, asyncio.Task[int]] = {}
        self._files: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def begin(self, visit: VisitId, actor: Actor, new: NewPhoto) -> tuple[Photo, int]:
        """Make a place for a photo; the same `key` gives the same photo again. Returns it and how much of it is here.

        Raises `NotFound`, `NotNow`, `Invalid`, `TooLarge`, `NoPlaceLeft`, or `Unavailable` where the disk is full.
        """
        if new.size > MOST_BYTES:
            raise TooLarge(f"This file is larger than {MOST_BYTES >> 20} MB. Please choose a photo, or a shorter clip.")
        if new.body_site is not None and new.body_site not in SITES:
            raise Invalid("body_site: this is not a place on our map of the body.")
        now = self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "submit_photos", await unit.appointment(visit))
            photos = await unit.photos(visit)
            known = next((one for one in photos if one.key == new.key), None)
            if known is not None:
                if known.size != new.size:
                    raise Invalid("key: another photo was announced under it.")
                stored = await unit.object_of(known.id, "original")
                return known, self._vault.offset(stored) if stored and known.state == "receiving" else known.size
            await self._room(unit, visit, new, photos)
            photo = Photo(
                id=new_id(),
                visit=visit,
                concern=new.concern,
                body_site=new.body_site,
                view=new.view,
                source=new.source,
                state="receiving",
                key=new.key,
                size=new.size,
                at=now.utc,
                replaces=new.replaces,
            )
            name = new_id()
            _, wrapped, master = self._vault.new_key(name)
            await unit.save_photo(photo)
            kind = "application/octet-stream"
            await unit.add_object(
                StoredObject(name, photo.id, visit, "original", kind, None, None, new.size, wrapped, master, now.utc)
            )
        return photo, 0

    async def offset(self, visit: VisitId, actor: Actor, photo: str) -> tuple[Photo, int]:
        """How much of a photo is here, in bytes. Raises `NotFound` or `NotNow`."""
        known, stored = await self._of(visit, actor, photo)
        if known.state != "receiving" or stored is None:
            return known, known.size
        return known, await asyncio.to_thread(self._vault.offset, stored)

    async def receive(
        self, visit: VisitId, actor: Actor, photo: str, offset: int, blocks: AsyncIterator[bytes]
    ) -> tuple[Photo, int]:
        """Add bytes from `offset` on. What arrived before a connection was lost is kept, and counted by the next `offset`.

        Raises `NotFound`, `NotNow`, `WrongOffset`, `TooLarge`, or `Invalid` for more bytes than were announced.
        """
        known, stored = await self._of(visit, actor, photo)
        if stored is None or known.state in ("refused", "withdrawn", "erased"):
            raise NotFound
        if known.state != "receiving":
            return known, known.size
        if shutil.disk_usage(self._vault.folder.parent).free < DISK_LEFT:
            raise Unavailable("The practice's server has no room for photos just now. Please tell the practice.")
        here = await self._alone(photo, self._append(stored, offset, blocks))
        if here < known.size:
            return known, here
        return await self._complete(actor, known, stored), here

    async def take_back(self, visit: VisitId, actor: Actor, photo: str) -> None:
        """Withdraw a photo. Raises `NotFound` or `NotNow`."""
        now = self._clock.now()
        if (writing := self._writing.get(photo)) is not None:
            writing.cancel()
            await asyncio.wait([writing])
        async with self._store.unit() as unit:
            required(actor, "submit_photos", await unit.appointment(visit))
            known = await unit.photo(photo)
            if known is None or known.visit != visit or known.state in ("withdrawn", "erased"):
                raise NotFound
            left = await withdraw(unit, [known], actor.signature, now)
        for name in left.files:
            self._vault.remove(name)
        await self._changed(visit)

    async def queue_key(self, visit: VisitId, actor: Actor) -> str:
        """The key under which this link's page may keep photos in the browser's storage while it is offline. It is the
        same for the same link, and nowhere but here and in the open page. Raises `NotFound`."""
        async with self._store.reading() as unit:
            required(actor, "see_own_photos", await unit.appointment(visit))
        return self._vault.derived_key(f"queue {visit} {actor.person}")

    async def _room(self, unit: Unit, visit: VisitId, new: NewPhoto, photos: list[Photo]) -> None:
        if new.concern is not None:
            concern = await unit.concern(new.concern)
            if concern is None or concern.visit != visit or concern.withdrawn_at is not None:
                raise Invalid("concern: there is no such concern in this visit.")
        if new.replaces is not None and not any(one.id == new.replaces for one in photos):
            raise Invalid("replaces: there is no such photo in this visit.")
        held = sum(one.state in HELD and one.id != new.replaces for one in photos)
        if held >= MOST_PHOTOS or len(photos) >= MOST_TRIES:
            raise NoPlaceLeft(f"A visit has room for {MOST_PHOTOS} photos. Take one away to send another.")

    async def _of(self, visit: VisitId, actor: Actor, photo: str) -> tuple[Photo, StoredObject | None]:
        async with self._store.reading() as unit:
            required(actor, "submit_photos", await unit.appointment(visit))
            known = await unit.photo(photo)
            if known is None or known.visit != visit:
                raise NotFound
            return known, await unit.object_of(photo, "original")

    async def _alone(self, photo: str, appending: Coroutine[Any, Any, int]) -> int:
        """Run `appending` as the only one of its photo. A page that lost its connection comes with a new one before the
        server has noticed: the newest is the one that goes on."""
        task = asyncio.ensure_future(appending)
        before = self._writing.get(photo)
        self._writing[photo] = task
        try:
            if before is not None:
                before.cancel()
            return await task
        except asyncio.CancelledError:
            if task.cancelled() and self._writing.get(photo) is not task:
                raise NotNow("Another connection goes on with this photo.") from None
            raise
        finally:
            if self._writing.get(photo) is task:
                del self._writing[photo]

    async def _append(self, stored: StoredObject, offset: int, blocks: AsyncIterator[bytes]) -> int:
        # The one before, which was just told to stop, closes the file first.
        lock = self._files.setdefault(stored.id, asyncio.Lock())
        async with lock:
            growing = self._vault.grow(stored)
            try:
                if offset != growing.offset:
                    raise WrongOffset(growing.offset)
                await _fill(growing, stored.size, blocks)
                if growing.offset == stored.size:
                    growing.finish()
                return growing.offset
            finally:
                await _to_the_end(growing.close)

    async def _complete(self, actor: Actor, known: Photo, stored: StoredObject) -> Photo:
        digest = await asyncio.to_thread(_digest, self._vault, stored)
        now = self._clock.now()
        async with self._store.unit() as unit:
            newest = await unit.photo(known.id)
            if newest is None or newest.state != "receiving":
                return newest or known
            received = replace(newest, state="checking", digest=digest, received_at=now.utc)
            await unit.save_photo(received)
            event = PhotoReceived(
                photo=known.id,
                concern=known.concern,
                view=known.view,
                source=known.source,
                bytes=known.size,
                digest=digest,
            )
            await unit.append(known.visit, [event], actor=actor.signature, at=now)
        self._soon(known.id)
        await self._changed(known.visit)
        return received


async def _fill(growing: Growing, size: int, blocks: AsyncIterator[bytes]) -> None:
    """Append in blocks of one size; what is left over too, however the sending ends."""
    waiting, taken = bytearray(), 0
    try:
        async for block in blocks:
            taken += len(block)
            if taken > CHUNK:
                raise TooLarge(f"Send at most {CHUNK >> 20} MiB at a time.")
            if growing.offset + len(waiting) + len(block) > size:
                raise Invalid("More bytes than the photo was said to have.")
            waiting += block
            while len(waiting) >= cipher.BLOCK:
                growing.append(bytes(waiting[: cipher.BLOCK]))
                del waiting[: cipher.BLOCK]
    finally:
        growing.append(bytes(waiting))


async def _to_the_end(work: Callable[[], None]) -> None:
    """Run `work` in a thread, and wait for it even when cancelled: the file must not get a second writer meanwhile."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    cancelled = False
    while not running.done():
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
    running.result()


def _digest(vault: Vault, stored: StoredObject) -> str:
    return hashlib.sha256(vault.read(stored)).hexdigest()
