"""Bodies about billing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from server.api.bodies import Answer, Asked, Day, Instant
from server.api.coding_bodies import AddOnShown, WaitShown
from server.api.visit_bodies import RenderingShown
from server.practice.billing import QueueLine, QueuePage

StatusName = Literal["hold", "manual_review", "ready", "released", "closed"]


class QueueQuery(Asked):
    """Which part of the queue. Without a status: all that are not done."""

    status: StatusName | None = None
    day: Day | None = None
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class QueueSearch(QueueQuery):
    """The same of the patients whose name holds these words, without regard to capitals and accents."""

    patient: Annotated[str, Field(max_length=200)]


class DayQuery(Asked):
    """A day in the practice's zone; without one, today."""

    day: Day | None = None


class ReleaseAsked(Asked):
    """The version of the decision that is released: a newer one is not released by mistake."""

    decision_version: Annotated[int, Field(ge=1)]


class QuestionAsked(Asked):
    """A question to the clinician about this version of the decision (0: nothing was decided)."""

    decision_version: Annotated[int, Field(ge=0)]
    question: Annotated[str, Field(min_length=1, max_length=1000)]


class QueuePatient(Answer):
    """Whom a line is about."""

    name: str
    date_of_birth: date


class QueueLineShown(Answer):
    """A visit on its way to billing. `day` is the date of service."""

    visit: str
    day: date
    scheduled_at: Instant
    patient: QueuePatient
    payer: str | None
    payer_name: str | None
    rendering: RenderingShown | None
    status: StatusName
    waits: tuple[WaitShown, ...]
    disposition: str
    code: str | None
    modifiers: tuple[str, ...]
    pos: str | None
    units: int
    add_on_codes: tuple[AddOnShown, ...]
    modality: str
    total_minutes: int
    decision: Literal["accepted", "overridden", "review"] | None
    decision_version: int
    decided_at: Instant | None
    released_at: Instant | None

    @classmethod
    def of(cls, line: QueueLine) -> QueueLineShown:
        stands, made = line.standing, line.appointment
        more = {
            name: getattr(stands, name)
            for name in (
                "day", "status", "disposition", "code", "modifiers", "pos", "units", "modality", "total_minutes", "decision",
                "decided_at", "released_at",
            )
        }  # fmt: skip
        return cls(
            visit=made.id,
            scheduled_at=made.scheduled_at,
            patient=QueuePatient(name=line.patient.name, date_of_birth=line.patient.date_of_birth),
            payer=made.payer,
            payer_name=line.payer_name,
            rendering=RenderingShown.model_validate(line.rendering, from_attributes=True) if line.rendering else None,
            waits=tuple(WaitShown(kind=one.kind, name=one.name) for one in stands.waits),
            add_on_codes=tuple(AddOnShown(code=code, units=units) for code, units in stands.add_ons),
            decision_version=stands.version,
            **more,
        )


class QueueShown(Answer):
    """A page of the billing queue. `counts` are by status, of the day asked for or of all days; `tz` is the practice's."""

    page: int
    pages: int
    total: int
    counts: dict[StatusName, int]
    tz: str
    visits: tuple[QueueLineShown, ...]

    @classmethod
    def of(cls, found: QueuePage) -> QueueShown:
        return cls.model_validate(
            {
                "page": found.page,
                "pages": found.pages,
                "total": found.total,
                "counts": found.counts,
                "tz": found.practice.tz,
                "visits": tuple(QueueLineShown.of(line) for line in found.lines),
            }
        )
