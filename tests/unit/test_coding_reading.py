"""A case as JSON: what it may leave out and what that means, and where a value is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.base.errors import Invalid
from server.coding.case import read_case
from server.coding.note import (
    Interprofessional,
    LaterEm,
    Note,
    PriorRelatedEm,
    PriorService,
    SameDayEm,
    StoreAndForward,
)
from server.coding.propose import propose
from server.coding.reading import Fields
from tests.cases.coding.situations import MEDICARE_NOW

LEAST: dict[str, Any] = {
    "payer": "MEDICARE_FFS",
    "date": "2026-03-10",
    "practice_tz": "America/New_York",
    "patient_status": "established",
    "service_intent": "visit",
    "participants": [{"id": "P1", "role": "patient"}, {"id": "D1", "role": "clinician", "credential": "MD"}],
    "events": [
        {
            "t": "media",
            "who": who,
            "kind": "audio",
            "start": "2026-03-10T10:00:00-04:00",
            "end": "2026-03-10T10:20:00-04:00",
        }
        for who in ("P1", "D1")
    ],
}


def read(**more: Any) -> Note:
    return read_case({"id": "x", "input": LEAST | more})[1]


def test_what_a_case_leaves_out_is_not_known() -> None:
    assert read() == Note("MEDICARE_FFS", date(2026, 3, 10), "America/New_York", "established")
    said = read(
        prior_related_em={"date": "2026-03-01"},
        leads_to_em={"at": "2026-03-11T10:00:00-04:00"},
        prior_services=[{"date": "2025-01-01"}],
        interprofessional={"total_seconds": 600},
        store_and_forward={},
        other_same_day_em={"modality": "in_person"},
    )
    assert said.prior_related_em == PriorRelatedEm(date(2026, 3, 1), related=True)
    assert said.leads_to_em is not None
    assert said.leads_to_em == LaterEm(said.leads_to_em.at, soonest_available=False, related=True)
    assert said.prior_services == (PriorService(date(2025, 1, 1), face_to_face_or_synchronous=True, audio_only=False),)
    assert said.interprofessional == Interprofessional(600, 0, seen_within_14_days=False, transfer_of_care=False)
    assert said.store_and_forward == StoreAndForward(has_images=False, followup_business_hours=None)
    assert said.other_same_day_em == SameDayEm("in_person", minutes=None, confirmed=True)
    assert (read().images_submitted, read().longitudinal_relationship) == (False, False)


def test_an_interval_is_exact_unless_it_says_otherwise() -> None:
    def told(**more: Any) -> str:
        events = [event | more for event in LEAST["events"]]
        seen, note = read_case({"id": "x", "input": LEAST | {"events": events, "rendering": "D1"}})
        proposal = propose(seen, note, MEDICARE_NOW)
        return next(reason.text for reason in proposal.reasons if reason.field == "total_minutes")

    assert "joined across a restart" not in told()
    assert "joined across a restart" in told(estimated=True)


def test_an_empty_interval_is_nothing_and_one_that_ends_before_it_begins_is_refused() -> None:
    start = LEAST["events"][0]["start"]
    empty = [event | {"end": start} for event in LEAST["events"]]
    seen, note = read_case({"id": "x", "input": LEAST | {"events": empty, "rendering": "D1"}})
    assert propose(seen, note, MEDICARE_NOW).total_minutes == 0
    backwards = [event | {"end": "2026-03-10T09:59:59-04:00"} for event in LEAST["events"]]
    with pytest.raises(Invalid, match=r"events\[0\]\.end: lies before start"):
        read_case({"id": "x", "input": LEAST | {"events": backwards}})


@pytest.mark.parametrize(("session", "read_as"), [("a", "a"), (7, "7"), (None, None)])
def test_a_session_is_named_by_text_or_number(session: Any, read_as: str | None) -> None:
    events = [event | {"session": session} for event in LEAST["events"]]
    seen, _ = read_case({"id": "x", "input": LEAST | {"events": events}})
    assert {getattr(event, "session", None) for event in seen.events} == {read_as}


@pytest.mark.parametrize("session", [True, 1.5, [], {}])
def test_a_session_of_another_kind_is_refused(session: Any) -> None:
    events = [event | {"session": session} for event in LEAST["events"]]
    with pytest.raises(Invalid, match=r"events\[0\]\.session"):
        read_case({"id": "x", "input": LEAST | {"events": events}})


@pytest.mark.parametrize(
    ("value", "fits"),
    [(0, True), (24, True), (0.5, True), (-0.1, False), (True, False), ("24", False), (float("inf"), False)],
)
def test_a_number_is_from_nothing_on_and_not_without_end(value: Any, fits: bool) -> None:
    asked = Fields("note", {"hours": value})
    if fits:
        assert asked.number_or_none("hours") == value
    else:
        with pytest.raises(Invalid, match=r"note\.hours: must be a number from 0 on"):
            asked.number_or_none("hours")


@pytest.mark.parametrize("wrong", [["NY", ""], ["NY", 7], "NY"])
def test_a_list_of_texts_holds_texts(wrong: Any) -> None:
    with pytest.raises(Invalid, match="states"):
        Fields("", {"states": wrong}).texts("states")
    assert Fields("", {"states": ["NY", "NJ"]}).texts("states") == ("NY", "NJ")


@pytest.mark.parametrize(
    ("day", "fits"), [("1899-12-31", False), ("1900-01-01", True), ("2199-12-31", True), ("2200-01-01", False)]
)
def test_a_year_that_cannot_be_right_is_refused(day: str, fits: bool) -> None:
    asked = Fields("", {"date": day, "at": f"{day}T12:00:00+00:00"})
    if fits:
        assert asked.day("date") == asked.instant("at").date() == date.fromisoformat(day)
    else:
        for reads in (asked.day, asked.instant):
            with pytest.raises(Invalid, match="cannot be right"):
                reads("date" if reads == asked.day else "at")


@pytest.mark.parametrize(("length", "shown"), [(38, "'" + "a" * 38 + "'"), (39, "'" + "a" * 36 + "...")])
def test_a_long_wrong_value_is_shown_by_its_first_forty_characters(length: int, shown: str) -> None:
    with pytest.raises(Invalid) as refused:
        Fields("", {"day": "a" * length}).day("day")
    assert refused.value.message.endswith(f"not {shown}")
