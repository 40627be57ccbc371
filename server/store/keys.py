"""The installation's signing key for evidence exports: an Ed25519 key in a file that only its owner can read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from server.base.errors import Unavailable


class KeySigner:
    """`server.evidence.export.Signer` with a key in memory."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public_key(self) -> bytes:
        """The 32 raw bytes of RFC 8032."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self._key.sign(message)


def load_or_create_signing_key(path: Path) -> Ed25519PrivateKey:
    """The key in the PEM file at `path`, made there (mode 0600) on first use.

    Raises `Unavailable` where the file is readable by others or holds something else: an export signed with a key that
    somebody may have copied proves nothing.
    """
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        raise Unavailable(f"{path.name} can be read by others; set its mode to 0600 or make a new key.")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise Unavailable(f"{path.name} does not hold a signing key.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Unavailable(f"{path.name} does not hold an Ed25519 key.")
    return key


def _create(path: Path) -> None:
    """Written aside and moved into place, so that a crash leaves a whole key or none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        # A link, unlike a rename, does not replace a key that another process made meanwhile.
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        os.unlink(aside)
