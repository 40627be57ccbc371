"""What axe finds on every page that a walk takes a picture of: `python -m bench.screens_axe WALK FOLDER`, WALK one of these programs.

Beside the pictures lies `WALK.axe.json`, each finding once with the pictures it stands on. The browser tests look at the main screens in
this way; the walks come to the rare ones too.
"""

import json
import runpy
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from bench import screens_seen
from tests.e2e.test_accessibility import AXE, SCHEMES, violations

Note = Callable[[Page, Path], Coroutine[Any, Any, None]]


def looking(note: Note, found: dict[str, list[str]], looked: list[str]) -> Note:
    """`note`, which also has axe look at the page."""

    async def look(page: Page, picture: Path) -> None:
        await note(page, picture)
        if not await page.evaluate("() => 'axe' in window"):
            # Not as a script of the page, whose policy forbids it.
            await page.evaluate(AXE.read_text() + "; null")
        looked.append(picture.stem)
        for violation in await violations(page, SCHEMES["dark" if picture.stem.endswith("-dark") else "light"]):
            for where in violation["where"]:
                found.setdefault(f"{violation['rule']}: {where}", []).append(picture.stem)

    return look


def main(walk: str, folder: Path) -> None:
    """Walk with axe, and print how much was looked at."""
    found: dict[str, list[str]] = {}
    looked: list[str] = []
    setattr(screens_seen, "note", looking(screens_seen.note, found, looked))  # noqa: B010  mypy will have no function replaced
    sys.argv = [walk, str(folder)]
    try:
        runpy.run_module(f"bench.{walk}", run_name="__main__")
    finally:
        (folder / f"{walk}.axe.json").write_text(json.dumps(found, indent=1))
        print(f"{len(looked)} pages, {len(found)} findings")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
