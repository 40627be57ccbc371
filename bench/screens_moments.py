"""What lasts a moment, is only said aloud, or hardly ever has to be said. As bench.screens_states:
`python -m bench.screens_moments FOLDER [WALK…]`.

What would pass is held back on its way. What is said aloud is said in each language, and stands in the text beside the picture.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import FilePayload, Page, Route, expect

from bench.board import staff_client
from bench.screens import PHONE, in_the_other_language
from bench.screens_around import Chromiums, Looks, signed_in, to_devices, walked
from bench.screens_coach import to_a_close_photo
from bench.screens_patients import in_a_visit
from bench.screens_photos import NO_PICTURE, agreed, booked, server_here
from bench.screens_states import BROWSERS
from bench.screens_words import ANYTHING, LANGUAGES, messages
from server.api.context import CONTEXT
from server.images.workers import Workers
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice
from tests.e2e.test_camera_wishes import PHONE_CAMERA
from tests.integration.pictures import encoded, skin
from tests.integration.test_clamd import EICAR, daemon
from tests.integration.test_photo_answers import BORN, answered, asked_for, came
from tests.integration.test_photos import of, sent

NEVER = "() => new Promise(() => {})"
NO_LAMP = PHONE_CAMERA.replace(
    "return Promise.resolve();", "return Promise.reject(new DOMException('', 'NotReadableError'));"
)
UPLOAD_BPS = 60_000
"""Bytes a second: a photo of some megabytes takes minutes."""


async def hears(patient: PatientPage, language: str, message: str) -> None:
    """Wait until this message was said aloud."""
    parts = messages(language)[message][0].split(ANYTHING)
    try:
        await patient.window.announced(max(parts, key=len).strip())
    except Exception:
        print(message, parts, await patient.page.evaluate("() => __said"))
        raise


async def spoken(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Brought in, held, handed over and taken back, by ear; then brought in without a camera."""
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    for language in LANGUAGES:
        for camera in (True, False):
            name = f"spoken-{language}{'' if camera else '-without-camera'}"
            booking = await practice.book(f"Aude {name.title()}")
            patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
            await to_devices(patient, booking)
            if not camera:
                await patient.button("Skip the camera").click()
            await patient.join_waiting_room()
            if language == "es":
                await in_the_other_language(patient.page)
            await nurse.page.goto(practice.url)
            await nurse.admit(booking)
            await hears(patient, language, "visit-admitted" if camera else "visit-admitted-voice")
            if camera:
                for message in ("visit-held", "visit-resumed"):
                    await nurse.button("Hold").click()
                    await hears(patient, language, message)
                await nurse.hand_over("A mole on the left forearm.")
                await derm.open_visit(practice, booking)
                await hears(patient, language, "visit-handed-over")
                await nurse.page.locator(".more > summary").click()
                await nurse.button("Take back into intake").click()
                await hears(patient, language, "visit-stays")
            if language == "es":
                await in_the_other_language(patient.page)
            await looks.patient(patient.page, name)
            await nurse.end()
            await patient.page.close()


async def rung(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """What the tab is called while the practice calls."""
    booking = await practice.book("Tabea Title")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await to_devices(patient, booking)
    office = await staff_client(practice, "office")
    try:
        for _ in LANGUAGES:
            await office.request("ring", visit=booking.id)
            # It stands there for a second of every two.
            await page.wait_for_function("() => document.title.startsWith('☎') && __said.push(document.title)")
            await office.request("ring.stop", visit=booking.id)
            await expect(page.get_by_role("alertdialog")).to_have_count(0)
            await in_the_other_language(page)
        await looks.patient(page, "ring-called")
    finally:
        await office.close()


async def coming(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Back in the call after a reload, before the connection's answer is taken."""
    patient, _ = await in_a_visit(chromiums, practice, "Cora Coming")
    await patient.page.add_init_script(script=f"RTCPeerConnection.prototype.setRemoteDescription = {NEVER};")
    await patient.page.reload()
    await expect(patient.page.get_by_text("The picture is coming")).to_be_visible()
    await looks.patient(patient.page, "call-coming")


async def of_a_photo(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The camera that starts, the lamp that does not, the photo that is looked at, and a line on which it takes minutes."""
    window = await chromiums["patient"].window(viewport=PHONE)
    await window.context.add_init_script(script=NO_LAMP)
    patient, page = PatientPage(window), window.page
    await to_devices(patient, await practice.book("Mona Moments"))
    await patient.button("Add photos").click()
    await patient.button("Add a skin concern").click()
    await patient.button("Continue").click()
    await page.reload()
    await patient.button("Add photos").click()
    await expect(page.get_by_text("What you told so far is still here.")).to_be_visible()
    await looks.patient(page, "photos-begun-without-a-place")
    await patient.button("Throw it away").click()
    await patient.button("Close").click()
    await to_a_close_photo(patient)
    await page.evaluate(
        f"() => {{ window.__open = navigator.mediaDevices.getUserMedia; navigator.mediaDevices.getUserMedia = {NEVER}; }}"
    )
    await patient.button("Open the camera").click()
    await expect(page.get_by_text("Starting the camera")).to_be_visible()
    await looks.patient(page, "photos-camera-starting")
    await patient.button("Close the camera").click()
    await page.evaluate("() => { navigator.mediaDevices.getUserMedia = window.__open; }")
    await patient.button("Open the camera").click()
    for language in LANGUAGES:
        await page.locator(".camera button[aria-pressed]").click()
        await hears(patient, language, "photos.camera-light-failed")
        await in_the_other_language(page)
    await looks.patient(page, "photos-camera-no-light")
    await page.evaluate(NO_PICTURE)
    await patient.button("Take the photo").click()
    await expect(page.get_by_text("Your camera took no photo.")).to_be_visible()
    await looks.patient(page, "photos-camera-no-photo")
    await patient.button("Close the camera").click()
    await page.evaluate(f"() => {{ window.__look = createImageBitmap; window.createImageBitmap = {NEVER}; }}")
    photo: FilePayload = {
        "name": "photo.jpg",
        "mimeType": "image/jpeg",
        "buffer": encoded(skin(4000, 3000), quality=98),
    }
    await page.locator("input[type=file]").set_input_files(photo)
    await expect(page.get_by_text("Looking at your photo")).to_be_visible()
    await looks.patient(page, "coach-looking")
    await page.reload()
    await patient.button("Add photos").click()
    await patient.button("Add a skin concern").click()
    for _ in range(3):
        await patient.button("Continue").click()
    line = await page.context.new_cdp_session(page)
    await line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 50, "downloadThroughput": -1, "uploadThroughput": UPLOAD_BPS},
    )
    await page.locator("input[type=file]").set_input_files(photo)
    await page.get_by_role("button", name="Send this photo", exact=True).click()
    for _ in range(2):
        await patient.button("Skip").click()
    await expect(page.get_by_text("minutes left")).to_be_visible()
    await looks.patient(page, "photo-minutes-left", tall=True)


async def answers_with(page: Page, path: str, status: int, code: str) -> None:
    """Have the page told this in the server's place."""

    async def told(route: Route) -> None:
        await route.fulfill(status=status, json={"code": code, "detail": code})

    await page.route(path, told)


async def unanswered(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A server that takes nobody in, and a mistake of its own."""
    booking = await practice.book("Una Unanswered")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await answers_with(page, "**/api/visit-link", 503, "unavailable")
    await patient.open(booking)
    await expect(page.get_by_role("heading", level=1, name="Nobody can come in just now")).to_be_visible()
    # It tries again by itself: what it is told then must not change while it is looked at.
    await looks.patient(page, "unavailable")
    await page.unroute("**/api/visit-link")
    await patient.button("Try again").click()
    await answers_with(page, "**/api/visit-link/enter", 500, "internal")
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(page.get_by_text("That did not work.")).to_be_visible()
    await looks.patient(page, "birth-mistake-of-the-server")


async def harmful(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """A photo in which the real scanner finds a virus (EICAR's), and one that takes the reader longer than a photo may."""
    with tempfile.TemporaryDirectory() as name:
        async with daemon(Path(name)) as address, server_here(clamd=address) as server:
            me, visit = await server.entered(0), of(server)
            await sent(me, visit, encoded(skin()) + EICAR)
            server.app[CONTEXT].images.readings._workers = Workers(wall_s=0.01)
            await sent(me, visit, encoded(skin(1600, 1200)))
            patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
            await to_devices(patient, booked(server))
            await looks.patient(patient.page, "devices-photos-refused")
            await patient.button("See or add photos").click()
            await expect(patient.page.get_by_text("This file may be harmful")).to_be_visible()
            await expect(patient.page.get_by_text("We could not open this photo")).to_be_visible()
            await looks.patient(patient.page, "photos-harmful-and-costly", tall=True)


async def hardly_open(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """Photos without a call at a practice that is open for a minute a week; the answer, and a question back."""
    async with server_here() as server:
        admin = await server.signed_in("administrator")
        week = [{"opens": 600, "closes": 601}, *[None] * 6]
        kept = await admin.call("PUT", "/api/opening-hours", {"week": week, "holidays": []})
        assert kept.status == 200, kept.text
        visit, token, _office = await asked_for(server)
        me = await came(server, token)
        await agreed(me, visit)
        await sent(me, visit, encoded(skin(800, 600)))
        patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
        page = patient.page
        await page.goto(f"{server.base}/v#{token}")
        # Who is on file in Spanish is met in it.
        await expect(page.get_by_label("Fecha de nacimiento")).to_be_visible()
        await in_the_other_language(page)
        await patient.give_date_of_birth(BORN)
        await expect(page.get_by_text("as soon as the practice is open")).to_be_visible()
        await looks.patient(page, "written-hardly-open")
        doctor = await server.signed_in("MD")
        assert (await answered(doctor, visit)).status == 200
        await page.reload()
        for language in LANGUAGES:
            text = messages(language)
            await page.get_by_label(text["photos.written-ask"][0].strip()).fill("On the face, too?")
            await patient.button(text["photos.written-ask-send"][0].strip()).click()
            await hears(patient, language, "photos.written-asked")
            await looks.patient(page, f"written-asked-{language}")
            count = len((await me.get(f"/api/visit-pass/answer?visit={visit}")).json["messages"])
            assert (await answered(doctor, visit, "Yes, thinly.", after=count)).status == 200
            await in_the_other_language(page)
            await page.reload()


WALKS = {
    "spoken": spoken, "rung": rung, "coming": coming, "photo": of_a_photo, "unanswered": unanswered, "harmful": harmful,
    "hardly-open": hardly_open,
}  # fmt: skip

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
