"""A file of fixed size for what cannot go into the database just now: its room is taken while there is room.

    "vestibule-spool-1\\n" { length (4 bytes, big-endian) | SHA-256 of the payload | payload } length 0

A record is on the disk when `add` returns. A record that was torn by a crash has not its digest: reading ends there, and
nobody was told of it. Overwriting blocks that are there already needs no more room and changes no length, so fdatasync is
enough; on a file system that copies on write (btrfs, ZFS) a full disk may refuse even that.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

MAGIC = b"vestibule-spool-1\n"
_LENGTH, _DIGEST = 4, 32
_END = bytes(_LENGTH)


class SpoolFull(OSError):
    """The record does not fit any more."""


class Spool:
    """One open spool. Not safe for two writers at once."""

    def __init__(self, path: Path, size: int) -> None:
        """Open the file at `path`, made and preallocated with `size` bytes where it is not there. Raises OSError."""
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(self._file).st_size < size:
                os.posix_fallocate(self._file, 0, size)
                if os.pread(self._file, len(MAGIC), 0) != MAGIC:
                    os.pwrite(self._file, MAGIC + _END, 0)
                os.fsync(self._file)
                _sync_folder(path.parent)
            self._size = os.fstat(self._file).st_size
            if os.pread(self._file, len(MAGIC), 0) != MAGIC:
                raise OSError(f"{path.name} is no spool of this program")
        except BaseException:
            os.close(self._file)
            raise
        self._end = len(MAGIC)

    def read(self) -> list[bytes]:
        """The records from before, oldest first. The next `add` goes after them."""
        records: list[bytes] = []
        self._end = len(MAGIC)
        while (length := int.from_bytes(os.pread(self._file, _LENGTH, self._end), "big")) > 0:
            found = os.pread(self._file, _DIGEST + length, self._end + _LENGTH)
            digest, payload = found[:_DIGEST], found[_DIGEST:]
            if len(payload) != length or hashlib.sha256(payload).digest() != digest:
                break
            records.append(payload)
            self._end += _LENGTH + _DIGEST + length
        return records

    def add(self, payload: bytes) -> None:
        """Put a record after the others, on the disk when this returns. Raises OSError: then it does not count as there."""
        framed = len(payload).to_bytes(_LENGTH, "big") + hashlib.sha256(payload).digest() + payload
        if self._end + len(framed) + len(_END) > self._size:
            raise SpoolFull(f"{self._path.name} is full")
        # The end mark goes with it: what an earlier, longer use left behind is not read as the next record.
        _write(self._file, framed + _END, self._end)
        os.fdatasync(self._file)
        self._end += len(framed)

    def clear(self) -> None:
        """Forget every record: first that there are any, then what they said."""
        used, self._end = self._end, len(MAGIC)
        _write(self._file, _END, self._end)
        os.fdatasync(self._file)
        _write(self._file, bytes(used - self._end), self._end)
        os.fdatasync(self._file)

    def set_aside(self, payload: bytes) -> None:
        """Keep a record that cannot be used in a file beside the spool, for a person to look at."""
        beside = os.open(
            self._path.with_suffix(".set-aside"), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600
        )
        try:
            os.write(beside, payload + b"\n")
            os.fsync(beside)
        finally:
            os.close(beside)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def _write(file: int, what: bytes, at: int) -> None:
    while what:
        done = os.pwrite(file, what, at)
        what, at = what[done:], at + done


def _sync_folder(folder: Path) -> None:
    """A new file is there after a crash only when its folder was synced too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
