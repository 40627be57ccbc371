"""Reading decoded JSON into typed values, with errors that name the field: "input.events[3].start: ..."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfoNotFoundError

from server.base.errors import Invalid
from server.coding.time import zone

_MISSING = object()
_YEARS = (1900, 2200)
_MOST = 10**9
_UNREADABLE = re.compile("[\udc80-\udcff]")
"""Bytes that are no UTF-8, as a file read with `surrogateescape` holds them."""
_Day = TypeVar("_Day", date, datetime)


class Fields:
    """One JSON object and the path to it. Every accessor raises `Invalid` where the value is absent or of another kind."""

    __slots__ = ("path", "values")

    def __init__(self, path: str, values: object) -> None:
        if not isinstance(values, dict):
            raise Invalid(f"{path or 'case'}: must be an object, not {_kind(values)}")
        self.path = path
        self.values: Mapping[str, Any] = values

    def at(self, key: str) -> str:
        """The path of one of the object's fields."""
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, problem: str) -> Invalid:
        """The error to raise about a field."""
        return Invalid(f"{self.at(key)}: {problem}")

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse a field that nobody reads: it is most likely misspelt."""
        for key in self.values:
            if key not in allowed:
                raise self.wrong(key, "no field of this name exists here")

    def _get(self, key: str) -> Any:
        value = self.values.get(key, _MISSING)
        if value is _MISSING or value is None:
            raise self.wrong(key, "is missing")
        return value

    def has(self, key: str) -> bool:
        """True where the field is present and not null."""
        return self.values.get(key) is not None

    def text(self, key: str) -> str:
        """A string that is not empty."""
        value = self._get(key)
        if value == "":
            raise self.wrong(key, "must not be empty")
        if not isinstance(value, str):
            raise self.wrong(key, f"must be text, not {_kind(value)}")
        if _UNREADABLE.search(value):
            raise self.wrong(key, "is not UTF-8 text")
        return value

    def text_or_none(self, key: str) -> str | None:
        """A string, or None where the field is absent or null."""
        return self.text(key) if self.has(key) else None

    def choice(self, key: str, choices: Iterable[str]) -> Any:
        """One of a closed set of strings."""
        value = self._get(key)
        known = tuple(choices)
        if value not in known or not isinstance(value, str):
            raise self.wrong(key, f"must be one of {', '.join(known)}, not {shown(value)}")
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """True or false; `default` where absent or null."""
        return default if not self.has(key) else cast(bool, self.boolean_or_none(key))

    def boolean_or_none(self, key: str) -> bool | None:
        """True, false, or None where absent or null."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.wrong(key, f"must be true or false, not {shown(value)}")

    def whole(self, key: str, minimum: int = 0) -> int:
        """A whole number that is not below `minimum`, nor beyond what a number of minutes or seconds can be."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= _MOST:
            raise self.wrong(key, f"must be a whole number from {minimum} to {_MOST}, not {shown(value)}")
        return value

    def number_or_none(self, key: str) -> float | None:
        """A number that is not negative, or None where absent or null."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise self.wrong(key, f"must be a number from 0 on, not {shown(value)}")
        return float(value)

    def day(self, key: str) -> date:
        """A calendar date, YYYY-MM-DD."""
        value = self.text(key)
        try:
            read = date.fromisoformat(value)
        except ValueError:
            raise self.wrong(key, f"must be a date such as 2026-03-10, not {shown(value)}") from None
        return _within(self, key, read)

    def day_or_none(self, key: str) -> date | None:
        """A calendar date, or None where absent or null."""
        return self.day(key) if self.has(key) else None

    def instant(self, key: str) -> datetime:
        """An instant with its offset from UTC."""
        value = self.text(key)
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            raise self.wrong(key, f"must be an instant such as 2026-03-10T10:00:00-04:00, not {shown(value)}") from None
        if read.tzinfo is None:
            raise self.wrong(key, f"must say its offset from UTC, as in 2026-03-10T10:00:00-04:00, not {shown(value)}")
        return _within(self, key, read)

    def tz(self, key: str) -> str:
        """The name of a time zone."""
        value = self.text(key)
        try:
            zone(value)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            raise self.wrong(key, f"must be a time zone such as America/New_York, not {shown(value)}") from None
        return value

    def inner(self, key: str) -> Fields:
        """An object inside this one."""
        return Fields(self.at(key), self._get(key))

    def inner_or_empty(self, key: str) -> Fields:
        """An object inside this one; an empty one where absent or null."""
        return self.inner(key) if self.has(key) else Fields(self.at(key), {})

    def rows(self, key: str) -> list[Fields]:
        """A list of objects; an empty one where absent or null."""
        return [Fields(f"{self.at(key)}[{position}]", row) for position, row in enumerate(self.items(key))]

    def items(self, key: str) -> list[Any]:
        """A list; an empty one where absent or null."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(key, f"must be a list, not {_kind(value)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; an empty one where absent or null."""
        values = self.items(key)
        for position, value in enumerate(values):
            if not isinstance(value, str) or not value:
                raise self.wrong(f"{key}[{position}]", f"must be text, not {_kind(value)}")
        return tuple(values)


def printable(text: str) -> str:
    """The text with a mark in place of each byte that is no UTF-8."""
    return _UNREADABLE.sub("\ufffd", text)


def _within(fields: Fields, key: str, read: _Day) -> _Day:
    if not _YEARS[0] <= read.year < _YEARS[1]:
        raise fields.wrong(key, f"the year {read.year} cannot be right")
    return read


def _kind(value: object) -> str:
    kinds: dict[type, str] = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def shown(value: object) -> str:
    """A short form of a wrong value. Only structure, dates and numbers pass here, never a name of a person."""
    whole = printable(repr(value))
    return whole if len(whole) <= 40 else whole[:37] + "..."
