"""Payers' rules: read by whoever plans visits, changed by an administrator after seeing which answers would change."""

from __future__ import annotations

import json

from aiohttp import web

from server.api.operations import Call, operation
from server.api.payer_bodies import (
    PayerNamed,
    PayerQuery,
    PayersNamed,
    PreviewShown,
    ProfileAsked,
    ProfileSaved,
    SavedShown,
    VersionShown,
    VersionsShown,
)


@operation("GET", "/api/payers", tag="payers", who="staff", command="create_visit")
async def name_payers(call: Call) -> PayersNamed:
    """The payers whose rules are on file, by id and name."""
    names = await call.context.payers.names()
    return PayersNamed(payers=tuple(PayerNamed(id=payer, name=name) for payer, name in names.items()))


@operation("GET", "/api/payers/rules", tag="payers", who="staff", command="manage_payers")
async def show_payers(call: Call) -> VersionsShown:
    """Each payer's version that is in force today, or where there is none the one recorded last."""
    found = await call.context.payers.all(call.me.actor)
    return VersionsShown(versions=tuple(VersionShown.of(one) for one in found))


@operation("GET", "/api/payers/versions", tag="payers", who="staff", command="manage_payers")
async def show_versions(call: Call, query: PayerQuery) -> VersionsShown:
    """Every version of one payer, the last recorded first."""
    found = await call.context.payers.versions(call.me.actor, query.payer)
    return VersionsShown(versions=tuple(VersionShown.of(one) for one in found))


@operation("GET", "/api/payers/export", tag="payers", who="staff", command="manage_payers")
async def export_payers(call: Call) -> web.Response:
    """Every version of every payer as one file, which can be imported again."""
    document = await call.context.payers.export(call.me.actor)
    return web.Response(
        text=json.dumps(document, indent=1),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="payers.json"'},
    )


@operation("POST", "/api/payers/preview", tag="payers", who="staff", command="manage_payers")
async def preview_payer(call: Call, body: ProfileAsked) -> PreviewShown:
    """Which answers of the worked cases these rules would change. Nothing is kept.

    422 names the field that is wrong.
    """
    return PreviewShown.of(await call.context.payers.preview(call.me.actor, body.document))


@operation("POST", "/api/payers", tag="payers", who="staff", command="manage_payers", status=201, refusals=(409,))
async def save_payer(call: Call, body: ProfileSaved) -> SavedShown:
    """Record the versions that were previewed. 409 with code "stale" where the rules have changed since the preview."""
    return SavedShown(versions=await call.context.payers.save(call.me.actor, body.document, body.token))
