"""Signing in: who gets in, who does not, and what an onlooker can learn from either."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest

from tests.integration.served import Served, served


async def test_the_right_password_gives_a_session_and_who_it_is(server: Served) -> None:
    client = await server.signed_in("dermatologist")
    shown = (await client.get("/api/session")).json
    person = server.person("dermatologist")
    assert shown["name"] == person["name"]
    assert shown["role"] == "dermatologist"
    assert shown["credential"] == "MD"
    assert shown["practice"]["name"] == server.demo["practice"]


async def test_the_cookie_is_for_this_port_alone_and_out_of_reach_of_scripts(server: Served) -> None:
    person = server.person("office")
    answer = await server.browser().post("/api/session", {"email": person["email"], "password": person["password"]})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"vestibule_session_{server.config.port}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(server: Served) -> None:
    email = server.person("office")["email"]
    wrong = await server.browser().post("/api/session", {"email": email, "password": "not this one"})
    unknown = await server.browser().post("/api/session", {"email": "nobody@demo.example", "password": "x"})
    assert wrong.status == unknown.status == 401
    assert wrong.text == unknown.text
    assert wrong.json["code"] == "not_signed_in"
    assert wrong.headers["Content-Type"].startswith("application/problem+json")


async def test_an_address_is_taken_in_any_case_and_with_spaces_around(server: Served) -> None:
    person = server.person("office")
    body = {"email": f"  {person['email'].upper()} ", "password": person["password"]}
    assert (await server.browser().post("/api/session", body)).status == 204


async def test_a_session_planted_before_the_sign_in_is_worth_nothing_after_it(server: Served) -> None:
    first = await server.signed_in("office")
    planted = first.cookies
    person = server.person("npc")
    answer = await first.post("/api/session", {"email": person["email"], "password": person["password"]})
    assert answer.status == 204
    assert first.cookies != planted
    attacker = server.browser()
    answer = await attacker.get("/api/session", cookies=planted)
    assert answer.status == 401
    assert (await first.get("/api/session")).json["role"] == "npc"


async def test_signing_out_ends_the_session_on_the_server_too(server: Served) -> None:
    client = await server.signed_in("office")
    kept = client.cookies
    answer = await client.call("DELETE", "/api/session")
    assert (answer.status, answer.headers["Clear-Site-Data"]) == (204, '"cache"')
    assert client.cookies == {}
    assert (await server.browser().get("/api/session", cookies=kept)).status == 401


async def test_a_request_from_another_site_changes_nothing(server: Served) -> None:
    client = await server.signed_in("office")
    for origin in ("https://evil.example", "null", f"http://localhost:{server.config.port + 1}", None):
        answer = await client.call("DELETE", "/api/session", headers={"Origin": origin})
        assert (answer.status, answer.json["code"]) == (403, "foreign_origin"), origin
    assert (await client.get("/api/session")).status == 200


async def test_a_foreign_name_that_points_here_is_not_this_server(server: Served) -> None:
    client = await server.signed_in("office")
    rebound = f"rebound.example:{server.config.port}"
    answer = await client.call("DELETE", "/api/session", headers={"Origin": f"http://{rebound}", "Host": rebound})
    assert answer.status == 403


async def test_repeated_guesses_have_to_wait_and_are_told_how_long(server: Served) -> None:
    email = server.person("office")["email"]
    client = server.browser()
    answers = [await client.post("/api/session", {"email": email, "password": f"guess {n}"}) for n in range(7)]
    assert [answer.status for answer in answers[:5]] == [401] * 5
    last = answers[-1]
    assert last.status == 429
    assert int(last.headers["Retry-After"]) >= 1
    # Others are not held up.
    await server.signed_in("npc")


@pytest.mark.parametrize("body", [{}, {"email": "a@b"}, {"email": "a@b", "password": "x", "admin": True}, [], "text"])
async def test_a_body_of_the_wrong_shape_is_refused_in_words(server: Served, body: object) -> None:
    answer = await server.browser().post("/api/session", body)
    assert answer.status == 422
    assert answer.json["code"] == "invalid"
    assert answer.json["detail"]


async def test_a_body_over_the_limit_or_of_another_type_is_refused(server: Served) -> None:
    client = server.browser()
    large = await client.post("/api/session", {"email": "a@b.example", "password": "x" * 70_000})
    assert (large.status, large.json["status"]) == (413, 413)
    typed = await client.call("POST", "/api/session", data="email=a&password=b")
    assert typed.status == 415
    packed = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    refused = await client.call("POST", "/api/session", data=b"not gzip at all", headers=packed)
    assert (refused.status, "Content-Encoding" in refused.json["detail"]) == (415, True)


async def test_elsewhere_than_on_loopback_a_second_factor_is_needed(tmp_path: Path) -> None:
    async with served(tmp_path / "home", host="0.0.0.0", demo=True) as server:
        person = server.person("dermatologist")
        body = {"email": person["email"], "password": person["password"]}
        without = await server.browser().post("/api/session", body)
        assert (without.status, without.json["code"]) == (401, "second_factor")
        code = pyotp.TOTP(person["totp_secret"]).now()
        wrong = await server.browser().post("/api/session", body | {"code": f"{(int(code) + 1) % 10**6:06d}"})
        assert wrong.json["code"] == "second_factor"
        client = server.browser()
        assert (await client.post("/api/session", body | {"code": code})).status == 204
        again = await server.browser().post("/api/session", body | {"code": code})
        assert again.json["code"] == "second_factor", "a code is accepted once"
        assert (await client.get("/api/session")).status == 200


async def test_without_the_setting_there_is_no_demonstration_elsewhere_than_on_loopback(tmp_path: Path) -> None:
    async with served(tmp_path / "home", host="0.0.0.0") as server:
        assert server.demo == {}
        assert not (tmp_path / "home" / "demo.json").exists()


async def test_every_answer_carries_the_security_headers(server: Served) -> None:
    client = server.browser()
    for path in ("/", "/v", "/api/session", "/api/none", "/healthz"):
        answer = await client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Server" not in answer.headers
