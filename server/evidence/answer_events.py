"""The events of services without a call: photos that are answered in writing, advice between clinicians."""

from __future__ import annotations

from typing import Literal

from server.evidence.event_base import Count, Digest, Event, Id


class CallPlanned(Event):
    """Whether a call is planned at all. `planned` false: the patient was asked for photos, to be answered in writing; true after
    that: a clinician found that they need a visit. What was sent and worked until then stays part of it."""

    type: Literal["call_planned"] = "call_planned"
    planned: bool
    timed: bool | None = None
    """False: its time is set later. True: that, or another time, was set after the visit was made."""


class MessageSent(Event):
    """One side wrote to the other about the photos. The text lives elsewhere, salted before the digest."""

    type: Literal["message_sent"] = "message_sent"
    message: Id
    number: Count
    side: Literal["practice", "patient"]
    purpose: Literal["reply", "question", "plan"]
    text_digest: Digest
    business_s: Count | None = None
    """A reply: the business seconds since the first thing came that it answers, begun ones counted, by the practice's hours of then."""


class MessageRead(Event):
    """The patient's page showed a message to who had confirmed to be the patient."""

    type: Literal["message_read"] = "message_read"
    message: Id


class MessagesErased(Event):
    """The texts of messages were erased by the practice's rule of retention, or because a person decided so."""

    type: Literal["messages_erased"] = "messages_erased"
    messages: tuple[Id, ...]
    why: Literal["retention", "request"]


class _Consultation(Event):
    """Advice between clinicians: the minutes are what the clinician told, nothing that was witnessed. Texts live elsewhere, by their
    digests here."""

    person: Id
    about: Id
    side: Literal["consultant", "requesting"]
    total_s: Count
    spoken_s: Count
    spoken_report: bool
    written_report: bool
    consent: bool
    seen_within_14_days: bool
    takes_over: bool
    colleague_digest: Digest
    question_digest: Digest
    answer_digest: Digest


class ConsultationNoted(_Consultation):
    """A clinician noted advice between clinicians."""

    type: Literal["consultation_noted"] = "consultation_noted"


class ConsultationCorrected(_Consultation):
    """The clinician corrected such a note: this version holds from now on, and those before stay beside it."""

    type: Literal["consultation_corrected"] = "consultation_corrected"
    version: Count
    reason_digest: Digest


WithoutCall = CallPlanned | MessageSent | MessageRead | MessagesErased | ConsultationNoted | ConsultationCorrected
