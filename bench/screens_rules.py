"""What only an administrator sees: payers' rules from a mistake to the record of a new version, pages of chart openings; and the first
sign-in where others reach the server. As bench.screens_states: `python -m bench.screens_rules FOLDER [WALK…]`."""

import asyncio
import json
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
from playwright.async_api import expect

from bench.screens import DESK
from bench.screens_around import Chromiums, Looks, signed_in, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import StaffPage
from tests.e2e.practice import Practice

MORE_THAN_A_PAGE = 130
"""Chart openings; a page has a hundred."""


async def change(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """One payer's rules: read, changed without and with other answers, wrong, for a time without cases, overtaken, recorded."""
    admin, other = [await signed_in(chromiums["nurse"], practice, "administrator") for _ in range(2)]
    page, show = admin.page, admin.button("Show what would change")
    await page.goto(f"{practice.url}/staff/payers")
    await page.get_by_role("link", name="Texas Medicaid FFS").click()
    await page.locator(".readings > summary").first.click()
    await looks.staff(page, "payer-readings")
    await admin.button("Change these rules").first.click()
    await page.get_by_label("First date of service").fill("2040-01-01")
    await show.click()
    await expect(page.get_by_text("No worked case lies in the dates")).to_be_visible()
    await looks.staff(page, "payer-preview-without-cases")
    await page.get_by_label("First date of service").fill("")
    await show.click()
    await expect(page.get_by_role("alert").first).to_contain_text("is missing")
    await looks.staff(page, "payer-change-wrong")
    for one in (admin, other):
        await one.page.goto(f"{practice.url}/staff/payers")
        await one.page.get_by_role("link", name="Texas Medicaid FFS").click()
        await one.button("Change these rules").first.click()
        await one.page.get_by_text("Place of service", exact=True).click()
        await one.page.get_by_label("Patient at home").select_option("02" if one is admin else "11")
        await one.page.get_by_label("First date of service").fill("2026-01-01")
        await one.button("Show what would change").click()
        await expect(one.button("Record this version")).to_be_visible()
    await looks.staff(page, "payer-preview")
    await other.button("Record this version").click()
    await expect(other.page.get_by_text("One version was recorded.").first).to_be_visible()
    await looks.staff(other.page, "payer-recorded")
    await admin.button("Record this version").click()
    await expect(page.get_by_text("The rules have changed since you looked.").first).to_be_visible()
    await looks.staff(page, "payer-overtaken")


async def files(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Rules from a file that is none, and from one that changes something; a payer of the practice's own."""
    admin = await signed_in(chromiums["nurse"], practice, "administrator")
    page, file = admin.page, admin.page.locator("input[type=file]")

    async def choose(content: bytes) -> None:
        await file.set_input_files({"name": "payers.json", "mimeType": "application/json", "buffer": content})

    await page.goto(f"{practice.url}/staff/payers")
    await admin.button("Fill in its rules").click()
    await choose(b"Payer;Rules")
    await expect(page.get_by_text("This file is not JSON.")).to_be_visible()
    await looks.staff(page, "payers-mistakes")
    exported: dict[str, Any] = await (await page.request.get(f"{practice.url}/api/payers/export")).json()
    await choose(json.dumps(exported).encode())
    await expect(page.get_by_role("alert").filter(has_text="nothing in it is new")).to_be_visible()
    await looks.staff(page, "payers-file-without-news")
    for profile in exported["profiles"]:
        profile["versions"][-1]["home_covered"] = False
    await choose(json.dumps(exported).encode())
    await expect(admin.button("Record this version")).to_be_visible()
    await looks.staff(page, "payers-file-preview")
    await admin.button("Record this version").click()
    await expect(page.get_by_text("versions were recorded.").first).to_be_visible()
    await looks.staff(page, "payers-file-recorded")
    await page.get_by_label("Name", exact=True).fill("Blue Shield of New York")
    await page.get_by_label("Short name").fill("blue shield ny")
    await admin.button("Fill in its rules").click()
    await expect(page.locator(".payer-change")).to_be_visible()
    await admin.button("Show what would change").click()
    await expect(page.get_by_text("has no worked cases of its own")).to_be_visible()
    await looks.staff(page, "payer-new-preview")


async def openings(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """More chart openings than one page holds: all of them, no emergency among them, one visit's; a reason that says nothing."""
    bookings = [await practice.book(name) for name in ("Olive Opened", "Pia Opened")]
    reader, now = practice.staff("office")["name"], datetime.now(UTC)
    with sqlite3.connect(practice.home / "vestibule.db") as database:
        for number in range(MORE_THAN_A_PAGE):
            at = (now - timedelta(minutes=37 * number)).strftime("%Y-%m-%d %H:%M:%S.%f")
            database.execute(
                "INSERT INTO chart_opening SELECT ?, ?, id, role, 'visit', ?, NULL FROM staff WHERE name = ?",
                (f"{number:032x}", bookings[number % 2].id, at, reader),
            )
    admin = await signed_in(chromiums["nurse"], practice, "administrator")
    page = admin.page
    await page.goto(f"{practice.url}/staff/audit")
    await expect(admin.button("Show older ones")).to_be_visible()
    await looks.staff(page, "audit-first-page")
    await page.get_by_role("checkbox", name="Emergencies only").check()
    await expect(page.get_by_text("No emergency among these.")).to_be_visible()
    await looks.staff(page, "audit-no-emergency")
    await page.get_by_role("checkbox", name="Emergencies only").uncheck()
    await admin.button("Show older ones").click()
    await expect(page.get_by_role("table", name="Chart openings").get_by_role("row")).to_have_count(
        MORE_THAN_A_PAGE + 1
    )
    await looks.staff(page, "audit-all-pages")
    await page.get_by_role("link", name="Olive Opened").first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Who opened the record of Olive Opened")
    await looks.staff(page, "audit-of-visit")
    desk = await signed_in(chromiums["nurse"], practice, "office")
    await desk.open_visit(practice, bookings[0])
    await desk.button("Open the record in an emergency").click()
    await desk.button("Open the record").click()
    await expect(desk.page.get_by_role("alert").first).to_be_visible()
    await looks.staff(desk.page, "glass-without-a-reason")


async def first_time(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Where others reach the server: somebody whose password was handed out chooses one, then sets up the second factor."""
    person = {"name": "Bo Beginner", "email": "bo@demo.example", "role": "biller"}
    async with await practice.sign_in("administrator") as client, client.post("/api/staff", json=person) as answer:
        assert answer.status == 201, await answer.text()
        handed_out = (await answer.json())["password"]
    await practice.stop()
    practice.settings["HOST"] = "0.0.0.0"
    await practice.start()
    try:
        staff = StaffPage(await chromiums["nurse"].window(viewport=DESK))
        page, chosen = staff.page, "correct horse battery staple"
        await page.goto(practice.url)
        await page.get_by_label("Email").fill(person["email"])
        await page.get_by_label("Password", exact=True).fill(handed_out)
        await staff.button("Sign in").click()
        await expect(page.get_by_role("heading", name="Choose your password")).to_be_visible()
        await looks.staff(page, "first-password")
        await page.get_by_label("Password now").fill(handed_out)
        await page.get_by_label("New password").fill(chosen)
        await staff.button("Change password").click()
        await expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
        await looks.staff(page, "first-factor")
        await page.get_by_role("main").get_by_role("button").first.click()
        await page.get_by_label("Your password").first.fill(chosen)
        await page.keyboard.press("Enter")
        secret = (await page.get_by_label("No camera?").input_value()).replace(" ", "")
        await looks.staff(page, "first-factor-code")
        await page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
        await staff.button("Turn it on").click()
        await expect(staff.button("I have kept them")).to_be_visible()
        await page.context.grant_permissions(["clipboard-write"])
        await staff.button("Copy all").click()
        await expect(page.get_by_text("Copied").first).to_be_visible()
        await looks.staff(page, "first-factor-recovery-codes-copied")
        await staff.button("I have kept them").click()
        await expect(page.get_by_role("heading", level=1, name="Billing")).to_be_visible()
    finally:
        del practice.settings["HOST"]
        await practice.stop()
        await practice.start()


WALKS = {"change": change, "files": files, "openings": openings, "first": first_time}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
