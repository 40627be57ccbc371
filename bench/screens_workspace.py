"""The photo workspace's own tools, one by one: light, marks, scale, blink, keys, download, what is asked of the patient, the reading time;
and the same in the call. As bench.screens_states: `python -m bench.screens_workspace FOLDER [WALK…]`."""

import asyncio
import re
import sys
import tempfile
import uuid
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bench.screens import DESK, PHONE
from bench.screens_around import Chromiums, Looks, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Booking, Practice
from tests.e2e.test_billing import signed_in
from tests.e2e.test_hybrid_visit import draw_a_line, one_from_an_earlier_visit, picture
from tests.integration.pictures import encoded, skin
from tests.integration.served import Served, served
from tests.integration.test_photos import STORY, of, sent

MORE = {
    "pain": 1,
    "bleeding": "no",
    "tried": "A cream",
    "history": "None",
    "medications": "Ibuprofen",
    "allergies": "Penicillin",
}


async def with_photos(server: Served) -> str:
    """A concern with its story and two photos, and one of the same place from an earlier visit."""
    visit, client, concern = of(server), await server.entered(0), str(uuid.uuid4())
    await one_from_an_earlier_visit(server, visit)
    body = {"visit": visit, "body_site": "knee-left", "story": STORY | MORE}
    saved = await client.call("PUT", f"/api/visit-pass/concerns/{concern}", body)
    assert saved.status == 200, saved.text
    for seed, view in enumerate(("close", "scale")):
        content = encoded(skin(1600, 1200, seed=seed), quality=80)
        await sent(client, visit, content, concern=concern, view=view)
    return visit


async def workspace(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """Reading before the visit."""
    with tempfile.TemporaryDirectory() as name:
        async with served(Path(name) / "home", dist=ROOT / "web/dist") as server:
            visit = await with_photos(server)
            page = (await chromiums["dermatologist"].window(viewport=DESK)).page
            await signed_in(page, server, "MD")
            await page.goto(f"{server.base}/staff/visits/{visit}/photos")
            await expect(picture(page)).to_be_visible()
            await light_and_downloads(looks, page)
            await marks(looks, page)
            await compared(looks, page)
            await asked_again(looks, page)
            await taken_back(looks, page)


async def light_and_downloads(looks: Looks, page: Page) -> None:
    """Brightness and contrast changed, the list of keys, the files that may be taken out."""
    await page.get_by_text("Light", exact=True).click()
    await page.get_by_label("Brightness").fill("140")
    await looks.staff(page, "workspace-light")
    await page.get_by_role("button", name="As taken").click()
    await page.get_by_text("Light", exact=True).click()
    await page.get_by_text("Download", exact=True).click()
    await expect(page.get_by_role("button", name="The case as PDF")).to_be_visible()
    await looks.staff(page, "workspace-download")
    await page.get_by_text("Download", exact=True).click()
    await page.get_by_role("button", name="Keys").click()
    await looks.staff(page, "workspace-keys")
    await page.keyboard.press("Escape")


async def marks(looks: Looks, page: Page) -> None:
    """One of each kind, with what each asks for."""
    dialog = page.get_by_role("dialog")
    for key, kind in (("a", "arrow"), ("o", "outline"), ("r", "measure"), ("k", "scale")):
        await picture(page).focus()
        await page.keyboard.press(key)
        await looks.staff(page, f"workspace-hint-{kind}")
        await picture(page).focus()
        await draw_a_line(page)
        if kind == "outline":
            for _ in range(6):
                await page.keyboard.press("ArrowDown")
            await page.keyboard.press("Enter")
            await page.keyboard.press("Enter")
    await page.get_by_label("Thing of known size").select_option(label="Another length")
    await dialog.get_by_role("button", name="Keep").click()
    await expect(dialog.get_by_text("between 1 and 300")).to_be_visible()
    await looks.staff(page, "workspace-scale-wrong")
    await dialog.get_by_label("Its length in millimetres").fill("24")
    await dialog.get_by_role("button", name="Keep").click()
    await picture(page).focus()
    await page.keyboard.press("t")
    await looks.staff(page, "workspace-hint-note")
    await picture(page).focus()
    await page.keyboard.press("Enter")
    await dialog.get_by_label("Note").fill("Border uneven at two o'clock; darker than in October.")
    await looks.staff(page, "workspace-note")
    await dialog.get_by_role("button", name="Keep").click()
    await expect(page.get_by_role("region", name="Marks on this picture")).to_contain_text("Border uneven")
    await looks.staff(page, "workspace-marked")
    await page.route("**/annotations", lambda route: route.abort())
    await page.reload()
    await expect(page.get_by_text("marks on these photos could not be read")).to_be_visible()
    await looks.staff(page, "workspace-without-marks")
    await page.unroute("**/annotations")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("region", name="Marks on this picture")).to_contain_text("Border uneven")


async def compared(looks: Looks, page: Page) -> None:
    """Side by side, by a slider, by blinking; each with marks over it."""
    await picture(page).focus()
    await page.keyboard.press("c")
    await expect(page.locator(".pane")).to_have_count(2)
    for key, layout in (("d", "side"), ("l", "slider"), ("b", "blink")):
        await picture(page, 1).focus()
        await page.keyboard.press(key)
        await expect(page.locator(".pane").first).to_be_visible()
        await looks.staff(page, f"workspace-{layout}")
    await page.get_by_role("button", name=re.compile("^Show photo 1")).first.click()


async def asked_again(looks: Looks, page: Page) -> None:
    """A photo that is asked for once more."""
    await page.get_by_role("button", name="Ask for this one again").click()
    await looks.staff(page, "workspace-retake")
    await page.get_by_role("button", name="Ask the patient").click()
    await expect(page.get_by_text("Asked for again").first).to_be_visible()
    await looks.staff(page, "workspace-retake-asked")


async def taken_back(looks: Looks, page: Page) -> None:
    """The reading time, of which a part or all is not to count."""
    dialog = page.get_by_role("dialog")
    await page.get_by_role("button", name="Do not count").click()
    await looks.staff(page, "workspace-strike")
    await dialog.get_by_role("radio", name="A part of it").check()
    await dialog.get_by_label("Until").fill("00:00:01")
    await dialog.get_by_role("button", name="Yes, do not count it").click()
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await looks.staff(page, "workspace-strike-part-wrong")
    await dialog.get_by_role("radio", name="All of it").check()
    await dialog.get_by_role("button", name="Yes, do not count it").click()
    await expect(dialog).to_be_hidden()
    await looks.staff(page, "workspace-struck")


async def in_the_call(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """Beside the picture of the patient: shown to them with a pointer, a still that is asked for, refused, taken."""
    with tempfile.TemporaryDirectory() as name:
        async with served(Path(name) / "home", dist=ROOT / "web/dist") as server:
            visit, known = await with_photos(server), server.demo["visits"][0]
            booking = Booking(visit, known["link"], known["patient"], known["date_of_birth"])
            patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
            await patient.arrive(booking)
            doctor = StaffPage(await chromiums["dermatologist"].window(viewport=DESK))
            page = doctor.page
            await signed_in(page, server, "MD")
            await doctor.admit(booking)
            await expect(doctor.party("patient").locator("video")).to_be_visible()
            await doctor.button("Photos").click()
            await expect(picture(page)).to_be_visible()
            await looks.staff(page, "workspace-call")
            await shown(looks, doctor, patient)
            for answer, words in (("Not now", "The patient said not now."), ("Take it now", "")):
                await doctor.button("Ask for a photo now").click()
                if not words:
                    await looks.staff(page, "workspace-still")
                await doctor.button("Ask the patient").click()
                await expect(page.get_by_text("The patient’s page was asked for a photo.").last).to_be_visible()
                if words:
                    await looks.staff(page, "workspace-still-asked")
                await patient.button(answer).click()
                if words:
                    await expect(page.get_by_text(words).last).to_be_visible()
                    await looks.staff(page, "workspace-still-refused")
            await expect(page.get_by_role("button", name=re.compile("^Show photo 3"))).to_be_visible()
            await looks.staff(page, "workspace-still-taken")
            await doctor.button("Close photos").click()
            await doctor.end()


async def shown(looks: Looks, doctor: StaffPage, patient: PatientPage) -> None:
    """The patient sees the photo, and the clinician's pointer on it."""
    page = doctor.page
    shared: Locator = patient.page.locator(".shared")
    await doctor.button("Show the patient").click()
    await expect(shared.locator("img")).to_be_visible()
    await expect(doctor.button("Stop showing")).to_be_visible()
    await picture(page).focus()
    await page.keyboard.press("p")
    await page.keyboard.press("ArrowRight")
    await expect(shared.locator("[data-pointer]")).to_be_visible()
    await looks.staff(page, "workspace-pointing")
    await shared.get_by_role("button", name="Close the photo").click()
    await expect(page.get_by_text("The photo was closed at the other side.")).to_be_visible()
    await looks.staff(page, "workspace-show-ended")


WALKS = {"workspace": workspace, "call": in_the_call}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
