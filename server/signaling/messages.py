"""The closed union of frames on the socket, in both directions. PROTOCOL.md explains them; a test holds the two together.

A client's frame carries an `id` of its choosing; exactly one `ok`, `error` or `media.answer` answers it with `re` = that
id. What changed for everybody follows as `visit` and `board.row` frames, after the change is on disk. A `visit` frame is the
whole truth for its receiver at `version`, never a difference: a client that keeps only the newest is right.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from server.evidence.events import Credential, Role
from server.visits.machine import Outcome, State

PROTOCOL_VERSION = 1
MAX_FRAME_BYTES = 64 * 1024

Id = Annotated[str, Field(min_length=1, max_length=64)]
Track = Literal["microphone", "camera", "screen"]
Switch = Literal["on", "off", "none"]
"""A party's device: `none` means there is none to switch (missing, denied, skipped)."""


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Request(_Frame):
    id: Annotated[int, Field(ge=0, le=2**53 - 1)]


class _VisitRequest(_Request):
    visit: Id


# ---- from a client -------------------------------------------------------------------------------------------------


class BoardWatch(_Request):
    """Staff: send me today's board, and each row as it changes, until `board.leave`."""

    type: Literal["board.watch"] = "board.watch"


class BoardLeave(_Request):
    """Staff: stop sending me the board."""

    type: Literal["board.leave"] = "board.leave"


class VisitOpen(_VisitRequest):
    """Take my seat in this visit: patient's page or a member of staff's visit page. Nobody sees or hears me yet."""

    type: Literal["visit.open"] = "visit.open"


class VisitClose(_VisitRequest):
    """Staff: give my seat up (the patient's seat stays taken until the visit ends)."""

    type: Literal["visit.close"] = "visit.close"


class CheckIn(_VisitRequest):
    """Patient: I am here and ready; put me into the waiting room."""

    type: Literal["check_in"] = "check_in"


class Admit(_VisitRequest):
    """Bring the waiting patient in: to the intake, or straight to the dermatologist."""

    type: Literal["admit"] = "admit"
    to: Literal["intake", "dermatologist"]


class SendBack(_VisitRequest):
    """Put the patient back into the waiting room (the wrong one was admitted)."""

    type: Literal["send_back"] = "send_back"


class HandOver(_VisitRequest):
    """The intake is done; the note is what the dermatologist reads before joining."""

    type: Literal["hand_over"] = "hand_over"
    note: Annotated[str, Field(max_length=4000)]


class Recall(_VisitRequest):
    """Take the visit back into the intake before the dermatologist has joined."""

    type: Literal["recall"] = "recall"


class Join(_VisitRequest):
    """Let my picture and voice into the call. A dermatologist says to have read intake and note."""

    type: Literal["join"] = "join"
    read: bool = False


class Leave(_VisitRequest):
    """Take my picture and voice out of the call; the visit goes on."""

    type: Literal["leave"] = "leave"


class Hold(_VisitRequest):
    """Nobody hears or sees the patient, and the patient hears and sees nobody, until switched off."""

    type: Literal["hold"] = "hold"
    on: bool


class Huddle(_VisitRequest):
    """Clinicians talk among themselves; the patient sees who comes next."""

    type: Literal["huddle"] = "huddle"
    on: bool


class HandBack(_VisitRequest):
    """Dermatologist: my part is done, the wrap-up is yours."""

    type: Literal["hand_back"] = "hand_back"


class End(_VisitRequest):
    """End the visit for everybody."""

    type: Literal["end"] = "end"
    outcome: Outcome = Outcome.DONE


class Cancel(_VisitRequest):
    """The appointment will not happen."""

    type: Literal["cancel"] = "cancel"


class NoShow(_VisitRequest):
    """The patient did not come."""

    type: Literal["no_show"] = "no_show"


class Reopen(_VisitRequest):
    """Undo a cancellation or a no-show."""

    type: Literal["reopen"] = "reopen"


class Urgent(_VisitRequest):
    """Raise the visit on the board, or put it back."""

    type: Literal["urgent"] = "urgent"
    on: bool


class MediaOffer(_VisitRequest):
    """The seat's one offer, with every section it will ever need. A later one replaces the connection."""

    type: Literal["media.offer"] = "media.offer"
    sdp: Annotated[str, Field(max_length=60_000)]


class MediaDevice(_VisitRequest):
    """My microphone or camera was switched, or cannot be used, and why."""

    type: Literal["media.device"] = "media.device"
    track: Track
    state: Switch
    reason: Literal["chosen", "none", "denied", "in_use", "lost"] = "chosen"


class Work(_VisitRequest):
    """Clinician: countable work of this kind starts (`on`) or stops now."""

    type: Literal["work"] = "work"
    activity: Literal["chart_review", "documentation", "ordering", "care_coordination"]
    on: bool


ClientFrame = Annotated[
    BoardWatch | BoardLeave | VisitOpen | VisitClose | CheckIn | Admit | SendBack | HandOver | Recall | Join | Leave
    | Hold | Huddle | HandBack | End | Cancel | NoShow | Reopen | Urgent | MediaOffer | MediaDevice | Work,
    Field(discriminator="type"),
]  # fmt: skip
CLIENT_FRAME: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


# ---- from the server -----------------------------------------------------------------------------------------------


class Ok(_Frame):
    """Done, and on disk."""

    type: Literal["ok"] = "ok"
    re: int


class Error(_Frame):
    """Not done; nothing was changed. `code` is for programs, `message` for the person who asked."""

    type: Literal["error"] = "error"
    re: int | None
    code: str
    message: str


class Welcome(_Frame):
    """The first frame: who the server takes you for. `name` is what other staff see; patients see less."""

    type: Literal["welcome"] = "welcome"
    protocol: int
    person: Id
    role: Role
    credential: Credential | None
    name: str
    visit: Id | None
    """The one visit a patient's socket belongs to; null for staff."""


class Bye(_Frame):
    """The last frame: the server closes this socket, and why. Only after `stopping` does it help to connect again."""

    type: Literal["bye"] = "bye"
    reason: Literal["replaced", "revoked", "signed_out", "stopping", "misbehaved"]


class Party(_Frame):
    """Somebody with a seat in the visit, as the receiver may see them (patients see the practice's name for the office)."""

    seat: Id
    role: Role
    credential: Credential | None
    name: str
    connected: bool
    """Whether the seat's page is connected now; the board and the others are told when it goes."""
    in_call: bool
    microphone: Switch
    camera: Switch


class Slot(_Frame):
    """What the receiver's media section `mid` carries now. Sections not named carry nothing."""

    mid: str
    kind: Literal["audio", "video"]
    seat: Id
    track: Track


Command = Literal[
    "check_in", "admit_to_intake", "admit_to_dermatologist", "send_back", "hand_over", "recall", "join", "leave", "hold", "resume",
    "huddle", "end_huddle", "hand_back", "end", "cancel", "no_show", "reopen", "urgent", "write_intake", "accept_proposal",
    "manage_link",
]  # fmt: skip


class VisitFrame(_Frame):
    """The visit as its receiver may see it. `version` grows with every change; an older frame is to be dropped."""

    type: Literal["visit"] = "visit"
    visit: Id
    version: int
    state: State
    held: bool
    huddle: bool
    urgent: bool
    outcome: Outcome | None
    you: Id | None
    """The receiver's own seat."""
    patient_name: str
    birth_year: int | None
    """None in a patient's own frame."""
    parties: tuple[Party, ...]
    next_up: str | None
    """Who is about to join, for the patient to read: "Dr. Lee, MD"."""
    sending: bool
    """Whether the receiver's tracks should be active now. Until then its encodings stay paused."""
    slots: tuple[Slot, ...]
    commands: tuple[Command, ...]
    """What the receiver may do to this visit in this state."""
    intake_version: int
    """Grows when the intake is saved: a hint to read it again."""
    note: str | None
    """The newest hand-over note; null for patients and roles that may not read it."""


class MediaAnswer(_Frame):
    """The answer to `media.offer`: the last negotiation of this connection."""

    type: Literal["media.answer"] = "media.answer"
    re: int
    sdp: str


class BoardRow(_Frame):
    """One visit on today's board. Times are RFC 3339 in UTC; the page shows them in the reader's zone."""

    visit: Id
    patient_name: str
    birth_year: int
    scheduled_at: str
    reason: str
    patient_status: Literal["new", "established", "derive"]
    state: State
    urgent: bool
    waiting_since: str | None
    silent_since: str | None
    """Since when the patient's page has been gone, if it has."""
    with_names: tuple[str, ...]
    camera: Switch | None
    microphone: Switch | None
    media: Literal["new", "connected", "closed"] | None
    """The patient's media connection; null before there is one."""
    commands: tuple[Command, ...]


class Board(_Frame):
    """Today's whole board, in display order."""

    type: Literal["board"] = "board"
    version: int
    rows: tuple[BoardRow, ...]


class BoardRowFrame(_Frame):
    """One row changed or came; `version` orders it after the `board` it belongs to."""

    type: Literal["board.row"] = "board.row"
    version: int
    row: BoardRow


ServerFrame = Annotated[
    Ok | Error | Welcome | Bye | VisitFrame | MediaAnswer | Board | BoardRowFrame,
    Field(discriminator="type"),
]
SERVER_FRAME: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
