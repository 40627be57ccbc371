"""Text to frames and back. What cannot be read becomes an `error` in words that its sender can act on.

Nothing of a bad frame's values is repeated, but for the name of a type: a page's mistake must not put a person's words
into an answer, a log or a screenshot.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ValidationError

from server.base.complaints import complaint
from server.base.errors import Invalid
from server.signaling.client_frames import CLIENT_FRAME, ClientFrame
from server.signaling.frames import MAX_FRAME_BYTES, PROTOCOL_VERSION
from server.signaling.server_frames import Error

MAX_DEPTH = 8
"""How deep arrays and objects may nest. No frame needs more than three."""

_MAX_ID = 2**53 - 1


class BadFrame(Invalid):
    """What came is no frame of this protocol. `re` is the frame's own id where it has a usable one."""

    code = "bad_frame"

    def __init__(self, message: str, re: int | None = None) -> None:
        super().__init__(message)
        self.re = re

    def as_error(self) -> Error:
        """The frame that tells the sender."""
        return Error(re=self.re, code=self.code, message=self.message)


def parse(text: str) -> Any:
    """JSON text to plain values. Raises `BadFrame` when it is too long, too deep, or no JSON."""
    if len(text) > MAX_FRAME_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_FRAME_BYTES:
        raise BadFrame(f"A frame may have {MAX_FRAME_BYTES} bytes at most. This one was not read.")
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadFrame("This frame is not JSON, or nested too deeply.") from None
    if _depth(value) > MAX_DEPTH:
        raise BadFrame(f"This frame is nested more than {MAX_DEPTH} deep.")
    return value


def decode(value: Any) -> ClientFrame:
    """Plain values to one frame of the closed union. Raises `BadFrame` naming the field that is wrong."""
    re = _id_of(value)
    if not isinstance(value, dict):
        raise BadFrame("A frame is one JSON object.", re)
    try:
        return CLIENT_FRAME.validate_python(value)
    except ValidationError as error:
        raise BadFrame(_sentence(value, error), re) from None


def encode(frame: BaseModel) -> dict[str, Any]:
    """A server's frame as plain values."""
    return frame.model_dump(mode="json")


def _sentence(value: dict[str, Any], error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    kind = value.get("type")
    if first["type"] in ("union_tag_invalid", "union_tag_not_found"):
        if not isinstance(kind, str):
            return "A frame needs a `type`."
        return f"There is no frame of type {kind[:40]!r} in version {PROTOCOL_VERSION} of this protocol."
    where = ".".join(str(part) for part in first["loc"][1:]) or "frame"
    if first["type"] == "extra_forbidden":
        return f"{kind}: there is no field {where[:40]!r}."
    if first["type"] == "missing":
        return f"{kind}: the field `{where}` is missing."
    return f"{kind}: `{where}` is wrong: {complaint(first)}."


def _id_of(value: Any) -> int | None:
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= _MAX_ID else None


def _depth(value: Any) -> int:
    """How deep `value` nests, looking no deeper than the limit needs."""
    depth, layer = 0, [value]
    while layer and depth <= MAX_DEPTH:
        layer = [each for each in layer if isinstance(each, dict | list)]
        depth += bool(layer)
        layer = [inner for each in layer for inner in (each.values() if isinstance(each, dict) else each)]
    return depth


def _no_constant(name: str) -> None:
    raise ValueError(name)
