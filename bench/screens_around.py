"""The screens around a visit, at 390 and 1280 pixels, in light and dark, the patient's in English and Spanish: accounts, the office,
billing, and what goes wrong. `python -m bench.screens_around FOLDER [WALK…]`; those in `KEPT` go to docs/screens."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyotp
from playwright.async_api import Page, async_playwright, expect

from bench.screens import DESK, PHONE, PLAIN, in_the_other_language, keep
from bench.screens_seen import note
from bench.screens_words import keep_text
from tests.e2e.camera import NURSE, PATIENT, Person
from tests.e2e.chromium import Chromium, Devices, Window
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Booking, Practice
from tests.e2e.test_device_check import IN_AN_APP, IN_USE

KEPT = {
    "devices-denied-en-light", "devices-in-app-es-dark", "waiting-offline-en-dark", "call-server-away-es-dark", "dead-link-en-light",
    "recovery-codes-phone-light", "admin-audit-desk-dark", "glass-phone-dark", "visit-server-away-desk-light",
}  # fmt: skip


Chromiums = dict[str, Chromium]
TALL = 2000


class Looks:
    """Takes one screen in both schemes and both widths, whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def staff(self, page: Page, name: str) -> None:
        for width, size in (("desk", DESK), ("phone", PHONE)):
            await page.set_viewport_size(size)
            await self.schemes(page, f"{name}-{width}")
        await page.set_viewport_size(DESK)

    async def patient(self, page: Page, name: str, *, tall: bool = False) -> None:
        """One screen in both schemes and both languages. `tall`: a sheet that scrolls, in a window that holds all of it."""
        size = page.viewport_size or PHONE
        if tall:
            await page.set_viewport_size({"width": size["width"], "height": TALL})
        for language in ("en", "es"):
            await self.schemes(page, f"{name}-{language}")
            await keep_text(page, self._folder / f"{name}-{language}.txt")
            await in_the_other_language(page)
        if tall:
            await page.set_viewport_size(size)

    async def own_language(self, page: Page, name: str) -> None:
        """One screen in the language that the page has now: what changes faster than both are taken."""
        language = await page.locator("html").get_attribute("lang")
        await self.schemes(page, f"{name}-{language}")
        await keep_text(page, self._folder / f"{name}-{language}.txt")

    async def schemes(self, page: Page, name: str) -> None:
        """As it stands."""
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            file = self._folder / f"{name}-{scheme}.png"
            await page.screenshot(path=file, full_page=True)
            await note(page, file)
            if file.stem in KEPT:
                keep(file)
        await page.emulate_media(color_scheme="light")


class Heard(Chromium):
    """Its pages remember what they said aloud: that is never on a picture, and stands in the text beside it."""

    async def window(self, **options: Any) -> Window:
        window = await super().window(**options)
        await window.note_announcements()
        return window


Walk = Callable[[Looks, Chromiums, Practice], Awaitable[None]]


async def signed_in(chromium: Chromium, practice: Practice, role: str) -> StaffPage:
    """A window of somebody with this role."""
    staff = StaffPage(await chromium.window(viewport=DESK))
    await staff.enter(practice, role)
    return staff


async def account(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Sign-in, second factor, recovery codes, the lock."""
    chromium = chromiums["nurse"]
    stranger = await chromium.window(viewport=DESK)
    await stranger.page.goto(practice.url)
    await expect(stranger.page.get_by_label("Email")).to_be_visible()
    await looks.staff(stranger.page, "sign-in")
    await stranger.page.get_by_label("Email").fill("nobody@example.org")
    await stranger.page.get_by_label("Password", exact=True).fill("wrong")
    await stranger.page.get_by_role("button", name="Sign in").click()
    await expect(stranger.page.get_by_role("alert").first).to_be_visible()
    await looks.staff(stranger.page, "sign-in-wrong")
    biller, person = await signed_in(chromium, practice, "biller"), practice.staff("biller")
    page = biller.page
    await looks.staff(page, "billing-empty")
    await page.goto(f"{practice.url}/staff/account")
    await expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    await looks.staff(page, "account")
    await biller.button("Set it up").click()
    await page.get_by_label("Your password, to be sure it is you").fill(person["password"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    await looks.staff(page, "enrol")
    secret = (await page.get_by_label("No camera?").input_value()).replace(" ", "")
    await page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    await biller.button("Turn it on").click()
    await expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    await looks.staff(page, "recovery-codes")
    await biller.button("I have kept them").click()
    await page.evaluate("() => fetch('/api/session/lock', {method: 'POST'})")
    await expect(page.get_by_role("heading", name="Still there?")).to_be_visible()
    await looks.staff(page, "locked")
    await page.get_by_label("Password", exact=True).fill(person["password"])
    await page.keyboard.press("Enter")
    await biller.button("Sign out").click()
    await page.get_by_label("Email").fill(person["email"])
    await page.get_by_label("Password", exact=True).fill(person["password"])
    await biller.button("Sign in").click()
    await expect(page.get_by_label("Code from your authenticator app")).to_be_focused()
    await looks.staff(page, "sign-in-code")


async def office(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """People, audit, the glass, payers, a new visit."""
    chromium, booking = chromiums["nurse"], await practice.book("Ida Record")
    desk = await signed_in(chromium, practice, "office")
    await desk.open_visit(practice, booking)
    await desk.button("Open the record in an emergency").click()
    await looks.staff(desk.page, "glass")
    await desk.page.get_by_label("What happened?").fill("Patient fainted in the call.")
    await desk.button("Open the record").click()
    await expect(desk.page.get_by_text("Open to you until")).to_be_visible()
    await looks.staff(desk.page, "glass-open")
    await desk.page.goto(f"{practice.url}/staff/visits/new")
    await expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    await looks.staff(desk.page, "new-visit")
    admin = await signed_in(chromium, practice, "administrator")
    for name in ("people", "audit", "payers", "account"):
        await admin.page.goto(f"{practice.url}/staff/{name}")
        await expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
        await admin.page.wait_for_load_state("networkidle")
        await looks.staff(admin.page, f"admin-{name}")
    await admin.page.goto(f"{practice.url}/staff/people")
    await admin.page.get_by_role("link", name=f"Manage {practice.staff('NP')['name']}").click()
    await expect(admin.page.get_by_role("heading", name="Role and details")).to_be_visible()
    await looks.staff(admin.page, "admin-person")
    await admin.page.goto(f"{practice.url}/staff/payers")
    await admin.page.get_by_role("main").get_by_role("link").first.click()
    await expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
    await admin.page.wait_for_load_state("networkidle")
    await looks.staff(admin.page, "admin-payer")
    await admin.page.goto(f"{practice.url}/staff/nowhere")
    await expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
    await looks.staff(admin.page, "unknown")


async def to_devices(patient: PatientPage, booking: Booking) -> None:
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await patient.consent()
    await patient.reach_devices()
    await expect(patient.page.get_by_text("Waiting for your")).to_have_count(0)


async def trouble(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """What a patient reads when something is in the way."""
    for name, devices, options, script in (
        ("denied", "denied", {}, ""),
        ("missing", "missing", {}, ""),
        ("in-use", "silent", {}, IN_USE),
        ("in-app", "denied", {"user_agent": IN_AN_APP}, ""),
    ):
        window = await chromiums[devices].window(viewport=PHONE, **options)
        if script:
            await window.context.add_init_script(script=script)
        patient = PatientPage(window)
        await to_devices(patient, await practice.book())
        await window.page.wait_for_load_state("networkidle")
        await expect(window.page.get_by_text("Testing your connection")).to_have_count(0)
        await looks.patient(window.page, f"devices-{name}")
        await window.page.close()
    window = await chromiums["granted"].window(viewport=PHONE)
    patient = PatientPage(window)
    await window.page.goto(f"{practice.url}/v#nosuchlinknosuchlinknosuchlink")
    await expect(window.page.get_by_role("heading", level=1)).to_be_visible()
    await looks.patient(window.page, "dead-link")
    await window.page.goto("about:blank")
    booking = await practice.book("Ann Waits")
    await to_devices(patient, booking)
    await patient.join_waiting_room()
    # Both languages are on the page before there is nobody to give one.
    await in_the_other_language(window.page)
    await expect(window.page.get_by_text("Muéstrenos su piel")).to_be_visible()
    await in_the_other_language(window.page)
    await window.context.set_offline(True)
    await expect(window.page.get_by_text("You are offline.")).to_be_visible()
    await looks.patient(window.page, "waiting-offline")
    await window.context.set_offline(False)
    await expect(patient.waiting).to_be_visible()


async def away(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """In the call, and then the server is gone."""
    booking = await practice.book("Ola Stays")
    window = await chromiums["granted"].window(viewport=PHONE)
    patient, nurse = PatientPage(window), await signed_in(chromiums["nurse"], practice, "RN")
    await to_devices(patient, booking)
    await patient.join_waiting_room()
    await nurse.admit(booking)
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    await in_the_other_language(window.page)
    await in_the_other_language(window.page)
    await practice.kill()
    await expect(window.page.get_by_text("The connection was lost.")).to_be_visible()
    await looks.patient(window.page, "call-server-away")
    await expect(nurse.page.get_by_text("No connection to the practice")).to_be_visible()
    await looks.staff(nurse.page, "visit-server-away")
    await practice.start()


BROWSERS: dict[str, tuple[Person, Devices]] = {
    "granted": (PATIENT, "granted"),
    "denied": (PATIENT, "denied"),
    "missing": (PATIENT, "missing"),
    "silent": (replace(PATIENT, tone=0), "granted"),
    "nurse": (NURSE, "granted"),
}
WALKS: Mapping[str, Walk] = {"account": account, "office": office, "trouble": trouble, "away": away}


async def walked(
    folder: Path,
    browsers: Mapping[str, tuple[Person, Devices]],
    walks: Mapping[str, Walk],
    settings: Mapping[str, str] | None = None,
    height: int = 240,
) -> None:
    """Take the walks that the command names, or all of them, on a server with these further settings, by cameras of so many
    lines. One that fails says so and leaves the others."""
    with tempfile.TemporaryDirectory() as name:
        practice = await Practice(Path(name) / "home", settings=dict(settings or {})).start()
        try:
            async with async_playwright() as playwright:
                chromiums: Chromiums = {}
                for browser, (person, devices) in browsers.items():
                    cameras = Path(tempfile.mkdtemp(dir=name))
                    chromiums[browser] = await Heard.launch(
                        playwright, cameras, person, devices, height=height, more=PLAIN
                    )
                for walk in sys.argv[2:] or walks:
                    try:
                        await walks[walk](Looks(folder), chromiums, practice)
                    except Exception as error:
                        print(walk, repr(error)[:1500])
        finally:
            await practice.stop()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
