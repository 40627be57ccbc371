"""Clips made for tests: filmed as telephones and browsers film, and in ways that nobody does."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
from av.video.stream import VideoStream
from PIL import Image

from tests.integration.corpus import Sample
from tests.integration.pictures import encoded, skin


def film(
    seconds: float = 1.0,
    *,
    rate: int = 30,
    size: tuple[int, int] = (320, 240),
    kind: str = "mov",
    codec: str = "libx264",
    still: bool = False,
    turned: bool = False,
) -> bytes:
    """Skin with a bright corner, top left as it is shown, that a white bar crosses; with a tone, a place and a comment in the file.

    `still` shows one picture all the time; `turned` stores it lying, with a quarter turn clockwise in the track's matrix.
    """
    picture = skin(*size)
    picture.paste((255, 255, 255), (0, 0, size[0] // 4, size[1] // 4))
    lying = picture.transpose(Image.Transpose.ROTATE_90) if turned else picture
    base = np.asarray(lying)
    made = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if kind in ("mov", "mp4") else {}
    with av.open(made, "w", format=kind, options=options) as container:
        container.metadata["comment"] = "COMMENT-SECRET"
        container.metadata["location"] = "+40.7484-073.9857/GPS-SECRET"
        container.metadata["com.apple.quicktime.location.ISO6709"] = "+40.7484-073.9857/GPS-SECRET"
        video = cast("VideoStream", container.add_stream(codec, rate=rate, options=_quick(codec)))
        video.width, video.height, video.pix_fmt = lying.width, lying.height, "yuv420p"
        sound = container.add_stream("libopus" if kind == "webm" else "aac", rate=48000)
        for number in range(round(seconds * rate)):
            pixels = base
            if not still:
                pixels = base.copy()
                at = number * 4 % max(1, lying.width - 8)
                pixels[lying.height // 2 :, at : at + 8] = 255
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        tone = np.sin(np.arange(round(48000 * min(seconds, 2))) / 20).astype(np.float32)[None]
        samples = av.AudioFrame.from_ndarray(tone, format="flt", layout="mono")
        samples.sample_rate, samples.pts = 48000, 0
        container.mux(sound.encode(samples))
        container.mux(sound.encode(None))
    content = made.getvalue()
    return _quarter_turned(content) if turned else content


def clips() -> Iterator[Sample]:
    """The corpus's clips: outcome by name; `size` is that of the clip's pictures."""
    yield Sample("clip, H.264 in QuickTime with place, comment, sound", film(), size=(320, 240))
    yield Sample("clip, H.264 in MP4", film(kind="mp4"), size=(320, 240))
    yield Sample("clip, VP8 in WebM, as a browser films", film(kind="webm", codec="libvpx"), size=(320, 240))
    yield Sample("clip, HEVC, 240 frames a second", film(0.5, rate=240, codec="libx265"), size=(320, 240))
    yield Sample("clip that was filmed upright", film(turned=True), size=(320, 240))
    yield Sample("clip of 20 s", film(20, rate=15, still=True), size=(320, 240))
    yield Sample("clip of 25 s", film(25, rate=10, still=True), "too_long")
    yield Sample("clip that says 1 s and is of 25 s", _said(film(25, rate=10, still=True), 1), "too_long")
    yield Sample("clip of 10,000 frames", film(20, rate=500, size=(32, 32), still=True), "too_many_frames")
    yield Sample("clip of 5120 x 2880", film(0.1, size=(5120, 2880), still=True), "too_many_pixels")
    whole = film()
    for part in (1, 5, 9):
        yield Sample(f"clip, cut at {part * 10} %", whole[: len(whole) * part // 10], "damaged")
    yield Sample("clip's first bytes and nothing", b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "damaged")
    yield Sample("WebM's first bytes and noise", b"\x1aE\xdf\xa3" + np.random.default_rng(2).bytes(5000), "damaged")
    yield Sample("clip with HTML behind", whole + b"<html><script>alert(1)</script>", size=(320, 240))
    yield Sample("clip with sound alone", _only_sound(), "unknown_format")
    yield Sample(
        "jpeg that says it is a clip", b"\0\0\0\x18ftypqt  \0\0\0\0qt  mp42" + encoded(skin(64, 48)), "damaged"
    )


def boxes(
    mp4: bytes, of: tuple[bytes, ...] = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"meta")
) -> list[bytes]:
    """The types of every box, in order, by ISO/IEC 14496-12 section 4.2 alone."""
    found, at = [], 0
    while at + 8 <= len(mp4):
        length, kind = struct.unpack_from(">I4s", mp4, at)
        if length == 1:
            (length,) = struct.unpack_from(">Q", mp4, at + 8)
        assert length >= 8
        found.append(kind)
        if kind in of:
            found += boxes(mp4[at + (12 if kind == b"meta" else 8) : at + length], of)
        at += length
    assert at == len(mp4)
    return found


def _quick(codec: str) -> dict[str, str]:
    if codec == "libx265":
        return {"preset": "ultrafast", "x265-params": "log-level=none"}
    return {"preset": "ultrafast"} if codec == "libx264" else {"deadline": "realtime", "cpu-used": "8"}


def _quarter_turned(mov: bytes) -> bytes:
    """With the matrix of a quarter turn clockwise in the first track's header (version 0)."""
    at = mov.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
    return mov[:at] + matrix + mov[at + 36 :]


def _said(mov: bytes, seconds: int) -> bytes:
    """With another length in the film's header."""
    at = mov.index(b"mvhd") + 4 + 12
    (scale,) = struct.unpack_from(">I", mov, at)
    return mov[: at + 4] + struct.pack(">I", seconds * scale) + mov[at + 8 :]


def _only_sound() -> bytes:
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=48000)
        samples: Any = av.AudioFrame.from_ndarray(np.zeros((1, 48000), np.float32), format="flt", layout="mono")
        samples.sample_rate, samples.pts = 48000, 0
        container.mux(sound.encode(samples))
        container.mux(sound.encode(None))
    return made.getvalue()
