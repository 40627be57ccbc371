"""The hash chain over a visit's evidence: pure functions from records to hashes.

A record is the JSON object of one entry without its two hashes. Its hash is

    SHA-256("visit-evidence-v1" || previous hash, 32 bytes || canonical bytes of the record)

where canonical bytes are RFC 8785 (JSON Canonicalization Scheme), of which we use objects, arrays, texts, booleans,
null and integers a double holds exactly. Nanoseconds go past 2**53 after 104 days of uptime, so they are decimal texts.
The first entry of a visit follows `genesis(visit)`, so no visit's chain can be passed off as another's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from server.base.clock import Moment
from server.base.ids import VisitId
from server.evidence.entry import Entry
from server.evidence.events import EVENT, Event

DOMAIN = b"visit-evidence-v1"
MAX_EXACT = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8785 section 3.2.2.3, RFC 7493 section 2.2)."""

RECORD_KEYS = ("visit_id", "seq", "event_id", "type", "actor", "utc", "mono_ns", "boot_id", "node_id", "body")


def canonical(value: object) -> bytes:
    """RFC 8785 bytes of a JSON value. Raises ValueError for what the evidence never holds: floats, huge integers, lone surrogates."""
    return _text(value).encode("utf-8")


def _text(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        if abs(value) > MAX_EXACT:
            raise ValueError(f"{value} is not exact in every JSON reader; write it as text")
        return str(value)
    if isinstance(value, dict):
        # RFC 8785 section 3.2.3 orders members by UTF-16 code units, which differs from Python's order past U+FFFF.
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_text(name)}:{_text(value[name])}" for name in names) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(item) for item in value) + "]"
    raise ValueError(f"{type(value).__name__} has no place in evidence")


def genesis(visit: str) -> str:
    """What the first entry of a visit follows, hex."""
    return hashlib.sha256(DOMAIN + b" genesis " + visit.encode()).hexdigest()


def link_hash(prev_hash: str, record: dict[str, Any]) -> str:
    """The hash of `record` after the entry whose hash is `prev_hash`, hex."""
    return hashlib.sha256(DOMAIN + bytes.fromhex(prev_hash) + canonical(record)).hexdigest()


def utc_text(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds, always 27 characters."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event_body(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values, without its type, which has a column of its own."""
    body: dict[str, Any] = event.model_dump(mode="json")
    del body["type"]
    return body


def record_of(entry: Entry) -> dict[str, Any]:
    """The entry as the JSON object that is hashed."""
    return {
        "visit_id": entry.visit,
        "seq": entry.seq,
        "event_id": entry.event_id,
        "type": entry.event.type,
        "actor": entry.actor,
        "utc": utc_text(entry.at.utc),
        "mono_ns": str(entry.at.mono_ns),
        "boot_id": entry.at.boot,
        "node_id": entry.node,
        "body": event_body(entry.event),
    }


def entry_of(record: dict[str, Any], prev_hash: str, own_hash: str) -> Entry:
    """The other way round. Raises ValueError (pydantic's included) where the record is not of our vocabulary."""
    if not isinstance(record["body"], dict):
        raise ValueError("the body is no object in canonical form")
    return Entry(
        visit=VisitId(record["visit_id"]),
        seq=record["seq"],
        event_id=record["event_id"],
        actor=record["actor"],
        at=Moment(datetime.fromisoformat(record["utc"]), int(record["mono_ns"]), record["boot_id"]),
        event=EVENT.validate_python({**record["body"], "type": record["type"]}),
        prev_hash=prev_hash,
        hash=own_hash,
        node=record["node_id"],
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Where a visit's chain ends: how many entries it has, and the hash of the last (or the genesis)."""

    count: int
    hash: str


def head_of(visit: str, entries: Sequence[Entry] = ()) -> Head:
    """The head after `entries`; of none, the genesis."""
    return Head(entries[-1].seq, entries[-1].hash) if entries else Head(0, genesis(visit))


def extend(
    visit: VisitId, head: Head, events: Sequence[Event], ids: Sequence[str], actor: str, at: Moment, node: str
) -> list[Entry]:
    """The entries that put `events` after `head`, one id for each."""
    entries: list[Entry] = []
    for event, event_id in zip(events, ids, strict=True):
        unsealed = Entry(visit, head.count + 1, event_id, actor, at, event, head.hash, "", node)
        sealed = replace(unsealed, hash=link_hash(head.hash, record_of(unsealed)))
        entries.append(sealed)
        head = Head(sealed.seq, sealed.hash)
    return entries


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold. `line` counts from 1."""

    line: int
    why: str


def first_break(visit: str, lines: Sequence[dict[str, Any]], head: Head | None = None) -> Break | None:
    """Where the chain of `lines` (records with `prev_hash` and `hash`) breaks, or None where it holds.

    Without `head` a cut tail cannot be seen: what is left is a shorter valid chain.
    """
    now = Head(0, genesis(visit))
    for number, line in enumerate(lines, 1):
        record = {key: line[key] for key in RECORD_KEYS if key in line}
        if set(line) != {*RECORD_KEYS, "prev_hash", "hash"}:
            return Break(number, "the line has missing or unknown fields")
        if line["visit_id"] != visit:
            return Break(number, "the line belongs to another visit")
        if line["seq"] != number:
            return Break(number, f"seq is {line['seq']} where {number} was due")
        if line["prev_hash"] != now.hash:
            return Break(number, "the line does not follow the one before it")
        try:
            due = link_hash(now.hash, record)
        except ValueError as error:
            return Break(number, str(error))
        if line["hash"] != due:
            return Break(number, "the content does not have the recorded hash")
        now = Head(number, due)
    if head is not None and now != head:
        return Break(now.count + 1, f"the chain ends at {now.count} entries, not at the given head of {head.count}")
    return None
