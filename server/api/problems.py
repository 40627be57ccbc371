"""Every refusal on the wire is an `application/problem+json` (RFC 9457). The mapping from our errors is here and nowhere else."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.api.bodies import PATTERNS
from server.api.visit_bodies import IntakeDoc
from server.base.complaints import complaint
from server.base.errors import Refusal
from server.evidence.allowance import TooOften
from server.images.errors import WrongOffset
from server.practice.intake import StaleIntake
from server.practice.links import DeadLink, Paused, WrongDateOfBirth
from server.practice.sign_in import Locked, SlowDown

_log = structlog.get_logger("api")
MOST_FIELDS = 20
LONGEST_NAME = 100
"""What a body of nonsense is answered with must not be larger than the body."""


class Problem(BaseModel):
    """A refusal. `code` is stable and for programs, `detail` is a sentence for the person who asked."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    code: str


def problem(status: int, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any) -> web.Response:
    """The response that carries a refusal; `more` becomes further members of it."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, **more)
    return web.Response(
        status=status, body=body.model_dump_json().encode(), content_type="application/problem+json", headers=headers
    )


def refusal(error: Refusal) -> web.Response:
    """A refusal of ours on the wire."""
    headers: dict[str, str] = {}
    more: dict[str, Any] = {}
    match error:
        case SlowDown() | Paused() | TooOften():
            headers["Retry-After"] = str(error.retry_after_s)
        case WrongDateOfBirth():
            more["tries_left"] = error.tries_left
        case WrongOffset():
            more["offset"] = error.offset
        case Locked():
            more["name"] = error.name
        case StaleIntake():
            more["newest"] = IntakeDoc.of(error.newest).model_dump(mode="json")
    if isinstance(error, DeadLink | Paused) and error.practice:
        more["practice"] = {"name": error.practice.name, "phone": error.practice.phone}
    if error.status == 503:
        headers["Retry-After"] = "5"
    return problem(error.status, error.code, error.message, headers, **more)


def invalid(error: ValidationError) -> web.Response:
    """What is wrong with each field, the first of them in one sentence each, without repeating what was sent."""
    fields = [
        {
            "field": ".".join(str(part) for part in found["loc"])[:LONGEST_NAME] or "body",
            "problem": complaint(found, PATTERNS),
        }
        for found in error.errors(include_url=False, include_input=False)[:MOST_FIELDS]
    ]
    sentence = " ".join(f"{one['field']}: {one['problem']}." for one in fields[:5])
    return problem(422, "invalid", sentence, fields=fields)


def http_error(error: web.HTTPException) -> web.Response:
    """What aiohttp itself refuses: unknown paths, methods, sizes."""
    sentences = {
        404: "There is nothing here for you. Check the link, or sign in again.",
        405: "This cannot be done here.",
        413: "This is more than the 64 KiB that a request may carry.",
    }
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
    code = HTTPStatus(error.status).phrase.lower().replace(" ", "_")
    return problem(error.status, code, sentences.get(error.status, f"{error.reason}."), headers)


def crashed(error: Exception) -> web.Response:
    """A fault of ours: logged with its places, and told without them."""
    _log.error("request_failed", exc_info=error)
    return problem(500, "fault", "Something went wrong on our side. Nothing was lost; please try again.")
