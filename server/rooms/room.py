"""One visit's commands, as its parties give them. How a command runs is `server/rooms/running.py`'s affair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from server.access.commands import Command
from server.access.policy import Actor, dermatologist_joining, may_see, require
from server.base.errors import NotNow, SeatTaken
from server.evidence.events import DeviceReason, DeviceSet, Event, SeatLeft, Track, WorkEnded, WorkStarted
from server.rooms import changes
from server.rooms.case import Case, load_case
from server.rooms.changes import Change
from server.rooms.connecting import ConnectedVisit
from server.rooms.observing import ObservedVisit
from server.rooms.perspective import titled, visit_view
from server.rooms.ports import Listener
from server.rooms.presence import Presence
from server.rooms.ringing import RingingVisit
from server.rooms.seats import Seat, Seats
from server.rooms.showing import ShowingVisit
from server.rooms.skin_cameras import SkinCameraVisit
from server.rooms.views import Switch
from server.visits.machine import Move, Outcome

SAID_AGAIN = timedelta(minutes=4)
"""How often work that goes on is written again: well within the ten minutes for which it is believed."""


class Room(ConnectedVisit, ObservedVisit, RingingVisit, ShowingVisit, SkinCameraVisit):
    """A running visit. Made by the registry, which also drops it when it is empty and not live."""

    # ---- seats -------------------------------------------------------------------------------------------------

    async def open(self, actor: Actor, listener: Listener, *, take_over: bool = True) -> None:
        """Take the actor's seat, or take it back; the patient's side of a live visit is in the call at once.

        Whoever may see the visit but not sit in it now is shown how it stands, and told `NotNow`. Without `take_over`,
        a seat that another page holds stays with that page: `SeatTaken`.
        """
        seat = self._seats.get(self._key(actor))
        if seat and self._presences[seat.id].listener is listener:
            listener.show(visit_view(self.scene, actor, seat))
            return

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            presence = self._presences.get(self._key(actor))
            if not take_over and presence and presence.held_against(listener):
                raise SeatTaken("This visit is open in another window.")
            return Change(case.appointment, seats, ())

        try:
            await self._run(actor, "take_seat", decide, seating=listener)
        except NotNow:
            if may_see(actor, self._case.appointment):
                listener.show(visit_view(self.scene, actor, None))
            raise

    async def close(self, actor: Actor, listener: Listener) -> None:
        """Give the seat up. The patient's side keeps its seat: only its page is gone."""
        seat = self._own(actor, listener)
        if seat.of_patient:
            await self.detach(listener)
        else:
            await self._give_up(seat.id, actor.signature, "left", lambda _, now: now.listener is listener)

    async def remove(self, whom: Callable[[Actor, Listener | None], bool]) -> None:
        """Take the right to be here from those parties: seat, page and media at once."""
        for key, presence in self._seated():
            page = presence.listener
            if whom(presence.actor, page):
                if page:
                    page.dismiss("revoked")
                presence.close_all()

                def still(_: Seat, now: Presence, page: Listener | None = page) -> bool:
                    """Not where a page that may be here has come into the seat meanwhile."""
                    return now.listener in (None, page) or whom(now.actor, now.listener)

                await self._give_up(key, "server", "removed", still)

    async def detach(self, listener: Listener) -> None:
        """The page behind `listener` is gone. Its seat stays, its media go on as long as they flow."""
        if listener in self._bell.listening:
            self._bell = self._bell.without_page(listener, self._around.clock.now().utc)
            self._tell()
        if not self._knows(listener):
            return
        async with self._lock:
            mine = [key for key, presence in self._presences.items() if presence.listener is listener]
            done = self._stopped_work(lambda _, owner: owner is listener)
            now = self._around.clock.now()
            for key in mine:
                self._presences[key].listener, self._presences[key].silent_since = None, now.utc
            if not mine and not done:
                return
            events = [*done, *(SeatLeft(seat=key, reason="lost") for key in mine)]
            await self._append_or_log(events, now)
            self._tell()

    def _knows(self, listener: Listener) -> bool:
        seated = any(presence.listener is listener for presence in self._presences.values())
        return seated or listener in self._working.values()

    async def release_silent(self, after_s: float) -> None:
        """Free the seats of staff out of the call whose page has been gone for `after_s` seconds."""
        now = self._around.clock.now().utc

        def left_behind(seat: Seat, presence: Presence) -> bool:
            since = presence.silent_since
            if since is None or seat.place != "out" or seat.of_patient:
                return False
            return now - since >= timedelta(seconds=after_s)

        for key, presence in self._seated():
            seat = self._seats.get(key)
            if seat and left_behind(seat, presence):
                await self._give_up(key, "server", "left", left_behind)

    # ---- the visit's commands ----------------------------------------------------------------------------------

    async def move(self, actor: Actor, command: Command, move: Move, listener: Listener) -> None:
        """Make a move that needs nothing more. Who admits the patient takes a seat by it."""
        admits = move in (Move.ADMIT_TO_INTAKE, Move.ADMIT_TO_DERMATOLOGIST)

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            match move:
                case Move.CHECK_IN:  # by the page that has the seat: nobody waits whose page cannot be told to come in
                    key = self._own(actor, listener).id
                case Move.HUDDLE:
                    key = self._own(actor).id
                case _:
                    key = self._key(actor)
            return changes.moved(case, seats, move, key, now)

        try:
            await self._run(actor, command, decide, seating=listener if admits else None)
        except NotNow:
            if admits and self.live:
                raise NotNow(self._admitted_by(actor)) from None
            raise

    def _admitted_by(self, actor: Actor) -> str:
        """Two admitted at once: the second reads who was first."""
        there = [seat for seat in self._seats.values() if seat.place == "call" and not seat.of_patient]
        if any(seat.person == actor.person for seat in there):
            return "You have admitted this patient already."
        names = " and ".join(titled(seat.name, seat.credential) for seat in there)
        if not names:
            return "This patient has been admitted already. Open the visit to join."
        return f"{names} {'has' if len(there) == 1 else 'have'} admitted this patient already. Open the visit to join."

    async def end(self, actor: Actor, outcome: Outcome) -> None:
        """End the visit for everybody."""
        await self._run(
            actor,
            "end",
            lambda case, seats, now: changes.moved(case, seats, Move.END, self._key(actor), now, outcome=outcome),
        )

    async def hand_over(self, actor: Actor, note: str) -> None:
        """The intake is done; `note` is for the dermatologist. Who hands over stays in the call."""
        await self._run(
            actor, "hand_over", lambda case, seats, now: changes.handed_over(case, seats, self._key(actor), note, now)
        )

    async def join(self, actor: Actor, *, read: bool) -> None:
        """Come into the call."""

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            moves = dermatologist_joining(actor, case.appointment)
            return changes.joined(case, seats, self._own(actor), moves=moves, read=read, now=now)

        await self._run(actor, "join", decide)

    async def leave(self, actor: Actor) -> None:
        """Go out of the call; the visit goes on."""
        await self._run(actor, "leave", lambda case, seats, now: changes.left(case, seats, self._own(actor)))

    async def urgent(self, actor: Actor, *, on: bool) -> None:
        """Raise the visit on the board, or put it back."""
        await self._run(actor, "urgent", lambda case, seats, now: changes.urgency_set(case, seats, on=on))

    async def ask_phone(self, actor: Actor, *, on: bool) -> None:
        """Ask to go on by phone, or take it back."""
        by: Literal["patient", "practice"] = "patient" if actor.kind == "link" else "practice"
        await self._run(actor, "ask_phone", lambda case, seats, now: changes.phone_asked(case, seats, by, on=on))

    async def attest_phone(self, actor: Actor) -> None:
        """Say to have the patient on the phone."""
        await self._run(
            actor, "attest_phone", lambda case, seats, now: changes.phone_attested(case, seats, actor.person)
        )

    async def device(self, actor: Actor, listener: Listener, track: Track, state: Switch, reason: DeviceReason) -> None:
        """The party's word on one of its own tracks."""
        event_reason: DeviceReason = "none" if state == "none" and reason == "chosen" else reason

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            seat = self._own(actor, listener)
            event = DeviceSet(seat=seat.id, track=track, on=state == "on", reason=event_reason)
            return changes.device_set(case, seats, seat, event, state, reason)

        await self._run(actor, "set_device", decide)

    async def away(self, actor: Actor, listener: Listener, *, on: bool) -> None:
        """The party's page went out of its sight, or came back. Nothing that must be provable: the others see it, that is all."""
        require(actor, "take_seat", self._case.appointment)
        seat = self._own(actor, listener)
        presence = self._presences[seat.id]
        if presence.away != on:
            presence.away = on
            self._tell()

    async def work(self, actor: Actor, activity: str, listener: Listener, *, on: bool) -> None:
        """Countable work starts or stops; saying it twice changes nothing. It ends with the page that said it.

        Work is believed while its person is heard from (`evidence.work_runs`): said again after a while, it is written again.
        """
        key = (actor.person, activity)
        written: datetime | None = None

        def decide(case: Case, seats: Seats, now: datetime) -> Change:
            nonlocal written
            still = on and now - self._work_said.get(key, now) >= SAID_AGAIN
            if (key in self._working) == on and not still:
                return Change(case.appointment, seats, ())
            written = now
            event: Event = (WorkStarted if on else WorkEnded)(person=actor.person, activity=activity)
            return Change(case.appointment, seats, (event,))

        await self._run(actor, "work", decide)
        if written is not None:
            self._work_said[key] = written
        if on:
            self._working[key] = listener
        else:
            self._working.pop(key, None)

    # ---- from outside ------------------------------------------------------------------------------------------

    async def refresh(self) -> None:
        """Somebody else changed the visit's record (its intake, its appointment): read it again and tell everybody."""
        async with self._lock:
            async with self._around.store.reading() as unit:
                self._case = await load_case(unit, self.visit)
            self._rewire()

    async def stop(self) -> None:
        """The server stops: the log says so, the pages are told, media end. Everybody finds their place again later."""
        async with self._lock:
            now = self._around.clock.now()
            events: list[Event] = [await self._around.counts.newest(self.visit)] if self.live else []
            events += self._stopped_work(lambda _, __: True)
            events += [
                SeatLeft(seat=key, reason="server_stopping")
                for key, presence in self._presences.items()
                if presence.listener
            ]
            await self._append_or_log(events, now)
            for presence in self._presences.values():
                if presence.listener:
                    presence.listener.dismiss("stopping")
                    # Its disconnection is told already: the log must not say afterwards that the page was lost.
                    presence.listener, presence.silent_since = None, now.utc
                presence.close_all()
