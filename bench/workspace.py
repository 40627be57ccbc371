"""How soon the photos of a visit are there: from the press on the board's link to the page that shows them.

    python -m bench.workspace [OPENINGS [HOME]]      12 unless told; writes bench/results/DATE-workspace.md

Twenty photos of 12 megapixels in one visit; a dermatologist's Chromium opens them from a board that was loaded anew each time,
so that nothing of the workspace is in the page yet. "Open" is when all twenty thumbnails and the first picture at the
screen's size are decoded and in a frame that was drawn. HOME keeps the practice with its photos for the next run.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright, expect

from bench.images import PHOTOS, twelve_megapixels
from bench.images import send_photos as send
from bench.report import Figure, write
from tests.e2e.camera import DERMATOLOGIST
from tests.e2e.chromium import Chromium
from tests.e2e.people import StaffPage
from tests.e2e.practice import Practice

OPENINGS = 12
BAR = "< 500 ms"

WATCH = """(photos) => {
  const seen = { pressed: 0, first: 0, open: 0 };
  window.__seen = seen;
  addEventListener('pointerdown', () => { seen.pressed ||= performance.now(); }, { capture: true });
  const whole = (image) => image.complete && image.naturalWidth > 0;
  const look = () => {
    const small = [...document.querySelectorAll('.thumbnail img')].filter(whole).length;
    const layers = [...document.querySelectorAll('.pane .layer')].filter(whole);
    if (!seen.first && document.querySelector('.pane')) seen.first = performance.now();
    if (small >= photos && layers.some((one) => one.naturalWidth >= 1200)) seen.open = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
TIMES = """() => performance.getEntriesByType('resource')
  .filter((one) => one.startTime >= window.__seen.pressed)
  .map((one) => [one.name.replace(/.*\\/(api|assets)\\//, '').replace(/[0-9a-f-]{36}/g, '*'),
    Math.round(one.startTime - window.__seen.pressed), Math.round(one.responseEnd - window.__seen.pressed)])"""


async def opening(page: Page, url: str) -> tuple[dict[str, float], list[Any]]:
    """One opening from a fresh board; milliseconds from the press, and what was fetched meanwhile."""
    await page.goto(f"{url}/staff")
    link = page.get_by_role("link", name=f"Photos ({PHOTOS})")
    await expect(link).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await page.evaluate(WATCH, PHOTOS)
    await link.click()
    await page.wait_for_function("() => window.__seen.open > 0")
    seen: dict[str, float] = await page.evaluate("() => window.__seen")
    return {name: at - seen["pressed"] for name, at in seen.items()}, await page.evaluate(TIMES)


async def measure(home: Path, openings: int) -> list[Figure]:
    """Open the photos so often; the first time, which also compiles and warms, is not counted."""
    practice = await Practice(home).start()
    try:
        if not (home / "twenty").exists():
            await send(practice.url, practice.demo["visits"][0], twelve_megapixels())
            (home / "twenty").touch()
        async with async_playwright() as playwright:
            chromium = await Chromium.launch(playwright, home.parent, DERMATOLOGIST)
            doctor = StaffPage(await chromium.window(viewport={"width": 1280, "height": 800}))
            await doctor.sign_in(practice, "dermatologist")
            found = []
            for number in range(openings + 1):
                times, fetched = await opening(doctor.page, practice.url)
                if number > 0:
                    found.append(times)
                if os.environ.get("VERBOSE"):
                    print({name: round(at) for name, at in times.items()}, fetched)
            await chromium.close()
    finally:
        await practice.stop()
    return [
        Figure("the press → the first picture's place and all that was told", [one["first"] for one in found]),
        Figure("the press → 20 thumbnails and the first picture, sharp", [one["open"] for one in found], bar=BAR),
    ]


async def main(openings: int, home: Path | None) -> None:
    """Measure and write the page."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        figures = await measure(home or Path(folder) / "home", openings)
    notes = ["Server, browser and nothing else on the machine's cores; the board is loaded anew before each opening."]
    print(write("workspace", "From the board to twenty photos of 12 megapixels", figures, notes, load).read_text())


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if re.fullmatch(r"\d+", one)]
    folders = [Path(one) for one in sys.argv[1:] if not re.fullmatch(r"\d+", one)]
    for kept in folders:
        kept.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(numbers[0] if numbers else OPENINGS, folders[0] if folders else None))
