"""Who may use the TURN relay, and for how long: credentials that coturn checks without asking us. Pure.

After draft-uberti-behave-turn-rest-00: the username says until when it is good and whose it is, the password proves that
we made it. coturn calls this `use-auth-secret`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

GOOD_FOR = timedelta(hours=2)
"""Longer than a visit: a relay asks for the password again every ten minutes (RFC 8656 section 3.9)."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A configured relay: its addresses as browsers want them, and the secret it shares with us."""

    urls: tuple[str, ...]
    secret: str


@dataclass(frozen=True, slots=True)
class RelayPass:
    """What one party's browser is given."""

    urls: tuple[str, ...]
    username: str
    credential: str


def admit(relay: Relay, person: str, now: datetime) -> RelayPass:
    """A pass for this member of staff or holder of a link. Ids are opaque; the relay's log gets a digest even of them."""
    name = hashlib.sha256(f"{relay.secret} {person}".encode()).hexdigest()[:16]
    username = f"{int((now + GOOD_FOR).timestamp())}:{name}"
    proof = hmac.digest(relay.secret.encode(), username.encode(), "sha1")
    return RelayPass(relay.urls, username, base64.b64encode(proof).decode())
