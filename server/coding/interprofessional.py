"""Advice between clinicians about a patient who is not there: the consultant's codes and the asking clinician's."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from server.coding.families import CONSULT, CONSULT_REQUEST, CONSULT_WRITTEN, RangeRow, in_range
from server.coding.findings import Coded, Findings, Outcome, Service
from server.coding.flags import Flag
from server.coding.note import Interprofessional, Note
from server.coding.profiles import Profile
from server.coding.proposal import Modality
from server.coding.time import SECOND

ONCE_IN: Final = timedelta(days=7)
ASKED_ONCE_IN: Final = timedelta(days=14)
FACE_TO_FACE: Final = timedelta(days=14)


def interprofessional(note: Note, profile: Profile | None, found: Findings) -> Service:
    """99446 to 99449 and 99451 for the consultant, 99452 for the clinician who asks."""
    consult = note.interprofessional or Interprofessional(0, 0)
    asking = note.service_intent == "interprofessional_requesting"
    modality: Modality = "interprofessional" if asking or consult.verbal_seconds else "asynchronous"
    total = consult.total_seconds * SECOND
    if profile is None:
        return Service(Outcome(), total, 0, modality)
    billable = True
    if consult.seen_within_14_days or consult.transfer_of_care:
        found.flag(
            Flag.INTERPROF_FACE_TO_FACE_14_DAYS,
            "The consultant saw the patient within 14 days, or takes over the care.",
        )
        billable = False
    if _others(note, consult, asking, profile, found):
        billable = False
    request = RangeRow(CONSULT_REQUEST, profile.settings.consult_request_minutes, None)
    row, review = _asked(consult, request) if asking else _answered(consult, found)
    if row is None:
        found.flag(
            Flag.TIME_BELOW_MINIMUM,
            f"{consult.total_seconds // 60} min; this service needs at least "
            f"{request.first if asking else CONSULT[0].first}.",
        )
    if row is None or not billable:
        return Service(Outcome(billable=False), total, 0, modality)
    found.because("code", f"{consult.total_seconds // 60} min in all.", rule="code.consult")
    return Service(Outcome(coded=Coded(row.code, "threshold", profile.ctbs_pos), review=review), total, 0, modality)


def _others(note: Note, consult: Interprofessional, asking: bool, profile: Profile, found: Findings) -> bool:
    """True where other advice of the practice about this patient has taken the place of this one: a consultant's service is reported
    once in seven days, whichever of its codes. What is not settled is for a person."""
    if asking:
        _asked_before(note, consult, found)
        return False
    if consult.booked_on is not None and abs(consult.booked_on - note.date) <= FACE_TO_FACE:
        found.doubt(
            "disposition",
            f"The patient has a visit on {consult.booked_on}, and nobody is named for it. Were it this clinician's, the advice"
            " would be part of it.",
            rule="consult.booked",
            missing=f"Who sees the patient on {consult.booked_on}",
        )
    reach = ONCE_IN if profile.settings.prior_days_inclusive else ONCE_IN - timedelta(days=1)
    near = [one for one in consult.others if abs(one.date - note.date) <= reach]
    for one in near:
        if one.code is None and one.same_clinician:
            found.doubt(
                "disposition",
                f"Advice about this patient of {one.date}, not more than 7 days away, is not decided yet. One is reported.",
                rule="consult.once",
                missing=f"A decision about the advice of {one.date}",
            )
        elif one.code is not None and not one.same_clinician:
            found.doubt(
                "disposition",
                f"A colleague of the same specialty reported advice about this patient on {one.date} ({one.code}), not more than"
                " 7 days away. Payers may read the two as one clinician's.",
                rule="consult.once",
            )
    taken = max((one for one in near if one.code and one.same_clinician), key=lambda one: one.date, default=None)
    if taken is None:
        return False
    found.because(
        "code",
        f"Advice about this patient was reported on {taken.date} ({taken.code}), and it is reported once in 7 days. Where this was"
        " the same request, correct that note to hold the minutes of both.",
        rule="consult.once",
        change=f"Advice given from {taken.date + reach + timedelta(days=1)} on begins anew",
    )
    return True


def _asked_before(note: Note, consult: Interprofessional, found: Findings) -> None:
    """Asking a colleague: the rules in hand name no limit, common practice is once in 14 days, so a person looks."""
    near = [one for one in consult.others if one.same_clinician and abs(one.date - note.date) < ASKED_ONCE_IN]
    for one in near:
        stands = f"was reported ({one.code})" if one.code else "is noted and not decided yet"
        found.doubt(
            "disposition",
            f"Asking a colleague about this patient on {one.date} {stands}, less than 14 days away. Many payers take one.",
            rule="consult.request_once",
            missing=None if one.code else f"A decision about the advice of {one.date}",
        )


def _asked(consult: Interprofessional, request: RangeRow) -> tuple[RangeRow | None, bool]:
    return in_range((request,), consult.total_seconds // 60), False


def _answered(consult: Interprofessional, found: Findings) -> tuple[RangeRow | None, bool]:
    """The consultant's row, and whether a report that it needs is missing or the spoken part is too small."""
    whole_minutes = consult.total_seconds // 60
    over_half = 2 * consult.verbal_seconds > consult.total_seconds
    review = False
    if consult.verbal_seconds and not over_half:
        found.flag(
            Flag.VERBAL_NOT_OVER_HALF,
            "Half of the time or less was spoken: the written code, where a written report exists.",
            change=f"{consult.total_seconds // 2 + 1 - consult.verbal_seconds} s more of it spoken",
        )
        review = True
    if consult.written_report is False or (over_half and consult.verbal_report is False):
        found.because(
            "disposition",
            "A report that this service needs is not on file.",
            rule="report",
            missing="The written report" if consult.written_report is False else "The spoken report",
        )
        review = True
    return in_range(CONSULT if over_half else (CONSULT_WRITTEN,), whole_minutes), review
