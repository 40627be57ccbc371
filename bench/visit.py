"""What a person waits for in a visit, in real browsers against a real server: `make bench`.

Admission and hand-over are taken from the click to the first picture that carries the other party's bar code, on the
screen of the one who looks. Each is repeated in one visit: sent back to the waiting room and admitted again; handed back,
left, opened, read and joined again.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Playwright, async_playwright, expect

from bench.board import board_latency
from bench.cold import cold_links
from bench.full_size import full_size
from bench.reconnect import reconnections
from bench.recovery import recoveries
from bench.report import Figure, write
from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT, Person
from tests.e2e.chromium import Chromium, Window
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

TIMES = 30
Part = Callable[[Playwright, Path, Practice], Awaitable[list[Figure]]]
MARKS = Path(__file__).with_name("first_frame.js")


async def window_of(
    playwright: Playwright, folder: Path, person: Person, fps: int, height: int
) -> tuple[Chromium, Window]:
    """A browser with this person's camera, and one window that keeps marks."""
    chromium = await Chromium.launch(playwright, folder, person, fps=fps, height=height)
    window = await chromium.window()
    await window.context.add_init_script(path=MARKS)
    return chromium, window


async def arm(*windows: Window) -> None:
    """Forget the pictures seen so far."""
    for window in windows:
        await window.page.evaluate("() => __marks.arm()")


async def first_frame(window: Window, person: Person) -> float:
    """When this person's picture was first shown in the window since `arm`."""
    await window.page.wait_for_function(
        "([role, source]) => __marks.read().frames[role]?.source === source",
        arg=[person.role, person.source],
        polling=50,
    )
    marks: dict[str, Any] = await window.page.evaluate("() => __marks.read()")
    return float(marks["frames"][person.role]["at"])


async def pressed(window: Window) -> float:
    """When the window's person clicked last."""
    return float((await window.page.evaluate("() => __marks.read()"))["pressed"])


async def admissions(playwright: Playwright, folder: Path, practice: Practice) -> list[Figure]:
    """From "Yes, admit" on the board to the first picture at either side, 640x480 at 30 both ways."""
    booking = await practice.book()
    browsers = [await window_of(playwright, folder, person, 30, 480) for person in (PATIENT, NURSE)]
    patient, nurse = PatientPage(browsers[0][1]), StaffPage(browsers[1][1])
    at_patient, at_nurse = [], []
    try:
        await nurse.sign_in(practice, "RN")
        await patient.arrive(booking)
        for _ in range(TIMES):
            await nurse.ask_to_admit(booking)
            # Reading whom one is about to meet takes a person longer than connecting takes the page.
            await nurse.page.wait_for_function("() => __readers.states().includes('connected')")
            await arm(patient.window, nurse.window)
            await nurse.confirm_admission()
            seen_by_patient = await first_frame(patient.window, NURSE)
            seen_by_nurse = await first_frame(nurse.window, PATIENT)
            start = await pressed(nurse.window)
            at_patient.append(seen_by_patient - start)
            at_nurse.append(seen_by_nurse - start)
            await nurse.page.locator("summary", has_text="More").click()
            await nurse.button("Send back to waiting").click()
            await nurse.page.get_by_role("dialog").get_by_role("button", name="Yes, send back").click()
            await expect(patient.waiting).to_be_visible()
            await nurse.page.get_by_role("link", name="Today").click()
        assert await patient.window.negotiated() == [1]
        await nurse.admit(booking)
        await nurse.end()
    finally:
        for chromium, _ in browsers:
            await chromium.close()
    return [
        Figure("admit → nurse's first picture at the patient", at_patient, bar="≤ 150 ms p50, ≤ 300 ms p99"),
        Figure("admit → patient's first picture at the nurse (camera was paused)", at_nurse, bar="≤ 700 ms p50"),
    ]


async def hand_overs(playwright: Playwright, folder: Path, practice: Practice) -> list[Figure]:
    """From "Join visit" to the first picture at either side, three browsers at 320x240 and 15 pictures a second."""
    booking = await practice.book()
    browsers = [await window_of(playwright, folder, person, 15, 240) for person in (PATIENT, NURSE, DERMATOLOGIST)]
    patient = PatientPage(browsers[0][1])
    nurse, dermatologist = StaffPage(browsers[1][1]), StaffPage(browsers[2][1])
    at_patient, at_dermatologist = [], []
    try:
        await nurse.sign_in(practice, "RN")
        await dermatologist.sign_in(practice, "dermatologist")
        await patient.arrive(booking)
        await nurse.admit(booking)
        await first_frame(nurse.window, PATIENT)
        await nurse.hand_over("A note.")
        read = dermatologist.page.get_by_role("checkbox", name="I have read this")
        for _ in range(TIMES):
            await dermatologist.open_visit(practice, booking)
            await read.check()
            # Reading takes a person longer than connecting takes the page.
            await dermatologist.page.wait_for_function("() => __readers.states().includes('connected')")
            await arm(patient.window, dermatologist.window)
            await dermatologist.button("Join visit").click()
            seen_by_patient = await first_frame(patient.window, DERMATOLOGIST)
            seen_by_dermatologist = await first_frame(dermatologist.window, PATIENT)
            start = await pressed(dermatologist.window)
            at_patient.append(seen_by_patient - start)
            at_dermatologist.append(seen_by_dermatologist - start)
            await dermatologist.button("Hand back").click()
            await expect(dermatologist.button("Hand back")).to_have_count(0)
            await dermatologist.button("Leave").click()
            await expect(dermatologist.board).to_be_visible()
            await expect(patient.page.locator('[data-party="dermatologist"] video')).to_have_count(0)
        assert await patient.window.negotiated() == [1]
        await nurse.end()
    finally:
        for chromium, _ in browsers:
            await chromium.close()
    return [
        Figure("join → dermatologist's first picture at the patient", at_patient, bar="≤ 150 ms p50, ≤ 300 ms p99"),
        Figure("join → patient's first picture at the dermatologist", at_dermatologist, bar="≤ 700 ms p50"),
    ]


async def own_pictures(playwright: Playwright, folder: Path, practice: Practice) -> list[Figure]:
    """From the question for the camera (allowed at once) to the own picture, on the page that checks the devices."""
    booking = await practice.book()
    chromium, window = await window_of(playwright, folder, PATIENT, 30, 480)
    patient = PatientPage(window)
    values = []
    try:
        await patient.open(booking)
        await patient.give_date_of_birth(booking.date_of_birth)
        await patient.consent()
        await patient.reach_devices()
        for _ in range(TIMES):
            await patient.page.reload()
            await patient.page.wait_for_function("() => __marks.read().own > 0", polling=50)
            marks = await patient.page.evaluate("() => __marks.read()")
            values.append(marks["own"] - marks["asked"])
    finally:
        await chromium.close()
    return [Figure("device check opened → own picture", values, bar="≤ 1 s")]


async def main() -> None:
    """Measure everything, or what the arguments name (admit, join, own, cold, board, full, kill, reconnect), and write it down."""
    wanted = set(sys.argv[1:]) or {"admit", "join", "own", "cold", "board", "full", "kill", "reconnect"}
    figures: list[Figure] = []
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        practice = await Practice(folder / "home").start()
        try:
            async with async_playwright() as playwright:
                parts: dict[str, Part] = {
                    "admit": admissions,
                    "join": hand_overs,
                    "own": own_pictures,
                    "cold": cold_links,
                    "kill": recoveries,
                    "reconnect": reconnections,
                }
                for part, measure in parts.items():
                    if part in wanted:
                        figures += await measure(playwright, folder, practice)
            if "board" in wanted:
                figures.append(await board_latency(practice))
            if "full" in wanted:
                figures.append(await full_size())
        finally:
            await practice.stop()
    for figure in figures:
        print(figure.row)
    print(write("visit", "Waiting in a visit", figures, (
        "Server, browsers and load on the same machine, over loopback; software encoding.",
        "Admission: two Chromiums at 640×480 and 30 pictures a second. Joining: three at 320×240 and 15.",
        "Every patient's connection was negotiated once; the run fails otherwise.",
    ), load_before))  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
