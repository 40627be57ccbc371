"""The next visit is refused before the ones that go on suffer."""

from __future__ import annotations

from functools import partial

import pytest

from server.base.errors import TooMany
from server.media.admission import Admission
from server.media.config import MediaConfig
from server.media.server import boottime_ns
from tests.media.clients import serving, until
from tests.media.raw import RawPeer, offer_text

SECOND = 1_000_000_000
SECTIONS = [("audio", "sendonly"), ("audio", "recvonly")]


def run(admission: Admission, shares: list[float], late_s: float = 0.0) -> list[bool]:
    """A second of each share, ten observations a second; whether it was full after each second."""
    busy, now, full = admission._busy_s, int(admission._now_ns) or SECOND, []
    for share in shares:
        for _ in range(10):
            busy, now = busy + share / 10, now + SECOND // 10
            admission.observe(busy, late_s, now)
        full.append(admission.full)
    return full


def test_a_short_burst_refuses_nobody_and_lasting_load_does() -> None:
    assert not any(run(Admission(0.8), [0.3] * 5 + [1.0] * 2 + [0.3] * 5))
    assert run(Admission(0.8), [0.95] * 20)[-1]


def test_there_is_room_again_only_when_it_has_become_clearly_less() -> None:
    admission = Admission(0.8)
    run(admission, [0.95] * 20)
    assert run(admission, [0.7] * 30)[-1]
    assert not run(admission, [0.6] * 30)[-1]


def test_a_loop_that_runs_late_is_full_however_little_it_does_itself() -> None:
    assert run(Admission(0.8), [0.1] * 20, late_s=0.8)[-1]


def test_without_a_limit_everybody_is_taken() -> None:
    assert not any(run(Admission(0.0), [1.0] * 20, late_s=2.0))


def test_a_visit_that_was_carried_lately_comes_back() -> None:
    admission = Admission(0.8)
    run(admission, [0.1])
    assert admission.admits("old", 100 * SECOND)
    run(admission, [1.0] * 20)
    assert admission.admits("old", 101 * SECOND)
    assert not admission.admits("new", 101 * SECOND)
    admission.forget(set(), 102 * SECOND)
    assert admission.admits("old", 103 * SECOND)
    admission.forget(set(), 1000 * SECOND)
    assert not admission.admits("old", 1001 * SECOND)
    assert admission.refused == 2


async def test_the_next_visit_gets_a_sentence_and_the_present_one_its_second_party() -> None:
    passed, share, used, asked = 0, 0.0, 0.0, boottime_ns()

    def now_ns() -> int:
        return boottime_ns() + passed

    def busy_s() -> float:
        nonlocal used, asked
        used, asked = used + (now_ns() - asked) / 1e9 * share, now_ns()
        return used

    async with serving(MediaConfig(port=0, load_limit=0.8), now_ns, busy_s) as server:

        def ticked(before: int) -> bool:
            return server.rounds.count > before

        async def minutes(of: float, full: bool) -> None:
            """At that load, until it is judged so: of a minute that ends with a late tick, the lateness is this machine's own."""
            nonlocal passed, share
            share = of
            while server.load[1] is not full:
                passed += 60 * SECOND
                await until(partial(ticked, server.rounds.count), "noticed")

        first, second = RawPeer(server), RawPeer(server)
        await first.join(server, "visit", "a", SECTIONS)
        await until(lambda: server.rounds.count, "the first observation")
        await minutes(1.0, full=True)
        with pytest.raises(TooMany, match="as many visits as it can"):
            server.connect(scope="next", owner="c", offer=offer_text(SECTIONS), on_state=lambda _: None)
        with pytest.raises(TooMany, match="as many visits as it can"):
            server.loop(owner="c", offer=offer_text([("audio", "sendrecv")]), on_state=lambda _: None)
        await second.join(server, "visit", "b", SECTIONS)
        assert server.stats()["refused_for_load"] == 2
        await minutes(0.1, full=False)
        third = server.connect(scope="next", owner="c", offer=offer_text(SECTIONS), on_state=lambda _: None)
        third.close()
        await first.close()
        await second.close()
