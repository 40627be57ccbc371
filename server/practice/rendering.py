"""Who renders a visit: read from who was there, or named by a person; and who may name whom.

The claim goes on the rendering clinician's NPI, and they decide its proposal (docs/adr/0017): naming somebody gives that away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.access.policy import Actor
from server.access.ports import Entry, Unit
from server.base.errors import Invalid
from server.base.ids import StaffId
from server.evidence.events import CallJoined, SeatTaken
from server.evidence.facts import Facts, Joined
from server.practice.people import BILLS
from server.visits.records import Appointment


def rendering_of(appointment: Appointment, facts: Facts, entries: Sequence[Entry]) -> StaffId | None:
    """The clinician on whose NPI the claim goes: the appointment's, else the only dermatologist who joined the visit,
    else the only one who joined and can bill. Of several nobody is guessed."""
    if appointment.rendering is not None:
        return appointment.rendering
    joined = {event.who for event in facts.events if isinstance(event, Joined)}
    billing = {one.id for one in facts.participants if one.credential in BILLS} & joined
    seats = (entry.event for entry in entries if isinstance(entry.event, SeatTaken))
    dermatologists = {seat.person for seat in seats if seat.role == "dermatologist"} & billing
    for candidates in (dermatologists, billing):
        if len(candidates) == 1:
            return StaffId(candidates.pop())
    return None


async def name_rendering(unit: Unit, appointment: Appointment, clinician: str, actor: Actor) -> Appointment:
    """The appointment with `clinician` as the one who renders it, kept.

    A dermatologist may name any clinician who can bill. From a nurse's seat only a gap is filled: nobody is named, nobody has
    decided, no dermatologist was in the call. Who sits in a nurse's seat is only named where they were in the call.
    Raises `Invalid` otherwise.
    """
    if clinician == appointment.rendering:
        return appointment
    staff = await unit.staff(StaffId(clinician))
    if staff is None or staff.credential not in BILLS or staff.role not in ("npc", "dermatologist"):
        raise Invalid("rendering: name a clinician of this practice who is MD, DO, NP or PA.")
    if await unit.document(appointment.id, "consultation") is not None:
        raise Invalid("rendering: advice between clinicians is rendered by whoever gave it or asked for it.")
    was_in = _in_call(await unit.evidence(appointment.id))
    if staff.role != "dermatologist" and staff.id not in was_in:
        raise Invalid("rendering: this colleague was not in the call of this visit.")
    if actor.role != "dermatologist" and (
        appointment.rendering is not None
        or "dermatologist" in was_in.values()
        or await unit.document(appointment.id, "decision") is not None
    ):
        raise Invalid("rendering: who renders this visit is settled, and only a dermatologist can change it.")
    return await unit.save_appointment(replace(appointment, rendering=staff.id))


def _in_call(entries: Sequence[Entry]) -> dict[str, str]:
    """Everybody who was ever in the call, and the role of the seat; of several roles the dermatologist's."""
    seats = {one.event.seat: one.event for one in entries if isinstance(one.event, SeatTaken)}
    found: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry.event, CallJoined) and (seat := seats.get(entry.event.seat)) is not None:
            found[seat.person] = "dermatologist" if found.get(seat.person) == "dermatologist" else seat.role
    return found
