"""Patients are found by any words of their name, however they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from server.base.ids import PatientId
from server.practice.patient_names import MOST, named
from server.visits.records import Patient


def patient(name: str) -> Patient:
    return Patient(PatientId(name), name, date(1990, 1, 1), None, "en", None)


EVERYBODY = [patient(name) for name in ("Walter Hughes", "Lucía Herrera", "=cmd|' /C calc'!A0", "Łukasz Ng", "Ng Lu")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("lucia", ["Lucía Herrera"]),
        ("HERRERA lucía", ["Lucía Herrera"]),
        ("  h ", ["Lucía Herrera", "Walter Hughes"]),
        ("hughes lucia", []),
        ("%", []),
        ("=cmd", ["=cmd|' /C calc'!A0"]),
        ("ng", ["Ng Lu", "Łukasz Ng"]),
        ("", [one.name for one in sorted(EVERYBODY, key=lambda one: one.name)]),
    ],
)
def test_words_of_a_name(asked: str, found: list[str]) -> None:
    assert [one.name for one in named(EVERYBODY, asked)] == found


def test_there_is_an_end_to_it() -> None:
    assert len(named([patient(f"Ann {number}") for number in range(MOST + 1)], "ann")) == MOST
