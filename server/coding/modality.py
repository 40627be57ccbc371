"""Which modality a visit had: the one of most of its interactive time. Charting, staff pictures and gaps do not vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.coding.settings import DEFAULTS, Settings
from server.coding.time import SECOND, Spans, intersect, length, subtract, union
from server.coding.witness import Contact

SHORT_STALL = 5 * SECOND
"""A picture that stalls for less than this is not a change of modality. Its time still votes as it was."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Interactive time split by modality. `one_way` is the part of `audio_only` in which one picture was seen."""

    audio_video: Spans
    audio_only: Spans
    one_way: Spans
    settings: Settings = DEFAULTS

    @property
    def result(self) -> Literal["audio_video", "audio_only", "none"]:
        """The majority; exactly half is audio-only unless the payer says otherwise."""
        if not self.audio_video and not self.audio_only:
            return "none"
        if self.tie:
            return self.settings.modality_tie
        return "audio_video" if length(self.audio_video) > length(self.audio_only) else "audio_only"

    @property
    def tie(self) -> bool:
        """Exactly half and half."""
        return bool(self.audio_video) and length(self.audio_video) == length(self.audio_only)

    @property
    def changed(self) -> bool:
        """Both modalities occurred, and not merely as a stall of the picture."""
        if not self.audio_video or not self.audio_only:
            return False
        if self.result == "audio_only":
            return True
        return any(end - start >= SHORT_STALL for start, end in self.audio_only)

    @property
    def one_way_decides(self) -> bool:
        """The visit is audio-only, and would be audio-video if one-way picture time were."""
        if self.result != "audio_only":
            return False
        seen = length(self.audio_video) + length(self.one_way)
        return seen > length(self.audio_only) - length(self.one_way)


def vote(ballots: list[tuple[Contact, Spans]], settings: Settings = DEFAULTS) -> Vote:
    """Count the interactive time of the clinicians who count, each within the spans that count for that clinician."""
    if settings.majority_basis == "connected":
        ballots = [(_connected(contact), own) for contact, own in ballots]
    talk = union(span for contact, own in ballots for span in intersect(contact.talk, own))
    video = union(span for contact, own in ballots for span in intersect(contact.video, own))
    one_way = union(span for contact, own in ballots for span in intersect(contact.one_way, own))
    if settings.video_requires == "either_direction":
        video, one_way = union((*video, *one_way)), ()
    return Vote(video, subtract(talk, video), subtract(one_way, video), settings)


def _connected(contact: Contact) -> Contact:
    """The same clinician's time with the patient, silent or not: for a payer that lets all of it vote."""
    video = intersect(contact.connected, contact.both)
    return Contact(contact.connected, video, subtract(intersect(contact.connected, contact.either), video))
