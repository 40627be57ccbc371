"""The one writer of evidence. Rows are added after the head of their visit's chain and never touched again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy import Row, insert, select

from server.base.clock import Moment
from server.base.errors import Unavailable
from server.base.ids import VisitId
from server.evidence.allowance import Allowance
from server.evidence.chain import RECORD_KEYS, Head, canonical, entry_of, extend, head_of, record_of
from server.evidence.entry import Entry
from server.evidence.events import Event
from server.store import tables
from server.store.rows import Rows
from server.store.transaction import Transaction

log = structlog.get_logger()
DAMAGED = (
    "The log of this visit was changed by something else than this program and cannot be read. Its export shows where."
)


class EvidenceRows(Rows):
    """A transaction's appends. They are staged and written together, so that one transaction can carry every live visit's tick."""

    def __init__(self, transaction: Transaction, node: str, new_id: Callable[[], str], allowance: Allowance) -> None:
        super().__init__(transaction)
        self._node, self._new_id, self._allowance = node, new_id, allowance
        self._heads: dict[VisitId, Head] = {}
        self._staged: list[dict[str, Any]] = []

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
        """Put events after the visit's head, in this transaction.

        `event_ids` make a retry harmless: when the log already holds them, the stored entries come back and nothing is added.
        They come from the spool, and what is there was let through before. Raises `TooMany` unless this is `owed`.
        """
        if event_ids is None:
            self._allowance.spend(visit, actor, len(events), at.mono_ns, owed=owed)
        if event_ids and await self.holds(*event_ids):
            stored = [entry for entry in await self.evidence(visit) if entry.event_id in set(event_ids)]
            if stored:
                return stored
        ids = event_ids or [self._new_id() for _ in events]
        head = self._heads.get(visit) or await self._stored_head(visit)
        entries = extend(visit, head, events, ids, actor, at, self._node)
        self._heads[visit] = head_of(visit, entries) if entries else head
        self._staged.extend(_columns(entry) for entry in entries)
        return entries

    @property
    def heads(self) -> Mapping[VisitId, Head]:
        """Where the chains end that this transaction has added to."""
        return self._heads

    async def holds(self, *event_ids: str) -> bool:
        """Whether the log has an entry with one of these ids."""
        await self.flush()
        table = tables.evidence
        found = await self._transaction.scalar(select(table.c.seq).where(table.c.event_id.in_(event_ids)).limit(1))
        return found is not None

    async def flush(self) -> None:
        """Write what is staged, in one statement."""
        if self._staged:
            staged, self._staged = self._staged, []
            await self._transaction.execute(insert(tables.evidence), staged)

    async def evidence(self, visit: VisitId) -> list[Entry]:
        """The visit's whole log, oldest first. Raises `Unavailable` where a line says what the vocabulary does not have."""
        lines = await self.evidence_lines(visit)
        try:
            return [
                entry_of({key: line[key] for key in RECORD_KEYS}, line["prev_hash"], line["hash"]) for line in lines
            ]
        except ValueError as error:
            log.error("evidence damaged", visit=visit)
            raise Unavailable(DAMAGED) from error

    async def evidence_lines(self, visit: VisitId) -> list[dict[str, Any]]:
        """The log as JSON objects exactly as stored, read without the vocabulary, for export and verification."""
        await self.flush()
        table = tables.evidence
        rows = await self._transaction.execute(select(table).where(table.c.visit_id == visit).order_by(table.c.seq))
        return [_line(row) for row in rows]

    async def _stored_head(self, visit: VisitId) -> Head:
        table = tables.evidence
        row = (
            await self._transaction.execute(
                select(table.c.seq, table.c.hash).where(table.c.visit_id == visit).order_by(table.c.seq.desc()).limit(1)
            )
        ).one_or_none()
        return head_of(visit) if row is None else Head(row.seq, row.hash)


def _columns(entry: Entry) -> dict[str, Any]:
    record = record_of(entry)
    return record | {
        "mono_ns": entry.at.mono_ns,
        "body": canonical(record["body"]).decode(),
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


def _line(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping) | {"mono_ns": str(row.mono_ns), "body": _body(row.body)}


def _body(text: str) -> Any:
    """The body as an object, or, where its text is not what we would have written, the text itself: that breaks the hash."""
    try:
        body = json.loads(text)
        return body if canonical(body).decode() == text else text
    except (ValueError, RecursionError):
        return text
