"""Whether somebody is licensed where the patient is, as staff read it."""

import pytest

from server.base.ids import StaffId
from server.visits.licence import licence
from server.visits.records import Staff


def doctor(name: str, *states: str, role: str = "dermatologist", active: bool = True) -> Staff:
    return Staff(
        id=StaffId(name), email=name, name=name, role=role, credential="MD", password_hash="",  # type: ignore[arg-type]
        licensed_states=states, active=active,
    )  # fmt: skip


LEE, KIM, BLANK = doctor("Lee", "CA", "NV"), doctor("Kim", "TX"), doctor("Blank")


@pytest.mark.parametrize(
    ("state", "rendering", "staff", "status"),
    [
        ("CA", LEE, [LEE, KIM], "licensed"),
        ("TX", LEE, [LEE, KIM], "not_licensed"),  # Another may be, and is named; the one who is to come is not.
        ("TX", None, [LEE, KIM], "licensed"),
        ("NY", None, [LEE, KIM, BLANK], "not_licensed"),
        ("NY", BLANK, [LEE, BLANK], "unknown"),
        ("NY", None, [BLANK], "unknown"),
        ("NY", None, [], "unknown"),
        ("CA", None, [doctor("Gone", "CA", active=False)], "unknown"),
        ("CA", None, [doctor("Nurse", "CA", role="npc")], "unknown"),
    ],
)
def test_the_named_dermatologist_decides_else_any(
    state: str, rendering: Staff | None, staff: list[Staff], status: str
) -> None:
    assert licence(state, rendering, staff).status == status


def test_who_is_licensed_there_is_named() -> None:
    assert licence("TX", LEE, [LEE, KIM]).licensed == ("Kim",)
