"""The OpenAPI document against the routes, both ways. What the server answers is held against it wherever a test asks (`described.py`)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import ValidationError  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from tests.integration import described
from tests.integration.served import Served


async def document_of(server: Served) -> dict[str, Any]:
    return dict((await server.browser().get("/api/openapi.json")).json)


async def test_the_document_is_valid_openapi(server: Served) -> None:
    document = await document_of(server)
    assert document["openapi"].startswith("3.1")
    validate(document)


async def test_every_route_is_described_and_everything_described_is_a_route(server: Served) -> None:
    document = await document_of(server)
    written = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    routes = {
        (route.method, route.resource.canonical)
        for route in server.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/api/")
    }
    assert written == routes - {(method, "/api/openapi.json") for method in ("GET", "HEAD")}


async def test_every_operation_says_who_may_and_what_a_refusal_is(server: Served) -> None:
    document = await document_of(server)
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


@pytest.mark.parametrize(
    ("method", "path", "status", "headers", "body", "wrong"),
    [
        ("GET", "/api/session", 418, {}, b"", "not in the OpenAPI document"),
        ("HEAD", "/api/visit-pass/photos/1/bytes?visit=2", 204, {}, b"", "without Upload-Offset"),
        ("POST", "/api/session", 204, {}, b"{}", "has a body"),
        ("GET", "/api/billing.csv", 200, {"Content-Type": "text/html"}, b"", "is text/html"),
        ("GET", "/api/visits", 200, {"Content-Type": "application/json"}, b"{}", "'visits' is a required property"),
    ],
)
def test_an_answer_that_the_document_does_not_promise_fails_whichever_test_gets_it(
    method: str, path: str, status: int, headers: dict[str, str], body: bytes, wrong: str
) -> None:
    with pytest.raises((AssertionError, ValidationError), match=wrong):
        described.check(method, path, status, headers, body)


async def test_an_unknown_path_of_the_api_is_a_problem_too(server: Served) -> None:
    answer = await server.browser().get("/api/nothing")
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    answer = await server.browser().call("PATCH", "/api/session")
    assert (answer.status, set(answer.headers["Allow"].split(","))) == (405, {"DELETE", "GET", "POST"})
