"""A visit's evidence as a file: JSON lines in canonical form, then one signed line. docs/evidence.md is its specification.

The chain alone cannot show that its tail was cut off or that all of it was written anew; the signed last line shows the
first to whoever has the public key, and an older signed line shows the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from server.evidence.chain import canonical, genesis

FOOTER_DOMAIN = b"visit-evidence-head-v1"


class Signer(Protocol):
    """Signs with the installation's Ed25519 key (RFC 8032)."""

    @property
    def public_key(self) -> bytes:
        """The 32 raw bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        ...


def signed_bytes(visit: str, count: int, head: str) -> bytes:
    """What the signature of a head covers."""
    return FOOTER_DOMAIN + canonical({"count": count, "head": head, "visit_id": visit})


def signed_head(visit: str, count: int, head: str, signer: Signer) -> dict[str, Any]:
    """A chain's end, and who says so."""
    return {
        "visit_id": visit,
        "count": count,
        "head": head,
        "public_key": signer.public_key.hex(),
        "signature": signer.sign(signed_bytes(visit, count, head)).hex(),
    }


def footer(visit: str, lines: Sequence[dict[str, Any]], signer: Signer) -> dict[str, Any]:
    """The last line: how many entries there are, the hash of the last, and the signature of both."""
    return signed_head(visit, len(lines), lines[-1]["hash"] if lines else genesis(visit), signer)


def export(visit: str, lines: Sequence[dict[str, Any]], signer: Signer) -> Iterator[bytes]:
    """The file, line by line. `lines` are the entries exactly as they are stored: an export hides nothing, not even damage."""
    for line in lines:
        yield canonical(line) + b"\n"
    yield canonical(footer(visit, lines, signer)) + b"\n"
