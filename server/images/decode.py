"""A file from a stranger's device becomes pictures of our own: upright, in sRGB, and nothing in them but pixels.

Runs in a worker process only (`worker.py`). What a file is, its first bytes say, never its name or the sender.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pillow_heif
from PIL import (
    AvifImagePlugin,
    ExifTags,
    Image,
    ImageCms,
    ImageFile,
    MpoImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from server.images import quality
from server.images.derivatives import Clip, Picture
from server.images.measure import measure
from server.images.signatures import media_type
from server.visits.submission import SIZES, Problem, Size

MOST_PIXELS = 64_000_000
"""Of one picture. Phones' largest today have 48 to 50 million; at 200 million a decoder needs 600 MB for the pixels alone."""
MOST_FRAMES = 100
LONG_SIDES: dict[Size, int | None] = {"thumbnail": 320, "screen": 1600, "full": None}
"""Pixels of the longer side. Only the full picture keeps its size."""
JPEG_QUALITY: dict[Size, int] = {"thumbnail": 80, "screen": 86, "full": 92}
LOADED = (MpoImagePlugin, TiffImagePlugin)
"""Pillow imports them when it meets a JPEG with several pictures, or with EXIF: too late for a process that opens no file."""
FORMATS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/avif": ("AVIF",),
    "image/heic": ("HEIF",),
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class NotAPicture(Exception):
    """The file becomes no picture."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a file became. `measures` is `quality.Measures` as a dict: what to say of it depends on the view too.

    Of a clip the pictures are of its sharpest frame, and `clip` is the clip itself.
    """

    media_type: str
    width: int
    height: int
    measures: dict[str, float]
    rendered: tuple[Picture, ...]
    clip: Clip | None = None


def prepare() -> None:
    """Load every decoder now: afterwards no file can be opened any more."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.preinit()
    pillow_heif.register_heif_opener()
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = False
    if not (WebPImagePlugin.SUPPORTED and AvifImagePlugin.SUPPORTED):
        raise RuntimeError("this installation of Pillow reads no WebP or AVIF")
    # What Pillow imports only when it meets it: a dry run through all of that.
    profile, exif = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    for name, kind in (("png", "PNG"), ("webp", "WEBP"), ("avif", "AVIF"), ("heic", "HEIF"), ("jpeg", "JPEG")):
        made = io.BytesIO()
        Image.new("RGB", (64, 48)).save(made, kind, exif=exif.tobytes(), icc_profile=profile)
        _decoded(f"image/{name}", made.getvalue())


def kind_of(content: bytes) -> str:
    """The media type of a picture. Raises `NotAPicture`."""
    found = media_type(content)
    if found not in FORMATS:
        raise NotAPicture("unknown_format")
    return found


def decode(content: bytes) -> Decoded:
    """Read a file. Raises `NotAPicture`, and MemoryError where the process's limit is reached."""
    kind = kind_of(content)
    try:
        return _decoded(kind, content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPicture("too_many_pixels") from None
    except UnidentifiedImageError:
        raise NotAPicture("damaged") from None
    except (NotAPicture, MemoryError):
        raise
    except Exception as error:
        # libheif says with words alone that its own limits were passed.
        text = str(error).lower()
        raise NotAPicture("too_many_pixels" if "limit" in text and "size" in text else "damaged") from error


def _decoded(kind: str, content: bytes) -> Decoded:
    picture = Image.open(io.BytesIO(content), formats=FORMATS[kind])
    if picture.width * picture.height > MOST_PIXELS:
        raise NotAPicture("too_many_pixels")
    # A JPEG's further pictures (MPF) are only counted, and never read.
    if kind != "image/jpeg" and getattr(picture, "n_frames", 1) > MOST_FRAMES:
        raise NotAPicture("too_many_frames")
    upright = _upright(picture)
    del picture
    return rendered(kind, upright)


def rendered(kind: str, upright: Image.Image) -> Decoded:
    """The derivatives and measures of an upright picture in sRGB."""
    found = measured(upright)
    measures: dict[str, Any] = {name: getattr(found, name) for name in quality.Measures.__slots__}
    return Decoded(kind, upright.width, upright.height, measures, tuple(_render(upright, size) for size in SIZES))


def measured(upright: Image.Image) -> quality.Measures:
    """How well the picture was taken."""
    sample = upright.copy()
    sample.thumbnail((quality.LONG_SIDE, quality.LONG_SIDE), Image.Resampling.BOX)
    return measure(np.asarray(sample))


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as EXIF says (HEIC and AVIF come upright), in sRGB, without transparency."""
    profile = picture.info.get("icc_profile")
    turn = _TURNS.get(_orientation(picture))
    upright = _rgb(picture, profile)
    return upright if turn is None else upright.transpose(turn)


def _orientation(picture: Image.Image) -> int:
    """EXIF's, 1 to 8. What cannot be read there says nothing of the picture: it is shown as it is."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def _rgb(picture: Image.Image, profile: bytes | None = None) -> Image.Image:
    picture.load()
    if picture.mode.startswith("I") or picture.mode == "F":
        wide = np.asarray(picture).astype(np.float64)
        top = 65535.0 if wide.max(initial=0) > 255 else 255.0
        picture = Image.fromarray((wide.clip(0, top) * (255.0 / top)).astype(np.uint8))
    if picture.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        under = Image.new("RGBA", clear.size, (128, 128, 128, 255))
        picture = Image.alpha_composite(under, clear).convert("RGB")
    if profile and picture.mode in ("RGB", "L", "CMYK"):
        picture = _in_srgb(picture, profile)
    picture = picture if picture.mode == "RGB" else picture.convert("RGB")
    picture.info = {}
    return picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Through the embedded profile. One that cannot be used is passed over: a slightly wrong color is still a picture."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _render(upright: Image.Image, size: Size) -> Picture:
    longest = LONG_SIDES[size]
    shown = upright
    if longest is not None and max(upright.size) > longest:
        shown = upright.copy()
        # Reducing by whole steps first costs a quarter of the time and looks the same.
        shown.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
    made = io.BytesIO()
    subsampling = 0 if size != "thumbnail" else 2
    shown.save(made, "JPEG", quality=JPEG_QUALITY[size], subsampling=subsampling, optimize=size == "thumbnail")
    return Picture(size, shown.width, shown.height, made.getvalue())
