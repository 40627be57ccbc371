"""Master keys: what wraps every object's own key. They come from the environment, a command, or a file.

The first key wraps what is written from now on, the others still open what they wrapped before (docs/photos.md, "Keys").
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.base.config import Config, WrongSettings
from server.visits.submission import StoredObject

FILE = "master.key"
COMMAND_S = 20


class Unopenable(Exception):
    """The object's key does not open with any master key that is there."""


class MasterKeys:
    """The keys by their id, the current one first. Reads its file again when that has changed."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._read_at: tuple[int, int] | None = None
        self._keys: dict[str, bytes] = {}

    @property
    def file(self) -> Path:
        """Where they are kept when neither the environment nor a command gives them."""
        return self._config.master_key_file or self._config.home / FILE

    @property
    def from_file(self) -> bool:
        """Whether they come from a file, which the commands of this program can change."""
        return not (self._config.master_key or self._config.master_key_command)

    def ids(self) -> tuple[str, ...]:
        """Of every key that is there, the current one first. Raises `WrongSettings`."""
        return tuple(self._fresh())

    def prepare(self, used: Iterable[str]) -> None:
        """Look at the start whether every key that objects are wrapped under is there, and make the first one where there
        is no object yet. Raises `WrongSettings` with what to do."""
        needed = set(used)
        if self.from_file and not self.file.exists():
            if needed:
                raise WrongSettings(
                    [
                        f"The master key of the photos is lost: {self.file} is not there, and photos are encrypted under it. "
                        "Bring the file back from where you keep it."
                    ]
                )
            write(self.file, [os.urandom(32)])
        missing = needed - set(self.ids())
        if missing:
            raise WrongSettings(
                [
                    "The master key of the photos is another one: photos are encrypted under "
                    f"{', '.join(sorted(missing))}, and the keys that are there are {', '.join(self.ids())}. "
                    "Bring the right key back, or add it behind the current one."
                ]
            )

    def wrap(self, name: str, key: bytes) -> tuple[str, str]:
        """An object's key under the current master key, and that one's id."""
        master, secret = next(iter(self._fresh().items()))
        nonce = os.urandom(12)
        sealed = AESGCM(secret).encrypt(nonce, key, name.encode())
        return base64.b64encode(nonce + sealed).decode(), master

    def derive(self, purpose: str) -> str:
        """32 bytes in base64 that follow from the current key and `purpose`, and tell nothing of either."""
        secret = next(iter(self._fresh().values()))
        made = hmac.new(secret, b"vestibule derived key\0" + purpose.encode(), hashlib.sha256).digest()
        return base64.b64encode(made).decode()

    def unwrap(self, stored: StoredObject) -> bytes:
        """An object's own key. Raises `Unopenable`."""
        secret = self._fresh().get(stored.master)
        if secret is None:
            raise Unopenable(stored.master)
        raw = base64.b64decode(stored.wrapped_key)
        try:
            return AESGCM(secret).decrypt(raw[:12], raw[12:], stored.id.encode())
        except InvalidTag:
            raise Unopenable(stored.master) from None

    def add(self) -> str:
        """Put a new key before the others in the file; returns its id. Raises `WrongSettings` where there is no file."""
        if not self.from_file:
            raise WrongSettings(
                ["The master key comes from a setting: put the new one before the old one there, then run this again."]
            )
        before = list(self._fresh().values())
        write(self.file, [os.urandom(32), *before])
        return self.ids()[0]

    def forget(self, unused: Iterable[str]) -> list[str]:
        """Take keys out of the file, never the current one; returns their ids."""
        keys = self._fresh()
        gone = [one for one in list(keys)[1:] if one in set(unused)]
        if gone and self.from_file:
            write(self.file, [secret for one, secret in keys.items() if one not in gone])
        return gone

    def _fresh(self) -> dict[str, bytes]:
        if self.from_file:
            try:
                stat = self.file.stat()
            except OSError as error:
                if self._keys:
                    return self._keys
                raise WrongSettings([f"{self.file}: the master key cannot be read: {error.strerror}"]) from None
            if (stat.st_mtime_ns, stat.st_ino) != self._read_at:
                if stat.st_mode & 0o077:
                    raise WrongSettings([f"{self.file} can be read by others; set its mode to 0600."])
                self._keys = _parsed(self.file.read_text(), str(self.file))
                self._read_at = (stat.st_mtime_ns, stat.st_ino)
        elif not self._keys:
            if self._config.master_key:
                self._keys = _parsed(self._config.master_key.replace(",", "\n"), "VESTIBULE_MASTER_KEY")
            else:
                self._keys = _parsed(_said(self._config.master_key_command), "VESTIBULE_MASTER_KEY_COMMAND")
        return self._keys


def key_id(secret: bytes) -> str:
    """A key's name, which tells nothing of it."""
    return hmac.new(secret, b"vestibule master key", hashlib.sha256).hexdigest()[:16]


def write(path: Path, secrets: list[bytes]) -> None:
    """The keys into a file that its owner alone can read, the whole file at once."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{base64.b64encode(secret).decode()}\n" for secret in secrets)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def _parsed(text: str, where: str) -> dict[str, bytes]:
    keys = {}
    for line in text.split():
        try:
            secret = base64.b64decode(line, validate=True)
        except binascii.Error:
            secret = b""
        if len(secret) != 32:
            raise WrongSettings(
                [f"{where}: a master key is 32 random bytes in base64, as `openssl rand -base64 32` makes"]
            )
        keys[key_id(secret)] = secret
    if not keys:
        raise WrongSettings([f"{where} holds no master key"])
    return keys


def _said(command: str) -> str:
    try:
        run = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True, timeout=COMMAND_S)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise WrongSettings([f"VESTIBULE_MASTER_KEY_COMMAND gave no key ({type(error).__name__})"]) from None
    return run.stdout
