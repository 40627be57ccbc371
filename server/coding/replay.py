"""A proposal's input read back from the text whose hash it carries: the same answer, years later, from that text alone."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, Final, get_args, get_type_hints

from server.base.errors import Invalid
from server.coding import note as notes
from server.coding.note import Note
from server.coding.profile_document import parse_versions
from server.coding.profiles import Profile
from server.coding.time import moment
from server.evidence import facts as witnessed
from server.evidence.facts import Facts

_TYPES: Final[dict[str, Any]] = {
    name: kind for module in (notes, witnessed) for name, kind in vars(module).items() if is_dataclass(kind)
}


def read_input(text: str) -> tuple[Facts, Note, Profile | None]:
    """Facts, note and profile of `canonical.input_text`. Raises `Invalid` where the text is another."""
    try:
        whole = json.loads(text)
        seen = Facts(
            tuple(_record(person) for person in whole["participants"]),
            tuple(_record(event) for event in whole["events"]),
        )
        return seen, _record(whole["note"]), _profile(whole["profile"], whole["version"])
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(f"This is no stored input of a proposal: {type(error).__name__}") from None


def _record(plain: dict[str, Any]) -> Any:
    kind = _TYPES[plain["type"]]
    hints = get_type_hints(kind)
    # A field that came later is not in an older text, and has its default.
    return kind(
        **{field.name: _value(plain[field.name], hints[field.name]) for field in fields(kind) if field.name in plain}
    )


def _value(plain: Any, hint: Any) -> Any:
    wanted = {hint, *get_args(hint)}
    if isinstance(plain, dict):
        return _record(plain)
    if isinstance(plain, list):
        return tuple(_value(one, next(iter(get_args(hint)), Any)) for one in plain)
    if datetime in wanted and isinstance(plain, int):
        return moment(plain)
    if date in wanted and isinstance(plain, str):
        return date.fromisoformat(plain)
    return plain


def _profile(plain: dict[str, Any] | None, label: str) -> Profile | None:
    if plain is None:
        return None
    document = {
        "schema": "payer-profile/1",
        "profiles": [{**plain, "name": plain["id"], "versions": [plain["version"]]}],
    }
    document["profiles"][0].pop("version")  # type: ignore[attr-defined]
    profile = parse_versions(document, "input")[0]
    # A lapse that was not restored yet when the answer was given: its label says so (`Profiles.profile_for`).
    return (
        profile
        if profile.version == label
        else replace(profile, home_covered=False, retroactive_windows=(), version=label)
    )
