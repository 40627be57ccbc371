"""How soon a visit is whole again after a patient's reload, and after a patient's network was away: `make bench`, or
`python -m bench.reconnect [TIMES]` alone, which writes bench/results/DATE-reconnect.md.

"Whole" is the other's moving picture and tone at both sides, looked at every 100 ms. A network that is away loses every packet
of page and media without a word to anybody; the page is told that it is offline, as phones are.
"""

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Locator, Playwright, async_playwright

from bench.recovery import SPAN_MS, both
from bench.report import Figure, write
from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import Chromium
from tests.e2e.network import Network
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

TIMES = 12
FRESH = """async () => {
  const video = document.querySelector("[data-party=patient] video");
  const before = JSON.stringify(__readers.code(video));
  while (JSON.stringify(__readers.code(video)) === before) await new Promise((resolve) => setTimeout(resolve, 20));
}"""
STANDSTILL = """async () => {
  const video = () => document.querySelector("[data-party=patient] video");
  const end = performance.now() + 6000;
  let [longest, at, code] = [0, performance.now(), ""];
  while (performance.now() < end || performance.now() - at > 500) {
    const shown = video() && JSON.stringify(__readers.code(video()));
    if (shown && shown !== code) {
      longest = Math.max(longest, performance.now() - at);
      [at, code] = [performance.now(), shown];
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return longest;
}"""
AWAY_S = {3: 4, 10: 4, 40: 2}
"""How long the network is away, seconds, and how often."""


async def met(
    practice: Practice, network: Network, patients: Chromium, nurses: Chromium
) -> tuple[PatientPage, StaffPage]:
    """A patient on a phone behind the network, and the nurse, in a visit."""
    booking = await practice.book()
    window = await patients.window(viewport={"width": 390, "height": 844})
    await network.lead(window.context)
    patient, nurse = PatientPage(window), StaffPage(await nurses.window())
    await nurse.sign_in(practice, "RN")
    await patient.arrive(replace(booking, link=network.link(booking)))
    await nurse.admit(booking)
    return patient, nurse


async def reconnections(playwright: Playwright, folder: Path, practice: Practice, repeats: int = TIMES) -> list[Figure]:
    """Reloads, a changed address, and the network away."""
    browsers = [await Chromium.launch(playwright, folder, person) for person in (PATIENT, NURSE)]
    network = await Network(practice).start()
    figures: list[Figure] = []
    try:
        patient, nurse = await met(practice, network, *browsers)
        window = patient.window

        reloads = []
        for _ in range(repeats):
            await both(patient, nurse, 1500)
            start = time.perf_counter()
            await patient.page.reload(wait_until="commit")
            # The page is a new one: what it shows and plays is of the new connection. The nurse's must be a picture after that.
            await patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone], SPAN_MS)
            await fresh(nurse)
            reloads.append((time.perf_counter() - start) * 1000)
        figures.append(Figure("patient reloads → picture and sound both ways again", reloads, bar="≤ 3 s"))

        standstills = []
        for _ in range(repeats):
            await both(patient, nurse, 1500)
            network.move()
            standstills.append(float(await nurse.page.evaluate(STANDSTILL)))
        figures.append(
            Figure("patient's address changes → longest standstill of the picture", standstills, bar="≤ 3 s")
        )

        standstills = []
        for _ in range(repeats):
            await both(patient, nurse, 1500)
            network.move()
            # What a phone's browser says when it leaves one network for another: the page asks for an ICE restart.
            await patient.page.evaluate("() => void dispatchEvent(new Event('online'))")
            standstills.append(float(await nurse.page.evaluate(STANDSTILL)))
        figures.append(
            Figure("… and the page is told, so that it restarts ICE → longest standstill", standstills, bar="≤ 2 s")
        )

        figures += await silences(network, patient, nurse, repeats)

        for seconds, times in AWAY_S.items():
            values = []
            for _ in range(times):
                await both(patient, nurse, 1500)
                await window.context.set_offline(True)
                network.cut()
                await asyncio.sleep(seconds)
                network.join()
                await window.context.set_offline(False)
                start = time.perf_counter()
                await both(patient, nurse, SPAN_MS)
                values.append((time.perf_counter() - start) * 1000)
            name = f"network back after {seconds} s → picture and sound both ways again"
            figures.append(Figure(name, values, bar="≤ 3 s"))
        await nurse.end()
    finally:
        await network.stop()
        for chromium in browsers:
            await chromium.close()
    return figures


async def silences(network: Network, patient: PatientPage, nurse: StaffPage, repeats: int) -> list[Figure]:
    """The patient's network dies and nobody is told: how soon either page says so."""
    told: dict[str, list[float]] = {"nurse": [], "patient": []}
    words = nurse.party("patient").get_by_text("reconnecting"), patient.page.get_by_text("Trying again")

    async def says(who: str, where: Locator, start: float) -> None:
        await where.first.wait_for()
        told[who].append((time.perf_counter() - start) * 1000)

    for _ in range(repeats):
        await both(patient, nurse, 1500)
        network.cut()
        start = time.perf_counter()
        await asyncio.gather(says("nurse", words[0], start), says("patient", words[1], start))
        network.join()
    return [Figure(f"patient's network dies → the {who} reads it", values, bar="≤ 2 s") for who, values in told.items()]


async def fresh(nurse: StaffPage) -> None:
    """Wait until the nurse is shown another picture of the patient than now."""
    await nurse.page.wait_for_selector("[data-party=patient] video")
    await nurse.page.evaluate(FRESH)


async def main(repeats: int) -> None:
    """Measure and write it down."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        practice = await Practice(Path(folder) / "home").start()
        try:
            async with async_playwright() as playwright:
                figures = await reconnections(playwright, Path(folder), practice, repeats)
        finally:
            await practice.stop()
    for figure in figures:
        print(figure.row)
    print(write("reconnect", "A patient who comes back", figures, (
        "Server, two browsers at 320×240 and 15 pictures a second, and the relays on the same machine.",
        "A network that is away loses every packet of page and media without a word, and the page is told that it is offline.",
        "Standstill: the longest time without a new picture within six seconds of the change.",
    ), load))  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else TIMES))
