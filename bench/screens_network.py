"""What both sides read when a way is bad: real media through the tests' relay (tests/media/impaired.py), no frame altered.
As bench.screens_states: `python -m bench.screens_network FOLDER [WALK…]`."""

import asyncio
import sys
import time
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Page, expect

from bench.screens import PHONE, in_the_other_language
from bench.screens_around import Chromiums, Looks, signed_in, walked
from bench.screens_states import BROWSERS
from bench.screens_words import messages
from tests.e2e.network import Network
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice
from tests.media.impaired import FAIR, Weather

LOST = Weather(loss=0.20, delay=0.02)
SHAKEN = Weather(loss=0.30, delay=0.02, jitter=0.3)
NARROW = Weather(rate=40_000, delay=0.02)
SMALL = Weather(rate=250_000, delay=0.02)
FAR = Weather(delay=0.3)
DEAD = Weather(dead=True)
THEIRS = {
    "lost": (LOST, LOST), "far": (FAR, FAR), "small-down": (FAIR, SMALL), "narrow-down": (FAIR, NARROW),
    "narrow-up": (NARROW, FAIR), "shaken": (SHAKEN, SHAKEN), "narrow": (NARROW, NARROW), "dead": (DEAD, DEAD),
}  # fmt: skip
"""What the network does on the way up and on the way down."""
STAFF_S = {
    "lost": (LOST, LOST),
    "narrow-down": (FAIR, NARROW),
    "shaken": (SHAKEN, SHAKEN),
    "narrow": (NARROW, NARROW),
    "dead": (DEAD, DEAD),
}
SLOW = Weather(delay=0.22)
OWN_STANDINGS = {"small_picture": (FAIR, SMALL), "slow": (SLOW, SLOW)}
STAGE = ".stage-status p, .tile-stalled, .no-picture, .trouble p"
OWN = "section[aria-label='Your connection'] p:not(.hint)"
LOOK_S = 14
"""So long each state of a page may come in one weather; those that last shorter than a picture takes are not held on to."""
FAIR_MS = 120_000


async def words(page: Page, place: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in await page.locator(place).all_inner_texts())


async def as_they_come(looks: Looks, page: Page, name: str, place: str, seen: set[tuple[str, ...]]) -> None:
    """Take the page each time that these words on it are new."""
    until = time.monotonic() + LOOK_S
    while time.monotonic() < until:
        now = await words(page, place)
        if now and now not in seen:
            seen.add(now)
            await looks.patient(page, f"{name}-{len(seen)}")
            print(f"{name}-{len(seen)}", now, flush=True)
        await page.wait_for_timeout(250)


async def looked_at(
    looks: Looks,
    name: str,
    network: Network,
    patient: PatientPage,
    nurse: StaffPage,
    weathers: dict[str, tuple[Weather, Weather]],
) -> None:
    """Both pages and the patient's help in each of the weathers, and back to a fair one after each."""
    seen: set[tuple[str, ...]] = set()
    for weather, (up, down) in weathers.items():
        network.weather(up=up, down=down)
        await as_they_come(looks, patient.page, f"{name}-{weather}", STAGE, seen)
        await patient.button("Help").click()
        await as_they_come(looks, patient.page, f"{name}-{weather}-help", OWN, seen)
        await patient.page.keyboard.press("Escape")
        await looks.staff(nurse.page, f"{name}-{weather}-staff")
        network.weather(FAIR)
        for page, party in ((patient.page, "npc"), (nurse.page, "patient")):
            await expect(page.locator(f"[data-party={party}] video").first).to_be_visible(timeout=FAIR_MS)
        await expect(patient.page.locator(STAGE)).to_have_count(0, timeout=FAIR_MS)


async def in_a_visit(
    chromiums: Chromiums, practice: Practice, network: Network, theirs: bool
) -> tuple[PatientPage, StaffPage]:
    """A visit with one of the two behind the network."""
    booking = await practice.book("Wanda Weather")
    window = await chromiums["patient"].window(viewport=PHONE)
    patient, nurse = PatientPage(window), await signed_in(chromiums["nurse"], practice, "RN")
    await network.lead((patient if theirs else nurse).window.context)
    await patient.arrive(replace(booking, link=network.link(booking)) if theirs else booking)
    await nurse.page.reload()
    await nurse.admit(booking)
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    await expect(patient.page.locator("[data-party=npc] video")).to_be_visible()
    return patient, nurse


async def patient_s(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The patient's way."""
    network = await Network(practice).start()
    try:
        patient, nurse = await in_a_visit(chromiums, practice, network, theirs=True)
        await looked_at(looks, "bad", network, patient, nurse, THEIRS)
        await nurse.end()
    finally:
        await network.stop()


async def staff_s(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The clinician's."""
    network = await Network(practice).start()
    try:
        patient, nurse = await in_a_visit(chromiums, practice, network, theirs=False)
        await looked_at(looks, "bad-clinician", network, patient, nurse, STAFF_S)
        await nurse.end()
    finally:
        await network.stop()


async def own_words(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """What stands in the patient's help of their own connection, in Spanish: it changes faster than both languages are taken."""
    network = await Network(practice).start()
    try:
        patient, nurse = await in_a_visit(chromiums, practice, network, theirs=True)
        page, say = patient.page, messages("es")
        await in_the_other_language(page)
        for standing, (up, down) in OWN_STANDINGS.items():
            network.weather(up=up, down=down)
            await patient.button(say["trouble-open"][0].strip()).click()
            await expect(page.get_by_role("region", name=say["connection"][0].strip())).to_contain_text(
                say[f"connection-{standing}"][0].strip(), timeout=FAIR_MS
            )
            await looks.own_language(page, f"own-{standing}")
            await page.keyboard.press("Escape")
            network.weather(FAIR)
        await nurse.end()
    finally:
        await network.stop()


WALKS = {"patient": patient_s, "staff": staff_s, "own": own_words}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS, height=480))
