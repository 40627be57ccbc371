"""What every frame of the socket is, in both directions. PROTOCOL.md explains them; a test holds the two together.

A client's frame carries an `id` of its choosing; exactly one `ok`, `error` or `media.answer` answers it with `re` = that
id. What changed for everybody follows as `visit` and `board.row` frames, after the change is on disk. A `visit` frame is the
whole truth for its receiver at `version`, never a difference: a client that keeps only the newest is right.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

PROTOCOL_VERSION = 1
MAX_FRAME_BYTES = 64 * 1024


class Frame(BaseModel):
    """Closed: a field that it does not name is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
