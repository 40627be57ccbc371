"""The media port's clock: which peers are looked after with its next tick, and when that is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from server.media import feedback
from server.media.session import Session

TICK_S = 0.2
"""How often reports and key frames are looked after; feedback about every packet goes with the packets."""
MEND_S = 0.02
"""… and the lost packets of those who miss some: a loop that wakes for nothing costs as much as a forwarded packet."""
ASK_S = 0.002
"""A lost packet is asked for after so long, since each millisecond stands in the picture: at 20 pictures a second, 20 ms more made a
second lost packet a freeze. Disorder within what arrived together is over by then; more of it costs a packet that comes twice."""
WHOLE_S = 0.18
"""After so long a clock that runs for lost packets looks after everything again."""


class Rounds:
    """Reports, requests for what was lost, and the pictures that a way carries: for who has media, five times a second; for who misses
    packets or is overdue, before that."""

    def __init__(
        self, now_ns: Callable[[], int], before: Callable[[float, int], None], after: Callable[[int], None]
    ) -> None:
        """`now_ns` is CLOCK_BOOTTIME in nanoseconds. Each round begins with `before(late_s, now_ns)`, told how many seconds late the clock
        ran, and ends with `after(now_ns)`."""
        self._now_ns, self._before, self._after = now_ns, before, after
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._due_s = self._looked_s = 0.0
        self._awake: dict[Session, None] = {}
        """Sessions with media either way, in the order in which they woke: seats that wait cost nothing with a tick."""
        self._mending: dict[Session, None] = {}
        """Sessions of which packets are missing."""
        self._expecting: dict[Session, int] = {}
        """… and those that have to be looked after before the next whole round, if nothing is heard from them: when."""
        self.count = 0

    @property
    def awake(self) -> frozenset[Session]:
        """Connections that each whole round looks after; those of seats that wait are not among them."""
        return frozenset(self._awake)

    @property
    def mending(self) -> frozenset[Session]:
        """Connections of which packets are missing."""
        return frozenset(self._mending)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run on this loop until `stop`."""
        self._loop = loop
        self._timer = loop.call_later(TICK_S, self._round, loop)

    def stop(self) -> None:
        """Idempotent."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop = None

    def wake(self, session: Session) -> None:
        """The session is to be looked after with every whole round from now on."""
        self._awake[session] = None

    def hurry(self, session: Session) -> None:
        """A packet of this session is missing that nobody asked for yet: look after it at once."""
        self._mending[session] = None
        if self._loop is None or self._timer is None or self._loop.time() + ASK_S >= self._timer.when():
            return
        self._timer.cancel()
        self._plan(ASK_S, self._loop)

    def forget(self, session: Session) -> None:
        """The session is closed."""
        for those in (self._awake, self._mending, self._expecting):
            those.pop(session, None)

    def _round(self, loop: asyncio.AbstractEventLoop) -> None:
        now_ns = self._now_ns()
        self.count += 1
        self._before(max(0.0, loop.time() - self._due_s) if self._due_s else 0.0, now_ns)
        if loop.time() - self._looked_s >= WHOLE_S:
            self._looked_s = loop.time()
            self._expecting.clear()
            for session in list(self._awake):
                if self._mend(session, now_ns):
                    self._tell(session, now_ns)
        else:
            for session in self._mending | self._expecting:
                if self._mend(session, now_ns) and now_ns >= self._expecting.get(session, now_ns + 1):
                    del self._expecting[session]
                    feedback.climb(session, now_ns)
        self._after(now_ns)
        if self._timer is not None:
            self._plan(self._pause_s(now_ns, loop), loop)

    def _plan(self, pause_s: float, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(pause_s, self._round, loop)
        self._due_s = self._timer.when()

    def _mend(self, session: Session, now_ns: int) -> bool:
        """Ask for what a session misses; tells whether it is connected at all."""
        connected = session.state == "connected"
        if connected:
            session.ingress.catch_up()
        if connected and feedback.mend(session, now_ns):
            self._mending[session] = None
        else:
            self._mending.pop(session, None)
        return connected

    def _tell(self, session: Session, now_ns: int) -> None:
        """What a whole round has for a session beside requests for what it misses."""
        feedback.tell_arrivals(session, now_ns)
        due_ns = feedback.climb(session, now_ns)
        if due_ns is not None and due_ns < now_ns + TICK_S * 1e9:
            self._expecting[session] = due_ns
        if session.next_report_ns and now_ns >= session.next_report_ns:
            session.next_report_ns = now_ns + feedback.REPORT_EVERY_NS
            feedback.report(session, now_ns)
            if session.rests(now_ns):
                session.next_report_ns = 0
                del self._awake[session]

    def _pause_s(self, now_ns: int, loop: asyncio.AbstractEventLoop) -> float:
        """Until the next round."""
        if self._mending:
            return MEND_S
        if not self._expecting:
            return TICK_S
        whole_s = self._looked_s + TICK_S - loop.time()
        return max(MEND_S / 10, min(whole_s, (min(self._expecting.values()) - now_ns) / 1e9))
