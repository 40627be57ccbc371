"""What a visit is like on a bad network: `python -m bench.loss [SECONDS [WEATHER …]]` (20 a weather unless told), in under four minutes;
writes bench/results/DATE-loss.md, unless only some of the weathers were named.

A patient behind the seeded relay of the tests and a nurse who is not, both real Chromium at 640x480 and 30 frames a second.
The relay loses, delays or narrows both ways of the patient's media. Counted by the browsers themselves, at either side: the
share of time that the picture stood (`totalFreezesDuration`), and of the voice what its receiver made up: by stretching what
was there (`concealedSamples`), and by silence, which is heard as a gap (`silentConcealedSamples`).
"""

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright, expect

from bench.reconnect import met
from bench.report import RESULTS, machine
from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import Chromium, Window
from tests.e2e.network import Network
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.media.impaired import FAIR, Weather

SECONDS = 20
SETTLE_S = 6
"""Before counting: the estimates find the new weather."""
BACK_MS = 120_000
RATE = 48_000
"""Samples a second of a voice."""

WEATHERS = {
    "no loss": FAIR,
    "5 % lost": Weather(loss=0.05, delay=0.02),
    "20 % lost": Weather(loss=0.20, delay=0.02),
    "30 % lost, 300 ms jitter": Weather(loss=0.30, delay=0.02, jitter=0.3),
    "40 kbit/s": Weather(rate=40_000, delay=0.02),
}
BARS = {
    "5 % lost": "frozen < 1 %",
    "20 % lost": "gap < 1 s a minute",
    "30 % lost, 300 ms jitter": "the visit lives on and says what is wrong",
    "40 kbit/s": "usable speech",
}


@dataclass(frozen=True, slots=True)
class Side:
    """What one browser received in one weather."""

    frozen: float
    """Percent of the time."""
    frames: float
    """A second."""
    width: int
    gap: float
    """Seconds of silence instead of a voice, a minute."""
    concealed: float
    """Seconds made up in any way, a minute."""

    def __str__(self) -> str:
        picture = f"{self.width or chr(8211)} | {self.frames:.0f} | {self.frozen:.1f} %"
        return f"{picture} | {self.gap:.1f} s | {self.concealed:.1f} s"


async def counted(window: Window) -> dict[str, float]:
    found: dict[str, float] = await window.page.evaluate("() => __readers.inbound()")
    return found


def between(before: dict[str, float], after: dict[str, float], seconds: float) -> Side:
    def more(name: str) -> float:
        return max(0.0, after[name] - before[name])

    voices = more("samples") / RATE / seconds  # as many as were received at a time
    minutes = seconds * max(voices, 0.01) / 60
    # A picture that nobody sends any more is no frozen one.
    moving = more("frames") / seconds
    return Side(
        frozen=100 * more("frozen") / seconds,
        frames=moving,
        width=int(after["width"]) if moving >= 1 else 0,
        gap=more("silent") / RATE / minutes,
        concealed=more("concealed") / RATE / minutes,
    )


async def weathered(network: Network, windows: list[Window], weather: Weather, seconds: float) -> list[Side]:
    """Both sides in one weather."""
    network.weather(weather)
    await asyncio.sleep(SETTLE_S)
    began, before = time.perf_counter(), [await counted(window) for window in windows]
    await asyncio.sleep(seconds)
    passed = time.perf_counter() - began
    return [between(one, await counted(window), passed) for one, window in zip(before, windows, strict=True)]


async def said(nurse: StaffPage, patient: PatientPage) -> str:
    """What the pages tell their people about the connection just now."""
    tile = " ".join((await nurse.party("patient").inner_text()).split())
    notices = await patient.page.locator(".stage-status p, .tile-stalled, .no-picture").all_inner_texts()
    return f"nurse: {tile}; patient: {' '.join(' '.join(notices).split()) or chr(8211)}"


async def main(seconds: float, only: list[str]) -> None:
    """Run through the weathers, and back."""
    load, rows, words = os.getloadavg()[0], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        practice = await Practice(folder / "home").start()
        network = await Network(practice).start()
        async with async_playwright() as playwright:
            browsers = [await Chromium.launch(playwright, folder, one, fps=30, height=480) for one in (PATIENT, NURSE)]
            try:
                patient, nurse = await met(practice, network, *browsers)
                await nurse.page.wait_for_selector("[data-party=patient] video")
                await asyncio.sleep(SETTLE_S)
                windows = [nurse.window, patient.window]
                for weather, how in WEATHERS.items():
                    if only and weather not in only:
                        continue
                    sides = await weathered(network, windows, how, seconds)
                    rows += [f"| {weather} | {who} | {side} | {BARS.get(weather, chr(8211))} |"
                             for who, side in zip(("nurse", "patient"), sides, strict=True)]  # fmt: skip
                    words.append(f"- {weather}: {await said(nurse, patient)}")
                    print(*rows[-2:], words[-1], sep="\n", flush=True)
                words.append(await back(network, nurse, patient))
                print(words[-1])
            finally:
                for browser in browsers:
                    await browser.close()
                await network.stop()
                await practice.stop()
    if not only:
        print(write(seconds, rows, words, load))


async def back(network: Network, nurse: StaffPage, patient: PatientPage) -> str:
    """From the narrowest way to a wide one: how soon the whole picture is there at both sides."""
    began = time.perf_counter()
    network.weather(FAIR)
    for one, party in ((nurse, "patient"), (patient, "npc")):
        video = one.page.locator(f"[data-party={party}] video").first
        await expect(video).to_be_visible(timeout=BACK_MS)
        await one.page.wait_for_function(
            "(party) => document.querySelector(`[data-party=${party}] video`)?.videoWidth === 640",
            arg=party, timeout=BACK_MS, polling=100,
        )  # fmt: skip
    return f"- 40 kbit/s, then wide again: the whole picture at both sides after {time.perf_counter() - began:.0f} s."


def write(seconds: float, rows: list[str], words: list[Any], load: float) -> Path:
    day = datetime.now(UTC).date().isoformat()
    lines = [
        f"# A visit on a bad network, {day}", "",
        f"{machine()}; load average before the run: {load:.2f}. One visit, {seconds:g} s in each weather after {SETTLE_S} s to settle; "
        "server, relay and both browsers on the same machine.", "",
        "The patient's media pass a relay that does this both ways. Gap: silence instead of a voice, seconds a minute; made up: "
        "whatever the receiver had to invent of the voice.", "",
        "| weather | who receives | width | frames/s | frozen | gap | made up | bar |", "|---|---|---|---|---|---|---|---|", *rows, "",
        "What the pages said at the end of each:", "", *words, "",
    ]  # fmt: skip
    file = RESULTS / f"{day}-loss.md"
    file.write_text("\n".join(lines))
    return file


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS, sys.argv[2:]))
