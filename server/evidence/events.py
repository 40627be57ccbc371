"""The closed vocabulary of evidence: what a visit's log can say. Unknown events and unknown fields are refused.

Bodies hold opaque ids, counters, choices and digests of texts, never a name, a birth date or free text, so that
erasing a person never touches the chain. Every event is one pydantic model; `Event` is their union by `type`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from server.evidence.answer_events import WithoutCall
from server.evidence.arrival_events import (
    ArrivalAnswered,
    ConsentGiven,
    DevicesChecked,
    GuardianNamed,
    IdentityConfirmed,
    LinkIssued,
    LinkRevoked,
    LocationGiven,
    SkinCameraPaired,
)
from server.evidence.coding_events import (
    ClaimReleased,
    ClaimSentBack,
    CodingField,
    CodingNoteSet,
    ProposalDecided,
)
from server.evidence.event_base import Count, Digest, Id
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
from server.evidence.seat_events import (
    PATIENT_SIDE,
    CallJoined,
    CallLeft,
    Credential,
    DeviceReason,
    DeviceSet,
    LadderStepped,
    MediaTick,
    PairTick,
    Role,
    Rung,
    SeatLeft,
    SeatTaken,
    Track,
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
    "PATIENT_SIDE", "ArrivalAnswered", "CallJoined", "CallLeft", "ClaimReleased", "ClaimSentBack", "ClockStepped",
    "CodingField", "CodingNoteSet", "ConsentGiven", "Credential", "DeviceReason", "DeviceSet", "DevicesChecked",
    "EvidenceDegraded", "EvidenceRestored", "GuardianNamed", "IdentityConfirmed", "LadderStepped", "LinkIssued",
    "LinkRevoked", "LocationGiven", "MediaTick", "PairTick", "ProposalDecided", "Role", "Rung", "SeatLeft",
    "SeatTaken", "ServerStalled", "ServerStarted", "SkinCameraPaired", "Track", "WorkEnded", "WorkStarted",
    "WorkStruck",
]  # fmt: skip
"""What is written beside and read from here too, like all that is written here: one vocabulary."""


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
