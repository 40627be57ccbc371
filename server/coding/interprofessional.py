"""Advice between clinicians about a patient who is not there: the consultant's codes and the asking clinician's."""

from __future__ import annotations

from server.coding.families import CONSULT, CONSULT_REQUEST, CONSULT_WRITTEN, RangeRow, in_range
from server.coding.findings import Coded, Findings, Outcome, Service
from server.coding.flags import Flag
from server.coding.note import Interprofessional, Note
from server.coding.profiles import Profile
from server.coding.proposal import Modality
from server.coding.time import SECOND


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
