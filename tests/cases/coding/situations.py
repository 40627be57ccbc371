"""Builds visits for the coding tests: people, talk and work in seconds from ten o'clock in New York, and the note."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

from server.coding.loader import load_profiles
from server.coding.note import Consent, Note, PatientLocation
from server.coding.profile_document import parse_profiles
from server.coding.profiles import Profiles
from server.coding.proposal import Proposal
from server.coding.propose import date_of_service, propose
from server.evidence.facts import FactEvent, Facts, MediaInterval, Participant, WorkInterval

PROFILES = load_profiles()
MEDICARE_NOW = PROFILES.profile_for("MEDICARE_FFS", date(2026, 3, 10))
TEN = datetime(2026, 3, 10, 14, 0, 0, tzinfo=UTC)
DERMATOLOGY = "207N00000X"
FAMILY_MEDICINE = "207Q00000X"

PATIENT = Participant("P1", "patient")
CAREGIVER = Participant("G1", "caregiver")
INTERPRETER = Participant("I1", "interpreter")


def clinician(who: str, credential: str, **fields: Any) -> Participant:
    """A member of a dermatology group in New York."""
    known: dict[str, Any] = {
        "npi": "1234567893",
        "group": "G1",
        "specialty": DERMATOLOGY,
        "licensed_states": ("NY",),
        "location": "office",
    }
    return Participant(who, "clinician", credential, **{**known, **fields})


MD = clinician("D1", "MD")
NP = clinician("N1", "NP")
RN = clinician("R1", "RN")
RESIDENT = clinician("E1", "RESIDENT")
OUTSIDER = clinician("X1", "NP", specialty=FAMILY_MEDICINE)
EVERYONE = (PATIENT, CAREGIVER, INTERPRETER, MD, NP, RN, RESIDENT, OUTSIDER)

NOTE = Note(
    payer="PRIV_98000",
    date=date(2026, 3, 10),
    practice_tz="America/New_York",
    patient_status="established",
    rendering="D1",
    initiated_by="patient",
    patient_location=PatientLocation("home", "NY"),
    provider_video_capable=True,
    consent=Consent(True, True),
)


def at(seconds: float) -> datetime:
    """The instant so many seconds after ten o'clock in New York on 2026-03-10."""
    return TEN + timedelta(seconds=seconds)


def media(who: str, kind: str, start: float, end: float, **fields: Any) -> MediaInterval:
    """`who` sent sound or picture."""
    return MediaInterval(who, kind, at(start), at(end), **fields)  # type: ignore[arg-type]


def sound(start: float, end: float, *people: str, **fields: Any) -> tuple[FactEvent, ...]:
    """A talk by sound alone, of the patient with these people (by default the physician)."""
    return tuple(media(who, "audio", start, end, **fields) for who in ("P1", *(people or ("D1",))))


def picture(start: float, end: float, *people: str, **fields: Any) -> tuple[FactEvent, ...]:
    """Pictures of the patient and these people (by default the physician)."""
    return tuple(media(who, "video", start, end, **fields) for who in ("P1", *(people or ("D1",))))


def video(start: float, end: float, *people: str, **fields: Any) -> tuple[FactEvent, ...]:
    """A talk with sound and picture both ways."""
    return (*sound(start, end, *people, **fields), *picture(start, end, *people, **fields))


def work(who: str, activity: str, start: float, end: float, **fields: Any) -> tuple[FactEvent, ...]:
    """Work without need of the patient."""
    return (WorkInterval(who, activity, at(start), at(end), **fields),)


def facts(*events: tuple[FactEvent, ...], people: tuple[Participant, ...] = EVERYONE) -> Facts:
    """Facts of these events; everybody known is a participant."""
    return Facts(people, tuple(event for group in events for event in group))


def code(events: tuple[FactEvent, ...] | Facts, people: tuple[Participant, ...] = EVERYONE, **note: Any) -> Proposal:
    """The proposal for these events and the usual note, changed by `note`."""
    seen = events if isinstance(events, Facts) else Facts(people, events)
    told = replace(NOTE, **note)
    return propose(seen, told, PROFILES.profile_for(told.payer, date_of_service(seen, told)))


def with_settings(**settings: Any) -> Profiles:
    """The private payer's rules with these settings in its newest version."""
    read = json.loads(files("server.coding").joinpath("rules/priv_98000.json").read_text(encoding="utf-8"))
    read["profiles"][0]["versions"][-1]["settings"] = settings
    return parse_profiles(read)


def answer(events: tuple[FactEvent, ...], settings: dict[str, Any], **note: Any) -> Proposal:
    told = replace(NOTE, **note)
    return propose(facts(events), told, with_settings(**settings).profile_for(told.payer, told.date))


TO_MIDNIGHT = 14 * 3600
"""From ten o'clock to the end of the note's date in New York."""
UNHEARD = (*sound(0, 1200), *picture(0, 480), *picture(1200, 1560))
"""Heard with pictures for 8 of 20 min; then pictures for 6 min more, with the sound gone."""
BROKEN = (*video(TO_MIDNIGHT - 1200, TO_MIDNIGHT - 60), *video(TO_MIDNIGHT + 300, TO_MIDNIGHT + 1200))
AT_NIGHT = (*video(-35100, -35100 + 900), *work("D1", "chart_review", -36900, -36600))
"""A talk that begins a quarter past midnight in New York, before it in Chicago, with the chart read an hour before."""
WEST: dict[str, Any] = {"patient_tz": "America/Chicago"}
