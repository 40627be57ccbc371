"""The store as use cases see it: one transaction at a time, with evidence appended inside it.

async with store.unit() as unit:
    appointment = await unit.appointment(visit_id)
    ...
    await unit.save_appointment(changed)
    await unit.append(visit_id, [VisitMoved(...)], actor="staff:...", at=clock.now())
# committed here; whoever must be told is told now, not before. An exception rolls everything back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeVar

from server.base.clock import Moment
from server.base.ids import PatientId, StaffId, VisitId
from server.claims.standing import Standing, Status
from server.evidence.chain import Break
from server.evidence.entry import Entry
from server.evidence.events import Event
from server.visits.records import (
    Appointment,
    ChartOpening,
    ConsentKind,
    Document,
    DocumentKind,
    Link,
    Patient,
    PayerVersion,
    Practice,
    PracticeConsentText,
    RecoveryCode,
    Staff,
    StaffSession,
    VisitPass,
)

__all__ = ["Entry", "Keeping", "Known", "Store", "Unit", "Writing"]

T = TypeVar("T")
Keeping = Literal["kept", "spooled", "not_kept"]
"""Where evidence goes now: into the database, onto the spool while the database is away, or nowhere but memory."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a running visit knows by heart, to go on with while the database is away."""

    appointments: Mapping[VisitId, Appointment]
    staff: Mapping[StaffId, Staff]


class Writing(Protocol):
    """What a running visit needs of a transaction: little enough to be done without a database for a while."""

    async def staff(self, staff: StaffId) -> Staff | None: ...
    async def appointment(self, visit: VisitId) -> Appointment | None: ...
    async def live_appointments(self) -> list[Appointment]:
        """Those a server must look after: the patient waits, or the visit is in a live state."""
        ...

    async def save_appointment(self, appointment: Appointment) -> Appointment: ...
    async def add_document(
        self, visit: VisitId, kind: DocumentKind, author: str, at: datetime, body: dict[str, Any]
    ) -> Document: ...
    async def append(
        self,
        visit: VisitId,
        events: Sequence[Event],
        *,
        actor: str,
        at: Moment,
        event_ids: Sequence[str] | None = None,
    ) -> list[Entry]:
        """The only writer of evidence. `actor` is `staff:ID`, `link:ID` or `server`. With `event_ids`, one for each
        event, a retry after an unknown outcome is harmless: what the log already holds comes back and is not added."""
        ...


class Unit(Writing, Protocol):
    """One transaction. Saves refuse (server.base.errors.NotNow) a record whose version someone else has passed."""

    async def practice(self) -> Practice | None: ...
    async def save_practice(self, practice: Practice) -> None: ...

    async def staff_by_email(self, email: str) -> Staff | None: ...
    async def all_staff(self) -> list[Staff]: ...
    async def save_staff(self, staff: Staff) -> None: ...

    async def add_session(self, session: StaffSession) -> None: ...
    async def session(self, digest: str) -> StaffSession | None: ...
    async def save_session(self, session: StaffSession) -> None: ...
    async def session_seen(self, digest: str, at: datetime) -> None: ...
    async def end_session(self, digest: str) -> None: ...
    async def sessions_of(self, staff: StaffId) -> list[StaffSession]: ...
    async def end_sessions_of(self, staff: StaffId, but: str | None = None) -> None: ...
    async def recovery_codes(self, staff: StaffId) -> list[RecoveryCode]: ...
    async def replace_recovery_codes(self, staff: StaffId, codes: list[RecoveryCode]) -> None: ...
    async def use_recovery_code(self, code: RecoveryCode, at: datetime) -> bool: ...

    async def add_opening(self, opening: ChartOpening) -> None: ...
    async def openings(
        self,
        visit: VisitId | None = None,
        staff: StaffId | None = None,
        *,
        since: datetime | None = None,
        before: datetime | None = None,
        limit: int = 100,
    ) -> list[ChartOpening]: ...

    async def patient(self, patient: PatientId) -> Patient | None: ...
    async def all_patients(self) -> list[Patient]: ...
    async def save_patient(self, patient: Patient) -> None: ...

    async def appointments_between(self, start: datetime, end: datetime) -> list[Appointment]: ...
    async def appointments_of(self, patient: PatientId) -> list[Appointment]: ...
    async def add_appointment(self, appointment: Appointment) -> None: ...

    async def add_link(self, link: Link) -> None: ...
    async def link_by_digest(self, digest: str) -> Link | None: ...
    async def links_of(self, visit: VisitId) -> list[Link]: ...
    async def paused_links(self, visits: Sequence[VisitId]) -> dict[VisitId, datetime]:
        """Until when wrong birth dates have paused the patient's link to each of these visits; it may be past."""
        ...

    async def save_link(self, link: Link) -> None: ...
    async def add_pass(self, visit_pass: VisitPass) -> None: ...
    async def visit_pass(self, digest: str) -> VisitPass | None: ...
    async def revoke_passes(self, link: str, at: datetime) -> None: ...

    async def document(self, visit: VisitId, kind: DocumentKind) -> Document | None: ...
    async def documents(self, visit: VisitId, kind: DocumentKind) -> list[Document]: ...

    async def add_consent_text(self, text: PracticeConsentText) -> None: ...
    async def consent_texts(self, consent: ConsentKind) -> list[PracticeConsentText]: ...

    async def payer_versions(self) -> list[PayerVersion]:
        """Every version of a payer's rules that the practice recorded, in that order."""
        ...

    async def add_payer_version(self, version: PayerVersion) -> None: ...

    async def standing(self, visit: VisitId) -> Standing | None: ...
    async def save_standing(self, line: Standing) -> None: ...
    async def standings(
        self, statuses: Sequence[Status], day: date | None, *, offset: int, limit: int
    ) -> list[Standing]:
        """Lines of the billing queue with one of the statuses, by date of service, the oldest first."""
        ...

    async def standing_counts(self, day: date | None) -> dict[str, int]: ...
    async def ended_without_standing(self, limit: int) -> list[Appointment]:
        """Ended visits that have no line in the billing queue yet, the newest first."""
        ...

    async def evidence(self, visit: VisitId) -> list[Entry]: ...


class Store(Protocol):
    """Opens transactions. Writers follow one another; a unit that only reads may run beside them."""

    def unit(self) -> AbstractAsyncContextManager[Unit]: ...
    def reading(self) -> AbstractAsyncContextManager[Unit]: ...

    @property
    def keeping(self) -> Keeping:
        """Where evidence goes now."""
        ...

    async def keep(self, work: Callable[[Writing], Awaitable[T]], known: Known) -> T:
        """Run `work` in a transaction and return what it returns, on the disk. Where the database is away, run it (again)
        on what is `known`; what it wrote goes to the spool and reaches the database once that is back. `work` must take
        nothing back of what it saw fail."""
        ...

    async def export_evidence(self, visit: VisitId) -> bytes:
        """The visit's log as a signed file of JSON lines (docs/evidence.md), exactly as it is stored."""
        ...

    async def evidence_break(self, visit: VisitId) -> Break | None:
        """The first place where the visit's stored chain does not hold, or None."""
        ...
