"""What is still to be sent to one peer, bounded: a newer truth takes the place of an older one that nobody has read."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from itertools import count

from pydantic import BaseModel

from server.signaling.server_frames import Board, BoardRowFrame, PhotoPointed, QualityFrame, VisitFrame

CAPACITY = 256
"""Frames that may wait. A whole board of row changes fits; a peer that reads nothing is cut."""


class Full(Exception):
    """The peer does not read."""


class Outbox:
    """A queue with one reader, in order of arrival but for what was replaced."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._waiting: OrderedDict[Hashable, BaseModel] = OrderedDict()
        self._numbers = count()
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, frame: BaseModel) -> None:
        """Add a frame; a visit or a row replaces its older self and moves to the end. Raises `Full`."""
        key = _subject(frame)
        if key is None:
            key = next(self._numbers)
        self._waiting.pop(key, None)
        if isinstance(frame, Board):
            # The board holds every row: what was said of rows before is in it.
            for other in [each for each, waits in self._waiting.items() if isinstance(waits, BoardRowFrame)]:
                del self._waiting[other]
        if len(self._waiting) >= self._capacity:
            raise Full
        self._waiting[key] = frame
        self._filled.set()

    async def take(self) -> BaseModel:
        """The next frame to send, waiting for one."""
        while not self._waiting:
            self._filled.clear()
            await self._filled.wait()
        return self._waiting.popitem(last=False)[1]


def _subject(frame: BaseModel) -> Hashable | None:
    """What the frame is the whole truth about, if it is one."""
    match frame:
        case VisitFrame():
            return ("visit", frame.visit)
        case QualityFrame():
            return ("quality", frame.visit)
        case BoardRowFrame():
            return ("row", frame.row.visit)
        case Board():
            return "board"
        case PhotoPointed():
            return ("pointed", frame.visit, frame.seat)
    return None
