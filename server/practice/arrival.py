"""What the patient says around the visit: where they are, who is with them, where to call back, whether they want an interpreter.

The answers are one document of the visit, a version for each change. Evidence holds the choices, and a digest of the
document with its salt: once the document is erased, nobody can try phone numbers against the digest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.access.policy import Actor, required
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import NotFound
from server.base.ids import VisitId, digest, new_secret
from server.evidence.events import ArrivalAnswered, DevicesChecked, Event, LocationGiven, RecordRead
from server.practice.links import Entered, may_answer
from server.practice.ports import LiveVisits
from server.visits.records import Document

PlaceKind = Literal["home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf"]
ArrivalField = Literal["company", "company_names", "callback_phone", "interpreter", "interpreter_other", "address"]
Answers = Mapping[ArrivalField, str | None]
"""The answers that are sent. A field that is not there stays as it is; None takes an answer back."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the patient's page found out about its devices and its connection. Loss counts both directions together."""

    camera: bool
    microphone: bool
    network: Literal["good", "sound_only", "poor", "none"]
    round_trip_ms: int | None
    loss_permille: int | None
    kbps: int | None


async def kept(unit: Unit, visit: VisitId, author: str, at: datetime, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Add the next version of the answers, with `changed` in it; returns all of them, and the salt."""
    before = await unit.document(visit, "arrival")
    body = {**(before.body if before else {}), **changed, "salt": new_secret()}
    await unit.add_document(visit, "arrival", author, at, body)
    return body


def salted_digest(body: Mapping[str, Any]) -> str:
    """The digest of the answers as they are stored."""
    return digest(json.dumps(body, sort_keys=True, ensure_ascii=False))


class Arrivals:
    """The patient's answers, written by the patient and read by who may have to call or to send help."""

    def __init__(self, store: Store, clock: Clock, live: LiveVisits) -> None:
        self._store, self._clock, self._live = store, clock, live

    async def located(
        self, holder: Entered, kind: PlaceKind, state: str, address: str | None, tz: str | None = None
    ) -> None:
        """Keep where the patient says to be now. Coding asks for the kind of place, the state and the date there: `tz` is the
        device's zone. One that nobody knows is left out, since a patient is not stopped for it."""
        changed: dict[str, Any] = {"place_kind": kind, "place_state": state}
        if address is not None:
            changed["address"] = _line(address)
        await self._keep(holder, changed, [LocationGiven(kind=kind, state=state, tz=_zone(tz))])

    async def answer(self, holder: Entered, answers: Answers) -> Document:
        """Keep the answers that are sent; returns all there are."""
        changed: dict[str, Any] = {field: _line(value) for field, value in answers.items()}
        return await self._keep(holder, changed, [])

    async def checked(self, holder: Entered, found: Checked) -> None:
        """Keep what the device check found."""
        event = DevicesChecked(
            camera=found.camera,
            microphone=found.microphone,
            network=found.network,
            round_trip_ms=found.round_trip_ms,
            loss_permille=found.loss_permille,
            kbps=found.kbps,
        )
        visit, actor, now = holder.appointment.id, f"link:{holder.link.id}", self._clock.now()
        async with self._store.unit() as unit:
            may_answer(holder)
            await unit.add_document(visit, "device_check", actor, now.utc, event.model_dump(exclude={"type"}))
            await unit.append(visit, [event], actor=actor, at=now)
        await self._live.changed(visit)

    async def of(self, visit: VisitId) -> Document | None:
        """The newest answers."""
        async with self._store.reading() as unit:
            return await unit.document(visit, "arrival")

    async def address(self, visit: VisitId, actor: Actor) -> str | None:
        """Where the patient is, to send help there; that it was read goes into the visit's evidence. Raises `NotFound`."""
        async with self._store.unit() as unit:
            required(actor, "read_arrival", await unit.appointment(visit))
            event = RecordRead(person=actor.person, part="address")
            await unit.append(visit, [event], actor=actor.signature, at=self._clock.now())
            known = await unit.document(visit, "arrival")
        return str(known.body["address"]) if known and known.body.get("address") else None

    async def _keep(self, holder: Entered, changed: dict[str, Any], before: list[Event]) -> Document:
        visit, actor, now = holder.appointment.id, f"link:{holder.link.id}", self._clock.now()
        async with self._store.unit() as unit:
            may_answer(holder)
            body = await kept(unit, visit, actor, now.utc, changed)
            saved = await unit.document(visit, "arrival")
            if saved is None:
                raise NotFound
            answered = ArrivalAnswered(
                company=body.get("company"),
                interpreter=body.get("interpreter"),
                callback_given=bool(body.get("callback_phone")),
                address_given=bool(body.get("address")),
                version=saved.version,
                text_digest=salted_digest(body),
            )
            await unit.append(visit, [*before, answered], actor=actor, at=now)
        await self._live.changed(visit)
        return saved


def _zone(tz: str | None) -> str | None:
    try:
        return None if tz is None else ZoneInfo(tz).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _line(text: str | None) -> str | None:
    return (" ".join(text.split()) or None) if text is not None else None
