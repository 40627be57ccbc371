"""A coded visit: the proposal with all that it stands on, and what people have decided about it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.coding.note import Note
from server.coding.profiles import Profile
from server.coding.proposal import Proposal
from server.evidence.entry import Entry
from server.evidence.events import EvidenceDegraded
from server.evidence.facts import Facts
from server.visits.records import Appointment, Document, Patient, Practice, Staff

Kept = Literal["whole", "spool", "memory"]
"""`whole`: in the database all the time; `spool`: for a while on the server's own disk, and carried over; `memory`: for a while
on no disk at all, so that a crash then would have lost it."""
DECIDED = ("accepted", "overridden")
"""Decisions that name what is to be billed. "review" names nobody's code: it asks for a second look."""


@dataclass(frozen=True, slots=True)
class CodedVisit:
    """Everything known of a visit's coding at one moment.

    `people` are the members of staff whom the facts, decisions and claims name, `answers` the newest structured answers,
    `others` the patient's visits of the same date whose code holds this time too, `decisions` and `claims` what clinicians
    decided and billers did, oldest first.
    """

    proposal: Proposal
    note: Note
    profile: Profile | None
    facts: Facts
    entries: tuple[Entry, ...]
    answers: Mapping[str, Any]
    others: tuple[Appointment, ...]
    practice: Practice
    appointment: Appointment
    patient: Patient
    people: tuple[Staff, ...]
    decisions: tuple[Document, ...]
    claims: tuple[Document, ...]
    consultations: tuple[Document, ...] = ()
    """Advice between clinicians, as one of them noted and corrected it; empty for every other service."""

    @property
    def consultation(self) -> Mapping[str, Any] | None:
        """The newest version of the note of advice between clinicians; None for every other service."""
        return self.consultations[-1].body if self.consultations else None

    @property
    def decision(self) -> Document | None:
        """The newest decision of any kind."""
        return self.decisions[-1] if self.decisions else None

    @property
    def decided(self) -> Document | None:
        """The newest decision, where it names what is to be billed."""
        newest = self.decision
        return newest if newest is not None and newest.body["decision"] in DECIDED else None

    @property
    def claim(self) -> Document | None:
        """What a biller did last, where no decision has followed it."""
        newest = self.claims[-1] if self.claims else None
        version = self.decision.version if self.decision else 0
        return newest if newest is not None and newest.body["decision_version"] == version else None

    @property
    def question(self) -> Document | None:
        """The biller's question that the clinician has not answered by a decision yet."""
        claim = self.claim
        return claim if claim is not None and claim.body["action"] == "sent_back" else None

    @property
    def kept(self) -> Kept:
        """How this visit's log was kept, at its worst."""
        ways = {entry.event.kept for entry in self.entries if isinstance(entry.event, EvidenceDegraded)}
        return "memory" if "memory" in ways else "spool" if ways else "whole"

    @property
    def rendering(self) -> Staff | None:
        """The clinician on whose NPI the claim goes, where it is known."""
        return next((one for one in self.people if one.id == self.note.rendering), None)
