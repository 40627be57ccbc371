"""Offers as real clients make them, and how to damage them."""

from __future__ import annotations

import random
from pathlib import Path

from tests.media.raw import offer_text

CASES = Path(__file__).parent / "recorded"


STRANGE = "\x00\n\r :/\x7f\xe9\ud800\U0001f600"


def real_offers() -> list[str]:
    """Chromium's and aiortc's own, and the visit client's shape."""
    visit = [("audio", "sendonly"), ("video", "sendonly"), ("video", "sendonly")]
    visit += [("audio", "recvonly")] * 5 + [("video", "recvonly")] * 4
    texts = [path.read_bytes().decode() for path in sorted(CASES.glob("*.sdp"))]
    return [*texts, offer_text(visit), offer_text(visit, video="H264")]


def mutant(chance: random.Random, offers: list[str]) -> str:
    """One to eight damages: lines dropped, doubled, swapped or cut, numbers grown, characters changed."""
    lines = chance.choice(offers).split("\r\n")
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(lines))
        kind = chance.randrange(9)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif kind == 2:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        elif kind == 3:
            lines[at] = "".join(
                c if not c.isdigit() or chance.random() > 0.3 else "9" * chance.randint(0, 30) for c in lines[at]
            )
        elif kind == 4 and lines[at]:
            place = chance.randrange(len(lines[at]))
            lines[at] = lines[at][:place] + chance.choice(STRANGE) + lines[at][place + 1 :]
        elif kind == 5:
            lines[at] = lines[at].replace(" ", "", 1)
        elif kind == 6:
            lines[at] = lines[at].partition(":")[0]
        elif kind == 7:
            lines[at] = lines[at] * chance.randint(2, 50)
        else:
            lines[at] = lines[at] + " " + lines[chance.randrange(len(lines))]
        lines = lines or [""]
    return "\r\n".join(lines)
