"""A picture that both sides look at, and a still that a clinician asks for, while the visit goes on.

Which picture is shown is memory of the running visit: a restart ends the showing. That a still was asked for, and what became
of it, is in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.access.policy import Actor, require
from server.base.errors import NotNow
from server.evidence.photo_events import StillAnswered, StillAsked
from server.rooms.case import Case
from server.rooms.changes import Change
from server.rooms.ports import Listener
from server.rooms.running import RunningVisit
from server.rooms.seats import Seats
from server.rooms.views import Look, Pointed, Showing, Still

StillAnswer = Literal["refused", "taken", "failed"]


@dataclass(frozen=True, slots=True)
class StillWish:
    """What a still is to show: a place of the body, and which concern it belongs to, if any."""

    view: Literal["overview", "close", "scale"]
    concern: str | None
    body_site: str | None


class ShowingVisit(RunningVisit):
    """The part of a running visit that is about pictures both sides see."""

    async def show_photo(self, actor: Actor, listener: Listener, photo: str | None) -> None:
        """Show a photo to everybody in the call, or None to end it: anybody in the call may end it."""
        require(actor, "point_at_photo" if photo is None else "show_photo", self._case.appointment)
        seat = self._own(actor, listener)
        if seat.place != "call":
            raise NotNow("Join the visit first.")
        self._showing = None if photo is None else Showing(photo=photo, seat=seat.id, name=seat.name)
        self._tell()

    async def point(self, actor: Actor, listener: Listener, at: tuple[float, float] | None, look: Look | None) -> None:
        """Where this party points in the shown photo, and where it looks: to the others in the call, kept nowhere."""
        require(actor, "point_at_photo", self._case.appointment)
        seat = self._own(actor, listener)
        visit = self._case.appointment.visit
        if self._showing is None or seat.place != "call":
            return  # It was ended a moment ago.
        pointed = Pointed(visit=self.visit, photo=self._showing.photo, seat=seat.id, name=seat.name, at=at, look=look)
        for key, presence in self._presences.items():
            other = self._seats.get(key)
            if other is None or key == seat.id or other.place != "call" or presence.listener is None:
                continue
            if other.of_patient is not seat.of_patient and (visit.held or visit.huddle):
                continue
            presence.listener.show_pointed(pointed)

    async def ask_still(self, actor: Actor, listener: Listener, wish: StillWish) -> None:
        """Ask the patient's page for a picture at the camera's full resolution. A newer wish replaces an older one."""
        require(actor, "ask_still", self._case.appointment)
        seat = self._own(actor, listener)

        def decide(case: Case, seats: Seats, now: object) -> Change:
            return Change(case.appointment, seats, (StillAsked(person=actor.person, view=wish.view),))

        def committed() -> None:
            self._still = Still(
                number=(self._still.number if self._still else 0) + 1,
                seat=seat.id,
                name=seat.name,
                view=wish.view,
                concern=wish.concern,
                body_site=wish.body_site,
                state="asked",
            )

        await self._run(actor, "ask_still", decide, committed=committed)

    async def answer_still(self, actor: Actor, listener: Listener, answer: StillAnswer) -> None:
        """The patient's page took it, could not, or the patient said no."""
        require(actor, "answer_still", self._case.appointment)
        seat = self._own(actor, listener)
        if self._still is None or self._still.state != "asked":
            return

        def decide(case: Case, seats: Seats, now: object) -> Change:
            return Change(case.appointment, seats, (StillAnswered(seat=seat.id, answer=answer),))

        def committed() -> None:
            if self._still is not None:
                self._still = self._still.model_copy(update={"state": answer})

        await self._run(actor, "answer_still", decide, committed=committed)
