"""A small practice on the real store, media server and socket: people, visits, and pages that speak the protocol.

Only signing in is stood in for: a cookie names the person. Sign-in and links have tests of their own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast, get_args

from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.access.policy import Actor
from server.base.clock import Moment, SystemClock
from server.base.errors import NotSignedIn
from server.base.ids import PatientId, StaffId, VisitId, new_id
from server.evidence.events import Credential, Event, VisitCreated
from server.media.config import MediaConfig
from server.media.here import Here
from server.media.server import MediaServer
from server.media.workers.pool import Workers
from server.rooms.bell import RING_S
from server.rooms.ports import Media
from server.rooms.registry import Registry
from server.rooms.ticks import Ticker
from server.signaling.gateway import Gateway
from server.signaling.peer import Caller
from server.signaling.peers import Live, Peers
from server.store.carrying import CarryingStore
from server.store.spool import Spool
from server.store.store import SqlStore, open_store
from server.visits.records import Appointment, LinkRole, Patient, Practice, Staff
from tests.integration import databases
from tests.midnight import today
from tests.protocol_client import ProtocolClient

PEOPLE: dict[str, tuple[Any, str | None, str]] = {
    "office": ("office", None, "Olga Office"),
    "npc": ("npc", "RN", "Nora Nurse"),
    "dermatologist": ("dermatologist", "MD", "Dr. Dana Derm"),
    "second": ("dermatologist", "DO", "Dr. Dora Second"),
    "scribe": ("scribe", None, "Sam Scribe"),
    "biller": ("biller", None, "Bill Biller"),
    "administrator": ("administrator", None, "Ada Admin"),
}


ZONE = "America/New_York"


class SteppingClock(SystemClock):
    """The machine's clock, moved on by what a test says: time passes without anybody waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead_s = 0.0
        self.utc_step_s = 0.0

    def mono_ns(self) -> int:
        return super().mono_ns() + int(self.ahead_s * 1e9)

    def now(self) -> Moment:
        moment = super().now()
        return replace(moment, utc=moment.utc + timedelta(seconds=self.ahead_s + self.utc_step_s))


@dataclass
class Server:
    """One running server over the practice's store, as `server/app.py` wires it."""

    store: SqlStore | CarryingStore
    media: Media
    clock: SteppingClock
    callers: dict[str, Caller]
    ring_s: float = RING_S
    registry: Registry = field(init=False)
    peers: Peers = field(init=False)
    live: Live = field(init=False)
    ticker: Ticker = field(init=False)
    url: str = ""

    def __post_init__(self) -> None:
        self.registry = Registry(store=self.store, media=self.media, clock=self.clock, ring_s=self.ring_s)
        self.peers = Peers()
        self.live = Live(self.registry, self.peers)
        self.ticker = Ticker(self.registry, self.store, self.clock)
        self._gateway = Gateway(self.registry, self.peers, self._authenticate, self._own_origin)
        if isinstance(self.store, CarryingStore):
            self.store.on_keeping = self.peers.tell_keeping

    async def start(self) -> None:
        await self.registry.start()
        app = web.Application()
        self._gateway.attach(app)
        self._http = TestServer(app, host="127.0.0.1")
        await self._http.start_server()
        self.url = str(self._http.make_url("")).rstrip("/")

    async def stop(self) -> None:
        await self.registry.stop()
        await self.crash()

    async def crash(self) -> None:
        """End the process's connections without a word to the log: what kill -9 leaves behind."""
        self.registry.detach = _nobody_heard  # type: ignore[method-assign]
        await self._gateway.stop()
        await self._http.close()

    async def _authenticate(self, cookies: Mapping[str, str], auth: Mapping[str, Any]) -> Caller:
        caller = self.callers.get(cookies.get("who", ""))
        if caller is None:
            raise NotSignedIn("Please sign in.")
        return caller

    def _own_origin(self, origin: str, request: web.Request) -> bool:
        return origin == f"http://{request.host}"


async def _nobody_heard(listener: Any) -> None:
    return None


class Clinic:
    """The practice: one store and one media server, and a server that can be started again."""

    def __init__(
        self, store: SqlStore | CarryingStore, media: Media, clock: SteppingClock, ring_s: float = RING_S
    ) -> None:
        self.store, self.media, self.ring_s = store, media, ring_s
        self.clock = clock
        self.callers: dict[str, Caller] = {}
        self.staff: dict[str, StaffId] = {}
        self.server = Server(store, media, self.clock, self.callers, ring_s)
        self._pages: list[ProtocolClient] = []

    async def found(self) -> None:
        """Practice and staff."""
        async with self.store.unit() as unit:
            await unit.save_practice(Practice("Elm Street Dermatology", "+1 555 0100", ZONE, "12-3456789"))
            for who, (role, credential, name) in PEOPLE.items():
                person = StaffId(new_id())
                npi = "1234567893" if credential else None
                await unit.save_staff(
                    Staff(person, f"{who}@example.org", name, role, credential, "no password", npi=npi)
                )
                self.staff[who] = person
                actor = Actor(person, "staff", role, cast(Credential | None, credential))
                self.callers[who] = Caller(actor, sign_in=f"sign-in of {who}")

    async def visit(self, *, rendering: str | None = None, name: str = "Maria Garcia") -> VisitId:
        """A visit scheduled for now, with a link each for `patient` and `caregiver` of it (`patient@VISIT`)."""
        visit, patient = VisitId(new_id()), PatientId(new_id())
        now = self.clock.now()
        appointment = Appointment(
            id=visit,
            patient=patient,
            scheduled_at=datetime.now(UTC),
            reason="A mole that changed",
            payer=None,
            patient_status="new",
            rendering=self.staff[rendering] if rendering else None,
        )
        async with self.store.unit() as unit:
            await unit.save_patient(Patient(patient, name, date(1980, 5, 17)))
            await unit.add_appointment(appointment)
            created = VisitCreated(patient=patient, payer=None, patient_status="new", practice_tz=ZONE)
            await unit.append(visit, [created], actor="server", at=now)
        for role in get_args(LinkRole):
            self.callers[f"{role}@{visit}"] = Caller(Actor(new_id(), "link", role, None, visit))
        return visit

    async def page(self, who: str, *, tab: str | None = None) -> ProtocolClient:
        """A page of that person, connected."""
        page = ProtocolClient()
        self._pages.append(page)
        await page.connect(self.server.url, cookies={"who": who}, auth={"tab": tab} if tab else {})
        return page

    async def seated(self, who: str, visit: VisitId, *, tab: str | None = None) -> ProtocolClient:
        """A page of that person with its seat in the visit taken. `patient` is the visit's own."""
        page = await self.page(f"{who}@{visit}" if f"{who}@{visit}" in self.callers else who, tab=tab)
        await page.request("visit.open", visit=visit)
        return page

    async def waiting(self, visit: VisitId) -> ProtocolClient:
        """The patient's page, checked in."""
        page = await self.seated("patient", visit)
        await page.request("check_in", visit=visit)
        return page

    async def in_intake(self, visit: VisitId) -> tuple[ProtocolClient, ProtocolClient]:
        """The patient's page and the nurse's, together in the intake."""
        patient = await self.waiting(visit)
        nurse = await self.seated("npc", visit)
        await nurse.request("admit", visit=visit, to="intake")
        await patient.sees(visit, state="intake")
        return patient, nurse

    async def evidence(self, visit: VisitId) -> list[Event]:
        """What the log says, in order."""
        async with self.store.reading() as unit:
            return [entry.event for entry in await unit.evidence(visit)]

    async def appointment(self, visit: VisitId) -> Appointment:
        async with self.store.reading() as unit:
            found = await unit.appointment(visit)
        assert found is not None
        return found

    async def restart(self, *, crash: bool) -> None:
        """Another server over the same store; pages have to connect again."""
        await (self.server.crash() if crash else self.server.stop())
        for page in self._pages:
            await page.close()
        self.server = Server(self.store, self.media, self.clock, self.callers, self.ring_s)
        await self.server.start()

    async def close(self) -> None:
        for page in self._pages:
            await page.close()
        await self.server.stop()


@asynccontextmanager
async def clinic(
    folder: Path, ring_s: float = RING_S, *, spool: Spool | None = None, workers: int = 0, connections: int = 100
) -> AsyncIterator[Clinic]:
    """A founded practice with its server running; with a `spool` it lives through an absence of its database, with `workers`
    media are in processes of their own, without them it holds so many `connections`."""
    await today(ZONE)
    async with AsyncExitStack() as stack:
        clock = SteppingClock()
        store: SqlStore | CarryingStore
        store = database = await open_store(databases.url(folder), key=Ed25519PrivateKey.generate())
        if spool is not None:
            store = CarryingStore(database, spool, clock)
            await store.start()
        stack.push_async_callback(store.close)
        carrier = (
            Workers([MediaConfig(port=0)] * workers)
            if workers
            else MediaServer(MediaConfig(port=0, max_connections=connections))
        )
        await carrier.start()
        stack.push_async_callback(carrier.stop)
        media = carrier if isinstance(carrier, Workers) else Here(carrier)
        practice = Clinic(store, media, clock, ring_s)
        await practice.found()
        await practice.server.start()
        stack.push_async_callback(practice.close)
        yield practice
