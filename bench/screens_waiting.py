"""The line as the server measures it, the questions of the waiting room, and a call that nobody answers.
As bench.screens_states: `python -m bench.screens_waiting FOLDER [WALK…]`."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

from playwright.async_api import expect

from bench.board import staff_client, wait_in
from bench.screens import PHONE
from bench.screens_around import Chromiums, Looks, to_devices, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage
from tests.e2e.practice import Practice
from tests.protocol_client import ProtocolClient

MEASURED = 5
"""Visits before an estimate is given (server/visits/waits.py)."""


@asynccontextmanager
async def clinic(practice: Practice) -> AsyncIterator[tuple[ProtocolClient, AsyncExitStack]]:
    """A nurse at the protocol, and who closes what was opened."""
    async with AsyncExitStack() as stack:
        nurse = await staff_client(practice, "RN")
        stack.push_async_callback(nurse.close)
        yield nurse, stack


async def others(practice: Practice, stack: AsyncExitStack, count: int) -> list[str]:
    """So many more patients come into the waiting room. Returns their visits."""
    clients: list[ProtocolClient] = []
    visits = [await wait_in(practice, clients, asyncio.Semaphore(1)) for _ in range(count)]
    for client in clients:
        stack.push_async_callback(client.close)
    return visits


def waited(home: Path, minutes: list[int]) -> None:
    """Let the measured visits have waited so long: nobody has an hour for these pictures."""
    with closing(sqlite3.connect(home / "vestibule.db")) as store, store:
        admitted = store.execute("SELECT id FROM appointment WHERE admitted_at IS NOT NULL ORDER BY id").fetchall()
        for (visit,), late in zip(admitted, minutes, strict=True):
            earlier = "strftime('%Y-%m-%d %H:%M:%f000', admitted_at, ?)"
            store.execute(f"UPDATE appointment SET waiting_since = {earlier} WHERE id = ?", (f"-{late} minutes", visit))


async def in_line(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Behind two others, behind one, next; then with the server's own estimate."""
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    async with clinic(practice) as (nurse, stack):
        before = await others(practice, stack, 2)
        await to_devices(patient, await practice.book("Lina Inline"))
        await patient.join_waiting_room()
        for visit, words in zip(before, ("2 people are before you", "1 person is before you"), strict=True):
            await expect(patient.waiting).to_contain_text(words)
            await looks.patient(patient.page, f"line-{words[0]}-before")
            await nurse.request("admit", visit=visit, to="intake")
        await expect(patient.waiting).to_contain_text("Your turn is near")
        await looks.patient(patient.page, "line-next")
        for visit in await others(practice, stack, MEASURED - len(before)):
            await nurse.request("admit", visit=visit, to="intake")
        await expect(patient.waiting).to_contain_text("less than 5 minutes")
        await looks.patient(patient.page, "line-next-soon")
    await practice.stop()
    await expect(patient.page.get_by_text("server is starting again")).to_be_visible()
    await looks.patient(patient.page, "waiting-server-restarts")
    waited(practice.home, [6, 9, 12, 14, 21])
    await practice.start()
    async with clinic(practice) as (nurse, stack):
        urgent = await others(practice, stack, 2)
        for visit in urgent:
            await nurse.request("urgent", visit=visit, on=True)
        await expect(patient.waiting).to_contain_text("2 people are before you")
        await expect(patient.waiting).to_contain_text("goes by the last 5 visits")
        await looks.patient(patient.page, "line-estimate")


async def questions(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """Each question answered, wrongly first; and on a server that is away."""
    booking = await practice.book("Quinn Questions")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await to_devices(patient, booking)
    await patient.join_waiting_room()
    await page.get_by_label("Phone number").fill("none of yours")
    await patient.button("Save").click()
    await expect(page.get_by_role("alert").filter(has_text="does not look like a phone number")).to_be_visible()
    await looks.patient(page, "question-callback-wrong")
    await page.get_by_label("Phone number").fill("555 555 0199")
    await page.route("**/api/visit-pass/answers**", lambda route: route.abort())
    await patient.button("Save").click()
    await expect(page.get_by_role("alert").filter(has_text="could not reach")).to_be_visible()
    await looks.patient(page, "question-not-kept")
    await page.unroute("**/api/visit-pass/answers**")
    await patient.button("Save").click()
    await page.get_by_role("radio", name="Somebody is with me").check()
    await looks.patient(page, "question-company-with-others")
    await page.get_by_label("Who is with you?").fill("My sister")
    await patient.button("Save").click()
    await page.get_by_role("radio", name="Yes, please").check()
    await page.get_by_label("Language").select_option("other")
    await looks.patient(page, "question-interpreter-other")
    await page.get_by_label("Which language?").fill("Mixteco")
    await patient.button("Save").click()
    await page.get_by_label("Address where you are now").fill("12 Orchard Lane, Reno")
    await patient.button("Save").click()
    await expect(page.get_by_text("Your answers are with the practice")).to_be_visible()
    await looks.patient(page, "questions-done")


async def called(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The practice rang and gave up: on the way in, and in the waiting room it goes on by phone."""
    booking = await practice.book("Cara Called")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    office = await staff_client(practice, "office")
    try:
        await to_devices(patient, booking)
        await office.request("ring", visit=booking.id)
        await expect(patient.page.get_by_role("alertdialog")).to_be_visible()
        await office.request("ring.stop", visit=booking.id)
        await expect(patient.page.get_by_text("called you just now")).to_be_visible()
        await looks.patient(patient.page, "ring-missed")
        await patient.join_waiting_room()
    finally:
        await office.close()


WALKS = {"line": in_line, "questions": questions, "called": called}

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, WALKS))
