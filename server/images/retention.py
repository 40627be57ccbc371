"""How long photos are kept: uploads that never ended for a day, pictures as long as the practice's rule says.

What is erased is the file and its key. The rows say that there was a photo, the evidence what was done with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import Literal

import structlog

from server.access.ports import Store
from server.base.background import Background
from server.base.clock import Clock
from server.base.errors import Refusal
from server.base.ids import VisitId
from server.evidence.answer_events import MessagesErased
from server.evidence.photo_events import PhotosErased
from server.images.vault import Vault
from server.visits.correspondence import Message
from server.visits.submission import Photo

_log = structlog.get_logger("images")
UNFINISHED = timedelta(days=1)
EVERY_S = 3600.0
AT_ONCE = 200
"""Photos of one pass: a transaction stays short."""


class Retention(Background):
    """Looks every hour. `days` after the visit's time pictures are erased; None keeps them."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, days: int | None) -> None:
        self._store, self._clock, self._vault, self._days = store, clock, vault, days

    async def look(self) -> int:
        """Erase what is due; returns how many photos, or messages where those are more, that were."""
        now = self._clock.now().utc
        async with self._store.reading() as unit:
            unfinished = await unit.unfinished_photos(now - UNFINISHED)
            old = await unit.photos_to_forget(now - timedelta(days=self._days)) if self._days is not None else []
            said = await unit.messages_to_forget(now - timedelta(days=self._days)) if self._days is not None else []
        due = {one.id: one for one in (*unfinished, *old)}
        await self.erase(list(due.values())[:AT_ONCE], "retention")
        await self._erase_messages(said[:AT_ONCE], "retention")
        return max(len(due), len(said))

    async def erase_visit(self, visit: VisitId) -> int:
        """Erase every photo of a visit, its concerns' stories and what was written about them, because a person decided so."""
        async with self._store.unit() as unit:
            photos = [one for one in await unit.photos(visit) if one.state != "erased"]
            for concern in await unit.concerns(visit):
                await unit.save_concern(replace(concern, body_site=None, story={}))
            said = [one for one in await unit.messages([visit]) if one.erased_at is None]
        await self.erase(photos, "request")
        await self._erase_messages(said, "request")
        return len(photos)

    async def erase(self, photos: Sequence[Photo], why: Literal["retention", "request"]) -> None:
        """Erase these photos: keys first, files after the commit."""
        for visit, group in groupby(sorted(photos, key=lambda one: one.visit), key=lambda one: one.visit):
            theirs, now = list(group), self._clock.now()
            ids = [one.id for one in theirs]
            async with self._store.unit() as unit:
                files = [one.id for one in await unit.objects(ids)]
                await unit.forget_objects(ids)
                await unit.empty_annotations(ids)
                for one in theirs:
                    await unit.save_photo(replace(one, state="erased", quality=None, closed_at=now.utc))
                event = PhotosErased(photos=tuple(ids), why=why)
                await unit.append(visit, [event], actor="server", at=now)
            for name in files:
                self._vault.remove(name)
            _log.info("photos erased", visit=visit, photos=len(ids), why=why)

    async def _erase_messages(self, messages: Sequence[Message], why: Literal["retention", "request"]) -> None:
        for visit, group in groupby(sorted(messages, key=lambda one: one.visit), key=lambda one: one.visit):
            theirs, now = list(group), self._clock.now()
            async with self._store.unit() as unit:
                for one in theirs:
                    await unit.save_message(replace(one, text="", salt="", erased_at=now.utc))
                event = MessagesErased(messages=tuple(one.id for one in theirs), why=why)
                await unit.append(visit, [event], actor="server", at=now)
            _log.info("messages erased", visit=visit, messages=len(theirs), why=why)

    async def _run(self) -> None:
        while True:
            try:
                due = await self.look()
            except (Refusal, OSError) as error:
                _log.error("photos could not be erased yet", error=type(error).__name__)
                due = 0
            await asyncio.sleep(0 if due > AT_ONCE else EVERY_S)
