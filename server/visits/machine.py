"""A visit as law: which move may follow which. No clock, no socket, no database. Read this file first.

    scheduled -> waiting -> intake -> ready -> with_dermatologist -> wrap_up -> ended
                    +---- straight to the dermatologist ----+
    also: cancelled, no_show (both can be reopened); scheduled -> ended where photos are answered without a call

Everything that stays true while connections come and go is here; who is connected just now is the room's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """Where a visit stands. `ENDED` is final: coding and amendments have a life of their own."""

    SCHEDULED = "scheduled"
    WAITING = "waiting"
    INTAKE = "intake"
    READY = "ready"
    WITH_DERMATOLOGIST = "with_dermatologist"
    WRAP_UP = "wrap_up"
    ENDED = "ended"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Move(StrEnum):
    """What changes a visit. The first group moves it between states, the second only within a live one."""

    CHECK_IN = "check_in"
    CANCEL = "cancel"
    NO_SHOW = "no_show"
    REOPEN = "reopen"
    ANSWER = "answer"
    ADMIT_TO_INTAKE = "admit_to_intake"
    ADMIT_TO_DERMATOLOGIST = "admit_to_dermatologist"
    SEND_BACK = "send_back"
    HAND_OVER = "hand_over"
    RECALL = "recall"
    DERMATOLOGIST_JOINS = "dermatologist_joins"
    HAND_BACK = "hand_back"
    END = "end"

    HOLD = "hold"
    RESUME = "resume"
    HUDDLE = "huddle"
    END_HUDDLE = "end_huddle"


class Outcome(StrEnum):
    """How an ended visit ended."""

    DONE = "done"
    CONTINUED_BY_PHONE = "continued_by_phone"
    IN_PERSON = "in_person"
    PATIENT_LEFT = "patient_left"
    ANSWERED = "answered"
    """The patient's photos were answered in writing, without a call."""


NEXT: dict[State, dict[Move, State]] = {
    State.SCHEDULED: {
        Move.CHECK_IN: State.WAITING,
        Move.ANSWER: State.ENDED,
        Move.CANCEL: State.CANCELLED,
        Move.NO_SHOW: State.NO_SHOW,
    },
    State.WAITING: {
        Move.ADMIT_TO_INTAKE: State.INTAKE,
        Move.ADMIT_TO_DERMATOLOGIST: State.WITH_DERMATOLOGIST,
        Move.CANCEL: State.CANCELLED,
        Move.NO_SHOW: State.NO_SHOW,
    },
    State.INTAKE: {
        Move.HAND_OVER: State.READY,
        Move.DERMATOLOGIST_JOINS: State.WITH_DERMATOLOGIST,
        Move.SEND_BACK: State.WAITING,
        Move.END: State.ENDED,
    },
    State.READY: {
        Move.DERMATOLOGIST_JOINS: State.WITH_DERMATOLOGIST,
        Move.RECALL: State.INTAKE,
        Move.END: State.ENDED,
    },
    State.WITH_DERMATOLOGIST: {
        Move.HAND_BACK: State.WRAP_UP,
        Move.END: State.ENDED,
    },
    State.WRAP_UP: {
        Move.DERMATOLOGIST_JOINS: State.WITH_DERMATOLOGIST,
        Move.END: State.ENDED,
    },
    State.CANCELLED: {Move.REOPEN: State.SCHEDULED},
    State.NO_SHOW: {Move.REOPEN: State.SCHEDULED},
    State.ENDED: {},
}

LIVE = frozenset({State.INTAKE, State.READY, State.WITH_DERMATOLOGIST, State.WRAP_UP})
"""The states in which the patient and a clinician may see and hear each other."""


class IllegalMove(Exception):
    """The move does not follow from where the visit stands."""

    def __init__(self, state: State, move: Move) -> None:
        super().__init__(f"{move} cannot happen while {state}")
        self.state, self.move = state, move


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit's clinical life. `held`: the patient neither hears nor is heard; `huddle`: clinicians talk among themselves."""

    state: State = State.SCHEDULED
    held: bool = False
    huddle: bool = False
    outcome: Outcome | None = None

    def may(self, move: Move) -> bool:
        """Whether `after(move)` would be accepted."""
        match move:
            case Move.HOLD:
                return self.state in LIVE and not self.held
            case Move.RESUME:
                return self.held
            case Move.HUDDLE:
                return self.state in LIVE and not self.huddle
            case Move.END_HUDDLE:
                return self.huddle
        return move in NEXT[self.state]

    def after(self, move: Move, outcome: Outcome | None = None) -> Visit:
        """The visit once `move` has happened. Leaving the live states ends a hold and a huddle.

        Raises `IllegalMove` where the table has no such move.
        """
        if not self.may(move):
            raise IllegalMove(self.state, move)
        match move:
            case Move.HOLD:
                return replace(self, held=True)
            case Move.RESUME:
                return replace(self, held=False)
            case Move.HUDDLE:
                return replace(self, huddle=True)
            case Move.END_HUDDLE:
                return replace(self, huddle=False)
        state = NEXT[self.state][move]
        if state not in LIVE:
            usual = Outcome.ANSWERED if move is Move.ANSWER else Outcome.DONE
            return Visit(state=state, outcome=(outcome or usual) if state is State.ENDED else None)
        # A dermatologist who joins ends the huddle that kept the patient apart.
        return replace(self, state=state, huddle=self.huddle and move is not Move.DERMATOLOGIST_JOINS)
