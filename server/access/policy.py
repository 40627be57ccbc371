"""The one door: who may do what to which visit, in which state. Whatever is not written here is refused.

Three tables decide. `ROLES` says who may ever give a command, `MOVES` which commands are moves of the visit machine and
therefore wait for it, `STATES` when the others make sense. What an actor may not know of looks as if it were not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from server.base.errors import NotFound, NotNow
from server.base.ids import VisitId
from server.coding.credentials import QUALIFIED
from server.evidence.events import PATIENT_SIDE, Credential, Role
from server.visits.machine import LIVE, Move, Outcome, State
from server.visits.records import Appointment

VisitCommand = Literal[
    "check_in", "admit_to_intake", "admit_to_dermatologist", "send_back", "hand_over", "recall", "join", "leave", "hold", "resume",
    "huddle", "end_huddle", "hand_back", "end", "cancel", "no_show", "reopen", "urgent", "write_intake", "accept_proposal",
    "manage_link", "ask_phone", "attest_phone", "ring", "answer_ring", "ask_camera",
    "set_time",
]  # fmt: skip
"""Commands that a page offers as buttons: the protocol names them so."""

OtherCommand = Literal[
    "break_glass",
    "see_board", "create_visit", "manage_staff", "manage_payers", "see_visit", "take_seat", "set_device", "consent", "work",
    "read_intake", "read_chart", "draft_chart", "sign_chart", "read_proposal", "read_evidence", "release_claim",
    "read_arrival", "write_patient_note", "manage_consents", "see_billing", "listen",
    "submit_photos", "see_own_photos", "read_photos", "ask_retake", "arrange_photos", "export_photo",
    "annotate_photo", "show_photo", "point_at_photo", "ask_still", "answer_still", "use_skin_camera",
    "see_photo_queue", "manage_hours", "answer_photos", "answer_again", "plan_call", "ask_back", "tell_answered",
    "note_consultation",
]  # fmt: skip
Command = VisitCommand | OtherCommand


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


_PATIENT: frozenset[Role] = frozenset({"patient"})
_SENDERS: frozenset[Role] = frozenset({"patient", "caregiver"})
_CLINICAL: frozenset[Role] = frozenset({"npc", "dermatologist"})
_DESK: frozenset[Role] = frozenset({"office", "npc", "dermatologist"})
_STAFF: frozenset[Role] = frozenset({"office", "npc", "dermatologist", "scribe", "biller", "administrator"})
_DERMATOLOGIST: frozenset[Role] = frozenset({"dermatologist"})
_SCHEDULING: frozenset[Role] = _DESK | {"administrator"}

ROLES: dict[Command, frozenset[Role]] = {
    "check_in": _PATIENT,
    "consent": _PATIENT,
    # A page that is open before check-in listens, so that the office can ring it; it has no seat by that.
    "listen": _PATIENT,
    "answer_ring": _PATIENT,
    "ring": _DESK,
    # Whoever helps the patient may photograph, and sees what was sent: it is the same set of pictures.
    "submit_photos": _SENDERS,
    "see_own_photos": _SENDERS,
    "read_photos": _CLINICAL | {"scribe"},
    "ask_retake": _CLINICAL,
    "arrange_photos": _CLINICAL,
    "annotate_photo": _CLINICAL,
    "show_photo": _CLINICAL,
    "point_at_photo": _CLINICAL | _SENDERS,
    "ask_still": _CLINICAL,
    "answer_still": _SENDERS,
    # Answering photos without a call is the doctor's; that they need a visit a nurse can see as well.
    "answer_photos": _DERMATOLOGIST,
    "answer_again": _DERMATOLOGIST,
    "plan_call": _CLINICAL,
    "ask_back": _SENDERS,
    "tell_answered": _DESK,
    # Names and how long each waits; the photos themselves are `read_photos`.
    "see_photo_queue": _DESK,
    # The original holds what the camera wrote into it, the place included.
    "export_photo": _DERMATOLOGIST,
    "see_board": _DESK | {"scribe"},
    "create_visit": _SCHEDULING,
    "manage_link": _SCHEDULING,
    "cancel": _SCHEDULING,
    "no_show": _SCHEDULING,
    "reopen": _SCHEDULING,
    "set_time": _SCHEDULING,
    "urgent": _SCHEDULING,
    "admit_to_intake": _DESK,
    "admit_to_dermatologist": frozenset({"office", "dermatologist"}),
    "send_back": _DESK,
    "recall": _DESK,
    "take_seat": PATIENT_SIDE | _DESK | {"scribe"},
    # A scribe joins to listen: `publishes` keeps it silent and unseen.
    "join": PATIENT_SIDE | _DESK | {"scribe"},
    "leave": PATIENT_SIDE | _DESK | {"scribe"},
    "set_device": PATIENT_SIDE | _DESK,
    "ask_camera": _CLINICAL,
    # A second device beside the page, for a picture and nothing else.
    "use_skin_camera": _SENDERS,
    "ask_phone": _PATIENT | _DESK,
    "attest_phone": _DESK,
    "write_intake": _CLINICAL,
    # Where the patient is, who is with them and where to call them back: whoever may have to send help.
    "read_arrival": _DESK,
    "write_patient_note": _CLINICAL,
    "read_intake": _CLINICAL | {"scribe"},
    "work": _CLINICAL,
    "hold": _CLINICAL,
    "resume": _CLINICAL,
    "huddle": _CLINICAL,
    "end_huddle": _CLINICAL,
    "hand_over": _CLINICAL,
    "end": _CLINICAL,
    "hand_back": _DERMATOLOGIST,
    "read_chart": _CLINICAL | {"scribe", "biller"},
    "draft_chart": _DERMATOLOGIST | {"scribe"},
    "sign_chart": _DERMATOLOGIST,
    "accept_proposal": _DERMATOLOGIST,
    # Advice between clinicians is billed by who gave or asked for it.
    "note_consultation": _DERMATOLOGIST,
    "release_claim": frozenset({"biller"}),
    # Names, codes and what each waits for; releasing is the biller's alone.
    "see_billing": frozenset({"biller", "administrator", "dermatologist"}),
    "manage_staff": frozenset({"administrator"}),
    "manage_consents": frozenset({"administrator"}),
    "manage_payers": frozenset({"administrator"}),
    "manage_hours": frozenset({"administrator"}),
    # Whoever's role does not open the whole chart: an emergency does, with a reason (docs/adr/0011).
    "break_glass": frozenset({"office", "biller", "administrator"}),
    # Opaque ids, counters and minutes, nothing written about the person; every read is audited.
    "see_visit": _STAFF,
    "read_evidence": _STAFF,
    "read_proposal": _STAFF,
}
"""Who may ever give a command. Holders of a link may give theirs to the link's visit only."""

OWN_NPI: frozenset[Command] = frozenset({"note_consultation", "accept_proposal"})
"""What is also of a nurse's seat, where who sits there bills in their own name: a nurse practitioner or a physician assistant gives
advice and answers for it, and for the visits that they render, as a physician does. The role alone never opens it (`may_ever`)."""

MOVES: dict[Command, Move] = {
    "check_in": Move.CHECK_IN,
    "admit_to_intake": Move.ADMIT_TO_INTAKE,
    "admit_to_dermatologist": Move.ADMIT_TO_DERMATOLOGIST,
    "send_back": Move.SEND_BACK,
    "hand_over": Move.HAND_OVER,
    "recall": Move.RECALL,
    "hand_back": Move.HAND_BACK,
    "end": Move.END,
    "hold": Move.HOLD,
    "resume": Move.RESUME,
    "huddle": Move.HUDDLE,
    "end_huddle": Move.END_HUDDLE,
    "cancel": Move.CANCEL,
    "no_show": Move.NO_SHOW,
    "reopen": Move.REOPEN,
    "answer_photos": Move.ANSWER,
}
"""Commands that are a move: the visit machine says when."""

_BEFORE = frozenset({State.SCHEDULED, State.WAITING})
_OPEN = _BEFORE | LIVE
_ANY = frozenset(State)

STATES: dict[Command, frozenset[State]] = {
    "ring": _BEFORE,
    "listen": _BEFORE,
    "answer_ring": _BEFORE,
    "join": LIVE,
    "leave": LIVE,
    "urgent": _OPEN,
    "manage_link": _OPEN,
    "take_seat": _OPEN,
    "set_device": _OPEN,
    "consent": _OPEN,
    "ask_camera": LIVE,
    "use_skin_camera": LIVE | {State.WAITING},
    "ask_phone": LIVE | {State.WAITING},
    "attest_phone": LIVE,
    "write_intake": LIVE | {State.WAITING},
    "write_patient_note": LIVE | {State.ENDED},
    "read_arrival": _ANY,
    "work": _OPEN | {State.ENDED},
    "accept_proposal": frozenset({State.ENDED}),
    "note_consultation": _ANY,
    "release_claim": frozenset({State.ENDED}),
    "read_proposal": LIVE | {State.ENDED},
    "sign_chart": LIVE | {State.ENDED},
    "draft_chart": LIVE | {State.ENDED},
    "submit_photos": _OPEN,
    "see_own_photos": _ANY,
    "read_photos": _ANY,
    "ask_retake": _OPEN,
    "arrange_photos": _OPEN,
    "show_photo": LIVE,
    "point_at_photo": LIVE,
    "ask_still": LIVE,
    "answer_still": LIVE,
    "annotate_photo": _OPEN | {State.ENDED},
    "export_photo": _ANY,
    "plan_call": frozenset({State.SCHEDULED}),
    "set_time": frozenset({State.SCHEDULED}),
    "answer_again": frozenset(),
    "ask_back": frozenset(),
    "tell_answered": frozenset(),
    "read_chart": _ANY,
    "read_intake": _ANY,
    "read_evidence": _ANY,
    "see_visit": _ANY,
    "break_glass": _ANY,
}
"""When a command that is no move makes sense."""

ANYWHERE: frozenset[Command] = frozenset(
    {
        "see_board", "create_visit", "manage_staff", "manage_consents", "manage_payers", "see_billing",
        "see_photo_queue", "manage_hours",
    }
)  # fmt: skip
"""Commands that concern no one visit."""

ANSWERED: frozenset[Command] = frozenset({"answer_again", "ask_back", "tell_answered", "submit_photos", "manage_link"})
"""Commands that make sense in a visit that ended because its photos were answered: the patient may ask back."""

CALLS: frozenset[Command] = frozenset(
    {"check_in", "no_show", "ring", "listen", "answer_ring", "take_seat", "set_device", "set_time"}
)
"""Commands of a call: none of them where none is planned. A time can be set for one that is wanted."""


def may_see(actor: Actor, appointment: Appointment | None) -> bool:
    """Whether the actor may know of the visit: staff of every one, the holder of a link of its own."""
    if appointment is None:
        return False
    if actor.kind == "staff":
        return actor.role in _STAFF
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
    if not may_ever(actor, command) or (actor.kind == "staff") is not (actor.role in _STAFF):
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
