"""Bodies about photos, for patients and for staff."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from server.api.bodies import Answer, Asked, Instant, VisitUuid
from server.visits.submission import (
    CHUNK,
    HELD,
    MOST_BYTES,
    MOST_CONCERNS,
    MOST_PHOTOS,
    Concern,
    Photo,
    PhotoState,
    Problem,
    RetakeReason,
    Size,
    Source,
    Submission,
    View,
)

Answered = Annotated[str, Field(max_length=1000)]
YesNo = Literal["yes", "no", "unsure"]


class Story(Asked):
    """What the patient tells of a concern. Every answer may be left out."""

    since: Literal["days", "weeks", "months", "years", "always", "unsure"] | None = None
    changes: tuple[Literal["size", "color", "shape", "feel", "spreading", "none"], ...] = Field(
        default=(), max_length=6
    )
    itch: Annotated[int, Field(ge=0, le=10)] | None = None
    """0: none, 10: the worst."""
    pain: Annotated[int, Field(ge=0, le=10)] | None = None
    bleeding: YesNo | None = None
    tried: Answered = ""
    history: Answered = ""
    medications: Answered = ""
    allergies: Answered = ""
    words: Answered = ""
    """Anything else, in the patient's words."""


class ConcernAsked(Asked):
    """A concern as the patient tells it now."""

    visit: VisitUuid
    body_site: Annotated[str, Field(max_length=64)] | None = None
    story: Story = Story()


class PhotoAsked(Asked):
    """A photo that is to be sent. `key` is the page's own name for it: asking again with it gives the same photo."""

    visit: VisitUuid
    key: VisitUuid
    view: View
    size: Annotated[int, Field(ge=1, le=1 << 40)]
    """Bytes."""
    source: Source = "library"
    concern: VisitUuid | None = None
    body_site: Annotated[str, Field(max_length=64)] | None = None
    replaces: VisitUuid | None = None


class PhotosQuery(Asked):
    """Which visit's photos."""

    visit: VisitUuid


class BytesQuery(Asked):
    """Where the bytes of this request begin."""

    visit: VisitUuid
    offset: Annotated[int, Field(ge=0)] = 0


class PictureQuery(Asked):
    """Which derivative, of which visit."""

    visit: VisitUuid
    size: Size = "screen"


class StaffPictureQuery(Asked):
    """Which derivative."""

    size: Size = "screen"


class RetakeAsked(Asked):
    """Why the picture is to be taken again."""

    reason: RetakeReason


class PlaceAsked(Asked):
    """Where a photo belongs: `place` photos after the first of its concern (null: of those of none), as which view.

    `body_site` is the photo's own; null leaves it to the concern.
    """

    concern: VisitUuid | None
    body_site: Annotated[str, Field(max_length=64)] | None = None
    view: View
    place: Annotated[int, Field(ge=0, le=MOST_PHOTOS)]


class QueueKeyShown(Answer):
    """What the page encrypts photos with that wait in the browser's storage: 32 bytes in base64, only for this link."""

    key: str


class ConcernShown(Answer):
    """A concern with its story."""

    id: str
    number: int
    body_site: str | None
    story: Story
    version: int
    at: Instant

    @classmethod
    def of(cls, concern: Concern) -> ConcernShown:
        story = {name: value for name, value in concern.story.items() if name in Story.model_fields}
        return cls(
            id=concern.id,
            number=concern.number,
            body_site=concern.body_site,
            story=Story.model_validate(story),
            version=concern.version,
            at=concern.at,
        )


class RetakeShown(Answer):
    """A clinician asks for this picture again."""

    reason: RetakeReason
    at: Instant


class PhotoShown(Answer):
    """A photo. `offset` is how many of its `bytes` are here; pictures can be fetched once `state` is "ready".

    `quality` holds the measures and `advice`, a list of what could be better; `problem` why a file became no picture.
    """

    id: str
    key: str
    concern: str | None
    body_site: str | None
    view: View
    source: Source
    state: PhotoState
    bytes: int
    offset: int | None
    width: int | None
    height: int | None
    quality: dict[str, Any] | None
    problem: Problem | None
    replaces: str | None
    retake: RetakeShown | None
    at: Instant
    duration_ms: int | None = None
    """Only a clip has one: the pictures are of its sharpest frame, and it is at `…/clip`."""
    frame_rate: int | None = None
    place: int | None = None

    @classmethod
    def of(cls, photo: Photo, offset: int | None = None) -> PhotoShown:
        asked = photo.retake_reason is not None and photo.retake_at is not None
        return cls(
            id=photo.id,
            key=photo.key,
            concern=photo.concern,
            body_site=photo.body_site,
            view=photo.view,
            source=photo.source,
            state=photo.state,
            bytes=photo.size,
            offset=offset,
            width=photo.width,
            height=photo.height,
            quality=photo.quality,
            problem=photo.problem,
            replaces=photo.replaces,
            retake=RetakeShown(reason=photo.retake_reason, at=photo.retake_at) if asked else None,  # type: ignore[arg-type]
            at=photo.at,
            duration_ms=photo.duration_ms,
            frame_rate=photo.frame_rate,
            place=photo.place,
        )


class Limits(Answer):
    """What a visit has room for."""

    concerns: int = MOST_CONCERNS
    photos: int = MOST_PHOTOS
    bytes: int = MOST_BYTES
    chunk: int = CHUNK
    """Bytes of one PUT."""


class SubmissionShown(Answer):
    """Everything that was sent: concerns by number, photos by time."""

    concerns: tuple[ConcernShown, ...]
    photos: tuple[PhotoShown, ...]
    limits: Limits = Limits()
    places_left: int

    @classmethod
    def of(cls, sent: Submission) -> SubmissionShown:
        held = sum(one.state in HELD for one in sent.photos)
        return cls(
            concerns=tuple(map(ConcernShown.of, sent.concerns)),
            photos=tuple(PhotoShown.of(one) for one in sent.photos),
            places_left=max(0, MOST_PHOTOS - held),
        )
