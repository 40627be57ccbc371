"""The one door: who may do what to which visit, in which state. Whatever the tables in `commands.py` do not say is refused.

What an actor may not know of looks as if it were not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from server.access.commands import (
    ANSWERED,
    ANYWHERE,
    CALLS,
    MOVES,
    OWN_NPI,
    ROLES,
    STAFF,
    STATES,
    Command,
    VisitCommand,
)
from server.base.errors import NotFound, NotNow
from server.base.ids import VisitId
from server.coding.credentials import QUALIFIED
from server.evidence.events import PATIENT_SIDE, Credential, Role
from server.visits.machine import Move, Outcome, State
from server.visits.records import Appointment


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a signed-in member of staff, or whoever holds a link to one visit.

    `person` is a staff id, or the link's id; `visit` is the link's visit, None for staff.
    """

    person: str
    kind: Literal["staff", "link"]
    role: Role
    credential: Credential | None = None
    visit: VisitId | None = None

    @property
    def signature(self) -> str:
        """How evidence names the actor."""
        return f"{self.kind}:{self.person}"


def may_see(actor: Actor, appointment: Appointment | None) -> bool:
    """Whether the actor may know of the visit: staff of every one, the holder of a link of its own."""
    if appointment is None:
        return False
    if actor.kind == "staff":
        return actor.role in STAFF
    return actor.role in PATIENT_SIDE and actor.visit == appointment.id


def may_ever(actor: Actor, command: Command) -> bool:
    """Whether there is any visit to which the actor's role, or in a nurse's seat the own credential, opens the command."""
    if actor.role in ROLES.get(command, frozenset()):
        return True
    return command in OWN_NPI and actor.role == "npc" and actor.credential in QUALIFIED


def allowed(actor: Actor, command: Command, appointment: Appointment | None = None) -> bool:
    """Whether the actor may give the command now. `appointment` is None for what does not exist, or concerns no visit."""
    return _role_allows(actor, command, appointment) and _state_allows(command, appointment)


def require(actor: Actor, command: Command, appointment: Appointment | None = None) -> None:
    """Return where `allowed`; else raise `NotFound`, or, where only the visit's state is against it, `NotNow`."""
    if not _role_allows(actor, command, appointment):
        raise NotFound()
    if appointment is not None and not _state_allows(command, appointment):
        raise NotNow(f"This cannot be done now: {_stands(appointment)}")


def required(actor: Actor, command: Command, appointment: Appointment | None) -> Appointment:
    """`require`, and the appointment that was then certainly there."""
    require(actor, command, appointment)
    if appointment is None:
        raise NotFound()
    return appointment


def commands_for(actor: Actor, appointment: Appointment) -> tuple[VisitCommand, ...]:
    """What the actor may do to the visit as it stands, for the board and for the visit's page."""
    commands: tuple[VisitCommand, ...] = get_args(VisitCommand)
    return tuple(command for command in commands if allowed(actor, command, appointment))


def publishes(role: Role) -> bool:
    """Whether a party of that role may be seen and heard in the call. A scribe listens."""
    return role in ROLES["set_device"]


def dermatologist_joining(actor: Actor, appointment: Appointment) -> bool:
    """Whether this actor's "Join visit" is the visit's move to the dermatologist, which needs "I have read this"."""
    return actor.role == "dermatologist" and appointment.visit.may(Move.DERMATOLOGIST_JOINS)


def _role_allows(actor: Actor, command: Command, appointment: Appointment | None) -> bool:
    if not may_ever(actor, command) or (actor.kind == "staff") is not (actor.role in STAFF):
        return False
    if command in ANYWHERE:
        return True
    if appointment is None or not may_see(actor, appointment):
        return False
    if command == "accept_proposal":
        return appointment.rendering == actor.person or (appointment.rendering is None and actor.role in ROLES[command])
    return True


def _state_allows(command: Command, appointment: Appointment | None) -> bool:
    if command in ANYWHERE:
        return True
    if appointment is None:
        return False
    if appointment.without_call and command in CALLS and not (command == "set_time" and appointment.visit_wanted_at):
        return False
    if appointment.visit.outcome is Outcome.ANSWERED and command in ANSWERED:
        return True
    move = MOVES.get(command)
    if move is not None:
        return appointment.visit.may(move)
    return appointment.visit.state in STATES.get(command, frozenset())


def _stands(appointment: Appointment) -> str:
    if appointment.visit_wanted_at and appointment.visit.state is State.SCHEDULED:
        return "the visit has no time yet. The office sets it on the board."
    if appointment.without_call and appointment.visit.state is State.SCHEDULED:
        return "no call is planned, the photos are answered in writing."
    return _STANDS[appointment.visit.state]


_STANDS: dict[State, str] = {
    State.SCHEDULED: "the patient has not checked in yet.",
    State.WAITING: "the patient is in the waiting room.",
    State.INTAKE: "the visit is in the intake.",
    State.READY: "the visit is ready for the dermatologist.",
    State.WITH_DERMATOLOGIST: "the patient is with the dermatologist.",
    State.WRAP_UP: "the visit is in the wrap-up.",
    State.ENDED: "the visit has ended.",
    State.CANCELLED: "the visit was cancelled.",
    State.NO_SHOW: "the visit is marked as a no-show.",
}
