"""What a link does and refuses, in the words that its holder reads."""

import re

import pytest
from playwright.async_api import Route, expect

from tests.e2e.camera import PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage
from tests.e2e.practice import Booking, Practice
from tests.e2e.scenes import patient_and_nurse

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_opening_a_link_changes_nothing_and_entering_takes_it_from_the_address(
    practice: Practice, browsers: Browsers
) -> None:
    booking, patient, nurse = await patient_and_nurse(practice, browsers)
    await patient.open(booking)
    await expect(patient.page.get_by_label("Date of birth")).to_be_visible()
    await expect(nurse.row(booking)).to_contain_text("Due")
    # The name is only hinted at until the date of birth is given.
    await expect(patient.page.locator("body")).not_to_contain_text(booking.name)
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(patient.page.get_by_role("checkbox", name="I agree to a video visit")).to_be_visible()
    assert "#" not in patient.page.url
    await expect(nurse.row(booking)).to_contain_text("Due")


async def test_a_wrong_birth_date_is_told_and_the_fifth_pauses_the_link(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT))
    await patient.open(booking)
    for day in range(1, 5):
        await patient.give_date_of_birth(f"1901-01-0{day}")
        await expect(patient.page.get_by_text("That is not the date of birth on file").first).to_be_visible()
        await expect(patient.button("Continue")).to_be_enabled()
    await patient.give_date_of_birth("1901-01-01")
    await expect(patient.page.locator("body")).to_contain_text(re.compile("15 minutes"))
    office = await practice.office()
    async with office.get("/api/session") as answer:
        phone = (await answer.json())["practice"]["phone"]
    await expect(patient.page.get_by_role("link", name=phone, exact=True)).to_be_visible()


@pytest.mark.long
async def test_who_reloads_while_nobody_is_let_in_is_back_without_a_touch(
    practice: Practice, browsers: Browsers
) -> None:
    booking, patient, _ = await patient_and_nurse(practice, browsers)
    await patient.arrive(booking)

    async def away(route: Route) -> None:
        await route.fulfill(status=503, json={"code": "unavailable", "detail": "The database is away."})

    await patient.page.route("**/api/visit-pass*", away)
    await patient.page.reload()
    await expect(patient.page.get_by_role("heading", level=1, name="Nobody can come in just now")).to_be_visible()
    await patient.page.unroute("**/api/visit-pass*")
    await expect(patient.waiting).to_be_visible()
    assert await patient.window.gestures() == 0


async def test_a_revoked_link_leads_nowhere(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    office = await practice.office()
    async with office.delete(f"/api/visits/{booking.id}/link") as answer:
        assert answer.status == 204
    patient = PatientPage(await browsers.window(PATIENT))
    await patient.open(booking)
    await patient.leads_nowhere()


async def test_a_foreign_link_looks_like_a_revoked_one(practice: Practice, browsers: Browsers) -> None:
    patient = PatientPage(await browsers.window(PATIENT))
    await patient.open(Booking("", f"{practice.url}/v#{'A' * 43}", "", ""))
    await patient.leads_nowhere()
    await expect(patient.page.get_by_role("link", name=re.compile("^Call "))).to_be_visible()


async def test_revoking_ends_a_patients_place_in_the_waiting_room(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT))
    await patient.arrive(booking)
    office = await practice.office()
    async with office.delete(f"/api/visits/{booking.id}/link") as answer:
        assert answer.status == 204
    await expect(patient.waiting).to_be_hidden()
    await expect(patient.page.get_by_role("heading", level=1)).to_be_visible()


async def test_a_visit_called_off_before_anybody_joined_puts_the_camera_out(
    practice: Practice, browsers: Browsers
) -> None:
    booking, patient, nurse = await patient_and_nurse(practice, browsers)
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    picture = patient.page.locator(".self-check video")
    await expect(picture).to_be_visible()
    track = await picture.evaluate_handle("video => video.srcObject.getTracks()[0]")
    await nurse.row(booking).get_by_role("button", name="More").click()
    await nurse.button("Cancel the visit").click()
    await nurse.button("Yes, cancel the visit").click()
    await expect(patient.page.get_by_role("heading", level=1)).to_have_text("Your visit was cancelled")
    assert await track.evaluate("track => track.readyState") == "ended"
