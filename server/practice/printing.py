"""Sheets as tagged PDF (PDF/UA-1), set by typst beside the event loop.

A template gets its texts as one JSON value and shows them as values: nothing in them is read as markup. A character for which
no font here has a sign would make an unreadable document, so it is printed as a question mark.
"""

from __future__ import annotations

import asyncio
import json
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import typst

Sheet = Literal["case", "evidence_sheet", "superbill"]
Picture = tuple[bytes, int, int]
"""A JPEG of our own making, its width and height in pixels."""
TEMPLATES = Path(__file__).parent / "print"


class Printer:
    """Sets one sheet at a time: the machine is there for the visits first."""

    def __init__(self) -> None:
        self._one = asyncio.Semaphore(1)

    async def pdf(self, sheet: Sheet, body: dict[str, Any], pictures: Mapping[str, Picture] | None = None) -> bytes:
        """The sheet as a PDF that typst's own PDF/UA-1 export accepts; its template finds `pictures` by their names."""
        async with self._one:
            return await asyncio.to_thread(compiled, sheet, body, pictures or {})


def compiled(sheet: Sheet, body: dict[str, Any], pictures: Mapping[str, Picture] | None = None) -> bytes:
    """The PDF of a sheet. Slow (tenths of a second) and without the lock of the interpreter while typst works."""
    drawn = json.dumps({name: _svg(*one) for name, one in (pictures or {}).items()})
    try:
        return _compiled(sheet, _each(body, _printable), drawn)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(sheet, _each(body, _common), drawn)


def _svg(jpeg: bytes, width: int, height: int) -> str:
    """The picture as text, the only form in which typst takes one that is in no file; its bytes get into the PDF as they are."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{b64encode(jpeg).decode()}"/></svg>'
    )


def _compiled(sheet: Sheet, body: Any, pictures: str) -> bytes:
    made: bytes = typst.compile(
        str(TEMPLATES / f"{sheet}.typ"),
        root=str(TEMPLATES),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"body": json.dumps(body), "pictures": pictures},
    )
    return made


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return "".join(map(change, value))
    if isinstance(value, dict):
        return {name: _each(one, change) for name, one in value.items()}
    if isinstance(value, list):
        return [_each(one, change) for one in value]
    return value


def _printable(sign: str) -> str:
    """Without control, private and unassigned characters and lone surrogates; a line break stays a blank."""
    if sign in "\n\r\t":
        return " "
    return "" if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") else sign


def _common(sign: str) -> str:
    """Only what the font that comes with typst can show: Latin letters and common signs."""
    return _printable(sign) if sign < "\u0250" or "\u2010" <= sign <= "\u2027" else "?"
