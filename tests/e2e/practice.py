"""A practice with its server really running: started as `make run` starts it, in a home and on ports of its own."""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.midnight import soon, today
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
START_LIMIT_S = 90
END_LIMIT_S = 60


@dataclass(frozen=True, slots=True)
class Booking:
    """A visit as the office made it: what its patient was sent, and what the patient knows."""

    id: str
    link: str
    name: str
    date_of_birth: str


@dataclass
class Practice:
    """The running server and the demonstration practice in it."""

    home: Path
    port: int = field(default_factory=free_port)
    media_port: int = field(default_factory=free_port)
    demo: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    """Further settings, by their names in the environment."""
    program: str = "server"
    """The module that is run."""
    apart: bool = False
    """Whether Ctrl-C at the terminal is for whoever started the server, and not for the server too."""
    _process: asyncio.subprocess.Process | None = None
    _office: aiohttp.ClientSession | None = None
    _booked: int = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> Path:
        return self.home.parent / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        """What the server is told by its environment, and a command beside it as well."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VESTIBULE_")}
        return kept | {
            "PORT": str(self.port),
            "VESTIBULE_MEDIA_PORT": str(self.media_port),
            "VESTIBULE_MEDIA_LOAD": "0",  # a machine that is busy with tests refuses nobody
            "VESTIBULE_HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            **self.settings,
        }

    async def start(self) -> Self:
        """Start the server and wait until it is ready. Starting again after `stop` or `kill` finds the same practice."""
        # The working directory is not the repository's, so that a developer's .env has no say.
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self.program, cwd=self.home.parent, env=self.environment, stdout=log, stderr=log,
                start_new_session=self.apart,
            )  # fmt: skip
        try:
            async with asyncio.timeout(START_LIMIT_S):
                await self._ready()
        except BaseException as error:
            await self.kill()
            raise AssertionError(f"the server was not ready: {error!r}\n{self.log.read_text()[-4000:]}") from error
        if (self.home / "demo.json").exists():
            self.demo = json.loads((self.home / "demo.json").read_text())
        return self

    async def _ready(self) -> None:
        assert self._process is not None
        async with aiohttp.ClientSession() as client:
            while True:
                if self._process.returncode is not None:
                    raise AssertionError("it ended by itself")
                try:
                    async with client.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientConnectionError:
                    pass
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End the server as a crash does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End the server as an operator does. Idempotent."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self._office is not None:
            await self._office.close()
            self._office = None
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(how)
            try:
                await asyncio.wait_for(self._process.wait(), END_LIMIT_S)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
                raise AssertionError(
                    f"the server did not end within {END_LIMIT_S} s of SIGTERM\n{self.log.read_text()[-2000:]}"
                ) from None

    def staff(self, role: str, which: int = 0) -> dict[str, str]:
        """The `which`-th member of the demonstration staff with this role or, for `RN` and the like, this credential."""
        found = [person for person in self.demo["staff"] if role in (person["role"], person["credential"])]
        return dict(found[which])

    async def sign_in(self, role: str, which: int = 0) -> aiohttp.ClientSession:
        """A client of the API with a member of staff's cookie. The caller closes it."""
        person = self.staff(role, which)
        client = aiohttp.ClientSession(
            base_url=self.url,
            headers={"Origin": self.url},
            cookie_jar=aiohttp.CookieJar(treat_as_secure_origin=[self.url]),
        )
        async with client.post(
            "/api/session", json={"email": person["email"], "password": person["password"]}
        ) as answer:
            assert answer.status == 204, await answer.text()
        return client

    async def office(self) -> aiohttp.ClientSession:
        """The office's client, signed in once."""
        if self._office is None:
            self._office = await self.sign_in("office")
        return self._office

    async def book(self, name: str = "", **more: Any) -> Booking:
        """The office makes a visit for a new patient, due in ten minutes, and has its link."""
        await today()
        self._booked += 1
        name = name or f"Test Patient {self._booked:03d}"
        born = f"19{40 + self._booked % 60}-03-0{1 + self._booked % 9}"
        body: dict[str, Any] = {
            "patient": {"name": name, "date_of_birth": born, "language": "en", "state": "CA"},
            "scheduled_at": soon().isoformat(timespec="seconds").replace("+00:00", "Z"),
            "reason": "A mole that changed",
            "payer": "PRIV_98000",
            "patient_status": "new",
            "rendering": None,
        } | more
        office = await self.office()
        async with office.post("/api/visits", json=body) as answer:
            assert answer.status == 201, await answer.text()
            made = await answer.json()
        patient = body["patient"]
        return Booking(made["id"], made["link"], patient["name"], patient["date_of_birth"])
