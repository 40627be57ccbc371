"""Pictures made for tests: skin, more or less well photographed, in every format that phones send."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()


def skin(width: int = 1200, height: int = 900, *, seed: int = 1) -> Image.Image:
    """Skin-colored, sharp enough, evenly lit, with a darker spot left of the middle."""
    noise = np.random.default_rng(seed).integers(-28, 28, (height // 4 + 1, width // 4 + 1, 1))
    grain = np.kron(noise, np.ones((4, 4, 1)))[:height, :width]
    pixels = np.array([205, 150, 125]) + grain
    rows, columns = np.mgrid[0:height, 0:width]
    spot = (columns - width * 0.4) ** 2 + (rows - height * 0.5) ** 2 < (min(width, height) * 0.1) ** 2
    pixels[spot] = np.array([110, 60, 50]) + grain[spot]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file of that kind."""
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()
