"""Each field of a proposal says which rule it rests on, and what would change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from server.coding.flags import Flag
from server.coding.note import PatientLocation
from server.coding.proposal import Proposal, Reason
from server.coding.propose import propose
from server.evidence.facts import Participant
from tests.cases.coding.situations import EVERYONE, NOTE, PROFILES, code, facts, sound, video

FIELDS = {
    "disposition",
    "code",
    "basis",
    "units",
    "modifiers",
    "acceptable_modifier_alternatives",
    "pos",
    "total_minutes",
    "medical_discussion_minutes",
    "modality",
    "date_of_service",
    "profile",
}


def reason(proposal: Proposal, field: str) -> Reason:
    return next(reason for reason in proposal.reasons if reason.field == field)


def test_every_field_of_a_coded_visit_has_its_reason() -> None:
    assert {reason.field for reason in code(video(0, 1200)).reasons} >= FIELDS


def test_a_level_by_time_cites_time_and_one_by_mdm_cites_mdm() -> None:
    assert reason(code(video(0, 1200)), "code").rule == "time.met_or_exceeded"
    assert reason(code(video(0, 1200), mdm_level="high"), "code").rule == "level.mdm_or_time"


def test_prolonged_time_cites_the_rule_of_its_own_code() -> None:
    private = reason(code(video(0, 3600)), "add_on_codes")
    medicare = reason(code(video(0, 4200), payer="MEDICARE_FFS"), "add_on_codes")
    assert "American Academy of Dermatology" in private.source
    assert "National Government Services" in medicare.source
    assert private.change == "10 min more counted time for one more unit"


def test_a_duration_is_told_in_minutes_and_seconds() -> None:
    short = code(video(0, 535), initiated_by="provider")
    assert reason(short, "flags.TIME_BELOW_MINIMUM").change == "1 min 5 s more counted time"


def test_a_hold_names_everything_that_is_missing() -> None:
    held = code(video(0, 540), initiated_by="provider")
    assert reason(held, "disposition").missing == "The MDM level"


def test_a_reason_rests_on_the_intervals_it_counted() -> None:
    told = reason(code(video(0, 1200)), "total_minutes")
    assert told.seconds == 1200
    assert len(told.intervals) == 1


def test_a_telephone_visit_below_five_minutes_says_so() -> None:
    shift = (date(2024, 12, 30) - NOTE.date).days * 86400 + 3600
    short = code(sound(shift, shift + 299), date=date(2024, 12, 30))
    enough = code(sound(shift, shift + 300), date=date(2024, 12, 30))
    assert Flag.TIME_BELOW_MINIMUM in short.flags
    assert Flag.TIME_BELOW_MINIMUM not in enough.flags
    assert enough.disposition == "ready"


def test_a_payer_without_a_family_for_video_does_not_cover_it() -> None:
    rules = PROFILES.profile_for("PRIV_98000", NOTE.date)
    assert rules is not None
    none = replace(rules, em_family={"audio_video": "none", "audio_only": "none"}, check_in=())
    by_video = propose(facts(video(0, 1200)), NOTE, none)
    by_sound = propose(facts(sound(0, 1200)), NOTE, none)
    assert (by_video.disposition, by_sound.disposition) == ("not_billable", "not_billable")
    assert Flag.NOT_COVERED_BY_PAYER in by_video.flags
    assert Flag.AUDIO_ONLY_NOT_COVERED not in by_video.flags
    assert Flag.AUDIO_ONLY_NOT_COVERED in by_sound.flags
    assert Flag.NOT_COVERED_BY_PAYER not in by_sound.flags


def test_a_visit_that_only_relays_results_is_none() -> None:
    assert code(video(0, 1200), purpose="routine_results").disposition == "not_billable"


def test_rules_that_do_not_hold_on_the_date_are_unknown_rules() -> None:
    old = PROFILES.profile_for("PRIV_98000", date(2024, 6, 1))
    answer = propose(facts(video(0, 1200)), NOTE, old)
    assert Flag.PAYER_RULES_UNKNOWN in answer.flags
    assert (answer.code, answer.total_minutes, answer.modality) == (None, 20, "audio_video")


def test_every_clinician_whose_minutes_count_needs_a_licence_and_so_does_the_rendering_one() -> None:
    def without(who: str) -> tuple[Participant, ...]:
        return tuple(replace(person, licensed_states=()) if person.id == who else person for person in EVERYONE)

    together = (*video(0, 900), *video(900, 1200, "N1"))
    for who in ("D1", "N1"):
        assert Flag.LICENSURE_STATE_MISMATCH in code(together, without(who)).flags
    assert Flag.LICENSURE_STATE_MISMATCH in code(video(0, 1200, "N1"), without("D1")).flags
    assert Flag.LICENSURE_STATE_MISMATCH not in code(video(0, 1200), without("N1")).flags


def test_an_ambiguous_place_names_the_other_code() -> None:
    parked = code(video(0, 1200), payer="MEDICARE_FFS", patient_location=PatientLocation("vehicle", "NY"))
    assert reason(parked, "flags.POS_AMBIGUOUS").text == "Sources disagree on this place: 10 or 02."
