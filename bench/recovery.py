"""How long a visit is broken by a server that is killed without warning and started again at once: `make bench`, or
`python -m bench.recovery [KILLS]` alone, which writes bench/results/DATE-recovery.md.

Measured from the kill, in two real browsers: until either side shows the other's moving picture again and plays the other's
tone. What shows the visit's way back beside it: when the server was ready again.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from playwright.async_api import Playwright, async_playwright

from bench.report import Figure, write
from tests.e2e.camera import NURSE, PATIENT, Person
from tests.e2e.chromium import Chromium
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

KILLS = 12
SPAN_MS = 100
"""How long picture and sound have to be there to be called back. They are looked at every 100 ms."""


async def recoveries(
    playwright: Playwright, folder: Path, _: Practice | None = None, kills: int = KILLS
) -> list[Figure]:
    """A practice of its own, so that the other measurements' server lives."""
    (folder / "killed").mkdir()
    practice = await Practice(folder / "killed" / "home").start()
    browsers = [await Chromium.launch(playwright, folder, person) for person in (PATIENT, NURSE)]
    ready, whole = [], []
    try:
        booking = await practice.book()
        patient = PatientPage(await browsers[0].window())
        nurse = StaffPage(await browsers[1].window())
        await nurse.sign_in(practice, "RN")
        await patient.arrive(booking)
        await nurse.admit(booking)
        for _number in range(kills):
            # The visit has to run well before it is broken: what the last kill left behind is no part of this one.
            await both(patient, nurse, 2000)
            killed = time.perf_counter()
            await practice.kill()
            started = asyncio.create_task(practice.start())
            # What still stands on the screen when the server is dead is not a visit that is back.
            await asyncio.gather(gone(patient, NURSE), gone(nurse, PATIENT))
            await started
            ready.append((time.perf_counter() - killed) * 1000)
            await both(patient, nurse, SPAN_MS)
            whole.append((time.perf_counter() - killed) * 1000)
        await nurse.end()
    finally:
        for chromium in browsers:
            await chromium.close()
        await practice.stop()
    return [
        Figure("kill -9 → the server is ready again", ready),
        Figure("kill -9 → picture and sound both ways again", whole, bar="≤ 5 s p50, ≤ 10 s"),
    ]


async def both(patient: PatientPage, nurse: StaffPage, span_ms: int) -> None:
    """Wait until either side sees and hears the other for so long."""
    await asyncio.gather(
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone], span_ms),
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone], span_ms),
    )


async def gone(side: PatientPage | StaffPage, other: Person) -> None:
    """Wait until this side's picture of the other stands still."""
    await side.page.wait_for_function("role => !(role in __readers.pictures())", arg=other.role, polling=100)


async def main(kills: int) -> None:
    """Measure and write it down."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright:
            figures = await recoveries(playwright, Path(folder), kills=kills)
    for figure in figures:
        print(figure.row)
    note = "Server and both Chromiums on the same machine; the server is started again in the same moment it is dead."
    print(write("recovery", "The way back after kill -9", figures, (note,), load))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else KILLS))
