"""What is observed of a running visit's media: what arrives, what pictures each way carries, how each connection is."""

from __future__ import annotations

from server.base.ids import SeatId
from server.rooms.quality import party_quality
from server.rooms.running import RunningVisit
from server.rooms.views import PartyQuality


class ObservedVisit(RunningVisit):
    """A running visit whose media are looked at, every so often, by clocks that run beside it."""

    def look_at_arrivals(self, now_ns: int) -> None:
        """Find out from the packets what arrives of what each party should be sending; news is told to everybody."""
        there = [(self._seats[key], presence) for key, presence in self._seated()]
        news = [presence.look(seat, now_ns) for seat, presence in there]
        news += [presence.skin.look(now_ns) for _, presence in there if presence.skin]
        if any(news):
            self._tell()
            self.show_quality(now_ns)

    async def look_at_ladders(self) -> None:
        """Find out what of pictures each party's ways carry now; each step is in the log before anybody is told."""
        if not any(presence.steps(self._seats[key]) for key, presence in self._seated()):
            if any([presence.stands() for _, presence in self._seated()]):
                self._tell_of_ways()
            return
        async with self._lock:
            steps = [step for key, presence in self._seated() for step in presence.steps(self._seats[key])]
            await self._append_or_log(list(steps), self._around.clock.now())
            for _, presence in self._seated():
                presence.stands()
            self._tell_of_ways()

    def _tell_of_ways(self) -> None:
        """Other words of a connection than the visit's would stand beside them until the next reading."""
        self._tell()
        self.show_quality(self._around.clock.mono_ns())

    def show_quality(self, now_ns: int) -> list[PartyQuality]:
        """Read how everybody's connection is, and say it: to staff of all, to the patient's side of their own."""
        found: dict[SeatId, PartyQuality] = {}
        for key, presence in self._seated():
            connection = presence.open_connection
            if self._seats[key].place != "out":
                figures = connection.quality() if connection else None
                found[key] = party_quality(key, figures, presence.sends, presence.receives, presence.arriving, now_ns)
        for key, presence in self._seated():
            if presence.listener and found:
                own = [found[key]] if key in found else []
                shown = own if self._seats[key].of_patient else list(found.values())
                presence.listener.show_quality(self.visit, shown)
        return list(found.values())
