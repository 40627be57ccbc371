"""What a room asks of the media server, in the media server's own terms, and of the pages that listen to it.

`server/app.py` hands in the media adapter; signaling's peers are the listeners.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

from server.evidence.events import Rung
from server.rooms.views import BoardRow, PartyQuality, Pointed, VisitView

Kind = Literal["audio", "video"]
Track = Literal["microphone", "camera", "screen", "skin_camera"]
MediaState = Literal["new", "connected", "closed"]


class PairCount(Protocol):
    """What one source sent to one sink since the last reading. Times are CLOCK_BOOTTIME nanoseconds.

    `gap_ns` is the largest pause between two packets inside the reading and `gap_end_ns` the arrival that ended it, so
    that a pause is known to the second; both are 0 when there were fewer than two packets.
    """

    @property
    def source(self) -> str: ...
    @property
    def sink(self) -> str: ...
    @property
    def track(self) -> Track: ...
    @property
    def packets(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def first_ns(self) -> int: ...
    @property
    def last_ns(self) -> int: ...
    @property
    def gap_ns(self) -> int: ...
    @property
    def gap_end_ns(self) -> int: ...


class Figures(Protocol):
    """How a peer's two ways are. Losses are permille, rates kbit/s of media; what the peer does not tell is None."""

    @property
    def round_trip_ms(self) -> int | None: ...
    @property
    def lost_up(self) -> int: ...
    @property
    def lost_down(self) -> int | None: ...
    @property
    def kbps_up(self) -> int: ...
    @property
    def kbps_down(self) -> int: ...
    @property
    def heard_ns(self) -> int: ...


class MediaConnection(Protocol):
    """One seat's transport: it sends up to three tracks and receives in a fixed number of slots of each kind."""

    @property
    def answer(self) -> str:
        """The SDP answer to the offer that made this connection."""
        ...

    @property
    def state(self) -> MediaState: ...

    def slot_mids(self, kind: Kind) -> tuple[str, ...]:
        """The media section ids of the receiving slots, in slot order."""
        ...

    def bind(self, kind: Kind, slot: int, source: MediaConnection | None, track: Track) -> None:
        """Feed a slot from `source`'s `track`, or from nothing. A video slot shows from the next key frame on,
        which is asked for at once. Refuses (ValueError) a source of another scope."""
        ...

    def last_media_ns(self) -> int:
        """When the last authenticated packet came from this peer, CLOCK_BOOTTIME nanoseconds; 0 if none yet."""
        ...

    def arrived_ns(self, track: Track) -> int:
        """When the newest packet of this peer's `track` came, CLOCK_BOOTTIME nanoseconds; 0 if none yet."""
        ...

    @property
    def sends(self) -> Rung | None:
        """What of this peer's pictures its way up carries; None while it sends none, and none was told to stop."""
        ...

    @property
    def receives(self) -> Rung | None:
        """What of pictures its way down carries; None while there is none to send."""
        ...

    def quality(self) -> Figures:
        """How its two ways are; rates are since this was last asked."""
        ...

    async def restart(self, offer: str) -> str:
        """Answer an ICE restart: the same sections and the same keys by a new password. Raises `BadOffer`, and `NotNow`
        where the connection has closed meanwhile."""
        ...

    def close(self) -> None:
        """Idempotent; ends at once from the caller's view, and everything bound to it is unbound."""
        ...


class Media(Protocol):
    """The media server, in this process or in some of its own."""

    async def connect(
        self, *, scope: str, owner: str, offer: str, on_state: Callable[[MediaState], None], skin: bool = False
    ) -> MediaConnection:
        """Answer one peer's only offer. `scope` (the visit) bounds who may be forwarded to whom and `owner` (the seat)
        names this peer in the counts. With `skin` it is the seat's second device: it gives the track `skin_camera`, no voice,
        and is given nothing. Raises `server.base.errors.BadOffer`, `TooMany` when there is no room, and `Unavailable` while what
        carries media is started again."""
        ...

    def take_counts(self) -> Mapping[str, Sequence[PairCount]]:
        """Counters of every scope since the last call, by scope; taking them starts the next reading."""
        ...

    async def up_to_date(self, scope: str | None = None) -> None:
        """Bring what `take_counts` gives up to this moment, of one scope or of all. Returns within a second, come what may."""
        ...

    def stats(self) -> Mapping[str, int]:
        """Plain counters, without anything personal."""
        ...

    async def loop(self, *, owner: str, offer: str, on_state: Callable[[MediaState], None]) -> MediaConnection:
        """Give a peer its own media back on the same sections, by the same forwarding path as a visit."""
        ...


class Listener(Protocol):
    """One page's connection, as a room and the board know it. Calls return at once and never raise."""

    @property
    def tab(self) -> str | None:
        """The browser tab, where the page named it: the same tab coming back keeps its media connection."""
        ...

    def show(self, view: VisitView) -> None:
        """The visit as the receiver may see it now; newer replaces older."""
        ...

    def show_pointed(self, pointed: Pointed) -> None:
        """Another party points at a place in the shown photo."""
        ...

    def show_board(self, version: int, rows: Sequence[BoardRow]) -> None: ...

    def show_row(self, version: int, row: BoardRow) -> None: ...

    def show_quality(self, visit: str, parties: Sequence[PartyQuality]) -> None:
        """How the parties' connections are; newer replaces older."""
        ...

    def dismiss(self, reason: Literal["replaced", "revoked", "stopping"]) -> None:
        """Say goodbye and close."""
        ...
