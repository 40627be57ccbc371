"""Digital E/M: the clinicians' own work on a patient's messages, summed over seven calendar days."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from server.coding import brief
from server.coding.activities import DIGITAL
from server.coding.credentials import is_qualified
from server.coding.families import DIGITAL_EM, in_range
from server.coding.findings import Coded, Findings, Outcome, Service
from server.coding.flags import Flag
from server.coding.minutes import Measured
from server.coding.note import Note
from server.coding.profiles import Profile
from server.coding.time import HOUR, MINUTE, Span, Spans, days, instant, intersect, length, local_date, subtract, union
from server.evidence.facts import Participant

WINDOW_DAYS = 7


def digital(note: Note, measured: Measured, profile: Profile | None, new: bool, found: Findings) -> Service:
    """99421 to 99423: every qualified clinician of the group adds to one sum, from the first personal review on."""
    worked = {person.id: digital_work(measured, person) for person in digital_group(measured)}
    everything = union(span for spans in worked.values() for span in spans)
    window = window_of(note, everything, measured, profile)
    counted = intersect(everything, window)
    late = subtract(everything, window)
    if late:
        found.flag(Flag.OUTSIDE_SEVEN_DAY_WINDOW, "Work after the seven days is not counted.", spans=late)
    _flag_people(measured, worked, found)
    if profile is None:
        return Service(Outcome(), length(counted), 0, "asynchronous")
    return Service(_coded(note, measured, profile, counted, window, new, found), length(counted), 0, "asynchronous")


def _coded(
    note: Note, measured: Measured, profile: Profile, counted: Spans, window: Spans, new: bool, found: Findings
) -> Outcome:
    first = local_date(window[0][0], note.practice_tz)
    fits = brief.asked_for(note, new, first, profile, found)
    if brief.routine(note, found):
        fits = False
    later = note.leads_to_em
    if later is not None and later.related is not False and window[0][0] <= instant(later.at) < window[0][1]:
        found.flag(Flag.BUNDLED_INTO_LATER_EM, "A related visit begins within the seven days, and takes this in.")
        fits = False
    if not profile.digital_em:
        found.flag(Flag.NOT_COVERED_BY_PAYER, "This payer takes no digital service.")
        return Outcome(billable=False)
    spent = length(counted) // MINUTE
    row = in_range(DIGITAL_EM, spent)
    if row is None:
        found.flag(
            Flag.TIME_BELOW_MINIMUM,
            f"{spent} min over the seven days; the shortest digital service needs {DIGITAL_EM[0].first}.",
            spans=counted,
        )
    if row is None or not fits:
        return Outcome(billable=False)
    found.because("code", f"{spent} min over the seven days.", rule="code.digital", spans=counted)
    return Outcome(coded=Coded(row.code, "threshold", profile.ctbs_pos))


def digital_group(measured: Measured) -> list[Participant]:
    """The rendering clinician and every qualified clinician of the same group, of any specialty."""
    mine = measured.rendering
    if mine is None:
        return []
    return [
        person
        for person in measured.witness.participants.values()
        if person is mine or (is_qualified(person) and person.group is not None and person.group == mine.group)
    ]


def digital_work(measured: Measured, person: Participant) -> Spans:
    """When `person` worked on the patient's online request: reviewing it, planning, replying."""
    work = measured.witness.work.get(person.id, {})
    return union(span for activity, spans in work.items() if activity in DIGITAL for span in spans)


def window_of(note: Note, everything: Spans, measured: Measured, profile: Profile | None) -> Spans:
    """Seven calendar days in the practice's zone from the first personal review; or 168 hours, where the payer says so."""
    if not everything:
        return (days(measured.date, WINDOW_DAYS, note.practice_tz),)
    return (window_from(everything[0][0], note.practice_tz, profile),)


def window_from(first: int, tz: str, profile: Profile | None) -> Span:
    """The seven days that a review at the instant `first` opens."""
    if profile is not None and profile.settings.digital_window == "168_hours":
        return first, first + WINDOW_DAYS * 24 * HOUR
    return days(local_date(first, tz), WINDOW_DAYS, tz)


def window_holding(reviews: Iterable[int], own: int, tz: str, profile: Profile | None) -> Span:
    """The window that holds the instant `own`, among those that the reviews of one patient's requests opened one after the other: what
    comes after a window has passed opens the next one."""
    until_own = sorted(start for start in (*reviews, own) if start <= own)
    window = window_from(until_own[0], tz, profile)
    for first in until_own:
        if first >= window[1]:
            window = window_from(first, tz, profile)
    return window


def _flag_people(measured: Measured, worked: dict[str, Spans], found: Findings) -> None:
    others = union(
        span
        for person in measured.witness.participants.values()
        if is_qualified(person) and person.id not in worked
        for span in digital_work(measured, person)
    )
    if others:
        found.flag(
            Flag.OTHER_SPECIALTY_TIME_EXCLUDED, "A clinician of another group took part; not counted.", spans=others
        )
    both = union(span for one, other in combinations(worked.values(), 2) for span in intersect(one, other))
    if both:
        found.flag(Flag.QHP_OVERLAP_COUNTED_ONCE, "Two clinicians at the same time are counted once.", spans=both)
        found.flag(
            Flag.PARALLEL_QHP_WORK_REVIEW,
            "Two clinicians worked apart at the same time. It is counted once; a person may decide to add it.",
            spans=both,
        )
