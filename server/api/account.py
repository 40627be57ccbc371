"""One's own account: password, second factor, recovery codes, sign-ins."""

from __future__ import annotations

import segno

from server.api.account_bodies import (
    CodeAsked,
    EndAsked,
    NewPasswordAsked,
    PasswordAsked,
    RecoveryCodesShown,
    SecondFactorOffered,
    SignInsShown,
)
from server.api.operations import Call, operation
from server.api.session import ME


@operation(
    "PUT",
    "/api/account/password",
    tag="account",
    who="staff",
    command=ME,
    even=("unenrolled", "handed_out"),
    status=204,
    refusals=(409, 429),
)
async def change_password(call: Call, body: NewPasswordAsked) -> None:
    """Choose a new password; the caller's other sign-ins end.

    403 with code "wrong_password" where `password` is not the caller's.
    """
    await call.context.account.change_password(call.me, body.password, body.new_password, call.source)


@operation(
    "POST", "/api/account/second-factor", tag="account", who="staff", command=ME, even=("unenrolled",), refusals=(429,)
)
async def offer_second_factor(call: Call, body: PasswordAsked) -> SecondFactorOffered:
    """Begin to set up a second factor. Nothing changes until a code of it comes back, within 15 minutes."""
    offered = await call.context.account.offer_second_factor(call.me, body.password, call.source)
    qr = segno.make(offered.uri, error="m", micro=False)
    # Dark on white whatever the page's colours are: cameras want it so.
    picture = qr.svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
    return SecondFactorOffered(secret=offered.secret, uri=offered.uri, qr=picture)


@operation(
    "PUT", "/api/account/second-factor", tag="account", who="staff", command=ME, even=("unenrolled",), refusals=(409,)
)
async def enrol_second_factor(call: Call, body: CodeAsked) -> RecoveryCodesShown:
    """Prove that the app shows the right code: from now on it is asked for. Gives ten recovery codes, shown once."""
    return RecoveryCodesShown(codes=tuple(await call.context.account.enrol(call.me, body.code)))


@operation(
    "POST", "/api/account/second-factor/remove", tag="account", who="staff", command=ME, status=204, refusals=(409, 429)
)
async def remove_second_factor(call: Call, body: PasswordAsked) -> None:
    """Sign in by password alone again, where the server allows that."""
    await call.context.account.remove_second_factor(call.me, body.password, call.source)


@operation("POST", "/api/account/recovery-codes", tag="account", who="staff", command=ME, refusals=(409, 429))
async def make_recovery_codes(call: Call, body: PasswordAsked) -> RecoveryCodesShown:
    """Ten new recovery codes, shown once; the old ones open nothing any more."""
    return RecoveryCodesShown(
        codes=tuple(await call.context.account.new_recovery_codes(call.me, body.password, call.source))
    )


@operation("GET", "/api/account/sign-ins", tag="account", who="staff", command=ME)
async def show_sign_ins(call: Call) -> SignInsShown:
    """Where the caller is signed in."""
    return SignInsShown.of(await call.context.account.sign_ins(call.me), call.me.session)


@operation("POST", "/api/account/sign-ins/end", tag="account", who="staff", command=ME, status=204, refusals=(429,))
async def end_sign_ins(call: Call, body: EndAsked) -> None:
    """Sign out one other place, or everywhere else.

    403 with code "wrong_password" where `password` is not the caller's.
    """
    await call.context.account.end(call.me, body.sign_in, body.password, call.source)
