"""The visit as law, against the table of states that the practice decided (tests/cases/authorisation.json)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.visits.diagram import diagram
from server.visits.machine import LIVE, NEXT, IllegalMove, Move, Outcome, State, Visit

ROOT = Path(__file__).parents[2]
DECIDED = json.loads((ROOT / "tests/cases/authorisation.json").read_text())
WITHIN = [Move(move) for move in DECIDED["within_live_states"]]
BETWEEN = [move for move in Move if move not in WITHIN]


def test_the_decided_table_knows_every_state_and_every_move() -> None:
    assert {State(name) for name in DECIDED["moves"]} == set(State) == {State(name) for name in DECIDED["states"]}
    assert {Move(move) for moves in DECIDED["moves"].values() for move in moves} == set(BETWEEN)
    assert {State(name) for name in DECIDED["live"]} == LIVE


@pytest.mark.parametrize("move", BETWEEN)
@pytest.mark.parametrize("state", State)
def test_a_move_leads_where_it_was_decided_or_is_refused(state: State, move: Move) -> None:
    due = DECIDED["moves"][state].get(move)
    if due is None:
        assert not Visit(state).may(move)
        with pytest.raises(IllegalMove, match=move):
            Visit(state).after(move)
    else:
        assert Visit(state).may(move)
        assert Visit(state).after(move).state == due


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("huddle", [False, True])
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", WITHIN)
def test_hold_and_huddle_are_switched_in_live_states_only(move: Move, state: State, huddle: bool, held: bool) -> None:
    visit = Visit(state, held=held and state in LIVE, huddle=huddle and state in LIVE)
    due = (
        state.value in DECIDED["live"]
        and {
            Move.HOLD: not visit.held,
            Move.RESUME: visit.held,
            Move.HUDDLE: not visit.huddle,
            Move.END_HUDDLE: visit.huddle,
        }[move]
    )
    assert visit.may(move) is due
    if due:
        after = visit.after(move)
        assert after.state is state
        assert (after.held, after.huddle) == (
            {Move.HOLD: True, Move.RESUME: False}.get(move, visit.held),
            {Move.HUDDLE: True, Move.END_HUDDLE: False}.get(move, visit.huddle),
        )
    else:
        with pytest.raises(IllegalMove):
            visit.after(move)


def test_a_dermatologist_who_joins_ends_the_huddle_but_not_the_hold() -> None:
    visit = Visit(State.READY, held=True, huddle=True).after(Move.DERMATOLOGIST_JOINS)
    assert visit == Visit(State.WITH_DERMATOLOGIST, held=True, huddle=False)


def test_an_end_without_an_outcome_is_done_and_only_an_end_keeps_one() -> None:
    assert Visit(State.WRAP_UP).after(Move.END).outcome is Outcome.DONE
    assert Visit(State.INTAKE).after(Move.END, Outcome.PATIENT_LEFT).outcome is Outcome.PATIENT_LEFT
    assert Visit(State.INTAKE).after(Move.SEND_BACK, Outcome.DONE).outcome is None


@given(st.lists(st.sampled_from(Move), max_size=40))
def test_replaying_the_accepted_moves_gives_the_live_visit(moves: list[Move]) -> None:
    live, accepted = Visit(), []
    for move in moves:
        if live.may(move):
            live = live.after(move)
            accepted.append(move)
        else:
            with pytest.raises(IllegalMove):
                live.after(move)
        assert not (live.held or live.huddle) or live.state in LIVE, "a hold outlived the live states"
    replayed = Visit()
    for move in accepted:
        replayed = replayed.after(move)
    assert replayed == live


def test_every_state_can_be_reached_and_only_the_end_is_final() -> None:
    reached, edge = {State.SCHEDULED}, {State.SCHEDULED}
    while edge:
        edge = {after for state in edge for after in NEXT[state].values()} - reached
        reached |= edge
    assert reached == set(State)
    assert [state for state, moves in NEXT.items() if not moves] == [State.ENDED]


def test_the_diagram_draws_every_move_of_the_table() -> None:
    drawn = diagram().splitlines()
    for state, moves in DECIDED["moves"].items():
        for move, after in moves.items():
            assert f"    {state} --> {after}: {move}" in drawn
    assert len(drawn) == 3 + sum(map(len, DECIDED["moves"].values()))


def test_architecture_shows_the_states_as_the_table_has_them() -> None:
    assert f"```mermaid\n{diagram()}\n```" in (ROOT / "ARCHITECTURE.md").read_text()
