"""The device check says in plain words what works, what does not and what to do, and the staff see it before they admit."""

import re

import pytest
from playwright.async_api import Route, expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
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
    await expect(network).to_contain_text(re.compile(r"takes \d+ milliseconds. 0 of 1000 pieces got lost"))
    await expect(said).to_contain_text("Connection: good for video")


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
    await expect(camera).to_contain_text("Tap the sign at the left of the address")
    await expect(camera.locator(".drawing svg")).to_be_visible()
    # The way is tried all the same, with silence.
    await expect(patient.page.get_by_role("region", name="Connection")).to_contain_text("good for sound")
    await patient.join_waiting_room()
    await expect(nurse.row(booking)).to_contain_text("Camera not allowed")
    await nurse.admit(booking)
    await expect(nurse.party("patient")).to_contain_text("neither camera nor microphone")
    await expect(nurse.party("patient")).to_contain_text("you cannot see or hear them")
