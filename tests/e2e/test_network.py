"""A patient's network that goes, comes back or changes its address: the same seat, without a click and without a second tile."""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from tests.e2e.camera import NURSE, PATIENT
from tests.e2e.chromium import at_once
from tests.e2e.conftest import Browsers
from tests.e2e.network import Network
from tests.e2e.people import PatientPage, StaffPage
from tests.e2e.practice import Practice

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_visit_outlives_its_patients_network(practice: Practice, browsers: Browsers) -> None:
    booking = await practice.book()
    network = await Network(practice).start()
    try:
        window = await browsers.window(PATIENT, viewport={"width": 390, "height": 844})
        await network.lead(window.context)
        window.tolerate("WebSocket connection")
        patient, nurse = PatientPage(window), StaffPage(await browsers.window(NURSE))
        await nurse.sign_in(practice, "RN")
        await patient.arrive(replace(booking, link=network.link(booking)))
        await nurse.admit(booking)
        await nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone])
        await patient.page.evaluate("() => { window.__same = true }")
        clicks = await patient.window.gestures()
        tile = nurse.party("patient")

        # Gone for a moment, without a word: either side is told, and it goes on.
        network.cut()
        await expect(tile).to_contain_text("reconnecting")
        await expect(patient.page.get_by_text("Trying again")).to_be_visible()
        network.join()
        await at_once(
            nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
            patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
        )

        # Gone for long enough that the server gives the page up; the phone knows that it is offline.
        await window.context.set_offline(True)
        network.cut()
        await expect(patient.page.get_by_text("You are offline")).to_be_visible()
        await expect(tile).to_contain_text("page is gone")
        network.join()
        await window.context.set_offline(False)
        await at_once(
            nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone]),
            patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
        )
        await expect(patient.page.get_by_text("You are offline")).to_be_hidden()

        # From Wi-Fi to the phone's own network: another address.
        network.move()
        await at_once(
            nurse.window.sees_and_hears({"patient": PATIENT.source}, [PATIENT.tone], span_ms=3000),
            patient.window.sees_and_hears({"npc": NURSE.source}, [NURSE.tone]),
        )

        await expect(tile).to_have_count(1)
        assert await patient.window.gestures() == clicks
        assert await patient.page.evaluate("() => window.__same")
        assert await nurse.window.negotiated() == [1]
        await nurse.end()
    finally:
        await network.stop()
