"""Photos before a visit, in it, and in place of one, with all that may become of a photo. As bench.screens_states:
`python -m bench.screens_photos FOLDER [WALK…]`."""

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import ImageFilter
from playwright.async_api import Locator, Page, expect

from bench.screens import DESK, PHONE, in_the_other_language
from bench.screens_around import BROWSERS as AROUND
from bench.screens_around import Chromiums, Looks, signed_in, to_devices, walked
from bench.screens_states import BROWSERS
from bench.screens_words import LANGUAGES, messages
from tests.e2e import test_billing
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Booking, Practice
from tests.integration.clips import film
from tests.integration.corpus import bombs
from tests.integration.pictures import encoded, skin
from tests.integration.served import Client, Served, served
from tests.integration.test_photo_answers import BORN, asked_for, came
from tests.integration.test_photos import of, sent

REASONS = ("blurry", "dark", "bright", "color", "far", "small", "no_skin", "other_place", "scale")
COUNTS_SLOWLY = """
const every = setInterval;
window.setInterval = (act, ms) => every(act, ms === 1000 ? 60_000 : ms);
const after = setTimeout;
window.setTimeout = (act, ms) => after(act, ms === 4000 ? 10_000 : ms);
"""
"""The five seconds before a photo, and how long its last word stays, are shorter than a look at them takes."""
WITH_KEYS = "(words) => words.style.setProperty('display', 'block')"
"""A browser without a window has no mouse, by which the page tells where there is a keyboard."""
NO_PICTURE = "() => { window.ImageCapture = undefined; HTMLCanvasElement.prototype.toBlob = (done) => done(null); }"
BOMBS = {"png that claims 30,000 x 30,000", "png, 10,000 frames"}


async def photo_steps(looks: Looks, page: Page, before: str) -> None:
    """From "Add photos" to the photos that were sent."""

    def button(name: str) -> Locator:
        return page.get_by_role("button", name=name, exact=True)

    with tempfile.TemporaryDirectory() as name:
        good, blurry = Path(name) / "good.jpg", Path(name) / "blurry.jpg"
        good.write_bytes(encoded(skin(1600, 1200), quality=80))
        blurry.write_bytes(encoded(skin(1600, 1200).filter(ImageFilter.GaussianBlur(12))))
        await button("Add photos").click()
        await looks.patient(page, f"{before}-none")
        await button("Add a skin concern").click()
        await page.get_by_label("Place on your body").select_option("knee-left")
        await looks.patient(page, f"{before}-where", tall=True)
        await button("Continue").click()
        await looks.patient(page, f"{before}-story", tall=True)
        await button("Continue").click()
        await looks.patient(page, f"{before}-health", tall=True)
        await button("Continue").click()
        await looks.patient(page, f"{before}-first")
        chooser = page.locator("input[type=file]").first
        await chooser.set_input_files(blurry)
        await expect(page.get_by_text("It is blurry.")).to_be_visible()
        await looks.patient(page, f"{before}-blurry")
        await button("Take it again").click()
        await chooser.set_input_files(good)
        await expect(page.get_by_text("This is a good photo.")).to_be_visible()
        await looks.patient(page, f"{before}-good")
        await button("Send this photo").click()
        await button("I am done").click()
        await expect(page.get_by_text("1 photo sent").first).to_be_visible()


async def photos(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Before a visit."""
    booking = await practice.book("Fay Photos")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    await patient.reach_devices()
    await photo_steps(looks, patient.page, "photos")
    await looks.patient(patient.page, "photos-sent")
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    await looks.staff(derm.page, "board-with-photos")
    await derm.page.goto(f"{practice.url}/staff/visits/{booking.id}/photos")
    await expect(derm.page.locator(".pane img").first).to_be_visible()
    await looks.staff(derm.page, "review")
    hers = {"name": "Nora Nophotos", "date_of_birth": "1942-03-03", "language": "es", "state": "CA"}
    empty = await practice.book(patient=hers)
    await derm.page.goto(f"{practice.url}/staff/visits/{empty.id}/photos")
    await expect(derm.page.get_by_role("heading", level=1)).to_be_visible()
    await looks.staff(derm.page, "review-empty")


async def in_writing(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Photos in place of a visit: asked for, sent, answered, read."""
    booking = await practice.book("Wilma Written", scheduled_at=None, without_call=True, initiated_by="patient")
    office = await signed_in(chromiums["nurse"], practice, "office")
    await office.page.goto(f"{practice.url}/staff/answers")
    await expect(office.page.get_by_text("Wilma Written")).to_be_visible()
    await looks.staff(office.page, "answers-asked")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await patient.open(booking)
    await looks.patient(page, "written-birth")
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(page.get_by_role("checkbox")).to_be_visible()
    await looks.patient(page, "written-consent")
    await patient.button("Continue").click()
    await expect(page.get_by_text("Tick the box to go on.")).to_be_visible()
    await looks.patient(page, "written-consent-missing")
    admin = await practice.sign_in("administrator")
    newer = {"consent": "photos", "en": "Newer text of the agreement.", "es": "Texto más nuevo del acuerdo."}
    async with admin.post("/api/consent-texts", json=newer) as answer:
        assert answer.status == 201, await answer.text()
    await admin.close()
    await page.get_by_role("checkbox").check()
    await patient.button("Continue").click()
    await expect(page.get_by_text("This text has changed.")).to_be_visible()
    await looks.patient(page, "written-consent-changed")
    await page.get_by_role("checkbox").check()
    await patient.button("Continue").click()
    await expect(patient.button("Add photos")).to_be_visible()
    await looks.patient(page, "written-none")
    await photo_steps(looks, page, "written")
    await expect(page.get_by_role("status").filter(has_text="your photos")).to_be_visible()
    await looks.patient(page, "written-sent")
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    await derm.page.goto(f"{practice.url}/staff/answers")
    await expect(derm.page.get_by_text("Wilma Written")).to_be_visible()
    await looks.staff(derm.page, "answers-to-answer")
    await derm.page.get_by_role("link", name="Answer the photos of Wilma Written").click()
    panel = derm.page.get_by_role("region", name="Answer in writing")
    await expect(panel).to_be_visible()
    await looks.staff(derm.page, "answer-panel")
    await panel.get_by_label("Your answer to the patient").fill("Use the cream twice a day for two weeks.")
    await derm.button("Review").click()
    await looks.staff(derm.page, "answer-review")
    await derm.button("Send to the patient").click()
    await expect(panel.get_by_text("not read yet")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("Use the cream twice a day")).to_be_visible()
    await looks.patient(page, "written-answered")
    await patient.button("Send question").click()
    await expect(page.get_by_text("Write your question first.")).to_be_visible()
    await looks.patient(page, "written-question-empty")
    await page.get_by_label("Your question").fill("On the face, too?")
    await page.route("**/api/visit-pass/question", lambda route: route.abort())
    await patient.button("Send question").click()
    await expect(page.get_by_text("That was not sent.")).to_be_visible()
    await looks.patient(page, "written-question-not-sent")
    await page.unroute("**/api/visit-pass/question")
    await patient.button("Send question").click()
    await expect(patient.button("Send question")).to_have_count(0)
    await looks.patient(page, "written-asked")
    await derm.page.goto(f"{practice.url}/staff/visits/{booking.id}/coding")
    await expect(derm.proposal).to_be_visible()
    await looks.staff(derm.page, "coding-written")


@asynccontextmanager
async def server_here(**settings: Any) -> AsyncIterator[Served]:
    """A server in this process, whose API the walk has at hand."""
    with tempfile.TemporaryDirectory() as name:
        async with served(Path(name) / "home", dist=ROOT / "web/dist", **settings) as server:
            yield server


def booked(server: Served) -> Booking:
    """The demonstration's first visit."""
    known = server.demo["visits"][0]
    return Booking(known["id"], known["link"], known["patient"], known["date_of_birth"])


async def office_of(chromiums: Chromiums, server: Served, role: str) -> StaffPage:
    """A window of somebody with this role."""
    staff = StaffPage(await chromiums["dermatologist"].window())
    await test_billing.signed_in(staff.page, server, role)
    return staff


async def in_the_way(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """What the server will not have, what the practice asks for again, and a visit that is full."""
    async with server_here() as server:
        me, visit = await server.entered(0), of(server)
        again = [await sent(me, visit, encoded(skin(800, 600)), body_site="knee-left") for _ in REASONS]
        huge, moving = (one.content for one in bombs() if one.name in BOMBS)
        for content in (b"\xff\xd8\xff\xe0", huge, moving, film(25, rate=10, still=True)):
            await sent(me, visit, content)
        patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
        page = patient.page
        await to_devices(patient, booked(server))
        await patient.button("See or add photos").click()
        await expect(page.get_by_text("This video is longer")).to_be_visible()
        await looks.patient(page, "photos-refused", tall=True)
        await patient.button("I am done").click()
        await patient.join_waiting_room()
        nurse = await server.signed_in("RN")
        for reason, photo in zip(REASONS, again, strict=True):
            asked = await nurse.post(f"/api/visits/{visit}/photos/{photo['id']}/retake", {"reason": reason})
            assert asked.status == 200, asked.text
            await expect(page.get_by_role("heading", name="One photo again")).to_be_visible()
            await looks.patient(page, f"retake-{reason.replace('_', '-')}")
            await patient.button("Not now").click()
        await expect(page.get_by_text("The practice asks for 9 photos again.")).to_be_visible()
        await looks.patient(page, "photos-asked-again-door", tall=True)
        await patient.button("See or add photos").click()
        await looks.patient(page, "photos-asked-again", tall=True)
        small = encoded(skin(400, 300))
        while (await me.get(f"/api/visit-pass/photos?visit={visit}")).json["places_left"] > 0:
            await sent(me, visit, small)
        await expect(page.get_by_text("You have added 20 photos")).to_be_visible()
        await looks.patient(page, "photos-full", tall=True)


async def by_the_camera(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The page's own camera, a film, a concern that is changed, removed, begun; and no network."""
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await to_devices(patient, await practice.book("Cam Concerns"))
    await patient.button("Add photos").click()
    await patient.button("Add a skin concern").click()
    await page.get_by_label("Place on your body").select_option("cheek-right")
    await page.reload()
    await patient.button("Add photos").click()
    await expect(page.get_by_text("You began to tell us")).to_be_visible()
    await looks.patient(page, "photos-begun")
    await patient.button("Go on").click()
    for _ in range(3):
        await patient.button("Continue").click()
    for view in ("overview", "close", "scale"):
        await looks.patient(page, f"photos-view-{view}")
        await patient.button("Open the camera").click()
        await expect(page.locator(".finder video")).to_be_visible()
        await expect(page.get_by_text("Starting the camera")).to_have_count(0)
        await looks.patient(page, f"photos-camera-{view}")
        await patient.button("Close the camera").click()
        await patient.button("Skip").click()
    await looks.patient(page, "photos-concern", tall=True)
    await page.get_by_role("button", name=re.compile("^Add a photo")).click()
    await looks.patient(page, "photos-which")
    await page.get_by_role("dialog").locator(".choices button").nth(1).click()
    await patient.button("Film it").click()
    await expect(patient.button("Start filming")).to_be_enabled()
    await looks.patient(page, "photos-film")
    await patient.button("Start filming").click()
    await looks.patient(page, "photos-filming")
    await patient.button("Stop").click()
    await expect(page.get_by_text("It is sent without sound.")).to_be_visible()
    await looks.patient(page, "photos-filmed")
    await in_the_other_language(page)
    await in_the_other_language(page)
    await page.context.set_offline(True)
    await patient.button("Send this video").click()
    await expect(page.get_by_text("It will be sent when you are back.")).to_be_visible()
    await looks.patient(page, "photos-offline", tall=True)
    await patient.button("I am done").click()
    await expect(page.get_by_text("waits here and is sent")).to_be_visible()
    await looks.patient(page, "photos-offline-door")
    await page.context.set_offline(False)
    await expect(page.get_by_text("1 photo sent").first).to_be_visible()
    await patient.button("See or add photos").click()
    await page.get_by_role("button", name=re.compile("^Remove this concern")).click()
    await looks.patient(page, "photos-remove-concern", tall=True)
    await patient.button("Keep it").click()
    await page.route("**/api/visit-pass/photos/**", lambda route: route.abort())
    await page.get_by_role("button", name=re.compile("^Remove: ")).first.click()
    await expect(page.get_by_text("That was not removed")).to_be_visible()
    await looks.patient(page, "photos-not-removed", tall=True)
    await page.unroute("**/api/visit-pass/photos/**")
    for number in (2, 3):
        await patient.button("Add a skin concern").click()
        for _ in range(3):
            await patient.button("Continue").click()
        for _ in range(3):
            await patient.button("Skip").click()
        await expect(page.get_by_role("heading", name=re.compile(f"^Concern {number}"))).to_be_visible()
    await looks.patient(page, "photos-three-concerns", tall=True)
    denied = PatientPage(await chromiums["denied"].window(viewport=PHONE))
    await to_devices(denied, await practice.book())
    await denied.button("Add photos").click()
    await denied.button("Add a skin concern").click()
    for _ in range(3):
        await denied.button("Continue").click()
    await denied.button("Open the camera").click()
    await expect(denied.page.get_by_text("We cannot use the camera here.")).to_be_visible()
    await looks.patient(denied.page, "photos-camera-none")


async def in_the_call(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """Looked at together, and asked for on the spot."""
    async with server_here() as server:
        me, visit = await server.entered(0), of(server)
        await sent(me, visit, film(), body_site="cheek-left")
        await sent(me, visit, encoded(skin(1600, 1200)), body_site="knee-left")
        patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
        page = patient.page
        await page.add_init_script(script=COUNTS_SLOWLY)
        await patient.arrive(booked(server))
        doctor = await office_of(chromiums, server, "MD")
        await doctor.row(booked(server)).get_by_role("button", name=re.compile("^Admit")).first.click()
        await doctor.confirm_admission()
        await doctor.button("Photos").click()
        for which, name in ((re.compile(r"clip \d+ s"), "clip"), (re.compile("^Show photo 2"), "photo")):
            await doctor.page.get_by_role("button", name=which).first.click()
            await doctor.button("Show the patient").click()
            await expect(page.locator(".shared img")).to_be_visible()
            await looks.patient(page, f"shared-{name}")
            if name == "photo":
                await page.set_viewport_size(DESK)
                await page.locator(".shared-keys").evaluate(WITH_KEYS)
                await looks.patient(page, "shared-photo-laptop")
                await page.set_viewport_size(PHONE)
                await in_the_other_language(page)  # That it is closed is only said aloud.
            await doctor.button("Stop showing").click()
            await expect(page.locator(".shared")).to_have_count(0)
        await in_the_other_language(page)
        for name, answer in (("asked", "still-no"), ("now", "still-now"), ("failed", "still-now")):
            if name == "failed":
                await page.evaluate(NO_PICTURE)
            for language in LANGUAGES:
                await doctor.button("Ask for a photo now").click()
                await doctor.button("Ask the patient").click()
                button = patient.button(messages(language)[f"photos.{answer}"][0].strip())
                await expect(button).to_be_visible()
                if name == "asked" and language == "en":
                    await looks.patient(page, "still-asked")
                await button.click()
                await expect(page.locator(".still-ask[role=status]")).to_be_visible()
                await looks.schemes(page, f"still-{'not' if name == 'asked' else name}-{language}")
                await expect(page.locator(".still-ask")).to_have_count(0)
                await in_the_other_language(page)
        await looks.patient(page, "still-over")


async def planned(looks: Looks, chromiums: Chromiums, _: Practice) -> None:
    """Photos without a call that need a visit: no time yet, with and without a number; then a time."""
    async with server_here() as server:
        for name, number in (("number", "555-555-0177"), ("no-number", None)):
            who = {"name": "Ines Calder", "date_of_birth": BORN, "language": "en", "state": "CA"}
            visit, token, office = await asked_for(server, patient=who | ({"phone": number} if number else {}))
            sender = await came(server, token)
            await agreed(sender, visit)
            patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
            page = patient.page
            await page.goto(f"{server.base}/v#{token}")
            await patient.give_date_of_birth(BORN)
            await expect(patient.button("Add photos")).to_be_visible()
            await looks.patient(page, f"written-none-{name}")
            await sent(sender, visit, encoded(skin(800, 600)))
            doctor = await server.signed_in("MD")
            plan = await doctor.post(f"/api/visits/{visit}/plan", {"text": "I would like to look at it with you."})
            assert plan.status in (200, 204), plan.text
            await page.reload()
            await expect(page.get_by_text("The day and time are not set yet.")).to_be_visible()
            await looks.patient(page, f"to-be-scheduled-{name}")
            if number:
                nurse = await office_of(chromiums, server, "office")
                row = nurse.page.get_by_role("row").filter(has_text="No time yet").first
                await row.get_by_role("button", name="Set the time").click()
                await nurse.page.get_by_role("dialog").get_by_role("button", name="Set the time").click()
                await expect(nurse.page.get_by_role("dialog")).to_have_count(0)
                await page.reload()
                await expect(page.get_by_text("Your photos were looked at")).to_be_visible()
                await expect(page.get_by_role("checkbox", name="I agree to a video visit")).to_be_visible()
                await looks.patient(page, "planned")
        assert office


async def agreed(patient: Client, visit: str) -> None:
    """The agreement to be answered in writing."""
    text = (await patient.get(f"/api/consent-text?visit={visit}&consent=photos")).json
    body = {"visit": visit, "consent": "photos", "text_version": text["version"]}
    assert (await patient.post("/api/visit-pass/consent", body)).status == 204


WALKS = {
    "photos": photos,
    "written": in_writing,
    "camera": by_the_camera,
    "planned": planned,
    "in-the-way": in_the_way,
    "call": in_the_call,
}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS | {"denied": AROUND["denied"]}, WALKS))
