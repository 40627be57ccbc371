"""The states that the browser tests look at with axe, as pictures: `python -m bench.screens_surveyed FOLDER [TEST…]`.

Runs those tests with a `Survey` that takes each page it is shown in both schemes, a staff page at both widths: the photo workspace with
its tools, a shared screen, advice between clinicians, photos that are answered in writing or become a visit.
"""

import re
import sys
from pathlib import Path

import pytest
from playwright.async_api import Page

from bench.screens import PLAIN
from bench.screens_around import Looks
from tests.e2e import chromium
from tests.e2e.practice import ROOT
from tests.e2e.test_accessibility import Survey

TESTS = (
    "hybrid_visit", "photo_answers", "photos", "screen_share", "consultation", "billing", "accounts", "office", "phone_in_a_visit",
)  # fmt: skip


class Pictures:
    """A plugin of pytest's that has every survey take pictures instead."""

    def __init__(self, folder: Path) -> None:
        self._looks = Looks(folder)
        self._test = ""

    def pytest_configure(self) -> None:
        """Put this in the place of axe."""
        pictures = self

        async def look(_: Survey, name: str, page: Page) -> None:
            await pictures.take(name, page)

        setattr(Survey, "look", look)  # noqa: B010  mypy will have no method replaced by assignment
        setattr(chromium, "FLAGS", (*chromium.FLAGS, *PLAIN))  # noqa: B010

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Pictures are called after the file that their test is in."""
        self._test = item.path.stem.removeprefix("test_").replace("_", "-")

    async def take(self, name: str, page: Page) -> None:
        """A staff page at both widths; a patient's, and their phone's, as it stands."""
        called = f"{self._test}-{re.sub('[^a-z]+', '-', name.lower())}"
        before = page.viewport_size
        if re.match(r"https?://[^/]+/[vc](\b|#|$)", page.url):
            language = await page.locator("html").get_attribute("lang")
            await self._looks.schemes(page, f"{called}-{language}")
        else:
            await self._looks.staff(page, called)
        if before is not None:
            await page.set_viewport_size(before)


def main(folder: Path, tests: list[str]) -> int:
    """Run the tests one after the other in this process."""
    files = [str(ROOT / f"tests/e2e/test_{test}.py") for test in tests]
    return pytest.main(["-q", "-p", "no:xdist", "-m", "browser or long", *files], plugins=[Pictures(folder)])


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    sys.exit(main(Path(sys.argv[1]).absolute(), sys.argv[2:] or list(TESTS)))
