"""Received files become pictures, one after the other, in worker processes; a server that starts again goes on."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from server.access.ports import Store
from server.base.background import Background
from server.base.clock import Clock
from server.base.errors import Refusal
from server.base.ids import new_id
from server.evidence.photo_events import PhotoReady, PhotoRefused
from server.images import quality
from server.images.cipher import Damaged
from server.images.clamd import Clamd
from server.images.derivatives import Clip, Picture
from server.images.master_keys import Unopenable
from server.images.ports import Changed
from server.images.submissions import withdraw
from server.images.vault import Vault
from server.images.workers import Read, Workers
from server.visits.submission import Part, Photo, Problem, StoredObject

_log = structlog.get_logger("images")
AGAIN_S = 5.0
"""After a fault of ours (the database away, the disk full) the photo waits that long for its next try."""


class Readings(Background):
    """The queue of received photos."""

    def __init__(
        self, store: Store, clock: Clock, vault: Vault, workers: Workers, changed: Changed, clamd: Clamd | None = None
    ) -> None:
        self._store, self._clock, self._vault = store, clock, vault
        self._workers, self._changed, self._clamd = workers, changed, clamd
        self._queue: asyncio.Queue[str] = asyncio.Queue()

    async def resume(self) -> None:
        """Start with what an earlier server had received and not read. What is not read at `stop` stays for the next one."""
        async with self._store.reading() as unit:
            for photo in await unit.photos_in("checking"):
                self.soon(photo.id)
        self.start()

    def soon(self, photo: str) -> None:
        """Read this photo when its turn comes."""
        self._queue.put_nowait(photo)

    async def _run(self) -> None:
        while True:
            photo = await self._queue.get()
            try:
                await self._one(photo)
            except (Refusal, OSError, Unopenable) as error:
                _log.error("photo not read yet", photo=photo, error=type(error).__name__)
                asyncio.get_running_loop().call_later(AGAIN_S, self.soon, photo)
            except Exception:
                # One photo's fault must not keep the others waiting.
                _log.exception("photo could not be read", photo=photo)

    async def _one(self, photo_id: str) -> None:
        async with self._store.reading() as unit:
            photo = await unit.photo(photo_id)
            stored = await unit.object_of(photo_id, "original")
        if photo is None or stored is None or photo.state != "checking":
            return
        try:
            content = await asyncio.to_thread(self._vault.read, stored)
            if self._clamd is not None and await self._clamd.infected(content):
                read = Read(problem="infected")
            else:
                read = await self._workers.read(content)
        except Damaged:
            read = Read(problem="damaged")
        if read.problem is not None:
            await self._refuse(photo, stored, read.problem)
        else:
            await self._keep(photo, read)
        _log.info("photo read", visit=photo.visit, photo=photo.id, problem=read.problem, peak_mib=read.peak_kib >> 10)
        await self._changed(photo.visit)

    async def _refuse(self, photo: Photo, stored: StoredObject, problem: Problem) -> None:
        """What is no picture is not kept either."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            newest = await unit.photo(photo.id)
            if newest is None or newest.state != "checking":
                return
            await unit.save_photo(replace(newest, state="refused", problem=problem, closed_at=now.utc))
            await unit.forget_objects([photo.id])
            event = PhotoRefused(photo=photo.id, problem=problem)
            await unit.append(photo.visit, [event], actor="server", at=now)
        self._vault.remove(stored.id)

    async def _keep(self, photo: Photo, read: Read) -> None:
        made = [await asyncio.to_thread(self._written, photo, picture, picture.size) for picture in read.pictures]
        clip = read.clip
        if clip is not None:
            made.append(await asyncio.to_thread(self._written, photo, clip, "clip"))
        now = self._clock.now()
        measures = quality.Measures(**(read.measures or {}))
        left: tuple[str, ...] = tuple(one.id for one in made)
        try:
            async with self._store.unit() as unit:
                newest = await unit.photo(photo.id)
                if newest is None or newest.state != "checking":
                    return
                gone: tuple[str, ...] = ()
                if clip is not None:
                    # What was filmed has a sound, of whoever was in the room. Of a clip only what we made of it is kept.
                    gone = tuple(one.id for one in await unit.objects([photo.id]))
                    await unit.forget_objects([photo.id])
                for one in made:
                    await unit.add_object(one)
                ready = replace(
                    newest,
                    state="ready",
                    media_type=read.media_type,
                    width=read.width,
                    height=read.height,
                    quality=quality.told(measures, photo.view, read.width, read.height),
                    duration_ms=clip.duration_ms if clip else None,
                    frame_rate=clip.frame_rate if clip else None,
                )
                await unit.save_photo(ready)
                await unit.append(photo.visit, [PhotoReady(photo=photo.id)], actor="server", at=now)
                replaced = await unit.photo(photo.replaces) if photo.replaces else None
                if replaced is not None and replaced.visit == photo.visit and replaced.state == "ready":
                    gone += (await withdraw(unit, [replaced], "server", now, replaced_by=photo.id)).files
            left = gone
        finally:
            for name in left:
                self._vault.remove(name)

    def _written(self, photo: Photo, picture: Picture | Clip, part: Part) -> StoredObject:
        name = new_id()
        wrapped, master = self._vault.write(name, picture.content)
        width, height, size = picture.width, picture.height, len(picture.content)
        kind = picture.media_type if isinstance(picture, Clip) else "image/jpeg"
        now = self._clock.now().utc
        return StoredObject(name, photo.id, photo.visit, part, kind, width, height, size, wrapped, master, now)
