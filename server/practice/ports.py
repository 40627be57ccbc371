"""What the practice's use cases tell and ask the running visits. `server/app.py` hands in the rooms, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from server.base.ids import StaffId, VisitId
from server.visits.records import Appointment


@dataclass(frozen=True, slots=True)
class LiveSignIn:
    """A sign-in with a page connected: whose, its digest, and how long ago it last sent a command, in seconds."""

    staff: StaffId
    session: str
    quiet_s: float


class LiveVisits(Protocol):
    """The running visits, as the use cases beside them see them. Everything told here is already on disk."""

    def busy(self, staff: StaffId) -> bool:
        """Whether this member of staff has a seat in a live visit now: an idle lock never strikes there."""
        ...

    def seated(self, visit: VisitId, link: str) -> Appointment | None:
        """The visit as it runs now, where whoever came by this link has a seat in it: known without the database."""
        ...

    async def changed(self, visit: VisitId) -> None:
        """The visit's appointment, intake or note changed on disk: read it again and tell its watchers."""
        ...

    async def link_revoked(self, visit: VisitId, link: str) -> None:
        """Whoever came in by this link has to go."""
        ...

    async def signed_out(self, staff: StaffId, session: str | None) -> None:
        """This sign-in ended or was locked (`session` is its digest), or with None every one of this member of staff."""
        ...

    async def access_withdrawn(self, staff: StaffId, session: str | None) -> None:
        """Somebody else ended this sign-in, or with None every one of this member of staff."""
        ...

    def sign_ins(self) -> Sequence[LiveSignIn]:
        """The sign-ins that have a page connected now."""
        ...


class NoLiveVisits:
    """For commands that run beside the server, in a process of their own: nobody is connected here."""

    def busy(self, staff: StaffId) -> bool:
        return False

    def seated(self, visit: VisitId, link: str) -> Appointment | None:
        return None

    async def changed(self, visit: VisitId) -> None:
        return None

    async def link_revoked(self, visit: VisitId, link: str) -> None:
        return None

    async def signed_out(self, staff: StaffId, session: str | None) -> None:
        return None

    async def access_withdrawn(self, staff: StaffId, session: str | None) -> None:
        return None

    def sign_ins(self) -> Sequence[LiveSignIn]:
        return ()
