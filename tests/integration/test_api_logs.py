"""Nothing personal is ever in the log: canaries in every field a person can fill, through the whole server."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from server.base import log
from tests.integration.served import Served
from tests.integration.test_api_demo import aiortc_offer
from tests.integration.test_api_visits import INTAKE, new_visit

CANARY = "Canarybird"


async def test_names_birth_dates_texts_tokens_and_sdp_are_not_in_the_log(server: Served) -> None:
    office, nurse = await server.signed_in("office"), await server.signed_in("RN")
    patient = {"name": f"{CANARY} Person", "date_of_birth": "1931-07-29", "phone": "555-0999", "state": "CA"}
    made = await office.post("/api/visits", new_visit(patient=patient, reason=f"{CANARY} reason"))
    visit, token = made.json["id"], made.json["link"].partition("#")[2]
    browser = server.browser()
    for born in ("1930-01-01", "1931-07-29"):
        await browser.post("/api/visit-link/enter", {"token": token, "date_of_birth": born})
    await browser.post("/api/visit-link", {"token": f"{CANARY}-{token}", "date_of_birth": "1931-07-29"})
    await browser.get(f"/v?{CANARY}")
    await office.post("/api/patients/search", {"q": CANARY})
    await browser.post("/api/session", {"email": f"{CANARY}@demo.example", "password": f"{CANARY}-secret"})
    await browser.call(
        "POST", "/api/session", data=f'{{"email": "{CANARY}', headers={"Content-Type": "application/json"}
    )

    page = await server.page(browser, visit=visit, tab="a")
    await page.ok("visit.open", visit=visit)
    await page.ok("check_in", visit=visit)
    offer = await aiortc_offer()
    await page.ask("media.offer", visit=visit, sdp=offer)
    await page.ask("media.offer", visit=visit, sdp=f"v=0\r\no={CANARY}")
    await page.ask(CANARY)
    await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE | {"history": f"{CANARY} history"})
    staff = await server.page(nurse)
    await staff.ok("visit.open", visit=visit)
    await staff.ok("admit", visit=visit, to="intake")
    await staff.ok("hand_over", visit=visit, note=f"{CANARY} note")

    written = server.log.getvalue()
    assert '"event": "request"' in written, "the log was written"
    assert visit in written
    cookies = [value for client in (office, nurse, browser) for value in client.cookies.values()]
    passwords = [person["password"] for person in server.demo["staff"]]
    sdp = [line for line in offer.splitlines() if line.startswith(("a=ice-pwd", "a=fingerprint", "a=candidate"))]
    for secret in (CANARY, "1931-07-29", "555-0999", token, offer[:200], *cookies, *passwords, *sdp):
        assert secret not in written
    for line in written.splitlines():
        assert isinstance(json.loads(line), dict)


@pytest.mark.databases
def test_forbidden_keys_are_dropped_whoever_passes_them() -> None:
    out = io.StringIO()
    log.configure("debug", out)
    with log.bound(visit="v-1", peer="p-1"):
        structlog.get_logger("x").info(
            "happened", name=CANARY, token=CANARY, sdp=CANARY, more={"email": CANARY, "count": 1}, seat="s-1"
        )
    line = json.loads(out.getvalue())
    assert CANARY not in out.getvalue()
    assert (line["visit"], line["peer"], line["seat"], line["more"]) == ("v-1", "p-1", "s-1", {"count": 1})


@pytest.mark.databases
def test_an_exception_is_logged_as_its_type_and_places() -> None:
    out = io.StringIO()
    log.configure("debug", out)
    for logger in (structlog.get_logger("ours"), logging.getLogger("a.library")):
        try:
            raise ValueError(f"the statement said {CANARY}")
        except ValueError:
            logger.exception("failed")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert CANARY not in out.getvalue()
    assert [line["exception"] for line in lines] == ["ValueError", "ValueError"]
    assert all("test_api_logs.py" in line["places"][-1] for line in lines)


@pytest.mark.databases
def test_a_librarys_line_is_kept_without_the_values_put_in() -> None:
    out = io.StringIO()
    log.configure("debug", out)
    logging.getLogger("a.library").warning("could not send to %s", CANARY)
    logging.getLogger("a.library").warning(f"could not send to {CANARY}")
    assert "could not send to %s" in out.getvalue()
    assert CANARY not in out.getvalue()
