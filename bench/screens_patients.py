"""What a patient may meet and hopes not to, and the photos: trouble in the call, what is asked of the camera, how a visit ends, links
that lead nowhere, the phone as second camera, photos before a visit and in place of one. As bench.screens_states:
`python -m bench.screens_patients FOLDER [WALK…]`."""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from PIL import ImageFilter
from playwright.async_api import Locator, Page, expect

from bench.screens import DESK, PHONE
from bench.screens_around import Chromiums, Looks, signed_in, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_device_trouble import TAKE, UNPLUG
from tests.e2e.test_phone_camera import scanned
from tests.integration.pictures import encoded, skin


async def in_a_visit(chromiums: Chromiums, practice: Practice, name: str) -> tuple[PatientPage, StaffPage]:
    """A nurse has admitted the patient and sees them."""
    booking = await practice.book(name)
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    await expect(patient.page.locator("[data-party=npc] video")).to_be_visible()
    return patient, nurse


async def in_trouble(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The own devices, the clinician's, and what the clinician asks for."""
    patient, nurse = await in_a_visit(chromiums, practice, "Tess Trouble")
    page, tools = patient.page, nurse.party("patient").locator(".tile-tools > summary")
    await nurse.party("patient").get_by_text(re.compile("^Connection")).click()
    await looks.staff(nurse.page, "connection-figures")
    await nurse.party("patient").get_by_text(re.compile("^Connection")).click()
    await tools.click()
    await looks.staff(nurse.page, "picture-menu")
    await nurse.party("patient").get_by_role("button", name="Ask for the other camera").click()
    await expect(page.get_by_text("asks you to use the other camera")).to_be_visible()
    await looks.patient(page, "camera-asked")
    await patient.button("Not now").click()
    await tools.click()
    await nurse.party("patient").get_by_role("button", name="Freeze").click()
    await looks.staff(nurse.page, "frozen")
    await nurse.page.get_by_role("button", name="Close the frozen picture").click()
    await page.evaluate(TAKE, ["video", True])
    await expect(page.get_by_text("Your camera is paused")).to_be_visible()
    await looks.patient(page, "camera-taken")
    await looks.staff(nurse.page, "camera-taken-staff")
    await page.evaluate(TAKE, ["video", False])
    await page.evaluate(UNPLUG, "video")
    await expect(patient.button("Turn the camera on again")).to_be_visible()
    await looks.patient(page, "camera-lost")
    await patient.button("Turn the camera on again").click()
    await patient.button("Microphone").click()
    await expect(page.get_by_text("Your microphone is off.")).to_be_visible()
    await looks.patient(page, "own-muted")
    await patient.button("Microphone").click()
    await nurse.page.evaluate(UNPLUG, "video")
    await expect(nurse.page.get_by_text("Your camera went away")).to_be_visible()
    await nurse.button("Microphone").click()
    await expect(page.get_by_text("Camera is off")).to_be_visible()
    await looks.patient(page, "clinician-unseen")
    await looks.staff(nurse.page, "camera-lost-staff")
    await nurse.button("Turn the camera on again").click()
    await nurse.button("Microphone").click()
    for step in ("More", "Camera, microphone, speaker"):
        await nurse.page.get_by_role("button", name=step).or_(nurse.page.locator(".more > summary")).first.click()
        if step == "More":
            await looks.staff(nurse.page, "more-in-call")
    await nurse.page.keyboard.press("Escape")
    await patient.button("Help").click()
    await patient.button("Use sound only").click()
    await looks.schemes(page, "sound-only-asked-en")
    await patient.button("Yes, sound only").click()
    await expect(nurse.page.get_by_text("chose sound only")).to_be_visible()
    await looks.patient(page, "sound-only")
    await looks.staff(nurse.page, "sound-only-staff")
    await patient.button("Camera").click()
    await nurse.page.close()
    await expect(page.get_by_text("is being reconnected")).to_be_visible()
    await looks.patient(page, "clinician-away")


async def beside(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A phone as second camera."""
    patient, nurse = await in_a_visit(chromiums, practice, "Petra Phone")
    await patient.page.set_viewport_size(DESK)
    face = nurse.party("patient")
    await face.locator(".tile-tools > summary").click()
    await face.get_by_role("button", name="Ask for a phone as second camera").click()
    await looks.schemes(patient.page, "phone-asked-for-en")
    await patient.button("Show me how").click()
    sheet = patient.page.get_by_role("dialog")
    await expect(sheet.get_by_role("img", name="Code for your phone’s camera")).to_be_visible()
    await looks.schemes(patient.page, "phone-code-en")
    address = await scanned(patient.page)
    phone = (await chromiums["patient"].window(viewport=PHONE)).page
    await phone.goto(address)
    await expect(phone.get_by_role("button", name="Start the camera")).to_be_visible()
    await looks.patient(phone, "phone-start")
    await phone.get_by_role("button", name="Start the camera").click()
    await expect(phone.get_by_text("Your clinician sees this picture.")).to_be_visible()
    await looks.patient(phone, "phone-films")
    await looks.staff(nurse.page, "skin-camera")
    await looks.schemes(patient.page, "phone-connected-en")
    await sheet.get_by_role("button", name="Stop the phone’s camera").click()
    await expect(phone.get_by_text("was stopped on the other device")).to_be_visible()
    await looks.patient(phone, "phone-over")
    await phone.goto("about:blank")
    await phone.goto(f"{practice.url}/c#nosuchcode")
    await phone.get_by_role("button", name="Start the camera").click()
    await expect(phone.get_by_text("is too old")).to_be_visible()
    await looks.patient(phone, "phone-no-code")


async def endings(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Each way in which a visit is over, and each in which a link leads nowhere."""
    window = await chromiums["patient"].window(viewport=PHONE)
    page, patient = window.page, PatientPage(window)
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    for ending, words in (("cancelled", "Cancel the visit"), ("no-show", "Did not come")):
        booking = await practice.book(f"Nina {ending.title()}")
        await patient.open(booking)
        await patient.give_date_of_birth(booking.date_of_birth)
        await patient.consent()
        await patient.reach_devices()
        await patient.join_waiting_room()
        await nurse.row(booking).get_by_role("button", name="More").click()
        await nurse.button(words).click()
        await looks.staff(nurse.page, f"board-confirm-{ending}")
        await nurse.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Yes")).click()
        await expect(page.get_by_role("heading", level=1, name=re.compile("cancelled|missed"))).to_be_visible()
        await looks.patient(page, f"over-{ending}")
    await looks.staff(nurse.page, "board-cancelled")
    for outcome, words in (("in_person", "in person"), ("patient_left", "closed this visit")):
        booking = await practice.book(f"Olga {outcome.title()}")
        await patient.arrive(booking)
        await nurse.page.goto(practice.url)
        await nurse.admit(booking)
        await expect(nurse.party("patient").locator("video")).to_be_visible()
        if outcome == "in_person":
            await nurse.page.get_by_text("What happens next, for the patient").first.click()
            await nurse.page.get_by_role("textbox", name="What happens next").fill(
                "Sunscreen every day. Come on Monday."
            )
            await expect(nurse.page.get_by_text("The patient reads it after the visit.")).to_be_visible()
        await nurse.button("End visit").click()
        await nurse.page.get_by_label("How did it end?").select_option(outcome)
        await expect(nurse.ending).to_be_hidden(timeout=30_000)
        await expect(page.get_by_text(re.compile(words))).to_be_visible()
        await looks.patient(page, f"over-{outcome.replace('_', '-')}")
    booking = await practice.book("Rosa Revoked")
    await patient.arrive(booking)
    office = await practice.office()
    async with office.delete(f"/api/visits/{booking.id}/link"):
        pass
    await expect(patient.waiting).to_be_hidden()
    await looks.patient(page, "gone")
    await page.evaluate("() => sessionStorage.clear()")
    await page.goto(f"{practice.url}/v")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Open the link")
    await looks.patient(page, "no-link")
    await page.goto("about:blank")
    await page.route("**/api/**", lambda route: route.abort())
    await page.goto(booking.link)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("cannot reach")
    await looks.patient(page, "unreachable")
    await page.goto("about:blank")
    await page.unroute("**/api/**")
    await page.route("**/api/**", lambda _: None)
    await page.goto(booking.link)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Opening")
    await looks.patient(page, "opening")


async def photo_steps(looks: Looks, page: Page, before: str) -> None:
    """From "Add photos" to the photos that were sent."""

    def button(name: str) -> Locator:
        return page.get_by_role("button", name=name, exact=True)

    with tempfile.TemporaryDirectory() as name:
        good, blurry = Path(name) / "good.jpg", Path(name) / "blurry.jpg"
        good.write_bytes(encoded(skin(1600, 1200), quality=80))
        blurry.write_bytes(encoded(skin(1600, 1200).filter(ImageFilter.GaussianBlur(12))))
        await button("Add photos").click()
        await looks.schemes(page, f"{before}-none-en")
        await button("Add a skin concern").click()
        await page.get_by_label("Place on your body").select_option("knee-left")
        await looks.schemes(page, f"{before}-where-en")
        await button("Continue").click()
        await looks.schemes(page, f"{before}-story-en")
        await button("Continue").click()
        await looks.schemes(page, f"{before}-health-en")
        await button("Continue").click()
        await looks.schemes(page, f"{before}-first-en")
        chooser = page.locator("input[type=file]").first
        await chooser.set_input_files(blurry)
        await expect(page.get_by_text("It is blurry.")).to_be_visible()
        await looks.schemes(page, f"{before}-blurry-en")
        await button("Take it again").click()
        await chooser.set_input_files(good)
        await expect(page.get_by_text("This is a good photo.")).to_be_visible()
        await looks.schemes(page, f"{before}-good-en")
        await button("Send this photo").click()
        await button("I am done").click()
        await expect(page.get_by_text("1 photo sent").first).to_be_visible()


async def photos(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Before a visit, in English; the same pages in Spanish as they stand open."""
    booking = await practice.book("Fay Photos")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    await patient.reach_devices()
    await photo_steps(looks, patient.page, "photos")
    await looks.schemes(patient.page, "photos-sent-en")
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    await looks.staff(derm.page, "board-with-photos")
    await derm.page.goto(f"{practice.url}/staff/visits/{booking.id}/photos")
    await expect(derm.page.locator(".pane img").first).to_be_visible()
    await looks.staff(derm.page, "review")
    empty = await practice.book("Nobody Nophotos")
    await derm.page.goto(f"{practice.url}/staff/visits/{empty.id}/photos")
    await expect(derm.page.get_by_role("heading", level=1)).to_be_visible()
    await looks.staff(derm.page, "review-empty")


async def in_writing(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Photos in place of a visit: asked for, sent, answered, read."""
    booking = await practice.book("Wilma Written", scheduled_at=None, without_call=True, initiated_by="patient")
    office = await signed_in(chromiums["nurse"], practice, "office")
    await office.page.goto(f"{practice.url}/staff/answers")
    await expect(office.page.get_by_text("Wilma Written")).to_be_visible()
    await looks.staff(office.page, "answers-asked")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await patient.open(booking)
    await looks.patient(page, "written-birth")
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(page.get_by_role("checkbox")).to_be_visible()
    await looks.patient(page, "written-consent")
    await page.get_by_role("checkbox").check()
    await patient.button("Continue").click()
    await looks.patient(page, "written-none")
    await photo_steps(looks, page, "written")
    await expect(page.get_by_role("status").filter(has_text="your photos")).to_be_visible()
    await looks.patient(page, "written-sent")
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    await derm.page.goto(f"{practice.url}/staff/answers")
    await expect(derm.page.get_by_text("Wilma Written")).to_be_visible()
    await looks.staff(derm.page, "answers-to-answer")
    await derm.page.get_by_role("link", name="Answer the photos of Wilma Written").click()
    panel = derm.page.get_by_role("region", name="Answer in writing")
    await expect(panel).to_be_visible()
    await looks.staff(derm.page, "answer-panel")
    await panel.get_by_label("Your answer to the patient").fill("Use the cream twice a day for two weeks.")
    await derm.button("Review").click()
    await looks.staff(derm.page, "answer-review")
    await derm.button("Send to the patient").click()
    await expect(panel.get_by_text("not read yet")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("Use the cream twice a day")).to_be_visible()
    await looks.patient(page, "written-answered")
    await derm.page.goto(f"{practice.url}/staff/visits/{booking.id}/coding")
    await expect(derm.proposal).to_be_visible()
    await looks.staff(derm.page, "coding-written")


WALKS = {
    "trouble": in_trouble,
    "beside": beside,
    "endings": endings,
    "photos": photos,
    "written": in_writing,
}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
