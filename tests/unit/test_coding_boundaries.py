"""One second on either side of every threshold; ranges in whole minutes; windows at their last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.coding.note import Interprofessional, LaterEm, PatientLocation, PriorRelatedEm, PriorService
from server.coding.proposal import AddOn
from tests.cases.coding.situations import (
    CAREGIVER,
    DERMATOLOGY,
    EVERYONE,
    FAMILY_MEDICINE,
    MD,
    at,
    code,
    media,
    picture,
    sound,
    video,
    work,
)

MEDICARE: dict[str, Any] = {"payer": "MEDICARE_FFS"}
BY_PHONE: dict[str, Any] = {**MEDICARE, "audio_only_reason": "patient_not_capable"}

LEVELS = [
    # payer, patient, sound only, minutes of each level, codes
    ("PRIV_98000", "new", False, (15, 30, 45, 60), ("98000", "98001", "98002", "98003")),
    ("PRIV_98000", "established", False, (10, 20, 30, 40), ("98004", "98005", "98006", "98007")),
    ("PRIV_98000", "new", True, (15, 30, 45, 60), ("98008", "98009", "98010", "98011")),
    ("PRIV_98000", "established", True, (None, 20, 30, 40), ("98012", "98013", "98014", "98015")),
    ("MEDICARE_FFS", "new", False, (15, 30, 45, 60), ("99202", "99203", "99204", "99205")),
    ("MEDICARE_FFS", "established", False, (10, 20, 30, 40), ("99212", "99213", "99214", "99215")),
    ("PRIV_992_95", "established", True, (10, 20, 30, 40), ("99212", "99213", "99214", "99215")),
    ("PRIV_992_95", "new", True, (15, 30, 45, 60), ("99202", "99203", "99204", "99205")),
]
STEPS = [
    (payer, patient, by_phone, minutes, codes[level - 1] if level else None, codes[level])
    for payer, patient, by_phone, times, codes in LEVELS
    for level, minutes in enumerate(times)
    if minutes is not None
]


@pytest.mark.parametrize(("payer", "patient", "by_phone", "minutes", "below", "reached"), STEPS)
def test_a_level_is_reached_at_its_minute_and_not_a_second_before(
    payer: str, patient: Any, by_phone: bool, minutes: int, below: str | None, reached: str
) -> None:
    talk = sound if by_phone else video
    asked: dict[str, Any] = {"payer": payer, "patient_status": patient, "initiated_by": "provider"}
    assert code(talk(0, minutes * 60 - 1), **asked).code == below
    at_it = code(talk(0, minutes * 60), **asked)
    assert (at_it.code, at_it.basis, at_it.total_minutes) == (reached, "time", minutes)


def test_the_first_phone_level_must_exceed_ten_minutes() -> None:
    assert code(sound(0, 600)).code == "98016"
    assert code(sound(0, 600.000001)).code == "98012"
    charted = (*sound(0, 600), *work("D1", "documentation", 600, 1200))
    assert code(charted, initiated_by="provider").disposition == "not_billable"


@pytest.mark.parametrize(
    ("payer", "patient", "code_", "add_on", "first"),
    [
        ("PRIV_98000", "new", "98003", "99417", 75),
        ("PRIV_98000", "established", "98007", "99417", 55),
        ("PRIV_992_95", "new", "99205", "99417", 75),
        ("PRIV_992_95", "established", "99215", "99417", 55),
        ("MEDICARE_FFS", "new", "99205", "G2212", 89),
        ("MEDICARE_FFS", "established", "99215", "G2212", 69),
    ],
)
def test_prolonged_time_counts_each_full_step(payer: str, patient: Any, code_: str, add_on: str, first: int) -> None:
    for units in range(4):
        start = (first + 15 * units) * 60
        before = code(video(0, start - 1), payer=payer, patient_status=patient)
        reached = code(video(0, start), payer=payer, patient_status=patient)
        assert before.code == reached.code == code_
        assert before.add_on_codes == ((AddOn(add_on, units),) if units else ())
        assert reached.add_on_codes == (AddOn(add_on, units + 1),)


def test_prolonged_time_needs_a_level_chosen_by_time() -> None:
    by_mdm = code(video(0, 39 * 60), mdm_level="high")
    assert (by_mdm.code, by_mdm.basis, by_mdm.add_on_codes) == ("98007", "mdm", ())
    both = code(video(0, 55 * 60), mdm_level="high")
    assert (both.basis, both.add_on_codes) == ("time", (AddOn("99417", 1),))
    charted = (*video(0, 20 * 60), *work("D1", "documentation", 20 * 60, 60 * 60))
    assert code(charted, mdm_level="moderate").basis == "time"


@pytest.mark.parametrize(
    ("payer", "on", "seconds", "expected"),
    [
        ("PRIV_98000", None, 299, None),
        ("PRIV_98000", None, 300, "98016"),
        ("PRIV_98000", None, 659, "98016"),
        ("PRIV_98000", None, 660, None),
        ("MEDICARE_FFS", None, 659, "98016"),
        ("MEDICARE_FFS", None, 660, "G2252"),
        ("MEDICARE_FFS", None, 1259, "G2252"),
        ("MEDICARE_FFS", None, 1260, None),
        ("MEDICARE_FFS", date(2024, 12, 31), 300, "G2012"),
        ("MEDICARE_FFS", date(2025, 1, 1), 300, "98016"),
    ],
)
def test_a_check_in_counts_whole_minutes(payer: str, on: date | None, seconds: int, expected: str | None) -> None:
    day = on or date(2026, 3, 10)
    shift = (day - date(2026, 3, 10)).days * 86400 + (3600 if on else 0)
    answer = code(sound(shift, shift + seconds), payer=payer, service_intent="virtual_check_in", date=day)
    assert answer.code == expected
    assert answer.pos == (None if expected is None else "11")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(299, None), (300, "99441"), (659, "99441"), (660, "99442"), (1259, "99442"), (1260, "99443"), (2400, "99443")],
)
def test_telephone_visits_before_2025_go_by_whole_minutes(seconds: int, expected: str | None) -> None:
    day = date(2024, 12, 31)
    shift = (day - date(2026, 3, 10)).days * 86400 + 3600
    assert code(sound(shift, shift + seconds), date=day).code == expected
    new = code(sound(shift, shift + seconds), date=day, patient_status="new")
    assert (new.disposition, new.code) == ("not_billable", None)


@pytest.mark.parametrize(("seconds", "disposition"), [(1859, "ready"), (1860, "manual_review")])
def test_a_telephone_visit_past_the_longest_codes_last_minute_is_for_a_person(seconds: int, disposition: str) -> None:
    day = date(2024, 12, 31)
    shift = (day - date(2026, 3, 10)).days * 86400 + 3600
    told = code(sound(shift, shift + seconds), date=day)
    assert (told.code, told.disposition) == ("99443", disposition)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(299, None), (300, "99421"), (659, "99421"), (660, "99422"), (1259, "99422"), (1260, "99423"), (9000, "99423")],
)
def test_digital_services_go_by_whole_minutes(seconds: int, expected: str | None) -> None:
    assert code(work("D1", "digital_review", 0, seconds), service_intent="digital_em").code == expected


@pytest.mark.parametrize(
    ("seconds", "spoken", "expected"),
    [
        (299, 299, None),
        (300, 300, "99446"),
        (659, 659, "99446"),
        (660, 331, "99447"),
        (1259, 1259, "99447"),
        (1260, 1260, "99448"),
        (1859, 1859, "99448"),
        (1860, 1860, "99449"),
        (660, 330, "99451"),
        (300, 0, "99451"),
        (299, 0, None),
    ],
)
def test_a_consultant_goes_by_whole_minutes_and_the_spoken_half(
    seconds: int, spoken: int, expected: str | None
) -> None:
    consult = Interprofessional(seconds, spoken)
    answer = code((), service_intent="interprofessional_consultant", interprofessional=consult)
    assert answer.code == expected
    assert answer.modality == ("interprofessional" if spoken else "asynchronous")
    assert answer.modifiers == ()


@pytest.mark.parametrize(("seconds", "expected"), [(959, None), (960, "99452"), (4000, "99452")])
def test_the_asking_clinician_needs_sixteen_minutes(seconds: int, expected: str | None) -> None:
    consult = Interprofessional(seconds, 0)
    answer = code((), service_intent="interprofessional_requesting", interprofessional=consult)
    assert (answer.code, answer.modality) == (expected, "interprofessional")


def test_a_consult_without_the_report_it_needs_is_for_a_person() -> None:
    def consult(**fields: Any) -> tuple[str, str | None]:
        told = Interprofessional(720, 420, **fields)
        answer = code((), service_intent="interprofessional_consultant", interprofessional=told)
        return answer.disposition, answer.code

    assert consult(verbal_report=True, written_report=True) == ("ready", "99447")
    assert consult(verbal_report=False, written_report=True) == ("manual_review", "99447")
    assert consult(verbal_report=True, written_report=False) == ("manual_review", "99447")


@pytest.mark.parametrize(
    ("at_seconds", "soonest", "related", "bundled"),
    [
        (420 + 86400, False, True, True),
        (420 + 86400 + 1, False, True, False),
        (30 * 3600, True, True, True),
        (3600, False, False, False),
    ],
)
def test_a_check_in_that_leads_to_a_visit_is_part_of_it(
    at_seconds: int, soonest: bool, related: bool, bundled: bool
) -> None:
    later = LaterEm(at(at_seconds), soonest, related)
    answer = code(sound(0, 420), service_intent="virtual_check_in", leads_to_em=later)
    assert answer.disposition == ("not_billable" if bundled else "ready")


@pytest.mark.parametrize(
    ("day", "related", "refused"),
    [
        (date(2026, 3, 10), True, True),
        (date(2026, 3, 3), True, True),
        (date(2026, 3, 2), True, False),
        (date(2026, 3, 9), False, False),
        (date(2026, 3, 11), True, False),
    ],
)
def test_the_seventh_day_before_is_still_inside(day: date, related: bool, refused: bool) -> None:
    prior = PriorRelatedEm(day, related)
    for intent, events in (("virtual_check_in", sound(0, 420)), ("digital_em", work("D1", "digital_plan", 0, 420))):
        answer = code(events, service_intent=intent, prior_related_em=prior)
        assert answer.disposition == ("not_billable" if refused else "ready")


def test_a_visit_inside_the_seven_days_takes_the_messages_in() -> None:
    messages = work("D1", "digital_review", 0, 720)
    midnight = 6 * 86400 + 14 * 3600
    inside = code(messages, service_intent="digital_em", leads_to_em=LaterEm(at(midnight - 1)))
    after = code(messages, service_intent="digital_em", leads_to_em=LaterEm(at(midnight)))
    assert (inside.code, after.code) == (None, "99422")


@pytest.mark.parametrize(
    ("last_seen", "new", "review"),
    [(date(2023, 3, 9), True, False), (date(2023, 3, 10), False, True), (date(2023, 3, 11), False, False)],
)
def test_three_years_are_calendar_years(last_seen: date, new: bool, review: bool) -> None:
    history = (PriorService(last_seen, "D9", "G1", DERMATOLOGY),)
    answer = code(video(0, 1200), patient_status="derive", prior_services=history)
    assert answer.code == ("98000" if new else "98005")
    assert ("THREE_YEAR_BOUNDARY" in answer.flags) is review


@pytest.mark.parametrize(
    ("service", "established"),
    [
        (PriorService(date(2025, 1, 1), "D1", "G9", FAMILY_MEDICINE), True),
        (PriorService(date(2025, 1, 1), "1234567893", None, None), True),
        (PriorService(date(2025, 1, 1), "D9", "G1", DERMATOLOGY), True),
        (PriorService(date(2025, 1, 1), "D9", "G1", FAMILY_MEDICINE), False),
        (PriorService(date(2025, 1, 1), "D9", "G2", DERMATOLOGY), False),
        (PriorService(date(2025, 1, 1), "D1", "G1", DERMATOLOGY, False), False),
        (PriorService(date(2026, 3, 11), "D1", "G1", DERMATOLOGY), False),
    ],
)
def test_established_by_the_same_person_or_group_and_specialty(service: PriorService, established: bool) -> None:
    answer = code(video(0, 1200), patient_status="derive", prior_services=(service,))
    assert answer.code == ("98005" if established else "98000")


def test_a_leap_day_three_years_on_is_the_first_of_march() -> None:
    history = (PriorService(date(2024, 2, 29), "D1", "G1", DERMATOLOGY),)
    for day, flagged, expected in (
        (date(2027, 2, 28), False, "98005"),
        (date(2027, 3, 1), True, "98005"),
        (date(2027, 3, 2), False, "98000"),
    ):
        shift = (day - date(2026, 3, 10)).days * 86400 + 3600
        answer = code(video(shift, shift + 1200), date=day, patient_status="derive", prior_services=history)
        assert answer.code == expected
        assert ("THREE_YEAR_BOUNDARY" in answer.flags) is flagged


def test_a_caregiver_counts_as_the_patient() -> None:
    talk = (media("D1", "audio", 0, 1200), media(CAREGIVER.id, "audio", 0, 1200))
    assert code(talk).code == "98013"
    assert code((*talk, media("D1", "video", 0, 1200), media(CAREGIVER.id, "video", 0, 1200))).code == "98005"


def test_sound_that_reaches_only_a_colleague_is_no_interaction() -> None:
    aside = (
        media("P1", "audio", 0, 1200),
        media("D1", "audio", 0, 1200, to="N1"),
        media("N1", "audio", 0, 1200, to="D1"),
    )
    assert "NO_QHP_INTERACTION" in code(aside).flags
    to_patient = (media("P1", "audio", 0, 1200, to="D1"), media("D1", "audio", 0, 1200, to="P1"))
    assert code(to_patient).code == "98013"


def test_an_excluded_activity_is_cut_out_of_the_call_and_of_the_vote() -> None:
    events = (*sound(0, 1200), *picture(0, 620), *work("D1", "teaching", 0, 60))
    answer = code(events)
    assert (answer.total_minutes, answer.medical_discussion_minutes) == (19, 19)
    assert answer.modality == "audio_only"


@pytest.mark.parametrize(
    ("location", "place", "modifiers"),
    [("hospital", "home", ("95",)), ("hospital", "clinic", ()), ("office", "home", ())],
)
def test_medicare_wants_95_from_a_clinician_in_hospital_for_a_patient_at_home(
    location: str, place: str, modifiers: tuple[str, ...]
) -> None:
    people = tuple(replace(MD, location=location) if person is MD else person for person in EVERYONE)
    where = PatientLocation(place, "NY")
    answer = code(video(0, 1200), people, **MEDICARE, patient_location=where)
    assert answer.modifiers == modifiers
    assert answer.acceptable_modifier_alternatives == (("95",),)


@pytest.mark.parametrize(
    ("place", "private", "medicare"),
    [
        ("home", "10", "10"),
        ("temporary_lodging", "10", "10"),
        ("vehicle", "02", "10"),
        ("workplace", "02", "10"),
        ("clinic", "02", "02"),
        ("hospital", "02", "02"),
        ("snf", "02", "02"),
    ],
)
def test_place_of_service_follows_the_patient(place: str, private: str, medicare: str) -> None:
    where = PatientLocation(place, "NY")
    assert code(video(0, 1200), patient_location=where).pos == private
    assert code(video(0, 1200), **MEDICARE, patient_location=where).pos == medicare


def test_a_parked_car_by_phone_holds_where_the_home_is_asked_for() -> None:
    where = PatientLocation("vehicle", "NY")
    answer = code(sound(0, 1200), **BY_PHONE, patient_location=where)
    assert (answer.disposition, answer.code, answer.modifiers) == ("hold", "99213", ("93",))


def test_a_hold_outranks_review_and_not_billable_outranks_a_hold() -> None:
    where = PatientLocation(None, None)
    assert code(sound(0, 630), patient_location=where).disposition == "hold"
    assert code(sound(0, 420), patient_location=where).disposition == "hold"
    refused = code(sound(0, 420), patient_location=where, patient_status="new")
    assert refused.disposition == "not_billable"
    assert "PATIENT_LOCATION_MISSING" in refused.flags


def test_the_nearest_change_is_told_in_seconds() -> None:
    reasons = {reason.field: reason for reason in code(sound(0, 568)).reasons}
    assert reasons["flags.AUDIO_DISCUSSION_NOT_OVER_10"].change == "33 s more discussion"
    level = next(reason for reason in code(video(0, 1168)).reasons if reason.field == "code")
    assert level.change == "32 s more counted time, or MDM low: 98005"
