"""A request sent again under its `Idempotency-Key`: done once, answered the same, over a restart too."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.integration.served import Answer, Client, Served, served
from tests.integration.test_api_consultations import TOLD
from tests.integration.test_api_visits import new_visit


async def sent(client: Client, path: str, body: Any, key: str | None) -> Answer:
    return await client.post(path, body, headers={"Idempotency-Key": key})


async def test_a_visit_asked_for_twice_under_one_key_is_made_once_and_its_link_opens_it(server: Served) -> None:
    office, body = await server.signed_in("office"), new_visit()
    both = await asyncio.gather(*(sent(office, "/api/visits", body, "a-key") for _ in range(5)))
    assert {answer.status for answer in both} == {201}
    assert len({answer.text for answer in both}) == 1, "the same visit and the same link"
    made = both[0].json
    quoted = await sent(office, "/api/visits", body, '"a-key"')
    assert quoted.json == made, "as a structured field says it"
    born = {"token": made["link"].partition("#")[2], "date_of_birth": "1970-05-04"}
    assert (await server.browser().post("/api/visit-link/enter", born)).status == 200

    other = await sent(office, "/api/visits", body, "another-key")
    assert other.json["id"] != made["id"]
    colleague = await sent(await server.signed_in("npc"), "/api/visits", body, "a-key")
    assert colleague.json["id"] != made["id"], "a key is its sender's own"
    wrong = await sent(office, "/api/visits", body | {"reason": "Something else"}, "a-key")
    assert (wrong.status, wrong.json["code"]) == (422, "invalid")
    assert "key" in wrong.json["detail"]


async def test_after_a_restart_it_is_the_same_visit_with_a_link_that_works(tmp_path: Path) -> None:
    body = new_visit()
    async with served(tmp_path / "home") as server:
        made = (await sent(await server.signed_in("office"), "/api/visits", body, "a-key")).json
    async with served(tmp_path / "home") as server:
        again = (await sent(await server.signed_in("office"), "/api/visits", body, "a-key")).json
        assert again["id"] == made["id"]
        born = {"token": again["link"].partition("#")[2], "date_of_birth": "1970-05-04"}
        assert (await server.browser().post("/api/visit-link/enter", born)).status == 200


async def test_advice_noted_twice_under_one_key_is_one_record(server: Served) -> None:
    doctor, path = await server.signed_in("MD"), f"/api/visits/{server.demo['visits'][1]['id']}/consultations"
    answers = await asyncio.gather(*(sent(doctor, path, TOLD, "a-key") for _ in range(3)))
    assert [answer.status for answer in answers] == [201] * 3
    assert len({answer.json["visit"] for answer in answers}) == 1
    assert (await sent(doctor, path, TOLD | {"total_minutes": 13}, "a-key")).status == 422
    assert (await sent(doctor, path, TOLD, None)).json["visit"] != answers[0].json["visit"]


@pytest.mark.parametrize("key", ["", "two words", "k" * 129, "ключ"])
async def test_a_key_that_is_none_is_refused_in_words(server: Served, key: str) -> None:
    answer = await sent(await server.signed_in("office"), "/api/visits", new_visit(), key)
    assert answer.status == 422, answer.text
    assert "Idempotency-Key" in answer.json["detail"]
