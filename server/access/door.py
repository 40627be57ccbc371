"""Whether anybody new is let in. Closed before the server stops: whoever is in a visit stays, nobody begins anything."""

from __future__ import annotations

from server.base.errors import Stopping


class Door:
    """Open until `close`."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        """From now on nobody new. It does not open again: the next server has a door of its own."""
        self.closed = True

    def require_open(self) -> None:
        """Raises `Stopping` with a sentence for whoever stands before it."""
        if self.closed:
            raise Stopping("The server is about to restart and lets nobody new in. Please try again in a minute.")
