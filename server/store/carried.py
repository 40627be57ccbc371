"""A transaction without a database: what a running visit knows by heart changes, and a record of it goes to the spool.

The record holds everything that the transaction would have written: evidence, hashed into the visit's chain as always, the
appointment with the names of the fields that changed, and documents. `restore` writes it into the database later, once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Literal

import structlog
from pydantic import TypeAdapter

from server.access.ports import Known
from server.base.clock import Moment
from server.base.errors import NotFound, NotNow, StoreAway
from server.base.ids import StaffId, VisitId
from server.evidence.allowance import Allowance
from server.evidence.chain import RECORD_KEYS, Head, entry_of, extend, head_of, record_of
from server.evidence.entry import Entry
from server.evidence.events import Event, EvidenceDegraded, EvidenceRestored
from server.store.unit import SqlUnit
from server.visits.machine import LIVE, State
from server.visits.records import Appointment, Document, DocumentKind, Staff

log = structlog.get_logger()
How = Literal["spool", "memory"]
NOT_NOW = "The record of visits is away. This visit cannot go on without it; try again in a moment."


@dataclass(slots=True)
class Record:
    """What one transaction would have written."""

    entries: list[Entry] = field(default_factory=list)
    appointments: dict[VisitId, tuple[Appointment, frozenset[str]]] = field(default_factory=dict)
    """Each changed appointment, with the names of the fields that changed."""
    documents: list[Document] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.entries or self.appointments or self.documents)

    def encode(self) -> bytes:
        """The record as bytes for the spool."""
        return json.dumps(
            {
                "entries": [
                    record_of(entry) | {"prev_hash": entry.prev_hash, "hash": entry.hash} for entry in self.entries
                ],
                "appointments": [
                    {"appointment": _appointment().dump_python(each, mode="json"), "changed": sorted(changed)}
                    for each, changed in self.appointments.values()
                ],
                "documents": [_document().dump_python(each, mode="json") for each in self.documents],
            },
            ensure_ascii=False,
        ).encode()

    @classmethod
    def decode(cls, payload: bytes) -> Record:
        """The other way round. Raises ValueError."""
        read = json.loads(payload)
        changed = [
            (_appointment().validate_python(each["appointment"]), frozenset(each["changed"]))
            for each in read["appointments"]
        ]
        return cls(
            [
                entry_of({key: line[key] for key in RECORD_KEYS}, line["prev_hash"], line["hash"])
                for line in read["entries"]
            ],
            {appointment.id: (appointment, names) for appointment, names in changed},
            [_document().validate_python(each) for each in read["documents"]],
        )


@cache
def _appointment() -> TypeAdapter[Appointment]:
    return TypeAdapter(Appointment)


@cache
def _document() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


class CarriedUnit:
    """`server.access.ports.Writing` on what is known, for one transaction. `flagged` says of which visits the log says already
    that it is degraded, and how."""

    def __init__(
        self,
        known: Known,
        heads: Mapping[VisitId, Head],
        flagged: Mapping[VisitId, How],
        how: How,
        node: str,
        ids: Callable[[], str],
        allowance: Allowance,
    ) -> None:
        self._known, self._how, self._node, self._ids = known, how, node, ids
        self._allowance = allowance
        self._flagged_before = flagged
        self._heads_before = heads
        self.heads: dict[VisitId, Head] = {}
        self.flagged: dict[VisitId, How] = {}
        self.record = Record()

    async def appointment(self, visit: VisitId) -> Appointment | None:
        saved = self.record.appointments.get(visit)
        return saved[0] if saved else self._known.appointments.get(visit)

    async def live_appointments(self) -> list[Appointment]:
        """Of those that are known."""
        return [each for each in self._known.appointments.values() if each.visit.state in (State.WAITING, *LIVE)]

    async def save_appointment(self, appointment: Appointment) -> Appointment:
        """Raises `NotNow` as a database would."""
        before = await self.appointment(appointment.id)
        if before is None:
            raise NotFound()
        if before.version != appointment.version:
            raise NotNow("Somebody else has just changed this visit. Look at how it stands now, then try again.")
        names = {
            each.name for each in fields(Appointment) if getattr(before, each.name) != getattr(appointment, each.name)
        }
        earlier = self.record.appointments.get(appointment.id)
        saved = replace(appointment, version=appointment.version + 1)
        self.record.appointments[appointment.id] = (saved, frozenset(names) | (earlier[1] if earlier else frozenset()))
        return saved

    async def staff(self, staff: StaffId) -> Staff | None:
        """Raises `StoreAway` for somebody who is not known: whether there is such a person cannot be said."""
        if staff not in self._known.staff:
            raise StoreAway(NOT_NOW)
        return self._known.staff[staff]

    async def add_document(
        self, visit: VisitId, kind: DocumentKind, author: str, at: datetime, body: dict[str, Any]
    ) -> Document:
        """The version is counted when the record reaches the database."""
        document = Document(visit=visit, kind=kind, version=0, author=author, at=at, body=body)
        self.record.documents.append(document)
        return document

    async def append(
        self,
        visit: VisitId,
        events: Sequence[Event],
        *,
        actor: str,
        at: Moment,
        event_ids: Sequence[str] | None = None,
        owed: bool = False,
    ) -> list[Entry]:
        """Hash events onto the visit's chain. Raises `TooMany` unless this is `owed`, and `StoreAway` where its head is not
        known: nothing was written about the visit since the server started, so it is not live here."""
        head = self.heads.get(visit) or self._heads_before.get(visit)
        if head is None:
            raise StoreAway(NOT_NOW)
        self._allowance.spend(visit, actor, len(events), at.mono_ns, owed=owed)
        ids = list(event_ids) if event_ids is not None else [self._ids() for _ in events]
        entries = extend(visit, head, events, ids, actor, at, self._node)
        if entries and self._flagged_before.get(visit) != self._how and visit not in self.flagged:
            self.flagged[visit] = self._how
            mark = extend(visit, head, [EvidenceDegraded(kept=self._how)], [_mark_id(ids[0])], "server", at, self._node)
            entries = extend(visit, head_of(visit, mark), events, ids, actor, at, self._node)
            self.record.entries += mark
        self.record.entries += entries
        if entries:
            self.heads[visit] = head_of(visit, entries)
        return entries


def _mark_id(of: str) -> str:
    """The id of the mark before an entry: made from that entry's, so that a second try makes the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, of))


async def restore(unit: SqlUnit, records: Iterable[Record], at: Moment) -> None:
    """Write `records` in their order, each once however often it is restored, and say so in the log of every visit.

    Where something else wrote to a visit meanwhile (the command line beside the server), its entries are hashed anew behind
    that, with their own ids and times; of an appointment only the fields that the record changed are taken.
    """
    restored: dict[VisitId, int] = {}
    for record in records:
        if record.entries and await unit.holds(record.entries[0].event_id):
            continue
        for (visit, actor, moment), group in groupby(
            record.entries, key=lambda entry: (entry.visit, entry.actor, entry.at)
        ):
            spooled = list(group)
            ids = [entry.event_id for entry in spooled]
            kept = await unit.append(visit, [entry.event for entry in spooled], actor=actor, at=moment, event_ids=ids)
            restored[visit] = restored.get(visit, 0) + len(kept)
            if [entry.hash for entry in kept] != [entry.hash for entry in spooled]:
                log.warning("spooled evidence hashed anew", visit=visit, entries=len(kept))
        for appointment, changed in record.appointments.values():
            found = await unit.appointment(appointment.id)
            if found is None:
                log.error("a spooled visit is not in the database", visit=appointment.id)
                continue
            news = {name: getattr(appointment, name) for name in changed}
            await unit.save_appointment(replace(found, **news))
        for document in record.documents:
            await unit.add_document(document.visit, document.kind, document.author, document.at, document.body)
    for visit, count in restored.items():
        await unit.append(visit, [EvidenceRestored(entries=count)], actor="server", at=at)
