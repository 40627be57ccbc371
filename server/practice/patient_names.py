"""Finding patients by name as people type it: any words of it, in any order, without capitals or accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from server.visits.records import Patient

MOST = 500
"""A name that more patients have than this is not worth looking through."""


def named(patients: Iterable[Patient], asked: str) -> list[Patient]:
    """Patients whose name holds every word that was asked for, by name; at most `MOST`."""
    words = _plain(asked).split()
    found = [patient for patient in patients if all(word in _plain(patient.name) for word in words)]
    return sorted(found, key=lambda patient: patient.name)[:MOST]


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
