"""A dermatologist notes advice to a colleague beside a visit, sees its proposal and accepts it. The server and the browser are real."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.camera import DERMATOLOGIST
from tests.e2e.conftest import Browsers
from tests.e2e.practice import ROOT
from tests.e2e.test_accessibility import OPEN, Survey
from tests.e2e.test_billing import fits, signed_in
from tests.integration.served import Served, served
from tests.integration.witnessed import held, talk

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path / "home", dist=ROOT / "web/dist") as running:
        yield running


async def test_advice_to_a_colleague_is_noted_and_coded(server: Served, browsers: Browsers) -> None:
    survey = Survey()
    visit = await held(server, 2, talk(600, 0))
    page = (await browsers.window(DERMATOLOGIST, **OPEN)).page
    await signed_in(page, server, "MD", 1)
    await page.goto(f"{server.base}/staff/visits/{visit}/coding")
    await page.get_by_role("button", name="Note advice to or from a colleague").click()
    await page.get_by_role("button", name="Note it and see the proposal").click()
    await expect(page.get_by_role("alert").first).to_contain_text("Say who the colleague is.")
    await survey.look("advice, noted wrongly", page)
    await fits(page)
    await page.get_by_label("The colleague, with specialty or practice").fill("Dr. Ann Field, family medicine")
    await page.get_by_label("What was asked").fill("Is this mole to be removed?")
    await page.get_by_label("What was answered").fill("Look again in six months.")
    await page.get_by_label("Your minutes in all").fill("12")
    await page.get_by_label("Of these, spoken with the colleague").fill("7")
    for ticked in (
        "You gave a spoken report",
        "A written report exists",
        "The patient agreed to it, and that is noted",
    ):
        await page.get_by_label(ticked).check()
    await page.get_by_role("button", name="Note it and see the proposal").click()
    await expect(page.get_by_role("alert").first).to_contain_text("Say whether you saw this patient")
    for asked in ("Did you see this patient", "Do you take over the care"):
        await page.get_by_role("group", name=asked).get_by_label("No").check()
    await page.get_by_role("button", name="Note it and see the proposal").click()
    proposal = page.get_by_role("region", name="Coding proposal")
    await expect(proposal).to_contain_text("99447")
    await expect(proposal).to_contain_text("12 min as told by the clinician, 7 of them spoken; not measured.")
    await survey.look("advice, proposed", page)
    await fits(page)
    await page.get_by_role("button", name="Accept", exact=True).click()
    await expect(proposal).to_contain_text("Decided: the proposal was accepted")
    changed = proposal.get_by_text("The record has changed since")
    await expect(changed).to_have_count(0)
    await page.get_by_role("button", name="Correct this note").click()
    await page.get_by_label("Your minutes in all").fill("25")
    await page.get_by_label("Of these, spoken with the colleague").fill("15")
    await page.get_by_role("button", name="Keep the corrected note").click()
    await expect(page.get_by_role("alert").first).to_contain_text("Say why the note is corrected.")
    await survey.look("advice, corrected wrongly", page)
    await page.get_by_label("Why it is corrected").fill("The second call belongs to it.")
    await page.get_by_role("button", name="Keep the corrected note").click()
    await expect(proposal).to_contain_text("25 min as told by the clinician, 15 of them spoken; not measured.")
    await expect(changed).to_contain_text("the proposal is now 99448")
    await expect(changed).to_contain_text("Until it is decided anew, nothing goes to billing")
    await page.get_by_text("One earlier version").click()
    versions = page.get_by_role("listitem").filter(has_text="as told by the clinician")
    await expect(versions).to_have_count(2)
    await expect(versions.first).to_contain_text("The second call belongs to it.")
    await expect(versions.last).to_contain_text("12 min as told by the clinician")
    await survey.look("advice, corrected", page)
    await fits(page)
    await page.get_by_role("link", name="The visit that it began from").click()
    await expect(proposal).to_contain_text("98004")
    assert not survey.found, json.dumps(survey.found, indent=1)
