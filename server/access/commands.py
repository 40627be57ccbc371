"""Every command, who may ever give it and when it makes sense: the tables that the door (`policy.py`) goes by.

`ROLES` says who may ever give a command, `MOVES` which commands are moves of the visit machine and therefore wait for it,
`STATES` when the others make sense. Whatever is not written here is refused.
"""

from __future__ import annotations

from typing import Literal

from server.evidence.events import PATIENT_SIDE, Role
from server.visits.machine import LIVE, Move, State

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

_PATIENT: frozenset[Role] = frozenset({"patient"})
_SENDERS: frozenset[Role] = frozenset({"patient", "caregiver"})
_CLINICAL: frozenset[Role] = frozenset({"npc", "dermatologist"})
_DESK: frozenset[Role] = frozenset({"office", "npc", "dermatologist"})
STAFF: frozenset[Role] = frozenset({"office", "npc", "dermatologist", "scribe", "biller", "administrator"})
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
    "see_visit": STAFF,
    "read_evidence": STAFF,
    "read_proposal": STAFF,
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
