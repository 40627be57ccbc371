"""Wiring: the only place that imports every package. Opens the parts in order, and closes them in the opposite one."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web

from server.access.door import Door
from server.access.policy import Actor
from server.access.ports import Store
from server.access.relay import Relay, RelayPass, admit
from server.api.context import Context, Measured
from server.api.cookies import Cookies
from server.api.origin import is_own
from server.api.routes import application
from server.base.clock import SystemClock
from server.base.config import Config, WrongSettings
from server.base.errors import NotSignedIn
from server.base.ids import VisitId, new_id, new_secret
from server.coding.loader import load_profiles, worked_cases
from server.coding.propose import propose
from server.images.images import Images
from server.media.here import Here
from server.media.server import MediaServer
from server.media.workers.pool import Workers
from server.media_settings import media_config, media_configs
from server.practice.account import OwnAccount
from server.practice.appointments import Appointments
from server.practice.arrival import Arrivals
from server.practice.billing import Billing
from server.practice.coding import Coding
from server.practice.colleagues import Colleagues
from server.practice.consent_texts import ConsentTexts
from server.practice.consents import Consents
from server.practice.consultations import Consultations
from server.practice.demo import Demo
from server.practice.device_tokens import DeviceTokens
from server.practice.intake import Intakes
from server.practice.links import Links
from server.practice.opening_hours import OpeningHours
from server.practice.openings import Openings
from server.practice.passwords import Passwords
from server.practice.patient_note import PatientNotes
from server.practice.payers import Payers
from server.practice.people import People
from server.practice.photo_answers import PhotoAnswers
from server.practice.photo_queue import PhotoQueue
from server.practice.ports import LiveVisits, NoLiveVisits
from server.practice.printing import Printer
from server.practice.reading_time import ReadingTimes
from server.practice.sign_in import SignIn
from server.practice.sign_in_watch import SignInWatch
from server.practice.skin_camera import SkinCameras
from server.rooms.device_check import DeviceChecks
from server.rooms.drain import Drain
from server.rooms.ports import Media
from server.rooms.quality_watch import QualityWatch
from server.rooms.registry import Registry
from server.rooms.stalls import StallWatch
from server.rooms.ticks import Ticker
from server.rooms.watch import ArrivalWatch
from server.signaling.gateway import Gateway
from server.signaling.peer import Caller
from server.signaling.peers import Live, Peers
from server.store.carrying import CarryingStore
from server.store.heads import HeadsFile
from server.store.keys import load_or_create_signing_key
from server.store.postgres import AnotherServer
from server.store.spool import Spool
from server.store.store import SqlStore, open_store

_log = structlog.get_logger("app")
DIST = Path(__file__).parents[1] / "web" / "dist"
KEY_FILE = "evidence-key.pem"
SPOOL_FILE = "evidence.spool"
DRAIN: web.AppKey[Drain] = web.AppKey("drain", Drain)


@dataclass(slots=True)
class Practice:
    """The use cases over one open store, for the server and for the commands beside it."""

    config: Config
    store: Store
    clock: SystemClock
    passwords: Passwords
    live: LiveVisits
    sign_in: SignIn = field(init=False)
    links: Links = field(init=False)
    appointments: Appointments = field(init=False)
    people: People = field(init=False)
    payers: Payers = field(init=False)
    account: OwnAccount = field(init=False)
    colleagues: Colleagues = field(init=False)

    def __post_init__(self) -> None:
        required = not self.config.loopback
        self.sign_in = SignIn(self.store, self.clock, self.passwords, self.live, second_factor_required=required)
        self.links = Links(self.store, self.clock, self.live)
        self.payers = Payers(self.store, self.clock, load_profiles(), worked_cases)
        self.appointments = Appointments(self.store, self.clock, self.live, self.payers)
        self.people = People(self.store, self.clock, self.passwords, self.live, second_factor_required=required)
        self.account = OwnAccount(
            self.store, self.clock, self.passwords, self.live, self.sign_in, self.config.breached_passwords
        )
        self.colleagues = Colleagues(self.store, self.clock, self.passwords, self.live, self.sign_in)

    def link(self, secret: str) -> str:
        """The address a patient opens. The secret is in the fragment, which browsers send to no server."""
        return f"{self.config.base_url}/v#{secret}"


@asynccontextmanager
async def open_practice(config: Config) -> AsyncIterator[Practice]:
    """The use cases over the open store, for commands that run beside the server: nobody is connected here."""
    passwords = Passwords()
    async with _opened(config, passwords) as store:
        yield Practice(config, store, SystemClock(), passwords, NoLiveVisits())


@asynccontextmanager
async def running(
    config: Config, dist: Path = DIST, passwords: Passwords | None = None
) -> AsyncIterator[tuple[web.Application, dict[str, Any] | None]]:
    """Everything behind the pages, started: the application, and what the demonstration's file holds, if there is one.

    `passwords` is closed with the rest; None hashes as the standard recommends.
    """
    passwords = passwords or Passwords()
    async with _opened(config, passwords, alone=True) as database, contextlib.AsyncExitStack() as stack:
        clock = SystemClock()
        store = CarryingStore(database, _spool(config), clock)
        stack.push_async_callback(store.close)
        await store.start()
        media = await _started_media(config, stack)
        registry = Registry(store=store, media=media, clock=clock)
        peers = Peers()
        practice = Practice(config, store, clock, passwords, Live(registry, peers))
        demo = Demo(
            store,
            clock,
            practice.people,
            practice.appointments,
            config.home,
            config.base_url,
            practice.link,
            second_factor_required=not config.loopback,
        )
        known = await demo.ready(wanted=config.loopback if config.demo is None else config.demo)
        await registry.start()
        checks = DeviceChecks(media, new_id, clock.mono_ns)
        stack.callback(checks.close)
        tokens = DeviceTokens(clock, demo.device_check_token() or new_secret())
        door = Door()
        images = Images(config, store, clock, practice.live.changed, partial(Printer().pdf, "case"))
        await images.start()
        stack.push_async_callback(images.stop)
        quality = QualityWatch(registry, store, clock)

        def measured() -> Measured:
            return Measured(media.stats(), quality.standings)

        relay = Relay(config.turn_urls, config.turn_secret) if config.turn_urls else None

        def relays(actor: Actor) -> tuple[RelayPass, ...]:
            return (admit(relay, actor.person, clock.now().utc),) if relay else ()

        context = _context(practice, registry, tokens, checks, door, images, relays, measured)
        app = application(context, dist)
        app[DRAIN] = Drain(door, registry, peers.tell_draining)
        cookies = Cookies(config.port, config.secure)

        async def who(sent: Mapping[str, str], auth: Mapping[str, Any]) -> Caller:
            return await _authenticate(practice, cookies, sent, auth)

        gateway = Gateway(registry, peers, who, is_own, relays)
        store.on_keeping = peers.tell_keeping
        gateway.attach(app)
        ticker = Ticker(registry, store, clock)
        ticker.start()
        watch = StallWatch(clock, ticker.note)
        watch.start()
        stack.push_async_callback(watch.stop)
        heads = HeadsFile(config.heads_file, database.signer, store.heads, clock)
        registry.on_end = heads.soon
        heads.start()
        stack.push_async_callback(heads.stop)
        sign_ins = SignInWatch(practice.sign_in)
        sign_ins.start()
        stack.push_async_callback(sign_ins.stop)
        quality.start()
        stack.push_async_callback(quality.stop)
        arrivals = ArrivalWatch(registry, clock)
        arrivals.start()
        stack.push_async_callback(arrivals.stop)
        stack.push_async_callback(registry.stop)
        stack.push_async_callback(ticker.stop)

        async def leave(_: web.Application) -> None:
            # No more readings, then the rooms, which write that the server stops and tell their pages, then the sockets.
            await sign_ins.stop()
            await ticker.stop()
            await registry.stop()
            await heads.stop()
            await images.stop()
            await gateway.stop()

        app.on_shutdown.append(leave)
        yield app, known


async def _started_media(config: Config, stack: contextlib.AsyncExitStack) -> Media:
    """What carries media, in this process or in some of its own, started. `stack` stops it."""
    try:
        if config.media_workers:
            pool = Workers(media_configs(config))
            await pool.start()
            stack.push_async_callback(pool.stop)
            return pool
        server = MediaServer(media_config(config))
        await server.start()
        stack.push_async_callback(server.stop)
        return Here(server)
    except OSError as error:
        last = config.media_ports[-1]
        ports = "this UDP port" if last == config.media_port else f"one of the UDP ports to {last}"
        line = f"VESTIBULE_MEDIA_PORT={config.media_port}: {ports} cannot be opened: {error.strerror}"
        raise WrongSettings([line]) from None


def _spool(config: Config) -> Spool | None:
    """The reserve for an absence of the database, or None where the disk has no room for it, which is said."""
    try:
        return Spool(config.home / SPOOL_FILE, config.spool_mib << 20)
    except OSError as error:
        _log.error("no spool: evidence of visits is lost while the database is away", reason=error.strerror)
        return None


@asynccontextmanager
async def _opened(config: Config, passwords: Passwords, *, alone: bool = False) -> AsyncIterator[SqlStore]:
    """The home, the key and the store, which with `alone` no other server may have open; `passwords` ends with them."""
    config.make_home()
    key = load_or_create_signing_key(config.home / KEY_FILE)
    try:
        store = await open_store(config.database, key=key, alone=alone)
    except (ValueError, AnotherServer) as error:
        raise WrongSettings([f"VESTIBULE_DATABASE_URL: {error}"]) from None
    try:
        yield store
    finally:
        passwords.close()
        await store.close()


def _context(
    practice: Practice,
    registry: Registry,
    tokens: DeviceTokens,
    checks: DeviceChecks,
    door: Door,
    images: Images,
    relays: Callable[[Actor], tuple[RelayPass, ...]],
    measured: Callable[[], Measured],
) -> Context:
    store, clock, live = practice.store, practice.clock, practice.live
    coding = Coding(store, clock, practice.payers, propose)
    return Context(
        config=practice.config,
        cookies=Cookies(practice.config.port, practice.config.secure),
        store=store,
        door=door,
        sign_in=practice.sign_in,
        links=practice.links,
        consents=Consents(store, clock, live),
        consent_texts=ConsentTexts(store, clock),
        arrivals=Arrivals(store, clock, live),
        patient_notes=PatientNotes(store, clock, live),
        appointments=practice.appointments,
        intakes=Intakes(store, clock, live),
        people=practice.people,
        coding=coding,
        billing=Billing(store, clock, coding),
        payers=practice.payers,
        account=practice.account,
        colleagues=practice.colleagues,
        openings=Openings(store, clock),
        images=images,
        reading_times=ReadingTimes(store, clock),
        consultations=Consultations(store, clock, coding, live),
        photo_answers=PhotoAnswers(store, clock, live),
        photo_queue=PhotoQueue(store, clock),
        opening_hours=OpeningHours(store),
        working=registry.working,
        device_tokens=tokens,
        device_checks=checks,
        skin_cameras=SkinCameras(store, clock, practice.links),
        room=registry.room,
        relays=relays,
        board=registry.board.rows,
        measured=measured,
    )


async def _authenticate(
    practice: Practice, cookies: Cookies, sent: Mapping[str, str], auth: Mapping[str, Any]
) -> Caller:
    """Who opens a socket: the holder of the named visit's pass, else a member of staff by their session."""
    visit = auth.get("visit")
    if isinstance(visit, str) and visit:
        of = VisitId(visit)
        entered = await practice.links.holder(of, sent.get(cookies.pass_name(of)))
        return Caller(Actor(entered.link.id, "link", entered.link.role, visit=of))
    if visit is not None:
        raise NotSignedIn("Please open the link to your visit again.")
    signed_in = await practice.sign_in.who(sent.get(cookies.session_name()))
    return Caller(signed_in.actor, signed_in.session)
