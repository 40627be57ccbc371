"""Who may run a device check: a seat's holder by a short-lived token, and the installation by the one it was made with."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from dataclasses import dataclass

from server.base.clock import Clock
from server.base.errors import NotSignedIn
from server.base.ids import new_secret

LIFE_S = 300
"""How long a seat's token starts device checks."""
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a token allows: so many checks at once, each for so many seconds. `owner` is the link or the installation."""

    owner: str
    at_once: int
    seconds: int


class DeviceTokens:
    """Tokens live in memory: a restart ends the checks they were for as well."""

    def __init__(self, clock: Clock, installation: str) -> None:
        self._clock, self._installation = clock, installation
        self._issued: OrderedDict[str, tuple[str, int]] = OrderedDict()

    def issue(self, link: str) -> str:
        """A token for whoever came by this link."""
        token = new_secret()
        self._issued[token] = (link, self._clock.mono_ns() + LIFE_S * 1_000_000_000)
        while len(self._issued) > _KEPT:
            self._issued.popitem(last=False)
        return token

    def allowance(self, token: str) -> Allowance:
        """What the token allows. Raises `NotSignedIn` where it is none, or is over."""
        if hmac.compare_digest(token.encode(), self._installation.encode()):
            return Allowance("installation", at_once=40, seconds=120)
        link, until_ns = self._issued.get(token, ("", 0))
        if until_ns <= self._clock.mono_ns():
            raise NotSignedIn("This device check needs a token. Open the link to your visit again.")
        return Allowance(f"link:{link}", at_once=2, seconds=60)
