"""What is refused, what a server cannot keep, what comes too often, and moments that are over before a person reads them.
As bench.screens_states: `python -m bench.screens_errors FOLDER [WALK…]`."""

import asyncio
import re
import resource
import sys
from pathlib import Path

from playwright.async_api import WebSocketRoute, expect

from bench.screens import PHONE
from bench.screens_around import Chromiums, Looks, signed_in, to_devices, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice

FIRST_WORDS = {"connect": "", "check_in": '"check_in"'}


async def who_you_are(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Nothing entered; a server that is away; one that can keep nothing; the text of the agreement changed meanwhile."""
    booking = await practice.book("Ernesto Errors")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await patient.open(booking)
    await patient.button("Continue").click()
    await expect(page.get_by_text("Enter your full date of birth")).to_be_visible()
    await looks.patient(page, "birth-missing")
    await page.route("**/api/visit-link/enter", lambda route: route.abort())
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(page.get_by_text("There is a problem")).to_be_visible()
    await looks.patient(page, "birth-unreachable")
    await page.unroute("**/api/visit-link/enter")
    before = resource.prlimit(practice.pid, resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(page.get_by_text("takes nobody in at the moment")).to_be_visible()
    await looks.patient(page, "birth-not-kept")
    resource.prlimit(practice.pid, resource.RLIMIT_FSIZE, before)
    agreement = page.get_by_text("I understand")
    while not await agreement.count():
        await patient.button("Continue").click()
        await page.wait_for_timeout(1000)
    admin = await practice.sign_in("administrator")
    texts = {"en": "Newer text of the agreement.", "es": "Texto más nuevo del acuerdo."}
    async with admin.post("/api/consent-texts", json={"consent": "telehealth", **texts}) as answer:
        assert answer.status == 201, await answer.text()
    await admin.close()
    await patient.consent()
    await expect(page.get_by_text("This text has changed.")).to_be_visible()
    await looks.patient(page, "consent-changed")


async def moments(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The waiting room before the socket answers, and before the practice knows: what the page says is held back on its way."""
    for name, held in FIRST_WORDS.items():
        window = await chromiums["patient"].window(viewport=PHONE)
        patient = PatientPage(window)

        def onward(route: WebSocketRoute, held: str = held) -> None:
            server = route.connect_to_server()
            route.on_message(lambda said: None if held in str(said) else server.send(said))

        await window.page.route_web_socket(re.compile("socket.io"), onward)
        await to_devices(patient, await practice.book())
        await patient.button("Join the waiting room").click()
        words = "Telling the practice" if held else "Taking you to the waiting room"
        await expect(window.page.get_by_text(words)).to_be_visible()
        await looks.patient(window.page, f"waiting-{name.replace('_', '-')}")
        await window.page.close()


async def misbehaved(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """A page that says what nobody understands is not let in any more."""
    window = await chromiums["patient"].window(viewport=PHONE)
    patient = PatientPage(window)
    socket: list[WebSocketRoute] = []

    def onward(route: WebSocketRoute) -> None:
        socket.append(route.connect_to_server())

    await window.page.route_web_socket(re.compile("socket.io"), onward)
    await to_devices(patient, await practice.book())
    await patient.join_waiting_room()
    for _ in range(50):
        socket[-1].send('42["frame",{"type":"nonsense"}]')
    await expect(window.page.get_by_role("heading", name="We could not connect you")).to_be_visible()
    await looks.patient(window.page, "refused")


async def after(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The link once more after the visit: who it is, then what was written."""
    booking = await practice.book("Rita Returns")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    await patient.arrive(booking)
    await nurse.admit(booking)
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    await nurse.page.get_by_text("What happens next, for the patient").first.click()
    await nurse.page.get_by_role("textbox", name="What happens next").fill("Use the cream twice a day for two weeks.")
    await expect(nurse.page.get_by_text("The patient reads it after the visit.")).to_be_visible()
    await nurse.end()
    again = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    await again.open(booking)
    await expect(again.page.get_by_text("To read what your clinician wrote")).to_be_visible()
    await looks.patient(again.page, "over-who")
    await again.give_date_of_birth(booking.date_of_birth)
    await expect(again.page.get_by_text("twice a day")).to_be_visible()
    await looks.patient(again.page, "over-read-later")


async def too_often(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Somebody else at this address has tried links at random. The last walk: from here on nobody else gets in."""
    booking = await practice.book()
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    await patient.open(booking)
    await expect(patient.page.get_by_label("Date of birth")).to_be_visible()
    await patient.page.evaluate("""async () => {
      const ask = { method: "POST", headers: { "Content-Type": "application/json" } };
      for (let turn = 0, status = 0; turn < 500 && status !== 429; turn += 1) {
        const body = JSON.stringify({ token: `nosuchlink${turn}nosuchlinknosuchlink`, date_of_birth: "1990-01-01" });
        ({ status } = await fetch("/api/visit-link/enter", { ...ask, body }));
      }
    }""")
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(patient.page.get_by_text("That was too often")).to_be_visible()
    await looks.patient(patient.page, "birth-too-often")


WALKS = {"who": who_you_are, "moments": moments, "misbehaved": misbehaved, "after": after, "too-often": too_often}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
