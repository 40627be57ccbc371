"""The socket pair between the server and a media worker: frames of JSON, each behind its length in four bytes."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any

LONGEST = 8 << 20
"""Bytes of one frame. The largest by far is a reading of everything that flowed."""
_length = struct.Struct("!I")

Frame = dict[str, Any]


def packed(frame: Frame) -> bytes:
    """A frame as it is sent."""
    body = json.dumps(frame, separators=(",", ":")).encode()
    return _length.pack(len(body)) + body


async def read(reader: asyncio.StreamReader) -> Frame | None:
    """The next frame, None at the end. Raises ValueError for what is no frame."""
    try:
        (length,) = _length.unpack(await reader.readexactly(_length.size))
        if length > LONGEST:
            raise ValueError(f"a frame of {length} bytes")
        frame = json.loads(await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    if not isinstance(frame, dict):
        raise ValueError("a frame is an object")
    return frame
