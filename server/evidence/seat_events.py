"""What the log says of seats: who takes them and in which role, what their devices send, and what of it reached whom."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from server.evidence.event_base import Count, Event, Id, Nanoseconds

Track = Literal["microphone", "camera", "screen", "skin_camera"]
"""`skin_camera`: the camera of a second device of the same party, which sends a picture and nothing else."""
Role = Literal[
    "patient", "caregiver", "interpreter", "family", "office", "npc", "dermatologist", "scribe", "biller",
    "administrator",
]  # fmt: skip
PATIENT_SIDE: frozenset[Role] = frozenset({"patient", "caregiver", "interpreter", "family"})
"""Who comes by a link and sits at the patient's side."""
Credential = Literal["MD", "DO", "NP", "PA", "RN", "LPN", "MA"]


class SeatTaken(Event):
    """A party connected to its seat. The credential is a snapshot: it decides whose minutes can count."""

    type: Literal["seat_taken"] = "seat_taken"
    seat: Id
    person: Id
    role: Role
    credential: Credential | None = None
    npi: str | None = None
    specialty: str | None = None
    licensed_states: tuple[str, ...] = ()


class SeatLeft(Event):
    """A party's connection to its seat ended. Time is never counted from this, only from media."""

    type: Literal["seat_left"] = "seat_left"
    seat: Id
    reason: Literal["left", "lost", "replaced", "removed", "visit_over", "server_stopping"]


class CallJoined(Event):
    """The seat's picture and voice may reach the others of the call (subject to hold and huddle)."""

    type: Literal["call_joined"] = "call_joined"
    seat: Id
    place: Literal["call", "huddle"] = "call"


class CallLeft(Event):
    """The seat's picture and voice reach nobody any more."""

    type: Literal["call_left"] = "call_left"
    seat: Id


DeviceReason = Literal["chosen", "none", "denied", "in_use", "lost", "interrupted", "silent"]
"""Why a party's track is as it is: as chosen; there is none; not allowed; another program has it; unplugged; taken for a
while, as by a phone call; or on, and without any sound at all."""


class DeviceSet(Event):
    """The party switched a track on or off, or says why it has none. A muted microphone is still live audio."""

    type: Literal["device_set"] = "device_set"
    seat: Id
    track: Track
    on: bool
    reason: DeviceReason = "chosen"


Rung = Literal["high", "low", "held", "audio_only", "nothing"]
"""What of a picture a way carries: the whole one, a small one, the last one standing, none beside the voice, neither while a queue
runs dry."""


class LadderStepped(Event):
    """The server gave a party's pictures another rung: those it sends (`up`) or those it receives (`down`), as its way allows. Minutes
    of picture are counted from packets alone; this says why there were none."""

    type: Literal["ladder_stepped"] = "ladder_stepped"
    seat: Id
    way: Literal["up", "down"]
    rung: Rung


class PairTick(BaseModel):
    """What one seat's track sent to one other seat in one reading. Times are CLOCK_BOOTTIME nanoseconds of `boot`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    source: Id
    sink: Id
    track: Track
    packets: Count
    bytes: Count
    first_ns: Nanoseconds
    last_ns: Nanoseconds
    gap_ns: Nanoseconds
    gap_end_ns: Nanoseconds


class MediaTick(Event):
    """Every five seconds of a live visit: what was forwarded, pair by pair. Written even when nothing flowed."""

    type: Literal["media_tick"] = "media_tick"
    pairs: tuple[PairTick, ...]
