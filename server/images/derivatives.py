"""What becomes of a file: pictures of our own, and of a clip a clip."""

from __future__ import annotations

from dataclasses import dataclass

from server.visits.submission import Size


@dataclass(frozen=True, slots=True)
class Picture:
    """One derivative, a JPEG. `width` and `height` in pixels."""

    size: Size
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip made anew: silent, with `frame_rate` frames in every second, `duration_ms` long; pixels."""

    media_type: str
    width: int
    height: int
    duration_ms: int
    frame_rate: int
    content: bytes
