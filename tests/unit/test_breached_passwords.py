"""The list of breached passwords, read by halving."""

import hashlib
from pathlib import Path

import pytest

from server.practice.breached import breached, sorted_list

SEEN = [f"password {number} of many" for number in range(700)]


def written(folder: Path, passwords: list[str], *, end: str = "\r\n", counted: bool = True) -> Path:
    """A list as the downloader writes it, with counts of different lengths."""
    digests = sorted(hashlib.sha1(one.encode()).hexdigest().upper() for one in passwords)
    file = folder / "breached.txt"
    lines = [f"{digest}:{7 ** (at % 9)}" if counted else digest for at, digest in enumerate(digests)]
    file.write_bytes("".join(line + end for line in lines).encode())
    return file


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("counted", [True, False])
def test_each_one_is_found_and_no_other(tmp_path: Path, end: str, counted: bool) -> None:
    file = written(tmp_path, SEEN, end=end, counted=counted)
    assert sorted_list(file)
    assert all(breached(one, file) for one in SEEN)
    assert not any(breached(f"{one}!", file) for one in SEEN)


@pytest.mark.parametrize("passwords", [[], ["one"], ["one", "two"]])
def test_short_lists_too(tmp_path: Path, passwords: list[str]) -> None:
    file = written(tmp_path, passwords)
    assert all(breached(one, file) for one in passwords)
    assert not breached("three", file)


@pytest.mark.parametrize("text", ["", "password\nqwerty\n", f"{'B' * 40}\n{'A' * 40}\n", "A" * 10_000])
def test_another_file_is_seen_to_be_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "another.txt"
    file.write_text(text)
    assert not sorted_list(file)
