"""Every screen of a visit in light and dark, the patient's in English and Spanish: `python -m bench.screens [FOLDER]`.

Holds one visit in real browsers (drawn faces as cameras) and looks at each step. All pictures go to FOLDER where one is given;
the few in `KEPT` go to docs/screens, with at most 256 colours.
"""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from bench.screens_seen import note
from bench.screens_words import keep_text
from bench.screenshot import drawn
from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.chromium import Chromium, Window
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Booking, Practice

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
PLAIN = ("--hide-scrollbars",)
"""A whole page has no scrollbar, and must not be laid out beside one."""
PICTURES = """(least) => {
  const pictures = [...document.querySelectorAll('[data-party] video')];
  return pictures.length >= least && pictures.every((one) => one.readyState >= 2);
}"""
"""So many others are seen."""
KEPT = {
    "birth-en-light", "consent-es-light", "devices-en-dark", "waiting-es-light", "call-en-light", "help-es-dark",
    "over-en-light", "paused-es-dark", "board-light", "guard-light", "visit-dark", "three-light", "coding-light",
}  # fmt: skip
SCREENS = ROOT / "docs/screens"
MOST_BYTES = 80_000


async def in_the_other_language(page: Page) -> None:
    """Press the page's own switch; under a sheet, where a person would have chosen before, too."""
    language = await page.locator("html").get_attribute("lang")
    await page.locator("header button[lang]").first.evaluate("(button) => button.click()")
    await expect(page.locator("html")).not_to_have_attribute("lang", language or "")


def keep(file: Path) -> None:
    """Put a picture into docs/screens."""
    kept = SCREENS / file.name
    Image.open(file).convert("RGB").quantize(256).save(kept, optimize=True)
    assert kept.stat().st_size < MOST_BYTES, f"{kept.name} has {kept.stat().st_size} bytes"


class Album:
    """Takes the pictures and keeps them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def staff(self, page: Page, name: str, *, whole: bool = False) -> None:
        """One screen in both schemes."""
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await self._take(page, f"{name}-{scheme}", whole)
        await page.emulate_media(color_scheme="light")

    async def patient(self, page: Page, name: str, *, whole: bool = True) -> None:
        """One screen in both schemes and both languages."""
        for language in ("en", "es"):
            await self.staff(page, f"{name}-{language}", whole=whole)
            await keep_text(page, self._folder / f"{name}-{language}.txt")
            await in_the_other_language(page)

    async def _take(self, page: Page, name: str, whole: bool) -> None:
        file = self._folder / f"{name}.png"
        await page.screenshot(path=file, full_page=whole)
        await note(page, file)
        if name in KEPT:
            keep(file)


async def paused(album: Album, patient: PatientPage, booking: Booking) -> None:
    """A link that wrong birth dates have paused."""
    await patient.open(booking)
    for day in range(1, 6):
        await patient.give_date_of_birth(f"1901-01-0{day}")
        await expect(patient.button("Continue").or_(patient.button("Try again"))).to_be_enabled()
        if day == 1:
            await album.patient(patient.page, "wrong")
    await album.patient(patient.page, "paused")


async def to_the_waiting_room(album: Album, patient: PatientPage, booking: Booking) -> None:
    """The way in, looked at step by step."""
    page = patient.page
    await patient.open(booking)
    await expect(page.get_by_label("Date of birth")).to_be_visible()
    await album.patient(page, "birth")
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(page.get_by_text("I understand")).to_be_visible()
    await album.patient(page, "consent")
    await patient.consent()
    await patient.reach_devices()
    await expect(page.get_by_text(re.compile("Your connection is"))).to_be_visible()
    await album.patient(page, "devices")
    await patient.join_waiting_room()
    await expect(page.get_by_role("meter")).to_have_count(0)
    await album.patient(page, "waiting")


async def visit(album: Album, practice: Practice, windows: list[Window], booking: Booking) -> None:
    """From the board to the proposal."""
    patient, nurse, derm = PatientPage(windows[0]), StaffPage(windows[1]), StaffPage(windows[2])
    await album.staff(nurse.page, "board")
    await nurse.ask_to_admit(booking)
    await album.staff(nurse.page, "guard")
    await nurse.confirm_admission()
    for page, role in ((nurse.page, "patient"), (patient.page, "npc")):
        await page.wait_for_function(
            "(role) => document.querySelector(`[data-party=${role}] video`)?.videoWidth > 0", arg=role
        )
    await expect(nurse.page.get_by_text("Wrong patient?")).to_be_hidden(timeout=30_000)
    await album.patient(patient.page, "call", whole=False)
    await patient.page.locator(".switch.help").click()
    await expect(patient.page.get_by_role("dialog")).to_be_visible()
    await album.patient(patient.page, "help", whole=False)
    await patient.page.keyboard.press("Escape")
    await nurse.page.get_by_label("History").fill("Noticed in July; darker at the edge since.")
    await album.staff(nurse.page, "visit")
    await nurse.button("Hold").click()
    await expect(patient.page.get_by_text("You are on hold.").first).to_be_visible()
    await album.patient(patient.page, "held", whole=False)
    await nurse.button("Hold").click()
    await nurse.hand_over("Brown mole on the left cheek, new since July, sometimes itches.")
    await derm.open_visit(practice, booking)
    await expect(derm.button("Join visit")).to_be_visible()
    await album.staff(derm.page, "before")
    await derm.join()
    await derm.page.wait_for_function(PICTURES, arg=2)
    await album.patient(patient.page, "three-patient", whole=False)
    await album.staff(derm.page, "three")
    await derm.page.set_viewport_size(PHONE)
    await album.staff(derm.page, "three-phone", whole=True)
    await derm.page.set_viewport_size(DESK)
    await derm.end()
    await expect(derm.proposal).to_be_visible()
    await album.staff(derm.page, "coding")
    await patient.ended()
    await album.patient(patient.page, "over")


async def main(folder: Path) -> None:
    """Hold the visit and take the pictures."""
    SCREENS.mkdir(exist_ok=True)
    album = Album(folder)
    with tempfile.TemporaryDirectory() as name:
        practice = await Practice(Path(name) / "home").start()
        try:
            async with async_playwright() as playwright:
                windows = []
                for person, size in ((PATIENT, PHONE), (NURSE, DESK), (DERMATOLOGIST, DESK)):
                    camera = await drawn(playwright, Path(name), person.role)
                    chromium = await Chromium.launch(playwright, Path(name), person, camera=camera, more=PLAIN)
                    phone = {"is_mobile": True, "has_touch": True} if person is PATIENT else {}
                    windows.append(await chromium.window(viewport=size, **phone))
                    if person is PATIENT:
                        stranger = PatientPage(await chromium.window(viewport=size, **phone))
                nurse, derm = StaffPage(windows[1]), StaffPage(windows[2])
                await nurse.sign_in(practice, "RN")
                await derm.sign_in(practice, "dermatologist")
                await paused(album, stranger, await practice.book("Ada Paused"))
                booking = await practice.book("Grace Halloran")
                await to_the_waiting_room(album, PatientPage(windows[0]), booking)
                await visit(album, practice, windows, booking)
        finally:
            await practice.stop()


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[1]).mkdir(exist_ok=True)
        asyncio.run(main(Path(sys.argv[1])))
    else:
        with tempfile.TemporaryDirectory() as unkept:
            asyncio.run(main(Path(unkept)))
