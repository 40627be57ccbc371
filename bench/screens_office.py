"""The office's pages in the states between: the own account, a colleague's, forms with other mistakes, the board's menus, two who admit at
once, the database away, the day's end. As bench.screens_states: `python -m bench.screens_office FOLDER [WALK…]`."""

import asyncio
import sqlite3
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
from playwright.async_api import expect

from bench.screens import DESK, PHONE
from bench.screens_around import Chromiums, Looks, signed_in, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice


async def account(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Passwords, the second factor once it is on, recovery codes, other windows."""
    person = practice.staff("scribe" if any(one["role"] == "scribe" for one in practice.demo["staff"]) else "biller")
    other = [await signed_in(chromiums["nurse"], practice, person["role"]) for _ in range(2)]
    staff = await signed_in(chromiums["nurse"], practice, person["role"])
    page, dialog = staff.page, staff.page.get_by_role("dialog")
    await page.goto(f"{practice.url}/staff/account")
    await staff.button("Change password").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    await page.get_by_label("New password").fill("short")
    await staff.button("Change password").click()
    await looks.staff(page, "account-password-wrong")
    await staff.button("Sign out everywhere else").click()
    await looks.staff(page, "account-end-others")
    await dialog.get_by_label("Your password").fill(person["password"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Signed out there.")).to_be_visible()
    await looks.staff(page, "account-ended-others")
    await expect(other[0].page.get_by_text("You were signed out").first).to_be_visible()
    await looks.staff(other[0].page, "sign-in-revoked")
    await staff.button("Set it up").click()
    await dialog.get_by_role("button").first.click()
    await expect(dialog.get_by_text("Enter your password.").first).to_be_visible()
    await looks.staff(page, "account-password-asked")
    await dialog.get_by_label("Your password").fill(person["password"])
    await page.keyboard.press("Enter")
    secret = (await page.get_by_label("No camera?").input_value()).replace(" ", "")
    await staff.button("Turn it on").click()
    await looks.staff(page, "account-code-missing")
    await page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    await staff.button("Turn it on").click()
    await staff.button("I have kept them").click()
    await expect(page.get_by_text("recovery codes are left")).to_be_visible()
    await looks.staff(page, "account-factor-on")
    for button, name in (
        ("Turn it off", "off"),
        ("Make new recovery codes", "codes"),
        ("Set up another phone", "phone"),
    ):
        await staff.button(button).click()
        await looks.staff(page, f"account-factor-{name}")
        await page.keyboard.press("Escape")
    await page.get_by_label("Password now").fill(person["password"])
    await page.get_by_label("New password").fill("correct horse battery staple")
    await staff.button("Change password").click()
    await expect(page.get_by_text("Your password is changed.")).to_be_visible()
    await looks.staff(page, "account-password-changed")
    stranger = (await chromiums["nurse"].window(viewport=DESK)).page
    await stranger.goto(practice.url)
    await stranger.get_by_role("button", name="Sign in").click()
    await looks.staff(stranger, "sign-in-empty")
    await stranger.get_by_label("Email").fill(person["email"])
    await stranger.get_by_label("Password", exact=True).fill("correct horse battery staple")
    await stranger.get_by_role("button", name="Sign in").click()
    await stranger.get_by_role("button", name="No phone at hand? Use a recovery code").click()
    await stranger.get_by_role("button", name="Sign in").click()
    await looks.staff(stranger, "sign-in-recovery-code")
    admin = await signed_in(chromiums["dermatologist"], practice, "administrator")
    page = admin.page
    await page.goto(f"{practice.url}/staff/people")
    await page.get_by_role("link", name=f"Manage {person['name']}").click()
    await admin.button("Remove second factor").click()
    await looks.staff(page, "person-remove-factor")
    await page.get_by_role("dialog").get_by_label("Your password").fill(practice.staff("administrator")["password"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("The second factor is removed.")).to_be_visible()
    await looks.staff(page, "person-factor-removed")


async def people(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A colleague's account, what patients agree to, who opened what."""
    admin = await signed_in(chromiums["nurse"], practice, "administrator")
    page, dialog = admin.page, admin.page.get_by_role("dialog")
    await page.goto(f"{practice.url}/staff/audit")
    await expect(page.get_by_text("Nobody opened a record yet.")).to_be_visible()
    await looks.staff(page, "audit-none")
    name = practice.staff("dermatologist", 1)["name"]
    await page.goto(f"{practice.url}/staff/people")
    await page.locator("summary").filter(has_text="Video visit").click()
    await looks.staff(page, "consent-text")
    await page.get_by_label("NPI").fill("1234567890")
    await page.get_by_label("Licensed in").fill("New York")
    await page.get_by_label("Full name").fill("Sasha Neu")
    await page.get_by_label("Role").select_option("dermatologist")
    await page.get_by_label("Email").fill("sasha")
    await admin.button("Add").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    await looks.staff(page, "add-staff-npi-wrong")
    await page.get_by_role("link", name=f"Manage {name}").click()
    await admin.button("Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await admin.button("New password").click()
    await looks.staff(page, "person-new-password")
    await dialog.get_by_label("Your password").fill(practice.staff("administrator")["password"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("shown only now")).to_be_visible()
    await looks.staff(page, "person-password-made")
    await admin.button("Close this account").click()
    await looks.staff(page, "person-close")
    await dialog.get_by_role("button", name="Close this account").click()
    await expect(page.get_by_text("This account is closed")).to_be_visible()
    await looks.staff(page, "person-closed")
    await admin.button("Open it again").click()
    await page.get_by_role("link", name=f"Charts {name} opened").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await looks.staff(page, "audit-of-person")
    await page.goto(f"{practice.url}/staff/hours")
    await page.get_by_label("Closed on these days").fill("Christmas")
    await admin.button("Save").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    await looks.staff(page, "hours-holiday-wrong")
    await page.get_by_label("Closed on these days").fill("2026-12-25")
    await admin.button("Save").click()
    await expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    await looks.staff(page, "hours-saved")


async def board(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Urgent, reopened, another time, reached another way; a colleague who was quicker; the day's end."""
    office = await signed_in(chromiums["nurse"], practice, "office")
    page, dialog = office.page, office.page.get_by_role("dialog")
    known = {"name": "Una Urgent", "date_of_birth": "1961-02-01", "language": "es", "state": "NY", "phone": "555-0177"}
    booking = await practice.book(patient=known)
    row = office.row(booking)

    async def menu(words: str) -> None:
        await row.get_by_role("button", name="More").click()
        await office.button(words).click()

    await menu("Mark as urgent")
    await expect(row).to_contain_text("Urgent")
    await looks.staff(page, "board-urgent")
    await menu("Change the time")
    await looks.staff(page, "board-change-time")
    await page.keyboard.press("Escape")
    await menu("Reach another way")
    await dialog.get_by_role("link", name="Dial").evaluate("(link) => link.removeAttribute('href')")
    await dialog.get_by_role("link", name="Dial").or_(dialog.get_by_text("Dial 555-0177")).first.click()
    await office.button("Make a new link").click()
    await expect(dialog.get_by_role("textbox", name="Link")).to_be_visible()
    await looks.staff(page, "board-reach")
    await page.keyboard.press("Escape")
    await menu("Did not come")
    await looks.staff(page, "board-confirm-no-show")
    await office.button("Yes, did not come").click()
    await row.get_by_role("button", name="More").click()
    await looks.staff(page, "board-reopen")
    await office.button("Reopen the visit").click()
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    first = await practice.book("Quinn Quick")
    await patient.arrive(first)
    nurse, derm = [
        await signed_in(chromiums[who], practice, as_) for who, as_ in (("nurse", "RN"), ("dermatologist", "NP"))
    ]
    await nurse.ask_to_admit(first)
    await derm.ask_to_admit(first)
    await nurse.confirm_admission()
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    await derm.confirm_admission()
    await expect(derm.page.get_by_role("alert").filter(has_text="admitted").first).to_be_visible()
    await looks.staff(derm.page, "guard-colleague-quicker")
    # The reader's clock alone, after the last visit of the day: what is open then is said.
    await page.clock.set_fixed_time(datetime.now() + timedelta(hours=9))
    await expect(page.get_by_role("heading", name="The day is over")).to_be_visible(timeout=90_000)
    await looks.staff(page, "board-day-end")
    await nurse.end()


async def forms(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A patient who is searched for, dates that cannot be."""
    office = await signed_in(chromiums["nurse"], practice, "office")
    page = office.page
    await page.goto(f"{practice.url}/staff/visits/new")
    await page.get_by_label("Search by name").fill("He")
    await expect(page.get_by_text("found").first).to_be_visible()
    await looks.staff(page, "new-visit-found")
    await page.get_by_label("Search by name").fill("zzzz")
    await expect(page.get_by_text("Nobody found.")).to_be_visible()
    await page.get_by_label("Date", exact=True).fill("2020-01-01")
    await page.get_by_label("Time", exact=True).fill("")
    await office.button("Create the visit").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    await looks.staff(page, "new-visit-nobody")
    await page.get_by_role("radio", name="New to this server").check()
    await page.get_by_label("Date of birth").fill("2099-01-01")
    await page.get_by_label("US state").fill("York")
    await office.button("Create the visit").click()
    await looks.staff(page, "new-visit-future")


async def away(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The database cannot be read in a visit: the server keeps what happens itself; then back."""
    booking = await practice.book("Dan Database")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await expect(nurse.party("patient").locator("video")).to_be_visible()

    def rename(old: str, new: str) -> None:
        with sqlite3.connect(practice.home / "vestibule.db") as database:
            database.execute(f"ALTER TABLE {old} RENAME TO {new}")

    rename("evidence", "mislaid")
    await nurse.button("Hold").click()
    await expect(nurse.page.get_by_text("The practice’s database is away.")).to_be_visible()
    await looks.staff(nurse.page, "database-away")
    rename("mislaid", "evidence")
    await expect(nurse.page.get_by_text("The database can be written again.")).to_be_visible(timeout=60_000)
    await looks.staff(nurse.page, "database-back")
    await nurse.button("Hold").click()
    await nurse.end()


WALKS = {"people": people, "account": account, "board": board, "forms": forms, "away": away}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
