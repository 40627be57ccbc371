"""The media server is what rooms ask for. The type checker proves it here; running it proves the names."""

from __future__ import annotations

from server.media.config import MediaConfig
from server.media.server import MediaServer
from server.media.session import Session
from server.rooms.ports import Media, MediaConnection


def as_port(server: MediaServer) -> Media:
    return server


def as_connection(session: Session) -> MediaConnection:
    return session


def test_a_media_server_has_everything_a_room_asks_for() -> None:
    media = as_port(MediaServer(MediaConfig(port=0)))
    for name in ("connect", "take_counts", "loop"):
        assert callable(getattr(media, name))
    assert media.take_counts() == {}
