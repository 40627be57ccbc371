"""Every route of the server but the socket, on one application."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from aiohttp import web

from server.api import (
    account,
    billing,
    coding,
    colleagues,
    consent_texts,
    consultations,
    device_check,
    opening_hours,
    payers,
    people,
    photo_answers,
    photo_marks,
    photo_review,
    photos,
    session,
    skin_camera,
    visit_link,
    visits,
)
from server.api.context import CONTEXT, Context
from server.api.metrics import metrics
from server.api.middleware import logged, refusals, secured
from server.api.openapi import document
from server.api.operations import OPERATIONS, route
from server.api.pages import Pages
from server.base.errors import StoreAway

MODULES = (
    session,
    account,
    visits,
    coding,
    billing,
    payers,
    people,
    colleagues,
    consent_texts,
    visit_link,
    photos,
    photo_review,
    photo_marks,
    consultations,
    photo_answers,
    opening_hours,
    device_check,
    skin_camera,
)
"""Importing them registers their operations, in this order."""
MAX_BODY = 64 * 1024
"""Bytes of a request's body; a photo's pieces have a limit of their own (`server/visits/submission.py`)."""


def application(context: Context, dist: Path) -> web.Application:
    """The application with all pages and operations; `dist` is the folder of the built web client."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[logged, refusals])
    app[CONTEXT] = context
    app.on_response_prepare.append(secured)
    for op in OPERATIONS:
        app.router.add_route(op.method, op.path, route(op))

    @cache
    def described() -> str:
        # Made when somebody asks: at a start it would cost as much as the rest of the start together.
        return json.dumps(document(context.cookies.port, context.cookies.secure))

    async def openapi(_: web.Request) -> web.Response:
        return web.json_response(text=described())

    app.router.add_get("/api/openapi.json", openapi)
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)
    Pages(dist).add_to(app)
    return app


async def alive(_: web.Request) -> web.Response:
    """The process answers."""
    return web.Response(text="ok\n")


async def ready(request: web.Request) -> web.Response:
    """The store answers too, and can be written to, and the server is not about to stop: a refusal becomes 503."""
    request.app[CONTEXT].door.require_open()
    store = request.app[CONTEXT].store
    async with store.reading() as unit:
        await unit.practice()
    if store.keeping != "kept":
        why = "its disk is full" if store.disk_full else "the database is away"
        raise StoreAway(f"The record of visits cannot be written just now: {why}.")
    return web.Response(text="ok\n")
