"""A phone as second camera: scanned from the laptop's page, seen by the clinician beside the face, without a second voice."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT, Person
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, PHONE, Survey
from tests.e2e.test_device_check import ANDROID

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SKIN = Person("phone", 0x69, DERMATOLOGIST.tone)
"""What the phone shows; its microphone would be heard, if it had one here."""


async def scanned(page: Page) -> str:
    """The address in the code on the page, read from the screen as a phone does."""
    code = page.get_by_role("img", name="Code for your phone’s camera")
    await expect(code).to_be_visible()
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(await code.screenshot())))
    return read.text


async def test_a_phone_shows_the_clinician_skin_beside_the_face(practice: Practice, browsers: Browsers) -> None:
    booking, survey = await practice.book(), Survey()
    window = await browsers.window(PATIENT, **OPEN)
    patient, nurse = PatientPage(window), StaffPage(await browsers.window(NURSE, **OPEN))
    await nurse.sign_in(practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    # The clinician asks, the patient's page shows how, and the code is read from its screen.
    face = nurse.party("patient")
    await face.locator(".tile-tools > summary").click()
    await face.get_by_role("button", name="Ask for a phone as second camera").click()
    await patient.button("Show me how").click()
    sheet = patient.page.get_by_role("dialog", name="Use your phone as a second camera")
    await expect(sheet).to_contain_text("The code works once, for 5 minutes")
    await survey.look("code", patient.page)
    address = await scanned(patient.page)
    assert address.startswith(f"{practice.url}/c#")

    # Opening the link changes nothing; a touch starts the camera, and nothing else.
    phone = await browsers.window(SKIN, viewport=PHONE, has_touch=True, **OPEN)
    for _ in range(2):
        await phone.page.goto(address)
        await phone.page.reload()
    await expect(phone.page.get_by_role("heading", name="Use this phone as a camera")).to_be_visible()
    await survey.look("phone, start", phone.page)
    await phone.page.get_by_role("button", name="Start the camera").click()
    await expect(phone.page.get_by_text("Your clinician sees this picture.")).to_be_visible()
    assert "#" not in phone.page.url
    assert await phone.page.evaluate("() => __readers.senders()") == ["video"]
    both = {"patient": PATIENT.source, "skin_camera": SKIN.source}
    await nurse.window.sees_and_hears(both, [PATIENT.tone])
    await patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone])
    await survey.look("phone, films", phone.page)
    await expect(sheet).to_contain_text("Your phone is the second camera now.")
    await survey.look("connected", patient.page)
    await sheet.get_by_role("button", name="Close").click()

    # The code was for one phone.
    other = await phone.another()
    await other.page.goto(address)
    await other.page.get_by_role("button", name="Start the camera").click()
    await expect(other.page.get_by_text("This code has been used, or is too old.")).to_be_visible()
    await other.page.close()

    # Large on the clinician's page, while the face stays: detail, light, a frozen picture, the whole screen.
    skin, page = nurse.party("skin_camera"), nurse.page
    await skin.get_by_role("button", name="Larger: picture of Phone camera of").click()
    await expect(nurse.party("patient").get_by_role("button", name=re.compile("^Larger"))).to_be_visible()
    await nurse.window.sees_and_hears(both, [PATIENT.tone])
    await survey.look("skin large", page)
    tools = skin.locator(".tile-tools > summary")
    await tools.click()
    await skin.get_by_role("button", name="Sharper").click()
    await expect(phone.page.get_by_text("hold the phone still")).to_be_visible()
    await tools.click()
    await skin.get_by_role("button", name="Ask for more light").click()
    await expect(phone.page.get_by_text("Your clinician asks for more light")).to_be_visible()
    await survey.look("phone, asked", phone.page)
    await phone.page.get_by_role("button", name="Done").click()
    await tools.click()
    await expect(skin.get_by_role("button", name="Ask for more light")).to_be_enabled()
    await skin.get_by_role("button", name="Freeze").click()
    frozen = page.get_by_role("region", name="Frozen picture of Phone camera of")
    await frozen.get_by_label("Zoom").fill("4")
    await nurse.window.sees_and_hears(both, [PATIENT.tone])
    await frozen.get_by_role("button", name="Close").click()
    await tools.click()
    await skin.get_by_role("button", name="Full screen").click()
    await page.wait_for_function("() => document.fullscreenElement?.closest('[data-party=skin_camera]')")
    await page.evaluate("() => document.exitFullscreen()")

    # A reload of the phone finds its way back by itself, and its page speaks Spanish.
    await phone.page.reload()
    await nurse.window.sees_and_hears(both, [PATIENT.tone])
    await phone.page.get_by_role("button", name="Español").click()
    await expect(phone.page.get_by_text("Quien le atiende ve esta imagen.")).to_be_visible()
    await survey.look("phone, Spanish", phone.page)
    await phone.page.get_by_role("button", name="English").click()

    # The laptop ends it; the face was never touched by any of this.
    await patient.page.get_by_role("button", name="Phone camera").click()
    await sheet.get_by_role("button", name="Stop the phone’s camera").click()
    await expect(phone.page.get_by_text("was stopped on the other device")).to_be_visible()
    await survey.look("phone, over", phone.page)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    assert await patient.window.negotiated() == [1]
    await sheet.get_by_role("button", name="Close").click()
    await nurse.end()
    assert survey.found == {}


async def test_a_phone_is_made_ready_in_the_waiting_room_and_the_code_outlives_the_admission(
    practice: Practice, browsers: Browsers
) -> None:
    booking, survey = await practice.book(), Survey()
    patient, nurse = PatientPage(await browsers.window(PATIENT, **OPEN)), StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    await patient.arrive(booking)
    await survey.look("waiting, card", patient.page)
    await patient.button("Show the code").click()
    address = await scanned(patient.page)

    # Brought in while the code is on the screen: it is still the same code, and it still works.
    await nurse.admit(booking)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    assert await scanned(patient.page) == address
    phone = await browsers.window(SKIN, viewport=PHONE, user_agent=ANDROID)
    await phone.page.goto(address)
    await phone.page.get_by_role("button", name="Start the camera").click()
    await nurse.window.sees_and_hears({"patient": PATIENT.source, "skin_camera": SKIN.source}, [PATIENT.tone])
    sheet = patient.page.get_by_role("dialog", name="Use your phone as a second camera")
    await expect(sheet).to_contain_text("Your phone is the second camera now.")

    # Sent back to the waiting room, the card says what is.
    await sheet.get_by_role("button", name="Close").click()
    await nurse.page.locator("summary", has_text="More").click()
    await nurse.button("Send back to waiting").click()
    await nurse.page.get_by_role("dialog").get_by_role("button", name="Yes, send back").click()
    await expect(patient.page.get_by_text("Your phone is ready as the second camera.")).to_be_visible()
    await expect(phone.page.get_by_text("Ready. Your clinician will see this picture")).to_be_visible()
    await patient.button("Phone camera").click()
    await expect(sheet).to_contain_text("Your phone is ready as the second camera.")
    assert survey.found == {}

    # Who is on a phone already is told that it is the camera, and is offered no code.
    handheld = PatientPage(await browsers.window(PATIENT, viewport=PHONE, user_agent=ANDROID))
    await handheld.arrive(await practice.book())
    await expect(handheld.page.get_by_text("is also the camera for your skin: you need no second one")).to_be_visible()
    await expect(handheld.button("Show the code")).to_have_count(0)
