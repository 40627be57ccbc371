"""An administrator changes a payer's rules and sees first which answers would change."""

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE
from tests.e2e.conftest import Browsers
from tests.e2e.people import StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_rules_are_changed_after_the_changed_answers_were_shown(practice: Practice, browsers: Browsers) -> None:
    admin = StaffPage(await browsers.window(NURSE, **OPEN))
    page = admin.page
    await admin.enter(practice, "administrator")
    await page.get_by_role("link", name="Payers", exact=True).click()
    await expect(page.get_by_role("table", name="Payers").get_by_role("row")).to_have_count(9)
    assert await violations(page) == []

    await page.get_by_role("link", name="Texas Medicaid FFS").click()
    await page.get_by_role("button", name="Change these rules").click()
    assert await violations(page) == []
    await page.get_by_text("Place of service", exact=True).click()
    await page.get_by_label("Patient at home").select_option("02")
    show = page.get_by_role("button", name="Show what would change")
    await show.click()
    await expect(page.get_by_role("heading", name="1 of 1 worked cases would be answered differently.")).to_be_visible()
    await expect(page.get_by_role("row", name="D14")).to_contain_text("Place of service: 02")
    assert await violations(page) == []

    # Wrong on purpose: the field is named, and nothing is kept.
    await page.get_by_label("First date of service").fill("")
    await show.click()
    await expect(page.get_by_role("alert").first).to_contain_text("First date of service: is missing")
    await page.get_by_label("First date of service").fill("2026-01-01")
    await show.click()
    await page.get_by_role("button", name="Record this version").click()
    await expect(page.get_by_text("One version was recorded.").first).to_be_visible()
    newest = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="from 2026-01-01"))
    await expect(newest).to_contain_text("Recorded")
    await expect(page.get_by_role("heading", level=2)).to_have_count(2)
