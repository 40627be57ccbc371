"""What the page says of a photo before it is sent, and while it is: each advice of the coach, each reason for which one stays behind.
As bench.screens_states: `python -m bench.screens_coach FOLDER [WALK…]`.

The pictures are such that the coach means what it says. Why a photo was not sent is the code of the server's answer, which is put in
its place here: nobody has 60 MB for a picture of a sentence.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter
from playwright.async_api import Page, Route, expect

from bench.screens import PHONE
from bench.screens_around import Chromiums, Looks, to_devices, walked
from bench.screens_patients import in_a_visit
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice
from tests.integration.clips import film
from tests.integration.pictures import encoded, skin

REASONS = ("too_large", "no_place_left", "not_now", "not_signed_in", "anything else")
PIECE = 256 * 1024
"""The page's first piece of a photo."""


def coached() -> dict[str, tuple[str, bytes]]:
    """A file for each advice: its name, and what it holds."""
    good = skin(1600, 1200)
    cloth = Image.effect_noise((1600, 1200), 60).convert("RGB")
    far = cloth.copy()
    far.paste(skin(400, 300), (600, 450))
    tint = Image.merge(
        "RGB",
        [band.point(lambda v, by=by: int(v * by)) for band, by in zip(good.split(), (0.55, 0.7, 1.6), strict=True)],
    )
    return {
        "dark": ("dark.jpg", encoded(ImageEnhance.Brightness(good).enhance(0.12))),
        "bright": ("bright.jpg", encoded(ImageEnhance.Brightness(good).enhance(1.8))),
        "blurry": ("blurry.jpg", encoded(good.filter(ImageFilter.GaussianBlur(12)))),
        "color": ("tinted.jpg", encoded(tint)),
        "no-skin": ("cloth.jpg", encoded(cloth)),
        "far": ("far.jpg", encoded(far)),
        "small": ("small.jpg", encoded(skin(500, 380))),
        "unseen": ("photo.heic", encoded(good, "HEIF")),
        "foreign": ("letter.jpg", b"Dear doctor"),
        "long": ("long.mov", film(25, rate=10, still=True)),
        "clip": ("clip.mov", film(2)),
    }


async def to_a_close_photo(patient: PatientPage) -> None:
    """From the page with "Add photos" to the choice of a close photo."""
    await patient.button("Add photos").click()
    await patient.button("Add a skin concern").click()
    await patient.page.get_by_label("Place on your body").select_option("knee-left")
    for _ in range(3):
        await patient.button("Continue").click()
    await patient.button("Skip").click()


async def advised(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Each file, and the second that is not good."""
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await to_devices(patient, await practice.book("Coach Advises"))
    await to_a_close_photo(patient)
    with tempfile.TemporaryDirectory() as folder:
        for name, (file, content) in (await asyncio.to_thread(coached)).items():
            path = Path(folder) / file
            await asyncio.to_thread(path.write_bytes, content)
            await page.locator("input[type=file]").set_input_files(path)
            again = patient.button("Take it again").or_(patient.button("Choose another file"))
            await expect(again).to_be_visible()
            await looks.patient(page, f"coach-{name}")
            await again.click()


async def on_its_way(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Waiting, half sent, being read, and not sent for each reason."""
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await to_devices(patient, await practice.book("Sent Slowly"))
    await to_a_close_photo(patient)
    good = encoded(skin(2400, 1800), quality=95)
    stopped: list[Route] = []

    async def hold(route: Route) -> None:
        if len(stopped) < 1 and "offset=0" in route.request.url:
            stopped.append(route)
        elif "offset=0" in route.request.url:
            await route.continue_()

    await page.route("**/api/visit-pass/photos/*/bytes**", hold)
    await send(page, good)
    await expect(page.get_by_text("Waiting to be sent")).to_be_visible()
    await looks.patient(page, "photo-waits", tall=True)
    await stopped[0].continue_()
    await expect(page.get_by_text("% sent")).to_be_visible()
    await looks.patient(page, "photo-half-sent", tall=True)
    await patient.button("I am done").click()
    await expect(page.get_by_text("Sending 1 photo")).to_be_visible()
    await looks.patient(page, "photo-sending-door")
    await page.unroute("**/api/visit-pass/photos/*/bytes**")
    await page.reload()
    await expect(page.get_by_text("1 photo sent").first).to_be_visible()
    for code in REASONS:
        await patient.button("See or add photos").click()
        await page.get_by_role("button", name="Add a photo").first.click()
        await page.get_by_role("dialog").locator(".choices button").nth(1).click()

        await page.route("**/api/visit-pass/photos/*/bytes**", refusing(code))
        await send(page, good)
        await expect(page.get_by_text("Not sent:").first).to_be_visible()
        await looks.patient(page, f"photo-not-sent-{code.replace('_', '-').replace(' ', '-')}", tall=True)
        await page.unroute("**/api/visit-pass/photos/*/bytes**")
        await page.get_by_role("button", name="Remove: ").last.click()
        await patient.button("I am done").click()


def refusing(code: str) -> Callable[[Route], Awaitable[None]]:
    """Answers in the server's place that a photo is not taken."""

    async def refuse(route: Route) -> None:
        said = json.dumps({"code": code, "detail": code})
        await route.fulfill(status=413, content_type="application/json", body=said)

    return refuse


async def send(page: Page, content: bytes) -> None:
    """Choose a photo and send it."""
    await page.locator("input[type=file]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content}
    )
    await page.get_by_role("button", name="Send this photo", exact=True).click()
    skip = page.get_by_role("button", name="Skip", exact=True)
    if await skip.count():
        await skip.click()


async def in_the_call(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """What the photos' switch says in the call: one on its way, and one that was not taken."""
    patient, nurse = await in_a_visit(chromiums, practice, "Sends Meanwhile")
    page, switch = patient.page, patient.page.get_by_role("button", name="Photos")
    good = encoded(skin(2400, 1800), quality=95)
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await page.route("**/api/visit-pass/photos/*/bytes**", hold)
    await switch.click()
    await patient.button("Add a skin concern").click()
    await page.get_by_label("Place on your body").select_option("knee-left")
    for _ in range(3):
        await patient.button("Continue").click()
    await patient.button("Skip").click()
    await send(page, good)
    await patient.button("I am done").click()
    await expect(switch).to_contain_text("1 on the way")
    await looks.patient(page, "call-photo-on-its-way")
    await refusing("too_large")(held[0])
    await expect(switch).to_contain_text("1 to check")
    await looks.patient(page, "call-photo-to-check")
    await nurse.end()


WALKS = {"advised": advised, "on-its-way": on_its_way, "in-the-call": in_the_call}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
