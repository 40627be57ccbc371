"""The office at its desk: calls a patient whose page is open, reaches one whose page is not, lets in and takes it back."""

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, PHONE, Survey
from tests.e2e.test_keyboard import press

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RECORD_ALERTS = """
window.__alerts = [];
window.Notification = class { constructor(title, how) { __alerts.push(how.body); } close() {} };
window.Notification.permission = 'granted';
Object.defineProperty(document, 'visibilityState', { get: () => window.__away ? 'hidden' : 'visible' });
"""


async def test_the_office_calls_and_admits_by_keyboard(practice: Practice, browsers: Browsers) -> None:
    survey = Survey()
    booking = await practice.book()
    office = StaffPage(await browsers.window(NURSE, **OPEN))
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE, **OPEN))
    await office.sign_in(practice, "office")
    page, row, dialog = office.page, office.row(booking), office.page.get_by_role("dialog")
    call = row.get_by_role("button", name="Call", exact=True)

    # The page is not open: the office is offered the number and a link instead, and Escape leads back.
    await press(page, call)
    await expect(dialog).to_contain_text("There is no phone number on file.")
    await survey.look("other ways to reach", page)
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()

    # The patient is on the way in: the page rings, says who calls, and takes "Not now" for an answer.
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    ring = patient.page.get_by_role("alertdialog")
    await expect(row).to_contain_text("Page open")
    await press(page, call)
    await expect(ring).to_contain_text(f"{practice.demo['practice']} is calling")
    await expect(row).to_contain_text("is calling")
    await patient.page.wait_for_function("() => document.title.includes('is calling')")
    await survey.look("the practice calls", patient.page)
    await expect(ring.get_by_role("button", name="Answer")).to_be_focused()
    await press(patient.page, ring.get_by_role("button", name="Not now"))
    await expect(ring).to_be_hidden()
    await expect(row).to_contain_text("not now")

    # Answered, the visit goes on where the patient stands; who called is asked to admit when the patient is there.
    await press(page, call)
    await press(patient.page, ring.get_by_role("button", name="Answer"))
    await expect(patient.page.get_by_text("knows that you are here")).to_be_visible()
    await patient.consent()
    await patient.reach_devices()
    await patient.join_waiting_room()
    await expect(dialog).to_contain_text(f"You are about to meet {booking.name}")
    await expect(dialog).to_contain_text("has answered your call")
    await survey.look("the guard after a call", page)
    await press(page, dialog.get_by_role("button", name="Yes, admit"))

    # The wrong patient: one click back while that is offered, and the board says who waits.
    await press(page, office.button("Undo: back to the waiting room"))
    await expect(patient.waiting).to_be_visible()
    await expect(row.get_by_role("button", name="Admit")).to_be_visible()
    await survey.look("the board", page)
    assert survey.found == {}


async def test_who_waits_is_told_again_and_again_until_somebody_has_seen_it(
    practice: Practice, browsers: Browsers
) -> None:
    booking = await practice.book()
    office = StaffPage(await browsers.window(NURSE))
    await office.window.context.add_init_script(script=RECORD_ALERTS)
    patient = PatientPage(await browsers.window(PATIENT))
    await office.sign_in(practice, "office")
    await office.page.clock.install()
    await office.button("Sound is off, turn on").click()
    bar = office.page.locator(".alert-bar")
    await expect(office.row(booking)).to_be_visible()
    if await bar.is_visible():  # patients whom other tests left in the waiting room: the bar names three at most
        await office.button("Got it").click()
    await office.page.evaluate("() => { window.__away = true; }")
    await patient.arrive(booking)
    await expect(bar).to_contain_text(booking.name)
    for times in (1, 2, 3):
        await office.page.wait_for_function(f"() => __alerts.length >= {times}")
        await office.page.clock.run_for(16_000)
    await office.button("Got it").click()
    await expect(bar).to_be_hidden()
    told = await office.page.evaluate("() => __alerts.length")
    await office.page.clock.run_for(60_000)
    assert await office.page.evaluate("() => __alerts.length") == told
    # After a reload the browser plays nothing before a click, and the board says so; what was seen stays seen.
    await office.page.reload()
    await expect(office.button("Sound is off, turn on")).to_be_visible()
    await expect(office.row(booking)).to_contain_text("Waiting")
    await expect(bar).to_be_hidden()
