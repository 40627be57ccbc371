"""Every answer that a test gets from the API against the OpenAPI document: its status, its headers, its kind and its shape."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from server.api.openapi import document

ANYWHERE = {404, 405, 500}
"""What the server may say of any path: an id that is none, a method that is none, a fault of its own."""


@cache
def _document() -> dict[str, Any]:
    return document(8080, secure=False)


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of the paths, those without a parameter first: `/photos/earlier` is none of `/photos/{photo}`."""
    ordered = sorted(_document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", path.replace(".", r"\."))), path) for path in ordered]


@cache
def _operation(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    for pattern, described in _paths():
        operation = _document()["paths"][described].get(method.lower())
        if operation and pattern.fullmatch(path):
            return described, operation
    return None


@cache
def _validator(method: str, path: str, status: int, kind: str) -> Any:
    schema = _document()["paths"][path][method.lower()]["responses"][str(status)]["content"][kind]["schema"]
    return Draft202012Validator({**schema, "components": _document()["components"]})


def check(method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Fails where the document says otherwise of such an answer."""
    found = _operation(method, path.partition("?")[0])
    if found is None:
        return
    described, operation = found
    where = f"{method} {described}: {status}"
    said = operation["responses"].get(str(status))
    if said is None:
        assert status in ANYWHERE, f"{where} is not in the OpenAPI document"
        return
    for name, about in said.get("headers", {}).items():
        assert name in headers or not about["required"], f"{where} without {name}"
    content = said.get("content", {})
    if not content or method == "HEAD":
        assert method == "HEAD" or body == b"", f"{where} has a body"
        return
    kind = headers["Content-Type"].partition(";")[0]
    assert kind in content, f"{where} is {kind}"
    if kind.endswith("json") and "schema" in content[kind]:
        _validator(method, described, status, kind).validate(json.loads(body))
