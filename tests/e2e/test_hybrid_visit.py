"""The hybrid visit from end to end: a patient on a phone and a slow line sends three photos, one of them taken again for the coach
and one for the dermatologist, who reads, compares, marks, and in the call shows one, points, and asks for a still; all of the
clinician's part by keyboard."""

import json
import re
import statistics
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import ImageFilter
from playwright.async_api import Locator, Page, expect

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

LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
"""Slow 4G, as Chromium's own tools have it."""
OWN_LINE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
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


async def test_photos_are_sent_read_compared_marked_shown_and_a_still_is_taken(
    server: Served, browsers: Browsers, tmp_path: Path
) -> None:
    survey, visit = Survey(), of(server)
    known = server.demo["visits"][0]
    booking = Booking(visit, known["link"], known["patient"], known["date_of_birth"])
    await one_from_an_earlier_visit(server, visit)
    phone = await browsers.window(PATIENT, viewport=PHONE, has_touch=True, **OPEN)
    patient = PatientPage(phone)
    await patient.arrive(booking)
    devtools = await phone.context.new_cdp_session(phone.page)
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", LINE)
    await tell_a_concern(patient, survey)
    await send_three(patient, survey, tmp_path)

    doctor = StaffPage(await browsers.window(DERMATOLOGIST, **OPEN))
    await signed_in(doctor.page, server, "MD")
    await read_on_the_board(doctor, booking, survey)
    await sort_and_undo(doctor, survey)
    await ask_again(doctor, patient, survey, tmp_path)
    await compare_and_measure(doctor.page, survey)
    await devtools.send("Network.emulateNetworkConditions", OWN_LINE)
    await film_and_step(doctor.page, patient, survey)

    await doctor.page.goto(server.base)
    await doctor.row(booking).get_by_role("button", name=re.compile("^Admit")).first.press("Enter")
    await doctor.page.get_by_role("dialog").get_by_role("button", name="Yes, admit").press("Enter")
    await point_together(doctor, patient, survey)
    await take_a_still(doctor, patient)
    await phone.sees_and_hears({"dermatologist": DERMATOLOGIST.source}, [DERMATOLOGIST.tone])
    await doctor.button("Close photos").press("Enter")
    await doctor.end()
    await the_minutes_are_on_record(server, visit)
    assert not survey.found, json.dumps(survey.found, indent=1)


async def one_from_an_earlier_visit(server: Served, visit: str) -> None:
    earlier = of(server, 1)
    content = encoded(skin(1600, 1200, seed=9))
    await sent(await server.entered(1), earlier, content, body_site="knee-left", view="close")
    await same_patient(server, earlier, visit)


async def tell_a_concern(patient: PatientPage, survey: Survey) -> None:
    page, button = patient.page, patient.button
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


async def send_three(patient: PatientPage, survey: Survey, folder: Path) -> None:
    """The second is refused by the coach and taken again; the third stays blurry, and after two tries goes all the same."""
    page, button = patient.page, patient.button
    good, blurry = folder / "good.jpg", folder / "blurry.jpg"
    good.write_bytes(encoded(skin(1600, 1200), quality=80))
    blurry.write_bytes(encoded(skin(1600, 1200).filter(ImageFilter.GaussianBlur(12))))
    chooser = page.locator("input[type=file]").first
    await survey.look("first view", page)
    # What is no photo, whatever it is called, is not sent on its way.
    (folder / "letter.jpg").write_bytes(b"%PDF-1.7 a letter")
    await chooser.set_input_files(folder / "letter.jpg")
    await expect(page.get_by_text("This file is not a photo or video we can open.")).to_be_visible()
    await expect(button("Send this photo")).to_have_count(0)
    await button("Choose another file").click()
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


async def read_on_the_board(doctor: StaffPage, booking: Booking, survey: Survey) -> None:
    page = doctor.page
    await doctor.row(booking).get_by_role("link", name="Photos (3)").press("Enter")
    await expect(picture(page)).to_have_accessible_name(re.compile("Knee, left, overview"))
    await expect(page.get_by_text("Ibuprofen")).to_be_visible()
    await expect(page.get_by_role("region", name="Reading time")).to_contain_text("counting")
    await expect(page.get_by_role("button", name=re.compile("^Show photo 3.*blurry"))).to_be_visible()
    await survey.look("workspace", page)


async def sort_and_undo(doctor: StaffPage, survey: Survey) -> None:
    """The last photo first: by keys, by the form, and by dragging; each time taken back."""
    page = doctor.page

    def photo(number: int) -> Locator:
        return page.get_by_role("button", name=re.compile(f"^Show photo {number}: .*coin"))

    await photo(3).press("Shift+ArrowLeft")
    await expect(photo(2)).to_be_visible()
    await doctor.button("Undo").press("Enter")
    await expect(photo(3)).to_be_visible()
    await photo(3).press("Enter")
    await doctor.button("Sort…").press("Enter")
    await page.get_by_label("Its number there").select_option("1")
    await survey.look("sort", page)
    await doctor.button("Move it").press("Enter")
    await expect(photo(1)).to_be_visible()
    await doctor.button("Undo").press("Enter")
    await expect(photo(3)).to_be_visible()
    await photo(3).drag_to(
        page.get_by_role("button", name=re.compile("^Show photo 1")), target_position={"x": 5, "y": 20}
    )
    await expect(photo(1)).to_be_visible()
    await doctor.button("Undo").press("Enter")
    await expect(photo(3)).to_be_visible()


async def ask_again(doctor: StaffPage, patient: PatientPage, survey: Survey, folder: Path) -> None:
    """The patient's page shows which photo is asked for again, says why and what to mind, and remembers it after "Not now"."""
    await doctor.page.get_by_role("button", name=re.compile("^Show photo 3")).press("Enter")
    await doctor.button("Ask for this one again").press("Enter")
    await expect(doctor.page.get_by_label("What is wrong with it?")).to_have_value("blurry")
    await doctor.button("Ask the patient").press("Enter")
    sheet = patient.page.get_by_role("dialog")
    await expect(sheet.get_by_text("It was blurry.")).to_be_visible()
    await expect(sheet.get_by_text("wait until it is sharp")).to_be_visible()
    await survey.look("asked again", patient.page)
    await patient.button("Not now").click()
    await expect(patient.page.get_by_text("The practice asks for 1 photo again.")).to_be_visible()
    await patient.button("See or add photos").click()
    await sheet.get_by_role("button", name=re.compile("^Take it again: Photo: .*close up with a coin$")).click()
    await patient.page.locator("input[type=file]").first.set_input_files(folder / "good.jpg")
    await patient.button("Send this photo").click()
    await expect(sheet.get_by_role("progressbar")).to_have_count(0)
    await expect(sheet.get_by_text("It was blurry.")).to_have_count(0)
    await expect(sheet.get_by_text("Sent", exact=True)).to_have_count(3)
    await patient.button("I am done").click()


async def compare_and_measure(page: Page, survey: Survey) -> None:
    await page.get_by_role("button", name=re.compile("^Compare with [A-Z]")).first.press("Enter")
    await expect(page.locator(".pane")).to_have_count(2)
    await picture(page, 1).focus()
    before = await picture(page, 0).locator(".sheet").get_attribute("style")
    await page.keyboard.press("+")
    await expect(picture(page, 0).locator(".sheet")).not_to_have_attribute("style", before or "")
    await page.keyboard.press("k")
    await draw_a_line(page)
    await page.get_by_role("button", name="Keep").press("Enter")
    await picture(page, 1).focus()
    await page.keyboard.press("r")
    await draw_a_line(page)
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


async def the_marks_cannot_be_read(page: Page, survey: Survey) -> None:
    """It is said, since a picture without marks looks as if nobody had drawn any; and read again when asked."""
    await page.route("**/annotations", lambda route: route.abort())
    await page.reload()
    unread = page.get_by_role("alert").filter(has_text="The marks on these photos could not be read.")
    await expect(unread).to_be_visible()
    await survey.look("without marks", page)
    await page.unroute("**/annotations")
    await unread.get_by_role("button", name="Try again").press("Enter")
    await expect(unread).to_have_count(0)


async def film_and_step(page: Page, patient: PatientPage, survey: Survey) -> None:
    """The patient films on the page; the clinician goes through it frame by frame."""
    phone, button = patient.page, patient.button
    await phone.get_by_role("button", name="See or add photos").click()
    await phone.get_by_role("button", name=re.compile("^Add a photo: Concern 1")).click()
    await phone.get_by_role("dialog").locator(".choices button").nth(1).click()
    await button("Film it").click()
    await button("Start filming").click()
    await expect(phone.locator(".countdown")).to_have_text(re.compile("^1?[0-8]$"))
    await survey.look("filming", phone)
    await button("Stop").click()
    await expect(phone.get_by_text("It is sent without sound.")).to_be_visible()
    await survey.look("filmed", phone)
    await button("Send this video").click()
    await expect(phone.get_by_role("dialog").get_by_text(re.compile(r"\d+-second video"))).to_be_visible()
    await button("I am done").click()
    await the_marks_cannot_be_read(page, survey)
    await page.get_by_role("button", name=re.compile(r"^Show photo \d.* clip \d+ s")).press("Enter")
    await picture(page).focus()
    await page.keyboard.press(".")
    await page.keyboard.press(".")
    await page.keyboard.press(",")
    film = page.locator(".pane video")
    await expect(film).to_have_attribute("data-frame", "1")
    await page.wait_for_function(
        "() => { const one = document.querySelector('.pane video'); return one.readyState > 1 && !one.seeking && one.currentTime > 0; }"
    )
    assert await film.evaluate("(one) => one.paused && one.videoWidth > 0")
    await page.keyboard.press(" ")
    await expect(film).not_to_have_attribute("data-frame", re.compile("^[0-5]$"))
    await page.keyboard.press(" ")
    await page.wait_for_function("() => document.querySelector('.pane video').paused")
    await survey.look("clip", page)


async def draw_a_line(page: Page) -> None:
    await page.keyboard.press("Enter")
    for _ in range(5):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")


async def point_together(doctor: StaffPage, patient: PatientPage, survey: Survey) -> None:
    """One photo for both, beside the video: each sees where the other points, and how near the other looks."""
    page = doctor.page
    await doctor.button("Photos").press("Enter")
    await expect(picture(page)).to_be_visible()
    await doctor.button("Show the patient").press("Enter")
    shared = patient.page.locator(".shared")
    await expect(shared).to_contain_text("shows you a photo")
    await expect(shared.locator("img")).to_be_visible()
    await patient.page.evaluate(WATCH)
    # Either page may be the first to know that the photo is shown; pointing begins where the clinician's own one knows.
    await expect(doctor.button("Stop showing")).to_be_visible()
    await picture(page).focus()
    await page.keyboard.press("p")
    await expect(picture(page)).to_have_class(re.compile("tool-point"))
    delays: list[float] = []
    for _ in range(20):
        at = await page.evaluate("() => Date.now()")
        await page.keyboard.press("ArrowRight")
        await patient.page.wait_for_function("(at) => __moved.some((one) => one >= at)", arg=at, polling=5)
        delays.append(await patient.page.evaluate("(at) => __moved.find((one) => one >= at) - at", at))
    print(f"pointer: median {statistics.median(delays)} ms, longest {max(delays)} ms of {len(delays)}")
    await survey.look("shared, patient", patient.page)
    await survey.look("shared, clinician", page)
    await page.keyboard.press("Escape")
    await expect(shared.locator("[data-pointer]")).to_have_count(0)
    await shared.get_by_role("button", name="Closer").click()
    pane = await shared.locator(".shared-pane").bounding_box()
    assert pane is not None
    await patient.page.touchscreen.tap(pane["x"] + pane["width"] / 2, pane["y"] + pane["height"] / 2)
    await expect(picture(page).locator("[data-pointer]")).to_be_visible()
    await expect(picture(page).locator(".sheet")).to_have_attribute("style", re.compile(r"scale\(1\.5\)"))
    # The same by keyboard, and the clinician's page follows.
    held = shared.get_by_role("application", name="The photo that you look at together")
    await held.focus()
    await patient.page.keyboard.press("0")
    await expect(picture(page).locator(".sheet")).to_have_attribute("style", re.compile(r"scale\(1\)"))
    for key in ("+", "+", "ArrowRight"):
        await patient.page.keyboard.press(key)
    await expect(picture(page).locator(".sheet")).to_have_attribute("style", re.compile(r"scale\(1\.5625\)"))
    await shared.get_by_role("button", name="Close the photo").click()
    await expect(shared).to_have_count(0)
    await expect(doctor.button("Show the patient")).to_be_visible()
    await expect(page.get_by_text("The photo was closed at the other side.")).to_be_visible()
    # Of a clip its sharpest frame is shown, and both read so; this time the clinician ends it.
    await page.get_by_role("button", name=re.compile(r"^Show photo \d.* clip \d+ s")).press("Enter")
    await doctor.button("Show the patient").press("Enter")
    await expect(shared).to_contain_text(re.compile(r"shows you a picture from your \d+-second video"))
    await expect(page.get_by_text("The patient sees the clip’s sharpest frame")).to_be_visible()
    await survey.look("shared clip, patient", patient.page)
    await survey.look("shared clip, clinician", page)
    await doctor.button("Stop showing").press("Enter")
    await expect(shared).to_have_count(0)
    await expect(doctor.button("Show the patient")).to_be_visible()
    await expect(page.get_by_text("The photo was closed at the other side.")).to_have_count(0)


async def take_a_still(doctor: StaffPage, patient: PatientPage) -> None:
    """Refused once, then taken, and there under its concern while the video goes on."""
    for answer in ("Not now", "Take it now"):
        await doctor.button("Ask for a photo now").press("Enter")
        await doctor.button("Ask the patient").press("Enter")
        await expect(patient.page.locator(".still-ask")).to_contain_text("asks for a photo now")
        await patient.button(answer).click()
        if answer == "Not now":
            await expect(doctor.page.get_by_text("The patient said not now.")).to_be_visible()
    await expect(doctor.page.get_by_role("button", name=re.compile("^Show photo 5"))).to_be_visible()


async def the_minutes_are_on_record(server: Served, visit: str) -> None:
    log = await events(server, visit)
    assert [one["reason"] for one in log if one["type"] == "retake_asked"] == ["blurry"]
    assert [one["answer"] for one in log if one["type"] == "still_answered"] == ["refused", "taken"]
    work = {one["type"] for one in log if one.get("activity") == "image_review"}
    assert work == {"work_started", "work_ended"}
    client = await server.signed_in("MD")
    time: dict[str, Any] = (await client.get(f"/api/visits/{visit}/reading-time")).json
    assert time["on_the_day_s"] > 0

    async def proposed() -> list[dict[str, Any]]:
        proposal = (await client.get(f"/api/visits/{visit}/proposal")).json
        return [row for row in proposal["minutes"] if row["activity"] == "image_review"]

    before = await proposed()
    assert before
    # Of the first interval nothing is to count: the proposal's minutes follow.
    first = time["intervals"][0]
    part = f"from={first['start']}&until={first['end']}"
    left = (await client.call("DELETE", f"/api/visits/{visit}/reading-time?{part}")).json
    assert first["start"] not in [one["start"] for one in left["intervals"]]
    assert await proposed() != before


def picture(page: Page, number: int = 0) -> Locator:
    return page.locator(".pane").nth(number)
