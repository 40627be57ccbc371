"""What to say about a picture's quality, from what was measured of it. The page measures the same before it sends
(`web/src/patient/photos/quality.ts`); both read their limits from `quality.json`, and a test holds the two together.

The picture is measured at one size, its longer side `LONG_SIDE` pixels: every number here depends on the size.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

LIMITS: dict[str, float] = json.loads((Path(__file__).parent / "quality.json").read_text())
LONG_SIDE = int(LIMITS["long_side"])
Advice = Literal["blurry", "dark", "bright", "color", "far", "small", "no_skin"]


@dataclass(frozen=True, slots=True)
class Measures:
    """`sharpness`: the variance of the Laplacian of the luma in the sharpest tenth of 64 tiles. `light`: mean luma, 0 to 255.
    `dark`, `bright`, `skin`: shares of all pixels. `red`, `green`, `blue`: mean shares of the three in the light."""

    sharpness: float
    light: float
    dark: float
    bright: float
    red: float
    green: float
    blue: float
    skin: float


def advice(found: Measures, view: str, width: int, height: int) -> list[Advice]:
    """What could be better, the worst first. `width` and `height` are those of the picture as it was sent."""
    said: list[Advice] = []
    if found.light < LIMITS["light_least"] or found.dark > LIMITS["dark_most"]:
        said.append("dark")
    if found.light > LIMITS["light_most"] or found.bright > LIMITS["bright_most"]:
        said.append("bright")
    if found.sharpness < LIMITS["sharpness_least"]:
        said.append("blurry")
    if "dark" not in said and (
        found.red > LIMITS["red_most"] or found.green > LIMITS["green_most"] or found.blue > LIMITS["blue_most"]
    ):
        said.append("color")
    # In bad light a color says nothing of what it is of.
    if not {"dark", "bright", "color"} & set(said):
        if found.skin < LIMITS["skin_least"]:
            said.append("no_skin")
        elif view != "overview" and found.skin < LIMITS["skin_least_close"]:
            said.append("far")
    if min(width, height) < LIMITS["short_side_least"]:
        said.append("small")
    return said


def told(found: Measures, view: str, width: int, height: int) -> dict[str, Any]:
    """Both, as they are stored."""
    return {name: round(value, 4) for name, value in asdict(found).items()} | {
        "advice": advice(found, view, width, height)
    }
