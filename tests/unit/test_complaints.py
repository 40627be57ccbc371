"""Whatever is sent to whatever field, its sender reads our words about it, never a library's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from server.api import routes  # noqa: F401 - registers the operations
from server.api.bodies import PATTERNS
from server.api.operations import OPERATIONS
from server.base.complaints import WRONG, complaint
from server.base.config import Config
from server.signaling.client_frames import ClientFrame

JUNK: tuple[Any, ...] = (
    None, True, -1, 1.5, 10**400, float("nan"), "", "x", "x" * 20_000, "31.12.1980", "2026-02-30", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z", "2026-01-01T00:00:00", "a\ud800", [], ["x"] * 300, [[1, 2, 3]], {}, {"x": 1}, [{}], {"kind": 5},
)  # fmt: skip
FOREIGN = re.compile(
    r"\b([Ii]nput|[Ss]tring|integer|boolean|datetime|dictionary|[Tt]uple|instance|[Vv]alid\w*|pattern|pars\w*|timezone|None)\b"
)


def models() -> list[type[BaseModel]]:
    asked = {model for op in OPERATIONS for model in (op.body, op.query) if model is not None}
    frames = get_args(get_args(ClientFrame)[0])
    return sorted({*asked, *frames}, key=lambda model: model.__name__)


def complaints(model: type[BaseModel]) -> Iterator[str]:
    """What is said of junk in each field, and of junk in place of the whole."""
    fields = model.model_fields
    for junk in JUNK:
        for body in (junk, dict.fromkeys(fields, junk), {name: {"x": junk} for name in fields}):
            try:
                model.model_validate(body)
            except ValidationError as error:
                yield from (complaint(found, PATTERNS) for found in error.errors(include_url=False))


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_what_is_wrong_with_a_field_is_said_in_our_words(model: type[BaseModel]) -> None:
    foreign = {said for said in complaints(model) if said == WRONG or FOREIGN.search(said)}
    assert foreign == set()


@pytest.mark.parametrize("name", sorted(str(field.validation_alias) for field in Config.model_fields.values()))
def test_what_is_wrong_with_a_setting_is_said_in_our_words(name: str) -> None:
    said = set()
    for junk in ("", "x", "-1", "99999999", "1.5", "a b"):
        try:
            Config.model_validate({name: junk})
        except ValidationError as error:
            said |= {complaint(found) for found in error.errors()}
    assert {one for one in said if one == WRONG or FOREIGN.search(one)} == set()


def test_a_body_that_is_no_json_is_told_where() -> None:
    with pytest.raises(ValidationError) as caught:
        models()[0].model_validate_json('{"a": 1,\n nope}')
    assert complaint(caught.value.errors()[0]) == "this is not JSON (line 2 column 2)"
