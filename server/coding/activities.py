"""The names of work, and which of them are counted toward a visit (docs/coding.md, "Minutes")."""

from __future__ import annotations

from typing import Final

COUNTABLE: Final = frozenset(
    {
        "image_review",
        "chart_review",
        "history_review",
        "documentation",
        "ordering",
        "care_coordination",
        "counseling_caregiver",
        "independent_interpretation_unbilled",
        "results_communication",
    }
)
"""A clinician's own work on the date of the encounter that is part of the visit."""

EXCLUDED: Final = frozenset({"travel", "teaching", "separately_reported", "tech_setup", "scheduling", "waiting"})
"""Never part of the visit, even while the call is up."""

DIGITAL: Final = frozenset({"digital_review", "digital_reply", "digital_plan"})
"""Work of a digital service. It is never added to a visit."""

LABELS: Final = {
    "image_review": "Looking at images",
    "chart_review": "Reading the chart",
    "history_review": "Reading the history",
    "documentation": "Writing the note",
    "ordering": "Ordering",
    "care_coordination": "Coordinating care",
    "counseling_caregiver": "Counseling a caregiver",
    "independent_interpretation_unbilled": "Interpreting a test, not billed on its own",
    "results_communication": "Giving results",
    "travel": "Travel",
    "teaching": "Teaching",
    "separately_reported": "Work reported on its own",
    "tech_setup": "Setting up the connection",
    "scheduling": "Scheduling",
    "waiting": "Waiting",
    "digital_review": "Reading messages",
    "digital_reply": "Answering messages",
    "digital_plan": "Planning care from messages",
}
"""Our own labels, for screens."""
