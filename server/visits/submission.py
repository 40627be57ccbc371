"""What a patient sends of their skin, as plain values: concerns, photos by view, and the encrypted objects that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from server.base.ids import StaffId, VisitId

View = Literal["overview", "close", "scale"]
"""The whole area; near; near with a coin or a ruler beside it."""
VIEWS: tuple[View, ...] = ("overview", "close", "scale")
Source = Literal["camera", "library", "still"]
"""Taken with the page's camera, chosen from the device, or taken in the call because a clinician asked."""
PhotoState = Literal["receiving", "checking", "ready", "refused", "withdrawn", "erased"]
Size = Literal["thumbnail", "screen", "full"]
SIZES: tuple[Size, ...] = ("thumbnail", "screen", "full")
Part = Literal["thumbnail", "screen", "full", "clip", "original"]
Problem = Literal[
    "unknown_format", "damaged", "too_many_pixels", "too_many_frames", "too_long", "too_costly", "infected"
]
"""Why a file became no picture. `too_costly`: reading it took more memory or time than a picture may."""
RetakeReason = Literal["blurry", "dark", "bright", "color", "far", "small", "no_skin", "other_place", "scale"]

MOST_CONCERNS = 3
MOST_PHOTOS = 20
MOST_BYTES = 60 << 20
"""Of one file as it is sent. A 48-megapixel JPEG has 12 to 25 MB, a clip of 20 s in full HD 20 to 45."""
CHUNK = 1 << 20
"""Bytes of one PUT: what a dropped connection can lose."""

HELD: frozenset[PhotoState] = frozenset({"receiving", "checking", "ready"})
"""States that take one of the visit's places."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing the patient is worried about: where it is and its story. `story` is answers by question, and a salt.

    `body_site` is an id of `server/images/body_sites.json`. `number` counts from 1 in the visit and is never given again.
    """

    id: str
    visit: VisitId
    number: int
    body_site: str | None
    story: dict[str, Any]
    at: datetime
    version: int = 1
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture or clip of a visit, from the first byte announced to its erasure.

    `size` is the file's length in bytes as announced; `width` and `height` are those of the upright picture, in pixels.
    `quality` is `server.images.quality.measure`'s result; `replaces` the photo that was taken again.
    """

    id: str
    visit: VisitId
    concern: str | None
    body_site: str | None
    """Of its own: a still of the call may belong to no concern."""
    view: View
    source: Source
    state: PhotoState
    key: str
    """The sender's name for it, so that asking twice makes one photo."""
    size: int
    at: datetime
    media_type: str | None = None
    """What the original is, by its content."""
    width: int | None = None
    height: int | None = None
    quality: dict[str, Any] | None = None
    problem: Problem | None = None
    digest: str | None = None
    """SHA-256 of the original, hex."""
    received_at: datetime | None = None
    replaces: str | None = None
    retake_reason: RetakeReason | None = None
    retake_at: datetime | None = None
    retake_by: StaffId | None = None
    retakes: int = 0
    """How often a clinician has asked for it again."""
    closed_at: datetime | None = None
    """When it was withdrawn or erased."""
    duration_ms: int | None = None
    """Only a clip has one: then the pictures are of one of its frames, and there is a part `clip`."""
    frame_rate: int | None = None
    """Frames in each second of the clip."""
    place: int | None = None
    """Where a clinician has put it among its concern's photos, from 0; None where nobody did."""
    arranged: int = 0
    """How often a clinician has put it elsewhere."""

    @property
    def clip_s(self) -> float | None:
        """How long the clip is, in seconds; None for a photo."""
        return None if self.duration_ms is None else round(self.duration_ms / 1000, 1)

    @property
    def of_clip(self) -> str:
        """What whoever sees the picture alone has to know of it; empty for a photo."""
        return "" if self.clip_s is None else f"the sharpest frame of a clip of {self.clip_s:g} s"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An encrypted file of a photo: `id` is its name on disk. `wrapped_key` is its data key under the master key `master`."""

    id: str
    photo: str
    visit: VisitId
    part: Part
    media_type: str
    width: int | None
    height: int | None
    size: int
    """Bytes before encryption."""
    wrapped_key: str
    master: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything a visit's patient has sent, concerns by number and photos by time."""

    concerns: tuple[Concern, ...] = ()
    photos: tuple[Photo, ...] = field(default=())
