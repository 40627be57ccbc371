"""The README's picture: a visit of three in real browsers, as the dermatologist sees it. `python -m bench.screenshot`.

The faces are drawn (bench/faces): Chromium renders them, ffmpeg makes cameras of them. No real person is shown.
"""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Playwright, async_playwright, expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.chromium import FLAGS, Chromium, program
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Booking, Practice

FACES = Path(__file__).with_name("faces")
FILE = ROOT / "docs/screenshot-visit.png"
NOTE = "Brown mole on the left cheek, new since July, sometimes itches. No family history of melanoma. Photo light is good."


async def drawn(playwright: Playwright, folder: Path, role: str) -> Path:
    """Make a y4m camera of the face drawn for this role, 640x480 at 15 pictures a second, and return its path."""
    still, camera = folder / f"{role}.png", folder / f"{role}-face.y4m"
    browser = await playwright.chromium.launch(executable_path=program(), headless=False, args=list(FLAGS))
    page = await browser.new_page(viewport={"width": 640, "height": 480})
    await page.set_content(f'<body style="margin:0">{(FACES / f"{role}.svg").read_text()}')
    await page.screenshot(path=still)
    await browser.close()
    film = ["-loop", "1", "-i", str(still), "-t", "2", "-r", "15", "-pix_fmt", "yuvj420p", "-strict", "-1", str(camera)]
    ffmpeg = await asyncio.create_subprocess_exec("ffmpeg", "-loglevel", "error", "-y", *film)
    assert await ffmpeg.wait() == 0
    return camera


async def main() -> None:
    """Hold the visit and take the picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        practice = await Practice(folder / "home").start()
        try:
            async with async_playwright() as playwright:
                windows = []
                for person in (PATIENT, NURSE, DERMATOLOGIST):
                    camera = await drawn(playwright, folder, person.role)
                    chromium = await Chromium.launch(playwright, folder, person, camera=camera)
                    windows.append(await chromium.window(viewport={"width": 1440, "height": 820}))
                patient, nurse, dermatologist = PatientPage(windows[0]), StaffPage(windows[1]), StaffPage(windows[2])
                visit = practice.demo["visits"][0]
                booking = Booking(visit["id"], visit["link"], visit["patient"], visit["date_of_birth"])
                await nurse.sign_in(practice, "RN")
                await patient.arrive(booking)
                await nurse.admit(booking)
                await expect(nurse.page.locator('[data-party="patient"] video')).to_be_visible()
                await nurse.page.get_by_label("History").fill(
                    "Noticed in July; darker at the edge since. Sunburns as a child."
                )
                await nurse.page.get_by_label("Allergies").fill("Penicillin")
                await nurse.page.get_by_label("Allergies").blur()
                await expect(nurse.page.get_by_text("Saved", exact=False).first).to_be_visible()
                await nurse.hand_over(NOTE)
                await dermatologist.sign_in(practice, "dermatologist")
                await dermatologist.open_visit(practice, booking)
                await dermatologist.join()
                for role in ("patient", "npc"):
                    await dermatologist.page.wait_for_function(
                        "(role) => document.querySelector(`[data-party=${role}] video`)?.videoWidth >= 640", arg=role
                    )
                await dermatologist.page.screenshot(path=FILE)
                await dermatologist.end()
        finally:
            await practice.stop()
    print(FILE.relative_to(ROOT), FILE.stat().st_size)


if __name__ == "__main__":
    asyncio.run(main())
