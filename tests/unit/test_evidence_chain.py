"""The chain over a visit's evidence: every damage is found, by the server and by the stand-alone verifier, and nothing else is."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from server.base.clock import Moment
from server.base.ids import VisitId
from server.evidence import events as vocabulary
from server.evidence.chain import (
    RECORD_KEYS,
    Head,
    canonical,
    entry_of,
    extend,
    first_break,
    genesis,
    head_of,
    link_hash,
    record_of,
)
from server.evidence.entry import Entry
from server.evidence.events import CallJoined, Event, MediaTick, PairTick, UrgentSet, VisitMoved
from server.evidence.export import export
from server.store.keys import KeySigner
from server.visits.machine import Move, State

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs/verify_evidence.py"
VISIT, OTHER = VisitId("visit-1"), VisitId("visit-2")
START = Moment(datetime(2026, 3, 2, 15, 0, 0, 123456, tzinfo=UTC), 2**60, "boot-1")
SIGNER = KeySigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
FORGER = KeySigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))


def load_verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_evidence", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = load_verifier()


def later(seconds: float) -> Moment:
    return Moment(START.utc + timedelta(seconds=seconds), START.mono_ns + int(seconds * 1e9), START.boot)


def tick(packets: int) -> MediaTick:
    ns = START.mono_ns + packets
    pair = PairTick(
        source="s1", sink="s2", track="camera", packets=packets, bytes=packets * 900,
        first_ns=ns, last_ns=ns + 1, gap_ns=1, gap_end_ns=ns + 1,
    )  # fmt: skip
    return MediaTick(pairs=(pair,))


def log(count: int = 6, visit: VisitId = VISIT) -> list[Entry]:
    entries: list[Entry] = []
    head = head_of(visit)
    for number in range(count):
        event: Event = (
            tick(number), UrgentSet(urgent=bool(number % 2)), VisitMoved(move=Move.CHECK_IN, state=State.WAITING)
        )[number % 3]  # fmt: skip
        entries += extend(visit, head, [event], [f"{visit}-{number}"], "staff:a", later(number), "local")
        head = head_of(visit, entries)
    return entries


def lines_of(entries: list[Entry]) -> list[dict[str, Any]]:
    return [record_of(entry) | {"prev_hash": entry.prev_hash, "hash": entry.hash} for entry in entries]


def file_of(lines: list[dict[str, Any]], visit: str = VISIT, signer: KeySigner = SIGNER) -> bytes:
    return b"".join(export(visit, lines, signer))


# ---- canonical bytes ----------------------------------------------------------------------------------------------


def test_canonical_bytes_are_those_of_rfc_8785() -> None:
    value = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Dalet",
        "1": "One",
        "😀": "Smile",
        "\x80": "C",
        "ö": "o",
    }
    assert list(json.loads(canonical(value))) == ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]
    assert (
        canonical({"b": [1, None, True], "a": 'é"\\\n\x0f'}) == b'{"a":"\xc3\xa9\\"\\\\\\n\\u000f","b":[1,null,true]}'
    )


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), "\ud800", {"a": float("nan")}, [object()]])
def test_what_json_does_not_keep_exactly_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        canonical(value)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=12,
)


@given(json_values)
def test_both_implementations_write_the_same_bytes_and_json_reads_them_back(value: Any) -> None:
    assert canonical(value) == VERIFIER.canonical(value).encode()
    assert json.loads(canonical(value)) == value


# ---- entries ------------------------------------------------------------------------------------------------------


def test_an_entry_survives_its_record_to_the_nanosecond_and_the_microsecond() -> None:
    for entry in log():
        assert entry_of(json.loads(canonical(record_of(entry))), entry.prev_hash, entry.hash) == entry


def test_an_instant_is_recorded_in_utc_whatever_zone_it_came_in() -> None:
    there = Moment(START.utc.astimezone(timezone(timedelta(hours=-5))), START.mono_ns, START.boot)
    here = extend(VISIT, head_of(VISIT), [UrgentSet(urgent=True)], ["e"], "server", START, "local")
    assert extend(VISIT, head_of(VISIT), [UrgentSet(urgent=True)], ["e"], "server", there, "local") == here


def test_every_event_of_the_vocabulary_has_a_type_of_its_own_and_no_second_field_of_that_name() -> None:
    union = get_args(get_args(vocabulary.Event)[0])
    types = [model.model_fields["type"].default for model in union]
    assert len(types) == len(set(types)) > 20
    assert set(types) == set(vocabulary.EVENT.json_schema()["discriminator"]["mapping"])


def test_two_visits_never_share_a_genesis_nor_does_one_continue_the_other() -> None:
    assert genesis("visit-1") != genesis("visit-2")
    assert first_break(OTHER, lines_of(log())) is not None


# ---- tampering ----------------------------------------------------------------------------------------------------

FLIPS: dict[str, Callable[[Any], Any]] = {
    "visit_id": lambda _: OTHER,
    "seq": lambda seq: seq + 1,
    "event_id": lambda text: text + "x",
    "type": lambda _: "clock_stepped",
    "actor": lambda _: "staff:b",
    "utc": lambda text: text.replace("2026", "2027"),
    "mono_ns": lambda text: str(int(text) + 1),
    "boot_id": lambda _: "boot-2",
    "node_id": lambda _: "other",
    "body": lambda body: {**body, "more": 1},
    "prev_hash": lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
    "hash": lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
}


Lines = list[dict[str, Any]]
Damage = tuple[str, Callable[[Lines], Lines]]


def of_column(at: int, column: str, flip: Callable[[Any], Any]) -> list[Damage]:
    """One value flipped, emptied, removed, swapped with the next line's."""

    def on(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Lines], Lines]:
        return lambda lines: [*lines[:at], change(lines[at]), *lines[at + 1 :]]

    found = [
        (f"flip {column} of {at}", on(lambda line: line | {column: flip(line[column])})),
        (f"empty {column} of {at}", on(lambda line: line | {column: None})),
        (f"delete {column} of {at}", on(lambda line: {key: line[key] for key in line if key != column})),
    ]
    return [*found, (f"swap {column} of {at}", lambda lines: swap(lines, at, column))] if at < 5 else found


def of_line(at: int) -> list[Damage]:
    """A whole line widened, doubled, preceded by a foreign or a forged one, replaced, removed, moved."""
    found: list[Damage] = [
        (f"add a column to {at}", lambda lines: [*lines[:at], lines[at] | {"more": 1}, *lines[at + 1 :]]),
        (f"double line {at}", lambda lines: [*lines[: at + 1], *lines[at:]]),
        (f"insert a foreign line at {at}", lambda lines: [*lines[:at], lines_of(log(6, OTHER))[at], *lines[at:]]),
        (f"insert a forged line at {at}", lambda lines: [*lines[:at], forged(lines, at), *lines[at:]]),
        (f"fork at {at}", lambda lines: [*lines[:at], forged(lines, at), *lines[at + 1 :]]),
    ]
    if at < 5:
        found += [
            (f"delete line {at}", lambda lines: [*lines[:at], *lines[at + 1 :]]),
            (f"swap lines {at}", lambda lines: [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]),
        ]
    return found


DAMAGES: list[Damage] = [
    damage
    for at in range(6)
    for damage in [*(found for column, flip in FLIPS.items() for found in of_column(at, column, flip)), *of_line(at)]
]


def swap(lines: list[dict[str, Any]], at: int, column: str) -> list[dict[str, Any]]:
    one, other = lines[at], lines[at + 1]
    changed = [one | {column: other[column]}, other | {column: one[column]}]
    return [*lines[:at], *changed, *lines[at + 2 :]]


def forged(lines: list[dict[str, Any]], at: int) -> dict[str, Any]:
    """A line with a right hash after the line before it: a fork."""
    before = lines[at - 1]["hash"] if at else genesis(VISIT)
    record = {key: lines[at][key] for key in RECORD_KEYS} | {"event_id": "forged", "body": {"urgent": True}}
    return record | {"prev_hash": before, "hash": link_hash(before, record)}


@pytest.mark.parametrize(("name", "damage"), DAMAGES, ids=[name for name, _ in DAMAGES])
def test_every_damage_is_found_by_the_server_and_by_the_verifier(name: str, damage: Callable[[Any], Any]) -> None:
    clean = lines_of(log())
    damaged = damage(clean)
    if damaged == clean:
        assert name.split()[0] == "swap", "only equal neighbours may be swapped without a trace"
        return
    # The last line forks into a valid shorter history: only the head shows that.
    count = Head(6, clean[-1]["hash"])
    assert first_break(VISIT, damaged, count) is not None
    honest_footer = file_of(clean).splitlines(keepends=True)[-1]
    content = b"".join(canonical(line) + b"\n" for line in damaged) + honest_footer
    with pytest.raises(VERIFIER.Broken):
        VERIFIER.verify(content)


@pytest.mark.parametrize("kept", range(6))
def test_a_cut_tail_is_found_by_the_signed_last_line(kept: int) -> None:
    clean = lines_of(log())
    raws = file_of(clean).splitlines(keepends=True)
    assert first_break(VISIT, clean[:kept]) is None, "the bare chain cannot show a cut tail"
    assert first_break(VISIT, clean[:kept], Head(6, clean[-1]["hash"])) is not None
    for cut in ([*raws[:kept], raws[-1]], raws[:kept]):
        with pytest.raises(VERIFIER.Broken):
            VERIFIER.verify(b"".join(cut) or b"\n")


def test_a_history_written_anew_needs_the_key_or_an_older_head() -> None:
    noted = lines_of(log(3))[-1]
    rewritten = lines_of(
        extend(VISIT, head_of(VISIT), [CallJoined(seat="x")] * 5, list("abcde"), "server", START, "local")
    )
    by_forger = file_of(rewritten, signer=FORGER)
    assert "hold together" in VERIFIER.verify(by_forger), "without the practice's key nothing speaks against it"
    with pytest.raises(VERIFIER.Broken, match="another key"):
        VERIFIER.verify(by_forger, public_key=SIGNER.public_key.hex())
    with pytest.raises(VERIFIER.Broken, match="given head"):
        VERIFIER.verify(file_of(rewritten), head=f"3:{noted['hash']}", public_key=SIGNER.public_key.hex())


@pytest.mark.parametrize("member", ["visit_id", "count", "head", "public_key", "signature"])
def test_every_member_of_the_last_line_is_covered(member: str) -> None:
    *lines, last = file_of(lines_of(log())).splitlines()
    changed = json.loads(last)
    changed[member] = changed[member] - 1 if member == "count" else "00" + changed[member][2:]
    with pytest.raises(VERIFIER.Broken):
        VERIFIER.verify(b"\n".join([*lines, canonical(changed)]) + b"\n")


@pytest.mark.parametrize(
    "spelling",
    [
        lambda raw: raw.replace(b'":', b'": ', 1),
        lambda raw: raw.replace(b'{"actor"', b'{"actor":"staff:z","actor"', 1),
        lambda raw: raw.replace(b"staff", b"st\\u0061ff", 1),
        lambda raw: raw.replace(b'"seq":1', b'"seq":1.0', 1),
        lambda raw: raw.replace(b'"seq":1', b'"seq":true', 1),
        lambda raw: raw.replace(b"\n", b"\r\n", 1),
        lambda raw: b"\xff" + raw,
        lambda raw: b"\n" + raw,
        lambda raw: raw[:-1],
        lambda raw: b"[" * 100_000 + b"\n",
        lambda raw: b"",
    ],
)
def test_a_line_has_one_spelling_only(spelling: Callable[[bytes], bytes]) -> None:
    with pytest.raises(VERIFIER.Broken):
        VERIFIER.verify(spelling(file_of(lines_of(log()))))


def test_clean_logs_raise_no_alarm() -> None:
    lines = lines_of(log(3000))
    assert first_break(VISIT, lines, Head(3000, lines[-1]["hash"])) is None
    said = VERIFIER.verify(file_of(lines), head=f"1500:{lines[1499]['hash']}", public_key=SIGNER.public_key.hex())
    assert said.startswith("3000 entries hold together; signed with the given key")
    assert VERIFIER.verify(file_of([])).startswith("0 entries")


def run_alone(arguments: list[str], path: Path, *, isolated: bool) -> subprocess.CompletedProcess[str]:
    """The script in an interpreter of its own, without site-packages where `isolated`."""
    flags = ["-I", "-S"] if isolated else ["-I"]
    command = [sys.executable, *flags, str(SCRIPT), str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("isolated", [True, False])
def test_the_script_runs_alone_and_its_exit_code_tells(tmp_path: Path, isolated: bool) -> None:
    path = tmp_path / "export.jsonl"
    path.write_bytes(file_of(lines_of(log())))
    good = run_alone(["--public-key", SIGNER.public_key.hex()], path, isolated=isolated)
    assert (good.returncode, good.stderr) == (0, "")
    assert ("was not checked" in good.stdout) is isolated
    path.write_bytes(path.read_bytes().replace(b"staff:a", b"staff:b", 1))
    bad = run_alone([], path, isolated=isolated)
    assert bad.returncode == 1
    assert "line 1" in bad.stderr
    assert run_alone([], tmp_path / "none", isolated=isolated).returncode == 2
