"""Open readings about dates, floors, the vote and patients who were only heard: what each setting does, to the second."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from server.coding.citations import OPEN_FIELDS, SETTING_SOURCES
from server.coding.note import PriorService
from server.coding.profile_document import parse_profiles
from server.coding.profile_fields import FIELDS
from server.coding.propose import propose, rules_for
from server.coding.settings import WHY
from tests.cases.coding.situations import (
    AT_NIGHT,
    BROKEN,
    DERMATOLOGY,
    NOTE,
    TO_MIDNIGHT,
    UNHEARD,
    WEST,
    answer,
    facts,
    media,
    sound,
    video,
    work,
)


def test_office_codes_may_be_given_a_shortest_conversation_of_their_own() -> None:
    read = json.loads(files("server.coding").joinpath("rules/priv_992_95.json").read_text(encoding="utf-8"))

    def told(seconds: float, **settings: Any) -> tuple[str | None, str, bool]:
        read["profiles"][0]["versions"][-1]["settings"] = settings
        events = (*video(0, seconds), *work("D1", "documentation", 400, 1000))
        note = replace(NOTE, payer="PRIV_992_95", initiated_by="provider")
        answered = propose(facts(events), note, parse_profiles(read).profile_for("PRIV_992_95", NOTE.date))
        return answered.code, answered.disposition, "ENCOUNTER_UNDER_5_MIN" in answered.flags

    assert told(240) == ("99212", "ready", False)
    assert told(299, min_conversation_992_s=300) == (None, "hold", True)
    assert told(300, min_conversation_992_s=300) == ("99212", "ready", False)


def test_the_floor_of_discussion_may_be_met_instead_of_exceeded() -> None:
    met = {"discussion_floor_op": ">="}
    moderate: dict[str, Any] = {"mdm_level": "moderate"}
    below, at_it = answer(sound(0, 599), met, **moderate), answer(sound(0, 600), met, **moderate)
    assert (below.code, at_it.code, at_it.disposition) == ("98016", "98014", "manual_review")
    assert "TEN_TO_ELEVEN_BAND" in at_it.flags
    floor = next(one for one in below.reasons if one.field == "flags.AUDIO_DISCUSSION_NOT_OVER_10")
    assert (floor.text, floor.change) == (
        "By sound alone this payer wants at least 10 min of discussion.",
        "1 s more discussion",
    )
    # 98012 itself must exceed ten minutes by time, whatever the floor.
    assert answer(sound(0, 600), met).code == "98016"


def test_silent_time_with_pictures_votes_only_where_the_payer_says_so() -> None:
    usual, connected = answer(UNHEARD, {}), answer(UNHEARD, {"majority_basis": "connected"})
    assert (usual.modality, connected.modality) == ("audio_only", "audio_video")
    assert (usual.total_minutes, connected.total_minutes) == (20, 20)
    one_way = (*sound(0, 600), media("P1", "video", 600, 1500), media("D1", "audio", 600, 1500))
    assert answer(one_way, {"majority_basis": "connected"}).modality == "audio_only"


def test_the_date_of_service_may_be_the_patients() -> None:
    usual, theirs = answer(AT_NIGHT, {}, **WEST), answer(AT_NIGHT, {"dos_tz": "patient"}, **WEST)
    assert (usual.date_of_service, usual.total_minutes) == (date(2026, 3, 10), 15)
    assert (theirs.date_of_service, theirs.total_minutes) == (date(2026, 3, 9), 20)
    assert {"DOS_TZ_MISMATCH"} <= set(usual.flags) & set(theirs.flags)
    assert answer(AT_NIGHT, {"dos_tz": "patient"}).date_of_service == date(2026, 3, 10)  # Nobody knows their zone.
    noon = answer(video(0, 1200), {"dos_tz": "patient"}, **WEST)
    assert (noon.date_of_service, "DOS_TZ_MISMATCH" in noon.flags) == (NOTE.date, False)
    into = answer(video(-36600, -34800), {"dos_tz": "patient"}, **WEST)
    assert (into.date_of_service, into.total_minutes) == (date(2026, 3, 9), 30)
    messages = work("D1", "digital_review", -35100, -34500)
    digital = answer(messages, {"dos_tz": "patient"}, service_intent="digital_em", **WEST)
    assert digital.date_of_service == NOTE.date


def test_the_version_is_the_one_of_the_date_that_it_goes_by() -> None:
    """New York reads 1 January 2025, Chicago 31 December 2024: each date has a version of its own."""
    read = json.loads(files("server.coding").joinpath("rules/priv_98000.json").read_text(encoding="utf-8"))
    new_year = date(2025, 1, 1)
    begun = (new_year - NOTE.date).days * 86400 - 32400 + 900  # A quarter past midnight, New York winter time.
    seen, note = facts(video(begun, begun + 1200)), replace(NOTE, date=new_year, patient_tz="America/Chicago")

    def told(*zones: str) -> tuple[str | None, str]:
        for version, dos_tz in zip(read["profiles"][0]["versions"], zones, strict=True):
            version["settings"] = {"dos_tz": dos_tz}
        proposal = propose(seen, note, rules_for(parse_profiles(read), seen, note))
        return proposal.code, str(proposal.date_of_service)

    assert told("practice", "practice") == ("98005", "2025-01-01")
    assert told("patient", "patient") == ("99213", "2024-12-31")
    assert told("patient", "practice") == ("98005", "2025-01-01")
    # Each version leaves the date to the other: no rules hold, and a person decides.
    assert told("practice", "patient") == (None, "2024-12-31")


def test_what_resumes_after_midnight_counts_only_where_the_payer_says_so_and_only_on_the_next_date() -> None:
    include = {"after_disruption": "include"}
    usual, counted = answer(BROKEN, {}), answer(BROKEN, include)
    assert (usual.total_minutes, usual.disposition) == (19, "manual_review")
    assert "POST_MIDNIGHT_DISCONTINUOUS_EXCLUDED" in usual.flags
    assert (counted.total_minutes, counted.disposition) == (34, "ready")
    assert "POST_MIDNIGHT_DISCONTINUOUS_EXCLUDED" not in counted.flags
    day_after = (*BROKEN, *video(TO_MIDNIGHT + 86400, TO_MIDNIGHT + 86460))
    assert answer(day_after, include).total_minutes == 34
    before = (*BROKEN, *video(TO_MIDNIGHT + 86399, TO_MIDNIGHT + 86459))
    assert answer(before, include).total_minutes == 35
    assert answer(video(TO_MIDNIGHT, TO_MIDNIGHT + 600), include).total_minutes == 0
    assert answer(BROKEN, include | {"midnight": "first_date_alone"}).total_minutes == 19


@pytest.mark.parametrize(
    ("history", "established", "review"),
    [
        ([(2025, True)], True, True),
        ([(2025, True), (2024, False)], True, False),
        ([(2025, False), (2024, True)], True, False),
        ([(2020, False), (2025, True)], True, True),
        ([(2020, True)], False, False),
    ],
)
def test_a_patient_who_was_only_ever_heard_is_established_for_a_person_to_check(
    history: list[tuple[int, bool]], established: bool, review: bool
) -> None:
    services = tuple(
        PriorService(date(year, 5, 1), "D1", "G1", DERMATOLOGY, audio_only=by_sound) for year, by_sound in history
    )
    told = answer(video(0, 1200), {}, patient_status="derive", prior_services=services)
    assert told.code == ("98005" if established else "98000")
    assert told.disposition == ("manual_review" if review else "ready")
    said = [one.text for one in told.reasons if one.rule == "status.sound_alone"]
    assert bool(said) is review


def test_every_open_reading_names_where_it_was_found() -> None:
    assert set(SETTING_SOURCES) == set(WHY)
    fields = {field.path: field for field in FIELDS}
    assert set(OPEN_FIELDS) <= set(fields)
    assert fields["settings.min_conversation_s"].source == f"{SETTING_SOURCES['min_conversation_s'].title}, 2025"
    assert (fields["effective_from"].source, fields["ctbs_pos"].source is None) == (None, False)
