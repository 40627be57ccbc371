"""`python -m tests.e2e.hurried_server`: the server with a clock that SIGUSR1 lets run twelve times as fast, until the next one.

Packets, sockets, store and pages are as they always are; what the clock tells them of, passes faster. The instants at which
packets came are told by the same clock, so that half an hour of media flows in two and a half minutes. Whoever watches that the
server itself stands still (`rooms.stalls`) goes on by the machine's clock: a twelfth of a second would look like a second.
DEMO_ZONE in the environment is where the demonstration's practice is, so that no midnight falls into a hurried visit.
"""

from __future__ import annotations

import gc
import os
import signal
from dataclasses import replace
from datetime import timedelta
from typing import Any

from server import app, cli
from server.base.clock import Moment, SystemClock
from server.evidence.events import ServerStalled
from server.media.meter import Count
from server.media.publication import Publication
from server.media.server import MediaServer
from server.media.session import Session
from server.practice import demo
from server.rooms.ports import Track
from server.rooms.stalls import StallWatch

RATE = 12


class Pace:
    """How much time the server is told to have passed: straight lines, each at one rate."""

    def __init__(self, machine: SystemClock) -> None:
        self._machine = machine
        self._lines: list[tuple[int, int, int]] = [(0, 0, 1)]
        """Each line's first instant, what is told of it, and its rate."""

    def told(self, real_ns: int) -> int:
        """What is told of an instant of the machine's clock."""
        since, at, rate = next(line for line in reversed(self._lines) if line[0] <= real_ns)
        return at + (real_ns - since) * rate

    def toggle(self) -> None:
        """From now on faster, or as the machine's again."""
        now = self._machine.mono_ns()
        self._lines.append((now, self.told(now), RATE if self._lines[-1][2] == 1 else 1))


MACHINE = SystemClock()
PACE = Pace(MACHINE)


class HurriedClock(SystemClock):
    """The clock that the server gets."""

    def mono_ns(self) -> int:
        return PACE.told(super().mono_ns())

    def now(self) -> Moment:
        real_ns = MACHINE.mono_ns()
        ahead_ns = PACE.told(real_ns) - real_ns
        moment = MACHINE.now()
        return replace(moment, utc=moment.utc + timedelta(microseconds=ahead_ns // 1000), mono_ns=real_ns + ahead_ns)


class HurriedMedia(MediaServer):
    """The media server, whose counts are told by the same clock."""

    def take_counts(self) -> dict[str, list[Count]]:
        return {scope: [_told(count) for count in counts] for scope, counts in super().take_counts().items()}


def _told(count: Count) -> Count:
    first, last, end = (PACE.told(at) for at in (count.first_ns, count.last_ns, count.gap_end_ns))
    return replace(
        count, first_ns=first, last_ns=last, gap_end_ns=end, gap_ns=end - PACE.told(count.gap_end_ns - count.gap_ns)
    )


def _arrived(session: Session, track: Track) -> int:
    found: Publication | None = session.publications.get(track)
    heard = max((layer.heard_ns for layer in found.layers), default=0) if found is not None else 0
    return PACE.told(heard) if heard else 0


def _watch(_: Any, stalled: Any) -> StallWatch:
    def told(event: ServerStalled) -> Any:
        return stalled(ServerStalled(from_ns=PACE.told(event.from_ns), until_ns=PACE.told(event.until_ns)))

    return StallWatch(MACHINE, told)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, lambda *_: PACE.toggle())
    demo.ZONE = os.environ["DEMO_ZONE"]
    Session.arrived_ns = _arrived  # type: ignore[assignment,method-assign]
    for name, hurried in {"SystemClock": HurriedClock, "MediaServer": HurriedMedia, "StallWatch": _watch}.items():
        setattr(app, name, hurried)
    gc.freeze()
    cli.main(["serve"], prog_name="hurried")
