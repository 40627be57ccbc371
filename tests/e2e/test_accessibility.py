"""Every screen, light and dark, has nothing that axe finds against WCAG 2.0 to 2.2, levels A and AA."""

import json
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.camera import DERMATOLOGIST, NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import ROOT, Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Those of the rules that look at colours: nothing else of a page is another in dark."""
SCHEMES: dict[Any, dict[str, Any]] = {"light": RULES, "dark": COLOURS}
# The page's own policy forbids the script that axe is; the policy itself is tested elsewhere.
OPEN: Any = {"bypass_csp": True, "reduced_motion": "reduce"}
PHONE = {"width": 390, "height": 844}


async def violations(page: Page, rules: dict[str, Any] = RULES) -> list[dict[str, Any]]:
    """What axe finds on the page as it stands now."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.add_script_tag(path=AXE)
    found: dict[str, Any] = await page.evaluate(
        "async (rules) => await axe.run(document, {runOnly: rules, resultTypes: ['violations']})",
        rules,
    )
    return [
        {
            "rule": violation["id"],
            "where": [node["html"][:160] + " " + node["failureSummary"] for node in violation["nodes"]],
        }
        for violation in found["violations"]
    ]


class Survey:
    """Collects what is found screen by screen, so that one run tells everything."""

    def __init__(self) -> None:
        self.found: dict[str, list[dict[str, Any]]] = {}

    async def look(self, name: str, page: Page) -> None:
        for scheme, rules in SCHEMES.items():
            await page.emulate_media(color_scheme=scheme)
            if problems := await violations(page, rules):
                self.found[f"{name}, {scheme}"] = problems
        await page.emulate_media(color_scheme="light")


async def test_the_screens_of_a_visit(practice: Practice, browsers: Browsers) -> None:
    survey = Survey()
    booking = await practice.book()
    patient = PatientPage(await browsers.window(PATIENT, viewport=PHONE, **OPEN))
    nurse = StaffPage(await browsers.window(NURSE, **OPEN))
    dermatologist = StaffPage(await browsers.window(DERMATOLOGIST, **OPEN))

    # The staff's way in.
    await nurse.page.goto(practice.url)
    await expect(nurse.button("Sign in")).to_be_visible()
    await survey.look("sign-in", nurse.page)
    await nurse.page.get_by_label("Email").fill("nobody@example.org")
    await nurse.page.get_by_label("Password", exact=True).fill("wrong")
    await nurse.button("Sign in").click()
    await expect(nurse.page.get_by_role("alert").first).to_be_visible()
    await survey.look("sign-in refused", nurse.page)
    await nurse.sign_in(practice, "RN")

    # The patient's.
    await patient.page.goto(f"{practice.url}/v")
    await expect(patient.page.get_by_role("heading", level=1)).to_be_visible()
    await survey.look("no link", patient.page)
    await patient.open(booking)
    await expect(patient.page.get_by_label("Date of birth")).to_be_visible()
    await survey.look("who you are", patient.page)
    await patient.give_date_of_birth("1901-01-01")
    await expect(patient.page.get_by_role("alert").first).to_be_visible()
    await survey.look("wrong date of birth", patient.page)
    await patient.give_date_of_birth(booking.date_of_birth)
    await expect(patient.page.get_by_role("checkbox", name="I agree to a video visit")).to_be_visible()
    await survey.look("consent", patient.page)
    await patient.consent()
    await patient.reach_devices()
    await survey.look("device check", patient.page)
    await patient.join_waiting_room()
    await survey.look("waiting room", patient.page)
    await expect(nurse.row(booking)).to_contain_text("Waiting")
    await survey.look("board", nurse.page)
    await nurse.ask_to_admit(booking)
    await survey.look("guard", nurse.page)

    # In the visit.
    await nurse.confirm_admission()
    await at_once(
        nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
        patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
    )
    await survey.look("visit of the nurse", nurse.page)
    await survey.look("visit", patient.page)
    await nurse.button("Hold").click()
    await patient.window.sees_and_hears({}, [])
    await survey.look("held", patient.page)
    await nurse.button("Hold").click()
    await nurse.hand_over("A short note.")
    await dermatologist.sign_in(practice, "dermatologist")
    await dermatologist.open_visit(practice, booking)
    await expect(dermatologist.button("Join visit")).to_be_visible()
    await survey.look("visit before joining", dermatologist.page)
    await dermatologist.join()
    await dermatologist.window.sees_and_hears(
        {"patient": PATIENT.source, "npc": NURSE.source}, [PATIENT.tone, NURSE.tone]
    )
    await survey.look("visit of three", dermatologist.page)

    # After it.
    await dermatologist.end()
    await patient.ended()
    await survey.look("ended", patient.page)
    await expect(dermatologist.proposal).to_be_visible()
    await survey.look("coding", dermatologist.page)
    for name, path in (("new visit", "/staff/visits/new"), ("people", "/staff/people"), ("nowhere", "/staff/nowhere")):
        await dermatologist.page.goto(practice.url + path)
        await expect(dermatologist.page.get_by_role("heading", level=1)).to_be_visible()
        await survey.look(name, dermatologist.page)
    assert not survey.found, json.dumps(survey.found, indent=1)
