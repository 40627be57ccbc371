"""The billing queue: what waits for whom, releasing a decided visit, and asking its clinician a question first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import structlog

from server.access.policy import Actor, require, required
from server.access.ports import Store, Unit
from server.base.clock import Clock
from server.base.errors import Invalid, NotFound, NotNow, StoreAway, Unavailable
from server.base.ids import PatientId, StaffId, VisitId, digest
from server.claims.documentation import documentation
from server.claims.sheet import evidence_sheet, superbill
from server.claims.standing import Standing, Status, profile_key, standing
from server.coding.profiles import Profiles
from server.evidence.events import ClaimReleased, ClaimSentBack
from server.practice.coding import Coding, Stale, keep_standing
from server.practice.history import NO_EM
from server.practice.patient_names import named
from server.practice.printing import Printer, Sheet
from server.practice.written import was_written
from server.visits.records import Appointment, Document, Patient, Practice, Staff

log = structlog.get_logger()
PAGE = 25
CAUGHT_UP = 100
"""How many visits without a line one reading of the queue adds: more than a day has, and not a year at once."""
OPEN: tuple[Status, ...] = ("hold", "manual_review", "ready")


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A line of the queue with whom it is about. `payer_name` is the payer's id where its rules are not on file."""

    standing: Standing
    appointment: Appointment
    patient: Patient
    rendering: Staff | None
    payer_name: str | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue. `counts` are of the whole day asked for, or of all days, whatever page or status is shown."""

    lines: tuple[QueueLine, ...]
    counts: dict[str, int]
    total: int
    page: int
    pages: int
    practice: Practice


@dataclass(frozen=True, slots=True)
class DayLine:
    """A visit of a day. `standing` is None for one that has not ended."""

    appointment: Appointment
    patient: Patient
    rendering: Staff | None
    standing: Standing | None


class Billing:
    """The use cases of billing."""

    def __init__(self, store: Store, clock: Clock, coding: Coding) -> None:
        self._store, self._clock, self._coding = store, clock, coding
        self._printer = Printer()

    async def queue(
        self, actor: Actor, *, status: Status | None, day: date | None, page: int, name: str = ""
    ) -> QueuePage:
        """A page of the queue, the oldest first: of one status, or of all that are not done; of the patients whose name holds the
        words of `name`, or of all. Raises `NotFound`."""
        require(actor, "see_billing")
        await self._catch_up()
        found = await self._page(status, day, page, name)
        async with self._store.reading() as unit:
            rules = await self._coding.rules(unit)
            due = [line.appointment for line in found.lines if await self._outdated(unit, rules, line)]
        if not due:
            return found
        for appointment in due:
            await self._read_anew(appointment)
        return await self._page(status, day, page, name)

    async def _page(self, status: Status | None, day: date | None, page: int, name: str) -> QueuePage:
        statuses = OPEN if status is None else (status,)
        async with self._store.reading() as unit:
            practice = await _practice(unit)
            of = [one.id for one in named(await unit.all_patients(), name)] if name.strip() else None
            counts = await unit.standing_counts(day, of)
            found = await unit.standings(statuses, day, of, offset=(page - 1) * PAGE, limit=PAGE)
            staff = {one.id: one for one in await unit.all_staff()}
            names = (await self._coding.rules(unit)).payers()
            lines = [line for one in found if (line := await self._line(unit, one, staff, names)) is not None]
        total = sum(counts.get(one, 0) for one in statuses)
        return QueuePage(tuple(lines), counts, total, page, max(1, -(-total // PAGE)), practice)

    async def day(self, actor: Actor, day: date | None) -> tuple[date, Practice, list[DayLine]]:
        """Every visit planned for a day in the practice's zone (None: today), by time. Raises `NotFound`."""
        require(actor, "see_billing")
        await self._catch_up()
        async with self._store.reading() as unit:
            practice = await _practice(unit)
            on = day or practice.date_at(self._clock.now().utc)
            start, end = practice.bounds(on)
            staff = {one.id: one for one in await unit.all_staff()}
            lines = []
            for appointment in await unit.appointments_between(start, end):
                patient = await unit.patient(PatientId(appointment.patient))
                if patient is None:
                    continue
                line = await unit.standing(appointment.id)
                who = line.rendering if line and line.rendering else appointment.rendering
                rendering = staff.get(StaffId(who)) if who else None
                lines.append(DayLine(appointment, patient, rendering, line))
        return on, practice, lines

    async def release(self, visit: VisitId, actor: Actor, version: int) -> Document:
        """Release a decided version to billing, once. Raises `NotFound`, `Stale`, or `NotNow` with what it waits for."""
        now = self._clock.now()
        async with self._store.unit() as unit:
            appointment = required(actor, "release_claim", await unit.appointment(visit))
            coded = await self._coding.coded(unit, appointment)
            _same_version(version, coded.decision)
            if coded.claim is not None and coded.claim.body["action"] == "released":
                return coded.claim
            decided, line = coded.decided, standing(coded, documentation(coded))
            if decided is None or line.code is None or line.status != "ready":
                raise NotNow(f"This visit cannot be released yet. {_waiting(line)}")
            body = {
                "action": "released",
                "decision_version": version,
                "code": line.code,
                "modifiers": list(line.modifiers),
                "pos": line.pos,
                "units": line.units,
                "add_ons": [list(one) for one in line.add_ons],
                "text": None,
            }
            document = await unit.add_document(visit, "claim", actor.person, now.utc, body)
            event = ClaimReleased(
                person=actor.person,
                decision_version=version,
                code=line.code,
                modifiers=line.modifiers,
                pos=line.pos,
                units=line.units,
                add_ons=line.add_ons,
            )
            await unit.append(visit, [event], actor=actor.signature, at=now)
            await keep_standing(unit, await self._coding.coded(unit, appointment))
        return document

    async def send_back(self, visit: VisitId, actor: Actor, version: int, question: str) -> Document:
        """Ask the clinician a question; until the next decision the visit waits for it. `version` 0: nothing was decided.

        Raises `NotFound`, `Stale`, `Invalid`, or `NotNow` where this version is released already.
        """
        now = self._clock.now()
        if not question.strip():
            raise Invalid("question: say what the clinician should answer.")
        async with self._store.unit() as unit:
            appointment = required(actor, "release_claim", await unit.appointment(visit))
            coded = await self._coding.coded(unit, appointment)
            _same_version(version, coded.decision)
            if coded.claim is not None and coded.claim.body["action"] == "released":
                raise NotNow("This version is released already. The clinician can amend it; then it comes back here.")
            body = {"action": "sent_back", "decision_version": version, "text": question.strip()}
            document = await unit.add_document(visit, "claim", actor.person, now.utc, body)
            event = ClaimSentBack(person=actor.person, decision_version=version, text_digest=digest(question.strip()))
            await unit.append(visit, [event], actor=actor.signature, at=now)
            await keep_standing(unit, await self._coding.coded(unit, appointment))
        return document

    async def sheet(self, visit: VisitId, actor: Actor, sheet: Sheet) -> bytes:
        """The evidence sheet or the superbill as it stands now. Raises `NotFound` or `NotNow`."""
        async with self._store.reading() as unit:
            appointment = required(actor, "read_proposal", await unit.appointment(visit))
            coded = await self._coding.coded(unit, appointment)
        body = {"evidence_sheet": evidence_sheet, "superbill": superbill}[sheet](coded, self._clock.now().utc)
        return await self._printer.pdf(sheet, body)

    async def _catch_up(self) -> None:
        """Give a line to ended visits that have none: nobody has opened their coding yet."""
        async with self._store.reading() as unit:
            missing = await unit.ended_without_standing(CAUGHT_UP)
        for appointment in missing:
            await self._read_anew(appointment)

    async def _read_anew(self, appointment: Appointment) -> None:
        """One visit whose log was damaged has no line, and does not take everybody else's away."""
        try:
            async with self._store.unit() as write:
                await keep_standing(write, await self._coding.coded(write, appointment))
        except StoreAway:
            raise
        except Unavailable as refusal:
            log.error("visit not in the billing queue", visit=appointment.id, code=refusal.code)

    async def _outdated(self, unit: Unit, rules: Profiles, line: QueueLine) -> bool:
        """Whether the payer's rules, or the engine, have another version since the line was written; what is released stays as
        it was."""
        stands = line.standing
        if stands.status in ("released", "closed"):
            return False
        if was_written(line.appointment) or line.appointment.without_call or stands.code in NO_EM:
            # A visit that was booked since, another answer or other advice may have taken it in.
            try:
                coded = await self._coding.coded(unit, line.appointment)
            except StoreAway:
                raise
            except Unavailable as refusal:
                # A damaged log, its own or another visit's of the patient: the line stays as it was.
                log.error("billing line not read anew", visit=line.appointment.id, code=refusal.code)
                return False
            return stands != standing(coded, documentation(coded))
        now = rules.profile_for(line.appointment.payer, stands.day, self._clock.now().utc)
        return stands.profile != profile_key(now)

    async def _line(
        self, unit: Unit, found: Standing, staff: dict[StaffId, Staff], payers: dict[str, str]
    ) -> QueueLine | None:
        appointment = await unit.appointment(found.visit)
        patient = await unit.patient(appointment.patient) if appointment else None
        if appointment is None or patient is None:
            return None
        who = found.rendering or appointment.rendering
        payer = appointment.payer
        rendering = staff.get(StaffId(who)) if who else None
        return QueueLine(found, appointment, patient, rendering, payers.get(payer, payer) if payer else None)


def _waiting(line: Standing) -> str:
    kinds = [one.kind for one in line.waits]
    if "answer" in kinds:
        return "The clinician has not answered the question about it."
    if "review" in kinds:
        return "The clinician asked for a review of it."
    if "changed" in kinds:
        return "The proposal has changed since it was decided. The clinician decides anew first."
    if "decision" in kinds:
        return "The rendering clinician has not decided yet."
    names = ", ".join(one.name for one in line.waits if one.name)
    return f"Still missing: {names}." if names else "No code is to be billed."


def _same_version(version: int, newest: Document | None) -> None:
    if version != (newest.version if newest else 0):
        raise Stale("There is a newer decision about this visit. Please look at it first.")


async def _practice(unit: Unit) -> Practice:
    practice = await unit.practice()
    if practice is None:
        raise NotFound("This server has no practice yet.")
    return practice
