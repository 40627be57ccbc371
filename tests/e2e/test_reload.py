"""Leaving is not ending: pages that go and come back. A server that does is in test_survival.py."""

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.practice import Practice
from tests.e2e.scenes import patient_and_nurse

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_who_reloads_is_back_and_who_has_asked_for_the_end_may_go(practice: Practice, browsers: Browsers) -> None:
    booking, patient, nurse = await patient_and_nurse(practice, browsers)

    async def met() -> None:
        await at_once(
            nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
            patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
        )

    # In the waiting room.
    await patient.arrive(booking)
    await patient.page.reload()
    await expect(patient.waiting).to_be_visible()
    await nurse.admit(booking)
    await met()

    # In the visit, without a click. One seat, one tile: the reload made no second patient, and the nurse's own connection
    # went on as it was.
    await patient.page.reload()
    await met()
    assert await patient.window.gestures() == 0
    await expect(nurse.party("patient")).to_have_count(1)
    assert await nurse.window.negotiated() == [1]

    # The nurse the same.
    await nurse.page.reload()
    await met()
    assert await patient.window.negotiated() == [1]

    # Who asks for the end and closes the window has ended the visit.
    await nurse.button("End visit").click()
    await nurse.page.close(run_before_unload=False)
    await patient.ended()
