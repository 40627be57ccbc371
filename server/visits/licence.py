"""Whether somebody who may see this patient is licensed where the patient is. Pure: words for staff, never a lock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from server.visits.records import Staff

LicenceStatus = Literal["licensed", "not_licensed", "unknown"]


@dataclass(frozen=True, slots=True)
class Licence:
    """`state` is where the patient says to be. `status` is the named dermatologist's, or, where none is named, that of the
    dermatologists together; `unknown` where nobody wrote licences down. `licensed` names those who are."""

    state: str
    status: LicenceStatus
    licensed: tuple[str, ...]


def licence(state: str, rendering: Staff | None, staff: Iterable[Staff]) -> Licence:
    """How the licences on file answer to the patient's state, a USPS code."""
    dermatologists = [one for one in staff if one.active and one.role == "dermatologist"]
    licensed = tuple(one.name for one in dermatologists if state in one.licensed_states)
    asked = [rendering] if rendering else dermatologists
    status: LicenceStatus = "not_licensed"
    if any(state in one.licensed_states for one in asked):
        status = "licensed"
    elif not any(one.licensed_states for one in asked):
        status = "unknown"
    return Licence(state, status, licensed)
