"""The media server in the server's own process, as rooms ask for it: what answers at once there is awaited here."""

from __future__ import annotations

from collections.abc import Callable

from server.media.meter import Count
from server.media.server import MediaServer
from server.media.session import MediaState, Session


class Here:
    """`rooms.ports.Media` by one `MediaServer`, which the caller starts and stops."""

    def __init__(self, server: MediaServer) -> None:
        self.server = server

    async def connect(
        self, *, scope: str, owner: str, offer: str, on_state: Callable[[MediaState], None], skin: bool = False
    ) -> Session:
        """Answer one peer's only offer. Raises BadOffer, or TooMany when the server is full."""
        return self.server.connect(scope=scope, owner=owner, offer=offer, on_state=on_state, skin=skin)

    async def loop(self, *, owner: str, offer: str, on_state: Callable[[MediaState], None]) -> Session:
        """Give a peer its own media back."""
        return self.server.loop(owner=owner, offer=offer, on_state=on_state)

    def take_counts(self) -> dict[str, list[Count]]:
        """Counters of every scope since the last call, by scope."""
        return self.server.take_counts()

    def stats(self) -> dict[str, int]:
        """Plain counters, without anything personal."""
        return self.server.stats()

    async def up_to_date(self, scope: str | None = None) -> None:
        """They always are."""
