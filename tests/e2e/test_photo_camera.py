"""The photos' own camera on a patient's phone: its light and its timer.

No camera here has a lamp: that the track can switch one, and whether it does, is stubbed in an otherwise real page with
Chromium's own camera. Everything else, the picture too, is as it is.
"""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.camera import PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, PHONE, Survey

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LAMP = """
window.__lamp = { asked: [], broken: false };
const own = MediaStreamTrack.prototype.getCapabilities;
MediaStreamTrack.prototype.getCapabilities = function () { return { ...own.call(this), torch: true }; };
const apply = MediaStreamTrack.prototype.applyConstraints;
MediaStreamTrack.prototype.applyConstraints = function (wanted) {
  const torch = wanted?.advanced?.[0]?.torch;
  if (torch === undefined) return apply.call(this, wanted);
  window.__lamp.asked.push(torch);
  return window.__lamp.broken ? Promise.reject(new DOMException('no lamp', 'OperationError')) : Promise.resolve();
};
"""


async def test_the_light_is_switched_and_the_timer_takes_the_picture(practice: Practice, browsers: Browsers) -> None:
    survey, booking = Survey(), await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE, has_touch=True, **OPEN))
    page = patient.page
    await page.add_init_script(LAMP)
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    await patient.button("Add photos").click()
    await patient.button("Add a skin concern").click()
    for _ in range(3):
        await patient.button("Continue").click()
    await patient.button("Open the camera").click()
    light: Locator = patient.button("Light")
    await expect(light).to_have_attribute("aria-pressed", "false")
    await light.click()
    await expect(light).to_have_attribute("aria-pressed", "true")
    await light.click()
    await expect(light).to_have_attribute("aria-pressed", "false")
    await survey.look("camera", page)
    # A lamp that does not answer is not said to be lit.
    await page.evaluate("() => { window.__lamp.broken = true; }")
    await light.click()
    await expect(page.get_by_text("The light cannot be switched here.")).to_be_visible()
    await expect(light).to_have_attribute("aria-pressed", "false")
    asked: list[Any] = await page.evaluate("() => window.__lamp.asked")
    assert asked == [True, False, True]

    timer = patient.button("In 5 seconds")
    await timer.click()
    await expect(page.locator(".countdown")).to_have_text("5")
    await expect(timer).to_have_attribute("aria-disabled", "true")
    await expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    # Back to the camera, which runs again: the timer is as before.
    await patient.button("Take it again").click()
    await expect(page.get_by_label("What the camera sees")).to_be_visible()
    await expect(timer).not_to_have_attribute("aria-disabled", "true")
    assert not survey.found, survey.found
