"""Keeps the media server's bindings equal to the graph: computes the difference and applies it, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from server.base.ids import SeatId
from server.evidence.events import Track
from server.rooms.graph import Edge
from server.rooms.ports import MediaConnection
from server.rooms.slots import Assignment, SlotKey, assign

Connections = Mapping[SeatId, MediaConnection]
"""The open media connection of each seat that has one."""


class _Bound(NamedTuple):
    sink: MediaConnection
    source: MediaConnection
    track: Track


class Wiring:
    """The slots of one visit and what was last bound to them."""

    def __init__(self) -> None:
        self._assignment: Assignment = {}
        self._bound: dict[SlotKey, _Bound] = {}

    @property
    def assignment(self) -> Assignment:
        """What each slot carries now, whether or not both ends have a media connection yet."""
        return self._assignment

    def plan(self, wanted: Iterable[Edge]) -> Assignment:
        """The slots for `wanted`, without touching anything. Raises `TooMany` where there are not enough."""
        return assign(self._assignment, wanted)

    def apply(self, assignment: Assignment, connections: Connections, skin: Connections) -> None:
        """Bind and unbind so that exactly `assignment` flows; `skin` are the connections of second devices, the sources of
        `skin_camera`. A replaced connection at either end is bound anew.

        Unbinding comes first: nobody is heard by both the old and the new listeners, even for a moment.
        """
        self._assignment = assignment
        target: dict[SlotKey, _Bound] = {}
        for key, feed in assignment.items():
            sources = skin if feed.track == "skin_camera" else connections
            sink, source = connections.get(key.sink), sources.get(feed.source)
            if sink is not None and source is not None and key.number < len(sink.slot_mids(key.kind)):
                target[key] = _Bound(sink, source, feed.track)
        for key, bound in list(self._bound.items()):
            if not _same(target.get(key), bound):
                del self._bound[key]
                if connections.get(key.sink) is bound.sink:
                    bound.sink.bind(key.kind, key.number, None, bound.track)
        for key, bound in target.items():
            if key not in self._bound:
                bound.sink.bind(key.kind, key.number, bound.source, bound.track)
                self._bound[key] = bound


def _same(one: _Bound | None, other: _Bound) -> bool:
    return one is not None and one.sink is other.sink and one.source is other.source and one.track == other.track
