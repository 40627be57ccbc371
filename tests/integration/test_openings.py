"""Who opened which chart, and the glass that an emergency breaks."""

from __future__ import annotations

import json

import pytest

from tests.integration.served import Served
from tests.integration.test_api_visits import INTAKE, in_the_waiting_room

WHY = "The patient fainted, the ambulance asks for allergies"


async def test_an_emergency_opens_a_chart_with_a_reason_that_the_administrator_reads(server: Served) -> None:
    visit = await in_the_waiting_room(server)
    nurse, office = await server.signed_in("RN"), await server.signed_in("office")
    await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE)
    path = f"/api/visits/{visit}"
    before = (await office.get(path)).json
    assert (before["intake"], before["emergency_until"]) == (None, None)
    for bad in ("", "  why     ", "x" * 501):
        assert (await office.post(f"{path}/emergency", {"reason": bad})).status == 422
    assert (await nurse.post(f"{path}/emergency", {"reason": WHY})).status == 404, (
        "the chart is open to a nurse already"
    )
    opened = await office.post(f"{path}/emergency", {"reason": WHY})
    assert opened.status == 200
    after = (await office.get(path)).json
    assert after["intake"]["allergies"] == INTAKE["allergies"]
    assert after["emergency_until"] == opened.json["until"]
    colleague = await server.signed_in("biller")
    assert (await colleague.get(path)).json["intake"] is None, "it is open to the one who gave the reason"

    admin = await server.signed_in("administrator")
    shown = (await admin.get(f"/api/audit/openings?visit={visit}")).json
    lines = [(one["person_name"], one["part"], one["reason"]) for one in shown["openings"]]
    assert (server.person("office")["name"], "chart", WHY) in lines
    assert (server.person("office")["name"], "visit", None) in lines
    assert shown["more"] is False
    by_nurse = (await admin.get(f"/api/audit/openings?person={(await nurse.get('/api/session')).json['person']}")).json
    assert {one["person_name"] for one in by_nurse["openings"]} <= {server.person("RN")["name"]}
    last = shown["openings"][-1]["at"]
    assert (await admin.get(f"/api/audit/openings?visit={visit}&before={last}")).json["openings"] == []

    log = (await admin.get(f"{path}/evidence")).text.splitlines()
    reads = [json.loads(line)["body"] for line in log if '"record_read"' in line]
    reads = [json.loads(body) if isinstance(body, str) else body for body in reads]
    assert [read for read in reads if read.get("reason_digest")], "the evidence holds the reason's digest"
    assert WHY not in "\n".join(log)
    assert WHY not in server.log.getvalue()


@pytest.mark.parametrize("role", ["office", "RN", "dermatologist", "biller"])
async def test_who_opened_what_is_for_the_administrator(server: Served, role: str) -> None:
    client = await server.signed_in(role)
    assert (await client.get("/api/audit/openings")).status == 404
