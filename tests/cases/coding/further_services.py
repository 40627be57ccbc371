"""Further worked cases: check-ins (C), digital services (E), image review (J) and advice between clinicians (K)."""

from __future__ import annotations

from typing import Any, Final

from tests.cases.coding.case_file import DAY, case, moment, one, talk, video

FFS: Final[dict[str, Any]] = {"payer": "MEDICARE_FFS"}
BRIEF: Final[dict[str, Any]] = {"service_intent": "virtual_check_in"}
DIGITAL: Final[dict[str, Any]] = {"service_intent": "digital_em"}


def after(clock: str, soonest: bool = False, related: bool = True) -> dict[str, Any]:
    """A later visit."""
    return {"leads_to_em": {"at": moment(clock, DAY), "soonest_available": soonest, "related": related}}


def before(day: str, related: bool = True) -> dict[str, Any]:
    """An earlier visit."""
    return {"prior_related_em": {"date": day, "related": related, "code": "99213"}}


def images(hours: float | None, has_images: bool = True) -> dict[str, Any]:
    """Images, and when the patient had the answer."""
    return {
        "service_intent": "store_and_forward",
        "store_and_forward": {"has_images": has_images, "followup_business_hours": hours},
    }


def advice(total: int, spoken: int, **more: Any) -> dict[str, Any]:
    """A consultant's service, in seconds."""
    told = {"total_seconds": total, "verbal_seconds": spoken, "seen_within_14_days": False, "transfer_of_care": False}
    reports = {"verbal_report": spoken > 0, "written_report": True}
    return {"service_intent": "interprofessional_consultant", "interprofessional": told | reports | more}


LOOKED: Final = one("D1", "image_review", "10:00", "10:06")

SERVICES: Final = [
    case("C01", "5:00", "ready 98016 threshold - 11 5", talk("10:00", "10:05"), **BRIEF),
    case("C02", "10:59 is still ten whole minutes", "ready 98016 threshold - 11 10", talk("10:00", "10:10:59"), **BRIEF),
    case("C03", "11:00 on a payer with 98016 alone: consider a visit", "manual_review - - - - 11", talk("10:00", "10:11"),
         **BRIEF, flags="CHECK_IN_EXCEEDS_RANGE_CONSIDER_EM"),
    case("C04", "By video: no modifier, POS 11", "ready 98016 threshold - 11 7", video("10:00", "10:07"), **BRIEF),
    case("C05", "Charting does not make a check-in longer", "not_billable - - - - 9/4", talk("10:00", "10:04"),
         one("D1", "documentation", "10:05", "10:10"), **BRIEF, flags="CHECK_IN_TIME_OUT_OF_RANGE"),
    case("C06", "Six days before, related", "not_billable - - - - 7", talk("10:00", "10:07"), **BRIEF, **before("2026-03-04"),
         flags="RELATED_EM_WITHIN_7_DAYS"),
    case("C07", "Eight days before, related", "ready 98016 threshold - 11 7", talk("10:00", "10:07"), **BRIEF,
         **before("2026-03-02")),
    case("C08", "A visit to the minute 24 hours after the end", "not_billable - - - - 7", talk("10:00", "10:07"), **BRIEF,
         **after("+1 10:07"), flags="BUNDLED_INTO_LATER_EM"),
    case("C09", "A second later than that", "ready 98016 threshold - 11 7", talk("10:00", "10:07"), **BRIEF,
         **after("+1 10:07:01")),
    case("C10", "30 hours later, the soonest there was", "not_billable - - - - 7", talk("10:00", "10:07"), **BRIEF,
         **after("+1 16:00", soonest=True), flags="BUNDLED_INTO_LATER_EM"),
    case("C11", "An unrelated visit the next morning", "ready 98016 threshold - 11 7", talk("10:00", "10:07"), **BRIEF,
         **after("+1 09:00", related=False)),
    case("C12", "Nobody said who asked", "not_billable - - - - 7", talk("10:00", "10:07"), **BRIEF, initiated_by=None,
         flags="PATIENT_INITIATION_REQUIRED"),
    case("C13", "Everything wrong at once: every flag", "not_billable - - - - 7", talk("10:00", "10:07"), **BRIEF,
         **before("2026-03-09"), **after("16:00"), initiated_by="provider", patient_status="new", purpose="routine_results",
         flags="ESTABLISHED_PATIENT_REQUIRED PATIENT_INITIATION_REQUIRED RELATED_EM_WITHIN_7_DAYS BUNDLED_INTO_LATER_EM "
         "ROUTINE_COMMUNICATION"),
    case("C14", "A payer without check-ins", "not_billable - - - - 7", talk("10:00", "10:07"), **BRIEF,
         payer="PRIV_NO_AUDIO", flags="NOT_COVERED_BY_PAYER"),
    case("C15", "Medicare, from a clinic, by phone, no reason: no telehealth rule binds it", "ready 98016 threshold - 11 7",
         talk("10:00", "10:07"), **BRIEF, **FFS, patient_location={"kind": "clinic", "state": "NY"},
         flags="!AUDIO_ONLY_REQUIRES_HOME !AUDIO_ONLY_REASON_MISSING"),
    case("C16", "Medicare in 2028 at home: check-ins outlive the statute", "ready G2252 threshold - 11 12",
         talk("10:00", "10:12"), **BRIEF, **FFS, date="2028-06-01", flags="!HOME_ORIGINATING_SITE_NOT_COVERED"),
    case("C17", "Medicare in 2024, 12 min", "ready G2252 threshold - 11 12", talk("10:00", "10:12"), **BRIEF, **FFS,
         date="2024-12-31"),
    case("C18", "Medicare, 20:59 of talk", "ready G2252 threshold - 11 20", talk("10:00", "10:20:59"), **BRIEF, **FFS),
    case("C19", "No consent holds a check-in too", "hold 98016 threshold - 11 7", talk("10:00", "10:07"), **BRIEF,
         consent={"telehealth": None, "audio_only": None}, flags="CONSENT_MISSING"),
    case("C20", "No licence where the patient is", "hold 98016 threshold - 11 7", talk("10:00", "10:07"), **BRIEF,
         patient_location={"kind": "home", "state": "FL"}, flags="LICENSURE_STATE_MISMATCH"),
    case("C21", "A nurse held it", "not_billable - - - - 0", talk("10:00", "10:07", "R1"), **BRIEF,
         flags="NO_QHP_INTERACTION STAFF_TIME_EXCLUDED"),
    case("C22", "The patient pays", "ready 98016 threshold - 11 7", talk("10:00", "10:07"), **BRIEF, payer=None,
         flags="SELF_PAY_NO_CLAIM"),
    case("C23", "A resident listened in: for a person", "manual_review 98016 threshold - 11 7", talk("10:00", "10:07"),
         one("E1", "audio", "10:00", "10:07"), **BRIEF, flags="RESIDENT_PARTICIPATED_REVIEW"),
    case("E01", "5:00 of messages", "ready 99421 threshold - 11 5/0", one("D1", "digital_review", "10:00", "10:05"), **DIGITAL),
    case("E02", "20:59", "ready 99422 threshold - 11 20/0", one("D1", "digital_review", "10:00", "10:20:59"), **DIGITAL),
    case("E03", "The seventh day's last minute counts, the eighth day's first does not", "ready 99421 threshold - 11 6/0",
         one("D1", "digital_review", "10:00", "10:05"), one("D1", "digital_reply", "+6 23:59", "+7 00:01"), **DIGITAL,
         flags="OUTSIDE_SEVEN_DAY_WINDOW"),
    case("E04", "Charting is no message", "not_billable - - - - 4/0", one("D1", "digital_review", "10:00", "10:04"),
         one("D1", "documentation", "10:04", "10:14"), **DIGITAL, flags="TIME_BELOW_MINIMUM"),
    case("E05", "A nurse read, the clinician answered 6 min", "ready 99421 threshold - 11 6/0",
         one("R1", "digital_review", "10:00", "10:10"), one("D1", "digital_reply", "10:10", "10:16"), **DIGITAL,
         flags="STAFF_TIME_EXCLUDED"),
    case("E06", "A colleague of another specialty of the group adds up", "ready 99422 threshold - 11 12/0",
         one("D1", "digital_review", "10:00", "10:06"), one("X1", "digital_reply", "11:00", "11:06"), **DIGITAL),
    case("E07", "A colleague of another group does not", "ready 99421 threshold - 11 6/0",
         one("D1", "digital_review", "10:00", "10:06"), one("Z1", "digital_reply", "11:00", "11:06"), **DIGITAL,
         flags="OTHER_SPECIALTY_TIME_EXCLUDED"),
    case("E08", "A new patient", "not_billable - - - - 12/0", one("D1", "digital_review", "10:00", "10:12"), **DIGITAL,
         patient_status="new", flags="ESTABLISHED_PATIENT_REQUIRED"),
    case("E09", "A related visit seven days before", "not_billable - - - - 12/0", one("D1", "digital_review", "10:00", "10:12"),
         **DIGITAL, **before("2026-03-03"), flags="RELATED_EM_WITHIN_7_DAYS"),
    case("E10", "Eight days before", "ready 99422 threshold - 11 12/0", one("D1", "digital_review", "10:00", "10:12"),
         **DIGITAL, **before("2026-03-02")),
    case("E11", "A related visit on the seventh day", "not_billable - - - - 12/0", one("D1", "digital_review", "10:00", "10:12"),
         **DIGITAL, **after("+6 23:59"), flags="BUNDLED_INTO_LATER_EM"),
    case("E12", "On the eighth", "ready 99422 threshold - 11 12/0", one("D1", "digital_review", "10:00", "10:12"), **DIGITAL,
         **after("+7 00:00")),
    case("E13", "No consent, place or licence is asked of it", "ready 99422 threshold - 11 12/0",
         one("D1", "digital_review", "10:00", "10:12"), **DIGITAL, consent={"telehealth": None, "audio_only": None},
         patient_location={"kind": None, "state": "FL"}, flags="!CONSENT_MISSING !LICENSURE_STATE_MISMATCH"),
    case("E14", "A payer that takes none", "not_billable - - - - 12/0", one("D1", "digital_review", "10:00", "10:12"),
         **DIGITAL, payer="MEDICAID_TX", flags="NOT_COVERED_BY_PAYER"),
    case("E15", "Recorded on its last day: a visit three days before the first review is inside the seven",
         "not_billable - - - - 12/0", one("D1", "digital_review", "-5 10:00", "-5 10:06"),
         one("D1", "digital_reply", "10:00", "10:06"), **DIGITAL, **before("2026-03-02"), flags="RELATED_EM_WITHIN_7_DAYS"),
    case("J01", "Answered in exactly 24 business hours", "ready G2010 threshold - 11 6/0", LOOKED, **FFS, **images(24)),
    case("J02", "Answered in 24.01", "not_billable - - - - 6/0", LOOKED, **FFS, **images(24.01),
         flags="FOLLOWUP_OVER_24_BUSINESS_HOURS"),
    case("J03", "A new patient", "not_billable - - - - 6/0", LOOKED, **FFS, **images(3), patient_status="new",
         flags="ESTABLISHED_PATIENT_REQUIRED"),
    case("J04", "Nobody asked for it, and no image", "not_billable - - - - 6/0", LOOKED, **FFS, **images(3, False),
         initiated_by="provider", flags="IMAGES_REQUIRED PATIENT_INITIATION_REQUIRED"),
    case("J05", "A visit 24 hours after the review", "not_billable - - - - 6/0", LOOKED, **FFS, **images(3),
         **after("+1 10:06"), flags="BUNDLED_INTO_LATER_EM"),
    case("J06", "And a second later", "ready G2010 threshold - 11 6/0", LOOKED, **FFS, **images(3), **after("+1 10:06:01")),
    case("J07", "A payer with neither", "not_billable - - - - 6/0", LOOKED, payer="MEDICAID_TX", **images(3),
         flags="NOT_COVERED_BY_PAYER"),
    case("J08", "A payer that points to the digital codes, new patient", "not_billable - - - - 6/0", LOOKED, **images(3),
         patient_status="new", flags="USE_DIGITAL_EM_CODES ESTABLISHED_PATIENT_REQUIRED"),
    case("K01", "Written alone, 5:00", "ready 99451 threshold - 11 5/0", **advice(300, 0)),
    case("K02", "Written alone, 4:59", "not_billable - - - - 4/0", **advice(299, 0), flags="TIME_BELOW_MINIMUM"),
    case("K03", "Half of it spoken to the second", "manual_review 99451 threshold - 11 12/0", **advice(720, 360),
         flags="VERBAL_NOT_OVER_HALF"),
    case("K04", "A second over half", "ready 99447 threshold - 11 12/0", **advice(720, 361), flags="!VERBAL_NOT_OVER_HALF"),
    case("K05", "30:59", "ready 99448 threshold - 11 30/0", **advice(1859, 1859)),
    case("K06", "Takes over the care", "not_billable - - - - 12/0", **advice(720, 720, transfer_of_care=True),
         flags="INTERPROF_FACE_TO_FACE_14_DAYS"),
    case("K07", "Written report not there yet", "manual_review 99447 threshold - 11 12/0",
         **advice(720, 720, written_report=False)),
    case("K08", "Medicare takes it, POS 11 and no modifier", "ready 99446 threshold - 11 7/0", **advice(420, 420), **FFS),
    case("K09", "Rules of this payer are not on file", "manual_review - - - - 12/0", **advice(720, 720), payer="UNHEARD_OF",
         flags="PAYER_RULES_UNKNOWN"),
    case("K10", "Asking, 16:00 with the seed's 30 not reached", "ready 99452 threshold - 11 16/0",
         **advice(960, 0) | {"service_intent": "interprofessional_requesting"}),
]  # fmt: skip
