"""What the photos' use cases tell the rest of the server. `server/app.py` hands it in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from server.base.ids import VisitId

Changed = Callable[[VisitId], Awaitable[None]]
"""What the visit's people sent is different now, on disk: tell whoever looks at the visit."""
