"""Light and zoom of a phone's camera, asked for by the clinician and used by the patient.

No camera here has either: the test says in the browser's place that this one does, and keeps what the page asks of it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, PHONE, Survey
from tests.e2e.test_device_check import ANDROID

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE_CAMERA = """
window.__asked = {};
const can = MediaStreamTrack.prototype.getCapabilities;
MediaStreamTrack.prototype.getCapabilities = function () {
  const own = can.call(this);
  return this.kind === "video" ? { ...own, torch: true, zoom: { min: 1, max: 8, step: 0.5 } } : own;
};
const apply = MediaStreamTrack.prototype.applyConstraints;
MediaStreamTrack.prototype.applyConstraints = function (wanted) {
  const [first] = wanted?.advanced ?? [];
  if (first === undefined) return apply.call(this, wanted);
  Object.assign(window.__asked, first);
  return Promise.resolve();
};
"""


async def test_the_clinician_asks_for_light_and_the_patient_has_light_and_zoom_at_hand(
    practice: Practice, browsers: Browsers
) -> None:
    booking, survey = await practice.book(), Survey()
    window = await browsers.window(PATIENT, viewport=PHONE, user_agent=ANDROID, **OPEN)
    await window.context.add_init_script(script=PHONE_CAMERA)
    patient, nurse = PatientPage(window), StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    async def asked_of_the_camera() -> dict[str, object]:
        asked: dict[str, object] = await patient.page.evaluate("() => window.__asked")
        return asked

    # Asked for: nothing happens to the camera before the patient agrees.
    face = nurse.party("patient")
    tools, wish = face.locator(".tile-tools > summary"), face.get_by_role("button", name="Ask for more light")
    await tools.click()
    await wish.click()
    question = patient.page.get_by_role("status").filter(has_text="asks you to switch the light of your camera on")
    await expect(question).to_be_visible()
    await survey.look("asked", patient.page)
    await tools.click()
    await expect(face.get_by_role("button", name="Asked; they have not answered yet")).to_be_disabled()
    assert await asked_of_the_camera() == {}
    await question.get_by_role("button", name="Turn the light on").click()
    await expect(question).to_have_count(0)
    assert await asked_of_the_camera() == {"torch": True}

    # Declined: the clinician may ask again, the camera stays as it is.
    await expect(wish).to_be_enabled()
    await wish.click()
    await question.get_by_role("button", name="Not now").click()
    await expect(question).to_have_count(0)
    await tools.click()
    await expect(wish).to_be_enabled()

    # By the patient's own hand, behind "Help".
    await patient.button("Help").click()
    sheet = patient.page.get_by_role("dialog", name="Having trouble?")
    await survey.look("help", patient.page)
    await sheet.get_by_label("Zoom").fill("3")
    await patient.page.wait_for_function("() => window.__asked.zoom === 3")
    await sheet.get_by_role("button", name="Turn the light off").click()  # on since the clinician asked
    await expect(sheet.get_by_role("button", name="Turn the light on")).to_be_visible()
    assert await asked_of_the_camera() == {"torch": False, "zoom": 3}
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    await sheet.get_by_role("button", name="Close").click()
    await nurse.end()
    assert survey.found == {}
