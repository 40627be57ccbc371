"""What a visit is like on a bad network:

    python -m bench.loss [SECONDS [WEATHER …]] [--runs N]     20 s a weather and 5 runs unless told; writes bench/results/DATE-loss.md,
                                                              unless only some of the weathers were named

A run takes about three minutes: a visit of its own, with another seed, through all weathers and back. A patient behind the seeded relay
of the tests and a nurse who is not, both real Chromium at 640x480 and 30 frames a second. The relay loses, delays or narrows both ways of
the patient's media. Counted by the browsers themselves, at either side: the share of time that the picture stood
(`totalFreezesDuration`), and of the voice what its receiver made up: by stretching what was there (`concealedSamples`), and by silence,
which is heard as a gap (`silentConcealedSamples`).
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import async_playwright, expect

from bench.reconnect import met
from bench.report import Row, spread, write_tables
from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import Chromium, Window
from tests.e2e.network import Network
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.e2e.received import between, counted
from tests.media.impaired import FAIR, Weather

SECONDS = 20
RUNS = 5
SETTLE_S = 6
"""Before counting, at least: the estimates find the new weather."""
HEARD_S = 3
"""… and each side has heard the other's voice without a gap for so long, since a way that became narrow first has to carry what waits in
its queue; how long that took is a figure of its own."""
LATE_S = 1
"""… where what is said now waits no longer than this."""
BACK_MS = 120_000

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

VOICES = (
    "The voices are pure tones, which Opus codes largely as music, where it has no in-band FEC: what is made up is the worst case."
    " With pulses through formants for voices (2026-11-23, 20 % lost, 12 s at a time), the patient, whose way down loses, made up"
    " 12.0–12.4 s a minute while the nurse's browser was told of its own way up alone (n 3), and 3.1–5.4 s since it is told what its"
    " listeners miss (n 4); of the patient's voice the nurse made up 2.3–5.7 s (n 7)."
)


async def settled(window: Window, network: Network, way: int) -> float:
    """Seconds until the voice is heard for `HEARD_S` without a gap, and without one that waits for a second on its way."""
    began, silent = time.perf_counter(), (await counted(window))["silent"]
    since = began
    # A queue that fills is heard only once it is full: no gap in the first seconds says nothing.
    while (now := time.perf_counter()) - began < SETTLE_S or (now - since < HEARD_S and now - began < BACK_MS / 1000):
        await asyncio.sleep(0.25)
        heard = (await counted(window))["silent"]
        if heard != silent or network.waits_s[way] > LATE_S:
            since, silent = time.perf_counter(), heard
    return since - began


async def weathered(network: Network, windows: list[Window], weather: Weather, seconds: float) -> list[Row]:
    """Both sides in one weather: the nurse, to whom the patient's way up leads, and the patient."""
    network.weather(weather)
    heard = await asyncio.gather(*(settled(window, network, way) for way, window in enumerate(windows)))
    began, before = time.perf_counter(), [await counted(window) for window in windows]
    await asyncio.sleep(seconds)
    passed = time.perf_counter() - began
    return [
        {"heard_after_s": round(again, 1), "late_s": round(late, 1), **between(one, await counted(window), passed)}
        for again, late, one, window in zip(heard, network.waits_s, before, windows, strict=True)
    ]


async def said(nurse: StaffPage, patient: PatientPage) -> str:
    """What the pages tell their people about the connection just now."""
    tile = " ".join((await nurse.party("patient").inner_text()).split())
    notices = await patient.page.locator(".stage-status p, .tile-stalled, .no-picture").all_inner_texts()
    return f"nurse: {tile}; patient: {' '.join(' '.join(notices).split()) or chr(8211)}"


async def once(
    seed: int, seconds: float, only: list[str], found: dict[tuple[str, str], list[Row]]
) -> tuple[list[str], float]:
    """One visit through the weathers and back: what its pages said, and the seconds until all was well again."""
    words = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        practice = await Practice(folder / "home").start()
        network = await Network(practice, seed).start()
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
                    for who, side in zip(("nurse", "patient"), sides, strict=True):
                        found.setdefault((weather, who), []).append(side)
                        print(weather, who, dict(side), flush=True)
                    words.append(f"{weather}: {await said(nurse, patient)}")
                    print(words[-1], flush=True)
                return words, await back(network, nurse, patient)
            finally:
                for browser in browsers:
                    await browser.close()
                await network.stop()
                await practice.stop()


async def main(seconds: float, only: list[str], runs: int) -> None:
    """Run through the weathers so often, and write."""
    load, found = os.getloadavg()[0], dict[tuple[str, str], list[Row]]()
    words, backs = list[str](), list[float]()
    for run in range(runs):
        more, back_s = await once(2 * run + 1, seconds, only, found)
        print(f"all is well again after {back_s:.0f} s", flush=True)
        words, backs = words + more, [*backs, back_s]
    if not only:
        print(written(seconds, found, words, backs, load))


async def back(network: Network, nurse: StaffPage, patient: PatientPage) -> float:
    """From the narrowest way to a wide one: seconds until the whole picture is there at both sides."""
    began = time.perf_counter()
    network.weather(FAIR)
    for one, party in ((nurse, "patient"), (patient, "npc")):
        video = one.page.locator(f"[data-party={party}] video").first
        await expect(video).to_be_visible(timeout=BACK_MS)
        await one.page.wait_for_function(
            "(party) => document.querySelector(`[data-party=${party}] video`)?.videoWidth === 640",
            arg=party, timeout=BACK_MS, polling=100,
        )  # fmt: skip
    return time.perf_counter() - began


def written(
    seconds: float, found: dict[tuple[str, str], list[Row]], words: Iterable[str], backs: list[float], load: float
) -> Path:
    rows = [
        {"weather": weather, "who_receives": who, **spread(runs), "bar": BARS.get(weather, "–")}
        for (weather, who), runs in found.items()
    ]
    way_back = spread([{"s": round(one)} for one in backs])["s"]
    return write_tables(
        "loss",
        "A visit on a bad network",
        f"{seconds:g} s in each weather after at least {SETTLE_S} s to settle, each run a visit of its own; medians, with the least"
        " and the most."
        " Server, relay and both browsers on the same machine.",
        [rows],
        [
            "The patient's media pass a relay that does this both ways, in each run with another seed. What does not fit waits in a queue"
            " of 256 KiB, as a home router's: 52 s at 40 kbit/s.",
            "Heard after: from the change of weather until the voice is heard without a gap and no more than a second late; then counting"
            " begins. Late: what waited in the queue when counting ended.",
            "Width 0: no picture is sent. Gap: silence instead of a voice, seconds a minute; made up: whatever the receiver had to invent"
            " of the voice, seconds a minute.",
            VOICES,
            f"40 kbit/s, then wide again: the whole picture at both sides after {way_back} s, n {len(backs)}.",
            *(
                f"Pages at the end of *{one.partition(': ')[0]}*: {one.partition(': ')[2]}"
                for one in dict.fromkeys(sorted(words))
            ),
        ],
        load,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=float, default=SECONDS)
    parser.add_argument("weathers", nargs="*", metavar="WEATHER")
    parser.add_argument("--runs", type=int, default=RUNS)
    told = parser.parse_args()
    asyncio.run(main(told.seconds, told.weathers, told.runs))
