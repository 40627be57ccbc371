"""What a patient's page does with photos while there is no network. How they are sent is in `test_hybrid_visit.py`."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.camera import PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, PHONE, Survey
from tests.integration.pictures import encoded, skin

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

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


SEND_DAMAGED = """async (visit) => {
  const damaged = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
  const asked = { visit, key: crypto.randomUUID(), view: 'close', size: damaged.length };
  const headers = { 'Content-Type': 'application/json' };
  const begun = await fetch('/api/visit-pass/photos', { method: 'POST', headers, body: JSON.stringify(asked) });
  const { id } = await begun.json();
  const bytes = `/api/visit-pass/photos/${id}/bytes?visit=${visit}&offset=0`;
  return (await fetch(bytes, { method: 'PUT', body: damaged })).status;
}"""


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
    await button("Continuar").click()
    await page.get_by_label("¿Qué se ha puesto o ha tomado?").fill("Crema de caléndula")
    begun: list[str] = await page.evaluate(KEPT)
    assert len(begun) == 1
    assert "caléndula" not in begun[0], "what was told waits as encrypted as the photos"
    await page.reload()
    await button("Agregar fotos").click()
    await expect(page.get_by_text("Lo que contó hasta ahora sigue aquí: Mejilla, lado derecho.")).to_be_visible()
    await survey.look("¿Sigue?", page)
    await button("Continuar").click()
    await expect(page.get_by_label("¿Qué se ha puesto o ha tomado?")).to_have_value("Crema de caléndula")
    # Sent for good, it is no draft any more.
    for _ in range(2):
        await button("Continuar").click()
    await expect(page.get_by_text("Foto 1 de 3")).to_be_visible()
    await page.wait_for_function(f"async () => (await ({KEPT})()).length === 0")
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

    # What the server could not read once it had it is not taken for sent: the page says so before the sheet is opened.
    assert await page.evaluate(SEND_DAMAGED, booking.id) == 200
    await page.reload()
    await expect(page.get_by_text("1 foto no llegó bien. Abra sus fotos para ver por qué.").first).to_be_visible()
    await expect(page.get_by_text("1 foto enviada").first).to_be_visible()
    await survey.look("una foto no llegó", page)
    assert survey.found == {}
