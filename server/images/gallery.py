"""The pictures themselves, for who may look at them."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from server.access.commands import Command
from server.access.policy import Actor, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotFound, Unavailable
from server.base.ids import VisitId
from server.evidence.photo_events import OriginalExported
from server.images.cipher import Damaged
from server.images.master_keys import Unopenable
from server.images.vault import Vault
from server.visits.submission import Part, Photo, Size, StoredObject

_log = structlog.get_logger("images")


class Gallery:
    """Gives out pictures; the original only to be exported, which evidence tells."""

    def __init__(self, store: Store, clock: Clock, vault: Vault) -> None:
        self._store, self._clock, self._vault = store, clock, vault

    async def picture(self, visit: VisitId, actor: Actor, photo: str, size: Size) -> bytes:
        """One derivative, a JPEG. Raises `NotFound`."""
        async with self._store.reading() as unit:
            command: Command = "see_own_photos" if actor.kind == "link" else "read_photos"
            required(actor, command, await unit.appointment(visit))
            known = await unit.photo(photo)
            stored = await unit.object_of(photo, size)
        if known is None or known.visit != visit or known.state != "ready" or stored is None:
            raise NotFound
        return await self._read(stored)

    async def clip(self, visit: VisitId, actor: Actor, photo: str) -> tuple[str, bytes]:
        """A clip's media type and bytes. Raises `NotFound` where it is none, too."""
        async with self._store.reading() as unit:
            command: Command = "see_own_photos" if actor.kind == "link" else "read_photos"
            required(actor, command, await unit.appointment(visit))
            known, stored = await unit.photo(photo), await unit.object_of(photo, "clip")
        if known is None or known.visit != visit or known.state != "ready" or stored is None:
            raise NotFound
        return stored.media_type, await self._read(stored)

    async def thumbnails(self, visit: VisitId, actor: Actor) -> dict[str, bytes]:
        """Every thumbnail of the visit by its photo, in one go: a page that opens needs them all at once. One that cannot
        be read is left out, and says so where it is asked for alone. Raises `NotFound`."""
        async with self._store.reading() as unit:
            required(actor, "read_photos", await unit.appointment(visit))
            ready = [one.id for one in await unit.photos(visit) if one.state == "ready"]
            stored = [one for one in await unit.objects(ready) if one.part == "thumbnail"]

        def read() -> dict[str, bytes]:
            found = {}
            for one in stored:
                with contextlib.suppress(Damaged, Unopenable, OSError):
                    found[one.photo] = self._vault.read(one)
            return found

        return await asyncio.to_thread(read)

    async def original(self, visit: VisitId, actor: Actor, photo: str) -> tuple[Photo, bytes]:
        """The file as the device made it, with all that is in it; of a clip what was made of it, as no other is kept.

        Raises `NotFound`.
        """
        async with self._store.unit() as unit:
            required(actor, "export_photo", await unit.appointment(visit))
            known = await unit.photo(photo)
            part: Part = "original" if known is None or known.duration_ms is None else "clip"
            stored = await unit.object_of(photo, part)
            if known is None or known.visit != visit or stored is None or known.state not in ("ready", "withdrawn"):
                raise NotFound
            event = OriginalExported(person=actor.person, photo=photo, digest=known.digest or "0" * 64)
            await unit.append(visit, [event], actor=actor.signature, at=self._clock.now())
        return known, await self._read(stored)

    async def _read(self, stored: StoredObject) -> bytes:
        try:
            return await asyncio.to_thread(self._vault.read, stored)
        except (Damaged, Unopenable, OSError) as error:
            _log.error("picture cannot be read", object=stored.id, error=type(error).__name__)
            raise Unavailable(
                "This picture cannot be read from the server's disk. Please tell whoever looks after it."
            ) from None
