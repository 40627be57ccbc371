"""Flags that the facts alone raise: who took part, whose time is not counted, on which dates, in which modality."""

from __future__ import annotations

from itertools import combinations

from server.coding.credentials import CLINICAL_STAFF, TRAINEES, credential
from server.coding.findings import Findings
from server.coding.flags import Flag
from server.coding.minutes import Measured
from server.coding.note import Note
from server.coding.profiles import Profile
from server.coding.time import Spans, intersect, local_date, subtract, union
from server.evidence.facts import Participant


def flag_staff(measured: Measured, found: Findings) -> None:
    """People whose minutes never count, and the trainees among them."""
    spans = union(span for person in measured.staff for span in measured.witness.active(person))
    if spans:
        found.flag(Flag.STAFF_TIME_EXCLUDED, "Staff took part; none of their time is counted.", spans=spans)
    trainees = [person for person in measured.staff if credential(person) in TRAINEES]
    spans = union(span for person in trainees for span in measured.witness.active(person))
    if spans:
        found.flag(
            Flag.RESIDENT_PARTICIPATED_REVIEW,
            "A resident took part. Only the teaching clinician's own time is counted; a person settles modifier GC.",
            spans=spans,
        )


def flag_colleagues(measured: Measured, profile: Profile | None, found: Findings) -> None:
    """Other qualified clinicians whose time this payer does not add, and overlaps between those it does."""
    uncounted = union(
        span for person in measured.uncounted for span in (*_audio(measured, person), *_countable(measured, person))
    )
    if uncounted and profile is not None and profile.combines:
        found.flag(
            Flag.OTHER_SPECIALTY_TIME_EXCLUDED,
            "A clinician of another group or specialty took part; that time is not counted.",
            spans=uncounted,
        )
    if uncounted and profile is not None and not profile.combines:
        found.flag(
            Flag.SPLIT_SHARED_NOT_IN_OFFICE,
            "Another clinician took part. This payer counts the rendering clinician alone.",
            spans=uncounted,
        )
    people = [measured.own[person.id].all for person in measured.counted]
    shared = union(span for one, other in combinations(people, 2) for span in intersect(one, other))
    if shared:
        found.flag(Flag.QHP_OVERLAP_COUNTED_ONCE, "Two clinicians at the same time are counted once.", spans=shared)
    if measured.apart:
        found.flag(
            Flag.PARALLEL_QHP_WORK_REVIEW,
            "Two clinicians worked apart at the same time. It is counted once; a person may decide to add it.",
            spans=measured.apart,
        )


def _audio(measured: Measured, person: Participant) -> Spans:
    return intersect(measured.witness.sent(person.id, "audio"), measured.live)


def _countable(measured: Measured, person: Participant) -> Spans:
    worked = measured.witness.work.get(person.id, {})
    spans = union(span for activity, spans in worked.items() if activity in measured.countable for span in spans)
    return intersect(spans, (measured.day,))


def flag_dates(measured: Measured, note: Note, found: Findings) -> None:
    """Work and talk on other dates, midnight, time zones and several sessions on one date."""
    clinicians = (*measured.counted, *measured.uncounted, *measured.staff)
    worked = union(
        span for person in clinicians for spans in measured.witness.work.get(person.id, {}).values() for span in spans
    )
    start, end = measured.day
    outside = subtract(worked, (measured.day,))
    earlier = union(span for span in (*outside, *subtract(measured.runs, (measured.day,))) if span[1] <= start)
    if earlier:
        found.flag(Flag.PRIOR_DAY_WORK_EXCLUDED, "Time before the date of the visit is not counted.", spans=earlier)
    later = subtract(
        tuple(span for span in outside if span[0] >= end), (measured.crossing,) if measured.crossing else ()
    )
    if later:
        found.flag(Flag.LATER_DAY_WORK_EXCLUDED, "Work after the date of the visit is not counted.", spans=later)
    if measured.crossing:
        found.flag(
            Flag.CONTINUOUS_ACROSS_MIDNIGHT,
            "The conversation ran unbroken over midnight: one visit, on the date it began, all of it counted.",
            spans=(measured.crossing,),
        )
    resumed = tuple(span for span in subtract(measured.runs, measured.live) if span[0] >= end)
    if resumed:
        found.flag(
            Flag.POST_MIDNIGHT_DISCONTINUOUS_EXCLUDED,
            "What was spoken after midnight is not counted.",
            spans=resumed,
        )
    if note.patient_tz is not None:
        used = "patient" if measured.tz == note.patient_tz else "practice"
        for run in intersect(measured.runs, measured.live):
            theirs = local_date(run[0], note.patient_tz)
            if theirs != local_date(run[0], note.practice_tz):
                found.flag(
                    Flag.DOS_TZ_MISMATCH,
                    f"It was {theirs} where the patient was. The {used}'s date is used.",
                    spans=(run,),
                )
    named = [session for session, spans in measured.witness.sessions.items() if intersect(union(spans), measured.live)]
    if len(named) > 1:
        found.flag(Flag.SAME_DATE_AGGREGATED, f"{len(named)} sessions on one date are summed and reported once.")
    results = {vote.result for vote in measured.session_votes.values()} - {"none"}
    if len(results) > 1:
        found.flag(
            Flag.SESSION_MODALITIES_DIFFER, "One session was by video and another by sound alone; a person decides."
        )


def flag_activities(measured: Measured, found: Findings) -> None:
    """Activities that are no part of the visit."""
    for person in (*measured.counted, *measured.uncounted, *measured.staff):
        for activity, spans in measured.witness.work.get(person.id, {}).items():
            if spans and activity not in measured.countable:
                found.flag(
                    Flag.NONCOUNTABLE_ACTIVITY_EXCLUDED,
                    "Travel, teaching, set-up, waiting and work reported on its own are not counted.",
                    spans=spans,
                )


def flag_modality(measured: Measured, found: Findings) -> None:
    """Changes, ties and one-way pictures."""
    vote = measured.vote
    if vote.changed:
        found.flag(
            Flag.MODALITY_CHANGED_MID_VISIT,
            "Part of the visit was by video and part by sound alone; most of the time decides.",
            spans=vote.audio_only if vote.result == "audio_video" else vote.audio_video,
        )
    if vote.tie:
        found.flag(
            Flag.MODALITY_TIE,
            f"Exactly half was by video. It is taken as {vote.result.replace('_', '-')}.",
            spans=vote.audio_video,
            change="One second more of either",
        )


def flag_absence(measured: Measured, new: bool, found: Findings) -> bool:
    """Nobody whose time counts met the patient. True where that ends the matter for a person to review."""
    if measured.runs:
        return False
    if any(measured.contacts[person.id].talk for person in measured.uncounted):
        found.flag(
            Flag.RENDERING_ABSENT_REVIEW,
            "Only a clinician who is not the rendering one met the patient.",
            missing="Who renders this visit",
        )
        return True
    found.flag(Flag.NO_QHP_INTERACTION, "No qualified clinician and the patient were ever both on live sound.")
    staff = [person for person in measured.staff if credential(person) in CLINICAL_STAFF]
    if not new and any(measured.contacts[person.id].talk for person in staff):
        found.flag(
            Flag.INCIDENT_TO_99211_REVIEW,
            "Only clinical staff saw this established patient. A person may look at 99211; it is never proposed.",
        )
    return False
