"""A clip from a stranger's device becomes a clip of our own: upright, silent, at a constant rate, and nothing in it but pixels.

Runs in a worker process only (`worker.py`). Nothing that the file says of itself is believed: frames are counted and timed as
they are decoded, and the first that is too many, too large or too late ends it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

import av
import av.error
import av.logging
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from server.images.decode import Decoded, NotAPicture, measured, rendered
from server.images.derivatives import Clip
from server.images.signatures import media_type

LONGEST_S = 20.5
"""Twenty seconds, and what a camera takes to stop."""
MOST_FRAMES = 2500
"""Decoded of one clip: 120 in each of its seconds."""
MOST_PIXELS = 4096 * 2304
"""Of one frame."""
LONG_SIDE = 1280
"""Pixels of the longer side of the clip that is made; even numbers, as H.264 asks."""
MOST_RATE = 30
POSTERS = 12
"""Frames that are looked at for the sharpest one."""
CONTAINERS = {"video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska"}
CODECS = ("h264", "hevc", "vp8", "vp9", "av1", "libdav1d")
"""What phones and browsers film in. Others are not tried."""
MADE = ("libx264", "mp4", "video/mp4")
"""Every browser plays H.264 in MP4, an iPhone's too."""

_TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


def prepare() -> None:
    """Load every part now: afterwards no file can be opened any more."""
    av.logging.set_level(None)
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(4):
            frame = _frame(Image.new("RGB", (64, 48)))
            frame.pts, frame.time_base = number, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    decode(made.getvalue())


def decode(content: bytes) -> Decoded:
    """Read a clip. Raises `NotAPicture`, and MemoryError where the process's limit is reached."""
    kind = media_type(content)
    if kind not in CONTAINERS:
        raise NotAPicture("unknown_format")
    try:
        with av.open(io.BytesIO(content), "r", format=CONTAINERS[kind], metadata_errors="ignore") as container:
            stream = next(iter(container.streams.video), None)
            if stream is None or stream.codec_context.name not in CODECS:
                raise NotAPicture("unknown_format")
            stream.thread_count = 1
            return _made(kind, stream, _frames(container, stream))
    except (NotAPicture, MemoryError):
        raise
    except av.error.MemoryError:
        raise MemoryError from None
    except Exception as error:
        raise NotAPicture("damaged") from error


def _frames(container: av.container.InputContainer, stream: VideoStream) -> Iterator[tuple[float, VideoFrame]]:
    """Each frame with its time from the first, in seconds. Raises `NotAPicture` at the first that is over a limit."""
    begun: float | None = None
    last = 0.0
    for number, frame in enumerate(container.decode(stream)):
        if number >= MOST_FRAMES:
            raise NotAPicture("too_many_frames")
        if frame.width * frame.height > MOST_PIXELS:
            raise NotAPicture("too_many_pixels")
        at = last if frame.time is None else float(frame.time)
        begun = at if begun is None else begun
        last = max(last, at - begun)
        if last > LONGEST_S:
            raise NotAPicture("too_long")
        yield last, frame


def _made(kind: str, stream: VideoStream, frames: Iterator[tuple[float, VideoFrame]]) -> Decoded:
    rate = min(MOST_RATE, max(5, round(stream.average_rate or MOST_RATE)))
    writer = _Writer(rate)
    best: tuple[float, Image.Image] | None = None
    looked = -1.0
    for at, frame in frames:
        # Telephones film as the sensor lies and write beside it how far to turn, in quarters.
        turn = _TURNS.get(round(frame.rotation) % 360)
        upright = None if turn is None else _picture(frame).transpose(turn)
        writer.add(at, frame if upright is None else _frame(upright))
        if at - looked >= LONGEST_S / POSTERS or best is None:
            looked = at
            shown = upright or _picture(frame)
            sharpness = measured(shown).sharpness
            if best is None or sharpness > best[0]:
                best = sharpness, shown
    if best is None:
        raise NotAPicture("damaged")
    clip = writer.finish()
    return replace(rendered(kind, best[1]), clip=clip)


def _picture(frame: VideoFrame) -> Image.Image:
    return Image.fromarray(frame.to_ndarray(format="rgb24"))


def _frame(picture: Image.Image) -> VideoFrame:
    return VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")


class _Writer:
    """Writes frames at a constant rate, so that a step of one frame is the same everywhere."""

    def __init__(self, rate: int) -> None:
        codec, container, self._media_type = MADE
        self._rate, self._next = rate, 0
        self._made = io.BytesIO()
        self._container = av.open(self._made, "w", format=container, options={"fflags": "+bitexact"})
        options = {"preset": "superfast", "crf": "23", "g": str(max(1, rate // 2)), "threads": "1"}
        self._stream = cast("VideoStream", self._container.add_stream(codec, rate=rate, options=options))
        self._stream.pix_fmt = "yuv420p"
        self._before: VideoFrame | None = None
        self._filter: BitStreamFilterContext | None = None

    def add(self, at: float, frame: VideoFrame) -> None:
        """A frame that is seen from `at` seconds on, until the next one."""
        if self._before is None:
            scale = min(1.0, LONG_SIDE / max(frame.width, frame.height))
            self._stream.width = max(2, int(frame.width * scale) // 2 * 2)
            self._stream.height = max(2, int(frame.height * scale) // 2 * 2)
        due = int(at * self._rate + 0.001)
        while self._before is not None and self._next < due:
            self._encode(self._before)
        if self._before is None or due >= self._next:
            self._before = frame.reformat(self._stream.width, self._stream.height, "yuv420p")

    def finish(self) -> Clip:
        """The clip with all frames in it."""
        if self._before is not None:
            self._encode(self._before)
        self._mux(self._stream.encode(None))
        if self._filter is not None:
            self._write(self._filter.filter(None))
        width, height = self._stream.width, self._stream.height
        self._container.close()
        ms = round(1000 * self._next / self._rate)
        return Clip(self._media_type, width, height, ms, self._rate, self._made.getvalue())

    def _encode(self, frame: VideoFrame) -> None:
        frame.pts, frame.time_base = self._next, Fraction(1, self._rate)
        frame.pict_type = 0
        self._next += 1
        self._mux(self._stream.encode(frame))

    def _mux(self, packets: list[Packet[Any]]) -> None:
        for packet in packets:
            if self._filter is None:
                # The encoder writes its name and settings into the pictures (SEI); they are none of anybody's business.
                self._filter = BitStreamFilterContext("filter_units=remove_types=6", self._stream)
            self._write(self._filter.filter(packet))

    def _write(self, packets: list[Packet[Any]]) -> None:
        for packet in packets:
            packet.stream = self._stream
            self._container.mux(packet)
