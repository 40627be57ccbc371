"""`facts = fold(evidence)`: who took part and what flowed between whom, from a visit's log alone.

Time inside one stretch (one server process on one boot) is monotonic; the boot's first entry anchors it in UTC, so a
wall clock that steps changes no duration. Nothing is joined across stretches. Where the log leaves room for doubt, the
shorter reading is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from server.base.clock import Moment
from server.evidence.events import (
    PATIENT_SIDE,
    CallJoined,
    CallLeft,
    Credential,
    DeviceSet,
    Event,
    LocationGiven,
    MediaTick,
    PairTick,
    Role,
    SeatLeft,
    SeatTaken,
    ServerStalled,
    ServerStarted,
    Track,
    VisitMoved,
    WorkEnded,
    WorkStarted,
    WorkStruck,
)
from server.evidence.facts import FactEvent, Facts, Joined, Left, MediaInterval, MediaKind, Participant, WorkInterval
from server.evidence.media_runs import Flag, Span, intersect, live_spans, union
from server.evidence.work_runs import believed, without
from server.visits.machine import LIVE, State, Visit

_ROLES: dict[Role, str] = {
    "patient": "patient",
    "caregiver": "caregiver",
    "interpreter": "interpreter",
    # Family members listen; unlike a caregiver they do not stand for the patient.
    "family": "interpreter",
}
_COUNTING: frozenset[Role] = frozenset({"npc", "dermatologist"})
_KINDS: dict[Track, MediaKind] = {"microphone": "audio", "camera": "video", "skin_camera": "video"}
"""A shared screen is nobody's picture. Two cameras of one party are one picture."""


class EntryLike(Protocol):
    """What the fold reads of an entry."""

    @property
    def at(self) -> Moment: ...
    @property
    def event(self) -> Event: ...
    @property
    def actor(self) -> str: ...


def fold(entries: Iterable[EntryLike], *, group: str | None = None) -> Facts:
    """The facts of one visit, from its entries in the order of the log. `group` is the practice's own, for its clinicians."""
    reading = _Reading(group)
    for entry in entries:
        reading.read(entry)
    return reading.facts()


class _Reading:
    """One pass over the log. A `stretch` is one server process on one clock; `ServerStarted` begins the next."""

    def __init__(self, group: str | None) -> None:
        self._group = group
        self._anchors: dict[str, Moment] = {}
        self._stretch = -1
        self._boots: list[str] = []
        self._last_ns: list[int] = []
        self._visit = Visit()
        self._live, self._together, self._awake = Flag(), Flag(True), Flag(True)
        self._ended: tuple[int, int] | None = None
        self._seats: dict[str, SeatTaken] = {}
        self._location: str | None = None
        self._in_call: dict[str, Flag] = defaultdict(Flag)
        # Who never spoke of a camera and still sent a picture is taken at the packets' word.
        self._camera: dict[str, Flag] = defaultdict(lambda: Flag(True))
        self._skin_camera: dict[str, Flag] = defaultdict(Flag)
        self._ticks: dict[tuple[int, str, str, MediaKind], dict[Track, list[PairTick]]] = defaultdict(dict)
        self._connected: set[str] = set()
        self._signs: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._gone: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._open_work: dict[tuple[str, str], int] = {}
        self._work: list[tuple[int, str, str, Span]] = []
        self._struck: dict[tuple[str, str], list[tuple[datetime, datetime]]] = defaultdict(list)
        self._presence: list[FactEvent] = []

    def read(self, entry: EntryLike) -> None:
        """Take the next entry in."""
        at, event = entry.at, entry.event
        if not self._boots or at.boot != self._boots[-1] or isinstance(event, ServerStarted):
            self._begin_stretch(at)
        stretch, ns = self._stretch, at.mono_ns
        self._last_ns[stretch] = max(self._last_ns[stretch], ns)
        kind, _, person = entry.actor.partition(":")
        if kind == "staff":
            self._signs[stretch, person].append(ns)
        match event:
            case VisitMoved():
                self._move(event, ns)
            case SeatTaken():
                self._seats[event.seat] = event
                self._connected.add(event.seat)
            case SeatLeft():
                self._seat_left(event, ns)
            case CallJoined():
                self._call(event.seat, True, ns)
            case CallLeft():
                self._call(event.seat, False, ns)
            case DeviceSet(track="camera"):
                self._camera[event.seat].set(stretch, ns, event.on)
            case DeviceSet(track="skin_camera"):
                self._skin_camera[event.seat].set(stretch, ns, event.on)
            case LocationGiven():
                self._location = event.state
            case MediaTick():
                for pair in event.pairs:
                    if pair.track in _KINDS:
                        key = (stretch, pair.source, pair.sink, _KINDS[pair.track])
                        self._ticks[key].setdefault(pair.track, []).append(pair)
            case ServerStalled():
                # What came in before and after lies closer together than it was.
                self._awake.set(stretch, event.from_ns, False)
                self._awake.set(stretch, event.until_ns, True)
            case WorkStarted():
                self._open_work.setdefault((event.person, event.activity), ns)
            case WorkEnded():
                started = self._open_work.pop((event.person, event.activity), None)
                if started is not None:
                    self._work.append((stretch, event.person, event.activity, (started, ns)))
            case WorkStruck():
                self._strike(event, ns)

    def facts(self) -> Facts:
        """What the entries read so far amount to."""
        self._close_work()
        events = [*self._presence, *self._media(), *self._worked()]
        return Facts(participants=self._participants(), events=tuple(events))

    def _begin_stretch(self, at: Moment) -> None:
        if self._boots:
            self._close_work()
        self._anchors.setdefault(at.boot, at)
        self._stretch += 1
        self._boots.append(at.boot)
        self._last_ns.append(at.mono_ns)

    def _move(self, event: VisitMoved, ns: int) -> None:
        legal = self._visit.may(event.move)
        self._visit = self._visit.after(event.move, event.outcome) if legal else Visit(state=event.state)
        live = self._visit.state in LIVE
        self._live.set(self._stretch, ns, live)
        self._together.set(self._stretch, ns, not (self._visit.held or self._visit.huddle))
        if self._visit.state is State.ENDED and self._ended is None:
            self._ended = (self._stretch, ns)
        if not live:
            for seat in list(self._in_call):
                self._call(seat, False, ns)

    def _call(self, seat: str, present: bool, ns: int) -> None:
        flag = self._in_call[seat]
        taken = self._seats.get(seat)
        if flag.now is present or taken is None:
            return
        flag.set(self._stretch, ns, present)
        at = self._utc(self._stretch, ns)
        self._presence.append(Joined(taken.person, at) if present else Left(taken.person, at))

    def _seat_left(self, event: SeatLeft, ns: int) -> None:
        """A person with no other page in the visit works on nothing until heard from again."""
        if event.reason == "replaced":
            return  # Another page of the same person has the seat now.
        self._connected.discard(event.seat)
        taken = self._seats.get(event.seat)
        if taken is not None and not any(self._seats[seat].person == taken.person for seat in self._connected):
            self._gone[self._stretch, taken.person].append(ns)

    def _close_work(self) -> None:
        """Work that nobody ended is known until the stretch's last entry, and no longer than the visit it began in."""
        for (person, activity), started in self._open_work.items():
            end = self._last_ns[self._stretch]
            if self._ended is not None and self._ended[0] == self._stretch and started <= self._ended[1]:
                end = min(end, self._ended[1])
            self._work.append((self._stretch, person, activity, (started, end)))
        self._open_work.clear()

    def _strike(self, event: WorkStruck, ns: int) -> None:
        """What was done so far is gone; what goes on counts from here. Of a part only that part is."""
        struck = (event.person, event.activity)
        if event.from_ms is not None and event.until_ms is not None:
            # In UTC, as the person read it: a part may lie in an earlier stretch, on another clock.
            self._struck[struck].append((_instant(event.from_ms), _instant(event.until_ms)))
            return
        self._work = [done for done in self._work if done[1:3] != struck]
        if struck in self._open_work:
            self._open_work[struck] = ns

    def _worked(self) -> Iterable[WorkInterval]:
        for stretch, person, activity, span in self._work:
            for start, end in believed(span, sorted(self._signs[stretch, person]), self._gone[stretch, person]):
                left = [(self._utc(stretch, start, up=True), self._utc(stretch, end))]
                for gone in self._struck[person, activity]:
                    left = without(left, gone)
                for begun, ended in left:
                    yield WorkInterval(person, activity, begun, ended)

    def _media(self) -> Iterable[MediaInterval]:
        for (stretch, source, sink, kind), tracks in self._ticks.items():
            one, other = self._seats.get(source), self._seats.get(sink)
            if one is None or other is None or one.person == other.person:
                continue
            spans = union(self._sent(stretch, source, track, ticks) for track, ticks in tracks.items())
            for window in self._windows(stretch, one, other):
                spans = intersect(spans, window)
            for start, end in spans:
                begin, finish = self._utc(stretch, start, up=True), self._utc(stretch, end)
                if begin < finish:
                    yield MediaInterval(one.person, kind, begin, finish, to=other.person)

    def _sent(self, stretch: int, source: str, track: Track, ticks: list[PairTick]) -> Sequence[Span]:
        """When packets of the track flowed and its camera was not said to be off."""
        spans = live_spans(ticks)
        flags = {"camera": self._camera, "skin_camera": self._skin_camera}.get(track)
        return spans if flags is None else intersect(spans, flags[source].spans(stretch))

    def _windows(self, stretch: int, source: SeatTaken, sink: SeatTaken) -> Iterable[Sequence[Span]]:
        """The spans outside of which nothing of this pair counts, whatever was forwarded."""
        yield self._live.spans(stretch)
        yield self._awake.spans(stretch)
        yield self._in_call[source.seat].spans(stretch)
        yield self._in_call[sink.seat].spans(stretch)
        if (source.role in PATIENT_SIDE) is not (sink.role in PATIENT_SIDE):
            yield self._together.spans(stretch)

    def _participants(self) -> tuple[Participant, ...]:
        people: dict[str, Participant] = {}
        for seat in self._seats.values():
            people[seat.person] = self._participant(seat)
        return tuple(people.values())

    def _participant(self, seat: SeatTaken) -> Participant:
        if seat.role in PATIENT_SIDE:
            location = self._location if seat.role == "patient" else None
            return Participant(id=seat.person, role=_ROLES[seat.role], location=location)
        counts = seat.role in _COUNTING
        credential: Credential | None = seat.credential if counts else None
        return Participant(
            id=seat.person,
            role="clinician",
            credential=credential,
            npi=seat.npi if counts else None,
            group=self._group,
            specialty=seat.specialty if counts else None,
            licensed_states=seat.licensed_states,
        )

    def _utc(self, stretch: int, ns: int, *, up: bool = False) -> datetime:
        """The instant in UTC by the boot's anchor, to the microsecond: rounded down, or `up` where an interval starts."""
        anchor = self._anchors[self._boots[stretch]]
        elapsed = ns - anchor.mono_ns
        return anchor.utc + timedelta(microseconds=-(-elapsed // 1000) if up else elapsed // 1000)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC) + timedelta(milliseconds=ms % 1000)
