"""What a password that a person chooses has to be. Length is what counts; what everybody chooses is refused offline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from server.base.errors import Invalid
from server.practice.breached import breached
from server.practice.passwords import MAX_PASSWORD
from server.visits.records import Practice, Staff

log = structlog.get_logger()
MIN_PASSWORD = 12
"""Characters. NIST SP 800-63B section 3.1.1.2 asks for 15 where the password stands alone, and 8 beside a second factor."""
_ENOUGH = 3
"""zxcvbn's "safely unguessable": more than 10^8 guesses, judged with 30,000 passwords that were seen in breaches."""
_OF_ITS_OWN = 6
"""Characters that have to be left when the names of the person, the practice and the product are taken out."""
_JUDGED = 72
"""Characters that are judged: the estimate's work grows faster than the length."""


async def check_new_password(
    password: str, staff: Staff, practice: Practice | None, seen_in_breaches: Path | None = None
) -> None:
    """Raises `Invalid`, in words for the person who chose it, where the password is too short, too long, easy to guess, or in
    the list `seen_in_breaches` (server/practice/breached.py)."""
    if len(password) < MIN_PASSWORD:
        raise Invalid(f"new_password: use {MIN_PASSWORD} characters or more. Four unrelated words do well.")
    if len(password) > MAX_PASSWORD:
        raise Invalid(f"new_password: use {MAX_PASSWORD} characters at most.")
    known = [staff.email, *staff.email.split("@"), *staff.name.split(), "vestibule", "dermatology"]
    if practice is not None:
        known += [practice.name, *practice.name.split()]
    rest = password.casefold()
    for word in sorted({word.casefold() for word in known if len(word) > 3}, key=len, reverse=True):
        rest = rest.replace(word, "")
    # Off the loop: it is pure computation, and media must not wait for it.
    judged = await asyncio.to_thread(_judge, password[:_JUDGED], known)
    if judged["score"] < _ENOUGH or len(rest.strip()) < _OF_ITS_OWN:
        raise Invalid(
            "new_password: this one is easy to guess. Use words that do not belong together, or a longer one."
        )
    if seen_in_breaches is not None and await asyncio.to_thread(_seen, password, seen_in_breaches):
        raise Invalid("new_password: this one is in a list of stolen passwords, wherever it was used. Choose another.")


def _seen(password: str, file: Path) -> bool:
    try:
        return breached(password, file)
    except OSError as error:
        # A disk that is away must not keep a password that became known from being changed.
        log.error("breached passwords not read", reason=error.strerror)
        return False


def _judge(password: str, known: Sequence[str]) -> dict[str, Any]:
    from zxcvbn import zxcvbn  # noqa: PLC0415  its word lists cost each start a fiftieth, and are asked once a year

    judged: dict[str, Any] = zxcvbn(password, user_inputs=known)
    return judged
