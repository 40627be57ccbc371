"""All workers as one media server: `rooms.ports.Media`. A visit is pinned to the worker with the least to do when its first seat
connects, and stays there, so no packet ever crosses from one process to another."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence

from server.base.errors import Unavailable
from server.media.admission import REMEMBERED_NS
from server.media.config import MediaConfig
from server.media.meter import Count
from server.media.server import boottime_ns
from server.media.session import MediaState
from server.media.workers.placement import place
from server.media.workers.remote import RemoteConnection
from server.media.workers.worker import Gone, Worker

STARTING_S = 3.0
"""A connection waits so long for a worker where none is up: one that ended is there again within a second or two."""
COUNTING_S = 0.5
"""… and a reading so long for the newest counts. What a worker has not said by then counts into the next reading."""
LARGEST = frozenset({"load_percent"})
"""Of what the workers tell, that which is not added up."""

AWAY = "Sound and picture are being started again. Try again in a few seconds."


class Workers:
    """`configs`: one for each worker."""

    def __init__(self, configs: Sequence[MediaConfig]) -> None:
        self._workers = [Worker(index, config, self._ended) for index, config in enumerate(configs)]
        self._pins: dict[str, Worker] = {}
        self._held: dict[str, int] = {}
        """Connections of each pinned visit."""
        self._carried: dict[str, int] = {}
        """When a visit was last carried, CLOCK_BOOTTIME nanoseconds."""

    @property
    def ports(self) -> tuple[int, ...]:
        """The port of each worker."""
        return tuple(worker.port for worker in self._workers)

    @property
    def pids(self) -> tuple[int | None, ...]:
        """The process id of each worker, None for one that is not there."""
        return tuple(worker.pid for worker in self._workers)

    async def start(self) -> None:
        """Start all of them. Raises OSError when a port is not to be had; none runs then."""
        found = await asyncio.gather(*(worker.start() for worker in self._workers), return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException):
                await self.stop()
                raise one

    async def stop(self) -> None:
        """Close every connection and end every worker. Idempotent."""
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    async def connect(
        self, *, scope: str, owner: str, offer: str, on_state: Callable[[MediaState], None], skin: bool = False
    ) -> RemoteConnection:
        """Answer one peer's only offer, on the visit's worker. Raises BadOffer, and TooMany when all workers are full."""
        return await self._open(scope, owner, offer, on_state, loop=False, skin=skin)

    async def loop(self, *, owner: str, offer: str, on_state: Callable[[MediaState], None]) -> RemoteConnection:
        """Give a peer its own media back."""
        return await self._open(f"loop {secrets.token_hex(8)}", owner, offer, on_state, loop=True)

    async def _open(
        self,
        scope: str,
        owner: str,
        offer: str,
        on_state: Callable[[MediaState], None],
        *,
        loop: bool,
        skin: bool = False,
    ) -> RemoteConnection:
        returned = False

        def told(state: MediaState) -> None:
            if state == "closed":
                self._release(scope)
            if returned:  # what ends before that says so by its state
                on_state(state)

        for _ in range(len(self._workers) + 1):
            worker = await self._worker(scope)
            known = self._known(scope)
            self._held[scope] = self._held.get(scope, 0) + 1
            try:
                connection = await worker.open(scope, owner, offer, told, loop=loop, known=known, skin=skin)
            except Gone:
                continue
            if not loop:
                self._carried[scope] = boottime_ns()
            returned = True
            return connection
        raise Unavailable(AWAY)

    async def _worker(self, scope: str) -> Worker:
        """The visit's worker; the one with the least to do becomes it where it has none."""
        pinned = self._pins.get(scope)
        if pinned is not None and pinned.up.is_set():
            return pinned
        index = place(worker.standing for worker in self._workers if worker.up.is_set())
        if index is None:
            waiting = [asyncio.ensure_future(worker.up.wait()) for worker in self._workers]
            try:
                done, _ = await asyncio.wait(waiting, timeout=STARTING_S, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for one in waiting:
                    one.cancel()
            if not done:
                raise Unavailable(AWAY)
            return await self._worker(scope)
        self._pins[scope] = self._workers[index]
        return self._workers[index]

    def _known(self, scope: str) -> bool:
        """Whether the visit is carried, or was lately by a worker that has ended since."""
        now_ns = boottime_ns()
        self._carried = {
            one: at for one, at in self._carried.items() if one in self._held or now_ns - at < REMEMBERED_NS
        }
        return scope in self._carried

    def _release(self, scope: str) -> None:
        """One of the visit's connections is closed; with the last its pin goes."""
        self._held[scope] -= 1
        if not self._held[scope]:
            del self._held[scope]
            self._pins.pop(scope, None)
            if scope in self._carried:
                self._carried[scope] = boottime_ns()

    def _ended(self, worker: Worker) -> None:
        for scope in [one for one, pinned in self._pins.items() if pinned is worker]:
            del self._pins[scope]

    async def up_to_date(self, scope: str | None = None) -> None:
        """Bring what `take_counts` gives up to this moment: that visit's, or every visit's."""
        pinned = self._pins.get(scope) if scope is not None else None
        asked = [pinned] if pinned is not None else [] if scope is not None else self._workers
        answers = [asyncio.ensure_future(worker.ask(do="count")) for worker in asked if worker.up.is_set()]
        if answers:
            await asyncio.wait(answers, timeout=COUNTING_S)
        for one in answers:
            one.cancel()
        await asyncio.gather(*answers, return_exceptions=True)

    def take_counts(self) -> dict[str, list[Count]]:
        """Counters of every scope that the workers have told since the last call, by scope."""
        taken: dict[str, list[Count]] = {}
        for worker in self._workers:
            counts, worker.counts = worker.counts, {}
            for scope, found in counts.items():
                taken.setdefault(scope, []).extend(found)
        return taken

    def stats(self) -> dict[str, int]:
        """Plain counters of all workers together, without anything personal."""
        found: dict[str, int] = {"workers": sum(worker.up.is_set() for worker in self._workers)}
        found["worker_restarts"] = sum(worker.restarts for worker in self._workers)
        for worker in self._workers:
            for name, value in worker.totals().items():
                found[name] = max(found.get(name, 0), value) if name in LARGEST else found.get(name, 0) + value
        # This much is known here, before a worker has told anything.
        found["connections"] = sum(worker.standing.connections for worker in self._workers)
        return found
