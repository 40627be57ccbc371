"""Every flow by keyboard alone: nothing here touches a mouse, and nothing is focused but by Tab."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_TABS = 400
"""The board may hold the rows of all tests before this one."""


async def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, and see that the focus is marked."""
    await expect(target).to_be_visible()
    await expect(target).to_be_enabled()
    for _ in range(MOST_TABS):
        if await target.evaluate("element => element === document.activeElement"):
            break
        await page.keyboard.press("Tab")
    else:
        raise AssertionError(f"{target} is not reached by {MOST_TABS} presses of Tab")
    marked = await target.evaluate(
        """element => {
            for (let at = element; at; at = at.parentElement) {
                const style = getComputedStyle(at);
                if ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none')
                    return true;
                if (at !== element && !at.matches(':focus-within')) break;
            }
            return false;
        }"""
    )
    assert marked, f"the focus on {target} cannot be seen"


async def press(page: Page, target: Locator, key: str = "Enter") -> None:
    await tab_to(page, target)
    await page.keyboard.press(key)


async def test_a_visit_from_the_link_to_its_code_by_keyboard(practice: Practice, browsers: Browsers) -> None:
    """What a screen reader would say of it is listened to on the way."""
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT))
    nurse = StaffPage(await browsers.window(NURSE))
    dermatologist = StaffPage(await browsers.window(DERMATOLOGIST))
    for window in (patient.window, nurse.window):
        await window.note_announcements()

    # Sign-in.
    person = practice.staff("RN")
    await nurse.page.goto(practice.url)
    await tab_to(nurse.page, nurse.page.get_by_label("Email"))
    await nurse.page.keyboard.type(person["email"])
    await tab_to(nurse.page, nurse.page.get_by_label("Password", exact=True))
    await nurse.page.keyboard.type(person["password"])
    await nurse.page.keyboard.press("Enter")
    await expect(nurse.board).to_be_visible()

    # From the link to the waiting room.
    await patient.open(booking)
    await patient.type_date_of_birth(booking.date_of_birth, tab_to)
    await press(patient.page, patient.button("Continue"))
    await press(patient.page, patient.page.get_by_role("checkbox", name="I agree to a video visit"), "Space")
    await press(patient.page, patient.button("Continue"))
    await patient.reach_devices()
    await press(patient.page, patient.button("Join the waiting room"))
    await expect(patient.waiting).to_be_visible()
    await nurse.window.announced(booking.name)

    # Admission. The guard has the focus while it is open, and Escape goes back.
    admit = nurse.row(booking).get_by_role("button", name="Admit").first
    await press(nurse.page, admit)
    guard = nurse.page.get_by_role("dialog")
    await expect(guard).to_be_visible()
    await nurse.page.keyboard.press("Escape")
    await expect(guard).to_be_hidden()
    await press(nurse.page, admit)
    await press(nurse.page, guard.get_by_role("button", name="Yes, admit"))
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    await patient.window.announced(person["name"].split()[-1])

    # The patient's controls.
    await press(patient.page, patient.button("Microphone"), "Space")
    await expect(patient.button("Microphone")).to_have_attribute("aria-pressed", "false")
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [])
    await patient.page.keyboard.press("Space")
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    # Hold, resume, hand over; the end asked for and taken back.
    await press(nurse.page, nurse.button("Hold"))
    await expect(nurse.button("Hold")).to_have_attribute("aria-pressed", "true")
    await press(nurse.page, nurse.button("Hold"))
    await expect(nurse.button("Hold")).to_have_attribute("aria-pressed", "false")
    await tab_to(nurse.page, nurse.page.get_by_label("Note for the dermatologist"))
    await nurse.page.keyboard.type("A changing mole.")
    await nurse.page.keyboard.press("Control+Enter")
    await expect(nurse.page.get_by_text("Ready for the dermatologist").first).to_be_visible()
    await nurse.window.announced("Handed over")
    await press(nurse.page, nurse.button("End visit"))
    await expect(nurse.ending).to_be_focused()
    await nurse.page.keyboard.press("Escape")
    await expect(nurse.ending).to_be_hidden()
    await expect(nurse.button("End visit")).to_be_focused()

    # The dermatologist, from the board into the visit, to what there is to read.
    await dermatologist.sign_in(practice, "MD")
    page = dermatologist.page
    await press(page, dermatologist.row(booking).get_by_role("link").first)
    await expect(page.get_by_text("A changing mole.").first).to_be_visible()

    # "Join visit" waits for "I have read this".
    read = page.get_by_role("checkbox", name="I have read this")
    await expect(dermatologist.button("Join visit")).to_be_disabled()
    await press(page, read, "Space")
    await expect(read).to_be_checked()
    await press(page, dermatologist.button("Join visit"))
    await dermatologist.window.sees_and_hears(
        {"patient": PATIENT.source, "npc": NURSE.source}, [PATIENT.tone, NURSE.tone]
    )

    # Camera off and on, hand back, join again, end.
    camera = dermatologist.button("Camera")
    await press(page, camera, "Space")
    await expect(camera).to_have_attribute("aria-pressed", "false")
    await page.keyboard.press("Space")
    await expect(camera).to_have_attribute("aria-pressed", "true")
    await press(page, dermatologist.button("Hand back"))
    await expect(nurse.page.get_by_text("Wrap-up").first).to_be_visible()
    await press(page, dermatologist.button("End visit"))
    await expect(dermatologist.proposal).to_be_visible()
    await press(nurse.page, nurse.page.get_by_role("link", name="Go to coding"))
    await expect(nurse.proposal).to_be_visible()

    # An answer, and a decision with its reason.
    mdm = page.get_by_label("Medical decision making")
    await tab_to(page, mdm)
    await page.keyboard.press("ArrowDown")
    await expect(mdm).not_to_have_value("")
    await press(page, dermatologist.button("Override"))
    await tab_to(page, page.get_by_label("Code", exact=True))
    await page.keyboard.press("Control+A")
    await page.keyboard.type("99213")
    await tab_to(page, page.get_by_label("Reason", exact=True))
    await page.keyboard.type("Seen again within the hour.")
    await press(page, dermatologist.button("Save the override"))
    await expect(dermatologist.proposal.get_by_role("status").filter(has_text="verrid")).to_be_visible()
