"""A proposal in words, for a person at a terminal."""

from __future__ import annotations

from server.coding.proposal import Proposal


def explain(proposal: Proposal, name: str) -> str:
    """The answer, then each reason with what is missing and what would change it."""
    code = proposal.code or "no code"
    beside = "".join(f"-{modifier}" for modifier in proposal.modifiers)
    add_ons = "".join(f" + {add_on.units} x {add_on.code}" for add_on in proposal.add_on_codes)
    lines = [
        f"{name}: {proposal.disposition}, {code}{beside}{add_ons}, POS {proposal.pos or 'none'}, "
        f"{proposal.total_minutes} min counted, {proposal.medical_discussion_minutes} min of discussion, "
        f"{proposal.modality}, {proposal.date_of_service}"
    ]
    for reason in proposal.reasons:
        dated = f", {reason.source_date}" if reason.source_date else ""
        lines.append(f"  {reason.field.removeprefix('flags.')}: {reason.text} [{reason.rule}; {reason.source}{dated}]")
        if reason.missing:
            lines.append(f"    missing: {reason.missing}")
        if reason.change:
            lines.append(f"    would change it: {reason.change}")
    return "\n".join(lines) + "\n"
