"""Who renders a visit, who may say so, and who therefore decides its proposal: also from a nurse's seat (docs/adr/0017)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.api.context import CONTEXT
from server.base.ids import VisitId
from server.visits.records import Staff
from tests.integration.served import Client, Served
from tests.integration.test_api_consultations import note
from tests.integration.witnessed import held


async def staff(server: Served, credential: str) -> Staff:
    async with server.app[CONTEXT].store.reading() as unit:
        return next(one for one in await unit.all_staff() if one.credential == credential)


async def named(client: Client, visit: str, person: Staff) -> tuple[int, str]:
    answer = await client.call("PUT", f"/api/visits/{visit}/coding-note", {"rendering": person.id})
    return answer.status, (answer.json or {}).get("detail", "")


async def decided(client: Client, visit: str) -> int:
    shown = (await client.get(f"/api/visits/{visit}/proposal")).json
    told = {"decision": "accepted", "input_hash": shown["input_hash"]}
    return (await client.post(f"/api/visits/{visit}/proposal/decision", told)).status


async def test_who_renders_alone_from_a_nurse_s_seat_decides_and_no_nurse_does(server: Served) -> None:
    practitioner, nurse = [await server.signed_in(one) for one in ("NP", "RN")]
    doctor, alone = await server.signed_in("MD"), await staff(server, "NP")
    visit = await held(server, by=alone)
    assert await decided(practitioner, visit) == 404  # Nobody is named yet.
    assert (await named(nurse, visit, await staff(server, "RN")))[0] == 422
    assert (await named(practitioner, visit, alone))[0] == 200
    assert [await decided(one, visit) for one in (nurse, doctor, practitioner)] == [404, 404, 201]


async def test_nobody_in_a_nurse_s_seat_takes_a_visit_from_the_dermatologist(server: Served) -> None:
    practitioner, nurse = [await server.signed_in(one) for one in ("NP", "RN")]
    doctor, physician, outsider = await server.signed_in("MD"), await staff(server, "MD"), await staff(server, "NP")
    visit = await held(server)
    for client in (practitioner, nurse, doctor):
        status, detail = await named(client, visit, outsider)
        assert (status, detail) == (422, "rendering: this colleague was not in the call of this visit.")
    assert await decided(practitioner, visit) == 404
    # Held by a dermatologist whom nobody named: still no gap that a nurse's seat may fill.
    other = await held(server, 1, by=physician)
    for client in (practitioner, nurse):
        status, detail = await named(client, other, physician)
        assert (status, "only a dermatologist" in detail) == (422, True)
    assert (await named(doctor, other, physician))[0] == 200
    assert [await decided(one, other) for one in (practitioner, nurse, doctor)] == [404, 404, 201]


async def test_what_is_decided_is_not_taken_over_and_advice_stays_its_giver_s(server: Served) -> None:
    practitioner, doctor = [await server.signed_in(one) for one in ("NP", "MD")]
    alone, physician = await staff(server, "NP"), await staff(server, "MD")
    visit = await held(server, by=alone)
    assert await decided(doctor, visit) == 201
    assert (await named(practitioner, visit, alone))[0] == 422
    assert (await named(doctor, visit, alone))[0] == 200
    record = (await note(practitioner, server.demo["visits"][1]["id"])).json["visit"]
    assert (await named(doctor, record, physician))[0] == 422
    assert [await decided(one, record) for one in (doctor, practitioner)] == [404, 201]


@pytest.mark.parametrize(("there", "closes", "renders"), [("NP", "NP", True), ("RN", "RN", False), ("NP", "RN", True)])
async def test_a_visit_that_nobody_took_is_rendered_by_who_was_there_and_can_bill(
    server: Served, there: str, closes: str, renders: bool
) -> None:
    store, visit = server.app[CONTEXT].store, VisitId(server.demo["visits"][0]["id"])
    async with store.unit() as unit:
        appointment = await unit.appointment(visit)
        assert appointment is not None
        await unit.save_appointment(replace(appointment, rendering=None))
    patient = await server.page(await server.entered(0), visit=visit, tab="a")
    client = await server.signed_in(there)
    page = await server.page(client)
    for one in (patient, page):
        await one.ok("visit.open", visit=visit)
    await patient.ok("check_in", visit=visit)
    await page.ok("admit", visit=visit, to="intake")
    await (page if closes == there else await server.page(await server.signed_in(closes))).ok("end", visit=visit)
    async with store.reading() as unit:
        ended = await unit.appointment(visit)
        assert ended is not None
        assert ended.rendering == ((await staff(server, "NP")).id if renders else None)
    assert await decided(client, visit) == (201 if renders else 404)
