"""The closed union of frames on the socket, in both directions. PROTOCOL.md explains them; a test holds the two together.

A client's frame carries an `id` of its choosing; exactly one `ok`, `error` or `media.answer` answers it with `re` = that
id. What changed for everybody follows as `visit` and `board.row` frames, after the change is on disk. A `visit` frame is the
whole truth for its receiver at `version`, never a difference: a client that keeps only the newest is right.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from server.access.ports import Keeping
from server.evidence.events import Credential, DeviceReason, Role, Track
from server.rooms.views import (
    BoardRow,
    CameraAsk,
    Id,
    Look,
    Party,
    PartyQuality,
    Pointed,
    Slot,
    Switch,
    VisitView,
)
from server.visits.machine import Outcome
from server.visits.records import CallWay

PROTOCOL_VERSION = 1
MAX_FRAME_BYTES = 64 * 1024

__all__ = ["BoardRow", "Id", "Party", "Slot", "Switch", "Track"]


OwnTrack = Literal["microphone", "camera", "screen"]
"""What a page itself sends; the skin camera is another device's."""


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


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
    take_over: bool = True
    """Whether to take the seat from another connected page that holds it; else the answer is `seat_taken`."""


class VisitClose(_VisitRequest):
    """Staff: give my seat up (the patient's seat stays taken until the visit ends)."""

    type: Literal["visit.close"] = "visit.close"


class CheckIn(_VisitRequest):
    """Patient: I am here and ready; put me into the waiting room."""

    type: Literal["check_in"] = "check_in"


class VisitListen(_VisitRequest):
    """Patient's page before check-in: it is open, tell it when the practice rings. Takes no seat."""

    type: Literal["visit.listen"] = "visit.listen"


class RingAnswer(_VisitRequest):
    """Patient: I have seen that you call. Yes, or not now."""

    type: Literal["ring.answer"] = "ring.answer"
    accept: bool


class Ring(_VisitRequest):
    """The office calls the patient: by ringing the open page, or, as the office says itself, by phone or by the link."""

    type: Literal["ring"] = "ring"
    way: CallWay = "page"


class RingStop(_VisitRequest):
    """The office stops ringing."""

    type: Literal["ring.stop"] = "ring.stop"


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
    outcome: Literal[Outcome.DONE, Outcome.CONTINUED_BY_PHONE, Outcome.IN_PERSON, Outcome.PATIENT_LEFT] = Outcome.DONE


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


class PhoneStep(_VisitRequest):
    """Ask to go on by phone, take that back, or say (staff) to have the patient on the phone."""

    type: Literal["phone"] = "phone"
    step: Literal["ask", "withdraw", "reached"]


class MediaOffer(_VisitRequest):
    """The seat's one offer, with every section it will ever need. A later one replaces the connection."""

    type: Literal["media.offer"] = "media.offer"
    sdp: Annotated[str, Field(max_length=60_000)]


class MediaDevice(_VisitRequest):
    """My microphone or camera was switched, or cannot be used, and why."""

    type: Literal["media.device"] = "media.device"
    track: OwnTrack
    state: Switch
    reason: DeviceReason = "chosen"


class MediaRestart(_VisitRequest):
    """My network changed: the same connection by another way. The offer of an ICE restart, its sections and keys as they were."""

    type: Literal["media.restart"] = "media.restart"
    sdp: Annotated[str, Field(max_length=60_000)]


class Camera(_VisitRequest):
    """Clinician: detail rather than motion from that party's camera, or as usual; or ask its person for the other camera, or for
    light, or for a phone beside it. The party itself: I have seen what you ask."""

    type: Literal["camera"] = "camera"
    seat: Id
    ask: CameraAsk
    track: Literal["camera", "skin_camera"] = "camera"
    """Of which of the party's cameras: the page's, or the phone beside it."""


class Away(_VisitRequest):
    """My page went out of sight (another tab, another app, a locked screen), or is back."""

    type: Literal["away"] = "away"
    on: bool


class Work(_VisitRequest):
    """Clinician: countable work of this kind starts (`on`), still goes on (`on` again), or stops now."""

    type: Literal["work"] = "work"
    activity: Literal["image_review", "chart_review", "documentation", "ordering", "care_coordination"]
    on: bool


Fraction = Annotated[float, Field(ge=0, le=1)]


class PhotoShow(_VisitRequest):
    """Clinician in the call: everybody looks at this photo of the visit. Anybody in the call: null ends it."""

    type: Literal["photo.show"] = "photo.show"
    photo: Id | None


class PhotoPoint(_VisitRequest):
    """I point there in the shown photo (null: nowhere any more), and look at this part of it. Send the next one once this is
    answered."""

    type: Literal["photo.point"] = "photo.point"
    at: tuple[Fraction, Fraction] | None = None
    look: Look | None = None


class StillRequest(_VisitRequest):
    """Clinician: `ask` for a still at the camera's full resolution. Patient: it was `taken` and is being sent, `refused`, or
    `failed`."""

    type: Literal["still"] = "still"
    step: Literal["ask", "taken", "refused", "failed"]
    view: Literal["overview", "close", "scale"] = "close"
    concern: Id | None = None
    body_site: Annotated[str, Field(max_length=64)] | None = None


ClientFrame = Annotated[
    BoardWatch | BoardLeave | VisitListen | VisitOpen | VisitClose | CheckIn | RingAnswer
    | Ring | RingStop | Admit | SendBack | HandOver | Recall | Join | Leave
    | Hold | Huddle | HandBack | End | Cancel | NoShow | Reopen | Urgent | PhoneStep | MediaOffer | MediaDevice
    | MediaRestart | Camera | Away | Work | PhotoShow | PhotoPoint | StillRequest,
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


class RelayServer(_Frame):
    """A relay as `RTCPeerConnection` takes it among its `iceServers`."""

    urls: tuple[str, ...]
    username: str
    credential: str


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
    relays: tuple[RelayServer, ...] = ()
    """TURN relays for networks that let nothing else through; the passwords are this person's and good for two hours."""


class Bye(_Frame):
    """The last frame: the server closes this socket, and why. Only after `stopping` does it help to connect again."""

    type: Literal["bye"] = "bye"
    reason: Literal["replaced", "revoked", "signed_out", "stopping", "misbehaved"]


class VisitFrame(VisitView):
    """The visit as its receiver may see it. `version` grows with every change; an older frame is to be dropped."""

    type: Literal["visit"] = "visit"


class MediaAnswer(_Frame):
    """The answer to `media.offer`: the last negotiation of this connection."""

    type: Literal["media.answer"] = "media.answer"
    re: int
    sdp: str


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


class PhotoPointed(Pointed):
    """Another party points at a place in the shown photo, or looks at a part of it."""

    type: Literal["photo.pointed"] = "photo.pointed"


class EvidenceFrame(_Frame):
    """Staff: where evidence of all visits goes from now on. After `welcome` it is `kept` until this says otherwise."""

    type: Literal["evidence"] = "evidence"
    keeping: Keeping


class QualityFrame(_Frame):
    """Every five seconds of a live visit: how the parties' connections are; the patient's side is told of its own."""

    type: Literal["quality"] = "quality"
    visit: Id
    parties: tuple[PartyQuality, ...]


ServerFrame = Annotated[
    Ok
    | Error
    | Welcome
    | Bye
    | VisitFrame
    | MediaAnswer
    | Board
    | BoardRowFrame
    | EvidenceFrame
    | PhotoPointed
    | QualityFrame,
    Field(discriminator="type"),
]
SERVER_FRAME: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
