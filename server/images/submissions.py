"""What a visit's patient has sent: concerns with their story, and the list that both sides of the visit read."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from server.access.commands import Command
from server.access.policy import Actor, required
from server.access.ports import Store, Unit
from server.base.clock import Clock, Moment
from server.base.errors import Invalid, NotFound
from server.base.ids import VisitId, digest, new_secret
from server.evidence.events import Event
from server.evidence.photo_events import ConcernSaved, ConcernWithdrawn, PhotoWithdrawn
from server.images.body_sites import SITES
from server.images.errors import NoPlaceLeft
from server.images.ports import Changed
from server.images.vault import Vault
from server.visits.submission import HELD, MOST_CONCERNS, Concern, Photo, Submission

ONE_OPENING = timedelta(minutes=5)
"""A page that reads the photos again within this time is one opening: who began to look before a photo came may have seen it."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What taking photos back left to do once the transaction is committed: the files to remove."""

    files: tuple[str, ...]


async def withdraw(
    unit: Unit, photos: list[Photo], actor: str, at: Moment, replaced_by: str | None = None
) -> Withdrawn:
    """Take photos back inside a transaction. What no member of staff can have looked at is gone with its keys; what
    somebody has opened is part of the record and only leaves the lists."""
    files: list[str] = []
    for photo in photos:
        seen = photo.received_at is not None and any(
            one.part == "photos"
            for one in await unit.openings(photo.visit, since=photo.received_at - ONE_OPENING, limit=1000)
        )
        if not seen:
            files += [one.id for one in await unit.objects([photo.id])]
            await unit.forget_objects([photo.id])
        await unit.save_photo(replace(photo, state="withdrawn" if seen else "erased", closed_at=at.utc))
        if photo.received_at is not None:
            event = PhotoWithdrawn(photo=photo.id, replaced_by=replaced_by)
            await unit.append(photo.visit, [event], actor=actor, at=at)
    return Withdrawn(tuple(files))


class Submissions:
    """The use cases of concerns, and of the list."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, changed: Changed) -> None:
        self._store, self._clock, self._vault, self._changed = store, clock, vault, changed

    async def of(self, visit: VisitId, actor: Actor) -> Submission:
        """What is there to be seen: neither withdrawn nor erased; refused files are there so that the page can say why.

        Raises `NotFound`. The reading by staff is audited by whoever calls this.
        """
        async with self._store.reading() as unit:
            command: Command = "see_own_photos" if actor.kind == "link" else "read_photos"
            required(actor, command, await unit.appointment(visit))
            concerns = [one for one in await unit.concerns(visit) if one.withdrawn_at is None]
            photos = [one for one in await unit.photos(visit) if one.state in HELD or one.state == "refused"]
        if actor.kind == "staff":
            photos = [one for one in photos if one.state in ("ready", "checking")]
        return Submission(tuple(concerns), tuple(photos))

    async def save_concern(
        self, visit: VisitId, actor: Actor, concern: str, body_site: str | None, story: dict[str, Any]
    ) -> Concern:
        """Keep a version of a concern, or the first one of a new concern under the id that its page gave it.

        Raises `NotFound`, `NotNow`, `Invalid`, or `NoPlaceLeft`.
        """
        if body_site is not None and body_site not in SITES:
            raise Invalid("body_site: this is not a place on our map of the body.")
        now = self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "submit_photos", await unit.appointment(visit))
            known = await unit.concern(concern)
            if known is not None and (known.visit != visit or known.withdrawn_at is not None):
                raise NotFound
            body = {**story, "salt": new_secret()}
            if known is None:
                before = await unit.concerns(visit)
                if sum(one.withdrawn_at is None for one in before) >= MOST_CONCERNS or len(before) >= 5 * MOST_CONCERNS:
                    raise NoPlaceLeft(
                        f"A visit has room for {MOST_CONCERNS} concerns. Tell the clinician about the others."
                    )
                saved = Concern(concern, visit, len(before) + 1, body_site, body, now.utc)
            else:
                saved = replace(known, body_site=body_site, story=body, at=now.utc, version=known.version + 1)
            await unit.save_concern(saved)
            text = json.dumps({"body_site": body_site, **body}, sort_keys=True, ensure_ascii=False)
            event = ConcernSaved(concern=concern, version=saved.version, text_digest=digest(text))
            await unit.append(visit, [event], actor=actor.signature, at=now)
        await self._changed(visit)
        return saved

    async def withdraw_concern(self, visit: VisitId, actor: Actor, concern: str) -> None:
        """Take a concern back, with its photos. Raises `NotFound` or `NotNow`."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            required(actor, "submit_photos", await unit.appointment(visit))
            known = await unit.concern(concern)
            if known is None or known.visit != visit or known.withdrawn_at is not None:
                raise NotFound
            theirs = [one for one in await unit.photos(visit) if one.concern == concern and one.state in HELD]
            left = await withdraw(unit, theirs, actor.signature, now)
            await unit.save_concern(replace(known, withdrawn_at=now.utc))
            events: list[Event] = [ConcernWithdrawn(concern=concern)]
            await unit.append(visit, events, actor=actor.signature, at=now)
        for name in left.files:
            self._vault.remove(name)
        await self._changed(visit)
