"""The second factor: six digits from an authenticator app (RFC 6238), or one of ten codes kept on paper."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime

import pyotp

from server.base.ids import StaffId
from server.practice.passwords import Passwords
from server.visits.records import RecoveryCode

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No characters that are mistaken for one another on paper."""
_LETTERS = 10


def step_of(secret: str, code: str, now: datetime, last: int | None) -> int | None:
    """The time step that a six-digit code belongs to, or None where it is wrong, too old, or was used.

    One step of clock drift either way is forgiven, and a code is accepted once only (RFC 6238 section 5.2): `last` is the
    newest step that was accepted so far.
    """
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // totp.interval
    for step in (current, current - 1, current + 1):
        fits = pyotp.utils.strings_equal(totp.generate_otp(step), code)
        if fits and (last is None or step > last):
            return step
    return None


def six_digits(code: str) -> str | None:
    """What was typed as an app's code, without the spaces apps show in it; None where it cannot be one."""
    plain = code.replace(" ", "")
    return plain if len(plain) == 6 and plain.isascii() and plain.isdecimal() else None


async def new_recovery_codes(staff: StaffId, passwords: Passwords) -> tuple[list[str], list[RecoveryCode]]:
    """Ten fresh codes as the person reads them, once, and as they are stored.

    Each has 49 random bits and is stored like a password (ASVS 6.5.2). Its first character says which it is, so that
    looking at one costs one hash and not ten.
    """
    plain = ["".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(RECOVERY_CODES)]
    hashes = await asyncio.gather(*(passwords.hash(code) for code in plain))
    shown = [f"{number}-{code[:5]}-{code[5:]}" for number, code in enumerate(plain)]
    return shown, [RecoveryCode(staff, number, hashed) for number, hashed in enumerate(hashes)]


async def recovery_code(typed: str, codes: list[RecoveryCode], passwords: Passwords) -> RecoveryCode | None:
    """Which unused code was typed, in any case and with or without its dashes; None where it is none of them."""
    plain = "".join(character for character in typed.casefold() if character.isalnum())
    number, letters = plain[:1], plain[1:]
    meant = [code for code in codes if str(code.number) == number and code.used_at is None]
    # The same work where there is no such code: how long the answer takes says nothing.
    fits = await passwords.right(meant[0].hash if meant else None, letters)
    return meant[0] if fits else None
