"""Which of the patient's words no picture shows: `python -m bench.screens_words FOLDER`, after the walks were taken there.

Beside each picture of a patient's page lies the text that stood on it (`keep_text`). Every message of web/locales is looked for
in it, in both languages; those that stand nowhere are printed. Values of placeholders may be anything. Two messages with the
same words are not told apart, and neither are a screen's words from those that only a screen reader hears.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import Page

from tests.e2e.practice import ROOT

LANGUAGES = ("en", "es")
FILES = ("", "camera.", "photos.")
LONG = 18
"""A message of so many characters without its placeholders is itself wherever it stands; a shorter one must be a whole line or label."""
WITHIN = ("browser-ios", "photos.written-somebody", "photos.written-practice")
"""These stand in the middle of another message only."""
TEXT = """() => {
  const said = [document.title, document.body.innerText, ...(window.__said ?? [])];
  for (const one of document.querySelectorAll("[aria-label], [aria-roledescription], [alt], [placeholder], option"))
    said.push(one.ariaLabel, one.ariaRoleDescription, one.alt, one.placeholder, one.label, one.closest("optgroup")?.label);
  // What describes a control is read out with it, also where it is not shown.
  for (const one of document.querySelectorAll("[aria-describedby]"))
    said.push(...one.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.textContent));
  return said.filter((text) => typeof text === "string" && text !== "");
}"""
MESSAGE = re.compile(r"^([a-z][\w-]*) =((?:.*\n(?:[ \t}].*\n|\n(?=[ \t}]))*))", re.MULTILINE)
CHOICE = re.compile(r"\{\s*\$\w+\s*->((?:[^{}]|\{[^{}]*\})*)\}")
PLACE = re.compile(r"\{[^{}]*\}")
ANYTHING = "\0"


async def keep_text(page: Page, file: Path) -> None:
    """Put down what stands on a patient's page (or their phone's), and what was said aloud on it."""
    if re.match(r"https?://[^/]+/[vc](\b|#|$)", page.url):
        _put(file, await page.evaluate(TEXT))


def _put(file: Path, said: list[str]) -> None:
    file.write_text(json.dumps(said, ensure_ascii=False))


def messages(language: str) -> dict[str, list[str]]:
    """Each message's possible texts, with `ANYTHING` for what a placeholder brings."""
    found: dict[str, list[str]] = {}
    for file in FILES:
        text = (ROOT / f"web/locales/{file}{language}.ftl").read_text() + "\n"
        for name, body in MESSAGE.findall(text):
            words = " ".join(body.split())
            choice = CHOICE.search(words)
            variants = re.split(r"\s*\*?\[\w+\]\s*", choice[1])[1:] if choice else [""]
            whole = [words.replace(choice[0], one.strip()) if choice else words for one in variants]
            found[f"{file}{name}"] = [PLACE.sub(ANYTHING, one) for one in whole]
    return found


def stands(text: str, lines: set[str], whole: str, within: bool = False) -> bool:
    """Whether a message's text stands on one of the pages; `within`: as words of another message's."""
    pattern = ".+?".join(re.escape(part.casefold()) for part in text.split(ANYTHING))
    bare = text.replace(ANYTHING, "").strip()
    if not re.search(r"\w", bare):
        return True  # Nothing but values: no words that could be missed.
    if within:
        return re.search(rf"\b{pattern}\b", whole) is not None
    if len(bare) >= LONG:
        return re.search(pattern, whole) is not None
    return any(re.fullmatch(rf"{pattern}(?:[:,] .*)?", line) for line in lines)


def unseen(folder: Path, language: str) -> Iterator[str]:
    """The messages that stand on no page that was taken in this language."""
    items = [
        text.replace("\u00a0", " ").replace("\u202f", " ")
        for file in sorted(folder.glob(f"*-{language}.txt"))
        for text in json.loads(file.read_text())
    ]
    whole = "\n".join(" ".join(text.split()) for text in items).casefold()
    lines = {
        part.strip()
        for text in items
        for line in text.casefold().splitlines()
        for part in (line, *re.split("[:,] ", line))
    }
    for name, texts in messages(language).items():
        if not any(stands(" ".join(text.split()), lines, whole, name in WITHIN) for text in texts):
            yield name


def main(folder: Path) -> None:
    """Print what nobody has seen."""
    for language in LANGUAGES:
        missing = list(unseen(folder, language))
        print(
            f"{language}: {len(missing)} of {len(messages(language))} messages stand on no picture",
            *missing,
            sep="\n  ",
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
