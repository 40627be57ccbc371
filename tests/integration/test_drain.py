"""A server that is told to stop: nobody new, time for those who are in a visit, and a word to those who are left."""

from __future__ import annotations

import asyncio

from server.app import DRAIN
from tests.integration.served import Client, Page, Served
from tests.patience import PATIENCE_S


async def in_a_visit(server: Served) -> tuple[Client, Page, Page, str]:
    """The patient's browser, the patient's page and the nurse's in a visit that has begun."""
    visit, browser = str(server.demo["visits"][0]["id"]), await server.entered()
    patient = await server.page(browser, visit=visit, tab="one")
    nurse = await server.page(await server.signed_in("RN"))
    await patient.ok("visit.open", visit=visit)
    await patient.ok("check_in", visit=visit)
    await nurse.ok("admit", visit=visit, to="intake")
    return browser, patient, nurse, visit


async def test_nobody_new_gets_in_and_the_visit_comes_to_its_end(server: Served) -> None:
    browser, _, nurse, visit = await in_a_visit(server)
    office = await server.signed_in("office")
    draining = asyncio.create_task(server.app[DRAIN].run(600, asyncio.Event()))
    known, person = server.demo["visits"][1], server.person("dermatologist")
    while (await office.get("/readyz")).status == 200:
        pass
    await nurse.until(lambda frame: frame["type"] == "draining")
    asked = {"email": person["email"], "password": person["password"]}
    entering = {"token": server.token(1), "date_of_birth": known["date_of_birth"]}
    making = {
        "patient": {"name": "Nina New", "date_of_birth": "1990-01-02", "language": "en", "state": "CA"},
        "scheduled_at": "2026-11-22T15:00:00Z",
        "reason": "",
        "payer": None,
        "patient_status": "new",
        "rendering": None,
    }
    for answer in (
        await server.browser().post("/api/session", asked),
        await server.browser().post("/api/visit-link/enter", entering),
        await office.post("/api/visits", making),
    ):
        assert answer.status == 503, answer.text
        assert "about to restart" in answer.json["detail"]
    assert (await office.get("/healthz")).status == 200
    assert (await office.get(f"/api/visits/{visit}")).status == 200, "who is in goes on"
    # The page that lost its connection in this minute comes back to its visit.
    again = await server.page(browser, visit=visit, tab="one")
    await again.ok("visit.open", visit=visit)
    assert not draining.done()
    await nurse.ok("end", visit=visit)
    async with asyncio.timeout(PATIENCE_S):
        await draining


async def test_a_second_signal_or_the_end_of_the_time_ends_the_waiting_and_the_pages_are_told(server: Served) -> None:
    _, patient, nurse, _ = await in_a_visit(server)
    hurry = asyncio.Event()
    draining = asyncio.create_task(server.app[DRAIN].run(600, hurry))
    while (await server.browser().get("/readyz")).status == 200:
        pass
    hurry.set()
    async with asyncio.timeout(PATIENCE_S):
        await draining
        await server.app[DRAIN].run(0, asyncio.Event())
        await server.app.shutdown()
        for page in (patient, nurse):
            await page.bye("stopping")
