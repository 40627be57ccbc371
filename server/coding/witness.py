"""Facts indexed for coding: who sent what to whom, who worked on what, as unions of instants.

Interactive time of a clinician is the time in which the clinician's sound reaches the patient's side and the patient's
side's sound reaches the clinician. Being connected is not enough, and leaving ends it whatever a track still claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from server.coding.credentials import is_patient_side
from server.coding.time import Span, Spans, instant, intersect, subtract, union
from server.evidence.facts import Facts, Joined, Left, MediaInterval, MediaKind, Participant

_BEFORE = -(1 << 62)
_AFTER = 1 << 62


@dataclass(frozen=True, slots=True)
class Contact:
    """One clinician's time with the patient's side: all of it, the two-way video part, the one-way video part.

    `connected` is when sound or a picture ran both ways, `both` and `either` when pictures did, heard or not.
    """

    talk: Spans = ()
    video: Spans = ()
    one_way: Spans = ()
    connected: Spans = ()
    both: Spans = ()
    either: Spans = ()


class Witness:
    """Reads `Facts` once. Order of participants and events carries no meaning; `source` of an event neither."""

    def __init__(self, facts: Facts, only_session: str | None = None) -> None:
        self.participants = {person.id: person for person in facts.participants}
        self._patients = frozenset(person.id for person in facts.participants if is_patient_side(person))
        self._media: dict[tuple[MediaKind, str], list[MediaInterval]] = defaultdict(list)
        work: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        marks: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        self.sessions: dict[str, list[Span]] = defaultdict(list)
        self.estimated = any(isinstance(event, MediaInterval) and event.estimated for event in facts.events)
        for event in facts.events:
            if isinstance(event, Joined | Left):
                marks[event.who].append((instant(event.at), isinstance(event, Joined)))
                continue
            span = (instant(event.start), instant(event.end))
            if event.session is not None:
                self.sessions[event.session].append(span)
            if only_session is not None and event.session != only_session:
                continue
            if isinstance(event, MediaInterval):
                self._media[event.kind, event.who].append(event)
            else:
                work[event.who][event.activity].append(span)
        self.work = {
            who: {activity: union(spans) for activity, spans in sorted(by_activity.items())}
            for who, by_activity in sorted(work.items())
        }
        self._presence = {who: _present(seen) for who, seen in marks.items()}

    def sent(self, who: str, kind: MediaKind, to: Iterable[str] | None = None) -> Spans:
        """When `who`, present, sent `kind`; with `to`, only what reached at least one of those parties."""
        reached = None if to is None else frozenset(to)
        spans = union(
            (instant(interval.start), instant(interval.end))
            for interval in self._media.get((kind, who), ())
            if reached is None or interval.to is None or interval.to in reached
        )
        present = self._presence.get(who)
        return spans if present is None else intersect(spans, present)

    def _exchange(self, who: str, kind: MediaKind) -> tuple[Spans, Spans]:
        """What `who` sent to the patient's side, and what the patient's side sent to `who`."""
        to_patient = self.sent(who, kind, self._patients)
        from_patient = union(span for patient in sorted(self._patients) for span in self.sent(patient, kind, (who,)))
        return to_patient, from_patient

    def contact(self, who: str) -> Contact:
        """The interactive time of one clinician. One picture without the other is one-way video."""
        out, back = self._exchange(who, "audio")
        talk = intersect(out, back)
        if not talk:
            return Contact()
        seen, seeing = self._exchange(who, "video")
        both, either = intersect(seen, seeing), union((*seen, *seeing))
        video = intersect(talk, both)
        connected = intersect(union((*out, *seen)), union((*back, *seeing)))
        return Contact(talk, video, subtract(intersect(talk, either), video), connected, both, either)

    def active(self, person: Participant) -> Spans:
        """Every instant in which the person sent sound or picture or worked, on any date."""
        spans = [*self.sent(person.id, "audio"), *self.sent(person.id, "video")]
        for worked in self.work.get(person.id, {}).values():
            spans.extend(worked)
        return union(spans)


def _present(marks: list[tuple[int, bool]]) -> Spans:
    """Presence from joins and leaves, which may overlap when a client reconnects: present while one connection is up.

    A leave without any join before it means that the party was there from the start; a join without a leave, to the end.
    """
    spans: list[Span] = []
    depth = 0
    since = _BEFORE
    for position, (at, joined) in enumerate(sorted(marks)):
        if joined:
            if depth == 0:
                since = at
            depth += 1
        elif depth > 0 or position == 0:
            depth = max(depth - 1, 0)
            if depth == 0:
                spans.append((since, at))
    if depth > 0:
        spans.append((since, _AFTER))
    return union(spans)
