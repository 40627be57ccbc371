"""Which of the staff's words no picture shows: `python -m bench.screens_seen FOLDER…`, after the walks were taken there.

Beside each picture of a staff page lies what the page said (`note`). Every string of web/src/staff/text is looked for in it; those
that stand nowhere are printed with their lines. A string that is filled in stands where its parts follow one another.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import Page

from tests.e2e.practice import ROOT

TEXTS = ROOT / "web/src/staff/text"
WORDS = """() => {
  const said = [document.title, document.body.innerText];
  for (const one of document.querySelectorAll('*')) {
    for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'aria-valuetext', 'label'])
      if (one.hasAttribute(name)) said.push(one.getAttribute(name));
    if (one.matches('option, [aria-live], [role=status], [role=alert]')) said.push(one.textContent);
  }
  return said.join('\\n');
}"""
"""All that the page says to somebody who sees or hears it, an open list's choices included."""
LEAST = 3
"""A sentence with fewer letters is on every page by chance."""
GAP = ".{0,400}?"
"""What may stand where a sentence has a place for a name, a time, a number."""


async def note(page: Page, picture: Path) -> None:
    """Put down what a staff page says, beside its picture."""
    if not re.match(r"https?://[^/]+/[vc](\b|#|$)", page.url):
        picture.with_suffix(".said").write_text(await page.evaluate(WORDS))


def _typescript(source: str) -> Iterator[tuple[int, list[str]]]:
    """Each string of the file that is a value, with its offset, in its parts around what is filled in."""
    source = re.sub(r"/\*.*?\*/|//[^\n]*", lambda found: re.sub(r"[^\n]", " ", found[0]), source, flags=re.DOTALL)
    at = 0
    while at < len(source):
        if source[at] == '"':
            end = at + 1
            while source[end] != '"':
                end += 2 if source[end] == "\\" else 1
            compared = source[:at].rstrip().endswith(("===", "import", "from"))
            if not compared and not source[end + 1 :].lstrip(" ").startswith(":"):
                yield at, [source[at + 1 : end].replace('\\"', '"')]
            at = end + 1
        elif source[at] == "`":
            parts, end = [""], at + 1
            while source[end] != "`":
                if source.startswith("${", end):
                    inside, end = _placeable(source, end)
                    yield from ((at + offset, found) for offset, found in _typescript(inside))
                    parts.append("")
                else:
                    parts[-1] += source[end]
                    end += 1
            yield at, parts
            at = end + 1
        else:
            at += 1


def _placeable(source: str, at: int) -> tuple[str, int]:
    """What stands between `${` at `at` and its brace, and where it ends."""
    depth, end = 0, at + 1
    while True:
        depth += {"{": 1, "}": -1}.get(source[end], 0)
        end += 1
        if not depth:
            return source[at + 2 : end - 1], end


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def unseen(file: Path, pages: list[str]) -> Iterator[str]:
    """The sentences of a file of texts that none of `pages` has, each with its line."""
    source = file.read_text()
    for offset, raw in _typescript(source):
        parts = [part for part in map(_plain, raw) if part]
        if sum(letter.isalpha() for part in parts for letter in part) < LEAST:
            continue
        looked_for = re.compile(GAP.join(map(re.escape, parts)))
        if not any(looked_for.search(page) for page in pages):
            yield f"{file.name}:{source[:offset].count(chr(10)) + 1}  {' … '.join(parts)}"


def main(folders: list[Path]) -> None:
    """Print what was never seen."""
    pages = [_plain(page.read_text()) for folder in folders for page in folder.glob("*.said")]
    left = [sentence for file in sorted(TEXTS.glob("*.ts")) for sentence in unseen(file, pages)]
    print(*left, f"{len(left)} of the staff's strings are on none of {len(pages)} screens.", sep="\n")


if __name__ == "__main__":
    main([Path(one) for one in sys.argv[1:]])
