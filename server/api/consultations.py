"""Advice between clinicians, noted by the one who gave it or asked for it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from server.api.bodies import Answer, Asked
from server.api.operations import Call, operation
from server.base.ids import VisitId
from server.practice.consultations import Consultation

Words = Annotated[str, Field(max_length=4000)]
Minutes = Annotated[int, Field(ge=0, le=600)]


class ConsultationAsked(Asked):
    """What the clinician notes. `side`: gave the advice, or asked for it. Minutes are whole ones, of that clinician alone."""

    side: Literal["consultant", "requesting"]
    colleague: Annotated[str, Field(max_length=200)]
    question: Words
    answer: Words = ""
    total_minutes: Minutes
    spoken_minutes: Minutes = 0
    spoken_report: bool = False
    written_report: bool = False
    consent: bool = False
    seen_within_14_days: bool = False
    takes_over: bool = False
    given_on: date | None = None


class CorrectionAsked(ConsultationAsked):
    """The note as it should have been, whole, and why it is corrected."""

    correction: Annotated[str, Field(max_length=1000)]


class CorrectionKept(Answer):
    """The version that holds from now on."""

    version: int


class ConsultationKept(Answer):
    """The record that was made of it: its proposal is at `/api/visits/{visit}/proposal`."""

    visit: str


@operation(
    "POST",
    "/api/visits/{visit}/consultations",
    tag="coding",
    who="staff",
    command="note_consultation",
    status=201,
    keyed=True,
)
async def note_consultation(call: Call, visit: VisitId, body: ConsultationAsked) -> ConsultationKept:
    """Note advice between clinicians about this visit's patient. It becomes a record of its own, which is coded, decided and billed
    like a visit; its minutes are the clinician's word and are called that.

    422 names the field that is wrong. Sent again with the same `Idempotency-Key` it is the same record.
    """
    told = Consultation(**body.model_dump())
    record = await call.context.consultations.note(visit, call.me.actor, told, call.key)
    return ConsultationKept(visit=record.id)


@operation(
    "PUT", "/api/visits/{visit}/consultation", tag="coding", who="staff", command="note_consultation", refusals=(409,)
)
async def correct_consultation(call: Call, visit: VisitId, body: CorrectionAsked) -> CorrectionKept:
    """Correct a note of advice between clinicians: a new version, beside those before, from which the proposal is computed anew.

    422 names the field that is wrong; 409 where another clinician noted it.
    """
    told = Consultation(**body.model_dump(exclude={"correction"}))
    document = await call.context.consultations.correct(visit, call.me.actor, told, body.correction)
    return CorrectionKept(version=document.version)
