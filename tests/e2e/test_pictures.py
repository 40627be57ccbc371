"""What a clinician can do with a patient's picture: ask for detail and for the other camera, look at it frozen, and read how it comes."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_clinician_looks_closely_at_a_patient(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    window = await browsers.window(PATIENT, viewport={"width": 390, "height": 844})
    patient, nurse = PatientPage(window), StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    tile, page = nurse.party("patient"), nurse.page

    # The connection in three words, the figures behind them.
    await tile.get_by_text("Their connection is good").click()
    await expect(tile).to_contain_text("there and back")
    await expect(tile).to_contain_text("kbit/s")
    await tile.get_by_text("Their connection is good").click()

    # Detail before motion, said at the patient's side, and as usual again.
    await tile.locator(".tile-tools > summary").click()
    await tile.get_by_role("button", name="Sharper").click()
    await expect(patient.page.get_by_text("your picture is sharper")).to_be_visible()
    await tile.locator(".tile-tools > summary").click()
    await expect(tile.get_by_role("button", name="Sharper")).to_have_attribute("aria-pressed", "true")
    await tile.get_by_role("button", name="Sharper").click()
    await expect(patient.page.get_by_text("your picture is sharper")).to_be_hidden()

    # The other camera is the patient's to switch, or not.
    await tile.locator(".tile-tools > summary").click()
    await tile.get_by_role("button", name="Ask for the other camera").click()
    await expect(patient.page.get_by_text("asks you to use the other camera")).to_be_visible()
    await patient.page.get_by_role("button", name="Not now").click()
    await expect(patient.page.get_by_text("asks you to use the other camera")).to_be_hidden()

    # A frozen picture to look at, while the live one goes on.
    await tile.locator(".tile-tools > summary").click()
    await tile.get_by_role("button", name="Freeze").click()
    frozen = page.get_by_role("region", name="Frozen picture")
    await frozen.get_by_label("Zoom").fill("4")
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    await frozen.get_by_role("button", name="Close").click()
    await expect(frozen).to_be_hidden()

    # The whole screen, and back.
    await tile.locator(".tile-tools > summary").click()
    await tile.get_by_role("button", name="Full screen").click()
    await page.wait_for_function("() => document.fullscreenElement?.closest('[data-party=patient]')")
    await page.evaluate("() => document.exitFullscreen()")

    # The same for the patient; small over other windows from the help, as a phone's picture has room for one button.
    picture = patient.page.get_by_role("group", name="Picture of Casey Morgan, RN")
    await picture.get_by_role("button", name="Full screen").click()
    await patient.page.wait_for_function("() => document.fullscreenElement?.dataset.party === 'npc'")
    await picture.get_by_role("button", name="Full screen", pressed=True).click()
    await patient.page.wait_for_function("() => document.fullscreenElement === null")
    await patient.button("Help").click()
    await patient.button("Picture over other apps").click()
    await patient.page.wait_for_function("() => document.pictureInPictureElement?.closest('[data-party=npc]')")
    await patient.page.evaluate("() => document.exitPictureInPicture()")

    # How it comes is told to the patient as well, in their language.
    await patient.button("Help").click()
    own = patient.page.get_by_role("region", name="Your connection")
    await expect(own.get_by_text("There and back")).to_be_hidden()
    await own.get_by_text("Details for whoever helps you").click()
    await expect(own.get_by_text("There and back")).to_be_visible()
    await patient.page.keyboard.press("Escape")
    await patient.button("Español").click()
    await patient.page.get_by_role("button", name="Ayuda").click()
    await expect(patient.page.get_by_role("region", name="Su conexión")).to_contain_text("Ida y vuelta")
    await nurse.end()
