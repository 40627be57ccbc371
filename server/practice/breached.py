"""Passwords that were seen in breaches: looked up in a file of the practice's own, so that no server elsewhere is asked.

The file is what the downloader of Have I Been Pwned writes (github.com/HaveIBeenPwned/PwnedPasswordsDownloader): a line for each
SHA-1 in capital hex, with `:` and how often it was seen, in the order of the digests. It has some 40 GB and is not read whole.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

LINE = re.compile(rb"[0-9A-F]{40}(:\d+)?\r?\n?")


def sorted_list(file: Path) -> bool:
    """Whether the file begins like such a list."""
    with file.open("rb") as lines:
        first, second = lines.readline(80), lines.readline(80)
    return bool(LINE.fullmatch(first)) and (not second or bool(LINE.fullmatch(second) and first[:40] < second[:40]))


def breached(password: str, file: Path) -> bool:
    """Whether the list holds the password. Some 35 reads of a line, by halving. Raises `OSError`."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, lines.seek(0, 2)
        # What is wanted, if it is there, is on a line that begins in low..high.
        while low < high:
            middle = (low + high) // 2
            lines.seek(max(0, middle - 1))
            if middle:
                lines.readline()  # to the next line's beginning, which may be `middle` itself
            at, digest = lines.tell(), lines.readline()[:40].upper()
            if digest == wanted:
                return True
            if not digest or digest > wanted:
                high = middle
            else:
                low = max(at + 1, middle + 1)
    return False
