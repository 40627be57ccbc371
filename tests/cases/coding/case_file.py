"""Worked cases in the form of a file of cases, each written in few lines: clock times of the practice's zone, JSON out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DERMATOLOGY = "207N00000X"
FAMILY_MEDICINE = "207Q00000X"
MEMBERS: dict[str, dict[str, Any]] = {
    "D1": {"credential": "MD", "npi": "1234567893"},
    "D2": {"credential": "DO", "npi": "1093817465"},
    "N1": {"credential": "NP", "npi": "1679576722"},
    "A1": {"credential": "PA", "npi": "1518060813"},
    "X1": {"credential": "NP", "npi": "1528060837", "specialty": FAMILY_MEDICINE},
    "Z1": {"credential": "MD", "npi": "1003000126", "group": "G9"},
    "R1": {"credential": "RN"},
    "M1": {"credential": "MA"},
    "S1": {"credential": "SCRIBE"},
    "E1": {"credential": "RESIDENT"},
}
DAY = date(2026, 3, 10)
ZONE = "America/New_York"


def member(who: str, **more: Any) -> dict[str, Any]:
    """A participant: the patient P1, a caregiver G1, an interpreter I1, or a member of the practice."""
    roles = {"P": "patient", "G": "caregiver", "I": "interpreter"}
    if who[0] in roles:
        return {"id": who, "role": roles[who[0]]} | more
    usual = {
        "role": "clinician",
        "group": "G1",
        "specialty": DERMATOLOGY,
        "licensed_states": ["NY"],
        "location": "office",
    }
    return {"id": who} | usual | MEMBERS[who] | more


def moment(clock: str, on: date = DAY, tz: str = ZONE) -> str:
    """ "10:00", "10:00:01" or "+1 00:10" (days after the date) as an instant with its offset."""
    days, _, hours = clock.rpartition(" ")
    at = datetime.combine(on + timedelta(days=int(days or 0)), time.fromisoformat(hours), ZoneInfo(tz))
    return at.isoformat()


Told = tuple[str, str, str, dict[str, Any]]
"""Who, what, from when to when, and anything else about the event: resolved against the case's date and zone."""


def talk(start: str, end: str, *people: str, **more: Any) -> list[Told]:
    """Sound of the patient and these people, by default D1."""
    return [(who, "audio", f"{start}/{end}", more) for who in ("P1", *(people or ("D1",)))]


def picture(start: str, end: str, *people: str, **more: Any) -> list[Told]:
    """Pictures of the patient and these people, by default D1."""
    return [(who, "video", f"{start}/{end}", more) for who in ("P1", *(people or ("D1",)))]


def video(start: str, end: str, *people: str, **more: Any) -> list[Told]:
    """Sound and pictures both ways."""
    return [*talk(start, end, *people, **more), *picture(start, end, *people, **more)]


def one(who: str, kind: str, start: str, end: str, **more: Any) -> list[Told]:
    """What one person sent ("audio", "video") or worked on (an activity)."""
    return [(who, kind, f"{start}/{end}", more)]


def case(name: str, why: str, expected: str, *events: list[Told], flags: str = "", **note: Any) -> dict[str, Any]:
    """One case. `expected` is "disposition code basis modifiers pos minutes": `-` where there is none, modifiers and add-ons
    joined by `+`, as in "ready 98007+99417x2 time - 10 70"; `flags` must be raised, one after `!` must not."""
    on, tz = date.fromisoformat(note.get("date", DAY.isoformat())), note.get("practice_tz", ZONE)
    rows: list[dict[str, Any]] = []
    for who, kind, span, more in [event for group in events for event in group]:
        start, end = (moment(part, on, tz) for part in span.split("/"))
        shape = {"t": "media", "kind": kind} if kind in ("audio", "video") else {"t": "work", "activity": kind}
        rows.append({**shape, "who": who, "start": start, "end": end, **more})
    people = note.pop("people", {})
    there = {"P1", "D1", *(row["who"] for row in rows), *people}
    told = {
        "payer": "PRIV_98000", "patient_status": "established", "mdm_level": None, "date": on.isoformat(), "practice_tz": tz,
        "service_intent": "visit", "initiated_by": "patient", "rendering": "D1",
        "participants": [member(who, **people.get(who, {})) for who in sorted(there)], "events": rows,
        "patient_location": {"kind": "home", "state": "NY"}, "audio_only_reason": None, "provider_video_capable": True,
        "consent": {"telehealth": True, "audio_only": True}, "prior_related_em": None, "leads_to_em": None,
    } | note  # fmt: skip
    return {"id": name, "description": why, "input": told, "expected": expected, "flags": flags.split()}
