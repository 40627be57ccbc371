"""Patients without a camera, or without the permission to use it, are seen all the same."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage
from tests.e2e.practice import Booking, Practice
from tests.e2e.scenes import in_the_intake, patient_and_nurse

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def at_the_device_check(patient: PatientPage, booking: Booking) -> None:
    """From the link to the page that asks for camera and microphone."""
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    await patient.reach_devices()


async def test_a_patient_who_skips_the_camera_is_heard_and_not_seen(practice: Practice, browsers: Browsers) -> None:
    booking, patient, nurse = await patient_and_nurse(practice, browsers)
    await at_the_device_check(patient, booking)
    await patient.button("Skip the camera").click()
    await patient.join_waiting_room()
    await expect(nurse.row(booking)).to_contain_text("Sound only")
    await nurse.admit(booking)
    await at_once(
        nurse.window.sees_and_hears({}, [PATIENT.tone]),
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
    )
    await nurse.end()
    await expect(nurse.proposal).to_be_visible()


async def test_what_is_switched_off_is_not_sent_and_comes_back(practice: Practice, browsers: Browsers) -> None:
    _, patient, nurse = await in_the_intake(practice, browsers)

    # A muted microphone: silence, whose packets go on.
    microphone = patient.button("Microphone")
    await microphone.click()
    await expect(microphone).to_have_attribute("aria-pressed", "false")
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [])
    before = (await nurse.window.received())["audio"]
    await nurse.page.wait_for_function(
        "async (before) => (await __readers.received()).audio > before + 2", arg=before, polling=200
    )
    await microphone.click()

    # A camera that is off: nothing.
    camera = patient.button("Camera")
    await expect(camera).to_have_attribute("aria-pressed", "true")
    await camera.click()
    await expect(camera).to_have_attribute("aria-pressed", "false")
    await nurse.window.sees_and_hears({}, [PATIENT.tone])
    before = (await nurse.window.received())["video"]
    await nurse.window.sees_and_hears({}, [PATIENT.tone], span_ms=1500)
    assert (await nurse.window.received())["video"] == before, "a camera that is off still sends pictures"

    await camera.click()
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    assert await patient.window.negotiated() == [1]
    await nurse.end()


@pytest.mark.long
async def test_a_patient_without_a_camera_is_told_so_and_still_has_a_visit(
    practice: Practice, browsers: Browsers
) -> None:
    booking, patient, nurse = await patient_and_nurse(practice, browsers, "missing")
    await at_the_device_check(patient, booking)
    await expect(patient.page.get_by_role("main")).to_contain_text(re.compile("found no camera", re.IGNORECASE))
    skip = patient.button("Skip the camera")
    if await skip.is_visible():
        await skip.click()
    await patient.join_waiting_room()
    await nurse.admit(booking)
    # Nothing comes from the patient, and the nurse is seen and heard.
    await at_once(
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
        nurse.window.sees_and_hears({}, []),
    )
    await nurse.end()
