"""The real server on a real database and in a temporary home, and browsers' worth of API clients for it."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import socketio
from aiohttp import web
from argon2 import PasswordHasher

from server.access.ports import Unit
from server.api.context import CONTEXT
from server.app import running
from server.base import log
from server.base.config import Config
from server.practice.passwords import Passwords
from tests.integration import databases, described
from tests.patience import PATIENCE_S

DIST = Path(__file__).parent / "no-such-folder"
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Argon2id as in the product, with almost no work: most tests sign somebody in. What the work costs is in `bench/`, and what
the product is set to in `tests/unit/test_practice_passwords.py`."""


@dataclass
class Answer:
    """What came back, read to the end."""

    status: int
    headers: Any
    text: str
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Client:
    """One browser: it keeps cookies, and says which page its requests come from."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = aiohttp.CookieJar(treat_as_secure_origin=[base])
        self.http = aiohttp.ClientSession(base_url=base, cookie_jar=jar)

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        headers = {"Origin": self.base} | more.pop("headers", {})
        sent = {name: value for name, value in headers.items() if value is not None}
        if body is not None:
            more["json"] = body
        async with self.http.request(method, path, headers=sent, **more) as answer:
            read = await answer.read()
            described.check(method, path, answer.status, answer.headers, read)
            return Answer(answer.status, answer.headers, read.decode(errors="replace"), read)

    async def get(self, path: str, **more: Any) -> Answer:
        return await self.call("GET", path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        return await self.call("POST", path, body, **more)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.http.cookie_jar}


class Page:
    """A page's socket: sends frames, waits for answers, keeps the newest visit frame."""

    def __init__(self) -> None:
        self.socket = socketio.AsyncSimpleClient()
        self.number = 0

    async def ask(self, type_: str, **fields: Any) -> dict[str, Any]:
        """Send a frame and return the frame that answers it."""
        self.number += 1
        await self.socket.emit("frame", {"type": type_, "id": self.number, **fields})
        number = self.number
        return await self.until(lambda frame: frame.get("re") == number)

    async def until(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next frame that fits."""
        while True:
            _, frame = await self.socket.receive(timeout=PATIENCE_S)
            if fits(frame):
                return dict(frame)

    async def bye(self, reason: str) -> None:
        """Wait for the server's last frame."""
        assert (await self.until(lambda frame: frame["type"] == "bye"))["reason"] == reason

    async def ok(self, type_: str, **fields: Any) -> None:
        answer = await self.ask(type_, **fields)
        assert answer["type"] == "ok", answer


@dataclass
class Served:
    """A running server."""

    config: Config
    app: web.Application
    demo: dict[str, Any]
    log: io.StringIO
    stack: AsyncExitStack
    clients: list[Client] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://localhost:{self.config.port}"

    def app_store(self) -> AbstractAsyncContextManager[Unit]:
        """A reading transaction on the server's own store."""
        return self.app[CONTEXT].store.reading()

    def person(self, role: str, which: int = 0) -> dict[str, Any]:
        found = [one for one in self.demo["staff"] if role in (one["role"], one["credential"])]
        return dict(found[which])

    def browser(self) -> Client:
        client = Client(self.base)
        self.stack.push_async_callback(client.http.close)
        return client

    async def signed_in(self, role: str, which: int = 0) -> Client:
        client, person = self.browser(), self.person(role, which)
        answer = await client.post("/api/session", {"email": person["email"], "password": person["password"]})
        assert answer.status == 204, answer.text
        return client

    def token(self, visit: int = 0) -> str:
        return str(self.demo["visits"][visit]["link"]).partition("#")[2]

    async def entered(self, visit: int = 0) -> Client:
        client, known = self.browser(), self.demo["visits"][visit]
        answer = await client.post(
            "/api/visit-link/enter", {"token": self.token(visit), "date_of_birth": known["date_of_birth"]}
        )
        assert answer.status == 200, answer.text
        return client

    async def page(self, client: Client, **auth: Any) -> Page:
        page = Page()
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        await page.socket.connect(
            self.base,
            transports=["websocket"],
            headers={"Origin": self.base, "Cookie": cookie},
            auth=auth,
            wait_timeout=PATIENCE_S,
        )
        self.stack.push_async_callback(page.socket.disconnect)
        return page


@asynccontextmanager
async def served(home: Path, *, dist: Path = DIST, **settings: Any) -> AsyncIterator[Served]:
    """Start the server on free ports; with HOST as it is set, but listening on loopback."""
    kept = io.StringIO()
    log.configure(settings.pop("log_level", "debug"), kept)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        ours: dict[str, Any] = {
            "media_port": 0,
            "spool_mib": 1,
            "public_ip": ("127.0.0.1",),
            "database_url": databases.url(home),
        }
        config = Config(port=port, home=home, **ours | settings)
        async with running(config, dist, Passwords(QUICK_HASH)) as (app, demo):
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
            await runner.setup()
            await web.SockSite(runner, listener).start()
            async with AsyncExitStack() as stack:
                yield Served(config, app, demo or {}, kept, stack)
            await runner.cleanup()
