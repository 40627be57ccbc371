"""A connection that a worker carries, as rooms hold it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from server.base.errors import NotNow
from server.media.ladder import Rung
from server.media.meter import Track
from server.media.negotiation import Kind
from server.media.quality import Quality
from server.media.session import MediaState

if TYPE_CHECKING:
    from server.media.workers.worker import Worker

GONE = "There is no media connection to restart: offer a new one."


class RemoteConnection:
    """What it says of its packets is what its worker told last, a quarter of a second ago at most."""

    def __init__(self, worker: Worker, number: int, scope: str, on_state: Callable[[MediaState], None]) -> None:
        self.worker, self.number, self.scope = worker, number, scope
        self.answer = ""
        self.state: MediaState = "new"
        self.sends: Rung | None = None
        self.receives: Rung | None = None
        self._on_state = on_state
        self._mids: dict[Kind, tuple[str, ...]] = {}
        self._heard_ns = 0
        self._arrived: dict[Track, int] = {}
        self._quality = Quality(None, 0, None, 0, 0, 0)
        self._rates = self._readings = 0
        """The sum of what was told since it was asked, and how many times."""

    def opened(self, answer: str, mids: dict[str, list[str]]) -> None:
        """The worker has answered its offer."""
        self.answer = answer
        self._mids = {kind: tuple(mids[kind]) for kind in get_args(Kind)}

    def slot_mids(self, kind: Kind) -> tuple[str, ...]:
        """The media section ids of the receiving slots, in slot order."""
        return self._mids[kind]

    def bind(self, kind: Kind, slot: int, source: object, track: Track) -> None:
        """As `Session.bind`; what only the worker knows (whether the source has closed meanwhile) it looks at itself."""
        if not 0 <= slot < len(self._mids[kind]):
            raise ValueError(f"this peer has no {kind} slot {slot}")
        if (track == "microphone") != (kind == "audio"):
            raise ValueError(f"a {track} does not go into a slot for {kind}")
        if source is not None:
            if not isinstance(source, RemoteConnection):
                raise ValueError("the source is no connection of this media server")
            if source.scope != self.scope:
                raise ValueError("source and sink are not in the same visit")
            if source.worker is not self.worker and "closed" not in (source.state, self.state):
                raise ValueError("source and sink are not on the same worker")
        if self.state != "closed":
            number = source.number if isinstance(source, RemoteConnection) else None
            self.worker.tell(do="bind", number=self.number, kind=kind, slot=slot, source=number, track=track)

    def last_media_ns(self) -> int:
        """When the last authenticated packet came, CLOCK_BOOTTIME nanoseconds; 0 if none yet."""
        return self._heard_ns

    def arrived_ns(self, track: Track) -> int:
        """When the newest packet of that track came, CLOCK_BOOTTIME nanoseconds; 0 if none yet."""
        return self._arrived.get(track, 0)

    def quality(self) -> Quality:
        """How this peer's two ways are; rates are since it was last asked."""
        down = self._rates // self._readings if self._readings else self._quality.kbps_down
        self._rates = self._readings = 0
        return replace(self._quality, kbps_down=down, heard_ns=self._heard_ns)

    async def restart(self, offer: str) -> str:
        """Answer an ICE restart. Raises BadOffer, and NotNow where the connection has closed meanwhile."""
        answer = (await self.worker.ask(do="restart", number=self.number, offer=offer)).get("answer")
        if answer is None:
            raise NotNow(GONE)
        self.answer = str(answer)
        return self.answer

    def close(self) -> None:
        """Idempotent; ends at once from the caller's view."""
        if self.state != "closed":
            self.worker.tell(do="close", number=self.number)
            self.become("closed")

    # What the worker says.

    def become(self, state: MediaState) -> None:
        """The state is this from now on; a closed connection stays closed."""
        if self.state in (state, "closed"):
            return
        self.state = state
        if state == "closed":
            self.worker.forget(self)
            self.sends = self.receives = None
        asyncio.get_running_loop().call_soon(self._on_state, state)

    def stands(
        self, heard_ns: int, arrived: dict[Track, int], sends: Rung | None, receives: Rung | None, quality: Any
    ) -> None:
        """How it is now, after the worker's last look."""
        self._heard_ns, self._arrived = int(heard_ns), arrived
        self.sends, self.receives = sends, receives
        if quality is not None:
            self._quality = Quality(**quality)
            self._rates += self._quality.kbps_down
            self._readings += 1
