"""A full house: the server carries as many visits as its setting lets it, and the next one waits for room. As bench.screens_states:
`python -m bench.screens_full FOLDER`.

Nothing is altered: `VESTIBULE_MEDIA_LOAD` stands so low that one visit with pictures exceeds it, and an idle server does not.
"""

import asyncio
import re
import sys
from pathlib import Path

from playwright.async_api import expect

from bench.screens import DESK, PHONE
from bench.screens_around import Chromiums, Looks, signed_in, walked
from bench.screens_states import BROWSERS
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

LOW = {"VESTIBULE_MEDIA_LOAD": "2"}
"""Percent of one core."""


async def full_house(looks: Looks, chromiums: Chromiums, practice: Practice) -> None:
    """The first visit fills the server. The second patient's device check, waiting, admission and call have no room, until it ends."""
    first, second = await practice.book("Fiona First"), await practice.book("Sara Second")
    carried = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    nurse = await signed_in(chromiums["nurse"], practice, "RN")
    await carried.arrive(first)
    await nurse.admit(first)
    await expect(nurse.party("patient").locator("video")).to_be_visible()
    derm = await signed_in(chromiums["dermatologist"], practice, "dermatologist")
    patient = PatientPage(await chromiums["patient"].window(viewport=PHONE))
    page = patient.page
    await patient.open(second)
    await patient.give_date_of_birth(second.date_of_birth)
    await patient.consent()
    await patient.reach_devices()
    await expect(page.get_by_text("Too much is going on just now")).to_be_visible()
    await looks.patient(page, "full-check")
    await patient.join_waiting_room()
    await expect(page.get_by_text("Too many video visits are going on")).to_be_visible()
    await looks.patient(page, "full-waiting")
    await expect(derm.row(second)).to_contain_text("No room on the server yet")
    await looks.staff(derm.page, "full-board")
    await derm.row(second).get_by_role("button", name="Admit", exact=True).click()
    await expect(derm.page.get_by_role("dialog")).to_contain_text("as soon as there is room")
    await looks.staff(derm.page, "full-guard")
    await derm.confirm_admission()
    await expect(derm.page.get_by_text("Picture and sound begin by themselves")).to_be_visible()
    await looks.staff(derm.page, "full-visit")
    await looks.patient(page, "full-call")
    # Meanwhile the office plans visits as ever: a full house is one of this hour.
    office = StaffPage(await chromiums["nurse"].window(viewport=DESK))
    await office.sign_in(practice, "office")
    await practice.book("Tina Tomorrow")
    await expect(office.board.get_by_role("row").filter(has_text="Tina Tomorrow")).to_be_visible()
    await nurse.end()
    await expect(derm.page.locator("[data-party=patient] video")).to_be_visible(timeout=60_000)
    await expect(page.get_by_text(re.compile("Too many video visits"))).to_be_hidden()
    await looks.staff(derm.page, "full-no-more")
    await derm.end()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(exist_ok=True)
    asyncio.run(walked(Path(sys.argv[1]), BROWSERS, {"full": full_house}, LOW))
