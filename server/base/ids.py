"""Identifiers: UUIDs as text, and secrets whose digest alone is stored."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import NewType

VisitId = NewType("VisitId", str)
SeatId = NewType("SeatId", str)
StaffId = NewType("StaffId", str)
PatientId = NewType("PatientId", str)


def new_id() -> str:
    """A random UUID (version 4) as text. It names a thing and is never the right to reach it."""
    return str(uuid.uuid4())


def new_secret() -> str:
    """A bearer secret of 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """SHA-256 of a secret, hex: what the store keeps of it. Slow hashing adds nothing to 256 random bits (ASVS 6.5.2)."""
    # A header's bytes that are no UTF-8 come as lone surrogates: they are a wrong secret like any other.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
