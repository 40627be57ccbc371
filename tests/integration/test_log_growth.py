"""A party that repeats itself without end: refused in words, ends nothing of anybody else's, and the log stays small."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.evidence import allowance
from server.evidence.events import DeviceSet
from tests.integration.clinic import clinic
from tests.integration.served import Served
from tests.protocol_client import Refused


@pytest.fixture(autouse=True)
def soon_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "LINK", allowance.Rate(at_once=20, again_s=5_000.0, many=5_000))


async def test_a_page_that_says_the_same_without_end_is_refused_and_everybody_else_goes_on(tmp_path: Path) -> None:
    async with clinic(tmp_path) as practice:
        visit = await practice.visit()
        patient, nurse = await practice.waiting(visit), await practice.seated("npc", visit)
        device = {"visit": visit, "track": "microphone", "reason": "chosen"}
        refused: list[Refused] = []
        for number in range(60):
            try:
                await patient.request("media.device", **device, state=("on", "off")[number % 2])
            except Refused as error:
                refused.append(error)
        assert len(refused) > 30
        assert {error.code for error in refused} == {"too_many"}
        assert "Please wait" in refused[0].message
        said = [event for event in await practice.evidence(visit) if isinstance(event, DeviceSet)]
        assert len(said) == 60 - len(refused)

        with pytest.raises(Refused, match="too_many"):
            await (again := await practice.page(f"patient@{visit}")).request("visit.open", visit=visit)
        assert not again.closed
        await nurse.request("admit", visit=visit, to="intake")
        await patient.sees(visit, state="intake")

        practice.clock.ahead_s += 5_001
        await patient.request("media.device", **device, state="off")


async def test_answers_over_http_come_to_an_end_too(server: Served) -> None:
    client, visit = await server.entered(0), server.demo["visits"][0]["id"]
    body = {"visit": visit, "kind": "home", "state": "CA"}
    answers = [await client.post("/api/visit-pass/location", body) for _ in range(25)]
    assert {answer.status for answer in answers} == {204, 429}
    assert answers[0].status == 204
    assert answers[-1].json["code"] == "too_many"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 5_000
    other = await server.entered(1)
    body["visit"] = server.demo["visits"][1]["id"]
    assert (await other.post("/api/visit-pass/location", body)).status == 204
