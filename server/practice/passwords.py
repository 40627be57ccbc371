"""Passwords: argon2id off the loop, as many at once as there are cores, and the same work where there is no account."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from server.base.errors import Unavailable

Result = TypeVar("Result")

# No characters that are mistaken for one another when read from a screen: no 0 O 1 l I.
_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MAX_PASSWORD = 256
"""Characters. A longer one is refused before it is hashed."""


HANDED_OUT = timedelta(days=7)
"""How long a password that was handed out opens an account, where others reach the server (ASVS 6.4.1)."""
WAITING = 64
"""Hashes that may wait for a core. More at once are an attack, and are told to come back instead of being queued."""


class Crowded(Unavailable):
    """More people sign in at this moment than the machine can check."""

    def __init__(self) -> None:
        super().__init__("Many people are signing in just now. Please try again in a few seconds.")


def random_password() -> str:
    """Sixteen characters in four groups: 92 bits, fit for being read out and typed."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def _nobodys(hasher: PasswordHasher) -> str:
    """A hash in the same parameters that no password is known for: random where salt and digest would be."""
    salt, tag = (base64.b64encode(secrets.token_bytes(n)).rstrip(b"=").decode() for n in (16, hasher.hash_len))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${tag}"


class Passwords:
    """Hashes and checks passwords in threads, so that an attack by sign-in slows only other sign-ins, never media."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        if self._hasher.type is not Type.ID:
            raise ValueError("only argon2id is used here")
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="argon2")
        self._nobody = _nobodys(self._hasher)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The encoded argon2id hash of a password (RFC 9106 section 4, the second recommended parameters)."""
        return await self._in_thread(self._hasher.hash, password)

    async def right(self, stored: str | None, password: str) -> bool:
        """Whether the password fits the stored hash. Without one (no such account) the same work is done for nothing.

        Raises `Crowded`.
        """
        known = await self._in_thread(self._verify, stored or self._nobody, password)
        return known and stored is not None

    def close(self) -> None:
        """End the threads; a hash under way is let finish."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, work: Callable[..., Result], *arguments: str) -> Result:
        if self._waiting >= WAITING:
            raise Crowded
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._waiting -= 1

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
