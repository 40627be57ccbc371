"""Clients that mean harm, over HTTP: each operation of the server, not a list somebody has to remember to extend."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from server.api.operations import OPERATIONS, Operation
from tests.integration.served import Answer, Client, Served
from tests.integration.test_api_visits import INTAKE, in_the_waiting_room, new_visit

NOBODY = "00000000-0000-4000-8000-000000000000"
STRANGE = (
    "' OR 1=1 --", "<img src=x onerror=alert(1)>", "{{7*7}}", "line\r\nSet-Cookie: a=b", "=cmd|'/C calc'!A0", "Zoë 🧑🏽‍⚕️𝒳",
    "\u202eesrever", "مريم", "a\x07b",
)  # fmt: skip

BODIES: dict[str, Any] = {
    "make_visit": new_visit(),
    "save_intake": INTAKE,
    "open_in_emergency": {"reason": "The patient fainted in front of the camera"},
    "answer_coding": {"mdm_level": "low"},
    "decide": {"decision": "accepted", "input_hash": "0" * 64},
    "change_staff": {"name": "A", "role": "office"},
    "set_active": {"active": True},
}
"""Bodies that are right, for operations that would not come to the question of who asks without one."""


def path(op: Operation, **ids: str) -> str:
    filled = op.path
    for name in op.ids:
        filled = filled.replace(f"{{{name}}}", ids.get(name, NOBODY))
    return filled


async def ask(client: Client, op: Operation, *, origin: str | None = "own", **ids: str) -> Answer:
    headers = {} if origin == "own" else {"Origin": origin}
    return await client.call(op.method, path(op, **ids), BODIES.get(op.name), headers=headers)


async def test_no_operation_that_a_cookie_authenticates_takes_a_foreign_an_absent_or_a_null_origin(
    server: Served,
) -> None:
    """Cross-site request forgery: the browser sends the cookie along, the Origin tells (ASVS 3.5.1)."""
    visit = server.demo["visits"][0]["id"]
    clients = {"staff": await server.signed_in("administrator"), "pass": await server.entered(0)}
    tried = 0
    for op in OPERATIONS:
        if op.method in ("GET", "HEAD") or op.who not in clients:
            continue
        for origin in ("https://evil.example", "null", "", f"http://localhost:{server.config.port}.evil.example", None):
            answer = await ask(clients[op.who], op, origin=origin, visit=visit)
            assert (answer.status, answer.json["code"]) == (403, "foreign_origin"), (op.name, origin)
            tried += 1
    for op in OPERATIONS:
        if op.method != "GET" and op.who == "anyone":
            answer = await ask(server.browser(), op, origin="https://evil.example")
            assert answer.status == 403, op.name
    assert tried >= 100
    assert (await clients["staff"].get("/api/session")).status == 200, "nobody was signed out meanwhile"


async def test_every_operation_answers_absent_and_forbidden_alike(server: Served) -> None:
    """The same status, headers and body, to whoever may not and to whoever may but asks for what is not there."""
    visit = await in_the_waiting_room(server)
    clients = {role: await server.signed_in(role) for role in ("office", "biller", "dermatologist", "administrator")}
    compared = 0
    for op in OPERATIONS:
        if op.who != "staff" or not op.ids or op.gives == "image/svg+xml":
            continue
        answers = []
        for client in clients.values():
            for wanted in (visit, NOBODY):
                answer = await ask(client, op, visit=wanted)
                if answer.status == 404:
                    answers.append((answer.text, sorted(h for h in answer.headers.items() if h[0] != "Date")))
        assert answers, op.name
        assert all(answer == answers[0] for answer in answers), op.name
        compared += len(answers)
    assert compared >= 60


async def test_a_source_that_tries_links_is_told_to_wait_and_gets_one_answer_for_every_link(server: Served) -> None:
    client, real = server.browser(), server.token(0)
    answers = [await client.post("/api/visit-link", {"token": f"guess-number-{n:030d}"}) for n in range(22)]
    assert [answer.status for answer in answers[:20]] == [404] * 20
    assert len({answer.text for answer in answers[:20]}) == 1
    waiting = answers[-1]
    assert (waiting.status, int(waiting.headers["Retry-After"]) >= 1) == (429, True)
    right = await client.post("/api/visit-link", {"token": real})
    entering = await client.post("/api/visit-link/enter", {"token": real, "date_of_birth": "1900-01-01"})
    assert right.status == entering.status == 429
    assert right.json["code"] == "slow_down"


async def test_a_hundred_guesses_at_once_are_not_a_hundred_tries(server: Served) -> None:
    email = server.person("office")["email"]
    clients = [server.browser() for _ in range(12)]
    bodies = [{"email": email, "password": f"guess {n}"} for n in range(12)]
    answers = await asyncio.gather(
        *(client.post("/api/session", body) for client, body in zip(clients, bodies, strict=True))
    )
    statuses = sorted(answer.status for answer in answers)
    assert statuses.count(401) <= 6
    assert statuses.count(429) >= 6
    await server.signed_in("npc")


@pytest.mark.parametrize("text", STRANGE, ids=ascii)
async def test_strange_text_is_kept_as_it_came_and_sent_as_json(server: Served, text: str) -> None:
    office, nurse = await server.signed_in("office"), await server.signed_in("RN")
    patient = {"name": f"A {text} B", "date_of_birth": "1980-02-01", "phone": "555-0123", "state": "CA"}
    made = await office.post("/api/visits", new_visit(patient=patient, reason=text))
    assert made.status == 201, made.text
    visit = made.json["id"]
    browser = server.browser()
    token = made.json["link"].partition("#")[2]
    entered = await browser.post("/api/visit-link/enter", {"token": token, "date_of_birth": "1980-02-01"})
    assert entered.status == 200
    page, staff = await server.page(browser, visit=visit, tab="a"), await server.page(nurse)
    await page.ok("visit.open", visit=visit)
    await page.ok("check_in", visit=visit)
    saved = await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE | {"history": text, "base_version": 0})
    assert saved.status == 200, saved.text
    await staff.ok("visit.open", visit=visit)
    await staff.ok("admit", visit=visit, to="intake")
    await staff.ok("hand_over", visit=visit, note=text)
    shown = await (await server.signed_in("dermatologist")).get(f"/api/visits/{visit}")
    assert shown.headers["Content-Type"].startswith("application/json")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.json["reason"] == text.strip()
    assert shown.json["intake"]["history"] == text
    assert shown.json["note"]["text"] == text
    # White space inside a name is one space: a name is one line. Nothing else is touched.
    assert shown.json["patient"]["name"] == " ".join(f"A {text} B".split())
    assert "Set-Cookie" not in shown.headers


async def test_what_a_link_brought_in_is_out_at_once_when_the_link_is_revoked(server: Served) -> None:
    visit = await in_the_waiting_room(server)
    patient, office = await server.entered(0), await server.signed_in("office")
    page = await server.page(patient, visit=visit, tab="mine")
    await page.ok("visit.open", visit=visit)
    assert (await office.call("DELETE", f"/api/visits/{visit}/link")).status == 204
    await page.bye("revoked")
    assert (await patient.get(f"/api/visit-pass?visit={visit}")).status == 401


async def test_no_cookie_of_another_visit_or_of_a_guess_opens_a_visit(server: Served) -> None:
    patient = await server.entered(0)
    own, other = server.demo["visits"][0]["id"], server.demo["visits"][1]["id"]
    (secret,) = patient.cookies.values()
    port = server.config.port
    for value in (secret, secret[:-1], secret.swapcase(), "", "A" * 43):
        client = server.browser()
        answer = await client.get(
            f"/api/visit-pass?visit={other}", cookies={f"vestibule_visit_{port}_{other[:8]}": value}
        )
        assert answer.status == 401, "a pass of one visit under the name of another"
        staff = await client.get("/api/visits", cookies={f"vestibule_session_{port}": value})
        assert staff.status == 401
    assert (await patient.get(f"/api/visit-pass?visit={own}")).status == 200


async def test_no_page_may_be_framed_and_no_answer_is_kept_or_sniffed(server: Served) -> None:
    office = await server.signed_in("office")
    for where in ("/", "/v", "/staff/people", "/api/visits", "/api/session", "/api/openapi.json", "/healthz", "/none"):
        answer = await office.get(where)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], where
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Location" not in answer.headers
    assert (await office.call("TRACE", "/api/session")).status in (404, 405)
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "DELETE"}
    answer = await office.call("OPTIONS", "/api/session", headers=preflight)
    assert answer.status == 405
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


async def test_one_field_given_twice_or_too_many_are_refused(server: Served) -> None:
    email, password = (server.person("office")[field] for field in ("email", "password"))
    body = json.dumps({"email": email, "password": password, "role": "administrator"})
    headers = {"Content-Type": "application/json"}
    answer = await server.browser().call("POST", "/api/session", data=body, headers=headers)
    assert (answer.status, answer.json["code"]) == (422, "invalid")
    assert password not in answer.text
    biller = await server.signed_in("biller")
    assert (await biller.get("/api/billing?page=1")).status == 200
    assert (await biller.get("/api/billing?page=1&page=2")).status == 422


async def test_dates_at_the_ends_of_time_are_refused_in_words(server: Served) -> None:
    office, biller = await server.signed_in("office"), await server.signed_in("biller")
    admin = await server.signed_in("administrator")
    for at in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2199-01-01T00:00:00Z", "1955-01-01T00:00:00Z"):
        answer = await office.post("/api/visits", new_visit() | {"scheduled_at": at})
        assert (answer.status, answer.json["detail"][:14]) == (422, "scheduled_at: "), at
    for before in ("2026-01-01T00:00:00", "0001-01-01T00:00:00%2B14:00"):
        assert (await admin.get(f"/api/audit/openings?before={before}")).status == 422, before
    for day in ("9999-12-31", "0001-01-01"):
        assert (await biller.get(f"/api/billing.csv?day={day}")).status == 422, day
        assert (await biller.get(f"/api/billing?day={day}")).status == 422, day


async def test_a_text_that_one_database_could_not_keep_none_keeps(server: Served) -> None:
    office = await server.signed_in("office")
    answer = await office.post("/api/visits", new_visit() | {"reason": "a\0b"})
    assert (answer.status, answer.json["code"]) == (422, "invalid")


async def test_headers_that_are_no_text_open_nothing_and_break_nothing(server: Served) -> None:
    port, visit = server.config.port, server.demo["visits"][0]["id"]
    wrong = {
        b"GET /api/session": b"Cookie: vestibule_session_%d=\xff\xfe" % port,
        b"GET /api/visit-pass?visit=%s" % visit.encode(): b"Cookie: vestibule_visit_%d_%s=\xff"
        % (port, visit[:8].encode()),
    }
    for asked, header in wrong.items():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"%s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n%s\r\n\r\n" % (asked, port, header))
        assert (await reader.readline()).split()[1] == b"401", asked
        writer.close()


async def test_a_body_of_nonsense_is_answered_with_less_than_it_has(server: Served) -> None:
    office = await server.signed_in("office")
    nonsense = {f"{'x' * 40}{number}": number for number in range(1000)}
    answer = await office.post("/api/visits", nonsense)
    assert answer.status == 422
    assert len(answer.text) < len(json.dumps(nonsense)) / 5
