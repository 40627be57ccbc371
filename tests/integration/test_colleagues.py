"""What the administrator does to other accounts, and how soon it is true everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.served import Client, Served


async def people(admin: Client) -> list[dict[str, Any]]:
    return list((await admin.get("/api/staff")).json["staff"])


async def person(admin: Client, role: str, which: int = 0) -> dict[str, Any]:
    return [one for one in await people(admin) if role in (one["role"], one["credential"])][which]


def as_is(one: dict[str, Any], **changes: Any) -> dict[str, Any]:
    fields = ("name", "role", "credential", "npi", "specialty", "licensed_states")
    return {field: one[field] for field in fields} | changes


async def test_only_the_administrator_sees_and_changes_accounts(server: Served) -> None:
    admin, office = await server.signed_in("administrator"), await server.signed_in("office")
    nurse = await person(admin, "RN")
    assert nurse["email"] == server.person("RN")["email"]
    assert all(one["email"] is None and one["second_factor"] is None for one in await people(office))
    own = {"password": server.person("office")["password"]}
    for method, path, body in (
        ("PUT", "", as_is(nurse, role="administrator")),
        ("PUT", "/active", {"active": False}),
        ("POST", "/password", own),
        ("POST", "/second-factor/remove", own),
        ("GET", "/sign-ins", None),
        ("DELETE", "/sign-ins", None),
    ):
        refused = await office.call(method, f"/api/staff/{nurse['id']}{path}", body)
        nobody = await admin.call(method, f"/api/staff/00000000-0000-4000-8000-000000000000{path}", body)
        assert refused.status == 404, path
        if "password" not in str(body):
            assert refused.text == nobody.text, "forbidden and absent look alike"


@pytest.mark.parametrize("how", ["closed", "role", "one sign-in", "all sign-ins", "password", "second factor"])
async def test_what_the_administrator_ends_is_cut_at_once_on_http_and_on_the_socket(server: Served, how: str) -> None:
    admin, nurse = await server.signed_in("administrator"), await server.signed_in("RN")
    other = await server.signed_in("office")
    page, others_page = await server.page(nurse), await server.page(other)
    await page.ok("board.watch")
    theirs = await person(admin, "RN")
    path, own = f"/api/staff/{theirs['id']}", {"password": server.person("administrator")["password"]}
    sign_in = (await admin.get(f"{path}/sign-ins")).json["sign_ins"][0]
    match how:
        case "closed":
            answer = await admin.call("PUT", f"{path}/active", {"active": False})
        case "role":
            answer = await admin.call("PUT", path, as_is(theirs, role="scribe", credential=None))
        case "one sign-in":
            answer = await admin.call("DELETE", f"{path}/sign-ins/{sign_in['id']}")
        case "all sign-ins":
            answer = await admin.call("DELETE", f"{path}/sign-ins")
        case "password":
            answer = await admin.post(f"{path}/password", own)
        case _:
            answer = await admin.post(f"{path}/second-factor/remove", own)
    assert answer.status in (200, 204), answer.text
    assert (await nurse.get("/api/visits")).status == 401
    await page.bye("revoked")
    await others_page.ok("board.watch")


async def test_a_closed_account_is_opened_again_and_a_changed_one_is_what_it_is_now(server: Served) -> None:
    admin = await server.signed_in("administrator")
    nurse = await person(admin, "RN")
    path = f"/api/staff/{nurse['id']}"
    assert (await admin.call("PUT", f"{path}/active", {"active": False})).status == 204
    known = server.person("RN")
    body = {"email": known["email"], "password": known["password"]}
    assert (await server.browser().post("/api/session", body)).status == 401
    assert (await admin.call("PUT", f"{path}/active", {"active": True})).status == 204
    changed = await admin.call("PUT", path, as_is(nurse, name="Casey Morgan-Hill", role="biller", credential=None))
    assert (changed.status, changed.json["role"], changed.json["name"]) == (200, "biller", "Casey Morgan-Hill")
    client = await server.signed_in("RN")
    assert (await client.get("/api/session")).json["role"] == "biller"
    assert (await client.get("/api/visits")).status == 404, "a biller has no board"
    reset = (await admin.post(f"{path}/password", {"password": server.person("administrator")["password"]})).json
    assert (await server.browser().post("/api/session", body)).status == 401
    assert (await server.browser().post("/api/session", body | reset)).status == 204


async def test_nobody_locks_the_practice_out_of_its_own_accounts(server: Served) -> None:
    admin = await server.signed_in("administrator")
    own = await person(admin, "administrator")
    path, password = f"/api/staff/{own['id']}", {"password": server.person("administrator")["password"]}
    for method, where, body in (
        ("PUT", "/active", {"active": False}),
        ("PUT", "", as_is(own, role="office")),
        ("POST", "/password", password),
        ("POST", "/second-factor/remove", password),
    ):
        answer = await admin.call(method, path + where, body)
        assert (answer.status, answer.json["code"]) == (409, "not_now"), where
    nurse = await person(admin, "RN")
    for wrong in ({"role": "dermatologist"}, {"credential": None}, {"npi": "1234567890"}, {"name": " "}):
        answer = await admin.call("PUT", f"/api/staff/{nurse['id']}", as_is(nurse, **wrong))
        assert answer.status == 422, wrong
    guess = await admin.post(f"/api/staff/{nurse['id']}/password", {"password": "not this one"})
    assert (guess.status, guess.json["code"]) == (403, "wrong_password")
