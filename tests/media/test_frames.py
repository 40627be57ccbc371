"""Where a picture starts, read from bytes anyone may have made."""

from __future__ import annotations

import re
from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media.frames import read_h264, read_vp8
from tests.media.raw import DELTA, KEY, vp8


def test_a_vp8_key_frame_with_its_ids_is_seen() -> None:
    payload = vp8(0x1234, KEY, tl0=9)
    frame = read_vp8(payload, 0, len(payload))
    assert frame is not None
    assert (frame.key, frame.oversize, frame.picture, frame.picture_wide, frame.tl0) == (True, False, 0x1234, True, 9)
    assert payload[frame.picture_at] == 0x92
    assert payload[frame.tl0_at] == 9


@pytest.mark.parametrize("payload", [vp8(1, DELTA), vp8(1, KEY, begins=False)])
def test_what_needs_another_frame_is_no_key_frame(payload: bytes) -> None:
    frame = read_vp8(payload, 0, len(payload))
    assert frame is not None
    assert not frame.key


def test_a_short_picture_id_and_a_bare_descriptor_are_read() -> None:
    short = read_vp8(b"\x90\x80\x42" + KEY, 0, 3 + len(KEY))
    assert short is not None
    assert (short.picture, short.picture_wide, short.tl0_at) == (0x42, False, -1)
    bare = read_vp8(b"\x10" + KEY, 0, 1 + len(KEY))
    assert bare is not None
    assert bare.key
    assert bare.picture_at == -1


@pytest.mark.parametrize(("width", "height", "oversize"), [(1920, 1920, False), (1921, 2, True), (2, 16383, True)])
def test_pictures_above_1920_pixels_a_side_are_told(width: int, height: int, oversize: bool) -> None:
    head = b"\x10\x02\x00\x9d\x01\x2a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")
    payload = b"\x10" + head + bytes(20)
    frame = read_vp8(payload, 0, len(payload))
    assert frame is not None
    assert frame.oversize is oversize


SPS = bytes.fromhex("6742c01eda0280f684000003000400000300f03c58ba80")
"""Of a real encoder (libx264, constrained baseline): 640x480."""


def sps_of(width: int, height: int, profile: str = "baseline") -> bytes:
    """The parameter set of a real encoder for pictures of this size."""
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, av.VideoCodecContext)
    colours = {"high422": "yuv422p", "high444": "yuv444p"}.get(profile, "yuv420p")
    codec.width, codec.height, codec.pix_fmt, codec.time_base = width, height, colours, Fraction(1, 30)
    codec.options = {"profile": profile, "preset": "ultrafast" if profile == "baseline" else "veryfast"}
    picture = av.VideoFrame(width, height, colours)
    picture.pts = 0
    packets = codec.encode(picture) + codec.encode(None)
    stream = b"".join(bytes(packet) for packet in packets)
    return next(unit for unit in re.split(b"\0\0\0?\1", stream) if unit and unit[0] & 0x1F == 7)


@pytest.mark.parametrize(
    ("width", "height", "oversize"),
    [
        (640, 480, False),
        (1920, 1080, False),
        (1080, 1920, False),
        (1920, 1920, False),
        (2048, 1152, True),
        (1152, 2048, True),
    ],
)
def test_h264_pictures_above_1920_pixels_a_side_are_told(width: int, height: int, oversize: bool) -> None:
    alone = sps_of(width, height)
    aggregate = b"\x78\x00\x02\x68\xce" + len(alone).to_bytes(2, "big") + alone + b"\x00\x02\x65\x88"
    for payload in (alone, aggregate):
        frame = read_h264(payload, 0, len(payload))
        assert frame is not None
        assert frame.key
        assert frame.oversize is oversize


@pytest.mark.parametrize(("profile", "number"), [("main", 77), ("high", 100), ("high422", 122), ("high444", 244)])
def test_a_parameter_set_of_a_profile_that_was_not_negotiated_tells_its_size_too(profile: str, number: int) -> None:
    for width, height, oversize in ((640, 480, False), (1920, 1080, False), (2048, 1152, True)):
        alone = sps_of(width, height, profile)
        assert alone[1] == number
        frame = read_h264(alone, 0, len(alone))
        assert frame is not None
        assert frame.oversize is oversize


@pytest.mark.parametrize(
    "payload",
    [
        b"\x67\x42\xe0\x1f",
        b"\x67\x42\xe0\x1f" + bytes(20),
        b"\x7c\x87\x42",
        b"\x67" + bytes(300),
        b"\x67\x64\x00\x1f\xad" + b"\xff" * 20,
    ],  # the last: scaling lists of the high profile
)
def test_a_parameter_set_that_hides_its_size_is_taken_for_too_large(payload: bytes) -> None:
    frame = read_h264(payload, 0, len(payload))
    assert frame is not None
    assert frame.oversize


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (SPS, True),  # parameter set
        (b"\x65\x88", True),  # slice of an IDR picture
        (b"\x41\x9a", False),
        (b"\x7c\x85\x88", True),  # first fragment of an IDR slice
        (b"\x7c\x05\x88", False),  # a later one
        (b"\x7c\x81\x88", False),
        (b"\x78\x00\x02\x68\xce" + len(SPS).to_bytes(2, "big") + SPS, True),  # an aggregate with a parameter set in it
        (b"\x78\x00\x02\x41\x9a\x00\x02\x41\x9a", False),
    ],
)
def test_h264_key_frames_are_told_from_others(payload: bytes, key: bool) -> None:
    frame = read_h264(payload, 0, len(payload))
    assert frame is not None
    assert frame.key is key


@given(st.binary(max_size=60))
def test_any_bytes_are_read_without_an_exception(payload: bytes) -> None:
    for read in (read_vp8, read_h264):
        frame = read(payload, 0, len(payload))
        if frame is not None and frame.picture_at >= 0:
            assert frame.picture_at + frame.picture_wide < len(payload)
        if frame is not None and frame.tl0_at >= 0:
            assert frame.tl0_at < len(payload)
