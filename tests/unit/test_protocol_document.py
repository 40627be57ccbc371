"""PROTOCOL.md names every frame and every field, and nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from server.access.commands import VisitCommand
from server.evidence.events import Credential
from server.rooms.views import BoardRow, Party, Slot
from server.signaling.client_frames import ClientFrame
from server.signaling.frames import MAX_FRAME_BYTES, PROTOCOL_VERSION
from server.signaling.schema import schema
from server.signaling.server_frames import ServerFrame
from server.visits.machine import Outcome, State

TEXT = (Path(__file__).parents[2] / "PROTOCOL.md").read_text()
FROM_CLIENT, FROM_SERVER = TEXT.split("## Frames from a client")[1].split("## Frames from the server")
NAMED = set(re.findall(r"`([^`]+)`", TEXT))


def members(union: Any) -> list[type[BaseModel]]:
    return list(get_args(get_args(union)[0]))


CLIENT, SERVER = members(ClientFrame), members(ServerFrame)


def kind(frame: type[BaseModel]) -> str:
    return str(frame.model_fields["type"].default)


def row(frame: type[BaseModel]) -> str:
    """The line of the table about a client's frame."""
    return next(line for line in FROM_CLIENT.splitlines() if line.startswith(f"| `{kind(frame)}` |"))


def choices(annotation: Any) -> set[str]:
    if get_origin(annotation) is Literal:
        return {value for value in get_args(annotation) if isinstance(value, str)}
    if get_origin(annotation) is UnionType:
        return set().union(*(choices(part) for part in get_args(annotation)))
    return set()


@pytest.mark.parametrize("frame", CLIENT, ids=kind)
def test_each_frame_from_a_client_has_a_row_that_names_its_fields_and_choices(frame: type[BaseModel]) -> None:
    line = row(frame)
    for name, field in frame.model_fields.items():
        if name in ("type", "id", "visit"):
            continue
        assert f"`{name}`" in line
        for choice in choices(field.annotation):
            assert f"`{choice}`" in line


def test_only_the_first_two_rows_are_about_no_visit() -> None:
    assert [kind(frame) for frame in CLIENT if "visit" not in frame.model_fields] == ["board.watch", "board.leave"]


@pytest.mark.parametrize("frame", [*SERVER, Party, Slot, BoardRow], ids=lambda one: one.__name__)
def test_each_frame_from_the_server_and_each_of_its_parts_is_described(frame: type[BaseModel]) -> None:
    if "type" in frame.model_fields:
        assert re.search(rf"^### .*`{re.escape(kind(frame))}`", FROM_SERVER, re.MULTILINE)
    for name, field in frame.model_fields.items():
        if name != "type":
            assert f"`{name}`" in FROM_SERVER, name
        if name not in ("commands", "role"):
            for choice in choices(field.annotation):
                assert choice in NAMED, choice


def test_rows_describe_no_frame_that_does_not_exist() -> None:
    described = re.findall(r"^\| `([a-z_.]+)` \|", FROM_CLIENT, re.MULTILINE)
    assert described == [kind(frame) for frame in CLIENT]
    headings = re.findall(r"`([^`]+)`", "\n".join(line for line in FROM_SERVER.splitlines() if line.startswith("### ")))
    assert sorted(headings) == sorted(kind(frame) for frame in SERVER)


def test_states_outcomes_credentials_and_commands_are_named() -> None:
    for name in (*State, *Outcome, *get_args(Credential)):
        assert f"`{name}`" in TEXT
    frames = {kind(frame) for frame in CLIENT}
    for command in get_args(VisitCommand):
        assert command in frames or f"`{command}`" in TEXT


def test_limits_and_version_are_as_written() -> None:
    assert f"Version {PROTOCOL_VERSION}." in TEXT
    assert f"{MAX_FRAME_BYTES // 1024} KiB" in TEXT


def test_the_schema_holds_both_unions_closed() -> None:
    defs = schema()["$defs"]
    assert {part["$ref"].rsplit("/", 1)[1] for part in defs["ClientFrame"]["oneOf"]} == {one.__name__ for one in CLIENT}
    assert {part["$ref"].rsplit("/", 1)[1] for part in defs["ServerFrame"]["oneOf"]} == {one.__name__ for one in SERVER}
    assert all(one["additionalProperties"] is False for one in defs.values() if one.get("type") == "object")
