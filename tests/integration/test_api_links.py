"""The patient's way in: a link that does nothing by itself, a birth date, a pass."""

from __future__ import annotations

import pytest

from tests.integration.served import Client, Served


async def look(client: Client, token: str) -> int:
    return (await client.post("/api/visit-link", {"token": token})).status


async def guess(client: Client, token: str, born: str = "1900-01-01") -> tuple[int, str, str]:
    answer = await client.post("/api/visit-link/enter", {"token": token, "date_of_birth": born})
    return answer.status, answer.json.get("code", ""), answer.json.get("detail", "")


async def test_looking_at_a_link_shows_a_hint_of_the_name_and_changes_nothing(server: Served) -> None:
    client, known = server.browser(), server.demo["visits"][0]
    for _ in range(3):
        shown = (await client.post("/api/visit-link", {"token": server.token()})).json
    assert shown["name_hint"] == "M••• G•••"
    assert shown["state"] == "scheduled"
    assert shown["role"] == "patient"
    assert known["patient"] not in str(shown)
    assert client.cookies == {}


async def test_the_right_birth_date_gives_a_pass_for_this_visit_and_no_other(server: Served) -> None:
    client = await server.entered(0)
    visit, other = server.demo["visits"][0]["id"], server.demo["visits"][1]["id"]
    assert list(client.cookies) == [f"vestibule_visit_{server.config.port}_{visit[:8]}"]
    shown = (await client.get(f"/api/visit-pass?visit={visit}")).json
    assert shown["name"] == server.demo["visits"][0]["patient"]
    assert shown["consented"] is False
    assert (await client.get(f"/api/visit-pass?visit={other}")).status == 401
    assert (await server.browser().get(f"/api/visit-pass?visit={visit}")).status == 401


async def test_five_wrong_birth_dates_pause_the_link_and_the_office_opens_it(server: Served) -> None:
    client, token, visit = server.browser(), server.token(0), server.demo["visits"][0]
    told = [await guess(client, token) for _ in range(5)]
    assert [(status, code) for status, code, _ in told[:4]] == [(403, "wrong_date_of_birth")] * 4
    assert "4 more times" in told[0][2]
    assert "1 more time." in told[3][2]
    assert told[4][:2] == (429, "paused")
    assert "555-0100" in told[4][2]
    right = await client.post("/api/visit-link/enter", {"token": token, "date_of_birth": visit["date_of_birth"]})
    assert (right.status, right.json["code"]) == (429, "paused"), "the right date has to wait as well"
    assert 0 < int(right.headers["Retry-After"]) <= 15 * 60 + 1
    assert await look(client, token) == 429
    assert await look(client, server.token(1)) == 200, "other links are not held up"

    office = await server.signed_in("office")
    assert (await office.post(f"/api/visits/{visit['id']}/link/unlock")).status == 204
    assert (await guess(client, token, visit["date_of_birth"]))[0] == 200


async def test_a_right_birth_date_forgets_the_wrong_ones(server: Served) -> None:
    client, token, born = server.browser(), server.token(0), server.demo["visits"][0]["date_of_birth"]
    for _ in range(3):
        for _ in range(3):
            assert (await guess(client, token))[0] == 403
        assert (await guess(client, token, born))[0] == 200


async def test_a_browser_that_was_in_already_is_known_when_it_opens_the_link_again(server: Served) -> None:
    visit = server.demo["visits"][0]["id"]

    async def shown(client: Client) -> object:
        return (await client.post("/api/visit-link", {"token": server.token(0)})).json["entered"]

    patient = await server.entered(0)
    assert await shown(patient) is None, "before the waiting room there is nothing to come back to"
    page = await server.page(patient, visit=visit)
    await page.ok("visit.open", visit=visit)
    await page.ok("check_in", visit=visit)
    known = await shown(patient)
    assert known == (await patient.get(f"/api/visit-pass?visit={visit}")).json
    assert await shown(server.browser()) is None
    assert await shown(await server.entered(1)) is None, "another visit's pass is none to this one"
    office = await server.signed_in("office")
    link = (await office.post(f"/api/visits/{visit}/link")).json["link"]
    renewed = await patient.post("/api/visit-link", {"token": link.partition("#")[2]})
    assert renewed.json["entered"] is None, "a revoked pass is none"


async def test_a_new_link_ends_the_old_one_and_whoever_came_in_by_it(server: Served) -> None:
    visit = server.demo["visits"][0]["id"]
    patient, office = await server.entered(0), await server.signed_in("office")
    made = await office.post(f"/api/visits/{visit}/link")
    assert made.status == 201
    assert (await patient.get(f"/api/visit-pass?visit={visit}")).status == 401
    assert await look(server.browser(), server.token(0)) == 404
    assert await look(server.browser(), made.json["link"].partition("#")[2]) == 200


async def test_a_revoked_link_and_one_that_never_was_look_alike(server: Served) -> None:
    visit, office = server.demo["visits"][0]["id"], await server.signed_in("office")
    assert (await office.call("DELETE", f"/api/visits/{visit}/link")).status == 204
    client = server.browser()
    revoked = await client.post("/api/visit-link", {"token": server.token(0)})
    unknown = await client.post("/api/visit-link", {"token": "A" * 43})
    assert revoked.status == unknown.status == 404
    assert revoked.text == unknown.text
    assert set(revoked.json["practice"]) == {"name", "phone"}, "and whom to call for another"


async def test_consent_is_kept_with_the_version_that_was_shown(server: Served) -> None:
    client, visit = await server.entered(0), server.demo["visits"][0]["id"]
    text = (await client.get(f"/api/consent-text?visit={visit}")).json
    assert text["text"]["en"]
    assert text["text"]["es"]
    stale = {"visit": visit, "consent": "telehealth", "text_version": "an older one"}
    assert (await client.post("/api/visit-pass/consent", stale)).status == 409
    given = stale | {"text_version": text["version"]}
    assert (await client.post("/api/visit-pass/consent", given)).status == 204
    assert (await client.get(f"/api/visit-pass?visit={visit}")).json["consented"] is True


@pytest.mark.parametrize("state", ["California", "ca", "C1", ""])
async def test_a_location_needs_a_state_of_two_capital_letters(server: Served, state: str) -> None:
    client, visit = await server.entered(0), server.demo["visits"][0]["id"]
    body = {"visit": visit, "kind": "home", "state": state}
    assert (await client.post("/api/visit-pass/location", body)).status == 422
    assert (await client.post("/api/visit-pass/location", body | {"state": "CA"})).status == 204


async def test_a_pass_does_not_work_from_another_site(server: Served) -> None:
    client, visit = await server.entered(0), server.demo["visits"][0]["id"]
    body = {"visit": visit, "kind": "home", "state": "CA"}
    answer = await client.post("/api/visit-pass/location", body, headers={"Origin": None})
    assert (answer.status, answer.json["code"]) == (403, "foreign_origin")


async def test_a_seat_gets_a_short_lived_token_for_its_device_check(server: Served) -> None:
    client, visit = await server.entered(0), server.demo["visits"][0]["id"]
    token = (await client.get(f"/api/visit-pass/device-check-token?visit={visit}")).json["token"]
    offer = {"data": "v=0\r\n", "headers": {"Content-Type": "application/sdp", "Authorization": f"Bearer {token}"}}
    answer = await server.browser().call("POST", "/api/device-check", **offer)
    assert (answer.status, answer.json["code"]) == (422, "bad_offer"), "the token is good, the offer is not"
