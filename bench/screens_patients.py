"""What a patient may meet and hopes not to: trouble in the call, what is asked of the camera, how a visit ends, links that lead nowhere.
As bench.screens_states: `python -m bench.screens_patients FOLDER [WALK…]`."""

import asyncio
import re
import sys
from pathlib import Path

from playwright.async_api import expect

from bench.screens import PHONE
from bench.screens_around import Chromiums, Looks, signed_in, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_device_trouble import TAKE, UNPLUG


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
    await nurse.party("patient").get_by_text("connection is good").click()
    await looks.staff(nurse.page, "connection-figures")
    await nurse.party("patient").get_by_text("connection is good").click()
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
    await expect(patient.button("Turn the camera on")).to_be_visible()
    await looks.patient(page, "camera-lost")
    await patient.button("Turn the camera on").click()
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
    await nurse.button("Turn the camera on").click()
    await nurse.button("Microphone").click()
    for step in ("More", "Camera, microphone, speaker"):
        await nurse.page.get_by_role("button", name=step).or_(nurse.page.locator(".more > summary")).first.click()
        if step == "More":
            await looks.staff(nurse.page, "more-in-call")
    await nurse.page.keyboard.press("Escape")
    await patient.button("Help").click()
    await patient.button("Use sound only").click()
    await looks.patient(page, "sound-only-asked")
    await patient.button("Yes, sound only").click()
    await expect(nurse.page.get_by_text("chose sound only")).to_be_visible()
    await looks.patient(page, "sound-only")
    await looks.staff(nurse.page, "sound-only-staff")
    await patient.button("Camera").click()
    await nurse.page.close()
    await expect(page.get_by_text("is being reconnected")).to_be_visible()
    await looks.patient(page, "clinician-away")


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
        if outcome == "in_person":
            await expect(page.get_by_text("Sunscreen every day")).to_be_visible()
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


WALKS = {
    "trouble": in_trouble,
    "endings": endings,
}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
