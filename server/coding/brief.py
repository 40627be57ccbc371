"""Check-ins: short talks with an established patient who asked for them, outside the windows of other visits."""

from __future__ import annotations

from datetime import date, timedelta

from server.coding.families import in_range
from server.coding.findings import Coded, Findings, Outcome
from server.coding.flags import Flag
from server.coding.minutes import Measured
from server.coding.note import Note
from server.coding.profiles import Profile
from server.coding.time import HOUR, Span, Spans, instant, local_date, minutes

WINDOW_DAYS = 7
LATER_VISIT = 24 * HOUR


def asked_for(note: Note, new: bool, on: date, profile: Profile, found: Findings) -> bool:
    """True for an established patient who asked, with no related visit in the seven days before."""
    asked = True
    if new:
        asked = False
        found.flag(Flag.ESTABLISHED_PATIENT_REQUIRED, "This service is for established patients.")
    if note.initiated_by != "patient":
        asked = False
        found.flag(
            Flag.PATIENT_INITIATION_REQUIRED,
            "The patient must have asked for this service.",
            missing=None if note.initiated_by else "Who asked for the service",
        )
    prior = note.prior_related_em
    window = timedelta(days=WINDOW_DAYS if profile.settings.prior_days_inclusive else WINDOW_DAYS - 1)
    since, until = on - window, on
    if note.store_and_forward is not None:
        # Written services are asked for before they are given: whatever visit lies before or between is seen.
        asked_on, answered_at = note.store_and_forward.asked_on, note.store_and_forward.answered_at
        since = min(since, asked_on - window) if asked_on is not None else since
        until = max(on, local_date(instant(answered_at), note.practice_tz)) if answered_at is not None else on
    if prior is not None and prior.related is not False and since <= prior.date <= until:
        asked = False
        found.flag(
            Flag.RELATED_EM_WITHIN_7_DAYS, f"It follows a related visit of {prior.date}, not more than 7 days before."
        )
    return asked


def leads_to_visit(note: Note, service: Span, found: Findings) -> bool:
    """True where a related visit begins during the service or within 24 hours of its end, or at the soonest that could be
    had."""
    later = note.leads_to_em
    if later is None or later.related is False:
        return False
    if not (later.soonest_available or service[0] <= instant(later.at) <= service[1] + LATER_VISIT):
        return False
    found.flag(
        Flag.BUNDLED_INTO_LATER_EM, "It leads to a visit within 24 hours or at the soonest time, and is part of it."
    )
    return True


def routine(note: Note, found: Findings) -> bool:
    """True where the talk only relayed results or the like."""
    if note.purpose != "routine_results":
        return False
    found.flag(Flag.ROUTINE_COMMUNICATION, "Relaying results and the like is not a service of its own.")
    return True


def check_in(note: Note, measured: Measured, profile: Profile, new: bool, found: Findings) -> Outcome:
    """A check-in that was asked for as one."""
    fits = _conditions(note, measured, profile, new, found)
    if routine(note, found):
        fits = False
    if not profile.check_in:
        found.flag(Flag.NOT_COVERED_BY_PAYER, "This payer takes no check-in code.")
        return Outcome(billable=False)
    spoken = minutes(measured.discussion)
    row = in_range(profile.check_in, spoken)
    if row is None and all(row.last is not None and spoken > row.last for row in profile.check_in):
        found.flag(
            Flag.CHECK_IN_EXCEEDS_RANGE_CONSIDER_EM,
            f"{spoken} min are more than any check-in code holds. A visit code may fit.",
            spans=measured.discussion,
        )
        return Outcome(billable=fits)
    if row is None:
        _out_of_range(spoken, measured.discussion, found)
        return Outcome(billable=False)
    if not fits:
        return Outcome(billable=False)
    found.because(
        "code",
        f"{spoken} min of discussion: {row.code} holds {row.first} to {row.last} min.",
        rule="code.range",
        spans=measured.discussion,
    )
    return Outcome(coded=Coded(row.code, "threshold", profile.ctbs_pos), review=soonest_unknown(note, found))


def fall_back(note: Note, measured: Measured, profile: Profile, new: bool, found: Findings) -> Coded | None:
    """The check-in code that a visit too short, or not covered as one, may still have. Always for a person."""
    fits = _conditions(note, measured, profile, new, found)
    spoken = minutes(measured.discussion)
    row = in_range(profile.check_in, spoken)
    if row is None:
        _out_of_range(spoken, measured.discussion, found)
    if row is None or not fits:
        return None
    found.flag(
        Flag.CHECK_IN_FALLBACK,
        f"Not a visit for this payer, but {spoken} min fit the check-in {row.code}. A person decides.",
        spans=measured.discussion,
    )
    found.because("code", f"{spoken} min of discussion fit the check-in {row.code}.", rule="code.range")
    return Coded(row.code, "threshold", profile.ctbs_pos)


def _conditions(note: Note, measured: Measured, profile: Profile, new: bool, found: Findings) -> bool:
    asked = asked_for(note, new, measured.date, profile, found)
    return not leads_to_visit(note, whole(measured.discussion), found) and asked


def whole(spans: Spans) -> Span:
    """From the first instant of a service to its last."""
    return spans[0][0], spans[-1][1]


def soonest_unknown(note: Note, found: Findings) -> bool:
    """True where a later visit is booked and nobody has said whether an earlier one could be had."""
    later = note.leads_to_em
    if later is None or later.related is False or later.soonest_available is not None:
        return False
    found.because(
        "disposition",
        "A later visit is booked. Had it been the soonest there was, this service would be part of it.",
        rule="window.soonest",
        missing="Whether the next visit is the soonest that could be had",
    )
    return True


def _out_of_range(spoken: int, discussion: Spans, found: Findings) -> None:
    found.flag(Flag.CHECK_IN_TIME_OUT_OF_RANGE, f"No check-in code of this payer holds {spoken} min.", spans=discussion)
