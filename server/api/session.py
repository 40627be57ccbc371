"""Signing in, who I am, signing out."""

from __future__ import annotations

from server.access.commands import Command
from server.api.account_bodies import PasswordAsked
from server.api.operations import Call, operation
from server.api.people_bodies import PracticeShown, SessionShown, SignInAsked
from server.practice.sign_in import IDLE

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
        body.email, body.password, body.code, call.source, cookies.session(call.request), call.agent
    )
    call.cookies.append(lambda response: cookies.give_session(response, secret))


@operation("GET", "/api/session", tag="sign-in", who="staff", command=ME, even=("unenrolled", "handed_out"))
async def show_session(call: Call) -> SessionShown:
    """Who is signed in."""
    staff = call.me.staff
    practice = await call.context.sign_in.practice()
    standing = await call.context.account.standing(call.me)
    return SessionShown(
        person=staff.id,
        name=staff.name,
        role=staff.role,
        credential=staff.credential,
        practice=PracticeShown(name=practice.name, phone=practice.phone, tz=practice.tz),
        second_factor=standing.second_factor,
        second_factor_required=standing.second_factor_required,
        recovery_codes_left=standing.recovery_codes_left,
        password_own=standing.password_own,
        password_needed=standing.password_needed,
        idle_minutes=int(IDLE.total_seconds() // 60),
    )


@operation(
    "POST",
    "/api/session/activity",
    tag="sign-in",
    who="staff",
    command=ME,
    even=("unenrolled", "handed_out"),
    status=204,
)
async def note_activity(call: Call) -> None:
    """Somebody is at the page: a sign-in that nobody uses locks after a while."""


@operation(
    "POST",
    "/api/session/lock",
    tag="sign-in",
    who="staff",
    command=ME,
    even=("locked", "unenrolled", "handed_out"),
    status=204,
)
async def lock(call: Call) -> None:
    """Nobody is at the page: lock it now. Does nothing in a live visit."""
    await call.context.sign_in.lock(call.me)


@operation(
    "POST",
    "/api/session/unlock",
    tag="sign-in",
    who="staff",
    command=ME,
    even=("locked", "unenrolled", "handed_out"),
    status=204,
    refusals=(429,),
)
async def unlock(call: Call, body: PasswordAsked) -> None:
    """Go on with a locked sign-in by the password. 403 with code "wrong_password" where it is another one."""
    await call.context.sign_in.unlock(call.me, body.password, call.source)


@operation(
    "DELETE",
    "/api/session",
    tag="sign-in",
    who="staff",
    command=ME,
    even=("locked", "unenrolled", "handed_out"),
    status=204,
)
async def sign_out(call: Call) -> None:
    """Sign out."""
    await call.context.sign_in.end(call.me)
    call.cookies.append(call.context.cookies.take_session)
