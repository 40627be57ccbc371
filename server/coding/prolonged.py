"""Prolonged services: what is added where the time goes on past the highest level."""

from __future__ import annotations

from server.coding.families import Family
from server.coding.findings import Findings
from server.coding.minutes import Measured
from server.coding.profiles import Profile
from server.coding.proposal import AddOn
from server.coding.time import MINUTE, in_words


def prolonged(measured: Measured, profile: Profile, family: Family, new: bool, found: Findings) -> tuple[AddOn, ...]:
    """Each further full 15 min after the highest level, which time chose."""
    rules = profile.prolonged
    if rules is None or (rules.code == "G2212" and family != "992"):
        return ()
    first = (rules.new_first if new else rules.established_first) * MINUTE
    step = rules.step * MINUTE
    total = measured.time
    rule = "add_on_codes.medicare" if rules.code == "G2212" else "add_on_codes"
    if total < first:
        found.because(
            "add_on_codes",
            f"{rules.code} starts at {first // MINUTE} min.",
            rule=rule,
            change=f"{in_words(first - total)} more counted time",
        )
        return ()
    units = 1 + (total - first) // step
    found.because(
        "add_on_codes",
        f"{units} x {rules.code}: from {first // MINUTE} min, then each full {rules.step} min.",
        rule=rule,
        spans=measured.total,
        change=f"{in_words(first + units * step - total)} more counted time for one more unit",
    )
    return (AddOn(rules.code, units),)
