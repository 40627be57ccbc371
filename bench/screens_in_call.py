"""What may happen in a call: trouble with the own devices, another camera, the phone, a shared screen, sound held back, nobody there.
As bench.screens_states: `python -m bench.screens_in_call FOLDER [WALK…]`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

from bench.screens import DESK, PHONE, PLAIN, in_the_other_language
from bench.screens_around import Chromiums, Looks, signed_in, to_devices, walked
from bench.screens_patients import in_a_visit
from bench.screens_states import BROWSERS
from tests.e2e.camera import NURSE
from tests.e2e.chromium import Chromium
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_camera_wishes import PHONE_CAMERA
from tests.e2e.test_device_check import ANDROID
from tests.e2e.test_device_trouble import TAKE, UNPLUG
from tests.e2e.test_phone_in_a_visit import TWO_CAMERAS
from tests.e2e.test_screen_share import SHOWN, SLIDE, TITLE

REFUSES = """(name) => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) =>
    window.__refuses ? Promise.reject(new DOMException("said by the walk", window.__refuses)) : open(wanted);
}"""
HOLDS_BACK = """
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (this.tagName === "AUDIO" && !window.__touched) return Promise.reject(new DOMException("not yet", "NotAllowedError"));
  return play.call(this);
};
"""


async def devices(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Microphone and camera: taken, unplugged, then in use, then refusing for another reason."""
    patient, nurse = await in_a_visit(chromiums, practice, "Della Devices")
    page = patient.page
    await page.evaluate(f"({REFUSES})()")
    for kind, word in (("audio", "microphone"), ("video", "camera")):
        await page.evaluate(TAKE, [kind, True])
        await expect(page.locator(".device-trouble p")).to_be_visible()
        await looks.patient(page, f"call-{word}-interrupted")
        await page.evaluate(TAKE, [kind, False])
        await expect(page.locator(".device-trouble p")).to_have_count(0)
        await page.evaluate("() => { window.__refuses = 'NotReadableError'; }")
        await page.evaluate(UNPLUG, kind)
        mend = patient.button("Turn the microphone on" if kind == "audio" else "Turn the camera on")
        await expect(mend).to_be_visible()
        await looks.patient(page, f"call-{word}-lost")
        for error, name in (("NotReadableError", "in-use"), ("TypeError", "failed")):
            await page.evaluate("(name) => { window.__refuses = name; }", error)
            said = await page.locator(".device-trouble p").inner_text()
            await mend.click()
            await expect(page.locator(".device-trouble p")).not_to_have_text(said)
            await looks.patient(page, f"call-{word}-{name}")
        await page.evaluate("() => { window.__refuses = null; window.__plugIn(); }")
        await mend.click()
        await expect(page.locator(".device-trouble p")).to_have_count(0)
    await nurse.button("Microphone").click()
    await expect(page.get_by_text("is muted")).to_have_count(1)
    await nurse.button("Hand over").click()
    await nurse.button("Leave").click()
    await expect(
        page.get_by_text("Somebody joins you in a moment").or_(page.get_by_text("joins in a moment")).first
    ).to_be_visible()
    await looks.patient(page, "call-alone")


async def wishes(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """On a phone with two cameras and a lamp: what the clinician asks for, and what is at hand behind "Help"."""
    booking = await practice.book("Willa Wishes")
    window = await chromiums["patient"].window(viewport=PHONE, user_agent=ANDROID)
    for script in (PHONE_CAMERA, TWO_CAMERAS):
        await window.context.add_init_script(script=script)
    patient, nurse = PatientPage(window), await signed_in(chromiums["nurse"], practice, "RN")
    page, face = window.page, nurse.party("patient")
    await to_devices(patient, booking)
    await looks.patient(page, "devices-two-cameras")
    await patient.join_waiting_room()
    await looks.patient(page, "waiting-on-a-phone")
    await nurse.admit(booking)
    await expect(face.locator("video")).to_be_visible()
    for wish, name in (
        ("Ask for the other camera", "turn"),
        ("Ask for more light", "torch"),
        ("Ask for a phone as second camera", "phone"),
    ):
        await face.locator(".tile-tools > summary").click()
        await face.get_by_role("button", name=wish).click()
        await expect(page.locator(".device-trouble p")).to_be_visible()
        await looks.patient(page, f"asked-{name}")
        if name == "phone":
            await patient.button("Use another phone").click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            await looks.patient(page, "phone-from-a-phone")
            await page.keyboard.press("Escape")
        else:
            await patient.button("Not now").click()
        await expect(page.locator(".device-trouble p")).to_have_count(0)
    await face.locator(".tile-tools > summary").click()
    await face.get_by_role("button", name="Sharper").click()
    await expect(page.get_by_text("your picture is sharper")).to_be_visible()
    await looks.patient(page, "call-sharper")
    await patient.button("Help").click()
    await page.get_by_role("dialog").get_by_text("Use another camera").click()
    await looks.patient(page, "help-with-everything", tall=True)


async def no_lamp(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """More light, on a camera that has none of its own."""
    patient, nurse = await in_a_visit(chromiums, practice, "Lara Lampless")
    face = nurse.party("patient")
    await face.locator(".tile-tools > summary").click()
    await face.get_by_role("button", name="Ask for more light").click()
    await expect(patient.page.get_by_text("asks for more light")).to_be_visible()
    await looks.patient(patient.page, "asked-light")
    await patient.button("Done").click()
    await expect(patient.page.get_by_text("asks for more light")).to_have_count(0)


async def by_phone(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Asked by the patient, in vain first; taken back; asked by the practice."""
    patient, nurse = await in_a_visit(chromiums, practice, "Fiona Phone")
    page = patient.page
    await patient.button("Help").click()
    # Both languages are on the page before there is nobody to give one.
    await in_the_other_language(page)
    await in_the_other_language(page)
    await page.context.set_offline(True)
    await patient.button("Continue by phone").click()
    await expect(page.get_by_text("We could not tell the practice.")).to_be_visible()
    await looks.patient(page, "phone-not-asked")
    await page.context.set_offline(False)
    await page.reload()
    await expect(patient.button("Help")).to_be_visible()
    # What was put on the socket may have arrived after all.
    if not await patient.button("Stay on video").count():
        await patient.button("Help").click()
        await patient.button("Continue by phone").click()
    await expect(patient.button("Stay on video")).to_be_visible()
    await looks.patient(page, "phone-asked")
    await patient.button("Stay on video").click()
    await expect(patient.button("Stay on video")).to_have_count(0)
    await nurse.page.locator(".more > summary").click()
    await nurse.button("Continue by phone").click()
    await expect(page.get_by_text("would like to go on by phone")).to_be_visible()
    await looks.patient(page, "phone-asked-by-practice")


async def shared_screen(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A tab that the nurse shows, on a phone and on a computer."""
    booking = await practice.book("Sharon Screen")
    with tempfile.TemporaryDirectory() as name:
        async with async_playwright() as playwright:
            tab = f"--auto-select-tab-capture-source-by-title={TITLE}"
            chromium = await Chromium.launch(playwright, Path(name), NURSE, "none", more=(*PLAIN, tab))
            nurse = StaffPage(await chromium.window())
            patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
            await nurse.sign_in(practice, "RN")
            await patient.arrive(booking)
            await nurse.admit(booking)
            slide = await nurse.window.another()
            await slide.page.evaluate(SLIDE, [TITLE, SHOWN])
            await nurse.page.bring_to_front()
            await nurse.page.locator(".more > summary").click()
            await nurse.button("Share a screen").click()
            await expect(patient.page.get_by_label("Screen of", exact=False)).to_be_visible()
            await looks.patient(patient.page, "screen-shared")
            await patient.page.set_viewport_size(DESK)
            await looks.patient(patient.page, "screen-shared-laptop")
            await chromium.close()


async def held_back(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A browser that plays nothing before a touch."""
    booking = await practice.book("Silas Sound")
    window = await chromiums["patient"].window(viewport=PHONE)
    await window.context.add_init_script(script=HOLDS_BACK)
    patient, nurse = PatientPage(window), await signed_in(chromiums["nurse"], practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await expect(patient.button("Tap to hear")).to_be_visible()
    await looks.patient(window.page, "sound-held-back")


async def on_a_laptop(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The way in and the call at 1280 pixels."""
    booking = await practice.book("Lola Laptop")
    patient = PatientPage(await chromiums["patient"].window(viewport=DESK))
    page, nurse = patient.page, await signed_in(chromiums["nurse"], practice, "RN")
    await patient.open(booking)
    await expect(page.get_by_label("Date of birth")).to_be_visible()
    await looks.patient(page, "laptop-birth")
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(page.get_by_text("I understand")).to_be_visible()
    await looks.patient(page, "laptop-consent")
    await patient.consent()
    await patient.reach_devices()
    await expect(page.get_by_text("Your connection is")).to_be_visible()
    await looks.patient(page, "laptop-devices")
    await patient.join_waiting_room()
    await looks.patient(page, "laptop-waiting")
    await nurse.admit(booking)
    await expect(page.locator("[data-party=npc] video")).to_be_visible()
    await looks.patient(page, "laptop-call")
    await patient.button("Help").click()
    await page.get_by_text("Details for whoever helps you").click()
    await looks.patient(page, "laptop-help")
    await page.keyboard.press("Escape")
    # What is said aloud of all that comes and goes, in the other language.
    await in_the_other_language(page)
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    await nurse.button("Hold").click()
    await expect(page.get_by_text("Está en espera")).not_to_have_count(0)
    await nurse.button("Hold").click()
    await nurse.hand_over("A mole on the left forearm.")
    await derm.open_visit(practice, booking)
    await derm.join()
    await expect(page.locator("[data-party=dermatologist] video")).to_be_visible()
    await nurse.button("Leave").click()
    await expect(page.locator("[data-party=npc]")).to_have_count(0)
    await in_the_other_language(page)
    await looks.patient(page, "laptop-with-the-dermatologist")
    await derm.end()
    await patient.ended()
    await looks.patient(page, "laptop-over")


WALKS = {
    "devices": devices, "wishes": wishes, "no-lamp": no_lamp, "phone": by_phone, "screen": shared_screen, "held-back": held_back,
    "laptop": on_a_laptop,
}  # fmt: skip

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
