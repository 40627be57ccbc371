"""A visit's photos for other systems: a PDF to read, FHIR R4 and DICOM, each by download, each told of in the evidence."""

from __future__ import annotations

import asyncio
import json

from server.access.policy import Actor, required
from server.access.ports import Store
from server.base.clock import Clock
from server.base.errors import NotFound
from server.base.ids import VisitId
from server.evidence.photo_events import PhotosExported
from server.images.annotations import newest, scale_of
from server.images.case_sheet import CaseRecord, case_sheet
from server.images.fhir import Case, Film, bundle
from server.images.ports import Printed
from server.images.vault import Vault


class Exports:
    """The use cases. Pictures leave as they are shown, without anything that the camera wrote into them."""

    def __init__(self, store: Store, clock: Clock, vault: Vault, printed: Printed) -> None:
        self._store, self._clock, self._vault, self._printed = store, clock, vault, printed

    async def fhir(self, visit: VisitId, actor: Actor) -> bytes:
        """The visit's concerns, photos (1600 pixels) and measures as a FHIR R4 Bundle, JSON; its clips too.

        Raises `NotFound`.
        """
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "export_photo", await unit.appointment(visit))
            patient = await unit.patient(appointment.patient)
            if patient is None:
                raise NotFound
            concerns = [one for one in await unit.concerns(visit) if one.withdrawn_at is None]
            photos = [one for one in await unit.photos(visit) if one.state == "ready"]
            kept = await unit.objects([one.id for one in photos])
            versions = await unit.annotations(visit)
            exported = PhotosExported(person=actor.person, form="fhir", photos=len(photos))
            await unit.append(visit, [exported], actor=actor.signature, at=now)

        def made() -> bytes:
            pictures = {one.photo: self._vault.read(one) for one in kept if one.part == "screen"}
            clips = {
                one.photo: Film(one.media_type, one.width, one.height, self._vault.read(one))
                for one in kept
                if one.part == "clip"
            }
            scales = {one.id: scale for one in photos if (scale := scale_of(versions, one.id)) is not None}
            shown = [one for one in photos if one.id in pictures]
            case = Case(visit, patient, concerns, shown, pictures, clips, newest(versions), scales, now.utc)
            return json.dumps(bundle(case), ensure_ascii=False).encode()

        return await asyncio.to_thread(made)

    async def pdf(self, visit: VisitId, actor: Actor) -> bytes:
        """The case as a tagged PDF: stories, photos (1600 pixels) with words in their place, marks beside them.

        Raises `NotFound`.
        """
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "export_photo", await unit.appointment(visit))
            patient, practice = await unit.patient(appointment.patient), await unit.practice()
            if patient is None or practice is None:
                raise NotFound
            photos = [one for one in await unit.photos(visit) if one.state == "ready"]
            objects = [one for one in await unit.objects([one.id for one in photos]) if one.part == "screen"]
            versions = await unit.annotations(visit)
            names = {str(one.id): one.name for one in await unit.all_staff()}
            case = CaseRecord(
                appointment,
                patient,
                practice,
                [one for one in await unit.concerns(visit) if one.withdrawn_at is None],
                photos,
                newest(versions),
                {one.id: scale for one in photos if (scale := scale_of(versions, one.id)) is not None},
                names,
                names.get(actor.person, ""),
                now.utc,
            )
            exported = PhotosExported(person=actor.person, form="pdf", photos=len(photos))
            await unit.append(visit, [exported], actor=actor.signature, at=now)

        def read() -> dict[str, tuple[bytes, int, int]]:
            return {one.photo: (self._vault.read(one), one.width or 1, one.height or 1) for one in objects}

        return await self._printed(case_sheet(case), await asyncio.to_thread(read))

    async def dicom(self, visit: VisitId, actor: Actor, photo: str) -> bytes:
        """One photo as a DICOM VL Photographic Image, in full size. Raises `NotFound`."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "export_photo", await unit.appointment(visit))
            patient, practice = await unit.patient(appointment.patient), await unit.practice()
            known, stored = await unit.photo(photo), await unit.object_of(photo, "full")
            if patient is None or practice is None or known is None or stored is None:
                raise NotFound
            if known.visit != visit or known.state != "ready":
                raise NotFound
            concern = await unit.concern(known.concern) if known.concern else None
            number = [one.id for one in await unit.photos(visit)].index(photo) + 1
            exported = PhotosExported(person=actor.person, form="dicom", photos=1)
            await unit.append(visit, [exported], actor=actor.signature, at=now)

        def made() -> bytes:
            # pydicom takes longer to load than the rest of the server: who never exports starts without it.
            from server.images.dicom import Pictured, photographic_image  # noqa: PLC0415

            jpeg = self._vault.read(stored)
            site = known.body_site or (concern.body_site if concern else None)
            return photographic_image(Pictured(known, patient, site, number, practice.name, jpeg))

        return await asyncio.to_thread(made)
