"""For holders of a link. Opening the page changes nothing: everything starts with a POST from it."""

from __future__ import annotations

from typing import cast

from server.access.policy import Actor
from server.api.bodies import RelayShown
from server.api.link_bodies import (
    AnswersAsked,
    AnswersShown,
    ConsentAsked,
    ConsentQuery,
    ConsentTextShown,
    DevicesAsked,
    EnterAsked,
    Languages,
    LinkAsked,
    LinkShown,
    LocationAsked,
    PassShown,
    PlannedShown,
    TokenShown,
    VisitQuery,
)
from server.api.operations import Call, operation
from server.base.errors import NotSignedIn
from server.base.ids import VisitId
from server.practice.arrival import Answers, Checked
from server.practice.links import Entered, Opened
from server.visits.machine import LIVE, State


@operation("POST", "/api/visit-link", tag="patient", who="anyone", refusals=(404, 429))
async def look_at_link(call: Call, body: LinkAsked) -> LinkShown:
    """What a link opens. Changes nothing; unknown, expired and revoked links look alike, and say whom to call (`practice`).

    A browser that holds the pass which this link gave, to a visit that waits, goes on or has ended, is told so (`entered`).
    """
    opened = await call.context.links.look(body.token, call.source)
    return LinkShown.of(opened, await _returning(call, opened))


@operation("POST", "/api/visit-link/enter", tag="patient", who="anyone", refusals=(403, 404, 429))
async def enter(call: Call, body: EnterAsked) -> PassShown:
    """Enter by a link and the birth date on file; sets the visit's cookie.

    403 with code "wrong_date_of_birth" says in `tries_left` how many tries are left; the fifth wrong one pauses the link
    (429, "paused").
    """
    call.context.door.require_open()
    secret, entered = await call.context.links.enter(body.token, body.date_of_birth, call.source)
    visit = entered.appointment.id
    call.cookies.append(lambda response: call.context.cookies.give_pass(response, visit, secret))
    return await _pass(call, entered)


@operation("GET", "/api/visit-pass", tag="patient", who="pass")
async def show_pass(call: Call, query: VisitQuery) -> PassShown:
    """What a reloaded page needs to know, and, after the visit, what happens next."""
    return await _pass(call, await _holder(call, query.visit))


@operation("GET", "/api/consent-text", tag="patient", who="pass")
async def show_consent_text(call: Call, query: ConsentQuery) -> ConsentTextShown:
    """The text to agree to, in the languages of the patient's pages."""
    await _holder(call, query.visit)
    text = await call.context.consents.text(query.consent)
    return ConsentTextShown(version=text.version, text=Languages(en=text.en, es=text.es), digest=text.digest)


@operation("POST", "/api/visit-pass/consent", tag="patient", who="pass", status=204, refusals=(404, 409))
async def consent(call: Call, body: ConsentAsked) -> None:
    """Agree to the text shown."""
    guardian = body.guardian.value() if body.guardian else None
    await call.context.consents.agree(await _holder(call, body.visit), body.consent, body.text_version, guardian)


@operation("POST", "/api/visit-pass/location", tag="patient", who="pass", status=204, refusals=(404, 409))
async def say_location(call: Call, body: LocationAsked) -> None:
    """Say where the patient is now: the kind of place and the US state, and where help would have to go."""
    holder = await _holder(call, body.visit)
    await call.context.arrivals.located(holder, body.kind, body.state, body.address, body.tz)


@operation("POST", "/api/visit-pass/answers", tag="patient", who="pass", refusals=(404, 409))
async def answer(call: Call, body: AnswersAsked) -> AnswersShown:
    """Answer questions around the visit: who is there, where to call back, an interpreter, the address."""
    sent = cast(Answers, body.model_dump(exclude_unset=True, exclude={"visit"}))
    return AnswersShown.of(await call.context.arrivals.answer(await _holder(call, body.visit), sent))


@operation("POST", "/api/visit-pass/devices", tag="patient", who="pass", status=204, refusals=(404, 409))
async def say_devices(call: Call, body: DevicesAsked) -> None:
    """Say what the device check found: the staff see it before they admit."""
    found = Checked(**body.model_dump(exclude={"visit"}))
    await call.context.arrivals.checked(await _holder(call, body.visit), found)


@operation("GET", "/api/visit-pass/device-check-token", tag="patient", who="pass")
async def make_device_check_token(call: Call, query: VisitQuery) -> TokenShown:
    """A short-lived token for this seat's device check."""
    entered = await _holder(call, query.visit)
    actor = Actor(entered.link.id, "link", entered.link.role, visit=entered.appointment.id)
    relays = RelayShown.of(call.context.relays(actor))
    return TokenShown(token=call.context.device_tokens.issue(entered.link.id), relays=relays)


async def _returning(call: Call, opened: Opened) -> PassShown | None:
    """The pass that this browser got by the link, while its visit waits for it, goes on, or is over with a note to read."""
    appointment = opened.appointment
    if appointment.visit.state not in LIVE | {State.WAITING, State.ENDED} and not appointment.without_call:
        return None
    try:
        entered = await _holder(call, appointment.id)
    except NotSignedIn:
        return None
    if entered.link.role != opened.role:
        return None
    return await _pass(call, entered)


async def _holder(call: Call, visit: str) -> Entered:
    of = VisitId(visit)
    return await call.context.links.holder(of, call.context.cookies.visit_pass(call.request, of))


async def _pass(call: Call, entered: Entered) -> PassShown:
    context, visit = call.context, entered.appointment.id
    minor = context.consents.minor(entered)
    if entered.by_heart:
        # Nobody takes a seat before they agreed.
        return PassShown.of(entered, consented=True, minor=minor, answers=None, after=None)
    planned = await context.photo_queue.planned(entered.appointment)
    return PassShown.of(
        entered,
        await context.consents.agreed(visit, "photos" if entered.appointment.without_call else "telehealth"),
        minor=minor,
        answers=await context.arrivals.of(visit),
        after=await context.patient_notes.for_patient(visit),
        planned=PlannedShown.of(planned),
    )
