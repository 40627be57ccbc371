"""After the visit: the clinician decides by keyboard, the biller's queue, a question, a release. The visits' evidence is put into the
store; the server, its pages and the browser are real."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.e2e.camera import DERMATOLOGIST, NURSE
from tests.e2e.conftest import Browsers
from tests.e2e.practice import ROOT
from tests.e2e.test_accessibility import OPEN, Survey
from tests.e2e.test_keyboard import press, tab_to
from tests.integration.served import Served, served
from tests.integration.witnessed import held, talk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path / "home", dist=ROOT / "web/dist") as running:
        yield running


async def signed_in(page: Page, server: Served, role: str, which: int = 0) -> None:
    person = server.person(role, which)
    await page.goto(server.base)
    await page.get_by_label("Email").fill(person["email"])
    await page.get_by_label("Password", exact=True).fill(person["password"])
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.get_by_role("button", name="Sign out")).to_be_visible()


async def fits(page: Page) -> None:
    """Nothing makes the page wider than a phone."""
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    await page.set_viewport_size({"width": 1280, "height": 800})


async def test_a_visit_is_decided_asked_about_answered_and_released(server: Served, browsers: Browsers) -> None:
    survey = Survey()
    visit = await held(server, 1, talk(480, 240))
    one_sided = await held(server, 3, {"patient": ((0, 90, "microphone"), (0, 60, "camera")), "clinician": ()})
    doctor = (await browsers.window(DERMATOLOGIST, **OPEN)).page
    biller = (await browsers.window(NURSE, **OPEN)).page
    button = {
        page: lambda name, page=page: page.get_by_role("button", name=name, exact=True) for page in (doctor, biller)
    }

    # The biller's first page is the queue, and it knows of both.
    await signed_in(biller, server, "biller")
    await expect(biller.get_by_role("heading", level=1, name="Billing")).to_be_visible()
    await expect(biller.get_by_role("row").filter(has_text="Walter Hughes")).to_contain_text(
        "The rendering clinician’s decision."
    )
    await survey.look("queue", biller)
    await fits(biller)

    # One side sent, and the page says who and what.
    await signed_in(doctor, server, "MD", 1)
    await doctor.goto(f"{server.base}/staff/visits/{one_sided}/coding")
    proposal = doctor.get_by_role("region", name="Coding proposal")
    await expect(proposal).to_contain_text("sound never flowed both ways")
    await expect(proposal).to_contain_text("Noah Bennett: sound 1 min 30 s; Noah Bennett: picture 1 min")
    await expect(proposal).not_to_contain_text("No picture or sound was forwarded")

    # The clinician's whole flow by keyboard: review, then accept, with the lanes of both parties in the picture.
    await doctor.goto(f"{server.base}/staff/visits/{visit}/coding")
    await expect(doctor.get_by_role("img").filter(has=doctor.locator("rect"))).to_have_accessible_name(
        re.compile("Walter Hughes: picture 8 min.*Picture and sound, both ways 8 min")
    )
    await survey.look("coding, undecided", doctor)
    await fits(doctor)
    await press(doctor, button[doctor]("Send to review"))
    await press(doctor, button[doctor]("Send it to review"))
    await expect(doctor.get_by_role("alert").first).to_contain_text("Say what a second person should look at")
    await survey.look("coding, review without a reason", doctor)
    await tab_to(doctor, doctor.get_by_label("What is in doubt"))
    await doctor.keyboard.type("Is this level right?")
    await press(doctor, button[doctor]("Send it to review"))
    await expect(proposal.get_by_text("Sent to review. You can still accept or override.")).to_be_visible()

    # The biller reads, and asks.
    await biller.reload()
    row = biller.get_by_role("row").filter(has_text="Walter Hughes")
    await expect(row).to_contain_text("A second look")
    await press(biller, row.get_by_role("link"))
    await expect(biller.get_by_role("region", name="Coding proposal")).to_be_visible()
    await expect(button[biller]("Accept")).to_have_count(0)
    await expect(biller.get_by_label("Level of medical decision making")).to_have_count(0)
    await expect(button[biller]("Release to billing")).to_be_disabled()
    await press(biller, button[biller]("Ask the clinician"))
    await tab_to(biller, biller.get_by_label("Question"))
    await biller.keyboard.type("Was a prescription managed?")
    await press(biller, button[biller]("Send it back"))
    await expect(biller.get_by_text("The clinician’s answer to your question.")).to_be_visible()
    await survey.look("coding, for the biller", biller)

    # The clinician answers by a decision, then amends it.
    await doctor.reload()
    await expect(doctor.get_by_text("Was a prescription managed?").first).to_be_visible()
    await press(doctor, button[doctor]("Accept"))
    await tab_to(doctor, doctor.get_by_label("Answer"))
    await doctor.keyboard.type("No.")
    await press(doctor, button[doctor]("Accept and answer"))
    await expect(proposal.get_by_text("Accepted. The decision is on record.")).to_be_visible()
    await press(doctor, button[doctor]("Override"))
    code = doctor.get_by_label("Code", exact=True)
    await tab_to(doctor, code)
    await doctor.keyboard.press("Control+A")
    await doctor.keyboard.type("98005")
    await tab_to(doctor, doctor.get_by_label("Reason", exact=True))
    await doctor.keyboard.type("The note supports it.")
    await press(doctor, button[doctor]("Save the override"))
    versions = doctor.get_by_role("region", name="Decisions")
    for said in (
        "Version 3: Overridden",
        "Version 2: Accepted, 98004",
        "Version 1: Sent to review",
        "Proposed now: 98004",
    ):
        await expect(versions).to_contain_text(said)
    beside = versions.get_by_role("definition")
    await expect(beside.first).to_contain_text("98004")
    await expect(beside.last).to_contain_text("98005")
    await survey.look("coding, amended", doctor)

    # Released.
    await biller.reload()
    await press(biller, button[biller]("Release to billing"))
    await expect(biller.get_by_role("status").filter(has_text="Released.")).to_be_visible()
    await press(biller, biller.get_by_role("link", name="Back to billing"))
    await expect(biller.get_by_role("row").filter(has_text="Walter Hughes")).to_have_count(0)
    await biller.get_by_label("Show").select_option("released")
    await expect(biller.get_by_role("row").filter(has_text="Walter Hughes")).to_contain_text("98005")

    # Answered otherwise after the decision: the page says so, and what the proposal is now.
    await doctor.get_by_label("Level of medical decision making").select_option("high")
    changed = doctor.get_by_text("The record has changed since: the proposal is now 98007")
    await expect(changed).to_be_visible()
    await survey.look("coding, changed since", doctor)
    await doctor.reload()
    await expect(changed).to_be_visible()
    assert not survey.found, json.dumps(survey.found, indent=1)
