"""A practice's records without a server: patients seen before, today and again, as their evidence stands in a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.access.policy import Actor
from server.base.clock import Moment, SystemClock
from server.base.ids import StaffId, VisitId
from server.claims.record import CodedVisit
from server.coding.loader import load_profiles, worked_cases
from server.coding.propose import propose
from server.evidence.answer_events import CallPlanned, MessageSent
from server.evidence.events import (
    ActedAs,
    CallJoined,
    ConsentGiven,
    Event,
    LocationGiven,
    SeatTaken,
    VisitMoved,
    WorkEnded,
    WorkStarted,
)
from server.evidence.photo_events import PhotoReady, PhotoReceived
from server.practice.coding import Coding, CodingAnswers, Decision
from server.practice.payers import Payers
from server.store.store import SqlStore, open_store
from server.visits.machine import Move, Outcome, State, Visit
from server.visits.records import Staff
from tests.integration import databases
from tests.integration.store_samples import DOCTOR, PATIENT, PRACTICE, appointment
from tests.integration.witnessed import BASE, S, Said, Sends, talk, ticks

NEW_YORK = ZoneInfo(PRACTICE.tz)
TODAY = datetime(2026, 3, 10, 10, tzinfo=NEW_YORK)
DERMATOLOGIST = replace(DOCTOR, specialty="207N00000X", licensed_states=("NY",))
COLLEAGUE = replace(
    DERMATOLOGIST, id=StaffId("colleague"), email="c@elm.example", name="Cleo Colleague", npi="1093719876"
)
ALLERGIST = replace(
    COLLEAGUE, id=StaffId("allergist"), email="a@elm.example", name="Al Lergist", specialty="207K00000X"
)
NURSE = Staff(StaffId("nurse"), "n@elm.example", "Nora Nurse", "npc", "RN", "$argon2id$")
EVERYBODY = (DERMATOLOGIST, COLLEAGUE, ALLERGIST, NURSE)


@dataclass(frozen=True)
class Worked:
    """`who` worked on `activity` without a seat in the visit, for so many seconds from `start` on."""

    who: Staff
    activity: str
    start: datetime
    seconds: int


@dataclass
class Records:
    """The store, and coding over it as the server wires it."""

    store: SqlStore
    coding: Coding
    _visits: dict[str, datetime] = field(default_factory=dict)

    async def booked(self, name: str, at: datetime, state: State = State.SCHEDULED, **booking: Any) -> None:
        """A visit of the patient that nobody has come to yet."""
        async with self.store.unit() as unit:
            await unit.add_appointment(replace(appointment(Visit(state), name, at), **booking))

    async def held(
        self,
        name: str = "today",
        begun: datetime = TODAY,
        sends: Sends | None = None,
        *,
        by: Staff = DERMATOLOGIST,
        worked: Sequence[Worked] = (),
        outcome: Outcome = Outcome.DONE,
        tz: str | None = None,
        **booking: Any,
    ) -> VisitId:
        """A visit that ended: twenty minutes by picture and sound, where `sends` says nothing else."""
        sends = talk(1200, 0) if sends is None else sends
        seats = {"patient": f"patient of {name}", "clinician": f"clinician of {name}"}
        last = max((until for sent in sends.values() for _, until, _ in sent), default=0)
        me = f"staff:{by.id}"
        taken = SeatTaken(
            seat=seats["clinician"], person=by.id, role="dermatologist", credential="MD", npi=by.npi, specialty=by.specialty,
            licensed_states=by.licensed_states,
        )  # fmt: skip
        lines = [
            *(line for one in worked for line in _worked(one, begun)),
            Said(-50, ConsentGiven(consent="telehealth", text_version="1", text_digest="0" * 64), "link:p"),
            Said(-50, LocationGiven(kind="home", state="NY", tz=tz), "link:p"),
            Said(-40, VisitMoved(move=Move.CHECK_IN, state=State.WAITING), "link:p"),
            Said(-40, SeatTaken(seat=seats["patient"], person=f"link of {name}", role="patient"), "link:p"),
            Said(-1, taken, me),
            Said(-1, VisitMoved(move=Move.ADMIT_TO_DERMATOLOGIST, state=State.WITH_DERMATOLOGIST), me),
            *(Said(-1, CallJoined(seat=seat), "server") for seat in seats.values()),
            *ticks(seats, sends, last, every_s=600),
            Said(last, VisitMoved(move=Move.END, state=State.ENDED, outcome=outcome), me),
        ]
        made = replace(
            appointment(Visit(State.ENDED, outcome=outcome), name, begun),
            payer="PRIV_98000", patient_status="derive", rendering=by.id, ended_at=begun + timedelta(seconds=last),
        )  # fmt: skip
        async with self.store.unit() as unit:
            await unit.add_appointment(replace(made, **booking))
            for said in sorted(lines, key=lambda said: said.second):
                at = Moment(begun + timedelta(seconds=said.second), BASE + int(said.second * S), f"boot of {name}")
                await unit.append(made.id, [said.event], actor=said.actor, at=at)
        return made.id

    async def written(
        self,
        name: str,
        asked: datetime,
        replied: datetime,
        *,
        business_s: int | None = 3600,
        worked: Sequence[Worked] = (),
        payer: str = "PRIV_98000",
        by: Staff = DERMATOLOGIST,
    ) -> VisitId:
        """Photos without a call of an established patient who asked for it: one came at `asked`, the answer went out at `replied`."""
        photo, me = f"photo of {name}", f"staff:{by.id}"
        received = PhotoReceived(photo=photo, concern=None, view="close", source="library", bytes=9, digest="0" * 64)
        reply = MessageSent(
            message=f"reply of {name}", number=1, side="practice", purpose="reply", text_digest="0" * 64,
            business_s=business_s,
        )  # fmt: skip
        end = (replied - asked).total_seconds()
        lines = [
            Said(0, CallPlanned(planned=False), "staff:office"),
            Said(0, received, "link:p"),
            Said(1, PhotoReady(photo=photo), "server"),
            *(line for one in worked for line in _worked(one, asked)),
            Said(end, reply, me),
            Said(end, VisitMoved(move=Move.ANSWER, state=State.ENDED, outcome=Outcome.ANSWERED), me),
        ]
        made = replace(
            appointment(Visit(State.ENDED, outcome=Outcome.ANSWERED), name, asked),
            payer=payer, patient_status="established", rendering=by.id, ended_at=replied, without_call=True,
            photos_asked_at=asked,
        )  # fmt: skip
        async with self.store.unit() as unit:
            await unit.add_appointment(made)
            await unit.add_document(made.id, "coding_note", by.id, asked, {"initiated_by": "patient"})
            for said in sorted(lines, key=lambda said: said.second):
                at = Moment(asked + timedelta(seconds=said.second), BASE + int(said.second * S), f"boot of {name}")
                await unit.append(made.id, [said.event], actor=said.actor, at=at)
        return made.id

    async def advised(
        self, name: str, on: datetime, *, side: str = "consultant", by: Staff = DERMATOLOGIST, minutes: int = 12
    ) -> VisitId:
        """Advice between clinicians that was given on a day, and noted so many minutes past its noon as there are earlier ones."""
        noon = on.replace(hour=12)
        noted = noon + timedelta(minutes=len(self._visits))
        self._visits[name] = noted
        made = replace(
            appointment(Visit(State.ENDED, outcome=Outcome.DONE), name, noon),
            payer="PRIV_98000", patient_status="established", rendering=by.id, ended_at=noted, without_call=True,
        )  # fmt: skip
        spoken = minutes if side == "consultant" else 0
        told = {
            "side": side, "colleague": "A colleague", "question": "?", "answer": "!", "total_minutes": minutes,
            "spoken_minutes": spoken, "spoken_report": True, "written_report": True, "consent": True,
            "seen_within_14_days": False, "takes_over": False, "given_on": on.date().isoformat(), "about": "a visit",
        }  # fmt: skip
        async with self.store.unit() as unit:
            await unit.add_appointment(made)
            await unit.add_document(made.id, "consultation", by.id, noted, told)
        return made.id

    async def coded(self, name: str = "today", **answers: Any) -> CodedVisit:
        """What coding says of a visit after these answers."""
        return await self.coding.answer(VisitId(name), _actor(DERMATOLOGIST), cast(CodingAnswers, answers), None)

    async def decided(self, name: str, code: str | None, by: Staff = DERMATOLOGIST) -> None:
        """The rendering clinician decides for a code of their own, or for none."""
        coded = await self.coding.proposal(VisitId(name), _actor(by))
        said = Decision("overridden", coded.proposal.input_hash, code, reason="By the chart")
        await self.coding.decide(VisitId(name), _actor(by), said)


def _actor(staff: Staff) -> Actor:
    return Actor(staff.id, "staff", staff.role, "MD")


def _worked(one: Worked, begun: datetime) -> tuple[Said, ...]:
    start = (one.start - begun).total_seconds()
    me, activity = f"staff:{one.who.id}", one.activity
    events: tuple[tuple[float, Event], ...] = (
        (start, ActedAs(person=one.who.id, role="dermatologist", credential="MD")),
        (start, WorkStarted(person=one.who.id, activity=activity)),
        (start + one.seconds, WorkEnded(person=one.who.id, activity=activity)),
    )
    return tuple(Said(second, event, me) for second, event in events)


@asynccontextmanager
async def records(folder: Path) -> AsyncIterator[Records]:
    """The practice of `store_samples` with its staff and one patient, on the database that the test runs on."""
    store = await open_store(databases.url(folder), key=Ed25519PrivateKey.generate())
    clock = SystemClock()
    try:
        async with store.unit() as unit:
            await unit.save_practice(PRACTICE)
            await unit.save_patient(PATIENT)
            for one in EVERYBODY:
                await unit.save_staff(one)
        yield Records(store, Coding(store, clock, Payers(store, clock, load_profiles(), worked_cases), propose))
    finally:
        await store.close()
