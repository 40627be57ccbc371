"""A member of staff shows a screen, and looks at a picture in a window that floats."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, Survey

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "What the nurse shows"
SHOWN = 0x5A
"""The shared tab's bar code."""
SLIDE = """([title, source]) => {
  document.title = title;
  document.body.style.margin = 0;
  const canvas = document.body.appendChild(document.createElement("canvas"));
  canvas.width = 320;
  canvas.height = 240;
  canvas.style.cssText = "display: block; width: 100vw; height: 100vh";
  const pen = canvas.getContext("2d");
  let number = 0;
  setInterval(() => {
    number = (number + 1) % 256;
    pen.fillStyle = "#888";
    pen.fillRect(0, 0, 320, 240);
    const bits = (source * 256 + number).toString(2).padStart(16, "0");
    [...bits].forEach((bit, cell) => {
      pen.fillStyle = bit === "1" ? "#ddd" : "#222";
      pen.fillRect(cell * 20, 0, 20, 32);
    });
  }, 100);
}"""


async def test_a_shared_tab_moves_at_the_others_until_page_or_browser_ends_it(
    practice: Practice, all_browsers: Browsers, browsers: Browsers, tmp_path: Path
) -> None:
    booking, survey = await practice.book(), Survey()
    patient = PatientPage(await browsers.window(PATIENT, **OPEN))
    # A Chromium that pretends a camera pretends screens too. This one has none, and captures a real tab.
    chromium = await all_browsers.start(
        NURSE, tmp_path, "none", more=(f"--auto-select-tab-capture-source-by-title={TITLE}",)
    )
    try:
        nurse = StaffPage(await chromium.window(**OPEN))
        await nurse.sign_in(practice, "RN")
        await patient.arrive(booking)
        await nurse.admit(booking)

        slide = await nurse.window.another()
        await slide.page.evaluate(SLIDE, [TITLE, SHOWN])
        more = nurse.page.locator(".more > summary")

        async def share() -> None:
            await nurse.page.bring_to_front()
            await more.click()
            await nurse.button("Share a screen").click()
            await expect(nurse.page.get_by_text("The others see your screen.")).to_be_visible()

        await share()
        # In the face's place; what the nurse sees and hears is as before.
        await at_once(
            patient.window.sees_and_hears({"npc": SHOWN}, []),
            nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        )
        await expect(patient.page.get_by_label("Screen of", exact=False)).to_be_visible()
        await survey.look("shares", nurse.page)
        await survey.look("is shown a screen", patient.page)
        await nurse.button("Stop sharing the screen").first.click()
        await expect(nurse.page.get_by_text("The others see your screen.")).to_have_count(0)
        await patient.window.sees_and_hears({}, [])

        # The browser ends it, as by its own button: what was shared is closed.
        await share()
        await patient.window.sees_and_hears({"npc": SHOWN}, [])
        await slide.page.close()
        await expect(nurse.page.get_by_text("The others see your screen.")).to_have_count(0)
        await patient.window.sees_and_hears({}, [])

        # A page that is loaded again while it shares leaves no empty screen behind.
        slide = await nurse.window.another()
        await slide.page.evaluate(SLIDE, [TITLE, SHOWN])
        await share()
        await patient.window.sees_and_hears({"npc": SHOWN}, [])
        await nurse.page.reload()
        await patient.window.sees_and_hears({}, [])

        # A picture that floats: the button says so, also where the browser's own button ends it.
        dermatologist = StaffPage(await browsers.window(DERMATOLOGIST))
        await dermatologist.sign_in(practice, "dermatologist")
        await nurse.hand_over("A note.")
        await dermatologist.open_visit(practice, booking)
        await dermatologist.join()
        faces = {"patient": PATIENT.source}
        await dermatologist.window.sees_and_hears(faces, [PATIENT.tone])
        tools = dermatologist.party("patient").locator(".tile-tools > summary")
        floats = dermatologist.party("patient").get_by_role("button", name="Picture in picture")
        await tools.click()
        await expect(floats).to_have_attribute("aria-pressed", "false")
        await floats.click()
        await dermatologist.page.wait_for_function(
            "() => document.pictureInPictureElement?.closest('[data-party=patient]')"
        )
        await tools.click()
        await expect(floats).to_have_attribute("aria-pressed", "true")
        await dermatologist.page.evaluate("() => document.exitPictureInPicture()")
        await expect(floats).to_have_attribute("aria-pressed", "false")
        await floats.click()
        await dermatologist.page.wait_for_function("() => document.pictureInPictureElement")
        await tools.click()
        await floats.click()
        await dermatologist.page.wait_for_function("() => document.pictureInPictureElement === null")
        await dermatologist.window.sees_and_hears(faces, [PATIENT.tone])
        await dermatologist.end()
        assert survey.found == {}
        assert await chromium.close_pages() == []
    finally:
        await chromium.close()
