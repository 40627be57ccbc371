"""Cameras and microphones that can be told apart: a picture carrying a bar code, a sound of one tone.

Chromium plays one file per process as its camera, so each party of a visit has a Chromium of its own. The top of every
picture is sixteen cells: eight bits say whose camera it is, eight count the frames.
"""

import math
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

WIDTH, HEIGHT, SECONDS = 320, 240, 4
CELLS, CODE_ROWS = 16, 32
DARK, LIGHT = 30, 220
RATE = 48_000


@dataclass(frozen=True, slots=True)
class Person:
    """What one Chromium shows and says: `source` is the picture's bar code (1-255), `tone` the sound in Hz."""

    role: str
    source: int
    tone: int


PATIENT = Person("patient", 0xA5, 500)
NURSE = Person("npc", 0x3C, 700)
DERMATOLOGIST = Person("dermatologist", 0x96, 1130)
"""No tone is a harmonic of another, nor of the sum or difference of two."""


def luma(source: int, number: int, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """One picture in grey: the bar code on top of a ramp with something that moves."""
    plane = np.full((height, width), 110, np.uint8)
    rows, cell = CODE_ROWS * height // HEIGHT, width // CELLS
    plane[rows:, :] = np.linspace(60, 190, width).astype(np.uint8)
    for index, bit in enumerate(f"{source:08b}{number & 255:08b}"):
        plane[:rows, index * cell : (index + 1) * cell] = LIGHT if bit == "1" else DARK
    left = number * 8 % (width - 40)
    plane[height // 2 : height // 2 + 40, left : left + 40] = 235
    return plane.tobytes()


def write_picture(path: Path, source: int, fps: int = 15, width: int = WIDTH, height: int = HEIGHT) -> None:
    """A y4m file that Chromium loops as a camera."""
    grey = bytes([128]) * (width * height // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(fps * SECONDS):
            file.write(b"FRAME\n" + luma(source, number, width, height) + grey)


def write_tone(path: Path, hertz: int) -> None:
    """A wav file that Chromium loops as a microphone; whole periods, so that the seam is not heard."""
    time = np.arange(RATE * SECONDS) / RATE
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.sin(2 * math.pi * hertz * time) * 12_000).astype("<i2").tobytes())
