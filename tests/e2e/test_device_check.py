"""The device check says in plain words what works, what does not and what to do, and the staff see it before they admit."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import Route, expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PHONE = {"width": 390, "height": 844}
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


async def to_nowhere(route: Route) -> None:
    """Answer the device check with an address that nobody listens on: a network that lets no media through."""
    if route.request.method != "POST":
        await route.continue_()
        return
    answer = await route.fetch()
    body = re.sub(r"(a=candidate:\S+ \d \S+ \d+ \S+) \d+ ", r"\1 9 ", await answer.text())
    await route.fulfill(response=answer, body=body)


async def test_the_connection_is_tried_told_in_words_and_shown_to_the_staff(
    practice: Practice, browsers: Browsers
) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    await patient.page.route("**/api/device-check", to_nowhere)
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    network = patient.page.get_by_role("region", name="Connection")
    await expect(network).to_contain_text("Testing your connection")
    await expect(network).to_contain_text("cannot get through on this network")
    await nurse.open_visit(practice, booking)
    said = nurse.page.get_by_role("region", name="What the patient said")
    await expect(said).to_contain_text("picture and sound could not get through")

    await patient.page.unroute("**/api/device-check")
    await patient.button("Test again").click()
    await expect(network).to_contain_text("Your connection is good for video")
    await expect(network).to_contain_text(re.compile(r"takes \d+ milliseconds?. 0 of 1000 pieces got lost"))
    await expect(said).to_contain_text("Connection test: good for video")


async def test_a_patient_without_permission_is_shown_how_in_their_browser_and_is_described_truly(
    practice: Practice, browsers: Browsers
) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, "denied", viewport=PHONE, user_agent=ANDROID))
    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    camera = patient.page.get_by_role("region", name="Camera")
    await expect(camera).to_contain_text(re.compile("not allowed to use your camera", re.IGNORECASE))
    await expect(camera).to_contain_text("Tap the small icon at the left of the address")
    await expect(camera.locator(".drawing svg")).to_be_visible()
    # Photos go on without it: the other ways stay, under the reason.
    await patient.button("Add photos").click()
    await patient.button("Add a skin concern").click()
    for _ in range(3):
        await patient.button("Continue").click()
    await patient.button("Open the camera").click()
    sheet = patient.page.get_by_role("dialog")
    await expect(sheet).to_contain_text("We cannot use the camera here")
    await expect(sheet.get_by_text("Choose a photo or video")).to_be_visible()
    await patient.button("I am done").click()
    # The way is tried all the same, with silence.
    await expect(patient.page.get_by_role("region", name="Connection")).to_contain_text("good for sound")
    await patient.join_waiting_room()
    await expect(nurse.row(booking)).to_contain_text("Camera not allowed")
    await nurse.admit(booking)
    await expect(nurse.party("patient")).to_contain_text("neither camera nor microphone")
    await expect(nurse.party("patient")).to_contain_text("you cannot see or hear them")
    # Nothing comes from the patient, and the nurse is seen and heard.
    await at_once(
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
        nurse.window.sees_and_hears({}, []),
    )
    await nurse.end()


IN_USE = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.__busy = true;
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (wanted.video && window.__busy) throw new DOMException("Could not start video source", "NotReadableError");
  return open(wanted);
};
"""
IN_AN_APP = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/22A [FBAN/FBIOS;FBAV/512.0]"
)


async def test_a_camera_in_use_a_dead_microphone_and_a_browser_inside_an_app_have_help_of_their_own(
    practice: Practice, browsers: Browsers
) -> None:
    """That another app has the camera, and which browser it is, the test says in the browser's place; the dead microphone plays silence."""
    booking = await practice.book()
    window = await browsers.window(replace(PATIENT, tone=0), viewport=PHONE)
    await window.context.add_init_script(script=IN_USE)
    patient = PatientPage(window)
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    camera = patient.page.get_by_role("region", name="Camera")
    await expect(camera).to_contain_text("Another app is using your camera")
    await expect(camera.get_by_role("listitem").first).to_contain_text("Close other apps that show your picture")
    await expect(camera.locator(".drawing svg")).to_be_visible()
    microphone = patient.page.get_by_role("region", name="Microphone")
    await expect(microphone).to_contain_text("we hear nothing at all")
    await expect(microphone.get_by_role("listitem")).to_have_count(2)
    await expect(microphone.locator(".drawing svg")).to_be_visible()
    await patient.page.evaluate("() => { window.__busy = false; }")
    await patient.button("Try the camera again").click()
    await expect(camera).to_contain_text("Your camera works")
    await expect(camera.get_by_role("listitem")).to_have_count(0)

    within = PatientPage(await browsers.window(PATIENT, "denied", viewport=PHONE, user_agent=IN_AN_APP))
    await within.open(booking)
    await within.give_date_of_birth(booking.date_of_birth)
    await within.reach_devices()
    camera = within.page.get_by_role("region", name="Camera")
    await expect(camera).to_contain_text("open the link in Safari")
    await expect(camera.get_by_role("listitem").last).to_contain_text("Open in browser")
    await expect(camera.locator(".drawing svg")).to_be_visible()
