"""The registry of the API: one entry for each method and path, from which both the routes and the OpenAPI document are made.

A handler takes a `Call`, then what its path names, then `body` and `query` models if it has them; its return annotation is
the model of the answer. Every operation says who may call it: there is no default that lets anyone in.
"""

from __future__ import annotations

import asyncio
import inspect
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_type_hints

import structlog
from aiohttp import web
from pydantic import BaseModel, ValidationError

from server.access.commands import Command
from server.access.policy import may_ever
from server.api.context import CONTEXT, Context
from server.api.forwarded import client_address
from server.api.origin import check_origin
from server.api.problems import invalid
from server.base.agents import known_agent
from server.base.errors import Invalid, NotFound, TooSlow, WrongKind
from server.practice.sign_in import Even, SignedIn

log = structlog.get_logger("api")
Who = Literal["anyone", "staff", "pass", "camera", "bearer"]
"""`anyone`: no sign-in needed; `staff`: a session cookie; `pass`: a visit cookie; `camera`: the cookie of a second device; `bearer`: a
token in the header."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One way to call the server."""

    method: str
    path: str
    name: str
    summary: str
    description: str
    tag: str
    who: Who
    command: Command | None
    status: int
    refusals: tuple[int, ...]
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    ok: type[BaseModel] | None
    accepts: str
    gives: str
    ids: tuple[str, ...]
    handler: Callable[..., Awaitable[Any]]
    even: frozenset[Even] = frozenset()
    keyed: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Call:
    """One request on its way through a handler. `me` is there exactly for operations of staff."""

    request: web.Request
    context: Context
    signed_in: SignedIn | None = None
    cookies: list[Callable[[web.StreamResponse], None]] = field(default_factory=list)

    @property
    def me(self) -> SignedIn:
        if self.signed_in is None:
            raise NotFound
        return self.signed_in

    @property
    def source(self) -> str:
        """Where the request comes from, for counting guesses: an address, or the /64 an IPv6 address is in."""
        address = client_address(self.request)
        if address is None:
            return "unknown"
        return ":".join(address.exploded.split(":")[:4]) if address.version == 6 else str(address)

    @property
    def key(self) -> str | None:
        """The `Idempotency-Key`, as text or as the quoted one of a structured field (RFC 9651). Raises `Invalid`."""
        given = self.request.headers.getall(KEY, [])
        if not given:
            return None
        key = given[0].removeprefix('"').removesuffix('"')
        if len(given) > 1 or not re.fullmatch(f"[!-~]{{1,{LONGEST_KEY}}}", key):
            raise Invalid(f"{KEY}: one key of up to {LONGEST_KEY} characters without spaces, such as a UUID.")
        return key

    @property
    def agent(self) -> str | None:
        """The kind of browser and system, for a person to recognise their machine by."""
        return known_agent(self.request.headers.get("User-Agent", ""))


BODY_S = 30.0
"""How long a body may take, seconds. Photos come in pieces, and have limits of their own."""
KEY = "Idempotency-Key"
"""A name that the sender chose for a request, so that it can be sent again without doing it twice."""
LONGEST_KEY = 128
OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    *,
    tag: str,
    who: Who,
    command: Command | None = None,
    status: int = 200,
    refusals: tuple[int, ...] = (),
    accepts: str = "application/json",
    gives: str = "application/json",
    even: tuple[Even, ...] = (),
    keyed: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Callable[[Callable[..., Awaitable[Any]]], Callable[..., Awaitable[Any]]]:
    """Register a handler. `refusals` are statuses beyond those that follow from the rest (401, 403, 404, 413, 415, 422, 503).
    `even`: what a sign-in may be besides open: locked, or still without the second factor that the server asks for.
    `keyed`: takes an `Idempotency-Key`. `headers`: what the answer's own headers say, by their names."""

    if who == "staff" and command is None:
        raise ValueError(f"{method} {path}: say which command of server/access/policy.py this is")

    def register(handler: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        hints = get_type_hints(handler)
        summary, _, description = inspect.cleandoc(handler.__doc__ or "").partition("\n\n")
        OPERATIONS.append(
            Operation(
                method=method,
                path=path,
                name=handler.__name__,
                summary=summary.replace("\n", " ").rstrip("."),
                description=description,
                tag=tag,
                who=who,
                command=command,
                status=status,
                refusals=refusals,
                body=hints.get("body") if accepts == "application/json" else None,
                query=hints.get("query"),
                ok=_model(hints.get("return")),
                accepts=accepts,
                gives=gives,
                ids=tuple(re.findall(r"{(\w+)}", path)),
                handler=handler,
                even=frozenset(even),
                keyed=keyed,
                headers=headers or {},
            )
        )
        return handler

    return register


def route(op: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The aiohttp handler of an operation: authenticate, parse, call, render."""

    async def handle(request: web.Request) -> web.StreamResponse:
        call = Call(request, request.app[CONTEXT])
        if op.who != "bearer":
            check_origin(request, cookie_needed=op.who in ("staff", "pass", "camera"))
        if op.who == "staff":
            call.signed_in = await call.context.sign_in.who(call.context.cookies.session(request), even=op.even)
            if op.command is None or not may_ever(call.signed_in.actor, op.command):
                log.warning("not allowed", person=call.signed_in.staff.id, command=op.command, operation=op.name)
                raise NotFound
        arguments: dict[str, Any] = {}
        for name in op.ids:
            arguments[name] = _uuid(request.match_info[name])
        try:
            if op.query is not None:
                # A name given twice is a list, which no field of a query is: refused, not one of them taken.
                asked = {name: request.query.getall(name) for name in request.query}
                given = {name: values[0] if len(values) == 1 else values for name, values in asked.items()}
                arguments["query"] = op.query.model_validate(given)
            if op.body is not None:
                if request.content_type != op.accepts:
                    raise WrongKind(f"Send this as {op.accepts}.")
                arguments["body"] = op.body.model_validate_json(await whole_body(request))
        except ValidationError as error:
            return invalid(error)
        result = await op.handler(call, **arguments)
        response = _rendered(op, result)
        for set_cookie in call.cookies:
            set_cookie(response)
        return response

    return handle


async def whole_body(request: web.Request) -> bytes:
    """The body, which has 64 KiB at most. Raises `TooSlow` where it does not come within `BODY_S`."""
    try:
        async with asyncio.timeout(BODY_S):
            return await request.read()
    except TimeoutError:
        raise TooSlow("This took too long to arrive. Check your connection and try again.") from None


def _rendered(op: Operation, result: Any) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    if isinstance(result, BaseModel):
        return web.Response(status=op.status, text=result.model_dump_json(), content_type="application/json")
    return web.Response(status=op.status)


def _uuid(text: str) -> str:
    try:
        known = str(uuid.UUID(text))
    except ValueError:
        raise NotFound from None
    # One spelling for each id: braces, capitals and the urn form name nothing here.
    if known != text:
        raise NotFound
    return known


def _model(hint: Any) -> type[BaseModel] | None:
    return hint if isinstance(hint, type) and issubclass(hint, BaseModel) else None
