"""What staff meet between the screens of bench.screens_around: what is asked before something is done, forms with mistakes in them, a new
link, the own devices, an empty day, rules that are changed, decisions. As bench.screens_states:
`python -m bench.screens_staff FOLDER [WALK…]`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import expect

from bench.screens import DESK, PHONE
from bench.screens_around import Chromiums, Looks, signed_in, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Practice
from tests.e2e.test_billing import signed_in as signed_in_at
from tests.integration.served import served
from tests.integration.witnessed import held, talk


async def board(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A patient who comes, a wrong admission, a new link."""
    booking = await practice.book("Bea Board")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    page, row = nurse.page, nurse.row(booking)
    await nurse.button("Sound is off, turn on").click()
    await patient.arrive(booking)
    await expect(page.get_by_text("Bea Board is waiting.")).to_be_visible()
    await looks.staff(page, "board-alert")
    await row.get_by_role("button", name="More").click()
    await nurse.button("New link").click()
    await expect(page.get_by_role("textbox", name="Link")).to_be_visible()
    await looks.staff(page, "link-dialog")
    await page.keyboard.press("Escape")
    await row.get_by_role("button", name="More").click()
    await nurse.button("Revoke the link").click()
    await looks.staff(page, "board-confirm-revoke")
    await page.keyboard.press("Escape")
    await nurse.admit(booking)
    await expect(page.get_by_text("Wrong patient?")).to_be_visible()
    await looks.staff(page, "admitted")
    for words, name in (
        ("Camera, microphone, speaker", "own-devices"),
        ("Keyboard shortcuts", "shortcuts"),
        ("Send back to waiting", "send-back"),
    ):
        await page.locator(".more > summary").click()
        await nurse.button(words).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await looks.staff(page, name)
        await page.keyboard.press("Escape")
    await nurse.end()
    await expect(nurse.proposal).to_be_visible()
    await page.goto(f"{practice.url}/staff/visits/{booking.id}")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await looks.staff(page, "visit-over")


async def forms(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A new visit with mistakes, left, made; somebody new; the opening hours; changed rules."""
    office = await signed_in(chromiums["nurse"], practice, "office")
    page = office.page
    await page.goto(f"{practice.url}/staff/visits/new")
    await page.get_by_role("radio", name="New to this server").check()
    await office.button("Create the visit").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await looks.staff(page, "new-visit-wrong")
    await page.get_by_label("Full name").fill("Nora Neu")
    await page.get_by_role("navigation").get_by_role("link", name="Today").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await looks.staff(page, "new-visit-left")
    await office.button("Stay here").click()
    await page.get_by_label("Date of birth").fill("1980-02-01")
    await page.get_by_label("Reason for the visit").fill("A rash")
    await page.get_by_role("radio", name="New", exact=True).check()
    await page.get_by_label("Payer").select_option("PRIV_98000")
    await office.button("Create the visit").click()
    await expect(page.get_by_label("Link")).to_be_visible()
    await looks.staff(page, "new-visit-made")
    await page.goto(f"{practice.url}/staff/billing")
    await looks.staff(page, "not-for-you")
    admin = await signed_in(chromiums["nurse"], practice, "administrator")
    page = admin.page
    await page.goto(f"{practice.url}/staff/people")
    await admin.button("Add").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await looks.staff(page, "add-staff-wrong")
    await page.get_by_label("Full name").fill("Sasha Neu")
    await page.get_by_label("Email").fill("sasha@demo.example")
    await page.get_by_label("Role").select_option("office")
    await admin.button("Add").click()
    await expect(page.get_by_role("link", name="Sasha Neu")).to_be_visible()
    await looks.staff(page, "staff-added")
    await page.goto(f"{practice.url}/staff/hours")
    await expect(page.get_by_label("Monday, closes")).to_be_visible()
    await looks.staff(page, "hours")
    await page.get_by_label("Monday, closes").fill("05:00")
    await admin.button("Save").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await looks.staff(page, "hours-wrong")
    await page.goto(f"{practice.url}/staff/payers/MEDICARE_FFS")
    await page.get_by_role("button", name="Change these rules").first.click()
    await expect(page.locator(".payer-change")).to_be_visible()
    await looks.staff(page, "payer-change")


async def coding(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """Accepted, changed since, overridden wrongly, advice to a colleague; released."""
    with tempfile.TemporaryDirectory() as name:
        async with served(Path(name) / "home", dist=ROOT / "web/dist") as server:
            visit = await held(server, 1, talk(480, 240))
            page = (await chromiums["dermatologist"].window(viewport=DESK)).page
            await signed_in_at(page, server, "MD", 1)
            await page.goto(f"{server.base}/staff/visits/{visit}/coding")
            region = page.get_by_role("region", name="Coding proposal")
            await page.get_by_role("button", name="Accept", exact=True).click()
            await expect(region.get_by_text("Accepted. The decision is on record.")).to_be_visible()
            await looks.staff(page, "coding-accepted")
            await page.get_by_label("Level of medical decision making").select_option("high")
            await expect(page.get_by_text("The record has changed since")).to_be_visible()
            await looks.staff(page, "coding-changed-since")
            await page.get_by_role("button", name="Override", exact=True).click()
            await page.get_by_role("button", name="Save the override").click()
            await expect(page.get_by_role("alert").first).to_be_visible()
            await looks.staff(page, "coding-override-wrong")
            await page.get_by_role("button", name="Note advice to or from a colleague").click()
            await page.get_by_role("button", name="Note it and see the proposal").click()
            await expect(page.get_by_role("alert").last).to_be_visible()
            await looks.staff(page, "consultation-wrong")


async def empty_day(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A board without a visit, a board that cannot be read, a page without a server."""
    nurse: StaffPage = await signed_in(chromiums["nurse"], practice, "RN")
    for visit in practice.demo["visits"]:
        row = nurse.board.get_by_role("row").filter(has_text=visit["patient"])
        await row.get_by_role("button", name="More").click()
        await nurse.button("Cancel the visit").click()
        await nurse.button("Yes, cancel the visit").click()
        await expect(row).to_contain_text("Cancelled")
    await looks.staff(nurse.page, "board-all-done")
    await practice.kill()
    await expect(nurse.page.locator(".banner").first).to_be_visible()
    await looks.staff(nurse.page, "board-server-away")
    await practice.start()


WALKS = {"board": board, "forms": forms, "coding": coding, "empty": empty_day}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
