"""A server and its Chromiums, started once for all browser tests; every test books visits of its own."""

from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, async_playwright

from tests.e2e.camera import Person
from tests.e2e.chromium import Chromium, Devices, Window
from tests.e2e.practice import ROOT, Practice

RESULTS = ROOT / "test-results"
SHOW_MS = 10_000
SNAPSHOT = 3000
"""Characters of what a page shows, as a screen reader would say it, that a failed test prints of each open page."""
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

    async def start(
        self,
        person: Person,
        folder: Path,
        devices: Devices = "granted",
        executable: Path | None = None,
        more: tuple[str, ...] = (),
        fps: int = FPS,
    ) -> Chromium:
        """Another Chromium for one test, which closes it."""
        return await Chromium.launch(
            self._playwright, folder, person, devices, fps=fps, executable=executable, more=more
        )

    async def window(self, person: Person, devices: Devices = "granted", **options: object) -> Window:
        """A private window of this person."""
        return await (await self.of(person, devices)).window(**options)

    async def show_pages(self, test: str) -> None:
        """Print what each open page says, and keep its picture and its text: a failure elsewhere explains itself."""
        RESULTS.mkdir(exist_ok=True)
        pages = [
            (page, window.complaints)
            for chromium in self._started.values()
            for window in chromium.windows
            for page in window.context.pages
        ]
        for number, (page, complaints) in enumerate(pages):
            name = f"{test}-{number}"
            print(f"---- {name}: {page.url.split('#')[0]} {complaints}")
            # A page that hangs must not hide what the others say.
            try:
                said = await page.locator("body").aria_snapshot(timeout=SHOW_MS)
                print(said if len(said) <= SNAPSHOT else f"{said[:SNAPSHOT]}\n… and {len(said) - SNAPSHOT} more")
                await page.screenshot(path=RESULTS / f"{name}.png", timeout=SHOW_MS)
                (RESULTS / f"{name}.html").write_text(await page.content())
            except PlaywrightError as error:
                print(f"it cannot be read: {error}")

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
        await all_browsers.show_pages(request.node.name)
    complaints = await all_browsers.close_pages()
    assert failed or complaints == []
