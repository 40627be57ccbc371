"""Files as AES-256-GCM records, so that one can be appended to, and read from, block by block.

    record = length of the plaintext (4 bytes, big endian) + nonce (12 random bytes) + ciphertext + tag (16 bytes)

The file's name, the record's index and whether it is the last one (it alone is empty) are associated data: records that are
cut off, exchanged, repeated or from another file do not open. A nonce that counted would come again with other content when
an upload goes on after a record that was cut off by a crash; under one file's own key, random ones do not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK = 64 << 10
"""Bytes of plaintext in a record of ours."""
LONGEST = 1 << 20
TAG = 16
NONCE = 12
HEAD = 4


class Damaged(Exception):
    """The file is not what was written: cut, changed, or under another key."""


def new_key() -> bytes:
    """256 random bits."""
    return os.urandom(32)


class Sealer:
    """Makes one file's records. `index` is that of the next one."""

    def __init__(self, key: bytes, name: str, index: int = 0) -> None:
        self._aead, self._name, self.index = AESGCM(key), name.encode(), index

    def seal(self, block: bytes) -> bytes:
        """The next record; an empty one is the last."""
        nonce = os.urandom(NONCE)
        sealed = self._aead.encrypt(nonce, block, _bound(self._name, self.index, not block))
        self.index += 1
        return len(block).to_bytes(HEAD, "big") + nonce + sealed


def sealed(content: bytes, key: bytes, name: str) -> Iterator[bytes]:
    """A whole file's records."""
    sealer = Sealer(key, name)
    for start in range(0, len(content), BLOCK):
        yield sealer.seal(content[start : start + BLOCK])
    yield sealer.seal(b"")


def opened(file: BinaryIO, key: bytes, name: str) -> Iterator[bytes]:
    """The plaintext, record by record; ends normally only after the last one. Raises `Damaged`."""
    aead, known = AESGCM(key), name.encode()
    index, last = 0, False
    while not last:
        head = file.read(HEAD)
        length = int.from_bytes(head, "big")
        if len(head) < HEAD or length > LONGEST:
            raise Damaged(f"record {index}")
        nonce, sealed_record = file.read(NONCE), file.read(length + TAG)
        last = length == 0
        try:
            block = aead.decrypt(nonce, sealed_record, _bound(known, index, last))
        except (InvalidTag, ValueError):
            raise Damaged(f"record {index}") from None
        yield block
        index += 1
    if file.read(1):
        raise Damaged("after the last record")


def whole_records(file: BinaryIO, length: int) -> tuple[int, int, int]:
    """How many whole records a file that is still growing has, the plaintext's length, and where the next record goes. The
    last record is not counted: it is written again."""
    records = plain = at = 0
    while at + HEAD <= length:
        file.seek(at)
        size = int.from_bytes(file.read(HEAD), "big")
        if not 0 < size <= LONGEST or at + HEAD + NONCE + size + TAG > length:
            break
        at += HEAD + NONCE + size + TAG
        records += 1
        plain += size
    return records, plain, at


def _bound(name: bytes, index: int, last: bool) -> bytes:
    return name + b"\0" + index.to_bytes(8, "big") + bytes([last])
