"""What evidence says of photos: that they came, what was read and marked, what was taken out, and that they are gone."""

from __future__ import annotations

from typing import Literal

from server.evidence.event_base import Count, Digest, Event, Id
from server.visits.submission import Problem, Source, View


class ConcernSaved(Event):
    """The patient wrote a version of one of their concerns. Where it is and its story live elsewhere, salted before the digest."""

    type: Literal["concern_saved"] = "concern_saved"
    concern: Id
    version: Count
    text_digest: Digest


class ConcernWithdrawn(Event):
    """The patient took a concern back, and the photos with it."""

    type: Literal["concern_withdrawn"] = "concern_withdrawn"
    concern: Id


class PhotoReceived(Event):
    """Every byte of a photo has arrived. The digest is of the file as it was sent."""

    type: Literal["photo_received"] = "photo_received"
    photo: Id
    concern: Id | None
    view: View
    source: Source
    bytes: Count
    digest: Digest


class PhotoReady(Event):
    """The photo was read and can be looked at."""

    type: Literal["photo_ready"] = "photo_ready"
    photo: Id


class PhotoRefused(Event):
    """The file that was sent became no picture."""

    type: Literal["photo_refused"] = "photo_refused"
    photo: Id
    problem: Problem


class PhotoWithdrawn(Event):
    """The patient took a photo back, or sent another in its place."""

    type: Literal["photo_withdrawn"] = "photo_withdrawn"
    photo: Id
    replaced_by: Id | None = None


class PhotosExported(Event):
    """A clinician took photos out for another system, as they are shown: how many, in which form."""

    type: Literal["photos_exported"] = "photos_exported"
    person: Id
    form: Literal["fhir", "dicom", "pdf"]
    photos: Count


class StillAsked(Event):
    """A clinician asked the patient's page for a picture during the call."""

    type: Literal["still_asked"] = "still_asked"
    person: Id
    view: View


class StillAnswered(Event):
    """What became of it at the patient's page: taken, refused by the patient, or the camera gave none."""

    type: Literal["still_answered"] = "still_answered"
    seat: Id
    answer: Literal["taken", "refused", "failed"]


class AnnotationSaved(Event):
    """A clinician laid a version of a mark over a photo, or took the mark away. What it says lives elsewhere."""

    type: Literal["annotation_saved"] = "annotation_saved"
    person: Id
    photo: Id
    annotation: Id
    version: Count
    kind: Literal["arrow", "outline", "note", "measure", "scale"]
    removed: bool
    text_digest: Digest


class RetakeAsked(Event):
    """A clinician asked for a photo to be taken again."""

    type: Literal["retake_asked"] = "retake_asked"
    person: Id
    photo: Id
    reason: str


class PhotoPlaced(Event):
    """A clinician sorted a photo: to which concern and view, as the how-manieth of it. Where on the body, its row says."""

    type: Literal["photo_placed"] = "photo_placed"
    person: Id
    photo: Id
    concern: Id | None
    view: View
    place: Count


class OriginalExported(Event):
    """A clinician took the file out as the patient's device had made it."""

    type: Literal["original_exported"] = "original_exported"
    person: Id
    photo: Id
    digest: Digest


class PhotosErased(Event):
    """Photos were erased by the practice's rule of retention, or because a person decided so. What they were, the entries
    before this one still say; nobody can look at them any more."""

    type: Literal["photos_erased"] = "photos_erased"
    photos: tuple[Id, ...]
    why: Literal["retention", "request"]
