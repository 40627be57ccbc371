"""Bodies of the review workspace: earlier photos, marks over photos, the reader's own time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, Field, model_validator

from server.api.bodies import Answer, Asked, Instant, VisitUuid
from server.api.photo_bodies import PhotoShown
from server.images.annotations import Mark
from server.images.earlier import Sent
from server.practice.reading_time import ReadingTime
from server.visits.annotation import Kind

Fraction = Annotated[float, Field(ge=0, le=1)]


class EarlierShown(Answer):
    """What was sent for an earlier visit. `body_site` of each photo is its own or its concern's."""

    visit: str
    scheduled_at: Instant
    photos: tuple[PhotoShown, ...]

    @classmethod
    def of(cls, sent: Sent) -> EarlierShown:
        where = {one.id: one.body_site for one in sent.concerns}
        shown = [PhotoShown.of(one) for one in sent.photos]
        placed = [one.model_copy(update={"body_site": one.body_site or where.get(one.concern or "")}) for one in shown]
        return cls(visit=sent.appointment.id, scheduled_at=sent.appointment.scheduled_at, photos=tuple(placed))


class EarlierPhotos(Answer):
    """Earlier visits of the same patient that have photos, the newest first."""

    visits: tuple[EarlierShown, ...]


class Thumbnails(Answer):
    """JPEGs in base64, by the id of their photo."""

    thumbnails: dict[str, str]


class AnnotationAsked(Asked):
    """A mark over a photo. `points` are fractions of the upright picture's width and height.

    `length_mm` is the known length between the points of a `scale`, in millimetres; no other kind has one.
    """

    kind: Kind
    points: Annotated[tuple[tuple[Fraction, Fraction], ...], Field(max_length=200)]
    text: Annotated[str, Field(max_length=500)] = ""
    length_mm: Annotated[float, Field(gt=0, le=1000)] | None = None


class AnnotationShown(Answer):
    """The newest version of a mark. `annotation` is its W3C Web Annotation."""

    id: VisitUuid
    photo: str
    kind: Kind
    points: tuple[tuple[float, float], ...]
    text: str
    length_mm: float | None
    version: int
    author: str
    author_name: str
    first_at: Instant
    at: Instant
    removed: bool
    annotation: dict[str, Any]

    @classmethod
    def of(cls, mark: Mark) -> AnnotationShown:
        one = mark.annotation
        return cls(
            id=one.id,
            photo=one.photo,
            kind=one.kind,
            points=tuple((float(x), float(y)) for x, y in one.points),
            text=one.text,
            length_mm=one.length_mm,
            version=one.version,
            author=one.author,
            author_name=mark.author,
            first_at=mark.first_at,
            at=one.at,
            removed=one.removed,
            annotation=mark.web,
        )


class AnnotationsShown(Answer):
    """The marks over a visit's photos as they are now."""

    annotations: tuple[AnnotationShown, ...]


class SpanShown(Answer):
    """From when to when."""

    start: Instant
    end: Instant


class StrikeQuery(Asked):
    """The part that is taken back: both instants, or neither for all of it."""

    start: Annotated[AwareDatetime | None, Field(alias="from")] = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.start is None) is not (self.until is None):
            raise ValueError("Give both from and until, or neither.")
        return self

    @property
    def part(self) -> tuple[datetime, datetime] | None:
        return None if self.start is None or self.until is None else (self.start, self.until)


class ReadingTimeShown(Answer):
    """The reader's own time with a visit's images, in seconds, as the visit's evidence has it so far.

    `day` is the date of the encounter in the practice's zone. What lies on it counts toward the visit's total time where the
    reader's minutes can count at all (`counts`); what lies on other days does not.
    """

    day: date
    today: bool
    counts: bool
    on_the_day_s: int
    other_days_s: int
    intervals: tuple[SpanShown, ...]
    written: bool = False
    """Whether the photos are answered in writing, so that no visit's total time is in question."""

    @classmethod
    def of(cls, time: ReadingTime) -> ReadingTimeShown:
        return cls(
            day=time.day,
            today=time.today,
            counts=time.counts,
            on_the_day_s=int(time.on_the_day.total_seconds()),
            other_days_s=int(time.other_days.total_seconds()),
            intervals=tuple(SpanShown(start=one.start, end=one.end) for one in time.intervals),
            written=time.written,
        )
