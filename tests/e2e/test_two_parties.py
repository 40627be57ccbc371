"""The thinnest true visit: a patient's link, a nurse, picture and voice both ways, an end, a proposal."""

import pytest
from playwright.async_api import expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_patient_and_nurse_see_and_hear_each_other_until_the_visit_ends(
    practice: Practice, browsers: Browsers
) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, viewport={"width": 390, "height": 844}))
    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")

    await patient.arrive(booking)
    await expect(nurse.row(booking)).to_contain_text("Waiting")
    await patient.window.sees_and_hears({}, [])

    await nurse.admit(booking)
    await at_once(
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
    )
    assert await patient.window.negotiated() == [1]
    assert await nurse.window.negotiated() == [1]

    await nurse.button("Camera").click()
    picture = patient.page.locator('[data-party="npc"]')
    await expect(picture).to_contain_text("Camera is off")
    await expect(picture.locator("video")).to_have_count(0)
    await nurse.button("Camera").click()
    await patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone])

    await nurse.end()
    await expect(nurse.proposal).to_be_visible()
    await patient.window.sees_and_hears({}, [])
    await expect(patient.page.get_by_role("heading", level=1)).to_be_visible()


async def test_a_dermatologist_alone_meets_the_patient_and_accepts_the_proposal(
    practice: Practice, browsers: Browsers
) -> None:
    booking = await practice.book(rendering=await staff_id(practice, "dermatologist"))
    patient = PatientPage(await browsers.window(PATIENT, viewport={"width": 390, "height": 844}))
    dermatologist = StaffPage(await browsers.window(DERMATOLOGIST))
    await dermatologist.sign_in(practice, "dermatologist")

    await patient.arrive(booking)
    await dermatologist.admit(booking)
    await at_once(
        dermatologist.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        patient.window.sees_and_hears({"dermatologist": DERMATOLOGIST.source}, [DERMATOLOGIST.tone]),
    )

    await dermatologist.end()
    await expect(dermatologist.proposal).to_be_visible()


async def staff_id(practice: Practice, role: str) -> str:
    """The id of the first demonstration member of staff with this role."""
    office = await practice.office()
    wanted = practice.staff(role)["name"]
    async with office.get("/api/staff") as answer:
        everybody = (await answer.json()) if answer.status == 200 else []
    listed = everybody["staff"] if isinstance(everybody, dict) else everybody
    return str(next(person["id"] for person in listed if person["name"] == wanted))
