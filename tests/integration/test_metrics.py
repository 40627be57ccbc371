"""How connections are, for whoever runs the server and for support: nothing about anybody, and not for everybody."""

from __future__ import annotations

import re

from tests.integration.served import Served
from tests.integration.test_api_visits import made


async def test_metrics_are_this_machine_s_and_name_nobody(server: Served) -> None:
    browser = server.browser()
    shown = await browser.get("/metrics")
    assert shown.status == 200
    assert shown.headers["Content-Type"].startswith("text/plain")
    assert re.search(r"^vestibule_media_connections \d+$", shown.text, re.MULTILINE)
    assert 'vestibule_parties{connection="good"} 0' in shown.text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", shown.text), "no id of anybody"
    spoken_for = await browser.get("/metrics", headers={"X-Forwarded-For": "198.51.100.7"})
    assert spoken_for.status == 404


async def test_readings_of_a_visit_are_for_who_reads_its_chart(server: Served) -> None:
    office, nurse = await server.signed_in("office"), await server.signed_in("npc")
    visit = await made(office)
    shown = await nurse.get(f"/api/visits/{visit}/quality")
    assert (shown.status, shown.json) == (200, {"steps": []})
    assert (await office.get(f"/api/visits/{visit}/quality")).status == 404
    assert (await server.browser().get(f"/api/visits/{visit}/quality")).status == 401
