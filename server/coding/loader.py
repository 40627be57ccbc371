"""Reads the payers' rules: the package's own at start, or another file that a practice gives. The one module here with I/O."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

from server.base.errors import Invalid
from server.coding.case import read_case
from server.coding.compare import WorkedCase
from server.coding.profile_document import parse_profiles, parse_versions
from server.coding.profile_spelling import check_spelling
from server.coding.profiles import Profile, Profiles


def load_profiles() -> Profiles:
    """The rules that come with the product, one file per payer."""
    versions: list[Profile] = []
    for entry in sorted(files("server.coding").joinpath("rules").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".json"):
            versions.extend(parse_versions(json.loads(entry.read_text(encoding="utf-8")), entry.name))
    return Profiles(versions)


@lru_cache(maxsize=1)
def worked_cases() -> tuple[WorkedCase, ...]:
    """The worked cases that come with the product: a change of a payer's rules is shown by the answers it would change."""
    rows = json.loads(files("server.coding").joinpath("cases.json").read_text(encoding="utf-8"))
    return tuple(WorkedCase(row["id"], row["description"], *read_case(row)) for row in rows)


def read_profiles(text: str, name: str = "profiles") -> Profiles:
    """Rules from the text of a profile file. Raises `Invalid` naming the field, or the place where it is no JSON."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{name}: is not JSON: {error}") from None
    profiles = parse_profiles(document, name)
    check_spelling(document, name)
    return profiles
