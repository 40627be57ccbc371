"""The hybrid visit on the clinician's side: photos read before the call, compared, marked; in the call one photo for both with a
pointer each, and a still. The photos themselves are sent by the interface that the patient's page uses; its own test is beside."""

import json
import re
import statistics
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.e2e.camera import DERMATOLOGIST, PATIENT
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Booking
from tests.e2e.test_accessibility import OPEN, PHONE, Survey
from tests.e2e.test_billing import signed_in
from tests.integration.pictures import encoded, skin
from tests.integration.served import Served, served
from tests.integration.test_photo_review import same_patient
from tests.integration.test_photos import events, of, sent

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STORY = {"since": "weeks", "changes": ["size"], "itch": 3, "words": "It began after the summer"}
WATCH = """
window.__moved = [];
new MutationObserver(() => {
  if (document.querySelector('[data-pointer]')) window.__moved.push(Date.now());
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['style'] });
"""


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path / "home", dist=ROOT / "web/dist") as running:
        yield running


async def three_photos(server: Served, visit: str) -> None:
    """What the patient sent before: one concern in three views; and a photo of the same place from an earlier visit."""
    patient, concern = await server.entered(0), str(uuid.uuid4())
    body = {"visit": visit, "body_site": "cheek-left", "story": STORY}
    assert (await patient.call("PUT", f"/api/visit-pass/concerns/{concern}", body)).status == 200
    for number, view in enumerate(("overview", "close", "scale")):
        await sent(patient, visit, encoded(skin(2000, 1500, seed=number)), concern=concern, view=view)
    earlier = of(server, 1)
    await sent(
        await server.entered(1), earlier, encoded(skin(1600, 1200, seed=9)), body_site="cheek-left", view="close"
    )
    await same_patient(server, earlier, visit)


def picture(page: Page, number: int = 0) -> Any:
    return page.locator(".pane").nth(number)


async def test_photos_are_read_compared_marked_shown_and_a_still_is_taken(server: Served, browsers: Browsers) -> None:
    survey, visit = Survey(), of(server)
    await three_photos(server, visit)
    known = server.demo["visits"][0]
    booking = Booking(visit, known["link"], known["patient"], known["date_of_birth"])
    window = await browsers.window(DERMATOLOGIST, **OPEN)
    doctor = StaffPage(window)
    page = doctor.page
    await signed_in(page, server, "MD")

    # From the board, all of it by keyboard from here: the picture, nearer, beside the earlier one, a scale, a measure.
    await doctor.row(booking).get_by_role("link", name="Photos (3)").press("Enter")
    await expect(picture(page)).to_have_accessible_name(re.compile("Cheek, left, overview"))
    await expect(page.get_by_text("It began after the summer")).to_be_visible()
    await expect(page.get_by_role("region", name="Reading time")).to_contain_text("counting")
    await survey.look("workspace", page)
    await page.get_by_role("button", name=re.compile("^Compare with [A-Z]")).first.press("Enter")
    await expect(page.locator(".pane")).to_have_count(2)
    await picture(page, 1).focus()
    before = await picture(page, 0).locator(".sheet").get_attribute("style")
    await page.keyboard.press("+")
    await expect(picture(page, 0).locator(".sheet")).not_to_have_attribute("style", before or "")
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    for _ in range(5):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Keep").press("Enter")
    await picture(page, 1).focus()
    await page.keyboard.press("r")
    await page.keyboard.press("Enter")
    for _ in range(5):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    marks = page.get_by_role("region", name="Marks on this picture")
    await expect(marks).to_contain_text("US penny 19.1 mm")
    await expect(marks).to_contain_text(re.compile(r"Measure 19\.\d mm"))
    await picture(page, 1).focus()
    await page.keyboard.press("u")
    await expect(marks).not_to_contain_text("Measure")
    await survey.look("compared", page)
    await picture(page, 1).focus()
    await page.keyboard.press("l")
    await expect(page.get_by_role("slider", name="How much of the newer picture is seen")).to_be_visible()
    await survey.look("slider", page)
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    await page.set_viewport_size({"width": 1280, "height": 800})

    # In the call, the same workspace beside the video.
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE, has_touch=True, **OPEN))
    await patient.arrive(booking)
    await page.goto(server.base)
    await doctor.admit(booking)
    await doctor.button("Photos").click()
    await expect(picture(page)).to_be_visible()
    await doctor.button("Show the patient").click()
    shared = patient.page.locator(".shared")
    await expect(shared).to_contain_text("shows you a photo")
    await expect(shared.locator("img")).to_be_visible()
    await patient.page.evaluate(WATCH)
    box = await picture(page).bounding_box()
    assert box is not None
    delays: list[float] = []
    for step in range(20):
        at = await page.evaluate("() => Date.now()")
        await page.mouse.move(box["x"] + 100 + 5 * step, box["y"] + 100 + 3 * step)
        await patient.page.wait_for_function("(at) => __moved.some((one) => one >= at)", arg=at, polling=5)
        delays.append(await patient.page.evaluate("(at) => __moved.find((one) => one >= at) - at", at))
    print(f"pointer: median {statistics.median(delays)} ms, longest {max(delays)} ms of {len(delays)}")
    await survey.look("shared, patient", patient.page)
    await survey.look("shared, clinician", page)
    await shared.get_by_role("button", name="Closer").click()
    pane = await shared.locator(".shared-pane").bounding_box()
    assert pane is not None
    await patient.page.touchscreen.tap(pane["x"] + pane["width"] / 2, pane["y"] + pane["height"] / 2)
    await expect(picture(page).locator("[data-pointer]")).to_be_visible()
    await expect(picture(page).locator(".sheet")).to_have_attribute("style", re.compile(r"scale\(1\.5\)"))
    await shared.get_by_role("button", name="Stop looking").click()
    await expect(shared).to_have_count(0)
    await expect(doctor.button("Show the patient")).to_be_visible()

    # A still: refused once, then taken, and there under its concern while the video goes on.
    for answer in ("Not now", "Take it now"):
        await doctor.button("Ask for a photo now").click()
        await doctor.button("Ask the patient").click()
        await expect(patient.page.locator(".still-ask")).to_contain_text("asks for a photo now")
        await patient.button(answer).click()
        if answer == "Not now":
            await expect(page.get_by_text("The patient said not now.")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^Show photo 4"))).to_be_visible()
    await patient.window.sees_and_hears({"dermatologist": DERMATOLOGIST.source}, [DERMATOLOGIST.tone])
    await doctor.button("Close photos").click()
    await doctor.end()

    log = await events(server, visit)
    assert [one["answer"] for one in log if one["type"] == "still_answered"] == ["refused", "taken"]
    work = [one["type"] for one in log if one.get("activity") == "image_review"]
    assert {"work_started", "work_ended"} == set(work)
    client = await server.signed_in("MD")
    time = (await client.get(f"/api/visits/{visit}/reading-time")).json
    assert time["on_the_day_s"] > 0
    proposal = (await client.get(f"/api/visits/{visit}/proposal")).json
    rows = [row for row in proposal["minutes"] if row["activity"] == "image_review"]
    assert rows, proposal["minutes"]
    assert not survey.found, json.dumps(survey.found, indent=1)
