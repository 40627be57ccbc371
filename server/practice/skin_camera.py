"""How a second device comes to a seat: a code on the page that has proved whose it is, good for minutes and for one device.

The code holds a link whose secret is in the fragment, so that looking at it (a camera's preview, a scanner in between) uses nothing up:
the device's page exchanges it when its person says so. No birth date is asked again: who sees the code sits before the visit. What the
device gets is a pass of its own kind, which opens nothing but that camera, ends with the link behind it, and can be ended alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.access.policy import Actor, require, required
from server.access.ports import Store
from server.base.clock import Clock, Moment
from server.base.errors import NotFound, NotSignedIn, SeatTaken
from server.base.ids import VisitId, digest, new_secret
from server.evidence.events import SkinCameraPaired
from server.practice.backoff import LinkGuesses
from server.practice.links import Entered, Links
from server.practice.sign_in import SlowDown
from server.visits.records import VisitPass

LIFE_S = 300
"""How long a code can be used, seconds: to fetch a phone from the next room."""
_KEPT = 10_000


class DeadCode(NotFound):
    """Unknown, used and late look alike."""

    def __init__(self) -> None:
        super().__init__("This code has been used, or is too old. Show a new one on the other device and scan that.")


@dataclass(frozen=True, slots=True)
class _Code:
    visit: VisitId
    link: str
    until_ns: int


@dataclass(frozen=True, slots=True)
class Paired:
    """A device that holds a pass: `phone` names it, without being the right to anything."""

    phone: str
    entered: Entered

    @property
    def actor(self) -> Actor:
        """For whom the device speaks: the holder of the link that its seat was taken with."""
        return actor_of(self.entered)


def actor_of(entered: Entered) -> Actor:
    """The holder of a link, to the one door."""
    return Actor(entered.link.id, "link", entered.link.role, visit=entered.appointment.id)


def _pass_digest(secret: str) -> str:
    """What the store keeps of a device's pass. Another digest than a visit's pass has: neither can stand for the other."""
    return digest(f"skin camera {secret}")


class SkinCameras:
    """Codes live in memory, for their five minutes; passes in the store, so that a restart of the server costs nobody a scan."""

    def __init__(self, store: Store, clock: Clock, links: Links) -> None:
        self._store, self._clock, self._links = store, clock, links
        self._codes: dict[str, _Code] = {}
        self._phones: dict[str, str] = {}
        """By link, the device that came last."""
        self._replaced: dict[str, None] = {}
        """Devices whose place another one took: they are told so, not that somebody stopped them."""
        self._guesses = LinkGuesses()

    def offer(self, entered: Entered) -> str:
        """The secret of a new code; the link's earlier ones stop working. Raises a refusal where there is no call to film for."""
        require(actor_of(entered), "use_skin_camera", entered.appointment)
        self._forget(entered.link.id)
        secret = new_secret()
        while len(self._codes) >= _KEPT:
            del self._codes[next(iter(self._codes))]
        until_ns = self._clock.mono_ns() + LIFE_S * 1_000_000_000
        self._codes[digest(secret)] = _Code(entered.appointment.id, entered.link.id, until_ns)
        return secret

    async def pair(self, secret: str, source: str) -> tuple[str, Paired]:
        """Exchange a code for a pass, once; returns the pass's secret. The device before this one is the camera no more.

        Raises `DeadCode`, or `SlowDown` for a source that guesses.
        """
        now = self._clock.now()
        if wait := self._guesses.wait_s(source, now.mono_ns):
            raise SlowDown(wait)
        key = digest(secret)
        code = self._codes.get(key)
        if code is None or code.until_ns <= now.mono_ns:
            self._guesses.missed(source, now.mono_ns)
            raise DeadCode
        # Whoever scans it next comes too late; where this one cannot be kept, the code is worth what it was.
        del self._codes[key]
        try:
            given = await self._kept(code, now)
        except BaseException:
            self._codes[key] = code
            raise
        phone = _pass_digest(given)
        if before := self._phones.get(code.link):
            while len(self._replaced) >= _KEPT:
                del self._replaced[next(iter(self._replaced))]
            self._replaced[before] = None
        self._phones[code.link] = phone
        return given, Paired(phone, await self._links.held(code.visit, phone))

    async def _kept(self, code: _Code, at: Moment) -> str:
        """The secret of a new pass, kept in the place of the last one's."""
        given = new_secret()
        async with self._store.unit() as unit:
            links = [link for link in await unit.links_of(code.visit) if link.id == code.link]
            if not links or links[0].revoked_at is not None:
                raise DeadCode
            actor = Actor(code.link, "link", links[0].role, visit=code.visit)
            required(actor, "use_skin_camera", await unit.appointment(code.visit))
            if before := self._phones.get(code.link):
                await unit.revoke_pass(before, at.utc)
            await unit.add_pass(VisitPass(_pass_digest(given), code.visit, code.link, at.utc))
            await unit.append(code.visit, [SkinCameraPaired(link=code.link)], actor=actor.signature, at=at)
        return given

    async def paired(self, visit: VisitId, secret: str | None) -> Paired:
        """Whose device this is. Raises `NotSignedIn` where its pass is none, or was ended, `SeatTaken` where another took its place."""
        if not secret:
            raise NotSignedIn("Please scan the code on the other device again.")
        phone = _pass_digest(secret)
        if phone in self._replaced:
            raise SeatTaken("Another phone is the camera of this visit now.")
        entered = await self._links.held(visit, phone)
        self._phones.setdefault(entered.link.id, phone)
        return Paired(phone, entered)

    async def end(self, entered: Entered) -> None:
        """End the device's pass, and the code that may still be on a screen."""
        self._forget(entered.link.id)
        phone = self._phones.pop(entered.link.id, None)
        if phone is not None:
            async with self._store.unit() as unit:
                await unit.revoke_pass(phone, self._clock.now().utc)

    def _forget(self, link: str) -> None:
        for key in [key for key, code in self._codes.items() if code.link == link]:
            del self._codes[key]
