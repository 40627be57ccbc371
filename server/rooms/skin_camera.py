"""A party's second device while it is connected: a phone that shows skin beside the page that shows the face.

It is no party and has no voice. Its picture is one more of the same seat's, its packets are evidence of that seat's picture.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.rooms.arrivals import SILENT_NS
from server.rooms.ports import MediaConnection, MediaState
from server.rooms.views import CameraWish

GONE_NS = 20_000_000_000
"""A device of which nothing was heard for this long is the camera no more: a phone that rang is back by then."""


@dataclass(slots=True)
class SkinCamera:
    """`phone` tells one device from the next (None after a restart of the server, until it comes back), `heard_ns` is when it
    asked for something last."""

    phone: str | None
    heard_ns: int
    connection: MediaConnection | None = None
    arriving: bool = False
    sharper: bool = False
    asked: CameraWish | None = None

    @property
    def media(self) -> MediaState | None:
        """How its connection stands; None before its offer."""
        return self.connection.state if self.connection else None

    @property
    def open_connection(self) -> MediaConnection | None:
        """Its connection, unless it has closed."""
        return self.connection if self.connection and self.connection.state != "closed" else None

    def look(self, now_ns: int) -> bool:
        """Find out whether its picture comes; returns whether that is news."""
        connection = self.open_connection
        arrived = connection.arrived_ns("skin_camera") if connection else 0
        before, self.arriving = self.arriving, bool(arrived) and now_ns - arrived <= SILENT_NS
        return self.arriving is not before

    def gone(self, now_ns: int) -> bool:
        """Whether nothing was heard of it for too long, neither a question nor a packet."""
        connection = self.open_connection
        last = max(self.heard_ns, connection.last_media_ns() if connection else 0)
        return now_ns - last > GONE_NS

    def close(self) -> None:
        """Idempotent."""
        if self.connection is not None:
            self.connection.close()
