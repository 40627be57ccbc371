"""Plain counters of one media server, without personal data."""

from __future__ import annotations


class Totals:
    """Each only grows."""

    __slots__ = (
        "cross_scope_refused",
        "forwarded",
        "key_frames_asked",
        "no_codec",
        "not_sendable",
        "oversize_frames",
        "peers_dropped",
        "resent",
        "unreadable_sound",
        "unreadable_video",
    )

    def __init__(self) -> None:
        for name in self.__slots__:
            setattr(self, name, 0)

    cross_scope_refused: int
    forwarded: int
    key_frames_asked: int
    no_codec: int
    not_sendable: int
    oversize_frames: int
    peers_dropped: int
    resent: int
    unreadable_sound: int
    unreadable_video: int
