"""What evidence says of countable work outside the call: begun, ended, taken back."""

from __future__ import annotations

from typing import Literal

from server.evidence.event_base import Count, Event, Id


class WorkStarted(Event):
    """A clinician began countable work of a kind (looking at images, reading the chart, writing the note), or is still at it."""

    type: Literal["work_started"] = "work_started"
    person: Id
    activity: str


class WorkEnded(Event):
    """… and ended it."""

    type: Literal["work_ended"] = "work_ended"
    person: Id
    activity: str


class WorkStruck(Event):
    """A clinician took back what the log says of their own work of a kind so far: nothing of it counts. It stays readable.

    With `from_ms` and `until_ms`, milliseconds of UTC since 1970, only what lies between the two; both or neither.
    """

    type: Literal["work_struck"] = "work_struck"
    person: Id
    activity: str
    from_ms: Count | None = None
    until_ms: Count | None = None
