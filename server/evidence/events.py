"""The closed vocabulary of evidence: what a visit's log can say. Unknown events and unknown fields are refused.

Bodies hold opaque ids, counters, choices and digests of texts, never a name, a birth date or free text, so that
erasing a person never touches the chain. Every event is one pydantic model; `Event` is their union by `type`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from server.evidence.answer_events import WithoutCall
from server.evidence.coding_events import (
    ClaimReleased,
    ClaimSentBack,
    CodingField,
    CodingNoteSet,
    ProposalDecided,
)
from server.evidence.event_base import Count, Digest, Id, Nanoseconds
from server.evidence.event_base import Event as _Event
from server.evidence.photo_events import (
    AnnotationSaved,
    ConcernSaved,
    ConcernWithdrawn,
    OriginalExported,
    PhotoPlaced,
    PhotoReady,
    PhotoReceived,
    PhotoRefused,
    PhotosErased,
    PhotosExported,
    PhotoWithdrawn,
    RetakeAsked,
    StillAnswered,
    StillAsked,
)
from server.evidence.server_events import (
    ClockStepped,
    EvidenceDegraded,
    EvidenceRestored,
    ServerStalled,
    ServerStarted,
)
from server.evidence.work_events import (
    WorkEnded,
    WorkStarted,
    WorkStruck,
)
from server.visits.machine import Move, Outcome, State
from server.visits.records import CallOutcome

__all__ = [
    "ClaimReleased", "ClaimSentBack", "ClockStepped", "CodingField", "CodingNoteSet", "EvidenceDegraded", "EvidenceRestored",
    "ProposalDecided", "ServerStalled", "ServerStarted", "WorkEnded", "WorkStarted", "WorkStruck",
]  # fmt: skip
"""What is written beside and read from here too, like all that is written here: one vocabulary."""

Track = Literal["microphone", "camera", "screen", "skin_camera"]
"""`skin_camera`: the camera of a second device of the same party, which sends a picture and nothing else."""
Role = Literal[
    "patient", "caregiver", "interpreter", "family", "office", "npc", "dermatologist", "scribe", "biller",
    "administrator",
]  # fmt: skip
PATIENT_SIDE: frozenset[Role] = frozenset({"patient", "caregiver", "interpreter", "family"})
"""Who comes by a link and sits at the patient's side."""
Credential = Literal["MD", "DO", "NP", "PA", "RN", "LPN", "MA"]


class VisitCreated(_Event):
    """An appointment was made. What coding must know of it from the start, and nothing about the person."""

    type: Literal["visit_created"] = "visit_created"
    patient: Id
    payer: str | None
    patient_status: Literal["new", "established", "derive"]
    practice_tz: str


class VisitMoved(_Event):
    """The state machine accepted a move."""

    type: Literal["visit_moved"] = "visit_moved"
    move: Move
    state: State
    outcome: Outcome | None = None
    text_digest: Digest | None = None
    """Digest of the hand-over note or of the note that was read, where the move carries one."""


class UrgentSet(_Event):
    """The visit's place on the board was raised or put back."""

    type: Literal["urgent_set"] = "urgent_set"
    urgent: bool


class LinkIssued(_Event):
    """A link to the visit was made for a person; earlier links of that person stop working."""

    type: Literal["link_issued"] = "link_issued"
    link: Id


class LinkRevoked(_Event):
    """A link stopped working."""

    type: Literal["link_revoked"] = "link_revoked"
    link: Id


class IdentityConfirmed(_Event):
    """The person with the link gave the birth date on file."""

    type: Literal["identity_confirmed"] = "identity_confirmed"
    link: Id


class SkinCameraPaired(_Event):
    """A second device became the skin camera of whoever holds this link, by a code that their own page showed."""

    type: Literal["skin_camera_paired"] = "skin_camera_paired"
    link: Id


class ConsentGiven(_Event):
    """The patient agreed to a text. The digest says to which."""

    type: Literal["consent_given"] = "consent_given"
    consent: Literal["telehealth", "audio_only", "recording", "photos"]
    text_version: str
    text_digest: Digest


class LocationGiven(_Event):
    """Where the patient says to be, at the start of this visit."""

    type: Literal["location_given"] = "location_given"
    kind: Literal["home", "temporary_lodging", "vehicle", "workplace", "clinic", "hospital", "snf"]
    state: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    tz: Annotated[str, Field(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")] | None = None
    """The zone that the patient's own device is set to; null where a member of the practice says the place."""


class GuardianNamed(_Event):
    """An adult answers for a patient who is a minor. The name lives elsewhere."""

    type: Literal["guardian_named"] = "guardian_named"
    relation: Literal["parent", "legal_guardian", "other"]
    text_digest: Digest


class ArrivalAnswered(_Event):
    """The patient answered questions around the visit. Texts and numbers live elsewhere, salted before they are digested."""

    type: Literal["arrival_answered"] = "arrival_answered"
    company: Literal["alone", "with_others"] | None
    interpreter: str | None
    """A language code, `other`, or `none` for "not needed"; null while not answered."""
    callback_given: bool
    address_given: bool
    version: Count
    text_digest: Digest


class DevicesChecked(_Event):
    """What the patient's page found before the visit: its devices, and its own media sent to the server and back."""

    type: Literal["devices_checked"] = "devices_checked"
    camera: bool
    microphone: bool
    network: Literal["good", "sound_only", "poor", "none"]
    round_trip_ms: Count | None
    loss_permille: Count | None
    kbps: Count | None


class SeatTaken(_Event):
    """A party connected to its seat. The credential is a snapshot: it decides whose minutes can count."""

    type: Literal["seat_taken"] = "seat_taken"
    seat: Id
    person: Id
    role: Role
    credential: Credential | None = None
    npi: str | None = None
    specialty: str | None = None
    licensed_states: tuple[str, ...] = ()


class SeatLeft(_Event):
    """A party's connection to its seat ended. Time is never counted from this, only from media."""

    type: Literal["seat_left"] = "seat_left"
    seat: Id
    reason: Literal["left", "lost", "replaced", "removed", "visit_over", "server_stopping"]


class CallJoined(_Event):
    """The seat's picture and voice may reach the others of the call (subject to hold and huddle)."""

    type: Literal["call_joined"] = "call_joined"
    seat: Id
    place: Literal["call", "huddle"] = "call"


class CallLeft(_Event):
    """The seat's picture and voice reach nobody any more."""

    type: Literal["call_left"] = "call_left"
    seat: Id


DeviceReason = Literal["chosen", "none", "denied", "in_use", "lost", "interrupted", "silent"]
"""Why a party's track is as it is: as chosen; there is none; not allowed; another program has it; unplugged; taken for a
while, as by a phone call; or on, and without any sound at all."""


class DeviceSet(_Event):
    """The party switched a track on or off, or says why it has none. A muted microphone is still live audio."""

    type: Literal["device_set"] = "device_set"
    seat: Id
    track: Track
    on: bool
    reason: DeviceReason = "chosen"


Rung = Literal["high", "low", "held", "audio_only"]
"""What of a picture a way carries: the whole one, a small one, the last one standing, none beside the voice."""


class LadderStepped(_Event):
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


class MediaTick(_Event):
    """Every five seconds of a live visit: what was forwarded, pair by pair. Written even when nothing flowed."""

    type: Literal["media_tick"] = "media_tick"
    pairs: tuple[PairTick, ...]


class ActedAs(_Event):
    """A member of staff acted on the visit from outside it, with no seat to say who they are: in which role, as it was
    then. Patients see the practice where the role is the office's; the log keeps the person beside it."""

    type: Literal["acted_as"] = "acted_as"
    person: Id
    role: Role
    credential: Credential | None = None


class RingStarted(_Event):
    """The office began to ring the patient's open page. `person` did it, in the office's name and in that role."""

    type: Literal["ring_started"] = "ring_started"
    person: Id
    role: Role
    capacity: Literal["office"] = "office"


class RingEnded(_Event):
    """The page rings no more, and why: the patient answered, or said not now, nobody touched it, or staff stopped it."""

    type: Literal["ring_ended"] = "ring_ended"
    outcome: CallOutcome


class ContactAttempted(_Event):
    """The office says that it tried to reach the patient beside the page: dialled the number, or gave the link out."""

    type: Literal["contact_attempted"] = "contact_attempted"
    person: Id
    role: Role
    capacity: Literal["office"] = "office"
    way: Literal["phone", "link"]


class RecordRead(_Event):
    """A member of staff opened the visit's record."""

    type: Literal["record_read"] = "record_read"
    person: Id
    part: Literal["intake", "note", "chart", "evidence", "proposal", "visit", "address", "photos"]
    reason_digest: Digest | None = None
    """Of the reason given, where the person's role does not open the record and an emergency did."""


class IntakeSaved(_Event):
    """A version of the intake was stored; its text lives elsewhere."""

    type: Literal["intake_saved"] = "intake_saved"
    person: Id
    version: Count
    text_digest: Digest


class PatientNoteSaved(_Event):
    """A version of what the clinician writes for the patient was stored; its text lives elsewhere."""

    type: Literal["patient_note_saved"] = "patient_note_saved"
    person: Id
    version: Count
    text_digest: Digest


class PhoneAsked(_Event):
    """Somebody asked to go on by phone, or took it back."""

    type: Literal["phone_asked"] = "phone_asked"
    by: Literal["patient", "practice"]
    on: bool


class PhoneAttested(_Event):
    """A member of the practice says to have the patient on the phone. The server witnessed none of it: attested, never measured."""

    type: Literal["phone_attested"] = "phone_attested"
    person: Id


Event = Annotated[
    VisitCreated
    | VisitMoved
    | UrgentSet
    | LinkIssued
    | LinkRevoked
    | IdentityConfirmed
    | SkinCameraPaired
    | ConsentGiven
    | LocationGiven
    | GuardianNamed
    | ArrivalAnswered
    | DevicesChecked
    | SeatTaken
    | SeatLeft
    | CallJoined
    | CallLeft
    | DeviceSet
    | LadderStepped
    | MediaTick
    | WorkStarted
    | WorkEnded
    | WorkStruck
    | ActedAs
    | RingStarted
    | RingEnded
    | ContactAttempted
    | RecordRead
    | IntakeSaved
    | PatientNoteSaved
    | ConcernSaved
    | ConcernWithdrawn
    | PhotoReceived
    | PhotoReady
    | PhotoRefused
    | PhotoWithdrawn
    | PhotosExported
    | StillAsked
    | StillAnswered
    | AnnotationSaved
    | RetakeAsked
    | PhotoPlaced
    | OriginalExported
    | PhotosErased
    | WithoutCall
    | PhoneAsked
    | PhoneAttested
    | CodingNoteSet
    | ProposalDecided
    | ClaimReleased
    | ClaimSentBack
    | ServerStarted
    | ClockStepped
    | EvidenceDegraded
    | EvidenceRestored
    | ServerStalled,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads one event from its JSON body, refusing what the vocabulary does not have."""
