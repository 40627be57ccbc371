"""A file of cases: answers in order, errors that name the field, replay to the same bytes."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from server.base.errors import Invalid
from server.coding.case import read_case, run_cases
from server.coding.loader import load_profiles
from server.coding.propose import propose

PROFILES = load_profiles()
CASES: list[dict[str, Any]] = json.loads(files("server.coding").joinpath("cases.json").read_text(encoding="utf-8"))
GOOD = CASES[1]
FIELDS = [
    "id",
    "disposition",
    "code",
    "basis",
    "modifiers",
    "acceptable_modifier_alternatives",
    "pos",
    "units",
    "add_on_codes",
    "total_minutes",
    "medical_discussion_minutes",
    "modality",
    "date_of_service",
    "flags",
    "reasons",
]


def broken(path: str, value: Any) -> dict[str, Any]:
    """The good case with one value changed; DELETE takes it away."""
    case = copy.deepcopy(GOOD)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    holder: Any = case
    for part in parents:
        holder = holder[part]
    if value is DELETE:
        del holder[last]
    else:
        holder[last] = value
    return case


DELETE = object()


def test_answers_come_in_order_with_every_field() -> None:
    text, status = run_cases(json.dumps(CASES[:5]), PROFILES)
    answers = json.loads(text)
    assert status == 0
    assert [answer["id"] for answer in answers] == [case["id"] for case in CASES[:5]]
    assert all(list(answer) == FIELDS for answer in answers)
    assert all(reason["source"] and reason["rule"] for answer in answers for reason in answer["reasons"])


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("input", DELETE, "input: is missing"),
        ("input.events", DELETE, "input.events"),
        ("input.events", {}, "input.events"),
        ("input.events.2.start", "2026-03-10T10:00:00", "input.events[2].start"),
        ("input.events.2.start", "ten", "input.events[2].start"),
        ("input.events.2.end", "2026-03-10T09:59:59-04:00", "input.events[2].end"),
        ("input.events.2.kind", "smell", "input.events[2].kind"),
        ("input.events.2.t", "medium", "input.events[2].t"),
        ("input.events.0.who", "Z9", "input.events[0].who"),
        ("input.events.0", None, "input.events[0]"),
        ("input.participants.0.id", "D1", "input.participants[1].id"),
        ("input.participants.1.licensed_states", "NY", "input.participants[1].licensed_states"),
        ("input.rendering", "Z9", "input.rendering"),
        ("input.payer", DELETE, "input.payer"),
        ("input.payer", 7, "input.payer"),
        ("input.date", "2026-02-30", "input.date"),
        ("input.date", "0001-01-01", "input.date"),
        ("input.practice_tz", "America/Nowhere", "input.practice_tz"),
        ("input.practice_tz", "../etc/passwd", "input.practice_tz"),
        ("input.mdm_level", "extreme", "input.mdm_level"),
        ("input.patient_status", None, "input.patient_status"),
        ("input.service_intent", "interprofessional_consultant", "input.interprofessional"),
        ("input.service_intent", "store_and_forward", "input.store_and_forward"),
        ("input.consent.telehealth", "yes", "input.consent.telehealth"),
        ("input.patient_location", "home", "input.patient_location"),
        ("input.initiated_by", "nurse", "input.initiated_by"),
        ("input.prior_related_em", {"related": True}, "input.prior_related_em.date"),
        ("input.leads_to_em", {"at": "2026-03-11"}, "input.leads_to_em.at"),
        ("input.events.2.who", "", "input.events[2].who: must not be empty"),
        ("input.audio_only_reason", "\udcff", "input.audio_only_reason: is not UTF-8 text"),
        ("input.patient_tz", "EST5EDT4", "input.patient_tz"),
        (
            "input.interprofessional",
            {"total_seconds": 60, "verbal_seconds": 61},
            "input.interprofessional.verbal_seconds",
        ),
        ("input.interprofessional", {"total_seconds": 10**9 + 1}, "input.interprofessional.total_seconds"),
        ("input.interprofessional", {"total_seconds": float("nan")}, "input.interprofessional.total_seconds"),
        ("input.store_and_forward", {"followup_business_hours": float("nan")}, "input.store_and_forward.followup"),
        ("id", "\udcff", "id: is not UTF-8 text"),
    ],
)
def test_a_case_that_cannot_be_read_names_the_field_and_spares_the_others(path: str, value: Any, named: str) -> None:
    text, status = run_cases(json.dumps([GOOD, broken(path, value), GOOD]), PROFILES)
    first, failed, last = json.loads(text)
    assert status == 1
    assert sorted(failed) == ["error", "id"]
    assert failed["error"].startswith(named)
    assert first == last
    assert first["code"]


def test_a_case_that_is_no_object_has_no_id() -> None:
    text, status = run_cases('[7, null, {"id": "x"}]', PROFILES)
    assert status == 1
    assert [answer["id"] for answer in json.loads(text)] == [None, None, "x"]


@pytest.mark.parametrize("text", ["", "{}", "[", "7", "[" * 100_000])
def test_a_file_that_is_no_list_of_cases_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        run_cases(text, PROFILES)


def test_no_case_is_an_empty_list() -> None:
    assert run_cases("[]", PROFILES) == ("[]\n", 0)


def test_the_reasons_can_be_read_by_a_person() -> None:
    text, status = run_cases(json.dumps([CASES[0], broken("input.date", "never")]), PROFILES, True)
    assert status == 1
    assert "A02: manual_review, 98016, POS 11, 9 min counted" in text
    assert "missing: The MDM level" in text
    assert "input.date: must be a date" in text


def test_a_proposal_replays_to_the_same_bytes() -> None:
    for case in CASES[:20]:
        facts, note = read_case(case)
        profile = PROFILES.profile_for(note.payer, note.date)
        one, other = (json.dumps(propose(facts, note, profile).to_json()) for _ in range(2))
        assert one == other


def test_any_change_of_the_input_changes_its_hash() -> None:
    facts, note = read_case(GOOD)
    hashes = set()
    for path, value in (
        ("input.payer", "PRIV_98000"),
        ("input.payer", "MEDICARE_FFS"),
        ("input.mdm_level", "low"),
        ("input.events.2.end", "2026-03-10T10:00:01-04:00"),
        ("input.participants.1.npi", "1093817465"),
    ):
        facts, note = read_case(broken(path, value))
        hashes.add(propose(facts, note, PROFILES.profile_for(note.payer, note.date)).input_hash)
    assert len(hashes) == 5


def test_the_timeline_shows_gaps_and_one_way_pictures() -> None:
    case = next(case for case in CASES if case["id"] == "B15")
    facts, note = read_case(case)
    kinds = [span.kind for span in propose(facts, note, PROFILES.profile_for(note.payer, note.date)).timeline]
    assert kinds == ["audio_video", "gap", "audio_video"]
    case = next(case for case in CASES if case["id"] == "D06")
    facts, note = read_case(case)
    kinds = [span.kind for span in propose(facts, note, PROFILES.profile_for(note.payer, note.date)).timeline]
    assert kinds == ["one_way"]


def test_the_minutes_say_who_and_what_was_counted_and_why() -> None:
    case = next(case for case in CASES if case["id"] == "B05")
    facts, note = read_case(case)
    rows = propose(facts, note, PROFILES.profile_for(note.payer, note.date)).minutes
    assert [(row.participant, row.activity, row.seconds, row.counted, row.why) for row in rows] == [
        ("D1", "talk", 900, True, "Counted"),
        ("R1", "talk", 900, False, "Staff time is never counted"),
    ]


def test_answering_a_file_of_cases_loads_no_server(tmp_path: Path) -> None:
    """Importing the whole server takes longer than answering a thousand cases."""
    asked = tmp_path / "cases.json"
    asked.write_text(json.dumps(CASES[:3]), encoding="utf-8")
    look = (
        "import runpy, sys, atexit; atexit.register(lambda: print("
        "sorted({'aiohttp', 'sqlalchemy', 'aiortc'} & set(sys.modules)), file=sys.stderr)); "
    )
    run = f"sys.argv[1:] = ['code', {str(asked)!r}]; runpy.run_module('server', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", look + run], capture_output=True, text=True, check=True)
    assert [answer["id"] for answer in json.loads(done.stdout)] == [case["id"] for case in CASES[:3]]
    assert done.stderr.strip() == "[]"


def test_half_a_character_in_a_file_is_answered_and_printed() -> None:
    odd = broken("input.patient_location.state", "\ud800")
    assert json.loads(run_cases(json.dumps([odd]), PROFILES)[0])[0]["disposition"] == "hold"
    assert "LICENSURE_STATE_MISMATCH" in run_cases(json.dumps([odd]), PROFILES, explain_them=True)[0].encode().decode()


def run(written: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    """The command itself, on what its standard input holds."""
    return subprocess.run(
        [sys.executable, "-m", "server", "code", "-", *options], input=written, capture_output=True, check=False
    )


def test_a_case_that_is_not_text_spares_the_others_and_a_byte_order_mark_means_nothing() -> None:
    odd = broken("input.patient_location.state", "NEWYORK")
    written = json.dumps([GOOD, odd, {**GOOD, "id": "IDIDID"}, GOOD]).encode()
    written = written.replace(b"NEWYORK", b"N\xff").replace(b"IDIDID", b"\xfe")
    done = run(b"\xef\xbb\xbf" + written)
    first, failed, unnamed, last = json.loads(done.stdout)
    assert (done.returncode, first) == (1, last)
    assert failed == {"id": GOOD["id"], "error": "input.patient_location.state: is not UTF-8 text"}
    assert unnamed == {"id": "\ufffd", "error": "id: is not UTF-8 text"}
    explained = run(written, "--explain")
    assert "input.patient_location.state: is not UTF-8 text" in explained.stdout.decode()
    assert json.loads(run(json.dumps([GOOD]).encode("utf-16")).stdout) == [first]


def test_a_number_of_a_million_digits_is_refused_where_it_stands() -> None:
    text = json.dumps([broken("input.interprofessional", {"total_seconds": 77}), GOOD])
    failed, answered = json.loads(run_cases(text.replace("77", "7" * 1_000_000), PROFILES)[0])
    assert failed["error"].startswith("input.interprofessional.total_seconds: must be a whole number")
    assert answered["code"]


def test_the_same_id_twice_is_answered_twice_and_any_id_comes_back_as_it_was() -> None:
    cases = [GOOD, GOOD, *({**GOOD, "id": one} for one in (7, None, "", ["x"], {"a": 1}))]
    answers = json.loads(run_cases(json.dumps(cases), PROFILES)[0])
    assert [one["id"] for one in answers] == [case["id"] for case in cases]
    assert all(one["code"] for one in answers)


def test_a_field_that_nobody_knows_and_an_expected_answer_are_passed_over() -> None:
    odd = broken("input.weather", "rain") | {"expected": 7}
    assert (
        json.loads(run_cases(json.dumps([odd, GOOD]), PROFILES)[0])[0]["code"]
        == json.loads(run_cases(json.dumps([GOOD]), PROFILES)[0])[0]["code"]
    )


@pytest.mark.parametrize(
    ("written", "told"), [(b"", "not JSON"), (b"{}", "JSON array"), (b"[\x00]", "not JSON"), (b"\xff\xfe\xff", "JSON")]
)
def test_a_file_that_holds_no_cases_is_one_sentence_and_exit_1(written: bytes, told: str) -> None:
    done = run(written)
    assert (done.returncode, done.stdout) == (1, b"")
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize(
    "identity", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 5000, '["a", NaN]', '{"a": Infinity}']
)
def test_an_id_that_is_no_json_is_refused_and_the_answer_stays_json(identity: str) -> None:
    text, status = run_cases('[{"id": ' + identity + ', "input": {}}, {"id": "x"}]', PROFILES)
    answers = json.loads(text, parse_constant=lambda word: pytest.fail(word))
    assert (status, [one["id"] for one in answers]) == (1, [None, "x"])
    assert answers[0]["error"].startswith("id: ")


def test_an_error_shows_the_beginning_of_a_wrong_value_and_not_all_of_it() -> None:
    case = {**GOOD, "input": {**GOOD["input"], "rendering": "x" * 5000}}
    (failed,) = json.loads(run_cases(json.dumps([case]), PROFILES)[0])
    assert failed["error"].startswith("input.rendering: names 'xxx")
    assert len(failed["error"]) < 120
