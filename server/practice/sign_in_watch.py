"""Looks after the sign-ins that have a page connected: HTTP asks at each request, a socket asks only once."""

from __future__ import annotations

import asyncio

import structlog

from server.base.background import Background
from server.base.errors import Refusal
from server.practice.sign_in import SignIn

log = structlog.get_logger()
EVERY_S = 5.0
"""How long a socket may outlive a sign-in that another process ended. What this process ends it cuts at once."""


class SignInWatch(Background):
    """A task that looks, waits, and looks again."""

    def __init__(self, sign_in: SignIn, every_s: float = EVERY_S) -> None:
        self._sign_in, self._every_s = sign_in, every_s

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._every_s)
            try:
                await self._sign_in.look_after()
            except Refusal as refusal:
                # The store is away: nobody is put out for that, and it is looked at again.
                log.warning("sign-ins not looked after", code=refusal.code)
            except Exception:
                log.exception("sign-ins not looked after")
