"""Starts a worker process for each file and believes little of what it says."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.images.derivatives import Clip, Picture
from server.images.signatures import is_clip
from server.visits.submission import SIZES, Problem

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
"""All of it: no setting and no secret of the server's reaches a worker."""
LONGEST_LINE = 64 << 10
MOST_PART = 100 << 20
"""Bytes of one picture that a worker gives back."""
WALL_S = 90.0
"""On a busy machine; the worker's own limit is in CPU seconds."""
CLIP_WALL_S = 400.0
_CLIPS = ("video/mp4",)
_PROBLEMS: tuple[Problem, ...] = (
    "unknown_format",
    "damaged",
    "too_many_pixels",
    "too_many_frames",
    "too_long",
    "too_costly",
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a worker made of a file: pictures, or a problem. `peak_kib` is its largest memory."""

    problem: Problem | None
    media_type: str = ""
    width: int = 0
    height: int = 0
    measures: dict[str, float] | None = None
    pictures: tuple[Picture, ...] = ()
    peak_kib: int = 0
    clip: Clip | None = None


class Workers:
    """At most `at_once` workers at a time."""

    def __init__(self, at_once: int = 1, wall_s: float = WALL_S, clip_wall_s: float = CLIP_WALL_S) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._wall_s, self._clip_wall_s = wall_s, clip_wall_s

    async def read(self, content: bytes) -> Read:
        """Decode a file in a process of its own. Whatever ends the process early is `too_costly`."""
        clip = is_clip(content)
        async with self._places:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-s",
                "-m",
                "server.images.worker",
                *(["clip"] if clip else []),
                cwd=ROOT,
                env=ENVIRONMENT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=LONGEST_LINE,
            )
            try:
                async with asyncio.timeout(self._clip_wall_s if clip else self._wall_s):
                    return await _exchange(process, content)
            except (TimeoutError, asyncio.IncompleteReadError, ValueError, KeyError, TypeError):
                return Read(problem="too_costly")
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


async def _exchange(process: asyncio.subprocess.Process, sent: bytes) -> Read:
    if process.stdin is None or process.stdout is None:
        raise ValueError("no pipes")
    sending = asyncio.ensure_future(_send(process.stdin, sent))
    try:
        answer: dict[str, Any] = json.loads(await process.stdout.readuntil(b"\n"))
        peak = int(answer["peak_kib"])
        if "problem" in answer:
            problem = answer["problem"]
            return Read(problem=problem if problem in _PROBLEMS else "damaged", peak_kib=peak)
        pictures = []
        for size, (named, width, height, length) in zip(SIZES, answer["parts"], strict=True):
            if named != size or not 0 < int(length) <= MOST_PART:
                raise ValueError("not what was asked for")
            pictures.append(Picture(size, int(width), int(height), await process.stdout.readexactly(int(length))))
        clip = None
        if "clip" in answer:
            kind, width, height, ms, rate, length = answer["clip"]
            if kind not in _CLIPS or not 0 < int(length) <= MOST_PART or not 0 < int(rate) <= 60:
                raise ValueError("not what was asked for")
            content = await process.stdout.readexactly(int(length))
            clip = Clip(kind, int(width), int(height), int(ms), int(rate), content)
        measures = {str(name): float(value) for name, value in answer["measures"].items()}
        media_type = str(answer["media_type"])[:64]
        return Read(
            None, media_type, int(answer["width"]), int(answer["height"]), measures, tuple(pictures), peak, clip
        )
    finally:
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await sending


async def _send(pipe: asyncio.StreamWriter, content: bytes) -> None:
    for start in range(0, len(content), 1 << 20):
        pipe.write(content[start : start + (1 << 20)])
        await pipe.drain()
    pipe.close()
