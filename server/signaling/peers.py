"""Everybody who is connected to this server now, and the running visits as the use cases beside them know them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Literal

import structlog

from server.access.ports import Keeping
from server.base.errors import Refusal
from server.base.ids import StaffId, VisitId
from server.practice.ports import LiveSignIn
from server.rooms.registry import Registry
from server.signaling.peer import ByeReason, Peer
from server.visits.records import Appointment

log = structlog.get_logger()


class Peers:
    """The connected peers, by the name of their socket."""

    def __init__(self) -> None:
        self._peers: dict[str, Peer] = {}
        self.draining = False
        """Whether the server was told to stop and waits for its visits."""
        self.dismissals = 0
        """How often somebody's right to be here was looked for and taken: who was let in on an earlier count is asked again."""

    def __iter__(self) -> Iterator[Peer]:
        return iter(tuple(self._peers.values()))

    def __len__(self) -> int:
        return len(self._peers)

    def add(self, peer: Peer) -> None:
        """From now on it can be found."""
        self._peers[peer.name] = peer

    def get(self, name: str) -> Peer | None:
        """The peer of that socket."""
        return self._peers.get(name)

    def pop(self, name: str) -> Peer | None:
        """The socket is gone: the peer of it, for the last time."""
        return self._peers.pop(name, None)

    def of_person(self, person: str) -> int:
        """How many sockets this person has open."""
        return sum(peer.actor.person == person for peer in self)

    def dismiss(self, which: Callable[[Peer], bool], reason: ByeReason) -> list[Peer]:
        """Say goodbye to those peers and return them."""
        self.dismissals += 1
        chosen = [peer for peer in self if which(peer)]
        for peer in chosen:
            peer.say_goodbye(reason)
        return chosen

    def tell_keeping(self, keeping: Keeping, disk_full: bool) -> None:
        """Tell all staff where evidence goes from now on."""
        for peer in self:
            if peer.actor.kind == "staff":
                peer.show_keeping(keeping, disk_full)

    def tell_draining(self) -> None:
        """Tell all staff, and whoever of them still connects, that the server is about to stop."""
        self.draining = True
        for peer in self:
            if peer.actor.kind == "staff":
                peer.show_draining()

    async def stop(self, within_s: float) -> None:
        """Say `stopping` to everybody and wait until they are gone, for so long."""
        leaving = [asyncio.create_task(peer.finished()) for peer in self.dismiss(lambda _: True, "stopping")]
        if leaving:
            await asyncio.wait(leaving, timeout=within_s)


class Live:
    """`server.practice.ports.LiveVisits` over the rooms and their peers. What is told here is on disk already, so nothing
    that goes wrong here is the teller's affair: it is logged, and the next reading of the store shows it."""

    def __init__(self, registry: Registry, peers: Peers) -> None:
        self._registry, self._peers = registry, peers

    def busy(self, staff: StaffId) -> bool:
        """Whether this member of staff sits in a live visit."""
        return self._registry.sits_live(staff)

    def seated(self, visit: VisitId, link: str) -> Appointment | None:
        """The visit as it runs now, where whoever came by this link has a seat in it."""
        return self._registry.seated(visit, link)

    async def changed(self, visit: VisitId) -> None:
        """Read the visit again and tell everybody who looks at it or at the board."""
        try:
            await self._registry.refresh(visit)
        except Refusal as refusal:
            log.warning("visit not read again", visit=visit, code=refusal.code)
        except Exception:
            log.exception("visit not read again", visit=visit)

    async def link_revoked(self, visit: VisitId, link: str) -> None:
        """Cut whoever came by this link: socket, seat and media."""
        self._peers.dismiss(lambda peer: peer.actor.person == link and peer.actor.kind == "link", "revoked")
        await self._registry.remove(lambda actor, _: actor.kind == "link" and actor.person == link)

    async def signed_out(self, staff: StaffId, session: str | None) -> None:
        """Cut the pages of one sign-in, or all of this member of staff's: sockets, seats and media."""
        await self._cut(staff, session, "signed_out")

    async def access_withdrawn(self, staff: StaffId, session: str | None) -> None:
        """As `signed_out`, by somebody else's doing: the pages are told so."""
        await self._cut(staff, session, "revoked")

    def sign_ins(self) -> list[LiveSignIn]:
        """Every sign-in that has a page connected, once, with how long its busiest page has been quiet."""
        quiet: dict[tuple[StaffId, str], float] = {}
        for peer in self._peers:
            if peer.sign_in is not None:
                key = StaffId(peer.actor.person), peer.sign_in
                quiet[key] = min(quiet.get(key, peer.quiet_s), peer.quiet_s)
        return [LiveSignIn(staff, session, quiet_s) for (staff, session), quiet_s in quiet.items()]

    async def _cut(self, staff: StaffId, session: str | None, reason: Literal["signed_out", "revoked"]) -> None:
        gone = self._peers.dismiss(lambda peer: peer.actor.person == staff and session in (None, peer.sign_in), reason)
        await self._registry.remove(
            lambda actor, listener: actor.person == staff and (session is None or listener in gone)
        )
