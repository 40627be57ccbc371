"""Files that patients' devices, other programs and strangers send, made here: name, bytes, and what has to become of each."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from tests.integration.pictures import encoded, skin

SECRETS = (b"GPS-SECRET", b"XMP-SECRET", b"IPTC-SECRET", b"COMMENT-SECRET", b"CameraMaker", b"<script", b"SECOND-IMAGE")
"""What no byte that is served may hold."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`problem` is None where it has to become a picture, then of `size` pixels, upright."""

    name: str
    content: bytes
    problem: str | None = None
    size: tuple[int, int] | None = None


def small() -> Image.Image:
    return skin(320, 240)


def metadata(orientation: int = 1) -> dict[str, Any]:
    """EXIF with a place and a thumbnail, XMP, and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 44.0, 54.0), 29: "GPS-SECRET"})
    return {"exif": exif.tobytes(), "xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>XMP-SECRET</x:xmpmeta>"}


def oriented(kind: str) -> Iterator[Sample]:
    """Every orientation: a picture whose bright corner is top left when it is shown as the EXIF says."""
    inverse = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    upright = small()
    upright.paste((255, 255, 255), (0, 0, 80, 60))
    for orientation, turn in inverse.items():
        stored = upright if turn is None else upright.transpose(turn)
        yield Sample(
            f"{kind.lower()}, orientation {orientation}",
            encoded(stored, kind, quality=90, **metadata(orientation)),
            size=(320, 240),
        )


def formats() -> Iterator[Sample]:
    picture = small()
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF"):
        yield Sample(
            f"{kind.lower()} with a place, XMP, comment", encoded(picture, kind, **metadata()), size=(320, 240)
        )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield Sample("jpeg with a color profile", encoded(picture, icc_profile=profile), size=(320, 240))
    yield Sample("jpeg with a broken color profile", encoded(picture, icc_profile=b"no profile" * 40), size=(320, 240))
    yield Sample("jpeg, CMYK", encoded(picture.convert("CMYK")), size=(320, 240))
    yield Sample("jpeg, grey", encoded(picture.convert("L")), size=(320, 240))
    yield Sample("jpeg, progressive", encoded(picture, progressive=True), size=(320, 240))
    deep = (np.asarray(picture.convert("L")).astype(np.uint16) * 257).astype(np.uint16)
    yield Sample("png, 16 bits", encoded(Image.fromarray(deep), "PNG"), size=(320, 240))
    yield Sample(
        "png, palette with a clear color", encoded(picture.quantize(16), "PNG", transparency=0), size=(320, 240)
    )
    yield Sample("png, transparent", encoded(picture.convert("RGBA"), "PNG"), size=(320, 240))
    yield Sample("png, one bit", encoded(picture.convert("1"), "PNG"), size=(320, 240))
    frames = [skin(320, 240, seed=seed) for seed in range(3)]
    for kind in ("PNG", "WEBP", "AVIF"):
        moving = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        yield Sample(f"{kind.lower()}, 3 frames", moving, size=(320, 240))
    yield Sample(
        "heif, 3 pictures", encoded(frames[0], "HEIF", save_all=True, append_images=frames[1:]), size=(320, 240)
    )
    second = encoded(picture, comment=b"SECOND-IMAGE")
    yield Sample(
        "jpeg with a second picture (MPF)",
        encoded(picture, "MPO", save_all=True, append_images=[skin(320, 240)]) + second,
        size=(320, 240),
    )
    photoshop = (
        b"\xff\xed" + struct.pack(">H", 2 + 14 + 40) + b"Photoshop 3.0\0" + b"8BIM\x04\x04IPTC-SECRET".ljust(40, b"\0")
    )
    content = encoded(picture, comment=b"COMMENT-SECRET")
    yield Sample("jpeg with IPTC", content[:2] + photoshop + content[2:], size=(320, 240))


def broken() -> Iterator[Sample]:
    for kind in ("JPEG", "HEIF"):
        whole = encoded(small(), kind)
        for part in range(1, 11):
            yield Sample(f"{kind.lower()}, cut at {part * 9} %", whole[: len(whole) * part * 9 // 100], "damaged")
    whole = encoded(small(), "PNG")
    yield Sample("png, cut in half", whole[: len(whole) // 2], "damaged")
    yield Sample("nothing but a jpeg's first bytes", b"\xff\xd8\xff\xe0", "damaged")
    yield Sample("nothing but a heic's first bytes", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "damaged")
    yield Sample("noise", np.random.default_rng(1).bytes(5000), "unknown_format")


def foreign() -> Iterator[Sample]:
    """Polyglots and files of other kinds."""
    picture = encoded(small())
    yield Sample("jpeg with HTML behind", picture + b"<html><script>alert(1)</script>", size=(320, 240))
    yield Sample("jpeg with HTML in a comment", encoded(small(), comment=b"<script>alert(1)</script>"), size=(320, 240))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.html", "<script>alert(1)</script>")
    yield Sample("jpeg with a ZIP behind", picture + made.getvalue(), size=(320, 240))
    yield Sample(
        "SVG with a script", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "unknown_format"
    )
    yield Sample("HTML that begins like a GIF", b"GIF89a/*<script>*/=1;", "unknown_format")
    yield Sample("PDF", b"%PDF-1.7\n1 0 obj", "unknown_format")
    yield Sample("EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n", "unknown_format")
    yield Sample("TIFF", encoded(small(), "TIFF"), "unknown_format")
    yield Sample("GIF", encoded(small(), "GIF"), "unknown_format")
    yield Sample("BMP", encoded(small(), "BMP"), "unknown_format")


def bombs() -> Iterator[Sample]:
    """Much promised in few bytes."""
    yield Sample("png that claims 30,000 x 30,000", _png(30_000, 30_000), "too_many_pixels")
    yield Sample("png of 12,000 x 12,000 zeros", _png(12_000, 12_000), "too_many_pixels")
    yield Sample("png that claims 2 billion x 1", _png(2_000_000_000, 1, rows=1), "too_many_pixels")
    yield Sample("jpeg that claims 65,500 x 65,500", _claimed(encoded(small()), 65_500), "too_many_pixels")
    yield Sample("heif that claims 30,000 x 30,000", _ispe(encoded(small(), "HEIF"), 30_000), "too_many_pixels")
    yield Sample("png, 10,000 frames", _animated(10_000), "too_many_frames")
    text = zlib.compress(b"\0" * (200 << 20))
    packed = _chunk(b"zTXt", b"Comment\0\0" + text)
    png = encoded(small(), "PNG")
    yield Sample("png with 200 MB of text in it", png[:33] + packed + png[33:], "damaged")


def large() -> Iterator[Sample]:
    """What phones really send."""
    for pixels, size in (("12", (4032, 3024)), ("48", (8064, 6048))):
        for kind in ("JPEG", "HEIF"):
            yield Sample(f"{kind.lower()}, {pixels} megapixels", encoded(_grown(size), kind, quality=88), size=size)


def _grown(size: tuple[int, int]) -> Image.Image:
    return skin(2016, 1512).resize(size, Image.Resampling.BICUBIC)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, rows: int = 2000) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    packed = zlib.compress(bytes((min(width, 30_000) // 8 + 1) * rows), 9)
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _claimed(jpeg: bytes, side: int) -> bytes:
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", side, side) + jpeg[at + 4 :]


def _ispe(heif: bytes, side: int) -> bytes:
    at = heif.index(b"ispe") + 8
    return heif[:at] + struct.pack(">II", side, side) + heif[at + 8 :]


def _animated(frames: int) -> bytes:
    png = encoded(Image.new("L", (8, 8)), "PNG")
    control = _chunk(b"acTL", struct.pack(">II", frames, 0))
    body = zlib.compress(bytes(9 * 8))
    made = [png[:33], control, png[33:-12]]
    for number in range(frames):
        head = struct.pack(">IIIIIHHBB", 2 * number, 8, 8, 0, 0, 1, 10, 0, 0)
        made.append(_chunk(b"fcTL", head) + _chunk(b"fdAT", struct.pack(">I", 2 * number + 1) + body))
    return b"".join([*made, png[-12:]])


def corpus() -> list[Sample]:
    """Everything but the large ones, which cost seconds each."""
    return [*formats(), *oriented("JPEG"), *oriented("HEIF"), *oriented("AVIF"), *broken(), *foreign(), *bombs()]
