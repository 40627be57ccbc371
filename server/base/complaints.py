"""What is wrong with a value, in words for whoever sent it: the one place between pydantic's findings and a person.

Each is a phrase that follows the name of a field: "email: a text is needed". Nothing of the value itself is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

WRONG = "this is not what belongs here"
_POSITION = re.compile(r"at (line \d+ column \d+)$")
_NEEDED = {
    "bool": "true or false is needed",
    "date": "a date is needed, like 2026-11-22",
    "datetime": "a time with its zone is needed, like 2026-11-22T09:30:00Z",
    "dict": "an object is needed",
    "extra": "there is no such field",
    "finite": "a number is needed",
    "float": "a number is needed",
    "int": "a whole number is needed",
    "list": "a list is needed",
    "missing": "this is missing",
    "model": "an object is needed",
    "timezone": "a time with its zone is needed, like 2026-11-22T09:30:00Z",
    "tuple": "a list is needed",
}
"""By the first word of pydantic's type of error (pydantic's documentation, "Validation Errors")."""


def complaint(found: Mapping[str, Any], patterns: Mapping[str, str] | None = None) -> str:
    """The words for one of `ValidationError.errors()`. `patterns` says of a regular expression what it asks for."""
    kind, said = str(found["type"]), found.get("ctx") or {}
    match kind:
        case "value_error":
            return str(found["msg"]).removeprefix("Value error, ")  # raised by a validator of ours
        case "json_invalid":
            where = _POSITION.search(str(found["msg"]))
            return f"this is not JSON ({where[1]})" if where else "this is not JSON"
        case "literal_error" | "enum":
            return f"{said['expected']} is needed"
        case "string_unicode":
            return "this holds a character that cannot be kept, such as half of a surrogate pair"
        case "string_pattern_mismatch":
            return (patterns or {}).get(said["pattern"], "this is not written as it has to be")
        case "string_too_short":
            return "this is empty" if said["min_length"] == 1 else f"{said['min_length']} characters or more are needed"
        case "string_too_long":
            return f"{said['max_length']} characters are allowed at most"
        case "too_short":
            return f"{said['min_length']} or more are needed"
        case "too_long":
            return f"{said['max_length']} are allowed at most"
        case "greater_than":
            return f"more than {_plain(said['gt'])} is needed"
        case "greater_than_equal":
            return f"{_plain(said['ge'])} or more is needed"
        case "less_than":
            return f"less than {_plain(said['lt'])} is needed"
        case "less_than_equal":
            return f"{_plain(said['le'])} is allowed at most"
        case _ if kind.startswith("string"):
            return "a text is needed"
    return _NEEDED.get(kind.partition("_")[0], WRONG)


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)
