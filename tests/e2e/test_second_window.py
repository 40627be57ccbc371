"""One seat, one window: a second one asks, the first says where the visit went, and a seat left behind is free."""

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"width": 390, "height": 844}
OPEN = "Your visit is open in another window"
MOVED = "Your visit moved to another window"


async def test_each_has_one_window_at_a_time_and_chooses_which(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    first = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    await first.arrive(booking)

    # In the waiting room: the second window asks and takes nothing; when the first is closed it needs no answer.
    second = PatientPage(await first.window.another())
    await second.open(booking)
    await expect(second.page.get_by_role("heading", level=1, name=OPEN)).to_be_visible()
    await expect(first.waiting).to_be_visible()
    await first.page.close()
    await expect(second.waiting).to_be_visible()
    assert await second.window.gestures() == 0

    # In the visit: one click moves it, the window that had it says so and can take it back.
    await nurse.admit(booking)
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    third = PatientPage(await second.window.another())
    await third.open(booking)
    await expect(third.page.get_by_role("heading", level=1, name=OPEN)).to_be_visible()
    await third.button("Use this window").click()
    await third.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone])
    await expect(second.page.get_by_role("heading", level=1, name=MOVED)).to_be_visible()
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    await expect(nurse.party("patient")).to_have_count(1)
    await second.button("Use this window").click()
    await second.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone])
    await expect(third.page.get_by_role("heading", level=1, name=MOVED)).to_be_visible()

    # Everything closed, the link opened once more: straight back into the visit, with no question and no click.
    last = PatientPage(await second.window.another())
    await second.page.close()
    await third.page.close()
    await last.open(booking)
    await at_once(
        last.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
    )
    assert await last.window.gestures() == 0
    assert "#" not in last.page.url
    await expect(nurse.party("patient")).to_have_count(1)
    assert await nurse.window.negotiated() == [1]

    # The nurse has one window at a time as well.
    again = StaffPage(await nurse.window.another())
    await again.open_visit(practice, booking)
    await expect(again.page.get_by_text("This visit is open in another window")).to_be_visible()
    await expect(again.button("End visit")).to_have_count(0)
    # Going away again takes nothing from the window that has the seat.
    await again.page.get_by_role("link", name="Today").click()
    await expect(again.board).to_be_visible()
    await last.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone])
    await again.open_visit(practice, booking)
    await again.button("Use it here instead").click()
    await again.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
    await expect(nurse.page.get_by_text("This visit moved to another window")).to_be_visible()
    await nurse.button("Use it here instead").click()
    await at_once(
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        last.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
    )
    await expect(last.page.locator('[data-party="npc"]')).to_have_count(1)
    assert await last.window.negotiated() == [1]
    await nurse.end()


async def test_another_phone_says_who_it_is_and_goes_straight_to_the_question(
    practice: Practice, browsers: Browsers
) -> None:
    booking = await practice.book()
    first = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    await first.arrive(booking)
    other = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    await other.open(booking)
    await other.give_date_of_birth(booking.date_of_birth)
    await expect(other.page.get_by_role("heading", level=1, name=OPEN)).to_be_visible()
    await other.button("Use this window").click()
    await expect(other.waiting).to_be_visible()
    await expect(first.page.get_by_role("heading", level=1, name=MOVED)).to_be_visible()
