"""What is measured of a picture, and what is said of it: the same on the server and in the page (`tests/cases/quality.json`
is held by both), and what a person would say of pictures that are blurred, dark, tinted or of something else."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter

from server.images.body_sites import SITES
from server.images.measure import measure
from server.images.quality import LONG_SIDE, advice
from tests.integration.pictures import skin

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases/quality.json").read_text())


def made(seed: int, width: int, height: int, color: list[int], grain: int) -> NDArray[np.uint8]:
    """A picture from a seed, with a generator that any language has."""
    pixels = np.empty((height * width, 3), np.int32)
    state = seed
    for at in range(width * height):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        pixels[at] = np.array(color) + (state >> 16) % (2 * grain + 1) - grain
    return pixels.clip(0, 255).astype(np.uint8).reshape(height, width, 3)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_server_measures_as_the_page_does(case: dict[str, Any]) -> None:
    found = measure(made(case["seed"], case["width"], case["height"], case["color"], case["grain"]))
    assert asdict(found) == pytest.approx(case["measures"], abs=0.005)
    for view, said in case["advice"].items():
        assert advice(found, view, 3000, 2000) == said


def said(picture: Image.Image, view: str = "close") -> list[str]:
    sample = picture.convert("RGB")
    sample.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
    return list(advice(measure(np.asarray(sample)), view, *picture.size))


@pytest.mark.parametrize("tone", [(1.25, 1.2, 1.15), (1, 1, 1), (0.75, 0.7, 0.68), (0.5, 0.44, 0.42)], ids=str)
def test_a_good_photo_is_good_whatever_the_skin_s_tone(tone: tuple[float, float, float]) -> None:
    pixels = np.asarray(skin(3000, 2000), np.float64) * tone
    assert said(Image.fromarray(pixels.clip(0, 255).astype(np.uint8))) == []


def test_each_fault_is_named() -> None:
    good = skin(3000, 2000)
    assert said(good.filter(ImageFilter.GaussianBlur(14)))[0] == "blurry"
    assert said(ImageEnhance.Brightness(good).enhance(0.15))[0] == "dark"
    assert said(ImageEnhance.Brightness(good).enhance(2.6))[0] == "bright"
    blue = Image.fromarray((np.asarray(good) * np.array([0.5, 0.75, 1.6])).clip(0, 255).astype(np.uint8))
    assert "color" in said(blue)
    assert "small" in said(good.resize((640, 480)))
    wall = Image.fromarray(np.random.default_rng(1).integers(90, 190, (2000, 3000, 1), np.uint8).repeat(3, 2))
    assert "no_skin" in said(wall)
    far = wall.copy()
    far.paste(good.resize((900, 600)), (1000, 700))
    assert said(far) == ["far"]
    assert said(far, "overview") == []


def test_snomed_codes_are_those_that_pydicom_lists() -> None:
    from pydicom.sr.codedict import codes

    listed = (getattr(codes.SCT, name) for name in dir(codes.SCT) if name[0].isupper())
    known = {(code.value, code.meaning) for code in listed}
    coded = [site for site in SITES.values() if site.snomed]
    assert len(coded) > 60
    for site in coded:
        assert (site.snomed, site.snomed_name) in known, site.id
    assert len(SITES) == 85
