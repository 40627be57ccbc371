"""Measures a picture: in the worker process, where numpy is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from server.images.quality import Measures


def measure(pixels: NDArray[np.uint8]) -> Measures:
    """Measure an RGB picture of height x width x 3, already at `LONG_SIDE`."""
    rgb = pixels.astype(np.float32)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    total = float(red.mean() + green.mean() + blue.mean()) or 1.0
    cb = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue
    cr = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue
    # Chroma alone, after Chai and Ngan (1999), a little wider: it does not ask how light the skin is.
    skin = (cb > 75) & (cb < 130) & (cr > 132) & (cr < 180) & (luma > 16)
    return Measures(
        sharpness=_sharpness(luma),
        light=float(luma.mean()),
        dark=float((luma < 30).mean()),
        bright=float((luma > 250).mean()),
        red=float(red.mean()) / total,
        green=float(green.mean()) / total,
        blue=float(blue.mean()) / total,
        skin=float(skin.mean()),
    )


def _sharpness(luma: NDArray[np.float32]) -> float:
    if min(luma.shape) < 24:
        return 0.0
    around = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:]
    laplacian = around - 4 * luma[1:-1, 1:-1]
    high, wide = laplacian.shape[0] // 8, laplacian.shape[1] // 8
    tiles = laplacian[: high * 8, : wide * 8].reshape(8, high, 8, wide)
    variances = np.sort(tiles.var(axis=(1, 3)).ravel())
    return float(variances[-6])
