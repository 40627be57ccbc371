"""Transport-wide feedback: what a sender reads in it is what arrived, and when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.media.arrivals import TICK_NS, Arrivals, read, sequence_of

MS = 1_000_000


def told(packet: bytes) -> dict[int, int | None]:
    """A feedback as its receiver reads it: sequence number to arrival in ticks, None for what did not come."""
    assert (packet[:2], int.from_bytes(packet[2:4], "big") * 4 + 4) == (b"\x8f\xcd", len(packet))
    found = read(packet, 0, len(packet))
    assert len(found) == int.from_bytes(packet[14:16], "big")
    return dict(found)


def everything(arrivals: Arrivals) -> dict[int, int | None]:
    """All feedback that there is to give now."""
    found: dict[int, int | None] = {}
    while (packet := arrivals.feedback(1, 2)) is not None:
        found |= told(packet)
    return found


def test_what_came_is_told_with_its_time_and_what_did_not_as_missing() -> None:
    arrivals = Arrivals()
    for number in (10, 11, 13):
        arrivals.note(number, number * MS)
    packet = arrivals.feedback(1, 2)
    assert packet is not None
    assert told(packet) == {10: 40, 11: 44, 12: None, 13: 52}
    assert arrivals.feedback(1, 2) is None


def test_a_late_packet_is_told_with_its_neighbours_once_more() -> None:
    arrivals = Arrivals()
    arrivals.note(1, MS)
    arrivals.note(3, 2 * MS)
    assert everything(arrivals) == {1: 4, 2: None, 3: 8}
    arrivals.note(2, 3 * MS)
    assert everything(arrivals) == {2: 12, 3: 8}


def test_numbers_go_round_and_a_jump_begins_anew() -> None:
    arrivals = Arrivals()
    for step in range(4):
        arrivals.note((0xFFFE + step) & 0xFFFF, step * MS)
    assert everything(arrivals) == {0xFFFE: 0, 0xFFFF: 4, 0: 8, 1: 12}
    arrivals.note(30_000, 9 * MS)
    assert everything(arrivals) == {30_000: 36}


@given(
    st.integers(0, 0xFFFF),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9_000_000_000)), min_size=1, max_size=300),
    st.integers(1, 40),
)
def test_everything_in_order_is_told_once_to_the_quarter_millisecond(
    first: int, steps: list[tuple[int, int]], every: int
) -> None:
    arrivals, now, number = Arrivals(), 5_000_000_000, first
    noted: dict[int, int] = {}
    heard: dict[int, int | None] = {}
    for place, (skipped, waited) in enumerate(steps):
        number, now = number + skipped + 1, now + waited
        arrivals.note(number & 0xFFFF, now)
        noted[number & 0xFFFF] = now // TICK_NS
        if place % every == 0:
            new = everything(arrivals)
            assert not {one for one in new if new[one] is not None} & {one for one in heard if heard[one] is not None}
            heard |= new
    heard |= everything(arrivals)
    assert {one: at for one, at in heard.items() if at is not None} == noted


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.integers(0, 10_000)), max_size=200))
def test_no_order_of_numbers_is_too_strange_to_be_told(notes: list[tuple[int, int]]) -> None:
    arrivals = Arrivals()
    for number, later in notes:
        arrivals.note(number, later * MS)
    everything(arrivals)


def packet(extensions: bytes, profile: bytes = b"\xbe\xde") -> bytearray:
    padded = extensions + bytes(-len(extensions) % 4)
    return bytearray(b"\x90\x60" + bytes(10) + profile + (len(padded) // 4).to_bytes(2, "big") + padded + b"payload")


def test_the_number_is_read_from_among_other_extensions() -> None:
    data = packet(b"\x22abc" + b"\x00" + b"\x31\x12\x34" + b"\x50z")
    assert sequence_of(data, 0, len(data), 3) == 0x1234
    assert sequence_of(data, 0, len(data), 7) == -1


@given(st.binary(max_size=40), st.integers(1, 14))
def test_a_damaged_extension_has_no_number(extensions: bytes, identifier: int) -> None:
    data = packet(extensions)
    assert -1 <= sequence_of(data, 0, len(data), identifier) <= 0xFFFF
    for end in range(12, len(data)):
        assert -1 <= sequence_of(data, 0, end, identifier) <= 0xFFFF


def test_a_feedback_written_by_a_browser_is_read() -> None:
    # The draft's own kinds of chunk: a run of received, a vector of one-bit symbols, a vector of two-bit symbols.
    packet = bytes.fromhex("8fcd0000 00000001 00000002 000a 0016 000001 07".replace(" ", ""))
    packet += bytes.fromhex("2002 b000 d900".replace(" ", "")) + bytes((4, 8, 1, 2)) + bytes.fromhex("01ff0003")
    found = read(packet, 0, len(packet))
    came = {sequence: at for sequence, at in found if at is not None}
    assert came == {10: 260, 11: 268, 12: 269, 13: 271, 26: 272, 27: 16, 28: 19}
    assert [sequence for sequence, _ in found] == list(range(10, 32))


@given(st.binary(max_size=60))
def test_damaged_feedback_is_read_as_far_as_it_goes(packet: bytes) -> None:
    read(packet, 0, len(packet))
