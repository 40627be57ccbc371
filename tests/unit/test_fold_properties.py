"""Minutes against a world that knows the truth: whatever happens in a visit, the fold never claims a second that was not.

The world runs second by second: three parties, their joins and leaves, cameras, holds, huddles, networks that fall silent,
a server that is killed, a wall clock that jumps. It writes the log a server would write and keeps its own plain record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.base.clock import Moment
from server.evidence.events import (
    CallJoined,
    CallLeft,
    ClockStepped,
    DeviceSet,
    Event,
    MediaTick,
    PairTick,
    Role,
    SeatTaken,
    ServerStarted,
    Track,
    VisitMoved,
)
from server.evidence.facts import MediaInterval
from server.evidence.fold import fold
from server.visits.machine import LIVE, Move, Visit

PARTIES: dict[str, Role] = {"patient": "patient", "nurse": "npc", "doctor": "dermatologist"}
Pair = tuple[str, str, Track]
TRACKS: tuple[Track, ...] = ("microphone", "camera")
PAIRS: list[Pair] = [(source, sink, track) for source, sink in permutations(PARTIES, 2) for track in TRACKS]
KIND = {"microphone": "audio", "camera": "video"}
TICK, GAP = 5, 3
ARRIVALS_MS = (0, 450, 900)
"""When packets come in a second in which a track flows."""


@dataclass(frozen=True)
class Line:
    at: Moment
    event: Event
    actor: str = "server"


@dataclass
class Second:
    """The truth of one second: which tracks had packets forwarded, and which of them the visit allowed to count."""

    process: int
    flowed: frozenset[Pair]
    allowed: frozenset[Pair]


@dataclass
class Boot:
    """The first entry of a boot, and the world's second of it."""

    anchor: Moment
    began: int


@dataclass
class World:
    """A visit and its server. `leaky` forwards everything to everybody; `sloppy` reads no counters before a change."""

    leaky: bool = False
    sloppy: bool = False
    second: int = 0
    wall_s: int = 0
    process: int = 0
    boot_number: int = 1
    mono_base: int = 10**15
    visit: Visit = field(default_factory=Visit)
    in_call: set[str] = field(default_factory=set)
    camera: set[str] = field(default_factory=lambda: set(PARTIES))
    silent: set[str] = field(default_factory=set)
    arrivals: dict[Pair, list[int]] = field(default_factory=dict)
    last_reading: int = 0
    log: list[Line] = field(default_factory=list)
    truth: list[Second] = field(default_factory=list)
    boots: list[Boot] = field(default_factory=list)
    crashes: list[int] = field(default_factory=list)

    def now(self) -> Moment:
        utc = datetime(2026, 3, 2, 15, tzinfo=UTC) + timedelta(seconds=self.second + self.wall_s)
        return Moment(utc, self.mono_base + self.second * 10**9, f"boot-{self.boot_number}")

    def write(self, event: Event) -> None:
        self.log.append(Line(self.now(), event))

    def begin(self) -> None:
        self.boots.append(Boot(self.now(), self.second))
        for seat, role in PARTIES.items():
            self.write(
                SeatTaken(seat=seat, person=f"person-{seat}", role=role, credential="NP" if role == "npc" else None)
            )
        self.move(Move.CHECK_IN)
        self.move(Move.ADMIT_TO_INTAKE)
        self.join("patient")
        self.join("nurse")

    def change(self) -> None:
        if not self.sloppy:
            self.read()

    def join(self, seat: str) -> None:
        if self.visit.state in LIVE and seat not in self.in_call:
            self.change()
            self.in_call.add(seat)
            self.write(CallJoined(seat=seat))

    def leave(self, seat: str) -> None:
        if seat in self.in_call:
            self.change()
            self.in_call.discard(seat)
            self.write(CallLeft(seat=seat))

    def move(self, move: Move) -> None:
        if not self.visit.may(move):
            return
        self.change()
        self.visit = self.visit.after(move)
        self.write(VisitMoved(move=move, state=self.visit.state, outcome=self.visit.outcome))
        if self.visit.state not in LIVE:
            for seat in sorted(self.in_call):
                self.leave(seat)
        elif move is Move.DERMATOLOGIST_JOINS:
            self.join("doctor")

    def switch_camera(self, seat: str) -> None:
        self.change()
        self.camera ^= {seat}
        self.write(DeviceSet(seat=seat, track="camera", on=seat in self.camera))

    def fall_silent(self, seat: str) -> None:
        self.silent.add(seat)

    def speak_again(self, seat: str) -> None:
        self.silent.discard(seat)

    def drop(self, seat: str, seconds: int) -> None:
        self.fall_silent(seat)
        self.wait(seconds)
        self.speak_again(seat)
        self.wait(1)

    def read_and_crash(self, down: int, reboot: bool) -> None:
        self.read()
        self.crash(down, reboot)

    def step_clock(self, hours: int) -> None:
        self.wall_s += 3600 * hours
        self.write(ClockStepped(by_ms=3_600_000 * hours))

    def crash(self, down: int, reboot: bool) -> None:
        """The process is killed: what was counted and not read is lost. `down` seconds later another one goes on."""
        self.crashes.append(self.second)
        self.arrivals.clear()
        self.truth += [Second(-1, frozenset(), frozenset())] * down
        self.second += down
        self.process += 1
        if reboot:
            self.boot_number += 1
            self.mono_base = 10**10 - self.second * 10**9
            self.boots.append(Boot(self.now(), self.second))
        self.last_reading = self.second
        self.write(ServerStarted(after_crash=True))

    def allowed(self, source: str, sink: str, track: str) -> bool:
        apart = self.visit.held or self.visit.huddle
        return (
            self.visit.state in LIVE
            and {source, sink} <= self.in_call
            and not (apart and "patient" in (source, sink))
            and (track == "microphone" or source in self.camera)
        )

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            allowed = frozenset(pair for pair in PAIRS if self.allowed(*pair))
            flowed = frozenset(
                pair
                for pair in PAIRS
                # A camera that is off and still sends black frames is forwarded like any other.
                if pair[0] not in self.silent and (self.leaky or self.allowed(pair[0], pair[1], "microphone"))
            )
            for pair in flowed:
                self.arrivals.setdefault(pair, []).extend(
                    self.mono_base + self.second * 10**9 + ms * 10**6 for ms in ARRIVALS_MS
                )
            self.truth.append(Second(self.process, flowed, allowed))
            self.second += 1
            if self.second - self.last_reading >= TICK:
                self.read()

    def read(self) -> None:
        self.last_reading = self.second
        self.write(MediaTick(pairs=tuple(reading(*pair, times) for pair, times in self.arrivals.items())))
        self.arrivals.clear()

    # ---- what was so ----

    def live(self, pair: Pair) -> list[bool]:
        """Second by second: packets came, or a pause of at most three seconds lay between packets; and it was allowed."""
        flowed = [pair in second.flowed for second in self.truth]
        filled = list(flowed)
        for at, second in enumerate(self.truth):
            before = next((k for k in range(at, -1, -1) if flowed[k]), None)
            after = next((k for k in range(at, len(flowed)) if flowed[k]), None)
            if before is not None and after is not None:
                pause_ms = (after - before) * 1000 - ARRIVALS_MS[-1] + ARRIVALS_MS[0]
                one_process = self.truth[before].process == second.process == self.truth[after].process
                filled[at] = flowed[at] or (pause_ms <= GAP * 1000 and one_process)
        return [is_live and pair in second.allowed for is_live, second in zip(filled, self.truth, strict=True)]

    def second_of(self, at: datetime) -> float:
        """The world's time of an instant that the fold names. Wall clocks jump by whole hours only, so it is unique."""
        ends = [boot.began for boot in self.boots[1:]] + [self.second]
        for boot, end in zip(self.boots, ends, strict=True):
            second = boot.began + (at - boot.anchor.utc).total_seconds()
            if boot.began <= second <= end:
                return second
        raise AssertionError(f"{at} is at no time of this world")


def reading(source: str, sink: str, track: Track, times: list[int]) -> PairTick:
    gaps = [(after - before, after) for before, after in pairwise(times)]
    gap_ns, gap_end_ns = max(gaps, default=(0, 0))
    return PairTick(
        source=source, sink=sink, track=track, packets=len(times), bytes=100 * len(times),
        first_ns=times[0], last_ns=times[-1], gap_ns=gap_ns, gap_end_ns=gap_end_ns,
    )  # fmt: skip


def covered(world: World, intervals: list[MediaInterval]) -> list[float]:
    """How much of each of the world's seconds the intervals cover. They must not overlap."""
    share = [0.0] * len(world.truth)
    for interval in intervals:
        start, end = world.second_of(interval.start), world.second_of(interval.end)
        assert start < end
        for second in range(int(start), min(int(end) + 1, len(share))):
            share[second] += max(0.0, min(end, second + 1) - max(start, second))
    return share


def check(world: World) -> None:
    facts = fold(world.log)
    media = [event for event in facts.events if isinstance(event, MediaInterval)]
    for source, sink, track in PAIRS:
        said = [
            interval
            for interval in media
            if (interval.who, interval.to, interval.kind) == (f"person-{source}", f"person-{sink}", KIND[track])
        ]
        live = world.live((source, sink, track))
        for second, (share, was_live) in enumerate(zip(covered(world, said), live, strict=True)):
            where = f"{source} -> {sink} {track}, second {second}"
            assert share <= 1.000_01, f"counted twice: {where}"
            if not was_live:
                assert share < 0.000_01, f"claimed and not so: {where}"
            elif not any(second < crash <= second + TICK + GAP for crash in world.crashes):
                assert share > 0.899, f"so and not claimed: {where}"


seats = st.sampled_from(sorted(PARTIES))
actions = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 12)),
    st.tuples(st.just("wait"), st.integers(1, 12)),
    st.tuples(st.sampled_from(["join", "leave", "switch_camera", "fall_silent", "speak_again"]), seats),
    st.tuples(st.just("drop"), seats, st.integers(1, 9)),
    st.tuples(st.just("move"), st.sampled_from(Move)),
    st.tuples(st.just("step_clock"), st.sampled_from([-2, -1, 1, 5])),
    st.tuples(st.just("crash"), st.integers(0, 20), st.booleans()),
    st.tuples(st.just("read_and_crash"), st.integers(0, 3), st.booleans()),
)


def run(world: World, script: list[tuple[Any, ...]]) -> None:
    world.begin()
    for name, *arguments in script:
        getattr(world, name)(*arguments)
    world.read()


@settings(max_examples=300)
@given(st.lists(actions, max_size=40), st.booleans(), st.booleans())
@example([("wait", 1), ("drop", "patient", 3), ("wait", 5)], False, False)  # A long pause inside one reading.
def test_minutes_are_never_above_the_truth_and_miss_it_only_by_a_tick_before_a_crash(
    script: list[tuple[Any, ...]], leaky: bool, sloppy: bool
) -> None:
    world = World(leaky=leaky, sloppy=sloppy)
    run(world, script)
    check(world)


@pytest.mark.parametrize("leaky", [False, True])
@pytest.mark.parametrize("sloppy", [False, True])
def test_a_whole_visit_with_everything_in_it(leaky: bool, sloppy: bool) -> None:
    world = World(leaky=leaky, sloppy=sloppy)
    run(world, [
        ("wait", 7), ("move", Move.HOLD), ("wait", 2), ("move", Move.RESUME), ("wait", 11), ("step_clock", -2), ("wait", 3),
        ("fall_silent", "patient"), ("wait", 2), ("speak_again", "patient"), ("wait", 6), ("fall_silent", "patient"),
        ("wait", 9), ("speak_again", "patient"), ("move", Move.HAND_OVER), ("move", Move.HUDDLE), ("wait", 8),
        ("move", Move.DERMATOLOGIST_JOINS), ("wait", 13), ("switch_camera", "doctor"), ("wait", 9), ("leave", "nurse"),
        ("crash", 4, False), ("wait", 12), ("crash", 9, True), ("switch_camera", "doctor"), ("wait", 10),
        ("move", Move.HAND_BACK), ("wait", 2), ("move", Move.END), ("wait", 3),
    ])  # fmt: skip
    check(world)
    assert any(isinstance(event, MediaInterval) and event.kind == "video" for event in fold(world.log).events)
