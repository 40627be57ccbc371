"""A patient on a phone sends photos from the waiting room: one refused by the coach and taken again, one asked for again by the nurse."""

from pathlib import Path

import pytest
from PIL import ImageFilter
from playwright.async_api import Locator, expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, PHONE, Survey
from tests.integration.pictures import encoded, skin

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]

LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
"""Slow 4G, as Chromium's own tools have it."""


async def test_a_patient_sends_three_photos_on_a_slow_line_and_is_asked_for_one_again(
    practice: Practice, browsers: Browsers, tmp_path: Path
) -> None:
    good, blurry = tmp_path / "good.jpg", tmp_path / "blurry.jpg"
    good.write_bytes(encoded(skin(1600, 1200), quality=80))
    blurry.write_bytes(encoded(skin(1600, 1200).filter(ImageFilter.GaussianBlur(12))))
    booking = await practice.book()
    window = await browsers.window(PATIENT, viewport=PHONE, has_touch=True, **OPEN)
    patient, page, survey = PatientPage(window), window.page, Survey()
    button = patient.button
    await patient.arrive(booking)
    devtools = await window.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", LINE)

    await button("Add photos").click()
    await survey.look("no photos", page)
    await button("Add a skin concern").click()
    # By keyboard from the drawing's first region on, as the arrows go; the list follows.
    await page.get_by_role("radio", name="Front of the neck").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_label("Place on your body")).not_to_have_value("")
    await page.get_by_role("radio", name="Knee, left").tap()
    await expect(page.get_by_label("Place on your body")).to_have_value("knee-left")
    await survey.look("where", page)
    await button("Continue").click()
    await page.get_by_label("How long have you had it?").select_option("weeks")
    await page.get_by_role("checkbox", name="Its size").check()
    await survey.look("story", page)
    await button("Continue").click()
    await page.get_by_label("Medicines you take").fill("Ibuprofen")
    await survey.look("health", page)
    await button("Continue").click()

    chooser = page.locator("input[type=file]")
    await survey.look("first view", page)
    await chooser.set_input_files(good)
    await expect(page.get_by_text("This is a good photo.")).to_be_visible()
    await button("Send this photo").click()
    await chooser.set_input_files(blurry)
    await expect(page.get_by_text("It is blurry.")).to_be_visible()
    await expect(button("Send it anyway")).to_have_count(0)
    await survey.look("refused", page)
    await button("Take it again").click()
    await chooser.set_input_files(good)
    await button("Send this photo").click()
    # Two tries that are not good: the third step lets the patient go on with what there is.
    for _ in range(2):
        await chooser.set_input_files(blurry)
        await button("Take it again").click()
    await chooser.set_input_files(blurry)
    await button("Send it anyway").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_role("progressbar").first).to_be_visible()
    await survey.look("sending", page)
    await expect(sheet.get_by_role("progressbar")).to_have_count(0)
    await expect(sheet.get_by_role("img")).to_have_count(3)
    # The server finds what the page found.
    await expect(sheet.get_by_text("It is blurry.")).to_be_visible()
    await survey.look("sent", page)
    await button("I am done").click()
    await expect(page.get_by_text("3 photos sent").first).to_be_visible()
    await devtools.send(
        "Network.emulateNetworkConditions", {**LINE, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    )

    nurse = StaffPage(await browsers.window(NURSE))
    await nurse.sign_in(practice, "RN")
    photos = await nurse.page.evaluate(f"async () => await (await fetch('/api/visits/{booking.id}/photos')).json()")
    assert [one["view"] for one in photos["photos"]] == ["overview", "close", "scale"]
    assert photos["concerns"][0]["body_site"] == "knee-left"
    assert photos["concerns"][0]["story"]["medications"] == "Ibuprofen"
    worst = photos["photos"][2]["id"]
    asked = """async (path) => (await fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({reason: 'blurry'})})).status"""
    assert await nurse.page.evaluate(asked, f"/api/visits/{booking.id}/photos/{worst}/retake") == 200
    await expect(sheet.get_by_text("It was blurry.")).to_be_visible()
    await survey.look("asked again", page)
    await chooser.set_input_files(good)
    await button("Send this photo").click()
    await expect(sheet.get_by_role("progressbar")).to_have_count(0)
    await expect(sheet.get_by_text("It was blurry.")).to_have_count(0)
    await expect(sheet.get_by_text("Sent", exact=True)).to_have_count(3)
    assert survey.found == {}


KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open('vestibule', 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('photos').objectStore('photos').getAll();
    asked.onsuccess = () => {
      opening.result.close();
      resolve(asked.result.map((one) => new TextDecoder('latin1').decode(one.sealed)));
    };
  };
})"""


async def test_a_photo_waits_encrypted_for_the_network_and_outlives_a_reload(
    practice: Practice, browsers: Browsers, tmp_path: Path
) -> None:
    good = tmp_path / "good.jpg"
    good.write_bytes(encoded(skin(1200, 900)))
    booking = await practice.book()
    window = await browsers.window(PATIENT, viewport=PHONE, locale="es-US", **OPEN)
    page, survey = window.page, Survey()
    window.tolerate("Failed to fetch")

    def button(name: str) -> Locator:
        return page.get_by_role("button", name=name, exact=True)

    await page.goto(booking.link)
    await page.get_by_label("Fecha de nacimiento").fill(booking.date_of_birth)
    await button("Continuar").click()
    await page.get_by_role("checkbox", name="Acepto").check()
    await button("Continuar").click()
    await button("Agregar fotos").click()
    await button("Agregar un problema de la piel").click()
    await survey.look("¿Dónde?", page)
    await page.get_by_label("Lugar del cuerpo").select_option(label="Mejilla, lado derecho")
    for _ in range(3):
        await button("Continuar").click()
    await expect(page.get_by_text("Foto 1 de 3")).to_be_visible()
    await survey.look("Foto 1", page)
    await page.route("**/api/visit-pass/photos/*/bytes**", lambda route: route.abort())
    await page.locator("input[type=file]").set_input_files(good)
    await button("Enviar esta foto").click()
    await button("Ya terminé").click()
    await expect(page.get_by_text("Enviando 1 foto…")).to_be_visible()
    kept: list[str] = await page.evaluate(KEPT)
    assert len(kept) == 1
    assert "JFIF" not in kept[0], "what waits in the browser is no picture without the server's key"

    await page.reload()
    await expect(page.get_by_text("Enviando 1 foto…")).to_be_visible()
    await page.unroute("**/api/visit-pass/photos/*/bytes**")
    await expect(page.get_by_text("1 foto enviada").first).to_be_visible()
    assert await page.evaluate(KEPT) == []
    assert survey.found == {}
