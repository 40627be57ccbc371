"""The store as a running server has it: when the database is away, running visits go on, on the spool.

There is one order. While the database is away nothing is written to it, so that what waits on the spool comes first: every
writer is refused at once, the running visits' `keep` goes to the spool, and once a second somebody looks whether the
database is back. Then the spool is restored, in one transaction, before anybody else may write.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import structlog

from server.access.ports import Keeping, Known, Writing
from server.base.clock import Clock
from server.base.errors import DiskFull, StoreAway
from server.base.ids import VisitId, new_id
from server.evidence.chain import Break, Head
from server.store.carried import CarriedUnit, How, Record, restore
from server.store.spool import Spool
from server.store.store import AWAY, FULL, SqlStore
from server.store.unit import SqlUnit

log = structlog.get_logger()
T = TypeVar("T")

LOOK_S = 1.0
"""How often a database that is away is looked for, seconds."""


class CarryingStore:
    """`server.access.ports.Store` that lives through an absence of its database. `spool` is None where none could be made."""

    def __init__(
        self,
        inner: SqlStore,
        spool: Spool | None,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        new_id: Callable[[], str] = new_id,
    ) -> None:
        self._inner, self._spool, self._clock, self._sleep, self._new_id = inner, spool, clock, sleep, new_id
        self._away = self._full = False
        self._carrying = asyncio.Lock()
        self._heads: dict[VisitId, Head] = {}
        self._flagged: dict[VisitId, How] = {}
        self._waiting: list[Record] = []
        """What the database does not have yet, in order; the last `_unspooled` of them are not on the spool either."""
        self._unspooled = 0
        self._looking: asyncio.Task[None] | None = None
        self._told: tuple[Keeping, bool] = ("kept", False)
        self.on_keeping: Callable[[Keeping, bool], None] = lambda *_: None
        """Called with each change of `keeping` and `disk_full`."""

    async def start(self) -> None:
        """Restore what the spool holds from before the server stopped. Raises `StoreAway`."""
        if self._spool is None:
            return
        for payload in await asyncio.to_thread(self._spool.read):
            self._waiting.append(Record.decode(payload))
        if self._waiting:
            log.warning("spool restored at start", records=len(self._waiting))
            await self._restore()

    # ---- server.access.ports.Store -----------------------------------------------------------------------------

    @property
    def keeping(self) -> Keeping:
        """Where evidence goes now."""
        if not self._away:
            return "kept"
        return "not_kept" if self._spool is None or self._unspooled else "spooled"

    @property
    def disk_full(self) -> bool:
        """Whether the database is away for want of room on its disk."""
        return self._away and self._full

    def heads(self) -> dict[VisitId, Head] | None:
        """Where the chains end that were added to since the start; None while some of that is not in the database."""
        return None if self._away else self._heads

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[SqlUnit]:
        """A transaction of the database. Raises `StoreAway` at once while it is away."""
        async with self._attempt(self._new_id) as unit:
            yield unit

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlUnit]:
        """A snapshot of the database, which may be there for readers while it cannot be written to."""
        try:
            async with self._inner.reading() as unit:
                yield unit
        except StoreAway as error:
            self._lose(error)
            raise

    async def keep(self, work: Callable[[Writing], Awaitable[T]], known: Known) -> T:
        """`work` in a transaction, or on what is known. Both tries give an entry the same id: where the first was kept
        and its answer lost, the second is found to be there when the spool is restored."""
        ids = _Ids(self._new_id)
        tried: StoreAway | None = None
        while True:
            if not self._away:
                try:
                    async with self._attempt(ids) as unit:
                        return await work(unit)
                except StoreAway as error:
                    tried = error
            async with self._carrying:
                if tried is not None:
                    # The database may be back by now, with what was tried or without it: only the spool finds that out.
                    self._lose(tried)
                if self._away:
                    ids.rewind()
                    return await self._carry(work, known, ids)

    async def export_evidence(self, visit: VisitId) -> bytes:
        """What waits on the spool is not in it yet."""
        return await self._inner.export_evidence(visit)

    async def evidence_break(self, visit: VisitId) -> Break | None:
        """The first place where the visit's stored chain does not hold, or None."""
        return await self._inner.evidence_break(visit)

    async def close(self) -> None:
        """Restore what waits if that can be done now, else it waits on the spool for the next start; then close both."""
        if self._looking:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking
        if self._away:
            with contextlib.suppress(StoreAway):
                await self._restore()
        await self._inner.close()
        if self._spool:
            self._spool.close()

    # ---- away --------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _attempt(self, ids: Callable[[], str]) -> AsyncIterator[SqlUnit]:
        if self._away:
            raise DiskFull(FULL) if self._full else StoreAway(AWAY)
        try:
            async with self._inner.unit(ids) as unit:
                yield unit
        except StoreAway as error:
            self._lose(error)
            raise
        self._heads |= unit.heads

    async def _carry(self, work: Callable[[Writing], Awaitable[T]], known: Known, ids: Callable[[], str]) -> T:
        how: How = "memory" if self.keeping == "not_kept" else "spool"
        unit = CarriedUnit(known, self._heads, self._flagged, how, self._inner.node, ids, self._inner.allowance)
        result = await work(unit)
        if unit.record:
            self._waiting.append(unit.record)
            self._unspooled += 1
            self._heads |= unit.heads
            self._flagged |= unit.flagged
            await self._spool_it()
        return result

    async def _spool_it(self) -> None:
        """Put what is not on the spool there, in order. Where that fails the visits go on all the same, and staff are told."""
        try:
            while self._unspooled and self._spool:
                payload = self._waiting[-self._unspooled].encode()
                await asyncio.to_thread(self._spool.add, payload)
                self._unspooled -= 1
        except OSError as error:
            log.error(
                "evidence is not being kept", reason=error.strerror or type(error).__name__, entries=self._unspooled
            )
        self._tell()

    def _lose(self, why: StoreAway) -> None:
        if self._away:
            return
        self._away, self._full = True, isinstance(why, DiskFull)
        log.error("database away", spool=self._spool is not None)
        self._tell()
        self._looking = asyncio.create_task(self._look(), name="looks for the database")

    async def _look(self) -> None:
        while self._away:
            await self._sleep(LOOK_S)
            try:
                await self._inner.try_writing()
                await self._restore()
            except StoreAway as error:
                # Room was made and something else is the matter now, or the other way round.
                self._full = isinstance(error, DiskFull)
                self._tell()
            except Exception:
                # Whatever it is, the visits go on and the next second may know better.
                log.exception("database not taken back")

    async def _restore(self) -> None:
        async with self._carrying:
            try:
                await self._put_back(self._waiting)
            except StoreAway:
                raise
            except Exception:
                log.exception("spool not restored in one go")
                await self._put_back_singly()
            if self._spool:
                try:
                    await asyncio.to_thread(self._spool.clear)
                except OSError:
                    log.exception("spool not cleared")  # Restoring it once more changes nothing.
            log.info("database back", records=len(self._waiting))
            self._waiting.clear()
            self._flagged.clear()
            self._unspooled, self._away = 0, False
            self._tell()

    async def _put_back(self, records: Sequence[Record]) -> None:
        if records:
            async with self._inner.unit() as unit:
                await restore(unit, records, self._clock.now())
            self._heads |= unit.heads

    async def _put_back_singly(self) -> None:
        """One record that the database refuses must not keep the others, and every visit after them, from it."""
        for record in self._waiting:
            try:
                await self._put_back([record])
            except StoreAway:
                raise
            except Exception:
                log.exception(
                    "a spooled record was set aside", visits=sorted({entry.visit for entry in record.entries})
                )
                if self._spool:
                    await asyncio.to_thread(self._spool.set_aside, record.encode())

    def _tell(self) -> None:
        if (self.keeping, self.disk_full) != self._told:
            self._told = self.keeping, self.disk_full
            self.on_keeping(*self._told)


class _Ids:
    """The same ids again after `rewind`."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._given: list[str] = []
        self._next = 0

    def __call__(self) -> str:
        if self._next == len(self._given):
            self._given.append(self._new_id())
        self._next += 1
        return self._given[self._next - 1]

    def rewind(self) -> None:
        """Begin again with the first."""
        self._next = 0
