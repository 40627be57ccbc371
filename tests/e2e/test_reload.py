"""Leaving is not ending: pages that go and come back. A server that does is in test_survival.py."""

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice
from tests.e2e.scenes import in_the_intake

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_patient_who_reloads_in_the_visit_is_back_in_it_without_a_click(
    practice: Practice, browsers: Browsers
) -> None:
    _, patient, nurse = await in_the_intake(practice, browsers)

    await patient.page.reload()
    await at_once(
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
    )
    assert await patient.window.gestures() == 0
    # One seat, one tile: the reload made no second patient. The nurse's own connection went on as it was.
    await expect(nurse.party("patient")).to_have_count(1)
    assert await nurse.window.negotiated() == [1]
    await nurse.end()


async def test_a_patient_who_reloads_in_the_waiting_room_still_waits(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT))
    await patient.arrive(booking)
    await patient.page.reload()
    await expect(patient.waiting).to_be_visible()


@pytest.mark.long
async def test_a_nurse_who_reloads_is_back_in_the_call(practice: Practice, browsers: Browsers) -> None:
    _, patient, nurse = await in_the_intake(practice, browsers)
    await nurse.page.reload()
    await at_once(
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
    )
    assert await patient.window.negotiated() == [1]
    await nurse.end()
