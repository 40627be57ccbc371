"""Whose time counts, on which date, and how much of it: a union of instants, each counted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from server.coding.activities import COUNTABLE, DIGITAL, EXCLUDED
from server.coding.credentials import is_qualified, is_staff, same_team
from server.coding.modality import Vote, vote
from server.coding.note import Note
from server.coding.settings import DEFAULTS, Settings
from server.coding.time import Span, Spans, days, intersect, length, local_date, subtract, union
from server.coding.witness import Contact, Witness
from server.evidence.facts import Facts, Participant

LIVE: Final = ("visit", "virtual_check_in")
"""Services in which the clinician and the patient spoke."""


@dataclass(frozen=True, slots=True)
class Own:
    """One counted clinician's time: with the patient, at countable work, and both together."""

    talk: Spans
    work: Spans
    all: Spans


@dataclass(frozen=True, slots=True)
class Measured:
    """A visit's time. `runs` is the unbroken interaction on any date, before excluded activities are cut out; `apart` is
    when two clinicians who count worked at once, and not together with the patient; `countable` names work that counts;
    `live` is when talk counts: the date, and what of the next one belongs to it."""

    date: date
    tz: str
    day: Span
    live: Spans
    witness: Witness
    rendering: Participant | None
    counted: tuple[Participant, ...]
    uncounted: tuple[Participant, ...]
    staff: tuple[Participant, ...]
    contacts: dict[str, Contact]
    own: dict[str, Own]
    runs: Spans
    crossing: Span | None
    total: Spans
    discussion: Spans
    apart: Spans
    countable: frozenset[str]
    vote: Vote
    session_votes: dict[str, Vote]
    settings: Settings

    @property
    def time(self) -> int:
        """Microseconds that count: every instant once, or, where the payer adds it, work apart at once for both."""
        added = length(self.apart) if self.settings.parallel_work == "sum" else 0
        return length(self.total) + added


def counted_clinicians(note: Note, qualified: tuple[Participant, ...], combine: bool) -> tuple[Participant, ...]:
    """The rendering clinician, and where the payer combines minutes, the colleagues of the same group and specialty."""
    rendering = next((person for person in qualified if person.id == note.rendering), None)
    if rendering is None:
        return ()
    return tuple(person for person in qualified if person is rendering or (combine and same_team(person, rendering)))


def measure(facts: Facts, note: Note, combine: bool, settings: Settings = DEFAULTS) -> Measured:
    """Measure a visit. `combine`: the payer adds the minutes of clinicians of the same group and specialty."""
    witness = Witness(facts)
    people = sorted(facts.participants, key=lambda person: person.id)
    qualified = tuple(person for person in people if is_qualified(person))
    counted = counted_clinicians(note, qualified, combine)
    contacts = {person.id: witness.contact(person.id) for person in people if is_qualified(person) or is_staff(person)}
    runs = union(span for person in counted for span in contacts[person.id].talk)

    talk = contacts[note.rendering].talk if note.rendering in contacts else ()
    on, tz = encounter_date(note, talk, settings), counting_zone(note, settings)
    day = days(on, 1, tz)
    whole = settings.midnight == "whole_on_first_date"
    crossing = next((run for run in runs if whole and day[0] <= run[0] < day[1] < run[1]), None)
    live: Spans = union([day, (day[1], crossing[1])]) if crossing else (day,)
    if whole and settings.after_disruption == "include" and intersect(runs, (day,)):
        tomorrow = days(on + timedelta(days=1), 1, tz)
        live = union([*live, *(run for run in runs if tomorrow[0] <= run[0] < tomorrow[1])])

    added = settings.digital_added_to_visit and note.service_intent == "visit"
    countable = COUNTABLE | DIGITAL if added else COUNTABLE
    cut = {person.id: _of(witness, person, (EXCLUDED | DIGITAL) - countable) for person in counted}
    allowed = {person.id: subtract(live, cut[person.id]) for person in counted}
    own: dict[str, Own] = {}
    for person in counted:
        talk = intersect(contacts[person.id].talk, allowed[person.id])
        work = subtract(intersect(_of(witness, person, countable), (day,)), cut[person.id])
        own[person.id] = Own(talk, work, union((*talk, *work)))
    ballots = [(contacts[person.id], allowed[person.id]) for person in counted]
    return Measured(
        date=on,
        tz=tz,
        day=day,
        live=live,
        witness=witness,
        rendering=next((person for person in qualified if person.id == note.rendering), None),
        counted=counted,
        uncounted=tuple(person for person in qualified if person not in counted),
        staff=tuple(person for person in people if is_staff(person)),
        contacts=contacts,
        own=own,
        runs=runs,
        crossing=crossing,
        total=union(span for mine in own.values() for span in mine.all),
        discussion=union(span for mine in own.values() for span in mine.talk),
        apart=union(
            span
            for one, other in combinations(own.values(), 2)
            for span in subtract(intersect(one.all, other.all), intersect(one.talk, other.talk))
        ),
        countable=countable,
        vote=vote(ballots, settings),
        session_votes=_session_votes(facts, witness, allowed, settings),
        settings=settings,
    )


def counting_zone(note: Note, settings: Settings) -> str:
    """The time zone in which the dates of this service are told: the practice's, unless the payer takes the patient's."""
    if settings.dos_tz == "patient" and note.patient_tz is not None and note.service_intent in LIVE:
        return note.patient_tz
    return note.practice_tz


def encounter_date(note: Note, talk: Spans, settings: Settings = DEFAULTS) -> date:
    """The note's date, or the day before where the rendering clinician's talk runs unbroken into it: one service is
    reported on the date on which it began. Where the payer takes the patient's date, the one there at that moment."""
    start, end = days(note.date, 1, note.practice_tz)
    tz = counting_zone(note, settings)
    into = next((run for run in talk if run[0] < start < run[1]), None)
    if into is not None:
        return local_date(into[0], tz)
    begun = next((run[0] for run in talk if start <= run[0] < end), None)
    return note.date if tz == note.practice_tz or begun is None else local_date(begun, tz)


def _of(witness: Witness, person: Participant, activities: frozenset[str]) -> Spans:
    """The person's work on these activities, on any date."""
    worked = witness.work.get(person.id, {})
    return union(span for activity, spans in worked.items() if activity in activities for span in spans)


def _session_votes(
    facts: Facts,
    witness: Witness,
    allowed: dict[str, Spans],
    settings: Settings,
) -> dict[str, Vote]:
    """Each session's own vote, where the facts name more than one session."""
    if len(witness.sessions) < 2:
        return {}
    votes: dict[str, Vote] = {}
    for session in sorted(witness.sessions):
        alone = Witness(facts, only_session=session)
        votes[session] = vote([(alone.contact(who), own) for who, own in allowed.items()], settings)
    return votes
