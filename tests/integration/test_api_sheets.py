"""The evidence sheet and the superbill: what is in them, for whom, and what a name in them can do."""

from __future__ import annotations

import asyncio
import re
import zlib
from dataclasses import replace
from typing import Any

import pytest

from server.access.policy import Actor
from server.api.context import CONTEXT
from server.base.errors import NotFound
from server.base.ids import PatientId, VisitId
from server.claims.sheet import evidence_sheet, superbill
from server.practice.printing import Printer, compiled
from tests.integration.served import Served
from tests.integration.test_api_billing import decide
from tests.integration.witnessed import held, talk

INJECTED = '#panic("x") [Ann] $x^2$ \\ *b* _i_ @ref <label> `raw` // no comment'


async def body(server: Served, visit: str, which: Any) -> dict[str, Any]:
    """What the printer is given."""
    context = server.app[CONTEXT]
    async with context.store.reading() as unit:
        appointment = await unit.appointment(VisitId(visit))
        assert appointment is not None
        coded = await context.coding.coded(unit, appointment)
    made: dict[str, Any] = which(coded, coded.entries[-1].at.utc)
    return made


def streams(pdf: bytes) -> bytes:
    """Everything in the file, unpacked."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


async def test_both_sheets_are_tagged_pdf_with_title_and_language_and_named_after_nobody(server: Served) -> None:
    visit = await held(server, 1)
    doctor = await server.signed_in("MD", 1)
    for name, title in (("evidence-sheet", b"Evidence sheet"), ("superbill", b"Superbill")):
        answer = await doctor.get(f"/api/visits/{visit}/{name}.pdf")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "no-store"
        assert f'filename="{name}-{visit}.pdf"' in answer.headers["Content-Disposition"]
        everything = streams(answer.body)
        assert answer.body.startswith(b"%PDF-")
        for mark in (b"/StructTreeRoot", b"/Lang", b"pdfuaid", b"/MarkInfo", title):
            assert mark in everything, mark
    shown = (await doctor.get(f"/api/visits/{visit}/evidence")).text
    assert '"part":"proposal"' in shown


async def test_who_may_not_read_the_proposal_gets_no_sheet(server: Served) -> None:
    waiting = server.demo["visits"][0]["id"]
    doctor = await server.signed_in("MD")
    for name in ("evidence-sheet", "superbill"):
        assert (await doctor.get(f"/api/visits/{waiting}/{name}.pdf")).status == 409
        assert (
            await doctor.get(f"/api/visits/{'0' * 8}-{'0' * 4}-4{'0' * 3}-8{'0' * 3}-{'0' * 12}/{name}.pdf")
        ).status == 404
        assert (await server.browser().get(f"/api/visits/{waiting}/{name}.pdf")).status == 401


async def test_the_evidence_sheet_says_who_sent_what_when_and_what_the_record_lacks(server: Served) -> None:
    visit = await held(server, 1, talk(480, 240), located=False)
    sheet = await body(server, visit, evidence_sheet)
    facts = dict(sheet["facts"])
    assert (facts["Patient"], facts["Total minutes that count"]) == ("Walter Hughes", "12")
    assert re.fullmatch(r"\d\d:\d\d:\d\d P[SD]T", facts["Start"])
    assert facts["Time zone of all times"] == "America/Los_Angeles"
    lanes = {lane["name"]: lane["total"] for lane in sheet["timeline"]["lanes"]}
    assert lanes["Walter Hughes: picture"] == "8 min 0 s"
    assert lanes["Walter Hughes: sound"] == "12 min 0 s"
    assert lanes["Picture and sound, both ways"] == "8 min 0 s"
    assert all(f"{name} {total}" in sheet["timeline"]["alt"] for name, total in lanes.items())
    elements = {one: (standing, words) for one, _, standing, words in sheet["elements"]}
    assert list(elements) == [f"N{number}" for number in range(1, 17)]
    assert elements["N3"][0] == "MISSING (claim waits)"
    assert elements["N5"][0] == elements["N10"][0] == "present"
    assert "8 min 0 s" in elements["N1"][1]
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", sheet["head"])
    assert "Not decided" in sheet["notice"]


async def test_the_superbill_shows_what_was_decided_and_every_version(server: Served) -> None:
    visit = await held(server, 1)
    doctor, biller = await server.signed_in("MD", 1), await server.signed_in("biller")
    assert (await body(server, visit, superbill))["lines"][0][0] == "98004"
    await decide(doctor, visit, "accepted")
    await decide(doctor, visit, "overridden", code="98005", modifiers=["95"], pos="10", reason="As the note says.")
    await biller.post(f"/api/visits/{visit}/claim/release", {"decision_version": 2})
    sheet = await body(server, visit, superbill)
    assert sheet["lines"] == [["98005", "Video visit, established patient, level 2", "95", "10", "1", "", ""]]
    assert [row[:3] for row in sheet["decisions"]] == [
        ["", "proposed", "98004, place 10"],
        ["1", "accepted", "98004, place 10"],
        ["2", "overridden", "98005-95, place 10 (proposed then: 98004, place 10)"],
        ["2", "released", ""],
    ]
    assert sheet["notice"] is None
    assert dict(sheet["facts"])["NPI"].isdigit()


@pytest.mark.parametrize("name", [INJECTED, "李小龙 😀", "a\x07b\ud800c\n\td", "Łukasz Đặng", ""])
async def test_a_name_stays_text_whatever_is_in_it(server: Served, name: str) -> None:
    visit = await held(server, 1)
    for which, sheet in ((evidence_sheet, "evidence_sheet"), (superbill, "superbill")):
        given = await body(server, visit, which)
        given["facts"][0][1] = name
        given["practice"]["name"] = name
        assert compiled(sheet, given).startswith(b"%PDF-")  # type: ignore[arg-type]


async def test_a_patients_injected_name_reaches_the_pdf_as_it_is(server: Served) -> None:
    visit = await held(server, 1)
    store = server.app[CONTEXT].store
    async with store.unit() as unit:
        appointment = await unit.appointment(VisitId(visit))
        assert appointment is not None
        patient = await unit.patient(PatientId(appointment.patient))
        assert patient is not None
        await unit.save_patient(replace(patient, name=INJECTED))
    assert (await body(server, visit, evidence_sheet))["facts"][0] == ["Patient", INJECTED]
    doctor = await server.signed_in("MD", 1)
    assert (await doctor.get(f"/api/visits/{visit}/superbill.pdf")).status == 200


async def test_the_loop_goes_on_while_a_sheet_is_set(server: Served) -> None:
    visit = await held(server, 1)
    given = await body(server, visit, evidence_sheet)
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await Printer().pdf("evidence_sheet", given)
    counting.cancel()
    assert turns > 10


async def test_an_actor_of_a_link_gets_no_sheet(server: Served) -> None:
    visit = await held(server, 1)
    holder = Actor("link", "link", "patient", visit=VisitId(visit))
    with pytest.raises(NotFound):
        await server.app[CONTEXT].billing.sheet(VisitId(visit), holder, "superbill")
