"""Billing: the queue, releasing a decided visit, asking its clinician, and a day's visits as CSV."""

from __future__ import annotations

from aiohttp import web

from server.api.billing_bodies import DayQuery, QuestionAsked, QueueQuery, QueueSearch, QueueShown, ReleaseAsked
from server.api.coding_bodies import ClaimShown
from server.api.operations import Call, operation
from server.base.ids import VisitId
from server.claims.day_csv import day_csv


@operation("GET", "/api/billing", tag="billing", who="staff", command="see_billing")
async def show_billing(call: Call, query: QueueQuery) -> QueueShown:
    """A page of the billing queue: visits that have ended, what each waits for, the oldest first."""
    found = await call.context.billing.queue(call.me.actor, status=query.status, day=query.day, page=query.page)
    return QueueShown.of(found)


@operation("POST", "/api/billing/search", tag="billing", who="staff", command="see_billing")
async def search_billing(call: Call, body: QueueSearch) -> QueueShown:
    """A page of the billing queue of the patients of that name. A name belongs into a body: addresses end up in proxies' logs."""
    found = await call.context.billing.queue(
        call.me.actor, status=body.status, day=body.day, page=body.page, name=body.patient
    )
    return QueueShown.of(found)


@operation("GET", "/api/billing.csv", tag="billing", who="staff", command="see_billing", gives="text/csv")
async def download_day(call: Call, query: DayQuery) -> web.Response:
    """A day's visits as CSV, safe to open in a spreadsheet.

    Every cell is quoted, and a cell that a spreadsheet would take for a formula begins with an apostrophe. Times are the
    practice's. The text begins with a byte order mark, by which spreadsheets know UTF-8.
    """
    on, practice, lines = await call.context.billing.day(call.me.actor, query.day)
    rows = [(line.appointment, line.patient, line.rendering, line.standing) for line in lines]
    text = day_csv(rows, practice.tz)
    return web.Response(
        body=b"\xef\xbb\xbf" + text.encode(),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="visits-{on}.csv"'},
    )


@operation(
    "POST", "/api/visits/{visit}/claim/release", tag="billing", who="staff", command="release_claim", status=201,
    refusals=(409,),
)  # fmt: skip
async def release_claim(call: Call, visit: VisitId, body: ReleaseAsked) -> ClaimShown:
    """Release a decided visit to billing. Doing it again gives the release there is.

    409 where it still waits for something, and with code "stale" where there is a newer decision.
    """
    return ClaimShown.of(await call.context.billing.release(visit, call.me.actor, body.decision_version))


@operation(
    "POST", "/api/visits/{visit}/claim/question", tag="billing", who="staff", command="release_claim", status=201,
    refusals=(409,),
)  # fmt: skip
async def ask_clinician(call: Call, visit: VisitId, body: QuestionAsked) -> ClaimShown:
    """Send a visit back to its clinician with a question; the next decision answers it."""
    asked = await call.context.billing.send_back(visit, call.me.actor, body.decision_version, body.question)
    return ClaimShown.of(asked)


@operation(
    "GET", "/api/visits/{visit}/evidence-sheet.pdf", tag="billing", who="staff", command="read_proposal",
    refusals=(409,), gives="application/pdf",
)  # fmt: skip
async def print_evidence_sheet(call: Call, visit: VisitId) -> web.Response:
    """The evidence sheet of a visit, for print: start and stop, minutes, what the record shows, the head of the log.

    Tagged PDF. That it was read goes into the visit's evidence.
    """
    await call.context.appointments.read(visit, call.me.actor, "proposal")
    return _pdf(await call.context.billing.sheet(visit, call.me.actor, "evidence_sheet"), "evidence-sheet", visit)


@operation(
    "GET", "/api/visits/{visit}/superbill.pdf", tag="billing", who="staff", command="read_proposal",
    refusals=(409,), gives="application/pdf",
)  # fmt: skip
async def print_superbill(call: Call, visit: VisitId) -> web.Response:
    """The superbill of a visit, for print: code, modifiers, place of service, units, NPI, as decided or, until then, as proposed."""
    await call.context.appointments.read(visit, call.me.actor, "proposal")
    return _pdf(await call.context.billing.sheet(visit, call.me.actor, "superbill"), "superbill", visit)


def _pdf(body: bytes, name: str, visit: VisitId) -> web.Response:
    """A download whose name says nothing of the person."""
    disposition = f'inline; filename="{name}-{visit}.pdf"'
    return web.Response(body=body, content_type="application/pdf", headers={"Content-Disposition": disposition})
