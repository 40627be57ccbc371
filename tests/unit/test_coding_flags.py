"""Every flag is raised by a situation of its own, and not by the nearest situation that is all right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest

from server.coding.flags import REVIEW, Flag
from server.coding.note import (
    Consent,
    Interprofessional,
    LaterEm,
    PatientLocation,
    PriorRelatedEm,
    PriorService,
    SameDayEm,
    StoreAndForward,
)
from server.coding.proposal import Proposal
from tests.cases.coding.situations import DERMATOLOGY, EVERYONE, MD, NP, at, code, media, picture, sound, video, work

MIN = 60
MEDICARE: dict[str, Any] = {"payer": "MEDICARE_FFS"}
BY_PHONE: dict[str, Any] = {**MEDICARE, "audio_only_reason": "patient_not_capable"}
CHECK_IN: dict[str, Any] = {"service_intent": "virtual_check_in"}
DIGITAL: dict[str, Any] = {"service_intent": "digital_em"}
IMAGES: dict[str, Any] = {**MEDICARE, "service_intent": "store_and_forward"}
SENT = StoreAndForward(True, 20)
ASKED: dict[str, Any] = {"service_intent": "interprofessional_consultant"}
TO_MIDNIGHT = 14 * 3600
USUAL = video(0, 20 * MIN)
NIGHT = video(TO_MIDNIGHT - 20 * MIN, TO_MIDNIGHT - 5 * MIN)


def seen(*years: int) -> tuple[PriorService, ...]:
    return tuple(PriorService(date(year, 3, 10), "D1", "G1", DERMATOLOGY) for year in years)


def licensed(*states: str) -> Any:
    return tuple(replace(MD, licensed_states=states) if person is MD else person for person in EVERYONE)


class Raised(NamedTuple):
    """A flag, a situation that raises it with the answer it gets, and one close by that does not raise it."""

    flag: Flag
    situation: Callable[[], Proposal]
    disposition: str
    code: str | None
    close_by: Callable[[], Proposal]


ROWS = [
    Raised(
        Flag.TIME_BELOW_MINIMUM,
        lambda: code(video(0, 9 * MIN), initiated_by="provider"),
        "hold",
        None,
        lambda: code(video(0, 10 * MIN), initiated_by="provider"),
    ),
    Raised(
        Flag.MDM_NOT_DOCUMENTED,
        lambda: code(video(0, 14 * MIN), patient_status="new"),
        "hold",
        None,
        lambda: code(video(0, 14 * MIN), patient_status="new", mdm_level="low"),
    ),
    Raised(
        Flag.CHECK_IN_FALLBACK,
        lambda: code(video(0, 7 * MIN)),
        "manual_review",
        "98016",
        lambda: code(video(0, 7 * MIN), mdm_level="low"),
    ),
    Raised(
        Flag.SHORT_ENCOUNTER_REVIEW,
        lambda: code(video(0, 9 * MIN), **MEDICARE, mdm_level="low"),
        "manual_review",
        "99213",
        lambda: code(video(0, 10 * MIN), **MEDICARE, mdm_level="low"),
    ),
    Raised(
        Flag.ENCOUNTER_UNDER_5_MIN,
        lambda: code((*video(0, 299), *work("D1", "documentation", 300, 900))),
        "hold",
        None,
        lambda: code((*video(0, 300), *work("D1", "documentation", 300, 900))),
    ),
    Raised(
        Flag.AUDIO_DISCUSSION_NOT_OVER_10,
        lambda: code(sound(0, 600), mdm_level="high"),
        "manual_review",
        "98016",
        lambda: code(sound(0, 601), mdm_level="high"),
    ),
    Raised(
        Flag.TEN_TO_ELEVEN_BAND,
        lambda: code(sound(0, 659)),
        "manual_review",
        "98012",
        lambda: code(sound(0, 660)),
    ),
    Raised(
        Flag.STAFF_TIME_EXCLUDED,
        lambda: code((*USUAL, *work("R1", "documentation", 0, 60))),
        "ready",
        "98005",
        lambda: code((*USUAL, *sound(0, 60, "I1"))),
    ),
    Raised(
        Flag.OTHER_SPECIALTY_TIME_EXCLUDED,
        lambda: code((*USUAL, *video(20 * MIN, 40 * MIN, "X1"))),
        "ready",
        "98005",
        lambda: code((*video(0, 15 * MIN), *video(15 * MIN, 20 * MIN, "N1"))),
    ),
    Raised(
        Flag.RESIDENT_PARTICIPATED_REVIEW,
        lambda: code((*USUAL, *video(0, 60, "E1"))),
        "manual_review",
        "98005",
        lambda: code((*USUAL, *video(0, 60, "R1"))),
    ),
    Raised(
        Flag.SPLIT_SHARED_NOT_IN_OFFICE,
        lambda: code((*USUAL, *work("N1", "chart_review", -600, 0)), **MEDICARE),
        "manual_review",
        "99213",
        lambda: code((*USUAL, *work("N1", "travel", -600, 0)), **MEDICARE),
    ),
    Raised(
        Flag.RENDERING_NOT_MAJORITY_REVIEW,
        lambda: code((*video(0, 10 * MIN), *video(10 * MIN, 20 * MIN, "N1"))),
        "manual_review",
        "98005",
        lambda: code((*video(0, 601), *video(601, 20 * MIN, "N1"))),
    ),
    Raised(
        Flag.RENDERING_ABSENT_REVIEW,
        lambda: code(video(0, 20 * MIN, "N1"), **MEDICARE),
        "manual_review",
        None,
        lambda: code(video(0, 20 * MIN, "N1"), **MEDICARE, rendering="N1"),
    ),
    Raised(
        Flag.QHP_OVERLAP_COUNTED_ONCE,
        lambda: code((*USUAL, *video(0, 60, "N1"))),
        "ready",
        "98005",
        lambda: code((*USUAL, *video(20 * MIN, 21 * MIN, "N1"))),
    ),
    Raised(
        Flag.PARALLEL_QHP_WORK_REVIEW,
        lambda: code((*USUAL, *work("N1", "chart_review", 0, 60))),
        "manual_review",
        "98005",
        lambda: code((*USUAL, *video(0, 60, "N1"))),
    ),
    Raised(
        Flag.NONCOUNTABLE_ACTIVITY_EXCLUDED,
        lambda: code((*USUAL, *work("D1", "tech_setup", 0, 60))),
        "ready",
        "98004",
        lambda: code((*USUAL, *work("D1", "ordering", 0, 60))),
    ),
    Raised(
        Flag.PRIOR_DAY_WORK_EXCLUDED,
        lambda: code((*USUAL, *work("D1", "image_review", -10 * 3600 - 600, -10 * 3600))),
        "ready",
        "98005",
        lambda: code((*USUAL, *work("D1", "image_review", -10 * 3600, -10 * 3600 + 599))),
    ),
    Raised(
        Flag.LATER_DAY_WORK_EXCLUDED,
        lambda: code((*USUAL, *work("D1", "documentation", TO_MIDNIGHT, TO_MIDNIGHT + 600))),
        "ready",
        "98005",
        lambda: code((*USUAL, *work("D1", "documentation", TO_MIDNIGHT - 599, TO_MIDNIGHT))),
    ),
    Raised(
        Flag.CONTINUOUS_ACROSS_MIDNIGHT,
        lambda: code(video(TO_MIDNIGHT - 900, TO_MIDNIGHT + 900)),
        "ready",
        "98006",
        lambda: code(video(TO_MIDNIGHT - 1800, TO_MIDNIGHT)),
    ),
    Raised(
        Flag.POST_MIDNIGHT_DISCONTINUOUS_EXCLUDED,
        lambda: code((*NIGHT, *video(TO_MIDNIGHT, TO_MIDNIGHT + 900))),
        "manual_review",
        "98004",
        lambda: code((*NIGHT, *video(TO_MIDNIGHT - 60, TO_MIDNIGHT))),
    ),
    Raised(
        Flag.DOS_TZ_MISMATCH,
        lambda: code(USUAL, patient_tz="Pacific/Auckland"),
        "manual_review",
        "98005",
        lambda: code(USUAL, patient_tz="America/Los_Angeles"),
    ),
    Raised(
        Flag.SAME_DATE_AGGREGATED,
        lambda: code((*video(0, 600, session="1"), *video(3600, 4200, session="2"))),
        "ready",
        "98005",
        lambda: code((*video(0, 600, session="1"), *video(3600, 4200, session="1"))),
    ),
    Raised(
        Flag.SESSION_MODALITIES_DIFFER,
        lambda: code((*video(0, 900, session="1"), *sound(3600, 3900, session="2"))),
        "manual_review",
        "98005",
        lambda: code((*video(0, 900, session="1"), *video(3600, 3900, session="2"))),
    ),
    Raised(
        Flag.SAME_DATE_IN_PERSON_EM,
        lambda: code(USUAL, other_same_day_em=SameDayEm("in_person", 20)),
        "manual_review",
        None,
        lambda: code(USUAL, other_same_day_em=SameDayEm("audio_video", 20)),
    ),
    Raised(
        Flag.NO_QHP_INTERACTION,
        lambda: code((media("D1", "audio", 0, 600), media("P1", "audio", 600, 1200))),
        "not_billable",
        None,
        lambda: code((media("D1", "audio", 0, 601), media("P1", "audio", 600, 1200))),
    ),
    Raised(
        Flag.INCIDENT_TO_99211_REVIEW,
        lambda: code(video(0, 1200, "R1")),
        "not_billable",
        None,
        lambda: code(video(0, 1200, "R1"), patient_status="new"),
    ),
    Raised(
        Flag.MODALITY_CHANGED_MID_VISIT,
        lambda: code((*sound(0, 1200), *picture(0, 1195))),
        "ready",
        "98005",
        lambda: code((*sound(0, 1200), *picture(0, 1196))),
    ),
    Raised(
        Flag.MODALITY_TIE,
        lambda: code((*sound(0, 1200), *picture(0, 600))),
        "manual_review",
        "98013",
        lambda: code((*sound(0, 1200), *picture(0, 601))),
    ),
    Raised(
        Flag.ONE_WAY_VIDEO,
        lambda: code((*sound(0, 1200), media("D1", "video", 0, 601))),
        "manual_review",
        "98013",
        lambda: code((*sound(0, 1200), media("D1", "video", 0, 600))),
    ),
    Raised(
        Flag.PAYER_TREATS_SNF_PLUS_AUDIO_AS_AV,
        lambda: code(sound(0, 1200), payer="MEDICAID_TX", images_submitted=True),
        "manual_review",
        "99213",
        lambda: code(sound(0, 1200), payer="MEDICAID_TX"),
    ),
    Raised(
        Flag.AUDIO_ONLY_NOT_COVERED,
        lambda: code(sound(0, 1200), payer="PRIV_NO_AUDIO"),
        "not_billable",
        None,
        lambda: code(video(0, 1200), payer="PRIV_NO_AUDIO"),
    ),
    Raised(
        Flag.PROVIDER_NOT_VIDEO_CAPABLE,
        lambda: code(sound(0, 1200), **BY_PHONE, provider_video_capable=False),
        "manual_review",
        "G2252",
        lambda: code(sound(0, 1200), **BY_PHONE),
    ),
    Raised(
        Flag.AUDIO_ONLY_CAPABILITY_MISSING,
        lambda: code(sound(0, 1200), **BY_PHONE, provider_video_capable=None),
        "hold",
        "99213",
        lambda: code(sound(0, 1200), payer="PRIV_992_95", provider_video_capable=None),
    ),
    Raised(
        Flag.AUDIO_ONLY_REQUIRES_HOME,
        lambda: code(sound(0, 1200), **BY_PHONE, patient_location=PatientLocation("clinic", "NY")),
        "manual_review",
        "G2252",
        lambda: code(sound(0, 1200), **BY_PHONE, patient_location=PatientLocation("temporary_lodging", "NY")),
    ),
    Raised(
        Flag.AUDIO_ONLY_REASON_MISSING,
        lambda: code(sound(0, 1200), **MEDICARE),
        "hold",
        "99213",
        lambda: code(sound(0, 1200), **CHECK_IN, **MEDICARE),
    ),
    Raised(
        Flag.AUDIO_ONLY_REASON_NOT_QUALIFYING,
        lambda: code(sound(0, 1200), **MEDICARE, audio_only_reason="provider_equipment_failure"),
        "hold",
        "99213",
        lambda: code(sound(0, 1200), **MEDICARE, audio_only_reason="patient_declined_video"),
    ),
    Raised(
        Flag.AUDIO_ONLY_CONSENT_MISSING,
        lambda: code(sound(0, 1200), payer="MEDICAID_CA", consent=Consent(True, None)),
        "hold",
        "99213",
        lambda: code(video(0, 1200), payer="MEDICAID_CA", consent=Consent(True, None)),
    ),
    Raised(
        Flag.CONSENT_MISSING,
        lambda: code(USUAL, consent=Consent(None, True)),
        "hold",
        "98005",
        lambda: code(USUAL, consent=Consent(True, None)),
    ),
    Raised(
        Flag.PATIENT_LOCATION_MISSING,
        lambda: code(USUAL, patient_location=PatientLocation("school", "NY")),
        "hold",
        "98005",
        lambda: code(USUAL, patient_location=PatientLocation("workplace", "NY")),
    ),
    Raised(
        Flag.PATIENT_STATE_MISSING,
        lambda: code(USUAL, patient_location=PatientLocation("home", None)),
        "hold",
        "98005",
        lambda: code(USUAL),
    ),
    Raised(
        Flag.LICENSURE_STATE_MISMATCH,
        lambda: code(USUAL, people=licensed("NY", "NJ"), patient_location=PatientLocation("home", "CT")),
        "hold",
        "98005",
        lambda: code(USUAL, people=licensed("NY", "NJ"), patient_location=PatientLocation("home", "NJ")),
    ),
    Raised(
        Flag.POS_AMBIGUOUS,
        lambda: code(USUAL, **MEDICARE, patient_location=PatientLocation("vehicle", "NY")),
        "manual_review",
        "99213",
        lambda: code(USUAL, patient_location=PatientLocation("vehicle", "NY")),
    ),
    Raised(
        Flag.HOME_ORIGINATING_SITE_NOT_COVERED,
        lambda: code_in_2028("home"),
        "manual_review",
        "G2252",
        lambda: code(USUAL, **MEDICARE),
    ),
    Raised(
        Flag.RURALITY_REVIEW,
        lambda: code_in_2028("hospital"),
        "manual_review",
        "99213",
        lambda: code(USUAL, **MEDICARE, patient_location=PatientLocation("hospital", "NY")),
    ),
    Raised(
        Flag.ORIGINATING_SITE_Q3014_POSSIBLE,
        lambda: code(USUAL, **MEDICARE, patient_location=PatientLocation("snf", "NY")),
        "ready",
        "99213",
        lambda: code(USUAL, **MEDICARE),
    ),
    Raised(
        Flag.RETROACTIVE_COVERAGE_WINDOW,
        lambda: code_on(date(2026, 2, 3)),
        "ready",
        "99213",
        lambda: code_on(date(2026, 2, 4)),
    ),
    Raised(
        Flag.ESTABLISHED_PATIENT_REQUIRED,
        lambda: code(sound(0, 420), **CHECK_IN, patient_status="new"),
        "not_billable",
        None,
        lambda: code(sound(0, 420), **CHECK_IN),
    ),
    Raised(
        Flag.PATIENT_INITIATION_REQUIRED,
        lambda: code(sound(0, 420), **CHECK_IN, initiated_by="provider"),
        "not_billable",
        None,
        lambda: code(sound(0, 420), **CHECK_IN),
    ),
    Raised(
        Flag.RELATED_EM_WITHIN_7_DAYS,
        lambda: code(sound(0, 420), **CHECK_IN, prior_related_em=PriorRelatedEm(date(2026, 3, 3))),
        "not_billable",
        None,
        lambda: code(sound(0, 420), **CHECK_IN, prior_related_em=PriorRelatedEm(date(2026, 3, 2))),
    ),
    Raised(
        Flag.BUNDLED_INTO_LATER_EM,
        lambda: code(sound(0, 420), **CHECK_IN, leads_to_em=LaterEm(at(420 + 86400))),
        "not_billable",
        None,
        lambda: code(sound(0, 420), **CHECK_IN, leads_to_em=LaterEm(at(421 + 86400))),
    ),
    Raised(
        Flag.CHECK_IN_TIME_OUT_OF_RANGE,
        lambda: code(sound(0, 299), **CHECK_IN),
        "not_billable",
        None,
        lambda: code(sound(0, 300), **CHECK_IN),
    ),
    Raised(
        Flag.CHECK_IN_EXCEEDS_RANGE_CONSIDER_EM,
        lambda: code(sound(0, 660), **CHECK_IN),
        "manual_review",
        None,
        lambda: code(sound(0, 659), **CHECK_IN),
    ),
    Raised(
        Flag.ROUTINE_COMMUNICATION,
        lambda: code(sound(0, 420), **CHECK_IN, purpose="routine_results"),
        "not_billable",
        None,
        lambda: code(sound(0, 420), **CHECK_IN, purpose="new_problem"),
    ),
    Raised(
        Flag.OUTSIDE_SEVEN_DAY_WINDOW,
        lambda: code((*work("D1", "digital_review", 0, 600), *digital_later(TO_MIDNIGHT)), **DIGITAL),
        "ready",
        "99421",
        lambda: code((*work("D1", "digital_review", 0, 600), *digital_later(TO_MIDNIGHT - 60)), **DIGITAL),
    ),
    Raised(
        Flag.FOLLOWUP_OVER_24_BUSINESS_HOURS,
        lambda: code(work("D1", "image_review", 0, 300), **IMAGES, store_and_forward=StoreAndForward(True, 24.1)),
        "not_billable",
        None,
        lambda: code(work("D1", "image_review", 0, 300), **IMAGES, store_and_forward=StoreAndForward(True, 24)),
    ),
    Raised(
        Flag.IMAGES_REQUIRED,
        lambda: code(work("D1", "image_review", 0, 300), **IMAGES, store_and_forward=StoreAndForward(False, 2)),
        "not_billable",
        None,
        lambda: code(work("D1", "image_review", 0, 300), **IMAGES, store_and_forward=SENT),
    ),
    Raised(
        Flag.USE_DIGITAL_EM_CODES,
        lambda: code(work("D1", "image_review", 0, 300), service_intent="store_and_forward", store_and_forward=SENT),
        "manual_review",
        None,
        lambda: code(work("D1", "image_review", 0, 300), **IMAGES, store_and_forward=SENT),
    ),
    Raised(
        Flag.NOT_COVERED_BY_PAYER,
        lambda: code(work("D1", "digital_review", 0, 300), payer="MEDICAID_TX", **DIGITAL),
        "not_billable",
        None,
        lambda: code(work("D1", "digital_review", 0, 300), **DIGITAL),
    ),
    Raised(
        Flag.PAYER_RULES_UNKNOWN,
        lambda: code(USUAL, payer="NOBODY_KNOWS"),
        "manual_review",
        None,
        lambda: code(USUAL),
    ),
    Raised(
        Flag.VERBAL_NOT_OVER_HALF,
        lambda: code((), **ASKED, interprofessional=Interprofessional(720, 360)),
        "manual_review",
        "99451",
        lambda: code((), **ASKED, interprofessional=Interprofessional(720, 361)),
    ),
    Raised(
        Flag.INTERPROF_FACE_TO_FACE_14_DAYS,
        lambda: code((), **ASKED, interprofessional=Interprofessional(720, 420, transfer_of_care=True)),
        "not_billable",
        None,
        lambda: code((), **ASKED, interprofessional=Interprofessional(720, 420)),
    ),
    Raised(
        Flag.THREE_YEAR_BOUNDARY,
        lambda: code(USUAL, patient_status="derive", prior_services=seen(2023)),
        "manual_review",
        "98005",
        lambda: code(USUAL, patient_status="derive", prior_services=seen(2023, 2025)),
    ),
    Raised(
        Flag.G2211_CANDIDATE,
        lambda: code(USUAL, **MEDICARE, longitudinal_relationship=True),
        "ready",
        "99213",
        lambda: code(USUAL, longitudinal_relationship=True),
    ),
    Raised(Flag.SELF_PAY_NO_CLAIM, lambda: code(USUAL, payer=None), "ready", "98005", lambda: code(USUAL)),
]


def code_in_2028(place: str) -> Proposal:
    return code_on(date(2028, 1, 5), place)


def code_on(day: date, place: str = "home") -> Proposal:
    """Twenty minutes of video for Medicare on another date, at ten o'clock in New York in winter."""
    offset = (day - date(2026, 3, 10)).days * 86400 + 3600
    where = PatientLocation(place, "NY")
    return code(video(offset, offset + 1200), **MEDICARE, date=day, patient_location=where)


def digital_later(end_of_window: int) -> Any:
    """A minute of answering that begins so many seconds after ten on the seventh day."""
    start = 6 * 86400 + end_of_window
    return work("D1", "digital_reply", start, start + 60)


def test_the_rows_cover_the_whole_vocabulary_once() -> None:
    assert sorted(row.flag for row in ROWS) == sorted(Flag)


@pytest.mark.parametrize("row", ROWS, ids=[row.flag.value for row in ROWS])
def test_a_flag_is_raised_by_its_situation_with_a_reason(row: Raised) -> None:
    proposal = row.situation()
    assert row.flag in proposal.flags
    assert (proposal.disposition, proposal.code) == (row.disposition, row.code)
    assert [reason.text for reason in proposal.reasons if reason.field == f"flags.{row.flag.value}"]


@pytest.mark.parametrize("row", ROWS, ids=[row.flag.value for row in ROWS])
def test_a_flag_is_not_raised_by_the_situation_close_by(row: Raised) -> None:
    assert row.flag not in row.close_by().flags


@pytest.mark.parametrize("row", [row for row in ROWS if row.flag in REVIEW], ids=lambda row: row.flag.value)
def test_a_flag_for_review_never_leaves_a_code_ready(row: Raised) -> None:
    assert row.situation().disposition != "ready"


def test_no_code_leaves_nothing_beside_it() -> None:
    for row in ROWS:
        proposal = row.situation()
        if proposal.code is None:
            assert (proposal.basis, proposal.pos, proposal.modifiers, proposal.add_on_codes, proposal.units) == (
                None,
                None,
                (),
                (),
                0,
            )


def test_a_person_without_the_patients_side_has_no_interaction() -> None:
    assert NP in EVERYONE
    assert code((*sound(0, 60), media("N1", "audio", 0, 1200))).total_minutes == 1
