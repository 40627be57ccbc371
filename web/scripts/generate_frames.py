"""Writes src/protocol/frames.ts from the server's frame models; with --check only says whether it is up to date.

The server's pydantic models are the one place that knows the frames. Run from anywhere: `npm run frames`, `npm run check`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, get_args

WEB = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(WEB.parent))

from server.evidence import events  # noqa: E402
from server.signaling.messages import CLIENT_FRAME, PROTOCOL_VERSION, SERVER_FRAME, Command, Switch  # noqa: E402

TARGET = WEB / "src" / "protocol" / "frames.ts"
Schema = dict[str, Any]

RENAMED = {"Error": "ErrorFrame", "State": "VisitState"}
"""Names that would hide a global of the browser or say too little outside their module."""

CHOICES = {
    get_args(choice): name
    for name, choice in (
        ("Track", events.Track),
        ("Switch", Switch),
        ("Role", events.Role),
        ("Credential", events.Credential),
        ("Command", Command),
    )
}
"""Literal types that the server names: pydantic writes them out at each use, TypeScript should name them too."""


def comment(text: str | None, indent: str = "") -> list[str]:
    """A TSDoc block of a model's or field's docstring."""
    if not text:
        return []
    lines = text.strip().splitlines()
    if len(lines) == 1:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {line.strip()}".rstrip() for line in lines), f"{indent} */"]


def kind(schema: Schema) -> str:
    """The TypeScript type of one JSON schema. An unknown construct is an error, never `any`."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[1]
        return RENAMED.get(name, name)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema and (choice := CHOICES.get(tuple(schema["enum"]))):
        return choice
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(kind(part) for part in schema[union]))
    match schema.get("type"):
        case "string":
            return "string"
        case "integer" | "number":
            return "number"
        case "boolean":
            return "boolean"
        case "null":
            return "null"
        case "array" if "prefixItems" in schema:
            return f"readonly [{', '.join(kind(part) for part in schema['prefixItems'])}]"
        case "array":
            item = kind(schema["items"])
            return f"readonly ({item})[]" if " | " in item else f"readonly {item}[]"
    raise SystemExit(f"generate_frames: no TypeScript for {schema}")


def declaration(name: str, schema: Schema, sent: bool) -> list[str]:
    """One exported type. `sent`: the frame is ours to write, so fields with a default may be left out."""
    name = RENAMED.get(name, name)
    lines = comment(schema.get("description"))
    if schema.get("type") != "object":
        return [*lines, f"export type {name} = {kind(schema)};", ""]
    required = set(schema.get("required", ()))
    lines.append(f"export interface {name} {{")
    for field, inner in schema.get("properties", {}).items():
        optional = sent and field not in required and "const" not in inner
        lines += comment(inner.get("description"), "  ")
        lines.append(f"  readonly {field}{'?' if optional else ''}: {kind(inner)};")
    return [*lines, "}", ""]


def render() -> str:
    """The whole file."""
    out = [
        "// Made by scripts/generate_frames.py from server/signaling/messages.py. Do not edit: `npm run frames`.",
        "",
        f"export const PROTOCOL_VERSION = {PROTOCOL_VERSION};",
        "",
    ]
    for values, name in CHOICES.items():
        out += [f"export type {name} =", *(f"  | {json.dumps(value)}" for value in values)]
        out[-1] += ";"
        out.append("")
    seen: set[str] = set()
    for union, adapter, sent in (("ClientFrame", CLIENT_FRAME, True), ("ServerFrame", SERVER_FRAME, False)):
        schema = adapter.json_schema()
        for name, inner in sorted(schema["$defs"].items()):
            if name not in seen:
                seen.add(name)
                out += declaration(name, inner, sent)
        members = [kind(part) for part in schema["oneOf"]]
        out += [f"export type {union} =", *(f"  | {member}" for member in members)]
        out[-1] += ";"
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def main() -> int:
    """0 when the file is written or up to date, 1 when --check finds it stale."""
    text = render()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text)
        return 0
    if TARGET.exists() and TARGET.read_text() == text:
        return 0
    print("src/protocol/frames.ts does not match server/signaling/messages.py: run `npm run frames`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
