"""Whose minutes count. The credential decides, never a label such as "NPC", which some practices use for nurses."""

from __future__ import annotations

from typing import Final

from server.evidence.facts import Participant

_SPELLINGS: Final = frozenset({"PA-C", "NP-C", "FNP", "FNP-C", "FNP-BC", "CRNP", "ARNP"})
"""Other spellings of PA and NP. The bare label "NPC" stays unknown on purpose: some practices use it for nurses."""
QUALIFIED: Final = frozenset({"MD", "DO", "NP", "PA", "CNS", "CNM"}) | _SPELLINGS
"""Physicians and other qualified health care professionals (QHP): they report E/M services under their own NPI."""

TRAINEES: Final = frozenset({"RESIDENT", "FELLOW"})
CLINICAL_STAFF: Final = frozenset({"RN", "LPN", "LVN", "MA", "CMA", "RMA", "BSN"})
"""Staff who may see an established patient incident-to a physician."""

PATIENT_SIDE: Final = frozenset({"patient", "caregiver"})


def credential(participant: Participant) -> str | None:
    """The credential without points and blanks, in capitals."""
    if participant.credential is None:
        return None
    return participant.credential.upper().replace(".", "").replace(" ", "")


def is_patient_side(participant: Participant) -> bool:
    """Patient or caregiver: a caregiver counts as the patient, whatever the caregiver's own training."""
    return participant.role in PATIENT_SIDE


def is_qualified(participant: Participant) -> bool:
    """True for a member of the practice whose minutes can count."""
    return participant.role not in ("patient", "caregiver", "interpreter") and credential(participant) in QUALIFIED


def is_staff(participant: Participant) -> bool:
    """True for a member of the practice whose minutes never count."""
    return participant.role not in ("patient", "caregiver", "interpreter") and credential(participant) not in QUALIFIED


def same_team(one: Participant, other: Participant) -> bool:
    """Same group and same specialty, both known: their work on one date is one service."""
    return (
        one.group is not None
        and one.group == other.group
        and one.specialty is not None
        and one.specialty == other.specialty
    )
