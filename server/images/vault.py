"""Encrypted files under VESTIBULE_HOME: written whole, or grown by an upload; read only by who has the object's row.

Everything here blocks and is called in threads.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from server.images import cipher
from server.images.master_keys import MasterKeys
from server.visits.submission import StoredObject

FOLDER = "images"


def path_of(home: Path, name: str) -> Path:
    """Where an object's encrypted file is under a home."""
    return home / FOLDER / name[:2] / name


class Vault:
    """The folder. A file's name is its object's random id; nothing a sender says comes near a path."""

    def __init__(self, home: Path, keys: MasterKeys) -> None:
        self._folder, self._keys = home / FOLDER, keys

    @property
    def folder(self) -> Path:
        return self._folder

    def path(self, name: str) -> Path:
        """Where an object's file is."""
        return path_of(self._folder.parent, name)

    def new_key(self, name: str) -> tuple[bytes, str, str]:
        """A data key for an object: itself, wrapped, and the id of the master key that wraps it."""
        key = cipher.new_key()
        return key, *self._keys.wrap(name, key)

    def derived_key(self, purpose: str) -> str:
        """A key for one purpose, in base64, made from the current master key."""
        return self._keys.derive(purpose)

    def write(self, name: str, content: bytes) -> tuple[str, str]:
        """Keep a whole object, on the disk when this returns. Returns its wrapped key and the master key's id."""
        key, wrapped, master = self.new_key(name)
        path = self.path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _created(path) as file:
            for record in cipher.sealed(content, key, name):
                file.write(record)
            file.flush()
            os.fsync(file.fileno())
        return wrapped, master

    def read(self, stored: StoredObject) -> bytes:
        """The object's bytes. Raises `cipher.Damaged`, `Unopenable`, OSError."""
        key = self._keys.unwrap(stored)
        with self.path(stored.id).open("rb") as file:
            content = b"".join(cipher.opened(file, key, stored.id))
        if len(content) != stored.size:
            raise cipher.Damaged("length")
        return content

    def grow(self, stored: StoredObject) -> Growing:
        """The file of an upload that is going on, after its last whole record. Raises `Unopenable`, OSError."""
        path = self.path(stored.id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Growing(path, self._keys.unwrap(stored), stored.id)

    def offset(self, stored: StoredObject) -> int:
        """How many bytes of an upload are here."""
        try:
            with self.path(stored.id).open("rb") as file:
                return cipher.whole_records(file, os.fstat(file.fileno()).st_size)[1]
        except FileNotFoundError:
            return 0

    def remove(self, name: str) -> None:
        """Take the file away, if it is there."""
        self.path(name).unlink(missing_ok=True)


class Growing:
    """An upload's file. What was appended before a crash or a lost connection is there for the next one."""

    def __init__(self, path: Path, key: bytes, name: str) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._file = os.fdopen(descriptor, "r+b")
        records, self.offset, at = cipher.whole_records(self._file, os.fstat(descriptor).st_size)
        self._file.truncate(at)
        self._file.seek(at)
        self._sealer = cipher.Sealer(key, name, records)

    def append(self, block: bytes) -> None:
        """Add up to `cipher.LONGEST` bytes."""
        if block:
            self._file.write(self._sealer.seal(block))
            self.offset += len(block)

    def finish(self) -> None:
        """Add the last record: from now on a cut file is noticed."""
        self._file.write(self._sealer.seal(b""))

    def close(self) -> None:
        """Everything appended is on the disk when this returns."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()


def _created(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
