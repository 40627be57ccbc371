#!/usr/bin/env python3
"""Checks an evidence export of Vestibule. Needs Python 3.9 or later and nothing else.

    python verify_evidence.py EXPORT.jsonl [--head COUNT:HASH] [--heads FILE] [--public-key HEX]

It was written from docs/evidence.md, apart from the server that makes the exports. It finds every changed, deleted,
inserted, reordered or foreign line and a cut tail. The signature of the last line is checked where the package
`cryptography` is installed; give `--public-key` as you got it from the practice, since a forger brings a key of his own.
`--head` is a head you noted earlier: the log must pass through it unchanged; `--heads` is the practice's file of signed heads,
or better your own copy of it, and the log must pass through every head of its visit in there. Ends with 0 when all holds, 1 when not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    CAN_CHECK_SIGNATURES = True
except ImportError:
    CAN_CHECK_SIGNATURES = False

CHAIN = b"visit-evidence-v1"
FOOTER = b"visit-evidence-head-v1"
RECORD = {"visit_id", "seq", "event_id", "type", "actor", "utc", "mono_ns", "boot_id", "node_id", "body"}
HASHES = {"prev_hash", "hash"}
LAST = {"visit_id", "count", "head", "public_key", "signature"}


class Broken(Exception):
    """The export does not hold; the message says where and why."""


def canonical(value: Any) -> str:
    """RFC 8785, for the values that evidence has."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        raise Broken(f"the number {value} is not exact in JSON")
    return json.dumps(value, ensure_ascii=False)


def refuse(text: str) -> NoReturn:
    """Evidence holds integers only."""
    raise Broken(f"{text} is not an integer")


def read(number: int, raw: bytes) -> dict[str, Any]:
    """One line, which must be exactly the canonical form of what it says: no second spelling, no doubled member."""
    try:
        line = json.loads(raw.decode("utf-8"), parse_float=refuse, parse_constant=refuse)
        same = isinstance(line, dict) and canonical(line).encode("utf-8") == raw
    except (ValueError, RecursionError, Broken) as error:
        raise Broken(f"line {number}: not readable: {error}") from error
    if not same:
        raise Broken(f"line {number}: not in canonical form")
    checked: dict[str, Any] = line
    return checked


def verify(content: bytes, head: str | None = None, public_key: str | None = None, heads: bytes | None = None) -> str:
    """One sentence on what holds. Raises `Broken` with the first thing that does not."""
    if not content.endswith(b"\n"):
        raise Broken("the file does not end with a whole line")
    raws = content.split(b"\n")[:-1]
    last = read(len(raws), raws[-1])
    if set(last) != LAST:
        raise Broken("the signed last line is missing: the tail may have been cut off")
    visit = str(last["visit_id"])
    now = hashlib.sha256(CHAIN + b" genesis " + visit.encode()).hexdigest()
    passed = {f"0:{now}"}
    for number, raw in enumerate(raws[:-1], 1):
        now = follow(number, read(number, raw), visit, now)
        passed.add(f"{number}:{now}")
    if last["count"] != len(raws) - 1 or last["head"] != now:
        raise Broken(
            f"the last line speaks of {last['count']} entries, the file has {len(raws) - 1}, or ends elsewhere"
        )
    if head is not None and head.lower() not in passed:
        raise Broken("the log does not pass through the given head")
    signed = check_signature(last, public_key)
    if heads is not None:
        signed += f"; through {pass_through(heads, visit, passed, public_key)} signed heads"
    return f"{len(raws) - 1} entries hold together; {signed}; head {len(raws) - 1}:{now}"


def follow(number: int, line: dict[str, Any], visit: str, before: str) -> str:
    """The hash of a line that follows the one whose hash is `before`."""
    if set(line) != RECORD | HASHES:
        raise Broken(f"line {number}: missing or unknown members")
    if line["visit_id"] != visit:
        raise Broken(f"line {number}: belongs to another visit")
    if line["seq"] != number or isinstance(line["seq"], bool):
        raise Broken(f"line {number}: has the number {line['seq']}")
    if line["prev_hash"] != before:
        raise Broken(f"line {number}: does not follow the line before it")
    record = {name: line[name] for name in RECORD}
    due = hashlib.sha256(CHAIN + bytes.fromhex(before) + canonical(record).encode("utf-8")).hexdigest()
    if line["hash"] != due:
        raise Broken(f"line {number}: its content does not have the recorded hash")
    return due


def pass_through(heads: bytes, visit: str, passed: set[str], public_key: str | None) -> int:
    """How many signed heads of the visit the file has. The log must pass through each; a last line that was cut off while it
    was written is not one."""
    count = 0
    for number, raw in enumerate(heads.split(b"\n"), 1):
        try:
            line = json.loads(raw.decode("utf-8"))
            known = {name: line[name] for name in LAST}
        except (ValueError, TypeError, KeyError):
            continue
        if known["visit_id"] != visit:
            continue
        try:
            check_signature(known, public_key)
        except Broken as error:
            raise Broken(f"heads, line {number}: {error}") from error
        if f"{known['count']}:{known['head']}" not in passed:
            raise Broken(
                f"heads, line {number}: the log does not pass through this head of {known['count']} entries: it was "
                "rewritten, or its tail was cut off, or the export is older than the head"
            )
        count += 1
    return count


def check_signature(last: dict[str, Any], public_key: str | None) -> str:
    """What can be said of the last line's signature."""
    if public_key is not None and last["public_key"] != public_key.lower():
        raise Broken("the last line was signed with another key than the given one")
    if not CAN_CHECK_SIGNATURES:
        return "the signature was not checked (the package cryptography is not installed)"
    message = FOOTER + canonical({name: last[name] for name in ("visit_id", "count", "head")}).encode()
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(last["public_key"]))
        key.verify(bytes.fromhex(last["signature"]), message)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise Broken("the signature of the last line is wrong") from error
    return "signed with the given key" if public_key else f"signed with the key {last['public_key']}"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Checks an evidence export of Vestibule.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--head", help="COUNT:HASH of a head noted earlier")
    parser.add_argument("--public-key", help="the practice's public key, hex")
    parser.add_argument("--heads", type=Path, help="the file of signed heads, or a copy of it")
    given = parser.parse_args()
    try:
        heads = given.heads.read_bytes() if given.heads else None
        print(verify(given.export.read_bytes(), given.head, given.public_key, heads))
    except OSError as error:
        print(f"cannot read the file: {error}", file=sys.stderr)
        return 2
    except Broken as error:
        print(f"BROKEN: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
