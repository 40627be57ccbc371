"""One's own account over HTTP: password, second factor, recovery codes, sign-ins, the idle lock."""

from __future__ import annotations

import base64
import hashlib
import urllib.parse
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
import socketio

from server.api.context import CONTEXT
from server.base.clock import SystemClock
from server.check import findings
from server.practice.passwords import Passwords
from server.practice.people import People
from server.practice.ports import NoLiveVisits
from tests.integration.served import Client, Served, served

GOOD = "plum anvil Kestrel 41"


async def enrolled(server: Served, client: Client, password: str) -> tuple[str, list[str]]:
    """Set up a second factor as the page does; returns the code that did it and the recovery codes."""
    offered = (await client.post("/api/account/second-factor", {"password": password})).json
    assert pyotp.parse_uri(offered["uri"]).secret == offered["secret"]
    kind, _, picture = offered["qr"].partition(",")
    assert kind.startswith("data:image/svg+xml")
    assert "<svg" in (base64.b64decode(picture).decode() if "base64" in kind else urllib.parse.unquote(picture))
    code = pyotp.TOTP(offered["secret"]).now()
    done = await client.call("PUT", "/api/account/second-factor", {"code": code})
    assert done.status == 200, done.text
    return code, done.json["codes"]


async def sign_in(
    server: Served, person: dict[str, str], code: str | None = None, **more: str
) -> tuple[int, str, Client]:
    client = server.browser()
    body = {"email": person["email"], "password": person["password"]} | more | ({"code": code} if code else {})
    answer = await client.post("/api/session", body)
    return answer.status, answer.json["code"] if answer.status >= 400 else "", client


async def test_a_second_factor_is_set_up_in_the_browser_and_asked_for_from_then_on(server: Served) -> None:
    person, client = server.person("dermatologist"), await server.signed_in("dermatologist")
    elsewhere = await server.signed_in("dermatologist")
    assert (await client.get("/api/session")).json["second_factor"] is False
    refused = await client.post("/api/account/second-factor", {"password": "not this one"})
    assert (refused.status, refused.json["code"]) == (403, "wrong_password")
    early = await client.call("PUT", "/api/account/second-factor", {"code": "000000"})
    assert (early.status, early.json["code"]) == (409, "not_now"), "nothing was offered yet"

    used, codes = await enrolled(server, client, person["password"])
    shown = (await client.get("/api/session")).json
    assert (shown["second_factor"], shown["recovery_codes_left"], len(set(codes))) == (True, 10, 10)
    assert (await elsewhere.get("/api/session")).status == 401, "sign-ins from before it have ended"

    assert (await sign_in(server, person))[:2] == (401, "second_factor")
    assert (await sign_in(server, person, used))[:2] == (401, "second_factor"), "the code that enrolled was used"
    assert (await sign_in(server, person, f" {codes[3].upper()} "))[0] == 204
    assert (await sign_in(server, person, codes[3]))[:2] == (401, "second_factor"), "each is used once"
    assert (await client.get("/api/session")).json["recovery_codes_left"] == 9

    fresh = (await client.post("/api/account/recovery-codes", {"password": person["password"]})).json["codes"]
    assert (await sign_in(server, person, codes[4]))[:2] == (401, "second_factor"), "the old set opens nothing"
    assert (await sign_in(server, person, fresh[4]))[0] == 204
    stored = b"".join(file.read_bytes() for file in Path(server.config.home).glob("vestibule.db*"))  # noqa: ASYNC240
    assert all(code.replace("-", "")[1:].encode() not in stored and code.encode() not in stored for code in fresh)

    assert (await client.post("/api/account/second-factor/remove", {"password": person["password"]})).status == 204
    assert (await sign_in(server, person))[0] == 204


async def test_a_code_is_used_once_even_over_a_restart(server: Served) -> None:
    person, client = server.person("office"), await server.signed_in("office")
    await enrolled(server, client, person["password"])
    async with server.app_store() as unit:
        staff = await unit.staff_by_email(person["email"])
        assert staff is not None
        assert staff.totp_last_step is not None, "which code was used is on disk: a restart forgets nothing"


async def test_where_a_second_factor_is_needed_it_is_set_up_before_anything_else(tmp_path: Path) -> None:
    async with served(tmp_path / "home", host="0.0.0.0", demo=True) as server:
        admin, person = server.person("administrator"), server.person("office")
        code = pyotp.TOTP(admin["totp_secret"]).now()
        status, _, ruler = await sign_in(server, admin, code)
        assert status == 204
        people = (await ruler.get("/api/staff")).json["staff"]
        theirs = next(one for one in people if one["email"] == person["email"])
        asked = {"password": admin["password"]}
        assert (await ruler.post(f"/api/staff/{theirs['id']}/second-factor/remove", asked)).status == 204

        status, _, office = await sign_in(server, person)
        assert status == 204
        shown = (await office.get("/api/session")).json
        assert (shown["second_factor"], shown["second_factor_required"]) == (False, True)
        for path in ("/api/visits", "/api/staff", "/api/account/sign-ins"):
            refused = await office.get(path)
            assert (refused.status, refused.json["code"]) == (403, "second_factor_needed"), path
        await enrolled(server, office, person["password"])
        assert (await office.get("/api/visits")).status == 200
        kept = await office.post("/api/account/second-factor/remove", {"password": person["password"]})
        assert (kept.status, kept.json["code"]) == (409, "not_now")


async def test_where_others_reach_the_server_a_handed_out_password_is_exchanged_before_anything_else(
    tmp_path: Path,
) -> None:
    async with served(tmp_path / "home", host="0.0.0.0", demo=True) as server:
        admin = server.person("administrator")
        _, _, ruler = await sign_in(server, admin, pyotp.TOTP(admin["totp_secret"]).now())
        made = await ruler.post(
            "/api/staff", {"email": "new@demo.example", "name": "Nora New", "role": "office", "credential": None}
        )
        assert made.status == 201, made.text
        person = {"email": "new@demo.example", "password": made.json["password"]}
        status, _, office = await sign_in(
            server, person, pyotp.TOTP(pyotp.parse_uri(made.json["totp_uri"]).secret).now()
        )
        assert status == 204
        shown = (await office.get("/api/session")).json
        assert (shown["password_needed"], shown["password_own"]) == (True, False)
        for path in ("/api/visits", "/api/account/sign-ins"):
            refused = await office.get(path)
            assert (refused.status, refused.json["code"]) == (403, "password_needed"), path
        with pytest.raises(socketio.exceptions.ConnectionError):
            await server.page(office)
        chosen = await office.call(
            "PUT", "/api/account/password", {"password": person["password"], "new_password": GOOD}
        )
        assert chosen.status == 204, chosen.text
        assert (await office.get("/api/session")).json["password_needed"] is False
        assert (await office.get("/api/visits")).status == 200


async def test_a_new_password_ends_the_other_sign_ins_and_must_be_hard_to_guess(server: Served) -> None:
    person, client = server.person("office"), await server.signed_in("office")
    other = await server.signed_in("office")

    async def change(password: str, new: str) -> tuple[int, str]:
        body = {"password": password, "new_password": new}
        answer = await client.call("PUT", "/api/account/password", body)
        return answer.status, answer.json["detail"] if answer.status >= 400 else ""

    assert (await change("not this one", GOOD))[0] == 403
    for weak in (
        "short",
        "password1234",
        "qwertyuiop12",
        "office@demo.example",
        "Lakeview Dermatology",
        "aaaaaaaaaaaaaaa",
    ):
        status, detail = await change(person["password"], weak)
        assert status == 422, weak
        assert weak not in detail
    assert (await change(person["password"], person["password"]))[0] == 422
    assert (await change(person["password"], "x" * 257))[0] == 422
    assert (await client.get("/api/session")).json["password_own"] is False
    assert (await change(person["password"], GOOD))[0] == 204
    assert (await client.get("/api/session")).json["password_own"] is True
    assert (await other.get("/api/session")).status == 401
    assert (await sign_in(server, person))[0] == 401
    assert (await sign_in(server, person, password=GOOD))[0] == 204


async def test_one_sees_where_one_is_signed_in_and_ends_it(server: Served) -> None:
    client, other = await server.signed_in("office"), await server.signed_in("office")
    shown = (await client.get("/api/account/sign-ins")).json["sign_ins"]
    assert [one["current"] for one in shown].count(True) == 1
    assert len(shown) >= 2
    assert "A program" in shown[0]["browser"]
    for cookie in (*client.cookies.values(), *other.cookies.values()):
        assert cookie not in str(shown)
    stranger = await server.signed_in("npc")
    for one in shown:
        asked = {"password": server.person("npc")["password"], "sign_in": one["id"]}
        refused = await stranger.post("/api/account/sign-ins/end", asked)
        assert refused.status == 404, "nobody ends somebody else's here"
    theirs = next(one["id"] for one in (await other.get("/api/account/sign-ins")).json["sign_ins"] if one["current"])
    own = server.person("office")["password"]
    for asked in ({}, {"sign_in": theirs}):
        unsure = await client.post("/api/account/sign-ins/end", {"password": "not this one", **asked})
        assert (unsure.status, unsure.json["code"]) == (403, "wrong_password")
        assert (await client.post("/api/account/sign-ins/end", asked)).status == 422
    assert (await other.get("/api/session")).status == 200
    assert (await client.post("/api/account/sign-ins/end", {"password": own, "sign_in": theirs})).status == 204
    assert (await other.get("/api/session")).status == 401
    third = await server.signed_in("office")
    assert (await client.post("/api/account/sign-ins/end", {"password": own})).status == 204
    assert (await third.get("/api/session")).status == 401
    assert (await client.get("/api/session")).status == 200


async def test_a_locked_page_gets_nothing_until_the_password_comes(server: Served) -> None:
    client, person = await server.signed_in("office"), server.person("office")
    page = await server.page(client)
    await page.ok("board.watch")
    assert (await client.post("/api/session/lock")).status == 204
    locked = await client.get("/api/visits")
    assert (locked.status, locked.json["code"], locked.json["name"]) == (401, "locked", person["name"])
    await page.bye("signed_out")
    wrong = await client.post("/api/session/unlock", {"password": "not this one"})
    assert (wrong.status, wrong.json["code"]) == (403, "wrong_password")
    assert (await client.post("/api/session/unlock", {"password": person["password"]})).status == 204
    assert (await client.get("/api/visits")).status == 200
    assert (await client.post("/api/session/lock")).status == 204
    assert (await client.call("DELETE", "/api/session")).status == 204, "a locked page can still sign out"


async def test_guessing_at_the_lock_has_to_wait_too(server: Served) -> None:
    client = await server.signed_in("office")
    await client.post("/api/session/lock")
    answers = [await client.post("/api/session/unlock", {"password": f"guess {n}"}) for n in range(7)]
    assert [answer.status for answer in answers[:5]] == [403] * 5
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1


async def test_a_second_factor_from_the_command_line_ends_what_was_signed_in_with_the_old_one(server: Served) -> None:
    client, person = await server.signed_in("office"), server.person("office")
    page = await server.page(client)
    await page.ok("board.watch")
    store = server.app[CONTEXT].store
    beside = People(store, SystemClock(), Passwords(), NoLiveVisits(), second_factor_required=False)
    await beside.enrol(person["email"])
    assert (await client.get("/api/session")).status == 401
    await page.bye("revoked")


async def test_a_password_that_was_stolen_somewhere_is_refused(tmp_path: Path) -> None:
    seen = tmp_path / "seen.txt"
    digests = sorted(hashlib.sha1(one.encode()).hexdigest().upper() for one in (GOOD, "another", "one more"))
    seen.write_text("".join(f"{digest}:3\n" for digest in digests))
    async with served(tmp_path / "home", breached_passwords=seen) as server:
        client, own = await server.signed_in("office"), server.person("office")["password"]
        refused = await client.call("PUT", "/api/account/password", {"password": own, "new_password": GOOD})
        assert refused.status == 422
        assert "stolen" in refused.json["detail"]
        other = await client.call("PUT", "/api/account/password", {"password": own, "new_password": f"{GOOD} more"})
        assert other.status == 204, other.text
        assert {one.about: one.state for one in await findings(server.config, datetime.now(UTC))}["passwords"] == "ok"
