"""Visits that were held, as the evidence of them stands in the store: minutes of media without anybody waiting for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from server.api.context import CONTEXT
from server.base.clock import Moment
from server.base.ids import StaffId, VisitId, new_id
from server.evidence.events import (
    CallJoined,
    ConsentGiven,
    Credential,
    Event,
    IdentityConfirmed,
    LocationGiven,
    MediaTick,
    PairTick,
    SeatTaken,
    Track,
    VisitMoved,
)
from server.visits.machine import Move, Outcome, State, Visit
from server.visits.records import Staff
from tests.integration.served import Served

S = 1_000_000_000
BASE = 1_000_000 * S
TICK_S = 5
Sends = dict[Literal["patient", "clinician"], tuple[tuple[int, int, Track], ...]]
"""Who sends which track from which second to which."""


@dataclass(frozen=True)
class Said:
    """A line of the log: its second, what happened, who did it."""

    second: float
    event: Event
    actor: str


def talk(video_s: int, sound_s: int) -> Sends:
    """Both sides by picture and sound, then the patient's picture is gone."""
    whole = video_s + sound_s
    return {
        "patient": ((0, whole, "microphone"), (0, video_s, "camera")),
        "clinician": ((0, whole, "microphone"), (0, whole, "camera")),
    }


async def held(
    server: Served,
    number: int = 0,
    sends: Sends | None = None,
    *,
    consented: bool = True,
    located: bool = True,
    begun: datetime | None = None,
    by: Staff | None = None,
) -> str:
    """Put the log of an ended visit into the store for a demonstration visit; returns its id. Its rendering clinician met the
    patient, or `by` did and nobody is named; `sends` says by what."""
    sends = talk(720, 0) if sends is None else sends
    store = server.app[CONTEXT].store
    visit = VisitId(server.demo["visits"][number]["id"])
    begun = begun or datetime.now(UTC) - timedelta(hours=1)
    async with store.unit() as unit:
        appointment = await unit.appointment(visit)
        assert appointment is not None
        if by is not None:
            appointment = replace(appointment, rendering=None)
        clinician = by or await unit.staff(StaffId(appointment.rendering or ""))
        assert clinician is not None
        patient = (await unit.links_of(visit))[0].id
        seats = {"patient": new_id(), "clinician": new_id()}
        me, them = f"staff:{clinician.id}", f"link:{patient}"
        before = [Said(-60, IdentityConfirmed(link=patient), them)]
        if consented:
            before.append(Said(-50, ConsentGiven(consent="telehealth", text_version="1", text_digest="0" * 64), them))
        if located:
            before.append(Said(-50, LocationGiven(kind="home", state="CA"), them))
        opening = [
            Said(-40, VisitMoved(move=Move.CHECK_IN, state=State.WAITING), them),
            Said(-40, SeatTaken(seat=seats["patient"], person=patient, role="patient"), them),
            Said(
                -1,
                SeatTaken(
                    seat=seats["clinician"],
                    person=clinician.id,
                    role=clinician.role,
                    credential=cast(Credential | None, clinician.credential),
                    npi=clinician.npi,
                    specialty=clinician.specialty,
                    licensed_states=clinician.licensed_states,
                ),
                me,
            ),
            Said(-1, _admitted(clinician), me),
            *(Said(-1, CallJoined(seat=seat), "server") for seat in seats.values()),
        ]
        last = max((until for sent in sends.values() for _, until, _ in sent), default=0)
        ended = Said(last, VisitMoved(move=Move.END, state=State.ENDED, outcome=Outcome.DONE), me)
        for said in [*before, *opening, *ticks(seats, sends, last), ended]:
            at = Moment(begun + timedelta(seconds=said.second), BASE + int(said.second * S), "a boot of the test")
            await unit.append(visit, [said.event], actor=said.actor, at=at)
        over = Visit(State.ENDED, outcome=Outcome.DONE)
        await unit.save_appointment(replace(appointment, visit=over, ended_at=begun + timedelta(seconds=last)))
    return visit


def _admitted(clinician: Staff) -> VisitMoved:
    if clinician.role == "dermatologist":
        return VisitMoved(move=Move.ADMIT_TO_DERMATOLOGIST, state=State.WITH_DERMATOLOGIST)
    return VisitMoved(move=Move.ADMIT_TO_INTAKE, state=State.INTAKE)


def ticks(seats: dict[str, str], sends: Sends, last: int, every_s: int = TICK_S) -> Iterator[Said]:
    """What the server read of these sends to second `last`."""
    for start in range(0, last, every_s):
        pairs = tuple(
            PairTick(
                source=seats[who],
                sink=seats["patient" if who == "clinician" else "clinician"],
                track=track,
                packets=250,
                bytes=20_000,
                first_ns=BASE + max(start, since) * S,
                last_ns=BASE + min(start + every_s, until) * S,
                gap_ns=S // 50,
                gap_end_ns=BASE + min(start + every_s, until) * S,
            )
            for who, sent in sends.items()
            for since, until, track in sent
            if since < start + every_s and until > start
        )
        yield Said(min(start + every_s, last), MediaTick(pairs=pairs), "server")
