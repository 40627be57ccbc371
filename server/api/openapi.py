"""The OpenAPI 3.1 document, made from the registry that the routes are made from."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from server.api.operations import KEY, LONGEST_KEY, OPERATIONS, Operation
from server.api.problems import Problem

_MEANINGS = {
    400: "The request could not be read.",
    401: "Not signed in, or no valid pass or token.",
    403: "Not from this server's own pages, not allowed, or a second factor has to be set up first.",
    404: "Not there, or not for the caller: the two look alike.",
    405: "This cannot be done here.",
    408: "The body did not come in time.",
    409: "Not in the state that things are in now.",
    413: "Larger than 64 KiB.",
    415: "Another content type is needed.",
    422: "A field is missing or wrong; the detail names it.",
    429: "Too many; where waiting helps, Retry-After says for how long.",
    503: "The store is away; nothing was changed.",
}
_TEXTS = ("text/csv", "application/sdp")
"""What is given as text that no model describes; what else has none is bytes, or JSON whose shape stands elsewhere."""
_SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "anyone": [],
    "staff": [{"session": []}],
    "pass": [{"visit_pass": []}],
    "camera": [{"camera_pass": []}],
    "bearer": [{"token": []}],
}


def document(port: int, secure: bool) -> dict[str, Any]:
    """The whole document, with the names that this server's cookies have."""
    models: set[type[BaseModel]] = {Problem}
    for op in OPERATIONS:
        models.update(model for model in (op.body, op.ok, op.query) if model is not None)
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema(
        [(model, "serialization" if model is not Problem else "validation") for model in ordered],
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for op in OPERATIONS:
        paths.setdefault(op.path, {})[op.method.lower()] = _operation(op, schemas["$defs"])
    session = "__Host-vestibule_session" if secure else f"vestibule_session_{port}"
    camera = "__Host-vestibule_camera_{id}" if secure else f"vestibule_camera_{port}_{{id}}"
    visit = "__Host-vestibule_visit_{id}" if secure else f"vestibule_visit_{port}_{{id}}"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vestibule",
            "version": "1",
            "description": "Video visits of a dermatology practice. Frames of a running visit are in PROTOCOL.md.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": session},
                "visit_pass": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": visit,
                    "description": "`{id}` stands for the first eight characters of the visit's id.",
                },
                "camera_pass": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": camera,
                    "description": "Of a second device, for its camera alone; `{id}` as for the visit's pass.",
                },
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(op: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done."}
    if op.ok is not None:
        answer["content"] = {op.gives: {"schema": _ref(op.ok)}}
    elif op.gives != "application/json" or op.method == "GET":
        answer["content"] = {op.gives: {"schema": {"type": "string"}} if op.gives in _TEXTS else {}}
    if op.headers:
        answer["headers"] = {name: _header(about) for name, about in op.headers.items()}
    found: dict[str, Any] = {
        "operationId": op.name,
        "summary": op.summary,
        "tags": [op.tag],
        "security": _SECURITY[op.who],
        "parameters": _parameters(op, schemas),
        "responses": {
            str(op.status): answer,
            **{str(status): _refusal(status) for status in _refused(op)},
        },
    }
    if op.description:
        found["description"] = op.description
    if op.body is not None:
        found["requestBody"] = {"required": True, "content": {op.accepts: {"schema": _ref(op.body)}}}
    elif op.accepts != "application/json":
        found["requestBody"] = {"required": True, "content": {op.accepts: {"schema": {"type": "string"}}}}
    return found


def _refused(op: Operation) -> list[int]:
    statuses = {503, *op.refusals}
    if op.who != "anyone":
        statuses.add(401)
    if op.who == "staff":
        statuses |= {403, 404}
    elif op.method != "GET" and op.who != "bearer":
        statuses.add(403)
    if op.body is not None or op.accepts != "application/json":
        statuses |= {408, 413, 415, 422}
    if op.query is not None:
        statuses.add(422)
    if op.method != "GET" and op.who not in ("anyone", "bearer"):
        # Whoever makes a visit's log grow without end is told to wait (server/evidence/allowance.py).
        statuses.add(429)
    return sorted(statuses)


def _parameters(op: Operation, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        for name in op.ids
    ]
    if op.keyed:
        about = "Chosen freshly for each request, such as a UUID. A request sent again with it is done once."
        text = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY}
        found.append({"name": KEY, "in": "header", "required": False, "description": about, "schema": text})
    if op.query is not None:
        schema = schemas[op.query.__name__]
        for name, field in schema["properties"].items():
            required = name in op.query.model_fields and op.query.model_fields[name].is_required()
            found.append({"name": name, "in": "query", "required": required, "schema": field})
    return found


def _refusal(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": _MEANINGS[status],
        "content": {"application/problem+json": {"schema": _ref(Problem)}},
    }
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"required": status == 503, "schema": {"type": "integer", "minimum": 0}}}
    return found


def _header(about: str) -> dict[str, Any]:
    return {"description": about, "required": True, "schema": {"type": "string"}}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
