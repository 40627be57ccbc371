"""What a patient and the staff tell each other around a visit: answers, sound only, the phone, and what happens next."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PHONE = {"width": 390, "height": 844}
NOTE = "Use the cream twice a day for two weeks.\nCall us if it bleeds."


async def test_what_is_said_before_during_and_after_the_visit_reaches_whom_it_concerns(
    practice: Practice, browsers: Browsers
) -> None:
    child = {
        "name": "Tim Small", "date_of_birth": "2015-06-01", "language": "es", "state": "NV", "phone": "555-555-0177",
    }  # fmt: skip
    booking = await practice.book(patient=child)
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    nurse = StaffPage(await browsers.window(NURSE))
    page, staff = patient.page, nurse.page
    await nurse.sign_in(practice, "RN")

    # In the language on file from the first page, until the patient says otherwise; what they say holds.
    await patient.open(booking)
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await patient.button("English").click()
    # Whose birth date, and how many tries.
    await expect(page.get_by_role("main")).to_contain_text("the patient’s date of birth, not your own")
    await patient.give_date_of_birth("1990-01-01")
    await expect(page.get_by_role("alert").first).to_contain_text("4 tries left")
    await patient.give_date_of_birth(child["date_of_birth"])
    await page.get_by_label("Your full name").fill("Gina Small")
    await patient.consent()
    await patient.reach_devices()
    await patient.join_waiting_room()

    # One question at a time, a wrong answer said beside the field, one skipped.
    await expect(patient.waiting).to_contain_text(re.compile("You are next|before you"))
    await expect(page.get_by_text("We have a number that ends in 0177")).to_be_visible()
    assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    number = page.get_by_label("Phone number")
    await number.fill("none of yours")
    await patient.button("Save").click()
    await expect(page.get_by_role("alert").filter(has_text="does not look like a phone number")).to_be_visible()
    await number.fill("555 555 0199")
    await patient.button("Save").click()
    await expect(page.get_by_role("group", name="Who is in the room with you?")).to_be_visible()
    await page.get_by_role("radio", name="Somebody is with me").check()
    await page.get_by_label("Who is with you?").fill("Aunt Ana")
    await patient.button("Save").click()
    await page.get_by_role("radio", name="Yes, please").check()
    await patient.button("Save").click()
    await page.get_by_label("Address where you are now").fill("12 Orchard Lane, Reno")
    await patient.button("Save").click()
    await expect(page.get_by_text("Your answers are with the practice")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("Your answers are with the practice")).to_be_visible()

    # The board says before anybody joins what a person should know; the panel says the rest.
    row = nurse.row(booking)
    await expect(row).to_contain_text("No license for NV")
    await expect(row).to_contain_text("Interpreter: Spanish")
    # What stands in a field when the visit begins is kept, though nobody pressed "Save".
    await patient.button("Change my answers").click()
    await number.fill("555 555 0188")
    await nurse.admit(booking)
    said = staff.get_by_role("region", name="What the patient said")
    for words in ("Aunt Ana", "555 555 0188", "video visit"):
        await expect(said).to_contain_text(words)
    panel = staff.get_by_role("complementary", name="The patient’s record")
    for words in ("Gina Small (parent) answers for them", "No license for NV"):
        await expect(panel).to_contain_text(words)
    await expect(said).not_to_contain_text("Orchard")
    await said.get_by_role("button", name="Show the address").click()
    await expect(said).to_contain_text("12 Orchard Lane, Reno")
    await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])

    # Sound only, by choice: agreed to, told, and its reason asked.
    await patient.button("Help").click()
    await patient.button("Use sound only").click()
    await patient.button("Yes, sound only").click()
    await expect(nurse.party("patient")).to_contain_text("chose sound only")
    await expect(said).to_contain_text("sound only")
    reason = staff.get_by_label("Why is this visit by sound only?")
    await reason.select_option("patient_declined_video")
    await nurse.window.sees_and_hears({}, [PATIENT.tone])

    # By phone: asked, taken back, asked again, attested.
    await patient.button("Help").click()
    await patient.button("Continue by phone").click()
    await expect(staff.get_by_text("asks to go on by phone: 555 555 0188")).to_be_visible()
    await patient.button("Stay on video").click()
    await expect(staff.get_by_text("asks to go on by phone")).to_have_count(0)
    await patient.button("Help").click()
    await patient.button("Continue by phone").click()
    await nurse.button("I have them on the phone").click()
    await expect(page.get_by_text("You are on the phone with")).to_be_visible()

    # What happens next, in the clinician's words, on the page and when the link is opened again.
    await staff.get_by_text("What happens next, for the patient").first.click()
    await staff.get_by_label("What happens next, for the patient").fill(NOTE)
    # It ends as it was: by phone, though nobody says so again.
    await nurse.end()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your visit goes on by phone")
    written = page.get_by_role("blockquote")
    await expect(written).to_contain_text("Use the cream twice a day")
    await page.goto("about:blank")
    await patient.open(booking)
    await expect(written).to_contain_text("Call us if it bleeds")

    elsewhere = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    await elsewhere.open(booking)
    await elsewhere.button("English").click()
    await expect(elsewhere.page.get_by_role("heading", level=1)).to_contain_text("ended")
    await expect(elsewhere.page.get_by_role("main")).not_to_contain_text("cream")
    await elsewhere.give_date_of_birth(child["date_of_birth"])
    await expect(elsewhere.page.get_by_role("blockquote")).to_contain_text("Use the cream twice a day")

    # The proposal says whose word the phone is.
    doctor = StaffPage(await browsers.window(DERMATOLOGIST))
    await doctor.sign_in(practice, "dermatologist")
    await doctor.page.goto(f"{practice.url}/staff/visits/{booking.id}/coding")
    await expect(doctor.proposal).to_contain_text("That is attested, not measured")

    log = await (await practice.office()).get(f"/api/visits/{booking.id}/evidence")
    evidence = await log.text()
    for kind in ("phone_attested", "guardian_named", '"consent":"audio_only"', "patient_declined_video"):
        assert kind in evidence
    assert re.search(r"Orchard|Gina|Ana|cream|555\D*555\D*0188", evidence) is None


async def test_the_administrator_replaces_a_template_and_the_next_patient_reads_it(
    practice: Practice, browsers: Browsers
) -> None:
    admin = StaffPage(await browsers.window(NURSE))
    page = admin.page
    await admin.enter(practice, "administrator")
    await page.goto(f"{practice.url}/staff/people")
    texts = page.get_by_role("region", name="What patients agree to")
    await texts.get_by_text("Sound only").first.click()
    own = texts.get_by_role("group").filter(has_text="Sound only")
    await expect(own.get_by_text("Have your lawyer replace this")).to_be_visible()
    await texts.get_by_label("Sound only, in English").fill("Sound only, in the practice’s own words.")
    await own.get_by_role("button", name="Save as a new version").click()
    await expect(texts).to_contain_text("version audio_only-practice-1")

    # Who agreed to the text before agrees anew.
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE))
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    agreement = patient.page.get_by_role("checkbox", name="I agree to a video visit")
    await agreement.check()
    newer = {"consent": "telehealth", "en": "Newer text of the agreement.", "es": "Texto más nuevo del acuerdo."}
    async with (
        await practice.sign_in("administrator") as client,
        client.post("/api/consent-texts", json=newer) as answer,
    ):
        assert answer.status == 201
    await patient.button("Continue").click()
    await expect(patient.page.get_by_text("This text has changed. Please read it again.")).to_be_visible()
    await expect(patient.page.get_by_text(newer["en"])).to_be_visible()
    await expect(agreement).not_to_be_checked()
    await patient.consent()
    await patient.reach_devices()
