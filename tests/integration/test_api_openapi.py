"""The OpenAPI document against the routes, both ways, and against what the server answers."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from tests.integration.served import Served
from tests.integration.test_api_visits import INTAKE, in_the_waiting_room, new_visit
from tests.integration.witnessed import held


async def described(server: Served) -> dict[str, Any]:
    return dict((await server.browser().get("/api/openapi.json")).json)


async def test_the_document_is_valid_openapi(server: Served) -> None:
    document = await described(server)
    assert document["openapi"].startswith("3.1")
    validate(document)


async def test_every_route_is_described_and_everything_described_is_a_route(server: Served) -> None:
    document = await described(server)
    written = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    routes = {
        (route.method, route.resource.canonical)
        for route in server.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/api/")
    }
    assert written == routes - {(method, "/api/openapi.json") for method in ("GET", "HEAD")}


async def test_every_operation_says_who_may_and_what_a_refusal_is(server: Served) -> None:
    document = await described(server)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert "security" in operation, where
            refusals = {status for status in operation["responses"] if int(status) >= 400}
            assert operation["security"] == [] or "401" in refusals, where
            for status in refusals:
                content = operation["responses"][status]["content"]
                assert list(content) == ["application/problem+json"], where
            names = set(re.findall(r"{(\w+)}", path))
            assert names == {one["name"] for one in operation["parameters"] if one["in"] == "path"}, where


async def test_what_the_server_answers_is_what_the_document_says(server: Served) -> None:
    document = await described(server)

    def check(method: str, path: str, answer: Any) -> None:
        operation = document["paths"][path][method.lower()]
        assert str(answer.status) in operation["responses"], f"{method} {path}: {answer.status}"
        content = operation["responses"][str(answer.status)].get("content", {})
        for kind, media in content.items():
            assert answer.headers["Content-Type"].startswith(kind)
            if kind.endswith("json"):
                schema = {**media["schema"], "components": document["components"]}
                Draft202012Validator(schema).validate(answer.json)

    visit = await in_the_waiting_room(server)
    office, nurse, patient = await server.signed_in("office"), await server.signed_in("RN"), await server.entered(1)
    other = server.demo["visits"][1]["id"]
    pass_, consent_text = "/api/visit-pass", "/api/consent-text"
    check("GET", "/api/session", await office.get("/api/session"))
    check("GET", "/api/session", await server.browser().get("/api/session"))
    check("GET", "/api/visits", await office.get("/api/visits"))
    check("POST", "/api/visits", await office.post("/api/visits", new_visit()))
    check("POST", "/api/visits", await office.post("/api/visits", {}))
    check("GET", "/api/visits/{visit}", await nurse.get(f"/api/visits/{visit}"))
    check("PUT", "/api/visits/{visit}/intake", await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE))
    check("PUT", "/api/visits/{visit}/intake", await nurse.call("PUT", f"/api/visits/{visit}/intake", INTAKE))
    check("GET", "/api/visits/{visit}", await nurse.get(f"/api/visits/{visit}"))
    check("GET", "/api/staff", await office.get("/api/staff"))
    check("POST", "/api/patients/search", await office.post("/api/patients/search", {"q": "a"}))
    check("GET", pass_, await patient.get(f"{pass_}?visit={other}"))
    check("GET", pass_, await patient.get(pass_))
    check("GET", consent_text, await patient.get(f"{consent_text}?visit={other}"))
    check("POST", "/api/visit-link", await patient.post("/api/visit-link", {"token": server.token(1)}))
    check("GET", "/api/visits/{visit}/proposal", await nurse.get(f"/api/visits/{visit}/proposal"))
    billed = await held(server, 2)
    biller, claim = await server.signed_in("biller"), "/api/visits/{visit}/claim"
    check("GET", "/api/billing", await biller.get("/api/billing"))
    check("GET", "/api/billing", await biller.get("/api/billing?page=0"))
    check("GET", "/api/billing.csv", await biller.get("/api/billing.csv"))
    check("GET", "/api/visits/{visit}/proposal", await biller.get(f"/api/visits/{billed}/proposal"))
    for name in ("evidence-sheet", "superbill"):
        check("GET", f"/api/visits/{{visit}}/{name}.pdf", await biller.get(f"/api/visits/{billed}/{name}.pdf"))
    released, question = f"/api/visits/{billed}/claim/release", f"/api/visits/{billed}/claim/question"
    check("POST", f"{claim}/release", await biller.post(released, {"decision_version": 1}))
    asked = {"decision_version": 0, "question": "Which mole?"}
    check("POST", f"{claim}/question", await biller.post(question, asked))
    page = await server.page(nurse)
    await page.ok("visit.open", visit=visit)
    await page.ok("admit", visit=visit, to="intake")
    check("GET", "/api/visits/{visit}/proposal", await nurse.get(f"/api/visits/{visit}/proposal"))


async def test_an_unknown_path_of_the_api_is_a_problem_too(server: Served) -> None:
    answer = await server.browser().get("/api/nothing")
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    answer = await server.browser().call("PATCH", "/api/session")
    assert (answer.status, set(answer.headers["Allow"].split(","))) == (405, {"DELETE", "GET", "POST"})
