"""A request that comes twice: a page that never heard its answer, or a double click, asks again under the same key.

What is made takes its id from who asked and from the key (the header `Idempotency-Key`,
draft-ietf-httpapi-idempotency-key-header-07), so that the second finds what the first made, over a restart too.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from datetime import datetime, timedelta

from server.base.errors import Invalid
from server.base.ids import VisitId, new_id

REMEMBERED = timedelta(minutes=10)
"""How long a link's secret is in memory for an answer that has to be given again."""
_KEPT = 500


class OtherRequest(Invalid):
    """The key came before with another request: it is the sender's mistake, and nothing is made."""

    def __init__(self) -> None:
        super().__init__("Idempotency-Key: this key was sent with another request before. Use a fresh key for each.")


def id_for(key: str | None, *asked: str) -> str:
    """The id of what is made: the same for the same key of the same asker (`asked` says who, and what for), random without."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join((*asked, key)))) if key else new_id()


class FreshLinks:
    """The secrets of links that were made just now. The store has their digests only, and the answer that held one may be lost."""

    def __init__(self) -> None:
        self._known: OrderedDict[VisitId, tuple[datetime, str]] = OrderedDict()

    def keep(self, visit: VisitId, secret: str, now: datetime) -> None:
        """Remember it for a while."""
        self._known[visit] = now, secret
        while self._known and (len(self._known) > _KEPT or next(iter(self._known.values()))[0] < now - REMEMBERED):
            self._known.popitem(last=False)

    def secret(self, visit: VisitId, now: datetime) -> str | None:
        """The link's secret, or None where it was made long ago or before the server started."""
        at, secret = self._known.get(visit, (now - 2 * REMEMBERED, ""))
        return secret if at >= now - REMEMBERED else None
