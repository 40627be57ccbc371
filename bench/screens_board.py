"""What a row of the board may say: devices that fail on the way in, a call and what became of it, links and what is told of them, long
waits; an empty day, pages on their way or out of reach, a server about to restart. As bench.screens_states:
`python -m bench.screens_board FOLDER [WALK…]`."""

import asyncio
import os
import signal
import sys
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from playwright.async_api import Route, WebSocketRoute, expect

from bench.screens import DESK, PHONE
from bench.screens_around import Chromiums, Looks, signed_in, to_devices, walked
from bench.screens_in_call import REFUSES
from bench.screens_states import BROWSERS
from tests.e2e.camera import PATIENT, Person
from tests.e2e.chromium import Devices
from tests.e2e.people import PatientPage
from tests.e2e.practice import Booking, Practice
from tests.e2e.test_device_check import IN_USE, to_nowhere
from tests.e2e.test_device_trouble import TAKE, UNPLUG

FAILING = {"denied": "denied", "missing": "missing", "in-use": "patient", "silent": "silent", "blocked": "patient"}
"""What is wrong at a patient's place, and whose browser it is."""
BOARD_BROWSERS: dict[str, tuple[Person, Devices]] = BROWSERS | {
    "denied": (PATIENT, "denied"),
    "missing": (PATIENT, "missing"),
    "silent": (replace(PATIENT, tone=0), "granted"),
}


async def devices(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A waiting room full of trouble on one board, and each of them in the visit."""
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    patients: dict[str, tuple[PatientPage, Booking]] = {}
    for trouble, browser in FAILING.items():
        window = await chromiums[browser].window(viewport=PHONE)
        if trouble == "in-use":
            await window.context.add_init_script(script=IN_USE)
        if trouble == "blocked":
            await window.page.route("**/api/device-check", to_nowhere)
        patient, booking = PatientPage(window), await practice.book(f"Pat {trouble.title()}")
        await to_devices(patient, booking)
        await expect(window.page.get_by_text("Testing your connection")).to_have_count(0)
        await patient.join_waiting_room()
        patients[trouble] = patient, booking
    for trouble, words in (
        ("denied", "Camera not allowed"),
        ("in-use", "Camera used elsewhere"),
        ("silent", "No sound from the microphone"),
        ("blocked", "Network: blocked"),
    ):
        await expect(nurse.row(patients[trouble][1])).to_contain_text(words)
    await looks.staff(nurse.page, "board-devices")
    for trouble, (patient, booking) in patients.items():
        await nurse.page.goto(practice.url)
        await nurse.admit(booking)
        await expect(nurse.page.get_by_text("Wrong patient?")).to_be_visible()
        await expect(patient.waiting).to_be_hidden()
        await expect(nurse.party("patient")).to_be_visible()
        if trouble == "silent":
            await expect(nurse.party("patient")).to_contain_text("no sound from the microphone")
        await looks.staff(nurse.page, f"visit-{trouble}")
        if trouble == "blocked":
            await patient.page.evaluate(f"({REFUSES})()")
            await patient.page.evaluate("() => { window.__refuses = 'NotReadableError'; }")
            await patient.page.evaluate(UNPLUG, "audio")
            await patient.page.evaluate(TAKE, ["video", True])
            await expect(nurse.party("patient")).to_contain_text("microphone disconnected")
            await looks.staff(nurse.page, "visit-microphone-lost")
        await nurse.end()


async def calls(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Rung in vain in each way, dialled, a link sent; unlocked, revoked; out of sight; a long wait."""
    known = {"name": "Cora Called", "date_of_birth": "1961-02-01", "language": "en", "state": "CA", "phone": "555-0177"}
    booking, other = await practice.book(patient=known), await practice.book("Liam Link")
    office = await signed_in(chromiums["nurse"], practice, "office")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page, row, dialog = office.page, office.row(booking), office.page.get_by_role("dialog")
    call = row.get_by_role("button", name="Call", exact=True)
    ring = patient.page.get_by_role("alertdialog")
    await patient.open(booking)
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(row).to_contain_text("Page open")
    await looks.staff(page, "board-page-open")
    await call.click()
    await ring.get_by_role("button", name="Not now").click()
    await expect(page.locator(".call-news").filter(has_text="answered “not now”.")).to_be_visible()
    await looks.staff(page, "board-call-declined")
    await call.click()
    await expect(ring).to_be_visible()
    await office.button("Stop calling").click()
    await expect(page.locator(".call-news").filter(has_text="was stopped.")).to_be_visible()
    await looks.staff(page, "board-call-stopped")
    await row.get_by_role("button", name="More").click()
    await office.button("Reach another way").click()
    await expect(dialog.get_by_text("Their page is open now")).to_be_visible()
    await looks.staff(page, "board-reach-page-open")
    await office.button("Ring their page").click()
    await expect(ring).to_be_visible()
    await expect(page.locator(".call-news").filter(has_text="did not answer.")).to_be_visible(timeout=90_000)
    await looks.staff(page, "board-call-unanswered")
    await row.get_by_role("button", name="More").click()
    await office.button("Reach another way").click()
    await office.button("Make a new link").click()
    await page.context.grant_permissions(["clipboard-write"])
    await office.button("Copy link").click()
    await expect(dialog.get_by_text("Copied")).to_be_visible()
    await looks.staff(page, "board-link-copied")
    await page.keyboard.press("Escape")
    await expect(row).to_contain_text("Link sent")
    await patient.open(other)
    for day in range(1, 6):
        await patient.give_date_of_birth(f"1901-01-0{day}")
        await expect(patient.button("Continue").or_(patient.button("Try again"))).to_be_enabled()
    await expect(office.row(other)).to_contain_text("Link paused until")
    await office.row(other).get_by_role("button", name="More").click()
    await office.button("Unlock the link").click()
    await expect(office.row(other)).to_contain_text("The link works again.")
    await looks.staff(page, "board-unlocked")
    await patient.button("Try again").click()
    await patient.give_date_of_birth(other.date_of_birth)
    await patient.consent()
    await patient.reach_devices()
    await patient.join_waiting_room()
    await page.clock.set_fixed_time(datetime.now() + timedelta(minutes=25))
    await expect(office.row(other)).to_contain_text("long wait")
    await looks.staff(page, "board-long-wait")
    await page.clock.set_fixed_time(datetime.now())
    await patient.page.close()
    await expect(office.row(other)).to_contain_text("Page closed")
    await looks.staff(page, "board-page-closed")
    await row.get_by_role("button", name="More").click()
    await office.button("Revoke the link").click()
    await office.button("Yes, revoke the link").click()
    await expect(row).to_contain_text("The link no longer works.")
    await row.get_by_role("button", name="More").click()
    await office.button("Mark as urgent").click()
    await row.get_by_role("button", name="More").click()
    await looks.staff(page, "board-revoked-and-urgent")


async def empty(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A practice on its first day, as who plans visits sees it and as who only reads."""
    with tempfile.TemporaryDirectory() as name:
        fresh = Practice(Path(name) / "home", settings={"VESTIBULE_DEMO": "0"})
        people = [await made(fresh, Path(name), role) for role in ("office", "scribe", "biller")]
        await fresh.start()
        try:
            for role, email, password in people:
                page = (await chromiums["nurse"].window(viewport=DESK)).page
                await page.goto(fresh.url)
                await page.get_by_label("Email").fill(email)
                await page.get_by_label("Password", exact=True).fill(password)
                await page.get_by_role("button", name="Sign in").click()
                await expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
                await page.wait_for_load_state("networkidle")
                await looks.staff(page, f"first-day-{role}")
        finally:
            await fresh.stop()


async def made(practice: Practice, folder: Path, role: str) -> tuple[str, str, str]:
    """Make an account on the command line: its role, address and password."""
    email = f"{role}@p.example"
    command = [sys.executable, "-m", "server", "staff", "add", "--email", email, "--name", role.title(), "--role", role]
    command += ["--practice", "Elm Street Skin", "--phone", "555-0123", "--tz", "America/New_York"]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=practice.environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return role, email, said.decode().split()[-1]


async def _no_answer(_: Route | WebSocketRoute) -> None:
    """Nothing comes back."""


async def _known(route: Route) -> None:
    """Who is signed in is known, and nothing else can be read."""
    await (route.continue_() if route.request.url.endswith("/api/session") else route.abort())


async def _known_and_slow(route: Route) -> None:
    """Who is signed in is known, and everything else is on its way."""
    if route.request.url.endswith("/api/session"):
        await route.continue_()


async def on_their_way(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Each page while its answer is on the way, and when the server could not be reached."""
    booking = await practice.book("Wim Waited")
    visit = f"visits/{booking.id}"
    for role, paths in (
        ("dermatologist", {
            "board": "", "photos": "answers", "billing": "billing", "visit": visit, "coding": f"{visit}/coding",
            "workspace": f"{visit}/photos", "people": "people", "new-visit": "visits/new",
        }),
        ("administrator", {name: name for name in ("payers", "audit", "hours", "people", "account")}),
    ):  # fmt: skip
        staff = await signed_in(chromiums["dermatologist"], practice, role)
        for name, path in paths.items():
            for state, answer in (("loading", _known_and_slow), ("unreachable", _known)):
                page = (await staff.window.another()).page
                await page.route("**/api/**", answer)
                if name == "board" or state == "unreachable":
                    await page.route_web_socket("**", _no_answer)
                await page.goto(f"{practice.url}/staff/{path}" if path else practice.url)
                await expect(page.get_by_role("banner")).to_be_visible()
                if state == "unreachable":
                    await expect(page.get_by_text("No connection to the practice’s server.").first).to_be_visible()
                await looks.staff(page, f"{state}-{role}-{name}")
                await page.close()


async def restart(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A server that is told to stop while a visit goes on, and one that is gone for a moment."""
    await practice.stop()
    practice.settings["VESTIBULE_DRAIN_SECONDS"] = "300"
    await practice.start()
    booking = await practice.book("Dee Drain")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    nurse, office = [await signed_in(chromiums["nurse"], practice, role) for role in ("RN", "office")]
    await patient.arrive(booking)
    await nurse.admit(booking)
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    os.kill(practice.pid, signal.SIGTERM)
    await expect(nurse.page.get_by_text("The server is about to restart.")).to_be_visible()
    await looks.staff(nurse.page, "restart-soon-visit")
    await looks.staff(office.page, "restart-soon-board")
    await practice.stop()  # the second signal ends the waiting
    await expect(nurse.page.get_by_text("The server is restarting.")).to_be_visible()
    await looks.staff(nurse.page, "restarting-visit")
    await looks.staff(office.page, "restarting-board")
    del practice.settings["VESTIBULE_DRAIN_SECONDS"]
    await practice.start()


WALKS = {"devices": devices, "calls": calls, "empty": empty, "on-their-way": on_their_way, "restart": restart}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BOARD_BROWSERS, WALKS))
