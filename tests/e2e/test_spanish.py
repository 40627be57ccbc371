"""The patient's pages in Spanish, from the link to the end, with not a word of English left."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def sentences(language: str) -> dict[str, str]:
    """The messages of a language that hold no placeable: those stand on the page as they are written."""
    text = (ROOT / f"web/locales/{language}.ftl").read_text()
    return {key: words for key, words in re.findall(r"^([a-z][\w-]*) = (.+)$", text, re.MULTILINE) if "{" not in words}


ENGLISH, SPANISH = sentences("en"), sentences("es")
# Short words may be the same in both languages, or part of a name; whole phrases are not.
FOREIGN = {words for key, words in ENGLISH.items() if len(words) > 12 and SPANISH.get(key) != words}


async def only_spanish(page: Page) -> None:
    """The page says to be Spanish, and none of the English phrases stands on it."""
    assert await page.locator("html").get_attribute("lang") == "es"
    text = await page.locator("body").inner_text()
    assert [words for words in FOREIGN if words in text] == []


async def test_a_patient_goes_through_the_visit_in_spanish(practice: Practice, browsers: Browsers) -> None:
    # The browser prefers English: the language on file is the patient's, and the first page is in it already.
    patient_record = {"name": "Luz Marina Ortega", "date_of_birth": "1975-05-14", "language": "es", "state": "TX"}
    booking = await practice.book(patient=patient_record)
    patient = PatientPage(await browsers.window(PATIENT, viewport={"width": 390, "height": 844}))
    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    page = patient.page

    await page.goto(booking.link)
    await expect(page.get_by_role("heading", level=1)).to_have_text(SPANISH["birth-heading"])
    await only_spanish(page)
    await page.get_by_label(SPANISH["birth-label"]).fill("1975-05-14")
    await patient.button(SPANISH["continue"]).click()

    agree = page.get_by_role("checkbox", name=SPANISH["consent-check"])
    await expect(agree).to_be_visible()
    await only_spanish(page)
    await agree.check()
    await patient.button(SPANISH["continue"]).click()

    await expect(page.get_by_text(SPANISH["camera-on"])).to_be_visible()
    await expect(page.get_by_text(SPANISH["microphone-on"])).to_be_visible()
    await only_spanish(page)
    await patient.button(SPANISH["join"]).click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(SPANISH["waiting-heading"])
    await expect(page.get_by_role("status").filter(has_text="sabe que usted está aquí").first).to_be_visible()
    await only_spanish(page)

    await nurse.row(booking).get_by_role("button", name=re.compile("^Admit")).first.click()
    await nurse.confirm_admission()
    await patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone])
    await expect(patient.button(SPANISH["camera"])).to_have_attribute("aria-pressed", "true")
    await only_spanish(page)

    await nurse.end()
    await expect(page.get_by_role("heading", level=1)).to_have_text(SPANISH["ended-heading"])
    await only_spanish(page)


async def test_the_language_can_be_changed_on_the_page(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT))
    await patient.open(booking)
    await expect(patient.page.get_by_label(ENGLISH["birth-label"])).to_be_visible()
    await patient.button("Español").click()
    await expect(patient.page.get_by_label(SPANISH["birth-label"])).to_be_visible()
    await only_spanish(patient.page)
    await patient.button("English").click()
    await expect(patient.page.get_by_label(ENGLISH["birth-label"])).to_be_visible()
