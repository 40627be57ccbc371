"""A day at the desk: a paused link, a licence that is missing, steps taken back, a long board, and the day's end."""

import asyncio
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from server.practice.demo import ZONE
from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"width": 390, "height": 844}
MANY = 200


async def test_a_link_is_unlocked_a_licence_is_missing_and_steps_are_taken_back(
    practice: Practice, browsers: Browsers
) -> None:
    elsewhere = {"name": "Vera Nevada", "date_of_birth": "1961-04-02", "language": "en", "state": "NV"}
    async with (await practice.office()).get("/api/staff") as answer:
        people = (await answer.json())["staff"]
    named = next(one["id"] for one in people if one["name"] == practice.staff("dermatologist")["name"])
    booking, other = await practice.book(patient=elsewhere, rendering=named), await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    nurse, derm = StaffPage(await browsers.window(NURSE)), StaffPage(await browsers.window(DERMATOLOGIST))
    await patient.window.note_announcements()
    await nurse.sign_in(practice, "RN")
    row = nurse.row(booking)

    # Five wrong dates pause the link: the row says so and only its menu unlocks. The patient goes on with one press.
    await patient.open(booking)
    for day in range(1, 6):
        await patient.give_date_of_birth(f"1901-01-0{day}")
        await expect(patient.button("Continue").or_(patient.button("Try again"))).to_be_enabled()
    await expect(row).to_contain_text("Link paused until")
    await expect(
        nurse.page.get_by_text(re.compile("times in .+ Time|times in .*UTC|times in .*Universal"))
    ).to_be_visible()
    await nurse.row(other).get_by_role("button", name="More").click()
    await expect(nurse.button("New link")).to_be_visible()
    await expect(nurse.button("Unlock the link")).to_have_count(0)
    await nurse.page.keyboard.press("Escape")
    await row.get_by_role("button", name="More").click()
    await nurse.button("Unlock the link").click()
    await expect(row).to_contain_text("The link works again.")
    await expect(row).not_to_contain_text("Link paused")
    await patient.button("Try again").click()
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    await patient.reach_devices()
    await patient.join_waiting_room()

    # The guard says it before anybody joins, and that the way to the dermatologist has no way back.
    await expect(row).to_contain_text("No license for NV")
    await nurse.ask_to_admit(booking)
    dialog = nurse.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("No license for NV")
    await expect(dialog).not_to_contain_text("cannot be undone")
    await nurse.page.keyboard.press("Escape")
    await derm.sign_in(practice, "dermatologist")
    await derm.ask_to_admit(booking)
    await expect(derm.page.get_by_role("dialog")).to_contain_text("This cannot be undone")
    await derm.page.keyboard.press("Escape")

    # Handed over, and taken back into the intake: the patient is told who stays, and nobody is announced any more.
    await nurse.admit(booking)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    await nurse.hand_over("Wait, one more question.")
    await expect(patient.page.get_by_role("status").filter(has_text="joins in a moment")).to_be_visible()
    await nurse.page.get_by_text("More", exact=True).click()
    await nurse.button("Take back into intake").click()
    await patient.window.announced("stays with you.")
    await expect(patient.page.get_by_role("status").filter(has_text="joins in a moment")).to_have_count(0)
    await expect(nurse.button("Hand over")).to_be_visible()
    await nurse.end()

    # Let in straight to the dermatologist: no undo is promised, and the page says what to do instead.
    second = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    await second.arrive(other)
    await derm.admit(other)
    await expect(derm.page.get_by_text("there is no way back into the waiting room")).to_be_visible()
    await expect(derm.button("Undo: back to the waiting room")).to_have_count(0)
    await derm.end()


@pytest.mark.long
async def test_two_hundred_rows_and_the_end_of_the_day(tmp_path: Path, browsers: Browsers) -> None:
    practice = await Practice(tmp_path / "home").start()
    try:
        bookings = [await practice.book() for _ in range(MANY)]
        nurse = StaffPage(await browsers.window(NURSE))
        await nurse.sign_in(practice, "RN")
        patients = nurse.board.get_by_role("rowheader")
        await expect(patients).to_have_count(MANY + len(practice.demo["visits"]))

        # A change far down is on the board at once, and a patient who comes stands on top.
        office = await practice.office()
        assert (await office.get("/api/visits")).status == 200
        patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
        await patient.arrive(bookings[-1])
        await expect(patients.first).to_contain_text(bookings[-1].name)
        menu = nurse.row(bookings[150]).get_by_role("button", name="More")
        await menu.click()
        await nurse.button("Mark as urgent").click()
        await expect(nurse.row(bookings[150])).to_contain_text("Urgent")
        assert await nurse.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

        # Three hours after the last appointment: what is still open, by what closes it. The hours pass while the page is
        # closed: an open one in which nobody moved for so long locks itself.
        await nurse.page.goto("about:blank")
        await nurse.page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=15))
        await nurse.page.goto(practice.url)
        end = nurse.page.get_by_role("region", name="The day is over")
        await expect(end).to_contain_text(f"{bookings[-1].name}: still in the waiting room")
        await expect(end).to_contain_text("more: never came")
        await nurse.admit(bookings[-1])
        await nurse.end()
    finally:
        await practice.stop()


async def test_a_new_practice_begins_with_an_empty_day(tmp_path: Path, browsers: Browsers) -> None:
    settings = {"VESTIBULE_DEMO": "0"}
    practice = Practice(tmp_path / "home", settings=settings)
    command = [sys.executable, "-m", "server", "staff", "add", "--email", "desk@p.example", "--name", "Front Desk"]
    command += ["--role", "office", "--practice", "Elm Street Skin", "--phone", "555-0123", "--tz", ZONE]
    environment = os.environ | settings | {"VESTIBULE_HOME": str(practice.home), "PYTHONPATH": str(ROOT)}
    made = await asyncio.create_subprocess_exec(*command, cwd=tmp_path, env=environment, stdout=asyncio.subprocess.PIPE)
    said, _ = await made.communicate()
    assert made.returncode == 0
    await practice.start()
    try:
        office = StaffPage(await browsers.window(NURSE, viewport=PHONE))
        page = office.page
        await page.goto(practice.url)
        await page.get_by_label("Email").fill("desk@p.example")
        await page.get_by_label("Password", exact=True).fill(said.decode().split()[-1])
        await office.button("Sign in").click()
        await expect(page.get_by_role("heading", name="No visits today")).to_be_visible()
        assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_role("main").get_by_role("link", name="New visit").click()
        await office.button("Create the visit").click()
        await expect(page.get_by_role("alert").first).to_be_visible()
        await page.get_by_role("radio", name="New to this server").check()
        await page.get_by_label("Full name").fill("Nora First")
        # Neither a link nor "Back" throws away what was typed without asking.
        leave = page.get_by_role("dialog", name="Leave without saving?")
        await page.get_by_role("navigation").get_by_role("link", name="Today").click()
        await leave.get_by_role("button", name="Stay here").click()
        await page.evaluate("() => history.back()")
        await leave.get_by_role("button", name="Stay here").click()
        await expect(leave).to_be_hidden()
        await expect(page).to_have_url(re.compile("/staff/visits/new$"))
        await expect(page.get_by_label("Full name")).to_have_value("Nora First")
        await page.get_by_label("Date of birth").fill("1980-02-01")
        await page.get_by_label("Reason for the visit").fill("A rash")
        await page.get_by_role("radio", name="New", exact=True).check()
        await page.get_by_label("Payer").select_option("PRIV_98000")
        await office.button("Create the visit").click()
        await expect(page.get_by_label("Link")).to_have_value(re.compile(r"/v#"))
        await page.get_by_role("link", name="Back to today’s board").click()
        await expect(office.board.get_by_role("row").filter(has_text="Nora First")).to_be_visible()
    finally:
        await practice.stop()
