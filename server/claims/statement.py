"""The sentence that a clinician signs about the time, and lengths of time as the claims' papers say them."""

from __future__ import annotations

from server.claims.record import CodedVisit
from server.coding.time import SECOND


def time_statement(coded: CodedVisit) -> str:
    """The sentence that a clinician signs by accepting a level chosen by time."""
    minutes = coded.proposal.total_minutes
    did = {row.activity.replace("_", " ") for row in coded.proposal.minutes if row.counted}
    listed = ", ".join(sorted(did - {"talk"}))
    activities = "talk with the patient" + (f", {listed}" if listed else "")
    return (
        f"Total time on the date of service: {minutes} minutes exactly ({activities}). "
        "Time of clinical staff and of separately reported services is not included."
    )


def in_words(microseconds: int) -> str:
    """A length to the second, cut: "12 min 5 s"."""
    minutes, seconds = divmod(microseconds // SECOND, 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
