"""How much a peer can receive, as its feedback shows it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.arrivals import TICK_NS
from server.media.downlink import LEAST, TOTAL, Downlink

MS = 1_000_000
SIZE = 1000


class Path:
    """A way with a rate, a delay and losses, driven in steps of 10 ms for as long as a test wants."""

    def __init__(self, rate: int, delay_ms: float = 20.0, loss: float = 0.0, stall_every: int = 0) -> None:
        self.rate, self.delay_ms, self.loss, self.stall_every = rate, delay_ms, loss, stall_every
        self.down, self.now, self.free_at = Downlink(), 10_000 * MS, 0.0
        self.random = random.Random(4)
        self.owed = self.worst_ms = 0.0
        self.told: list[tuple[int, int | None]] = []

    def run(self, seconds: float) -> int:
        """Send what is allowed, up to 1.5 Mbit/s, and tell every 100 ms; returns what is allowed then."""
        for step in range(int(seconds * 100)):
            self.now += 10 * MS
            self.owed += min(self.down.allowed, 1_500_000) / 100
            while self.owed >= SIZE * 8:
                self.owed -= SIZE * 8
                sequence = self.down.number(SIZE, self.now)
                if self.random.random() < self.loss:
                    self.told.append((sequence, None))
                    continue
                self.free_at = max(self.free_at, self.now) + SIZE * 8e9 / self.rate
                late = 150 * MS if self.stall_every and sequence % self.stall_every == 0 else 0
                arrived = self.free_at + self.delay_ms * MS + late
                self.worst_ms = (arrived - self.now) / MS
                self.told.append((sequence, int(arrived) // TICK_NS))
            if step % 10 == 9:
                self.down.hear(self.told, self.now)
                self.told = []
        return self.down.allowed


def test_a_wide_way_is_never_narrowed() -> None:
    assert Path(rate=20_000_000).run(20) == TOTAL


def test_a_narrow_way_is_found_and_its_queue_runs_empty() -> None:
    path = Path(rate=600_000)
    path.run(30)
    assert 250_000 < path.run(1) < 900_000
    assert path.worst_ms < 400


def test_a_way_that_widens_is_used_again() -> None:
    path = Path(rate=400_000)
    path.run(20)
    path.rate = 20_000_000
    assert path.run(40) > 1_500_000


@pytest.mark.parametrize("longer_ms", [100, 300, 500])
@pytest.mark.parametrize("loss", [0.0, 0.02])
def test_a_way_that_becomes_longer_is_no_full_one(longer_ms: int, loss: float) -> None:
    path = Path(rate=20_000_000, loss=loss)
    path.run(25)
    path.delay_ms += longer_ms
    assert min(path.run(0.1) for _ in range(200)) > 700_000
    assert path.run(20) == TOTAL


def test_a_narrow_way_that_becomes_longer_still_has_its_queue_run_empty() -> None:
    path = Path(rate=600_000)
    path.run(25)
    path.delay_ms += 300
    assert min(path.run(0.1) for _ in range(300)) > 200_000
    worst_ms = max((path.run(0.1), path.worst_ms)[1] for _ in range(300))
    assert worst_ms < path.delay_ms + 400


def test_a_voice_alone_learns_from_a_probe_how_wide_the_way_is() -> None:
    for rate, least, most in ((40_000, 20_000, 60_000), (2_000_000, 1_000_000, 2_000_000)):
        path = Path(rate=rate)
        path.run(1)
        path.down.idle, path.down.allowed = True, 40_000
        path.down.probing(6)
        base = path.down.sequence
        for _ in range(6):
            path.down.number(275, path.now)
        arrived = [(base + n, int(path.now + n * 275 * 8e9 / rate) // TICK_NS) for n in range(6)]
        path.down.hear(arrived[:3], path.now)
        assert path.down.allowed == 40_000, "not before all of it has come"
        path.down.hear(arrived[3:], path.now)
        assert least < path.down.allowed < most


def test_a_phone_that_stumbles_is_no_full_way() -> None:
    assert Path(rate=20_000_000, stall_every=3).run(20) == TOTAL


def test_few_losses_are_no_full_way_and_many_are() -> None:
    assert Path(rate=20_000_000, loss=0.05).run(20) == TOTAL
    assert Path(rate=20_000_000, loss=0.4).run(20) < 500_000


@given(st.lists(st.lists(st.tuples(st.integers(0, 0xFFFF), st.none() | st.integers(-(2**40), 2**40)))))
def test_whatever_a_peer_tells_stays_within_bounds(feedback: list[list[tuple[int, int | None]]]) -> None:
    down = Downlink()
    for place, told in enumerate(feedback):
        for _ in range(5):
            down.number(SIZE, place * 100 * MS)
        down.hear(told, place * 100 * MS)
        assert LEAST <= down.allowed <= TOTAL
