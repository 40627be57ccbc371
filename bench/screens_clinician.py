"""What may befall a clinician in a visit: their own devices, the picture's tools after a press, a patient who is away, an intake that
cannot be saved or is written by two, a note that is missing, somebody who only listens. As bench.screens_states:
`python -m bench.screens_clinician FOLDER [WALK…]`."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Route, expect

from bench.screens import DESK
from bench.screens_around import Chromiums, Looks, signed_in, walked
from bench.screens_in_call import HOLDS_BACK, REFUSES
from bench.screens_patients import in_a_visit
from bench.screens_states import BROWSERS
from tests.e2e.camera import NURSE, Person
from tests.e2e.chromium import Devices
from tests.e2e.people import StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_device_check import IN_USE
from tests.e2e.test_device_trouble import SLOW, TAKE, UNPLUG
from tests.e2e.test_phone_in_a_visit import SIGHT

CLINICIANS: dict[str, tuple[Person, Devices]] = BROWSERS | {
    "denied": (NURSE, "denied"),
    "missing": (NURSE, "missing"),
    "silent": (replace(NURSE, tone=0), "granted"),
}


async def own_devices(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Before the call with a camera that is denied, missing, in use, asked for; in the call without sound, taken, lost, off."""
    _, nurse = await in_a_visit(chromiums, practice, "Otto Owned")
    address = nurse.page.url
    for name, browser, words in (
        ("denied", "denied", "does not let this page use"),
        ("missing", "missing", "No camera or microphone was found"),
        ("in-use", "dermatologist", "Another program is using"),
        ("asked", "dermatologist", "The browser asks for"),
    ):
        window = await chromiums[browser].window(viewport=DESK)
        if name == "in-use":
            await window.context.add_init_script(script=IN_USE)
        if name == "asked":
            await window.context.add_init_script(script=f"({SLOW})()")
        other = StaffPage(window)
        await other.enter(practice, "dermatologist")
        await window.page.goto(address)
        await expect(window.page.get_by_text(words).first).to_be_visible()
        await looks.staff(window.page, f"own-{name}")
        await window.context.close()
    page = nurse.page
    await page.evaluate(f"({REFUSES})()")
    await page.evaluate(TAKE, ["audio", True])
    await expect(page.get_by_text("The system is using your")).to_be_visible()
    await looks.staff(page, "own-interrupted")
    await page.evaluate(TAKE, ["audio", False])
    await page.evaluate("() => { window.__refuses = 'NotReadableError'; }")
    await page.evaluate(UNPLUG, "audio")
    await expect(page.get_by_text("Your microphone went away")).to_be_visible()
    await looks.staff(page, "own-microphone-lost")
    await nurse.button("Turn the microphone on").click()
    await expect(page.get_by_text("Another program is using")).to_be_visible()
    await looks.staff(page, "own-microphone-in-use")
    await page.evaluate("() => { window.__refuses = null; window.__plugIn(); }")
    await expect(page.get_by_text("Another program is using")).to_be_hidden()
    await nurse.button("Camera").click()
    await expect(page.get_by_text("Your camera is off")).to_be_visible()
    await nurse.button("Microphone").click()
    await looks.staff(page, "own-off")
    await nurse.end()


async def without_sound(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A microphone that gives silence, in a browser that plays nothing before a touch."""
    _, nurse = await in_a_visit(chromiums, practice, "Sia Silent")
    address = nurse.page.url
    window = await chromiums["silent"].window(viewport=DESK)
    await window.context.add_init_script(script=HOLDS_BACK)
    np = StaffPage(window)
    await np.enter(practice, "NP")
    await nurse.button("Leave").click()
    await window.page.goto(address)
    await np.button("Join visit").click()
    await expect(window.page.get_by_text("No sound comes from your microphone")).to_be_visible()
    await expect(np.button("Turn the sound on")).to_be_visible()
    await looks.staff(window.page, "own-silent")
    await np.end()


async def tools(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Sharper, asked for the other camera, the patient's devices off, out of sight, gone."""
    patient, nurse = await in_a_visit(chromiums, practice, "Thea Tools")
    page, face = nurse.page, nurse.party("patient")
    menu = face.locator(".tile-tools > summary")
    await menu.click()
    await face.get_by_role("button", name="Sharper").click()
    await menu.click()
    await expect(face.get_by_text("Detail goes before motion now")).to_be_visible()
    await looks.staff(page, "tools-sharper")
    await face.get_by_role("button", name="Ask for the other camera").click()
    await menu.click()
    await expect(face.get_by_text("asked; they have not answered yet").first).to_be_visible()
    await looks.staff(page, "tools-asked")
    await menu.click()
    await patient.button("Not now").click()
    await patient.button("Camera").click()
    await patient.button("Microphone").click()
    await expect(face).to_contain_text("switched camera and microphone off")
    await looks.staff(page, "patient-off")
    await patient.button("Camera").click()
    await patient.button("Microphone").click()
    await patient.page.evaluate(SIGHT, True)
    await expect(face).to_contain_text("in another tab or app")
    await looks.staff(page, "patient-in-another-tab")
    await patient.page.close()
    await expect(face).to_contain_text("page is gone")
    await looks.staff(page, "patient-gone")
    await nurse.end()


async def intake(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """What is typed: out of range, not saved, by two at once; a hand-over without a note, taken back; the words for the patient."""
    _, nurse = await in_a_visit(chromiums, practice, "Ina Intake")
    page, address = nurse.page, nurse.page.url

    async def aborted(route: Route) -> None:
        await (route.abort() if route.request.method == "PUT" else route.continue_())

    await page.get_by_label("Temperature").fill("98.6")
    await page.get_by_label("Pulse").fill("7")
    await expect(page.get_by_text("Not saved.").first).to_be_visible()
    await looks.staff(page, "intake-out-of-range")
    await page.get_by_label("Temperature").fill("37")
    await page.get_by_label("Pulse").fill("70")
    await page.route("**/intake", aborted)
    await page.route("**/patient-note", aborted)
    await page.get_by_label("History").fill("Noticed in July.")
    await expect(page.get_by_text("What you wrote is still here")).to_be_visible()
    await page.locator("summary").filter(has_text="What happens next").click()
    words = page.get_by_role("textbox", name="What happens next")
    await words.fill("Sunscreen every day.")
    await words.blur()
    await expect(page.get_by_text("Not saved. Your text is still here.")).to_be_visible()
    await looks.staff(page, "intake-not-saved")
    np = await signed_in(chromiums["dermatologist"], practice, "NP")
    await np.page.goto(address)
    await np.page.get_by_label("History").fill("Noticed in June, bleeds at times.")
    await expect(np.page.get_by_text("Saved at").first).to_be_visible()
    await page.unroute("**/intake")
    await page.unroute("**/patient-note")
    await expect(nurse.button("Keep mine")).to_be_visible()
    await looks.staff(page, "intake-written-by-two")
    await nurse.button("Keep mine").click()
    await expect(nurse.button("Keep mine")).to_be_hidden()
    await words.fill("Sunscreen every day. Come on Monday.")
    await expect(page.get_by_text("The patient reads it after the visit.")).to_be_visible()
    await nurse.button("Hand over").click()
    await expect(page.get_by_text("Handed over.").first).to_be_visible()
    await looks.staff(page, "handed-over-by-me")
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    await derm.page.goto(address)
    await expect(derm.page.get_by_text("Handed over without a note.")).to_be_visible()
    await looks.staff(derm.page, "handed-over-without-a-note")
    await page.locator(".more > summary").click()
    await looks.staff(page, "more-after-hand-over")
    await nurse.button("Take back into intake").click()
    await expect(nurse.button("Hand over")).to_be_visible()
    await nurse.end()


async def listeners(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A scribe who hears the call, the biller and the office who look on."""
    scribe = {"name": "Sky Scribe", "email": "scribe@demo.example", "role": "scribe"}
    async with await practice.sign_in("administrator") as client, client.post("/api/staff", json=scribe) as answer:
        assert answer.status == 201, await answer.text()
        practice.demo["staff"].append(scribe | {"credential": None, "password": (await answer.json())["password"]})
    _, nurse = await in_a_visit(chromiums, practice, "Lena Listened")
    for role in ("scribe", "office", "biller", "administrator"):
        other = await signed_in(chromiums["dermatologist"], practice, role)
        await other.page.goto(nurse.page.url)
        await expect(other.page.get_by_role("heading", level=1)).to_be_visible()
        await other.page.wait_for_load_state("networkidle")
        if role == "scribe":
            await looks.staff(other.page, "scribe-before-joining")
            if await other.button("Join visit").count():
                await other.button("Join visit").click()
            await expect(nurse.page.get_by_text("listens to the call")).to_be_visible()
            await looks.staff(nurse.page, "somebody-listens")
        await looks.staff(other.page, f"{role}-in-a-visit")
    await nurse.end()


WALKS = {
    "own-devices": own_devices, "without-sound": without_sound, "tools": tools, "intake": intake, "listeners": listeners,
}  # fmt: skip

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), CLINICIANS, WALKS))
