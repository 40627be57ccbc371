"""One outgoing stream over many sources: properties of the pure rewriter."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from server.media.rewrite import RESTART, Continuity

MS = 1_000_000


@dataclass(frozen=True)
class Run:
    """One source's packets while it is bound: where its numbers begin, and the order in which its packets come."""

    sequence: int
    timestamp: int
    picture: int
    order: tuple[int, ...]


def orders() -> st.SearchStrategy[tuple[int, ...]]:
    """Packet indices with loss, disorder within eight places, and duplicates; the first is always 0."""

    def build(parts: tuple[list[int], list[bool]]) -> tuple[int, ...]:
        jitter, kept = parts
        places = sorted(range(1, len(jitter)), key=lambda i: i + jitter[i])
        order = [0]
        for i in places:
            if kept[i]:
                order.append(i)
                if jitter[i] == 7:
                    order.append(i)
        return tuple(order)

    size = st.integers(1, 40)
    return size.flatmap(
        lambda n: st.tuples(
            st.lists(st.integers(0, 8), min_size=n, max_size=n), st.lists(st.booleans(), min_size=n, max_size=n)
        )
    ).map(build)


runs = st.builds(
    Run,
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    picture=st.integers(0, 0x7FFF),
    order=orders(),
)


@given(
    st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.integers(0, 0x7FFF), st.lists(runs, min_size=1, max_size=6)
)
def test_over_any_sources_numbers_stay_one_stream(sequence: int, timestamp: int, picture: int, plan: list[Run]) -> None:
    line = Continuity(90000, sequence, timestamp, picture)
    now, highest, newest, last_picture = 0, sequence, timestamp, picture
    for run in plan:
        line.release()
        base_sequence = base_stamp = base_picture = 0
        top = 0
        for i in run.order:
            now += 33 * MS
            placed = line.place((run.sequence + i) & 0xFFFF, (run.timestamp + i * 3000) & 0xFFFFFFFF, now)
            assert placed is not None
            number, stamp = placed
            shown, _ = line.place_picture((run.picture + i) & 0x7FFF, -1)
            if i == 0 and top == 0 and number == (highest + 1) & 0xFFFF:
                base_sequence, base_stamp, base_picture = number, stamp, shown
                assert 0 < (stamp - newest) & 0xFFFFFFFF < 0x80000000 or newest == timestamp
                assert shown == (last_picture + 1) & 0x7FFF
            # Within a source every packet keeps its distance to the first, lost, late or doubled as it may be.
            assert number == (base_sequence + i) & 0xFFFF
            assert stamp == (base_stamp + i * 3000) & 0xFFFFFFFF
            assert shown == (base_picture + i) & 0x7FFF
            top = max(top, i)
        highest, newest = base_sequence + top, (base_stamp + top * 3000) & 0xFFFFFFFF
        last_picture = base_picture + top


@given(st.integers(0, 0xFFFF), st.integers(1, RESTART - 1))
def test_packets_from_before_the_binding_stay_out(first: int, earlier: int) -> None:
    line = Continuity(48000, 7, 7)
    assert line.place(first, 1000, 0) is not None
    assert line.place((first - earlier) & 0xFFFF, 900, 1) is None


@given(st.integers(0, 0xFFFF), st.integers(RESTART, 0x8000))
def test_a_source_that_starts_anew_goes_on_without_a_hole(first: int, jump: int) -> None:
    line = Continuity(48000, 7, 7)
    line.place(first, 1000, 0)
    placed = line.place((first + jump) & 0xFFFF, 4_000_000_000, 20 * MS)
    assert placed is not None
    assert placed[0] == 9
    assert placed[1] == 7 + 960


def test_a_pause_between_sources_is_a_pause_in_the_timestamps() -> None:
    line = Continuity(90000, 0, 1000)
    line.place(5, 5, 1_000 * MS)
    line.release()
    placed = line.place(900, 77, 3_000 * MS)
    assert placed == (2, 1000 + 180_000)


def test_more_than_one_turn_of_the_sequence_stays_contiguous() -> None:
    line = Continuity(90000, 65_000, 0)
    numbers = [line.place(i & 0xFFFF, i * 3000 & 0xFFFFFFFF, i * MS) for i in range(140_000)]
    assert all(n is not None and n[0] == (65_001 + i) & 0xFFFF for i, n in enumerate(numbers))


@given(st.lists(st.integers(0, 255), min_size=2, max_size=300))
def test_tl0_indices_of_a_new_source_follow_the_old_ones(starts: list[int]) -> None:
    line = Continuity(90000, 0, 0, 0)
    last = None
    for start in starts:
        line.release()
        line.place(1, 1, 1)
        _, tl0 = line.place_picture(1, start)
        assert last is None or tl0 == (last + 1) & 0xFF
        last = tl0
