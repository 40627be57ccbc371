"""A server and its Chromiums, started once for all browser tests; every test books visits of its own."""

from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Playwright, async_playwright

from tests.e2e.camera import Person
from tests.e2e.chromium import Chromium, Devices, Window
from tests.e2e.practice import ROOT, Practice

RESULTS = ROOT / "test-results"
FPS = 10
"""Pictures a second of the cameras here: enough to see that a picture moves, and most of what a browser works at."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures know how the test ended, so that they can keep pictures of a failure."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def practice(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Practice]:
    running = Practice(tmp_path_factory.mktemp("practice") / "home")
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


class Browsers:
    """Starts a Chromium for each camera and kind of permission, the first time it is asked for."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._playwright, self._folder = playwright, folder
        self._started: dict[tuple[Person, str], Chromium] = {}

    async def of(self, person: Person, devices: Devices = "granted") -> Chromium:
        key = (person, devices)
        if key not in self._started:
            # Two people of one role (one of them with a dead microphone) must not share a sound file.
            folder = self._folder / f"{person.role}-{person.tone}"
            folder.mkdir(exist_ok=True)
            self._started[key] = await Chromium.launch(self._playwright, folder, person, devices, fps=FPS)
        return self._started[key]

    async def window(self, person: Person, devices: Devices = "granted", **options: object) -> Window:
        """A private window of this person."""
        return await (await self.of(person, devices)).window(**options)

    @property
    def windows(self) -> list[Window]:
        return [window for chromium in self._started.values() for window in chromium.windows]

    async def close_pages(self) -> list[str]:
        return [complaint for chromium in self._started.values() for complaint in await chromium.close_pages()]

    async def close(self) -> None:
        for chromium in self._started.values():
            await chromium.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def all_browsers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browsers]:
    async with async_playwright() as playwright:
        started = Browsers(playwright, tmp_path_factory.mktemp("cameras"))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browsers(all_browsers: Browsers, request: pytest.FixtureRequest) -> AsyncIterator[Browsers]:
    """The Chromiums; their windows close with the test, and no page may have complained in its console."""
    yield all_browsers
    failed = request.node.stash.get(FAILED, False)
    if failed:
        RESULTS.mkdir(exist_ok=True)
        for number, window in enumerate(all_browsers.windows):
            name = f"{request.node.name}-{number}"
            await window.page.screenshot(path=RESULTS / f"{name}.png")
            (RESULTS / f"{name}.html").write_text(await window.page.content())
            print(f"{name}: {window.page.url.split('#')[0]} {window.complaints}")
    complaints = await all_browsers.close_pages()
    assert failed or complaints == []
