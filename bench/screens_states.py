"""States that last a moment and that nobody wants to meet: evidence that is not kept, no way for media, a paused link, the practice
calling, a second window, going on by phone. `python -m bench.screens_states FOLDER [WALK…]`, as bench.screens_around."""

import asyncio
import resource
import sys
import tempfile
from pathlib import Path

from playwright.async_api import expect

from bench.screens import DESK, PHONE
from bench.screens_around import Chromiums, Looks, signed_in, walked
from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT, Person
from tests.e2e.chromium import Devices
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Practice
from tests.e2e.test_device_check import to_nowhere
from tests.integration.served import served
from tests.integration.witnessed import held, talk


async def not_kept(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """No file of the server's can grow, in a visit and on the board; then back."""
    booking = await practice.book("Ned Notkept")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    nurse = StaffPage(await chromiums["nurse"].window(viewport=DESK))
    await nurse.sign_in(practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    before = resource.prlimit(practice.pid, resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    await nurse.button("Hold").click()
    await expect(nurse.page.get_by_role("alert").filter(has_text="Evidence is not being kept")).to_be_visible()
    await looks.staff(nurse.page, "not-kept-visit")
    await looks.patient(patient.page, "not-kept-patient-held")
    desk = StaffPage(await chromiums["nurse"].window(viewport=DESK))
    try:
        await desk.sign_in(practice, "office")
        await looks.staff(desk.page, "not-kept-board")
    except Exception:
        await looks.staff(desk.page, "not-kept-sign-in")
    resource.prlimit(practice.pid, resource.RLIMIT_FSIZE, before)
    await expect(nurse.page.get_by_role("alert").filter(has_text="Evidence is not being kept")).to_be_hidden()
    await looks.staff(nurse.page, "kept-again")
    await nurse.button("Hold").click()
    await nurse.button("End visit").click()
    await expect(nurse.ending).to_be_visible()
    await nurse.page.get_by_label("How did it end?").focus()
    await looks.staff(nurse.page, "ending")
    await nurse.button("Keep going").click()
    await nurse.end()


async def on_the_way_in(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A guardian in another state, whose link is paused and whose media find no way; called by the office; the questions; the phone."""
    child = {
        "name": "Tim Small", "date_of_birth": "2015-06-01", "language": "en", "state": "NV", "phone": "555-555-0177",
    }  # fmt: skip
    booking = await practice.book(patient=child)
    office = await signed_in(chromiums["nurse"], practice, "office")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page, row, dialog = patient.page, office.row(booking), office.page.get_by_role("dialog")
    await row.get_by_role("button", name="Call", exact=True).click()
    await expect(dialog).to_be_visible()
    await looks.staff(office.page, "call-other-ways")
    await office.page.keyboard.press("Escape")
    await patient.open(booking)
    await looks.patient(page, "birth-of-a-child")
    for day in range(1, 6):
        await patient.give_date_of_birth(f"1901-01-0{day}")
        await expect(patient.button("Continue").or_(patient.button("Try again"))).to_be_enabled()
        if day == 1:
            await looks.patient(page, "birth-wrong")
    await looks.patient(page, "link-paused")
    await expect(row).to_contain_text("Link paused until")
    await looks.staff(office.page, "board-link-paused")
    await row.get_by_role("button", name="More").click()
    await looks.staff(office.page, "board-menu")
    await office.button("Unlock the link").click()
    await expect(row).not_to_contain_text("Link paused until")
    await patient.button("Try again").click()
    await patient.give_date_of_birth(child["date_of_birth"])
    await expect(page.get_by_label("Your full name")).to_be_visible()
    await looks.patient(page, "consent-guardian")
    await patient.button("Continue").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    await looks.patient(page, "consent-guardian-wrong")
    await row.get_by_role("button", name="Call", exact=True).click()
    ring = page.get_by_role("alertdialog")
    await expect(ring).to_be_visible()
    await expect(row).to_contain_text("is calling")
    await looks.staff(office.page, "board-calling")
    await looks.patient(page, "ringing")
    await ring.get_by_role("button", name="Answer").click()
    await expect(page.get_by_text("Finish this page")).to_be_visible()
    await looks.patient(page, "ring-answered")
    await page.get_by_label("Your full name").fill("Gina Small")
    await page.route("**/api/device-check", to_nowhere)
    await patient.consent()
    await expect(page.get_by_text("cannot get through on this network")).to_be_visible()
    await looks.patient(page, "devices-no-path")
    await patient.join_waiting_room()
    await expect(dialog).to_be_visible()
    await looks.staff(office.page, "guard-after-call-without-licence")
    await office.page.keyboard.press("Escape")
    for name in ("callback", "companions", "interpreter", "where"):
        await looks.patient(page, f"waiting-ask-{name}")
        await patient.button("Skip this question").click()
    await looks.patient(page, "waiting-asked")
    await looks.staff(office.page, "board-no-licence")
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    await nurse.admit(booking)
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    await patient.button("Help").click()
    await patient.button("Continue by phone").click()
    await expect(nurse.page.get_by_text("asks to go on by phone")).to_be_visible()
    await looks.staff(nurse.page, "phone-asked")
    await nurse.button("I have them on the phone").click()
    await expect(page.get_by_text("You are on the phone with")).to_be_visible()
    await looks.patient(page, "on-the-phone")
    await looks.staff(nurse.page, "phone-reached")
    second = PatientPage(await patient.window.another())
    await second.page.set_viewport_size(PHONE)
    await second.open(booking)
    await expect(
        second.page.get_by_role("heading", level=1, name="Your visit is open in another window")
    ).to_be_visible()
    await looks.patient(second.page, "second-window")
    await second.button("Use this window").click()
    await expect(page.get_by_role("heading", level=1, name="Your visit moved to another window")).to_be_visible()
    await looks.patient(page, "moved-away")
    again = StaffPage(await nurse.window.another())
    await again.open_visit(practice, booking)
    await expect(again.page.get_by_text("This visit is open in another window")).to_be_visible()
    await looks.staff(again.page, "staff-second-window")
    await again.button("Use it here instead").click()
    await expect(nurse.page.get_by_text("This visit moved to another window")).to_be_visible()
    await looks.staff(nurse.page, "staff-moved-away")
    await again.end()
    await expect(again.proposal).to_be_visible()
    await looks.staff(again.page, "coding-after-phone")
    await expect(second.page.get_by_role("heading", level=1)).to_have_text("Your visit goes on by phone")
    await looks.patient(second.page, "over-by-phone")


async def dermatologist(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """From the hand-over to the end screens, as the dermatologist sees them."""
    booking = await practice.book("Dora Handed")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    await patient.arrive(booking)
    await derm.ask_to_admit(booking)
    await looks.staff(derm.page, "guard-dermatologist")
    await derm.page.keyboard.press("Escape")
    await nurse.admit(booking)
    await nurse.hand_over("A mole on the left forearm, larger in six weeks.")
    await expect(derm.row(booking)).to_contain_text("Ready")
    await looks.staff(derm.page, "board-dermatologist-ready")
    await looks.patient(patient.page, "handed-over")
    await derm.open_visit(practice, booking)
    await expect(derm.button("Join visit")).to_be_visible()
    await looks.staff(derm.page, "before-joining")
    await derm.join()
    await expect(derm.party("patient").locator("video")).to_be_visible()
    await derm.button("Huddle").click()
    await expect(derm.page.get_by_text("only clinicians hear and see one another")).to_be_visible()
    await looks.staff(derm.page, "huddle")
    await looks.patient(patient.page, "huddle-patient")
    await derm.button("Huddle").click()
    await derm.button("Hand back").click()
    await expect(derm.page.get_by_text("Wrap-up").first).to_be_visible()
    await looks.staff(derm.page, "handed-back")
    await derm.end()
    await expect(derm.proposal).to_be_visible()
    await looks.staff(derm.page, "coding")
    await derm.page.goto(practice.url)
    await expect(derm.board).to_be_visible()
    await looks.staff(derm.page, "board-after")


async def billing(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """The biller's queue with visits in it, one of them, and a question."""
    with tempfile.TemporaryDirectory() as name:
        async with served(Path(name) / "home", dist=ROOT / "web/dist") as server:
            await held(server, 1, talk(480, 240))
            await held(server, 2, talk(900, 700))
            await held(server, 3, {"patient": ((0, 90, "microphone"), (0, 60, "camera")), "clinician": ()})
            page = (await chromiums["nurse"].window(viewport=DESK)).page
            person = server.person("biller", 0)
            await page.goto(server.base)
            await page.get_by_label("Email").fill(person["email"])
            await page.get_by_label("Password", exact=True).fill(person["password"])
            await page.get_by_role("button", name="Sign in", exact=True).click()
            await expect(page.get_by_role("row").nth(3)).to_be_visible()
            await looks.staff(page, "billing-queue")
            await page.get_by_role("row").nth(1).get_by_role("link").click()
            await expect(page.get_by_role("region", name="Coding proposal")).to_be_visible()
            await looks.staff(page, "billing-visit")
            await page.get_by_role("button", name="Ask the clinician").click()
            await page.get_by_role("button", name="Send it back").click()
            await expect(page.get_by_role("alert").first).to_be_visible()
            await looks.staff(page, "billing-question-wrong")


BROWSERS: dict[str, tuple[Person, Devices]] = {
    "patient": (PATIENT, "granted"),
    "nurse": (NURSE, "granted"),
    "dermatologist": (DERMATOLOGIST, "granted"),
}
WALKS = {"not-kept": not_kept, "way-in": on_the_way_in, "dermatologist": dermatologist, "billing": billing}


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
