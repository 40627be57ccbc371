"""Photos without a call, from end to end: the office asks, a patient on a phone sends them in Spanish, the dermatologist answers by
keyboard, the patient reads and asks back; another set is turned into a visit, and back."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.practice import ROOT
from tests.e2e.test_accessibility import OPEN, PHONE, Survey
from tests.e2e.test_billing import signed_in
from tests.integration.pictures import encoded, skin
from tests.integration.served import Served, served
from tests.integration.test_photo_answers import asked_for, came
from tests.integration.test_photos import events, sent

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REPLY = "Parece un eccema.\nUse la crema dos veces al día."


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path / "home", dist=ROOT / "web/dist") as running:
        yield running


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


async def pressed(control: Locator) -> None:
    """By keyboard."""
    await control.focus()
    await control.press("Enter")


async def test_photos_are_asked_for_sent_answered_by_keyboard_read_and_asked_about(
    server: Served, browsers: Browsers, tmp_path: Path
) -> None:
    survey = Survey()
    office = (await browsers.window(NURSE, **OPEN)).page
    await signed_in(office, server, "office")
    link = await the_office_asks(office, server, survey)
    phone = (await browsers.window(PATIENT, viewport=PHONE, locale="es-US", **OPEN)).page
    await the_patient_sends(phone, link, survey, tmp_path)

    doctor = (await browsers.window(DERMATOLOGIST, **OPEN)).page
    await signed_in(doctor, server, "MD")
    await pressed(doctor.get_by_role("link", name="Photos", exact=True))
    await expect(doctor.get_by_text("In time")).to_be_visible()
    await survey.look("photos to answer", doctor)
    await pressed(doctor.get_by_role("link", name="Answer the photos of Ines Calder"))
    panel = doctor.get_by_role("region", name="Answer in writing")
    await expect(panel.get_by_text("In time")).to_be_visible()
    await expect(
        doctor.get_by_label("Time with the images").or_(doctor.locator("[data-reading-ms]")).first
    ).to_be_visible()
    await pressed(button(doctor, "Review"))
    await expect(panel.get_by_role("alert")).to_contain_text("Write your answer first")
    answer = panel.get_by_label("Your answer to the patient")
    # A template is in the patient's language; with a blank in it nothing is sent; and what is begun outlives a reload.
    await panel.get_by_label("Begin with").select_option(label="Come to the practice")
    await expect(answer).to_have_value(re.compile("^Gracias por sus fotos"))
    await pressed(button(doctor, "Review"))
    await expect(panel.get_by_role("alert")).to_contain_text("Fill in the blanks")
    await doctor.reload()
    await expect(panel.get_by_text("What you had written is still here.")).to_be_visible()
    await expect(answer).to_have_value(re.compile("^Gracias por sus fotos"))
    await survey.look("a kept answer", doctor)
    await answer.fill("")
    await answer.press_sequentially(REPLY.replace("\n", " "))
    await survey.look("writing the answer", doctor)
    await pressed(button(doctor, "Review"))
    await expect(panel.get_by_text("The patient will read")).to_be_visible()
    await survey.look("reviewing the answer", doctor)
    await pressed(button(doctor, "Send to the patient"))
    await expect(panel.get_by_text("not read yet")).to_be_visible()

    await the_patient_reads_and_asks(phone, survey)
    await expect(panel.get_by_text("¿También en la cara?")).to_be_visible()
    await phone.close()
    await panel.get_by_label("Your answer to the patient").fill("No, en la cara no.")
    await pressed(button(doctor, "Review"))
    await pressed(button(doctor, "Send to the patient"))
    await pressed(doctor.get_by_role("link", name="Coding proposal"))
    proposal = doctor.get_by_role("region", name="Coding proposal")
    await expect(proposal.get_by_text("Image review").first).to_be_visible()
    await expect(proposal.get_by_text("of 24 business hours")).to_be_visible()
    await survey.look("the proposal", doctor)
    await button(office, "Close").or_(office.get_by_role("link", name="To the photos")).first.click()
    await the_office_tells(office, survey)
    await the_office_takes_a_request_back(office, server, survey)
    assert not survey.found, json.dumps(survey.found, indent=1)


async def the_office_asks(page: Page, server: Served, survey: Survey) -> str:
    await page.get_by_role("link", name="Photos", exact=True).click()
    await expect(page.get_by_text("No photos wait for an answer.")).to_be_visible()
    await survey.look("nothing to answer", page)
    await page.get_by_role("link", name="Ask a patient for photos").click()
    await page.get_by_role("radio", name="New to this server").check()
    await page.get_by_label("Name").fill("Ines Calder")
    await page.get_by_label("Date of birth").fill("1990-02-03")
    await page.get_by_label("Language of").select_option("es")
    await page.get_by_role("radio", name="Photos, answered in writing").check()
    await expect(page.get_by_label("Time", exact=True)).to_have_count(0)
    await page.get_by_label("Who asked for it?").select_option("patient")
    await page.get_by_label("Reason for the visit").fill("Rash")
    await page.get_by_role("radio", name="Established").check()
    await page.get_by_label("Payer").select_option("MEDICARE_FFS")
    await survey.look("asking for photos", page)
    await button(page, "Ask for photos").click()
    await expect(page.get_by_role("heading", name="Photos asked for")).to_be_visible()
    return await page.get_by_label("Link").input_value()


async def the_patient_sends(page: Page, link: str, survey: Survey, folder: Path) -> None:
    good = folder / "good.jpg"
    good.write_bytes(encoded(skin(1600, 1200), quality=80))
    await page.goto(link)
    await page.get_by_label("Fecha de nacimiento").fill("1990-02-03")
    await survey.look("who you are", page)
    await button(page, "Continuar").click()
    await expect(page.get_by_role("heading", level=1, name="Fotos en lugar de una llamada")).to_be_visible()
    await button(page, "Continuar").click()
    await expect(page.get_by_role("alert")).to_contain_text("Marque la casilla")
    await survey.look("agreeing", page)
    await page.get_by_role("checkbox", name="Acepto enviar fotos").check()
    await button(page, "Continuar").click()
    await survey.look("sending", page)
    await button(page, "Agregar fotos").click()
    await button(page, "Agregar un problema de la piel").click()
    await page.get_by_label("Lugar del cuerpo").select_option(label="Mejilla, lado derecho")
    for _ in range(3):
        await button(page, "Continuar").click()
    await page.locator("input[type=file]").first.set_input_files(good)
    await button(page, "Enviar esta foto").click()
    await button(page, "Ya terminé").click()
    await expect(page.get_by_role("status").filter(has_text="tiene sus fotos")).to_be_visible()
    await survey.look("sent", page)


async def the_patient_reads_and_asks(page: Page, survey: Survey) -> None:
    await page.reload()
    await expect(page.get_by_role("heading", level=1, name="Aquí está su respuesta")).to_be_visible()
    await expect(page.get_by_text("Use la crema dos veces al día.")).to_be_visible()
    await survey.look("the answer", page)
    await button(page, "Enviar pregunta").click()
    await expect(page.get_by_text("Primero escriba su pregunta.")).to_be_visible()
    await page.get_by_label("Su pregunta").fill("¿También en la cara?")
    await button(page, "Enviar pregunta").click()
    await expect(page.get_by_role("status").filter(has_text="responde a más tardar")).to_be_visible()
    await expect(button(page, "Enviar pregunta")).to_have_count(0)


async def the_office_tells(page: Page, survey: Survey) -> None:
    await expect(page.get_by_text("Not told yet")).to_be_visible()
    await button(page, "Tell the patient, Ines Calder, that the answer is there").click()
    await survey.look("telling", page)
    await button(page, "I called").click()
    await expect(page.get_by_text("Told, not read yet")).to_be_visible()


async def the_office_takes_a_request_back(page: Page, server: Served, survey: Survey) -> None:
    """Asked for by mistake: gone from the list."""
    visit, _, _ = await asked_for(server)
    await page.reload()
    await expect(page.get_by_role("heading", name="Waiting for the patient’s photos")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^New link for")).click()
    await survey.look("a request", page)
    await button(page, "Take the request back").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("heading", name="Waiting for the patient’s photos")).to_have_count(0)
    moved = [one["move"] for one in await events(server, visit) if one["type"] == "visit_moved"]
    assert moved == ["cancel"]


async def test_photos_that_need_a_visit_become_one_and_an_administrator_says_the_hours(
    server: Served, browsers: Browsers
) -> None:
    survey = Survey()
    visit, token, _ = await asked_for(server)
    sender = await came(server, token)
    await sent(sender, visit, encoded(skin(800, 600)))
    nurse = (await browsers.window(NURSE, **OPEN)).page
    await signed_in(nurse, server, "RN")
    await nurse.goto(f"{server.base}/staff/visits/{visit}/photos")
    panel = nurse.get_by_role("region", name="Answer in writing")
    await expect(button(nurse, "Review")).to_have_count(0)
    await button(nurse, "This needs a visit").click()
    dialog = nurse.get_by_role("dialog")
    await dialog.get_by_label("A word for the patient").fill("I would like to look at it with you.")
    await survey.look("planning", nurse)
    await button(nurse, "Plan the visit").click()
    await expect(panel.get_by_text("Its time is not set yet")).to_be_visible()
    phone = (await browsers.window(PATIENT, viewport=PHONE, locale="en-US", **OPEN)).page
    await phone.goto(f"{server.base}/v#{token}")
    await button(phone, "English").click()
    await phone.get_by_label("Date of birth").fill("1990-02-03")
    await button(phone, "Continue").click()
    await expect(phone.get_by_text("they have no phone number for you")).to_be_visible()
    await expect(phone.get_by_text("I would like to look at it with you.")).to_be_visible()
    await expect(button(phone, "Join the waiting room")).to_have_count(0)
    await survey.look("a visit without a time", phone)
    await the_office_sets_the_time(browsers, server, survey)
    await nurse.reload()
    await expect(panel.get_by_text("These photos became a visit, planned for")).to_be_visible()
    await phone.reload()
    await expect(phone.get_by_text("I would like to look at it with you.")).to_be_visible()
    await expect(phone.get_by_role("checkbox", name="I agree to a video visit")).to_be_visible()
    await survey.look("a visit came of it", phone)
    await pressed(button(nurse, "Undo: answer in writing"))
    await expect(panel.get_by_text("These photos became a visit")).to_have_count(0)
    await expect(button(nurse, "This needs a visit")).to_be_visible()
    said = [one["planned"] for one in await events(server, visit) if one["type"] == "call_planned"]
    assert said == [False, True, True, False]

    admin = (await browsers.window(DERMATOLOGIST, **OPEN)).page
    await signed_in(admin, server, "administrator")
    await admin.get_by_role("link", name="Hours", exact=True).click()
    await survey.look("hours", admin)
    await admin.get_by_label("Monday, closes").fill("07:00")
    await button(admin, "Save").click()
    await expect(admin.get_by_role("alert").first).to_contain_text("Monday")
    await admin.get_by_label("Monday, closes").fill("18:30")
    await admin.get_by_label("Closed on these days").fill("2026-12-25")
    await button(admin, "Save").click()
    await expect(admin.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    await admin.reload()
    await expect(admin.get_by_label("Monday, closes")).to_have_value("18:30")
    assert not survey.found, json.dumps(survey.found, indent=1)


async def the_office_sets_the_time(browsers: Browsers, server: Served, survey: Survey) -> None:
    page = (await browsers.window(NURSE, **OPEN)).page
    await signed_in(page, server, "office")
    await expect(page.get_by_role("heading", name=re.compile("^To be scheduled"))).to_be_visible()
    row = page.get_by_role("row").filter(has_text="No time yet")
    await survey.look("a visit to be scheduled", page)
    await row.get_by_role("button", name="Set the time").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Date").fill("2020-01-01")
    await button(dialog, "Set the time").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("from now on")
    await dialog.get_by_label("Date").fill((datetime.now() + timedelta(days=2)).date().isoformat())
    await survey.look("setting the time", page)
    await button(dialog, "Set the time").click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("heading", name=re.compile("^To be scheduled"))).to_have_count(0)
    await page.close()
