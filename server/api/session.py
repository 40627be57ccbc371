"""Signing in, who I am, signing out."""

from __future__ import annotations

from server.access.policy import Command
from server.api.operations import Call, operation
from server.api.people_bodies import PracticeShown, SessionShown, SignInAsked

ME: Command = "see_visit"
"""Every member of staff may ask who they are."""


@operation("POST", "/api/session", tag="sign-in", who="anyone", status=204, refusals=(401, 429))
async def sign_in(call: Call, body: SignInAsked) -> None:
    """Sign in.

    Sets the session cookie. An unknown mail address and a wrong password get one and the same answer.
    """
    call.context.door.require_open()
    cookies = call.context.cookies
    secret = await call.context.sign_in.begin(
        body.email, body.password, body.code, call.source, cookies.session(call.request)
    )
    call.cookies.append(lambda response: cookies.give_session(response, secret))


@operation("GET", "/api/session", tag="sign-in", who="staff", command=ME)
async def show_session(call: Call) -> SessionShown:
    """Who is signed in."""
    staff = call.me.staff
    practice = await call.context.sign_in.practice()
    return SessionShown(
        person=staff.id,
        name=staff.name,
        role=staff.role,
        credential=staff.credential,
        practice=PracticeShown(name=practice.name, phone=practice.phone, tz=practice.tz),
    )


@operation("DELETE", "/api/session", tag="sign-in", who="staff", command=ME, status=204)
async def sign_out(call: Call) -> None:
    """Sign out."""
    await call.context.sign_in.end(call.me)
    call.cookies.append(call.context.cookies.take_session)
