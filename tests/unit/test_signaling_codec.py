"""What comes in is a frame or a sentence about what is wrong with it; what goes out is bounded."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rooms.views import BoardRow
from server.signaling.client_frames import Admit, Join
from server.signaling.codec import MAX_DEPTH, BadFrame, decode, parse
from server.signaling.frames import MAX_FRAME_BYTES
from server.signaling.outbox import Full, Outbox
from server.signaling.server_frames import Board, BoardRowFrame, Ok
from server.visits.machine import State


def refusal(value: Any) -> BadFrame:
    with pytest.raises(BadFrame) as caught:
        decode(value)
    return caught.value


def test_a_frame_is_decoded_to_its_own_type() -> None:
    assert decode({"type": "admit", "id": 3, "visit": "v", "to": "intake"}) == Admit(id=3, visit="v", to="intake")
    assert decode({"type": "join", "id": 0, "visit": "v"}) == Join(id=0, visit="v", read=False)


@pytest.mark.parametrize(
    ("value", "re", "words"),
    [
        ([1], None, "one JSON object"),
        ({"id": 1}, 1, "needs a `type`"),
        ({"type": 7, "id": 1}, 1, "needs a `type`"),
        ({"type": "fly", "id": 1}, 1, "no frame of type 'fly'"),
        ({"type": "admit", "id": 1, "visit": "v"}, 1, "admit: the field `to` is missing"),
        (
            {"type": "admit", "id": 1, "visit": "v", "to": "moon"},
            1,
            "admit: `to` is wrong: 'intake' or 'dermatologist' is needed",
        ),
        ({"type": "leave", "id": 1, "visit": "v", "why": "x"}, 1, "leave: there is no field 'why'"),
        ({"type": "leave", "visit": "v"}, None, "leave: the field `id` is missing"),
        ({"type": "leave", "id": -1, "visit": "v"}, None, "leave: `id` is wrong"),
        ({"type": "leave", "id": True, "visit": ""}, None, "leave:"),
        ({"type": "hand_over", "id": 1, "visit": "v", "note": "\ud800"}, 1, "hand_over: `note` is wrong"),
    ],
)
def test_a_bad_frame_is_answered_in_its_senders_words(value: Any, re: int | None, words: str) -> None:
    bad = refusal(value)
    assert words in bad.message
    assert bad.as_error().re == re
    assert bad.as_error().code == "bad_frame"


def test_a_bad_value_is_not_repeated() -> None:
    bad = refusal({"type": "hand_over", "id": 1, "visit": "v", "note": "Maria " * 1000})
    assert "Maria" not in bad.message


@pytest.mark.parametrize(
    "text",
    ["", "{", "NaN", '{"id": Infinity}', "[" * 5000, "9" * 5000, json.dumps("x" * MAX_FRAME_BYTES)],
    ids=["nothing", "half", "nan", "infinity", "deep", "huge number", "long"],
)
def test_text_that_is_no_short_json_is_refused(text: str) -> None:
    with pytest.raises(BadFrame):
        parse(text)


def test_nesting_has_a_limit() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(BadFrame, match="deep"):
        parse("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(anything)
def test_no_value_gets_past_the_door_or_through_it(value: Any) -> None:
    with pytest.raises(BadFrame):
        decode(value)


@given(st.text())
def test_no_text_raises_anything_else(text: str) -> None:
    with contextlib.suppress(BadFrame):
        parse(text)


# ---- the outbox --------------------------------------------------------------------------------------------------------


def row(visit: str, version: int) -> BoardRowFrame:
    shown = BoardRow(
        visit=visit,
        patient_name="Maria Garcia",
        birth_year=1980,
        scheduled_at="2026-11-22T09:00:00.000Z",
        reason="",
        patient_status="new",
        state=State.WAITING,
        urgent=False,
        waiting_since=None,
        silent_since=None,
        with_names=(),
        camera=None,
        microphone=None,
        media=None,
        commands=(),
    )
    return BoardRowFrame(version=version, row=shown)


async def taken(outbox: Outbox) -> list[Any]:
    return [await outbox.take() for _ in range(len(outbox))]


async def test_a_newer_row_takes_the_place_of_one_that_nobody_has_read() -> None:
    outbox = Outbox()
    for frame in (row("a", 1), Ok(re=1), row("b", 2), row("a", 3)):
        outbox.put(frame)
    assert await taken(outbox) == [Ok(re=1), row("b", 2), row("a", 3)]


async def test_a_whole_board_takes_the_place_of_the_rows_before_it() -> None:
    outbox = Outbox()
    for frame in (row("a", 1), Board(version=2, rows=()), row("a", 3)):
        outbox.put(frame)
    assert await taken(outbox) == [Board(version=2, rows=()), row("a", 3)]


async def test_a_peer_that_does_not_read_fills_its_outbox() -> None:
    outbox = Outbox(capacity=2)
    outbox.put(Ok(re=1))
    outbox.put(row("a", 1))
    outbox.put(row("a", 2))
    with pytest.raises(Full):
        outbox.put(Ok(re=2))


async def test_the_reader_waits_for_the_next_frame() -> None:
    outbox = Outbox()
    reader = asyncio.create_task(outbox.take())
    await asyncio.sleep(0)
    assert not reader.done()
    outbox.put(Ok(re=1))
    assert await reader == Ok(re=1)
