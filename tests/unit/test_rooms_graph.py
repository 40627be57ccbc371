"""Who sees and hears whom, at every step: a table to read, and properties that hold for every seating."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.base.errors import TooMany
from server.base.ids import SeatId, VisitId
from server.evidence.events import CallJoined, CallLeft, Role
from server.rooms.graph import Edge, edges
from server.rooms.seats import Devices, Place, Seat, call_events, placed, seat_id
from server.rooms.slots import SLOTS, Feed, SlotKey, assign
from server.visits.machine import LIVE, Move, State, Visit


def seat(name: str, role: Role, place: Place = "call", **devices: str) -> Seat:
    return Seat(SeatId(name), name, f"staff:{name}", role, None, name, place, Devices(**devices))  # type: ignore[arg-type]


def seats(*given: Seat) -> dict[SeatId, Seat]:
    return {each.id: each for each in given}


def heard(visit: Visit, *given: Seat) -> set[str]:
    """Who hears whom, as "source>sink"."""
    return {f"{edge.source}>{edge.sink}" for edge in edges(visit, seats(*given)) if edge.track == "microphone"}


P, N, D, S, C = (
    seat("P", "patient"),
    seat("N", "npc"),
    seat("D", "dermatologist"),
    seat("S", "scribe"),
    seat("C", "caregiver"),
)
OUT_D = replace(D, place="out")
HUDDLING_D: Seat = replace(D, place="huddle")
BOTH = {"P>N", "N>P"}


@pytest.mark.parametrize(
    ("what", "visit", "sitting", "expected"),
    [
        ("nobody in the waiting room", Visit(State.WAITING), (P, N), set()),
        ("patient and nurse in the intake", Visit(State.INTAKE), (P, N, OUT_D), BOTH),
        ("a dermatologist who only looks is apart", Visit(State.READY), (P, N, OUT_D), BOTH),
        ("three", Visit(State.WITH_DERMATOLOGIST), (P, N, D), BOTH | {"P>D", "D>P", "N>D", "D>N"}),
        ("held", Visit(State.WITH_DERMATOLOGIST, held=True), (P, N, D), {"N>D", "D>N"}),
        ("a huddle", Visit(State.READY, huddle=True), (P, N, HUDDLING_D), {"N>D", "D>N"}),
        ("no huddle, no huddler", Visit(State.READY), (P, N, HUDDLING_D), BOTH),
        ("a scribe listens", Visit(State.INTAKE), (P, N, S), BOTH | {"P>S", "N>S"}),
        ("a held patient is not overheard", Visit(State.INTAKE, held=True), (P, N, S), {"N>S"}),
        ("a caregiver at the patient's side", Visit(State.INTAKE), (P, C, N), BOTH | {"P>C", "C>P", "C>N", "N>C"}),
        ("the patient's side in a huddle", Visit(State.READY, huddle=True), (P, C, N), {"P>C", "C>P"}),
        ("the patient's side when held", Visit(State.READY, held=True), (P, C, N), set()),
    ],
)
def test_who_hears_whom(what: str, visit: Visit, sitting: tuple[Seat, ...], expected: set[str]) -> None:
    assert heard(visit, *sitting) == expected, what


def test_a_track_that_its_party_does_not_have_goes_nowhere() -> None:
    sitting = seats(seat("P", "patient", camera="none"), seat("N", "npc", camera="off", screen="on"))
    found = edges(Visit(State.INTAKE), sitting)
    assert {(edge.source, edge.track) for edge in found} == {
        ("P", "microphone"),
        ("N", "microphone"),
        ("N", "camera"),
        ("N", "screen"),
    }


a_seat = st.builds(
    seat,
    st.sampled_from("abcdefg"),
    st.sampled_from(get_args(Role)),
    st.sampled_from(get_args(Place)),
    camera=st.sampled_from([None, "on", "off", "none"]),
    screen=st.sampled_from([None, "on", "off"]),
)
a_seating = st.lists(a_seat, max_size=6, unique_by=lambda one: one.id).map(lambda given: seats(*given))
a_visit = st.builds(Visit, st.sampled_from(State), st.booleans(), st.booleans())


@given(a_visit, a_seating)
def test_nobody_is_ever_reached_who_must_not_be(visit: Visit, sitting: dict[SeatId, Seat]) -> None:
    for edge in edges(visit, sitting):
        source, sink = sitting[edge.source], sitting[edge.sink]
        assert visit.state in LIVE
        assert source.id != sink.id
        assert source.role != "scribe"
        assert source.place != "out"
        assert sink.place != "out"
        if source.of_patient is not sink.of_patient:
            assert not visit.held
            assert not visit.huddle
            assert source.place == sink.place == "call"
        if visit.held:
            assert not source.of_patient
            assert not sink.of_patient


@given(a_visit, a_seating)
def test_speaking_parties_hear_each_other_or_neither_does(visit: Visit, sitting: dict[SeatId, Seat]) -> None:
    voices = {(edge.source, edge.sink) for edge in edges(visit, sitting) if edge.track == "microphone"}
    for source, sink in voices:
        if sitting[sink].speaks and sitting[sink].devices.microphone != "none":
            assert (sink, source) in voices


# ---- slots -----------------------------------------------------------------------------------------------------------


def test_an_edge_keeps_its_slot_when_others_come_and_go() -> None:
    d_to_p, n_to_p = (Edge(SeatId(name), "camera", SeatId("P")) for name in "DN")
    first = assign({}, [n_to_p])
    second = assign(first, [n_to_p, d_to_p])
    third = assign(second, [d_to_p])
    where = SlotKey(SeatId("P"), "video", 1)
    assert first == {SlotKey(SeatId("P"), "video", 0): Feed(SeatId("N"), "camera")}
    assert second[where] == third[where] == Feed(SeatId("D"), "camera")
    assert list(third) == [where]


@pytest.mark.parametrize(("track", "what"), [("microphone", "voices"), ("camera", "pictures")])
def test_a_party_that_finds_no_slot_is_refused_with_a_sentence(track: str, what: str) -> None:
    limit = SLOTS["audio" if track == "microphone" else "video"]
    crowd = [Edge(SeatId(f"{number}"), track, SeatId("P")) for number in range(limit + 1)]  # type: ignore[arg-type]
    assert len(assign({}, crowd[:-1])) == limit
    with pytest.raises(TooMany, match=f"{limit} {what}"):
        assign({}, crowd)


@given(st.lists(st.tuples(a_visit, a_seating), max_size=6))
def test_slots_carry_exactly_the_graph_and_never_move(steps: list[tuple[Visit, dict[SeatId, Seat]]]) -> None:
    slots: dict[SlotKey, Feed] = {}
    for visit, sitting in steps:
        wanted = edges(visit, sitting)
        try:
            following = assign(slots, wanted)
        except TooMany:
            continue
        assert {Edge(feed.source, feed.track, key.sink) for key, feed in following.items()} == wanted
        assert len(following) == len(wanted)
        for key, feed in slots.items():
            if Edge(feed.source, feed.track, key.sink) in wanted:
                assert following[key] == feed
        slots = following


# ---- seating ---------------------------------------------------------------------------------------------------------


def test_admission_brings_in_the_patients_side_and_who_admits() -> None:
    sitting = {key: replace(one, place="out") for key, one in seats(P, C, N, D).items()}
    before = Visit(State.WAITING)
    after = placed(sitting, before, before.after(Move.ADMIT_TO_INTAKE), Move.ADMIT_TO_INTAKE, N.id)
    assert {key: one.place for key, one in after.items()} == {"P": "call", "C": "call", "N": "call", "D": "out"}
    assert call_events(sitting, after) == [CallJoined(seat=name) for name in "PCN"]


def test_who_only_huddled_is_out_when_it_ends_and_in_when_joining() -> None:
    before = Visit(State.READY, huddle=True)
    sitting = seats(P, N, HUDDLING_D)
    ended = placed(sitting, before, before.after(Move.END_HUDDLE), Move.END_HUDDLE, N.id)
    assert ended[D.id].place == "out"
    move = Move.DERMATOLOGIST_JOINS
    joined = placed(sitting, before, before.after(move), move, D.id)
    assert joined[D.id].place == "call"
    assert call_events(sitting, joined) == [CallLeft(seat="D"), CallJoined(seat="D")]


def test_sending_back_empties_the_call() -> None:
    before = Visit(State.INTAKE)
    after = placed(seats(P, N), before, before.after(Move.SEND_BACK), Move.SEND_BACK, N.id)
    assert {one.place for one in after.values()} == {"out"}


def test_a_person_has_one_seat_in_a_visit_and_another_in_the_next() -> None:
    one, other = VisitId("v1"), VisitId("v2")
    assert seat_id(one, "p") == seat_id(one, "p")
    assert len({seat_id(one, "p"), seat_id(other, "p"), seat_id(one, "q")}) == 3
