"""Everything that a fuzzer was begun with, or once brought something down, is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.media.fuzz_targets import TARGETS, kept

CASES = [(name, path) for name in TARGETS for path in kept(name)]


@pytest.mark.parametrize(("target", "path"), CASES, ids=[f"{name}/{path.name}" for name, path in CASES])
def test_what_is_kept_lets_nothing_escape(target: str, path: Path) -> None:
    data = path.read_bytes()
    TARGETS[target](data)
    for end in range(0, len(data), max(1, len(data) // 40)):
        TARGETS[target](data[:end])


def test_every_target_has_a_corpus() -> None:
    assert all(len(kept(name)) >= 3 for name in TARGETS)
