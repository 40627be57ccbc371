"""Which edge feeds which receiving slot. Pure and stable: an edge keeps its slot for as long as it lives.

Every seat negotiated its slots once, so a place in a call is a place in everybody's slots.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from server.base.errors import TooMany
from server.base.ids import SeatId
from server.evidence.events import Track
from server.rooms.graph import Edge
from server.rooms.ports import Kind

SLOTS: dict[Kind, int] = {"audio": 5, "video": 4}
"""How many voices and pictures a seat can receive at once (PROTOCOL.md, "Media sections")."""


class SlotKey(NamedTuple):
    """A receiving slot of a seat; `number` counts from 0 within the kind."""

    sink: SeatId
    kind: Kind
    number: int


class Feed(NamedTuple):
    """What a slot carries."""

    source: SeatId
    track: Track


Assignment = Mapping[SlotKey, Feed]


def kind_of(track: Track) -> Kind:
    """The kind of media section that carries the track."""
    return "audio" if track == "microphone" else "video"


def assign(previous: Assignment, wanted: Iterable[Edge]) -> dict[SlotKey, Feed]:
    """The slots for `wanted`, leaving those of `previous` that go on where they are.

    Raises `TooMany` with a sentence when an edge finds no slot left at its sink.
    """
    pending = {(edge.sink, Feed(edge.source, edge.track)) for edge in wanted}
    result: dict[SlotKey, Feed] = {}
    for key, feed in previous.items():
        if (key.sink, feed) in pending:
            result[key] = feed
            pending.discard((key.sink, feed))
    for sink, feed in sorted(pending):
        result[_free(result, sink, kind_of(feed.track))] = feed
    return result


def _free(taken: Assignment, sink: SeatId, kind: Kind) -> SlotKey:
    for number in range(SLOTS[kind]):
        key = SlotKey(sink, kind, number)
        if key not in taken:
            return key
    what = "voices" if kind == "audio" else "pictures"
    raise TooMany(f"This visit is full: each party can receive {SLOTS[kind]} {what}. Somebody has to leave first.")
