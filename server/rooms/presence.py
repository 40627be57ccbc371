"""Who of a visit's parties is connected just now, by page and by media. Nothing here outlives the process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from server.access.policy import Actor
from server.base.ids import VisitId
from server.evidence.events import LadderStepped, Rung, Track
from server.rooms.arrivals import arriving, tracks_due
from server.rooms.ports import Listener, MediaConnection, MediaState
from server.rooms.seats import Seat
from server.rooms.skin_camera import SkinCamera
from server.rooms.views import Arriving, CameraWish


@dataclass(slots=True)
class Presence:
    """One seat's live ends. `silent_since` is UTC, None while the page is connected."""

    actor: Actor
    listener: Listener | None = None
    tab: str | None = None
    connection: MediaConnection | None = None
    no_room: bool = False
    """Whether its newest offer was refused because the server carries as much as it can."""
    silent_since: datetime | None = None
    away: bool = False
    """Whether the page says that its person cannot see it."""
    due: dict[Track, int] = field(default_factory=dict)
    """The tracks that should be arriving, and since when, CLOCK_BOOTTIME nanoseconds."""
    arriving: Arriving | None = None
    """What of them arrives, as looked at last."""
    sends: Rung | None = None
    receives: Rung | None = None
    """What of pictures its two ways carry, as the log has it."""
    sharper: bool = False
    asked: CameraWish | None = None
    """What clinicians want of its camera."""
    skin: SkinCamera | None = None
    """The party's second device, which is no page and outlives a change of page."""
    generation: int = 0
    """Grows with each media connection, so that a late word of an earlier one is known as such."""

    @property
    def media(self) -> MediaState | None:
        """How the media connection stands; None before the first offer."""
        return self.connection.state if self.connection else None

    @property
    def open_connection(self) -> MediaConnection | None:
        """The media connection, unless it has closed."""
        return self.connection if self.connection and self.connection.state != "closed" else None

    @classmethod
    def of(cls, seat: Seat, visit: VisitId, silent_since: datetime) -> Presence:
        """The presence of a seat read back from the log: taken, its page not back yet."""
        kind, _, person = seat.actor.partition(":")
        if kind == "staff":
            return cls(Actor(person, "staff", seat.role, seat.credential), silent_since=silent_since)
        return cls(Actor(person, "link", seat.role, seat.credential, visit), silent_since=silent_since)

    def held_against(self, other: Listener) -> bool:
        """Whether a connected page has this seat that is neither `other` nor the same tab before it came back."""
        return self.listener is not None and self.listener is not other and not self.same_tab(other)

    def same_tab(self, other: Listener) -> bool:
        """Whether `other` is the tab that had this seat last. A page that names no tab is always another one."""
        return other.tab is not None and other.tab == self.tab

    def look(self, seat: Seat, now_ns: int) -> bool:
        """Find out what arrives of what should; returns whether that is news."""
        due = tracks_due(seat, self.sends)
        self.due = {track: self.due.get(track, now_ns) for track in due}
        connection = self.open_connection
        arrived = {track: connection.arrived_ns(track) if connection else 0 for track in due}
        before, self.arriving = self.arriving, arriving(self.due, arrived, now_ns)
        return self.arriving != before

    def steps(self, seat: Seat) -> list[LadderStepped]:
        """Which rungs are others than the log has. What first flows as it should is nothing to tell of."""
        connection = self.open_connection if seat.place != "out" else None
        ways: tuple[tuple[Literal["up", "down"], Rung | None, Rung | None], ...] = (
            ("up", self.sends, connection.sends if connection else None),
            ("down", self.receives, connection.receives if connection else None),
        )
        return [
            LadderStepped(seat=seat.id, way=way, rung=now)
            for way, before, now in ways
            if now is not None and now != (before or "high")
        ]

    def stands(self) -> bool:
        """Take over what the connection says of its ways; returns whether that is news."""
        connection = self.open_connection
        before = self.sends, self.receives
        if connection:
            self.sends, self.receives = connection.sends, connection.receives
        else:
            # The way of the connection that replaces it is the same: its page is not to begin with a picture.
            narrow = self.sends in ("audio_only", "nothing")
            self.sends, self.receives = "audio_only" if narrow else None, None
        return (self.sends, self.receives) != before

    def close_all(self) -> None:
        """Close the media of the page and of the second device."""
        self.close_media()
        if self.skin is not None:
            self.skin.close()
            self.skin = None

    def close_media(self) -> None:
        """Close the media connection, if any, and forget it."""
        self.generation += 1
        connection, self.connection = self.connection, None
        if connection:
            connection.close()
