"""What evidence says of coding: a person's answers, decisions, and what became of the claim."""

from __future__ import annotations

from typing import Literal

from server.evidence.event_base import Count, Digest, Event, Id

CodingField = Literal[
    "mdm_level", "audio_only_reason", "provider_video_capable", "patient_status", "initiated_by", "consent_telehealth",
    "consent_audio_only", "prior_em_related", "later_em_related", "later_em_soonest", "same_day_in_person", "purpose",
    "longitudinal_relationship", "rendering", "provider_location", "service_intent",
]  # fmt: skip
"""What a person may answer to coding. The questions are in `server.coding.questions`."""


class CodingNoteSet(Event):
    """A structured answer that coding needs: never free text."""

    type: Literal["coding_note_set"] = "coding_note_set"
    person: Id
    field: CodingField
    value: str | bool | None


class ProposalDecided(Event):
    """A person accepted the proposal, overrode it with a reason, or sent it to review. `version` counts the visit's decisions."""

    type: Literal["proposal_decided"] = "proposal_decided"
    person: Id
    decision: Literal["accepted", "overridden", "review"]
    version: Count | None = None
    proposal_digest: Digest
    code: str | None
    modifiers: tuple[str, ...] = ()
    pos: str | None = None
    units: Count | None = None
    add_ons: tuple[tuple[str, Count], ...] = ()
    """Code and units of each further line of the claim."""
    reason_digest: Digest | None = None


class ClaimReleased(Event):
    """A biller released a decided version to billing."""

    type: Literal["claim_released"] = "claim_released"
    person: Id
    decision_version: Count
    code: str
    modifiers: tuple[str, ...] = ()
    pos: str | None = None
    units: Count | None = None
    add_ons: tuple[tuple[str, Count], ...] = ()


class ClaimSentBack(Event):
    """A biller asked the clinician a question before releasing; its text lives elsewhere."""

    type: Literal["claim_sent_back"] = "claim_sent_back"
    person: Id
    decision_version: Count
    text_digest: Digest
