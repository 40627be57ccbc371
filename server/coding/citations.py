"""The rule and the public source behind every flag and field. Most sources are secondary: a certified coder signs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.coding.flags import Flag


@dataclass(frozen=True, slots=True)
class Citation:
    """A public page, and its date where the page gives one."""

    title: str
    date: str | None = None


_ENGINE = Citation("This product's careful reading where the sources are silent (docs/coding.md)", "2026-11-22")
_AAD_BASICS = Citation("American Academy of Dermatology, telemedicine coding basics")
_AAD_2025 = Citation("American Academy of Dermatology, 2025 CPT coding updates", "2024-12")
_AAD_PROLONGED = Citation("American Academy of Dermatology, prolonged services", "2024-09")
_JUCM = Citation("JUCM, What's new in telemedicine for 2025", "2025")
_ICD10MONITOR = Citation("ICD10monitor, understanding the 2025 telemedicine E/M codes", "2025")
_AAPC = Citation("AAPC, technical difficulties during a telehealth visit")
_CODINGINTEL_TIME = Citation("CodingIntel, when to use time to select an office visit code")
_CODINGINTEL_STATUS = Citation("CodingIntel, new or established patient")
_CODINGINTEL_VIRTUAL = Citation("CodingIntel, virtual communication codes")
_EXCITE = Citation("Excite Health Partners, time in E/M services")
_HOPKINS = Citation("Johns Hopkins Medicine Matters, trainee time", "2025-10")
_NGS_SPLIT = Citation("National Government Services, split or shared visits FAQ")
_NGS_POS = Citation("National Government Services, telehealth modifier 95 and POS (article 10638446)", "2024")
_NGS_LICENCE = Citation("National Government Services, licensure FAQ (3859797)")
_NGS_PROLONGED = Citation("National Government Services, prolonged services timetable (13723734)", "2025")
_MIDNIGHT = Citation("Doctors Management, what about midnight; CPT time rules by analogy")
_BILLING_CODING = Citation("Billing-Coding, 2025 telemedicine guidelines", "2025")
_MORGAN = Citation("Morgan Lewis, direct supervision by video", "2026-02")
_CCHP = Citation("Center for Connected Health Policy, quoting 42 CFR 410.78(a)(3)", "2025")
_TMHP = Citation("Texas Medicaid and Healthcare Partnership, telemedicine notice", "2022-07-15")
_CLAIMPOWER = Citation("ClaimPower, telehealth billing updates", "2026-04")
_AAFP = Citation("American Academy of Family Physicians, Medicare telehealth 2025", "2025")
_AAN = Citation("American Academy of Neurology, telehealth coding", "2026-02")
_CALIFORNIA = Citation("Center for Connected Health Policy, California")
_MATRC = Citation("Mid-Atlantic Telehealth Resource Center, documenting a visit")
_CAA = Citation("Consolidated Appropriations Act 2026, as reported by CodingIntel", "2026-02")
_ZOO = Citation("Zoo Health, HCPCS Q3014")
_DIGITAL = Citation("American Academy of Family Physicians, online digital E/M services")
_G2010 = Citation("mTelehealth, G2010 questions")
_UTHEALTH = Citation("UTHealth, interprofessional consultations")
_DERMBILLING = Citation("DermatologyBilling, G2211")

FLAG_RULES: Final[dict[Flag, tuple[str, Citation]]] = {
    Flag.TIME_BELOW_MINIMUM: ("time.minimum", _JUCM),
    Flag.MDM_NOT_DOCUMENTED: ("level.mdm_or_time", _AAD_BASICS),
    Flag.CHECK_IN_FALLBACK: ("check_in.fallback", _AAD_2025),
    Flag.SHORT_ENCOUNTER_REVIEW: ("level.short_by_mdm", _ENGINE),
    Flag.ENCOUNTER_UNDER_5_MIN: ("time.five_minute_floor", _ICD10MONITOR),
    Flag.AUDIO_DISCUSSION_NOT_OVER_10: ("audio.discussion_floor", _ICD10MONITOR),
    Flag.TEN_TO_ELEVEN_BAND: ("audio.ten_to_eleven", _ENGINE),
    Flag.STAFF_TIME_EXCLUDED: ("who.qhp_only", _CODINGINTEL_TIME),
    Flag.OTHER_SPECIALTY_TIME_EXCLUDED: ("who.same_specialty", _CODINGINTEL_STATUS),
    Flag.RESIDENT_PARTICIPATED_REVIEW: ("who.trainee", _HOPKINS),
    Flag.SPLIT_SHARED_NOT_IN_OFFICE: ("who.split_shared", _NGS_SPLIT),
    Flag.RENDERING_NOT_MAJORITY_REVIEW: ("who.rendering_majority", _ENGINE),
    Flag.RENDERING_ABSENT_REVIEW: ("who.rendering_present", _ENGINE),
    Flag.QHP_OVERLAP_COUNTED_ONCE: ("minutes.union", _EXCITE),
    Flag.PARALLEL_QHP_WORK_REVIEW: ("minutes.parallel", _EXCITE),
    Flag.NONCOUNTABLE_ACTIVITY_EXCLUDED: ("minutes.activity", _CODINGINTEL_TIME),
    Flag.PRIOR_DAY_WORK_EXCLUDED: ("date.of_encounter", _CODINGINTEL_TIME),
    Flag.LATER_DAY_WORK_EXCLUDED: ("date.of_encounter", _CODINGINTEL_TIME),
    Flag.CONTINUOUS_ACROSS_MIDNIGHT: ("date.midnight", _MIDNIGHT),
    Flag.POST_MIDNIGHT_DISCONTINUOUS_EXCLUDED: ("date.midnight", _MIDNIGHT),
    Flag.DOS_TZ_MISMATCH: ("date.practice_zone", _ENGINE),
    Flag.SAME_DATE_AGGREGATED: ("date.same_date", _BILLING_CODING),
    Flag.SESSION_MODALITIES_DIFFER: ("modality.sessions", _ENGINE),
    Flag.SAME_DATE_IN_PERSON_EM: ("date.same_date", _BILLING_CODING),
    Flag.NO_QHP_INTERACTION: ("minutes.interactive", _ENGINE),
    Flag.INCIDENT_TO_99211_REVIEW: ("who.incident_to", _MORGAN),
    Flag.MODALITY_CHANGED_MID_VISIT: ("modality.majority", _AAPC),
    Flag.MODALITY_TIE: ("modality.tie", _ENGINE),
    Flag.ONE_WAY_VIDEO: ("modality.two_way", _CCHP),
    Flag.PAYER_TREATS_SNF_PLUS_AUDIO_AS_AV: ("modality.images_plus_audio", _TMHP),
    Flag.AUDIO_ONLY_NOT_COVERED: ("audio.covered", _CLAIMPOWER),
    Flag.PROVIDER_NOT_VIDEO_CAPABLE: ("audio.capability", _CCHP),
    Flag.AUDIO_ONLY_CAPABILITY_MISSING: ("audio.capability", _AAFP),
    Flag.AUDIO_ONLY_REQUIRES_HOME: ("audio.home", _AAN),
    Flag.AUDIO_ONLY_REASON_MISSING: ("audio.reason", _CCHP),
    Flag.AUDIO_ONLY_REASON_NOT_QUALIFYING: ("audio.reason", _CCHP),
    Flag.AUDIO_ONLY_CONSENT_MISSING: ("audio.consent", _CALIFORNIA),
    Flag.CONSENT_MISSING: ("gate.consent", _MATRC),
    Flag.PATIENT_LOCATION_MISSING: ("gate.location", _MATRC),
    Flag.PATIENT_STATE_MISSING: ("gate.licence", _NGS_LICENCE),
    Flag.LICENSURE_STATE_MISMATCH: ("gate.licence", _NGS_LICENCE),
    Flag.POS_AMBIGUOUS: ("pos.ambiguous", _NGS_POS),
    Flag.HOME_ORIGINATING_SITE_NOT_COVERED: ("site.home", _CAA),
    Flag.RURALITY_REVIEW: ("site.rural", _CAA),
    Flag.ORIGINATING_SITE_Q3014_POSSIBLE: ("site.facility_fee", _ZOO),
    Flag.RETROACTIVE_COVERAGE_WINDOW: ("site.retroactive", _CAA),
    Flag.ESTABLISHED_PATIENT_REQUIRED: ("window.established", _AAD_BASICS),
    Flag.PATIENT_INITIATION_REQUIRED: ("window.initiated", _AAD_BASICS),
    Flag.RELATED_EM_WITHIN_7_DAYS: ("window.seven_days", _AAD_BASICS),
    Flag.BUNDLED_INTO_LATER_EM: ("window.later_visit", _AAD_BASICS),
    Flag.CHECK_IN_TIME_OUT_OF_RANGE: ("check_in.minutes", _CODINGINTEL_VIRTUAL),
    Flag.CHECK_IN_EXCEEDS_RANGE_CONSIDER_EM: ("check_in.minutes", _CODINGINTEL_VIRTUAL),
    Flag.ROUTINE_COMMUNICATION: ("window.routine", _BILLING_CODING),
    Flag.OUTSIDE_SEVEN_DAY_WINDOW: ("digital.window", _DIGITAL),
    Flag.FOLLOWUP_OVER_24_BUSINESS_HOURS: ("images.answer", _AAD_BASICS),
    Flag.IMAGES_REQUIRED: ("images.required", _G2010),
    Flag.USE_DIGITAL_EM_CODES: ("images.private", _AAD_BASICS),
    Flag.NOT_COVERED_BY_PAYER: ("payer.covered", _ENGINE),
    Flag.PAYER_RULES_UNKNOWN: ("payer.known", _ENGINE),
    Flag.VERBAL_NOT_OVER_HALF: ("consult.verbal", _UTHEALTH),
    Flag.INTERPROF_FACE_TO_FACE_14_DAYS: ("consult.face_to_face", _UTHEALTH),
    Flag.THREE_YEAR_BOUNDARY: ("status.three_years", _CODINGINTEL_STATUS),
    Flag.G2211_CANDIDATE: ("add_on.g2211", _DERMBILLING),
    Flag.SELF_PAY_NO_CLAIM: ("payer.self_pay", _ENGINE),
}

_MAC = Citation("NGS, AAFP and CodingIntel against AAD and ACP on modifier 95", "2024 to 2026")
_CAR = Citation("NGS (a car or work is 10) against AAFP (anywhere but home is 02)", "2024 and 2025")
_RACMONITOR = Citation("National Government Services, split or shared visits FAQ; RACmonitor reads it otherwise")

SETTING_SOURCES: Final[dict[str, Citation]] = {
    "modality_tie": _AAPC,
    "video_requires": _CCHP,
    "majority_basis": _AAPC,
    "discussion_floor_op": _ICD10MONITOR,
    "ten_to_eleven_review": _ENGINE,
    "min_conversation_s": _ICD10MONITOR,
    "min_conversation_992_s": _ENGINE,
    "prior_days_inclusive": _AAD_BASICS,
    "digital_window": _DIGITAL,
    "digital_added_to_visit": _DIGITAL,
    "parallel_work": _EXCITE,
    "dos_tz": _ENGINE,
    "midnight": _MIDNIGHT,
    "after_disruption": _MIDNIGHT,
    "audio_only_establishes": _CODINGINTEL_STATUS,
    "consult_request_minutes": _UTHEALTH,
}
"""Where each open reading (`settings`) was found; the careful reading is the engine's own where no page says."""

OPEN_FIELDS: Final[dict[str, Citation]] = {
    "modifiers.audio_video": _MAC,
    "modifier_alternatives.audio_video": _MAC,
    "pos.vehicle": _CAR,
    "pos.workplace": _CAR,
    "pos_ambiguous": _CAR,
    "time_combination": _RACMONITOR,
    "audio_only.min_discussion_exclusive_s": _ICD10MONITOR,
    "em_family.audio_video": _AAFP,
    "em_family.audio_only": _AAFP,
    "audio_only.covered": _CLAIMPOWER,
    "ctbs_pos": _UTHEALTH,
    "g2211": _DERMBILLING,
}
"""The same for rules of a version on which sources disagree or are thin."""

FIELD_RULES: Final[dict[str, tuple[str, Citation]]] = {
    "disposition": ("disposition.order", _ENGINE),
    "code": ("level.higher_of_two", _AAD_BASICS),
    "code.time": ("time.met_or_exceeded", _JUCM),
    "code.mdm": ("level.mdm_or_time", _AAD_BASICS),
    "code.range": ("time.whole_minutes", _AAD_BASICS),
    "code.none": ("disposition.order", _ENGINE),
    "basis": ("level.mdm_or_time", _AAD_BASICS),
    "units": ("units.once_a_date", _BILLING_CODING),
    "modifiers": ("payer.modifiers", _NGS_POS),
    "pos": ("payer.pos", _NGS_POS),
    "add_on_codes": ("time.prolonged", _AAD_PROLONGED),
    "add_on_codes.medicare": ("time.prolonged", _NGS_PROLONGED),
    "total_minutes": ("minutes.union", _EXCITE),
    "medical_discussion_minutes": ("minutes.interactive", _ICD10MONITOR),
    "modality": ("modality.majority", _AAPC),
    "date_of_service": ("date.practice_zone", _ENGINE),
    "patient_status": ("status.three_years", _CODINGINTEL_STATUS),
    "code.digital": ("digital.window", _DIGITAL),
    "code.images": ("images.review", _AAD_BASICS),
    "code.consult": ("consult.minutes", _UTHEALTH),
    "consult.once": ("consult.once_in_seven_days", _UTHEALTH),
    "consult.request_once": ("consult.request_once", _ENGINE),
    "consult.booked": ("consult.face_to_face", _UTHEALTH),
    "window.soonest": ("window.later_visit", _AAD_BASICS),
    "report": ("consult.report", _UTHEALTH),
    "who.rendering": ("who.rendering_present", _ENGINE),
    "status.by_sound": ("status.sound_alone", _CODINGINTEL_STATUS),
}
"""Keys are the proposal's fields, and variants of them that rest on another rule."""
