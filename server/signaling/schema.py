"""Prints the JSON schema of both unions: `python -m server.signaling.schema`. The web client's types are made from it."""

from __future__ import annotations

import json
from typing import Any

from server.signaling.client_frames import CLIENT_FRAME
from server.signaling.frames import PROTOCOL_VERSION
from server.signaling.server_frames import SERVER_FRAME


def schema() -> dict[str, Any]:
    """Both unions, named `ClientFrame` and `ServerFrame`, with their parts under `$defs`."""
    defs: dict[str, Any] = {}
    for name, union in (
        ("ClientFrame", CLIENT_FRAME.json_schema(mode="validation", ref_template="#/$defs/{model}")),
        ("ServerFrame", SERVER_FRAME.json_schema(mode="serialization", ref_template="#/$defs/{model}")),
    ):
        defs |= union.pop("$defs")
        defs[name] = union
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Vestibule frames, protocol {PROTOCOL_VERSION}",
        "$defs": defs,
    }


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2))
