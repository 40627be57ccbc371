"""What holds for every visit, found by drawing visits at random."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server.coding.profiles import Profile, Profiles
from server.coding.proposal import Proposal
from server.coding.propose import propose, rules_for
from server.coding.settings import CHOICES, DEFAULTS, WHY
from server.coding.time import SECOND, intersect, length, subtract, union
from server.evidence.facts import FactEvent, MediaInterval, WorkInterval
from tests.cases.coding.situations import EVERYONE, NOTE, PROFILES, RN, at, code, facts
from tests.cases.coding.situations import answer as answered

FEW = settings(max_examples=60)
PAYERS = ("PRIV_98000", "PRIV_992_95", "MEDICARE_FFS", "MEDICAID_TX", "PRIV_NO_AUDIO", "NOBODY")
ACTIVITIES = ("documentation", "image_review", "travel", "tech_setup", "digital_reply", "unheard_of")

moments = st.integers(-3600, 16 * 3600)
lengths = st.integers(0, 4000)


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(moments)
    return start, start + draw(lengths)


@st.composite
def media_of(draw: st.DrawFn, people: tuple[str, ...] = ("P1", "D1", "N1", "X1", "G1")) -> FactEvent:
    start, end = draw(spans())
    to = draw(st.sampled_from((None, None, "P1", "D1")))
    kind = draw(st.sampled_from(("audio", "video")))
    return MediaInterval(draw(st.sampled_from(people)), kind, at(start), at(end), to)  # type: ignore[arg-type]


@st.composite
def work_of(draw: st.DrawFn, people: tuple[str, ...] = ("D1", "N1", "X1")) -> FactEvent:
    start, end = draw(spans())
    return WorkInterval(draw(st.sampled_from(people)), draw(st.sampled_from(ACTIVITIES)), at(start), at(end))


@st.composite
def talks(draw: st.DrawFn) -> tuple[FactEvent, ...]:
    """The physician and the patient in a talk, so that most drawn visits have a code."""
    start, end = draw(spans())
    seen = draw(st.integers(start, end))
    return tuple(
        MediaInterval(who, kind, at(start), at(end if kind == "audio" else seen))
        for who in ("P1", "D1")
        for kind in ("audio", "video")
    )


@st.composite
def visits(draw: st.DrawFn) -> tuple[FactEvent, ...]:
    extra = draw(st.lists(st.one_of(media_of(), work_of()), max_size=8))
    return (*draw(talks()), *extra)


notes = st.fixed_dictionaries(
    {
        "payer": st.sampled_from(PAYERS),
        "patient_status": st.sampled_from(("new", "established")),
        "mdm_level": st.sampled_from((None, "straightforward", "low", "moderate", "high")),
        "service_intent": st.sampled_from(("visit", "visit", "virtual_check_in", "digital_em")),
    }
)


def answer(proposal: Proposal) -> dict[str, Any]:
    """The proposal without the hash of its input, which any change of the input changes."""
    return {key: value for key, value in proposal.to_json().items() if key != "input_hash"}


@FEW
@given(visits(), notes, st.lists(st.one_of(media_of((RN.id,)), work_of((RN.id,))), max_size=6))
def test_staff_time_never_changes_the_code(events: Any, note: Any, staff: list[FactEvent]) -> None:
    alone, helped = code(events, **note), code((*events, *staff), **note)
    for field in ("disposition", "code", "basis", "pos", "modifiers", "add_on_codes", "total_minutes", "modality"):
        assert getattr(alone, field) == getattr(helped, field)


@FEW
@given(visits(), notes, st.data())
def test_splitting_an_interval_changes_nothing(events: tuple[FactEvent, ...], note: Any, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(events) - 1))
    whole = events[position]
    assert isinstance(whole, MediaInterval | WorkInterval)
    cut = whole.start + (whole.end - whole.start) * data.draw(st.floats(0, 1))
    parts = (replace(whole, end=cut), replace(whole, start=cut))
    split = (*events[:position], *parts, *events[position + 1 :])
    assert answer(code(split, **note)) == answer(code(events, **note))


@FEW
@given(visits(), notes, st.data())
def test_an_overlapping_interval_of_one_person_adds_nothing(events: Any, note: Any, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(events))
    width = whole.end - whole.start
    first, last = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    inside = replace(whole, start=whole.start + width * first, end=whole.start + width * last)
    assert answer(code((*events, inside), **note)) == answer(code(events, **note))


@FEW
@given(visits(), notes, st.randoms(use_true_random=False))
def test_the_order_of_events_and_people_means_nothing(events: Any, note: Any, shuffler: random.Random) -> None:
    shuffled, people = list(events), list(EVERYONE)
    shuffler.shuffle(shuffled)
    shuffler.shuffle(people)
    assert code(tuple(shuffled), tuple(people), **note).to_json() == code(events, **note).to_json()


@FEW
@given(visits(), notes)
def test_minutes_never_exceed_what_the_intervals_cover(events: Any, note: Any) -> None:
    proposal = code(events, **note)
    covered = union((int(event.start.timestamp()), int(event.end.timestamp())) for event in events)
    heard = union(
        (int(event.start.timestamp()), int(event.end.timestamp()))
        for event in events
        if isinstance(event, MediaInterval) and event.kind == "audio"
    )
    assert proposal.total_minutes * 60 <= length(covered)
    assert proposal.medical_discussion_minutes * 60 <= length(heard)
    assert proposal.medical_discussion_minutes <= max(proposal.total_minutes, 0)


@FEW
@given(visits(), notes)
def test_the_minutes_table_holds_no_more_than_the_facts_and_no_less_than_the_total(events: Any, note: Any) -> None:
    proposal = code(events, **note)
    counted = sum(row.counted_seconds for row in proposal.minutes)
    assert all(row.counted_seconds <= row.seconds for row in proposal.minutes)
    assert counted >= proposal.total_minutes * 60


def _later(day: date, days: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(), UTC)


@FEW
@given(visits(), notes, st.lists(st.integers(0, 2000), min_size=1, max_size=3), st.integers(0, 1500))
def test_a_rule_recorded_later_never_changes_what_was_known_earlier(
    events: Any, note: Any, later: list[int], asked_after: int
) -> None:
    first_day = date(2024, 1, 1)
    known_at = first_day + timedelta(days=asked_after)
    base: list[Profile] = list(PROFILES)
    added = [
        replace(version, recorded_at=_later(known_at, 1 + days), home_covered=False, digital_em=False)
        for days in set(later)
        for version in base
        if version.id == note["payer"]
    ]
    added = [new for new in added if new.recorded_at not in {old.recorded_at for old in base}]
    before, after = Profiles(base), Profiles((*base, *added))
    payer = note["payer"]
    for day in (NOTE.date, date(2024, 6, 1), date(2028, 2, 1)):
        assert before.profile_for(payer, day, known_at) == after.profile_for(payer, day, known_at)
    told, seen = replace(NOTE, **note), facts(tuple(events))
    answers = [propose(seen, told, rules_for(known, seen, told, known_at)).to_json() for known in (before, after)]
    assert answers[0] == answers[1]


readings = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(CHOICES[name])
        if name in CHOICES
        else st.booleans()
        if isinstance(usual, bool)
        else st.integers(1, 900)
        for name, usual in ((name, getattr(DEFAULTS, name)) for name in WHY)
    },
)


@FEW
@given(visits(), readings, st.sampled_from((None, "America/Los_Angeles", "Asia/Tokyo")), st.data())
def test_the_same_holds_under_every_reading(events: Any, settings: Any, zone: str | None, data: st.DataObject) -> None:
    usual = answered(events, settings, patient_tz=zone)
    shuffled = data.draw(st.permutations(events))
    position = data.draw(st.integers(0, len(events) - 1))
    cut = events[position].start + (events[position].end - events[position].start) / 2
    split = (*events, replace(events[position], end=cut), replace(events[position], start=cut))
    for same in (tuple(shuffled), split):
        assert answer(answered(same, settings, patient_tz=zone)) == answer(usual)
    staff = data.draw(st.lists(st.one_of(media_of((RN.id,)), work_of((RN.id,))), max_size=3))
    helped = answered((*events, *staff), settings, patient_tz=zone)
    for field in ("disposition", "code", "total_minutes", "modality", "date_of_service"):
        assert getattr(usual, field) == getattr(helped, field)


small_spans = st.tuples(st.integers(0, 40), st.integers(0, 40))


@FEW
@given(st.lists(small_spans, max_size=8), st.lists(small_spans, max_size=8))
def test_unions_behave_like_sets_of_instants(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    def members(parts: Any) -> set[int]:
        return {instant for start, end in parts for instant in range(start, end)}

    one, other = union(left), union(right)
    assert members(one) == members(left)
    assert members(intersect(one, other)) == members(left) & members(right)
    assert members(subtract(one, other)) == members(left) - members(right)
    assert length(one) == len(members(left))
    for spans in (one, intersect(one, other), subtract(one, other)):
        assert all(end > start for start, end in spans)
    assert all(earlier[1] < later[0] for earlier, later in itertools.pairwise(one))


def test_a_second_is_a_million_ticks() -> None:
    assert SECOND == 1_000_000
