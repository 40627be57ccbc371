"""Which ways were found narrow lately: a connection that replaces another begins where that one was. Pure.

The way is the same one. Begun with pictures, the new connection would fill its queue like the one before and be lost like it, again and
again.
"""

from __future__ import annotations

from server.media.session import Session

KEPT_NS = 60_000_000_000
"""A way says nothing about the one that is found later than this."""


class NarrowWays:
    """Remembers the connections that ended, by whose they were and what they sent: the skin camera is another device on another way."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, ...], tuple[int, bool, bool]] = {}

    def leave(self, session: Session, now_ns: int) -> None:
        """The connection ends, or is about to be replaced."""
        up, down = session.uplink.rung in ("audio_only", "nothing"), not session.ladder.pictures
        self._left = {name: known for name, known in self._left.items() if now_ns - known[0] < KEPT_NS}
        if up or down:
            self._left[_name(session)] = now_ns, up, down

    def enter(self, session: Session, now_ns: int) -> None:
        """The connection begins."""
        since_ns, up, down = self._left.pop(_name(session), (-KEPT_NS, False, False))
        if now_ns - since_ns >= KEPT_NS:
            return
        if up:
            session.uplink.narrow(now_ns)
        if down:
            session.ladder.narrow(now_ns)


def _name(session: Session) -> tuple[str, ...]:
    return session.scope, session.owner, *session.publications
