"""Accounts in the browser: the second factor, the lock, the glass and who looked, and text that means harm."""

import pyotp
import pytest
from playwright.async_api import expect

from tests.e2e.camera import DERMATOLOGIST, NURSE
from tests.e2e.conftest import Browsers
from tests.e2e.people import StaffPage
from tests.e2e.practice import Practice
from tests.e2e.test_accessibility import OPEN, Survey

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HARM = '<img src=x onerror="window.harmed=1"> {{7*7}} \' OR 1=1'
WHY = "The patient fainted, the ambulance asks for allergies"


async def signed_in(browsers: Browsers, practice: Practice, role: str) -> StaffPage:
    staff = StaffPage(await browsers.window(NURSE, **OPEN))
    await staff.enter(practice, role)
    return staff


async def test_a_second_factor_a_recovery_code_and_the_lock(practice: Practice, browsers: Browsers) -> None:
    survey = Survey()
    biller, person = await signed_in(browsers, practice, "biller"), practice.staff("biller")
    page = biller.page
    await page.get_by_role("link", name=person["name"]).click()
    await expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    await survey.look("account", page)
    await biller.button("Set it up").click()
    await page.get_by_label("Your password, to be sure it is you").fill("not this one")
    await biller.button("Continue").click()
    await expect(page.get_by_role("alert")).to_contain_text("not your password")
    await page.get_by_label("Your password, to be sure it is you").fill(person["password"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    await survey.look("enrolment", page)
    secret = (await page.get_by_label("No camera?").input_value()).replace(" ", "")
    await page.get_by_label("Code", exact=True).fill("12345")
    await biller.button("Turn it on").click()
    await expect(page.get_by_role("alert")).to_contain_text("six digits")
    await page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    await biller.button("Turn it on").click()
    await expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    await survey.look("recovery codes", page)
    codes = await page.get_by_role("listitem").locator("code").all_inner_texts()
    assert len(set(codes)) == 10
    await biller.button("I have kept them").click()
    await expect(page.get_by_text("10 recovery codes are left")).to_be_visible()

    await biller.button("Sign out").click()
    await page.get_by_label("Email").fill(person["email"])
    await page.get_by_label("Password", exact=True).fill(person["password"])
    await biller.button("Sign in").click()
    await expect(page.get_by_label("Code from your authenticator app")).to_be_focused()
    await biller.button("No phone at hand? Use a recovery code").click()
    await survey.look("recovery code asked", page)
    await page.get_by_label("Recovery code", exact=True).fill(codes[7])
    await biller.button("Sign in").click()
    await expect(biller.button("Sign out")).to_be_visible()

    await page.goto(f"{practice.url}/staff/account")
    await page.get_by_label("Password now").fill("half written")
    # What the page itself sends once nobody has used it for a quarter of an hour.
    await page.evaluate("() => fetch('/api/session/lock', {method: 'POST'})")
    await expect(page.get_by_role("heading", name="Still there?")).to_be_visible()
    await survey.look("locked", page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Password now")).to_be_hidden()
    await page.get_by_label("Password", exact=True).fill("not this one")
    await biller.button("Unlock").click()
    await expect(page.get_by_role("alert")).to_contain_text("not your password")
    await page.get_by_label("Password", exact=True).fill(person["password"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Password now")).to_have_value("half written")
    await biller.button("Turn it off").click()
    await page.get_by_label("Your password, to be sure it is you").fill(person["password"])
    await page.get_by_role("dialog").get_by_role("button", name="Turn it off").click()
    await expect(page.get_by_text("The second factor is off")).to_be_visible()
    assert not survey.found, survey.found


async def test_the_glass_who_looked_and_text_that_means_harm(practice: Practice, browsers: Browsers) -> None:
    survey = Survey()
    booking = await practice.book(name=HARM, reason=HARM)
    office = await signed_in(browsers, practice, "office")
    await office.open_visit(practice, booking)
    await expect(office.page.get_by_role("heading", level=1)).to_contain_text(HARM)
    await office.button("Open the record in an emergency").click()
    await survey.look("glass", office.page)
    await office.button("Open the record").click()
    await expect(office.page.get_by_role("alert")).to_contain_text("what happened")
    await office.page.get_by_label("What happened?").fill(WHY)
    await office.button("Open the record").click()
    await expect(office.page.get_by_text("Open to you until")).to_be_visible()
    await expect(office.page.get_by_role("heading", name="Intake")).to_be_visible()

    admin = await signed_in(browsers, practice, "administrator")
    await admin.page.get_by_role("link", name="Audit", exact=True).click()
    line = admin.page.get_by_role("row").filter(has_text=WHY)
    await expect(line).to_contain_text("Emergency")
    await expect(line).to_contain_text(HARM)
    await survey.look("chart openings", admin.page)
    await line.get_by_role("link", name=practice.staff("office")["name"]).click()
    await expect(admin.page.get_by_role("heading", level=1)).to_contain_text(practice.staff("office")["name"])
    for window in (office.page, admin.page):
        assert await window.evaluate("() => window.harmed") is None

    nurse = StaffPage(await browsers.window(DERMATOLOGIST))
    await nurse.sign_in(practice, "NP")
    await admin.page.goto(f"{practice.url}/staff/people")
    await admin.page.get_by_role("link", name=f"Manage {practice.staff('NP')['name']}").click()
    await expect(admin.page.get_by_role("heading", name="Role and details")).to_be_visible()
    await survey.look("person", admin.page)
    await admin.button("Close this account").click()
    await admin.page.get_by_role("dialog").get_by_role("button", name="Close this account").click()
    await expect(admin.page.get_by_text("This account is closed")).to_be_visible()
    await expect(nurse.page.get_by_label("Email")).to_be_visible()
    await expect(nurse.page.get_by_role("status")).to_contain_text("signed out")
    await admin.button("Open it again").click()
    await expect(admin.page.get_by_text("This account is closed")).to_be_hidden()

    foreign = await browsers.window(DERMATOLOGIST)
    foreign.tolerate("frame-ancestors")
    await foreign.page.set_content(f'<iframe src="{practice.url}/v"></iframe>')
    await foreign.page.wait_for_function("() => frames.length === 1")
    await expect(foreign.page.frame_locator("iframe").get_by_role("heading")).to_have_count(0)
    assert not survey.found, survey.found
