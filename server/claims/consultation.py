"""What the record of advice between clinicians has to show: the elements that are about a patient at the other end fall away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

Standing = Literal["present", "missing", "elsewhere", "not_needed"]
_NO_PATIENT: Final = frozenset({"N2", "N3", "N7", "N10", "N11", "N14"})


def consulted(element: str, told: Mapping[str, Any], versions: int) -> tuple[Standing, bool, str] | None:
    """How one element stands, whether the claim waits for it, and in words; None where it stands as for every service.
    `versions` counts the note and its corrections."""
    if element in _NO_PATIENT:
        return "not_needed", False, "Clinicians among themselves: the patient was not there."
    advised = told["side"] == "consultant"
    match element:
        case "N1":
            return "present", True, f"Between clinicians, with {told['colleague']}."
        case "N4":
            return "not_needed", False, "Advice between clinicians is no telehealth service."
        case "N5" if told["consent"]:
            return "present", True, "The patient agreed to it; noted by the clinician."
        case "N5":
            return "missing", True, "That the patient agreed to it is not on record."
        case "N8":
            again = f" The note was corrected; this is version {versions}." if versions > 1 else ""
            spoken = f", {told['spoken_minutes']} min of them spoken" if advised else ""
            return (
                "present",
                True,
                f"{told['total_minutes']} min{spoken}: told by the clinician, not measured by this server.{again}",
            )
        case "N12" if told["answer"] or not advised:
            return "present", True, "The question and the answer are on record here."
        case "N12":
            return "missing", True, "What was answered is not on record."
    return None
