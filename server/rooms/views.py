"""What a receiver may see of a visit and of the board: values that a room hands out and signaling puts on the socket.

They are pydantic models because they leave the process as they are; `server/signaling/server_frames.py` builds its frames on
them, so that each field is written down once.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from server.access.commands import VisitCommand
from server.evidence.events import Credential, DeviceReason, Role, Rung, Track
from server.visits.licence import LicenceStatus
from server.visits.machine import Outcome, State
from server.visits.records import CallOutcome, CallWay, PhoneState

Id = Annotated[str, Field(min_length=1, max_length=64)]
Switch = Literal["on", "off", "none"]
"""A party's device: `none` means there is none to switch (missing, denied, skipped)."""


Arriving = Literal["all", "no_picture", "no_sound", "nothing"]
"""`nothing`: neither picture nor sound for more than a second; the party is being reconnected."""


CameraAsk = Literal["sharper", "usual", "turn", "torch", "phone", "answered"]
CameraWish = Literal["turn", "torch", "phone"]
"""What a clinician asks of a party's camera, for its person to do or not: the other camera, light, or the phone as a second camera."""


class View(BaseModel):
    """Closed and immutable: a field that nobody declared does not leave the server."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


Network = Literal["good", "sound_only", "poor", "none"]
"""What the patient's device check found of the connection: enough for video, for sound, for little, or no way through."""


class Licence(View):
    """Whether a dermatologist who may see the patient is licensed where the patient says to be."""

    state: str
    status: LicenceStatus
    licensed: tuple[str, ...]


class Phone(View):
    """The visit is to go on by phone, or does. `number` reaches the patient (staff) or the practice (the patient's side)."""

    status: PhoneState
    number: str | None


class Line(View):
    """Where a waiting patient stands. `minutes` is the likely wait, from and to, once enough visits were measured."""

    place: int
    minutes: tuple[int, int] | None
    measured: int
    """How many visits the estimate goes by."""


class SkinCameraView(View):
    """A second device of the party, which shows skin."""

    arriving: bool
    """Whether its picture comes."""
    sharper: bool = False
    asked: CameraWish | None = None


class Party(View):
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
    microphone_reason: DeviceReason | None = None
    camera_reason: DeviceReason | None = None
    """Why the device is off, missing or silent, as the party's page said; null while it is on, or nothing was said."""
    arriving: Arriving | None = None
    """What the server receives of what this party in the call should be sending; null where nothing is due."""
    away: bool = False
    """Whether the party's page is out of its sight: another tab, another app, a locked screen."""
    sends: Rung | None = None
    """What of its pictures the way from this party carries; null while it sends none. In the receiver's own entry `audio_only`:
    send no picture until it is otherwise, `nothing`: no voice either, until what waits on the way has come."""
    receives: Rung | None = None
    """What of the others' pictures the way to this party carries; null while there are none."""
    sharper: bool = False
    """A clinician wants detail of this party's camera rather than motion."""
    asked: CameraWish | None = None
    """… or wants this of its person, who has not answered yet."""
    skin_camera: SkinCameraView | None = None
    """The second device that shows skin for this party, for staff and the party itself; null while there is none."""


class Slot(View):
    """What the receiver's media section `mid` carries now. Sections not named carry nothing."""

    mid: str
    kind: Literal["audio", "video"]
    seat: Id
    track: Track


class Showing(View):
    """A photo that everybody in the call looks at, and who shows it."""

    photo: Id
    seat: Id
    name: str


class Look(View):
    """Where somebody looks in a photo: the point in the middle as fractions of its width and height, and how near."""

    x: Annotated[float, Field(ge=0, le=1)]
    y: Annotated[float, Field(ge=0, le=1)]
    scale: Annotated[float, Field(ge=1, le=32)]


class Pointed(View):
    """A party points at a place in the shown photo, or looks at a part of it. Fractions of its width and height."""

    visit: Id
    photo: Id
    seat: Id
    name: str
    at: tuple[float, float] | None
    look: Look | None


class Still(View):
    """A clinician asks for a still. `number` grows with each wish; `state` says what became of it."""

    number: int
    seat: Id
    name: str
    view: Literal["overview", "close", "scale"]
    concern: Id | None
    body_site: str | None
    state: Literal["asked", "refused", "taken", "failed"]


class VisitView(View):
    """The visit as its receiver may see it. `version` grows with every change; an older frame is to be dropped."""

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
    commands: tuple[VisitCommand, ...]
    """What the receiver may do to this visit in this state."""
    intake_version: int
    """Grows when the intake is saved: a hint to read it again."""
    note: str | None
    """The newest hand-over note; null for patients and roles that may not read it."""
    ringing: str | None = None
    """Since when the practice rings the patient's page, RFC 3339 in UTC; null while it does not."""
    media: Literal["new", "connected", "closed"] | None = None
    """The receiver's own media connection as the server knows it; null or `closed`: a `media.offer` is due."""
    answers_version: int = 0
    """Staff: grows with the patient's answers and with the note for the patient: a hint to read the visit again."""
    licence: Licence | None = None
    """Staff: null until the patient has said in which state they are."""
    network: Network | None = None
    """Staff: what the patient's device check found; null before one."""
    phone: Phone | None = None
    """Null while nobody asked to go on by phone."""
    line: Line | None = None
    """The patient's side, while waiting."""
    showing: Showing | None = None
    """The photo that everybody in the call looks at."""
    still: Still | None = None
    """The newest still that was asked for."""
    photos_version: int = 0
    """Grows with what happens to the visit's photos and concerns: a hint to read them again. 0 for who may see none."""
    lean: bool = False
    """Somebody's way carries the voice alone: send yours at 16 kbit/s."""


Standing = Literal["good", "small_picture", "lossy", "slow", "voice_only", "gone"]
"""A connection in a word, which pages say in three: `lossy` and `slow` go before a small picture, `voice_only` before them."""


class PartyQuality(View):
    """How one party's connection is. Losses in permille, rates of media in kbit/s; null where nothing tells."""

    seat: Id
    standing: Standing
    round_trip_ms: int | None
    lost_up: int | None
    lost_down: int | None
    kbps_up: int | None
    kbps_down: int | None
    sends: Rung | None
    receives: Rung | None
    why: Literal["up", "down"] | None
    """Which of the party's ways makes a picture small or takes it: null where none is."""


class Ringing(View):
    """The office rings the patient's page just now."""

    since: str
    by: str
    """Who of the staff rings. Patients see the practice's name."""


class With(View):
    """Somebody beside the patient who has a seat in the visit."""

    name: str
    role: Role
    credential: Credential | None
    in_call: bool


class BoardRow(View):
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
    commands: tuple[VisitCommand, ...]
    camera_reason: DeviceReason | None = None
    microphone_reason: DeviceReason | None = None
    network: Network | None = None
    licence: Licence | None = None
    interpreter: str | None = None
    """The language the patient wants an interpreter for; null where none."""
    phone: PhoneState | None = None
    here: bool = False
    """Whether a page of the patient is open now: it listens, or has the patient's seat."""
    others: tuple[With, ...] = ()
    """Everybody else with a seat, staff in the call first."""
    ringing: Ringing | None = None
    calls: int = 0
    """How often the office has tried to reach the patient; the next three are of the last attempt."""
    called_at: str | None = None
    called_way: CallWay | None = None
    called_outcome: CallOutcome | None = None
    link_paused_until: str | None = None
    """Wrong birth dates have paused the patient's link until then; null while it is not paused."""
    photos: int = 0
    """How many photos of the patient's can be looked at. 0 for who may see none."""
    no_room: bool = False
    """Whether the patient gets no sound and picture because the server carries as many visits as it can."""
    wanted_since: str | None = None
    """Since when photos that need a visit wait for the office to set its time; null for every other visit."""
