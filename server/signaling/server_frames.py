"""The closed union of the frames that the server sends."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from server.access.ports import Keeping
from server.evidence.events import Credential, Role
from server.rooms.views import BoardRow, Id, PartyQuality, Pointed, VisitView
from server.signaling.frames import Frame


class Ok(Frame):
    """Done, and on disk."""

    type: Literal["ok"] = "ok"
    re: int


class Error(Frame):
    """Not done; nothing was changed. `code` is for programs, `message` for the person who asked."""

    type: Literal["error"] = "error"
    re: int | None
    code: str
    message: str


class RelayServer(Frame):
    """A relay as `RTCPeerConnection` takes it among its `iceServers`."""

    urls: tuple[str, ...]
    username: str
    credential: str


class Welcome(Frame):
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


class Bye(Frame):
    """The last frame: the server closes this socket, and why. Only after `stopping` does it help to connect again."""

    type: Literal["bye"] = "bye"
    reason: Literal["replaced", "revoked", "signed_out", "stopping", "misbehaved"]


class VisitFrame(VisitView):
    """The visit as its receiver may see it. `version` grows with every change; an older frame is to be dropped."""

    type: Literal["visit"] = "visit"


class MediaAnswer(Frame):
    """The answer to `media.offer`: the last negotiation of this connection."""

    type: Literal["media.answer"] = "media.answer"
    re: int
    sdp: str


class Board(Frame):
    """Today's whole board, in display order."""

    type: Literal["board"] = "board"
    version: int
    rows: tuple[BoardRow, ...]


class BoardRowFrame(Frame):
    """One row changed or came; `version` orders it after the `board` it belongs to."""

    type: Literal["board.row"] = "board.row"
    version: int
    row: BoardRow


class PhotoPointed(Pointed):
    """Another party points at a place in the shown photo, or looks at a part of it."""

    type: Literal["photo.pointed"] = "photo.pointed"


class EvidenceFrame(Frame):
    """Staff: where evidence of all visits goes from now on. After `welcome` it is `kept` until this says otherwise."""

    type: Literal["evidence"] = "evidence"
    keeping: Keeping
    disk_full: bool = False


class Draining(Frame):
    """Staff: the server was told to stop. Who is in a visit goes on, nobody new gets in; `bye` `stopping` follows."""

    type: Literal["draining"] = "draining"


class QualityFrame(Frame):
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
    | Draining
    | PhotoPointed
    | QualityFrame,
    Field(discriminator="type"),
]
SERVER_FRAME: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
