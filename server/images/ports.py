"""What the photos' use cases tell the rest of the server. `server/app.py` hands it in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from server.base.ids import VisitId

Changed = Callable[[VisitId], Awaitable[None]]
"""What the visit's people sent is different now, on disk: tell whoever looks at the visit."""

Printed = Callable[[dict[str, Any], Mapping[str, tuple[bytes, int, int]]], Awaitable[bytes]]
"""Sets the sheet of a case as a tagged PDF: from its texts, and from its pictures by name as JPEG, width and height."""
