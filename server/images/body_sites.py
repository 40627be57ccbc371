"""The named regions of the body's surface: own ids, which never change, with their names and drawings elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BodySite:
    """A region. `snomed` is SNOMED CT's code where `pydicom.sr` has it, and what that calls it."""

    id: str
    group: str
    sides: tuple[str, ...]
    """On which drawing it is: `front`, `back`, or both."""
    snomed: str | None
    snomed_name: str | None


def _read() -> dict[str, BodySite]:
    listed = json.loads((Path(__file__).parent / "body_sites.json").read_text())
    return {
        one["id"]: BodySite(one["id"], one["group"], tuple(one["sides"]), one.get("snomed"), one.get("snomed_name"))
        for one in listed
    }


SITES: dict[str, BodySite] = _read()
