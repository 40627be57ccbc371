"""Pictures are kept back when a way fills up faster than its feedback can say so, and by nothing that every network does."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from server.media.arrivals import Arrivals
from server.media.downlink import Downlink
from server.media.native.library import Library
from server.media.native.peer import NativePeer

MS = 1_000_000
S = 1000 * MS
STEP_NS = 5 * MS
TICK_NS = 200 * MS
PICTURE, VOICE, FEEDBACK = 1100, 90, 100
"""Bytes of a packet."""


@dataclass
class Way:
    """One direction; 0 bits a second is as wide as one likes."""

    chance: random.Random
    rate: int = 0
    delay_ns: int = 20 * MS
    jitter_ns: int = 0
    loss: float = 0.0
    free_ns: float = 0.0

    def arrives_ns(self, size: int, now_ns: int) -> int | None:
        lost, late = self.chance.random() < self.loss, int(self.chance.random() * self.jitter_ns)
        if lost:
            return None
        self.free_ns = max(now_ns, self.free_ns) + (size * 8e9 / self.rate if self.rate else 0)
        return int(self.free_ns) + self.delay_ns + late


@dataclass
class Visit:
    """A voice and a picture each way of 1.2 Mbit/s, feedback every 50 ms, and the server's look at it, by a clock of its own."""

    down: Downlink
    now: int = 1000 * S
    pauses: list[int] = field(default_factory=list)
    stall_until_ns: int = 0
    other_pictures: bool = True

    def __post_init__(self) -> None:
        self.ways = Way(random.Random(1)), Way(random.Random(2))
        self.arrivals, self.under_way, self.number = Arrivals(), list[tuple[int, int, int | bytes]](), 0
        self.look_ns = self.told_ns = self.now

    def weather(self, **changes: float) -> None:
        for way in self.ways:
            for name, value in changes.items():
                setattr(way, name, value)

    def _send(self, way: Way, size: int, what: int | bytes) -> None:
        arrives_ns = way.arrives_ns(size, self.now)
        if arrives_ns is not None:
            self.number += 1
            heapq.heappush(self.under_way, (arrives_ns, self.number, what))

    def run(self, seconds: float) -> None:
        """Go on for so long."""
        pushback, (down, up) = self.down.pushback, self.ways
        for _ in range(int(seconds * S) // STEP_NS):
            self.now += STEP_NS
            sizes = [VOICE] * (self.now % (20 * MS) == 0)
            if self.now % (40 * MS) == 0:
                sizes += [PICTURE] * 5
            for size in sizes:
                if size == VOICE or not pushback.paused:
                    self._send(down, size, self.down.number(size, self.now))
                self.other_pictures = (
                    self.other_pictures and up.free_ns < self.now + 4 * S
                )  # it has a pushback of its own
                if size == VOICE or self.other_pictures:
                    self._send(up, size, b"")
            while self.under_way and self.under_way[0][0] <= self.now and self.now >= self.stall_until_ns:
                arrived_ns, _, what = heapq.heappop(self.under_way)
                if isinstance(what, int):
                    self.arrivals.note(what, max(arrived_ns, self.stall_until_ns))
                elif what:
                    self.down.hear_packet(what, self.now)
            if self.now - self.told_ns >= 50 * MS and self.now >= self.stall_until_ns:
                told, self.told_ns = self.arrivals.feedback(1, 2), self.now
                if told is not None:
                    self._send(up, FEEDBACK, told)
            due_ns = pushback.due_ns(self.down.oldest_ns)
            if self.now >= self.look_ns or (due_ns is not None and self.now >= due_ns):
                self.look_ns, before = self.now + TICK_NS, pushback.paused
                self.down.catch_up(self.now)
                self.down.look(self.now)
                if pushback.paused and not before:
                    self.pauses.append(self.now)

    def until_dry(self, within_s: float) -> float:
        """Seconds until pictures go again."""
        began = self.now
        while self.down.pushback.paused:
            assert self.now - began < within_s * S, f"pictures are kept back for more than {within_s} s"
            self.run(0.1)
        return (self.now - began) / S


@pytest.fixture(params=["compiled", "python"])
def begin(request: pytest.FixtureRequest) -> Callable[[], Visit]:
    if request.param == "python":
        return lambda: Visit(Downlink())
    library: Library = request.getfixturevalue("compiled")
    peers: list[NativePeer] = []

    def made() -> Visit:
        peers.append(NativePeer(library))
        return Visit(peers[-1].downlink)

    return made


Begin = Callable[[], Visit]


def test_a_way_that_is_suddenly_narrow_is_given_no_more_pictures_within_half_a_second(begin: Begin) -> None:
    for narrowed in (1, 2):
        visit = begin()
        visit.run(5)
        assert not visit.pauses
        narrow_ns = visit.now
        for way in visit.ways[:narrowed]:
            way.rate = 40_000
        visit.run(1)
        assert len(visit.pauses) == 1
        assert visit.pauses[0] - narrow_ns <= 600 * MS
        assert visit.ways[0].free_ns - visit.now < 20 * S
        for way in visit.ways:
            way.rate = way.rate and 120_000  # so that it runs dry soon beside this voice
        visit.run(2)
        assert len(visit.pauses) == 1, "what is still under way gives no picture back"
        visit.until_dry(25)
        assert visit.ways[0].free_ns - visit.now < S


@pytest.mark.parametrize(
    "weather",
    [
        {"loss": 0.05},
        {"loss": 0.2},
        {"jitter_ns": 300 * MS},
        {"delay_ns": 300 * MS},
        {"delay_ns": 300 * MS, "loss": 0.05, "jitter_ns": 100 * MS},
    ],
    ids=str,
)
def test_no_network_that_only_loses_or_delays_costs_a_picture(begin: Begin, weather: dict[str, float]) -> None:
    visit = begin()
    visit.weather(**weather)
    visit.run(60)
    assert visit.pauses == []


def test_a_way_that_stumbles_or_is_gone_for_a_while_has_its_pictures_back_at_once(begin: Begin) -> None:
    visit = begin()
    visit.run(5)
    visit.stall_until_ns = visit.now + 600 * MS
    visit.run(0.6)
    assert len(visit.pauses) == 1
    assert visit.until_dry(1) <= 0.5

    visit.run(60)
    visit.weather(loss=1.0)
    visit.run(5)
    assert len(visit.pauses) == 2
    visit.weather(loss=0.0)
    assert visit.until_dry(1) <= 0.5


def test_another_network_that_takes_longer_has_its_pictures_back_within_a_second(begin: Begin) -> None:
    visit = begin()
    visit.run(5)
    visit.weather(delay_ns=300 * MS)
    visit.run(0.6)
    visit.until_dry(1)
    before = len(visit.pauses)
    visit.run(30)
    assert len(visit.pauses) == before


def test_who_gives_no_feedback_is_sent_pictures_all_the_same(begin: Begin) -> None:
    visit = begin()
    visit.told_ns = 1 << 62
    visit.run(5)
    assert visit.pauses == []
