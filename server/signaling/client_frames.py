"""The closed union of the frames that a client sends."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from server.evidence.events import DeviceReason
from server.rooms.views import CameraAsk, Id, Look, Switch
from server.signaling.frames import Frame
from server.visits.machine import Outcome
from server.visits.records import CallWay

OwnTrack = Literal["microphone", "camera", "screen"]
"""What a page itself sends; the skin camera is another device's."""


class Request(Frame):
    """What is answered by `id`."""

    id: Annotated[int, Field(ge=0, le=2**53 - 1)]


class VisitRequest(Request):
    """… about one visit."""

    visit: Id


class BoardWatch(Request):
    """Staff: send me today's board, and each row as it changes, until `board.leave`."""

    type: Literal["board.watch"] = "board.watch"


class BoardLeave(Request):
    """Staff: stop sending me the board."""

    type: Literal["board.leave"] = "board.leave"


class VisitOpen(VisitRequest):
    """Take my seat in this visit: patient's page or a member of staff's visit page. Nobody sees or hears me yet."""

    type: Literal["visit.open"] = "visit.open"
    take_over: bool = True
    """Whether to take the seat from another connected page that holds it; else the answer is `seat_taken`."""


class VisitClose(VisitRequest):
    """Staff: give my seat up (the patient's seat stays taken until the visit ends)."""

    type: Literal["visit.close"] = "visit.close"


class CheckIn(VisitRequest):
    """Patient: I am here and ready; put me into the waiting room."""

    type: Literal["check_in"] = "check_in"


class VisitListen(VisitRequest):
    """Patient's page before check-in: it is open, tell it when the practice rings. Takes no seat."""

    type: Literal["visit.listen"] = "visit.listen"


class RingAnswer(VisitRequest):
    """Patient: I have seen that you call. Yes, or not now."""

    type: Literal["ring.answer"] = "ring.answer"
    accept: bool


class Ring(VisitRequest):
    """The office calls the patient: by ringing the open page, or, as the office says itself, by phone or by the link."""

    type: Literal["ring"] = "ring"
    way: CallWay = "page"


class RingStop(VisitRequest):
    """The office stops ringing."""

    type: Literal["ring.stop"] = "ring.stop"


class Admit(VisitRequest):
    """Bring the waiting patient in: to the intake, or straight to the dermatologist."""

    type: Literal["admit"] = "admit"
    to: Literal["intake", "dermatologist"]


class SendBack(VisitRequest):
    """Put the patient back into the waiting room (the wrong one was admitted)."""

    type: Literal["send_back"] = "send_back"


class HandOver(VisitRequest):
    """The intake is done; the note is what the dermatologist reads before joining."""

    type: Literal["hand_over"] = "hand_over"
    note: Annotated[str, Field(max_length=4000)]


class Recall(VisitRequest):
    """Take the visit back into the intake before the dermatologist has joined."""

    type: Literal["recall"] = "recall"


class Join(VisitRequest):
    """Let my picture and voice into the call. A dermatologist says to have read intake and note."""

    type: Literal["join"] = "join"
    read: bool = False


class Leave(VisitRequest):
    """Take my picture and voice out of the call; the visit goes on."""

    type: Literal["leave"] = "leave"


class Hold(VisitRequest):
    """Nobody hears or sees the patient, and the patient hears and sees nobody, until switched off."""

    type: Literal["hold"] = "hold"
    on: bool


class Huddle(VisitRequest):
    """Clinicians talk among themselves; the patient sees who comes next."""

    type: Literal["huddle"] = "huddle"
    on: bool


class HandBack(VisitRequest):
    """Dermatologist: my part is done, the wrap-up is yours."""

    type: Literal["hand_back"] = "hand_back"


class End(VisitRequest):
    """End the visit for everybody."""

    type: Literal["end"] = "end"
    outcome: Literal[Outcome.DONE, Outcome.CONTINUED_BY_PHONE, Outcome.IN_PERSON, Outcome.PATIENT_LEFT] = Outcome.DONE


class Cancel(VisitRequest):
    """The appointment will not happen."""

    type: Literal["cancel"] = "cancel"


class NoShow(VisitRequest):
    """The patient did not come."""

    type: Literal["no_show"] = "no_show"


class Reopen(VisitRequest):
    """Undo a cancellation or a no-show."""

    type: Literal["reopen"] = "reopen"


class Urgent(VisitRequest):
    """Raise the visit on the board, or put it back."""

    type: Literal["urgent"] = "urgent"
    on: bool


class PhoneStep(VisitRequest):
    """Ask to go on by phone, take that back, or say (staff) to have the patient on the phone."""

    type: Literal["phone"] = "phone"
    step: Literal["ask", "withdraw", "reached"]


class MediaOffer(VisitRequest):
    """The seat's one offer, with every section it will ever need. A later one replaces the connection."""

    type: Literal["media.offer"] = "media.offer"
    sdp: Annotated[str, Field(max_length=60_000)]


class MediaDevice(VisitRequest):
    """My microphone or camera was switched, or cannot be used, and why."""

    type: Literal["media.device"] = "media.device"
    track: OwnTrack
    state: Switch
    reason: DeviceReason = "chosen"


class MediaRestart(VisitRequest):
    """My network changed: the same connection by another way. The offer of an ICE restart, its sections and keys as they were."""

    type: Literal["media.restart"] = "media.restart"
    sdp: Annotated[str, Field(max_length=60_000)]


class Camera(VisitRequest):
    """Clinician: detail rather than motion from that party's camera, or as usual; or ask its person for the other camera, or for
    light, or for a phone beside it. The party itself: I have seen what you ask."""

    type: Literal["camera"] = "camera"
    seat: Id
    ask: CameraAsk
    track: Literal["camera", "skin_camera"] = "camera"
    """Of which of the party's cameras: the page's, or the phone beside it."""


class Away(VisitRequest):
    """My page went out of sight (another tab, another app, a locked screen), or is back."""

    type: Literal["away"] = "away"
    on: bool


class Work(VisitRequest):
    """Clinician: countable work of this kind starts (`on`), still goes on (`on` again), or stops now."""

    type: Literal["work"] = "work"
    activity: Literal["image_review", "chart_review", "documentation", "ordering", "care_coordination"]
    on: bool


Fraction = Annotated[float, Field(ge=0, le=1)]


class PhotoShow(VisitRequest):
    """Clinician in the call: everybody looks at this photo of the visit. Anybody in the call: null ends it."""

    type: Literal["photo.show"] = "photo.show"
    photo: Id | None


class PhotoPoint(VisitRequest):
    """I point there in the shown photo (null: nowhere any more), and look at this part of it. Send the next one once this is
    answered."""

    type: Literal["photo.point"] = "photo.point"
    at: tuple[Fraction, Fraction] | None = None
    look: Look | None = None


class StillRequest(VisitRequest):
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
