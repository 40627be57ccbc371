"""Writes the frames of src/protocol/ from the server's frame models; with --check only says whether they are up to date.

The server's pydantic models are the one place that knows the frames. Run from anywhere: `npm run frames`, `npm run check`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

WEB = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(WEB.parent))

from server.access.policy import VisitCommand  # noqa: E402
from server.evidence import events  # noqa: E402
from server.rooms.views import Switch  # noqa: E402
from server.signaling.client_frames import CLIENT_FRAME  # noqa: E402
from server.signaling.frames import PROTOCOL_VERSION  # noqa: E402
from server.signaling.server_frames import SERVER_FRAME  # noqa: E402

FOLDER = WEB / "src" / "protocol"
WORDS, CLIENT, SERVER, ALL = "frame_words.ts", "client_frames.ts", "server_frames.ts", "frames.ts"
"""Words of several frames; what a page sends; what the server sends; all of them under one name to import."""
HEAD = "// Made by scripts/generate_frames.py from the frames of server/signaling. Do not edit: `npm run frames`."
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
        ("Command", VisitCommand),
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


def choice(name: str, members: Iterable[str]) -> list[str]:
    """One exported union, a member a line."""
    lines = [f"export type {name} =", *(f"  | {member}" for member in members)]
    return [*lines[:-1], lines[-1] + ";", ""]


def imports(lines: list[str], others: dict[str, list[str]]) -> list[str]:
    """What `lines` use of what other files export."""
    used = set(re.findall(r"\w+", "\n".join(line for line in lines if not line.lstrip().startswith(("/", "*")))))
    wanted = {
        file: sorted(used & set(re.findall(r"^export \w+ (\w+)", "\n".join(text), re.MULTILINE)))
        for file, text in others.items()
    }
    found = [f'import type {{ {", ".join(names)} }} from "./{file}";' for file, names in wanted.items() if names]
    return [*found, ""]


def render() -> dict[str, str]:
    """Each file's text by its name."""
    words = [f"export const PROTOCOL_VERSION = {PROTOCOL_VERSION};", ""]
    for values, name in CHOICES.items():
        words += choice(name, (json.dumps(value) for value in values))
    made = {WORDS: words}
    seen: set[str] = set()
    for file, union, adapter, sent in (
        (CLIENT, "ClientFrame", CLIENT_FRAME, True),
        (SERVER, "ServerFrame", SERVER_FRAME, False),
    ):
        schema, lines = adapter.json_schema(), []
        for name, inner in sorted(schema["$defs"].items()):
            if name not in seen:
                seen.add(name)
                lines += declaration(name, inner, sent)
        lines += choice(union, (kind(part) for part in schema["oneOf"]))
        made[file] = [*imports(lines, made), *lines]
    made[ALL] = [f'export * from "./{file}";' for file in sorted(made)]
    return {file: "\n".join((HEAD, "", *lines)).rstrip() + "\n" for file, lines in made.items()}


def main() -> int:
    """0 when the files are written or up to date, 1 when --check finds one stale."""
    for file, text in render().items():
        if "--check" not in sys.argv[1:]:
            (FOLDER / file).write_text(text)
        elif not (FOLDER / file).exists() or (FOLDER / file).read_text() != text:
            message = f"src/protocol/{file} does not match the frames of server/signaling: run `npm run frames`."
            print(message, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
