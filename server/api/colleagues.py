"""Other people's accounts and who opened which chart, for the administrator."""

from __future__ import annotations

from server.api.account_bodies import OpeningsQuery, OpeningsShown, PasswordAsked, SignInsShown
from server.api.operations import Call, operation
from server.api.people_bodies import ActiveAsked, PasswordMade, StaffChanged, StaffShown
from server.base.ids import StaffId, VisitId
from server.practice.openings import PAGE


@operation("PUT", "/api/staff/{person}", tag="people", who="staff", command="manage_staff", refusals=(409,))
async def change_staff(call: Call, person: StaffId, body: StaffChanged) -> StaffShown:
    """Change what somebody is. A new role or credential ends their sign-ins at once."""
    return StaffShown.full(await call.context.colleagues.change(call.me, person, body.changes()))


@operation(
    "PUT", "/api/staff/{person}/active", tag="people", who="staff", command="manage_staff", status=204, refusals=(409,)
)
async def set_active(call: Call, person: StaffId, body: ActiveAsked) -> None:
    """Close an account, cutting whatever is open under it, or open it again."""
    await call.context.colleagues.set_active(call.me, person, body.active)


@operation(
    "POST", "/api/staff/{person}/password", tag="people", who="staff", command="manage_staff", refusals=(409, 429)
)
async def reset_password(call: Call, person: StaffId, body: PasswordAsked) -> PasswordMade:
    """A new random password for somebody, shown once. `password` is the caller's own."""
    fresh = await call.context.colleagues.reset_password(call.me, person, body.password, call.source)
    return PasswordMade(password=fresh)


@operation(
    "POST",
    "/api/staff/{person}/second-factor/remove",
    tag="people",
    who="staff",
    command="manage_staff",
    status=204,
    refusals=(409, 429),
)
async def reset_second_factor(call: Call, person: StaffId, body: PasswordAsked) -> None:
    """Take the second factor from somebody who has lost it. `password` is the caller's own."""
    await call.context.colleagues.reset_second_factor(call.me, person, body.password, call.source)


@operation("GET", "/api/staff/{person}/sign-ins", tag="people", who="staff", command="manage_staff")
async def show_sign_ins_of(call: Call, person: StaffId) -> SignInsShown:
    """Where somebody is signed in."""
    return SignInsShown.of(await call.context.colleagues.sign_ins(call.me, person), call.me.session)


@operation("DELETE", "/api/staff/{person}/sign-ins", tag="people", who="staff", command="manage_staff", status=204)
async def end_sign_ins_of(call: Call, person: StaffId) -> None:
    """Sign somebody out everywhere."""
    await call.context.colleagues.end_sign_in(call.me, person, None)


@operation(
    "DELETE", "/api/staff/{person}/sign-ins/{sign_in}", tag="people", who="staff", command="manage_staff", status=204
)
async def end_sign_in_of(call: Call, person: StaffId, sign_in: str) -> None:
    """Sign somebody out in one place."""
    await call.context.colleagues.end_sign_in(call.me, person, sign_in)


@operation("GET", "/api/audit/openings", tag="people", who="staff", command="manage_staff")
async def show_openings(call: Call, query: OpeningsQuery) -> OpeningsShown:
    """Who opened which chart: of one visit, by one person, or all; up to a hundred, the newest first."""
    visit = VisitId(query.visit) if query.visit else None
    person = StaffId(query.person) if query.person else None
    found = await call.context.openings.all(call.me.actor, visit, person, query.before)
    return OpeningsShown.of(found, PAGE)
