"""The worker process: one file in on standard input, a line of JSON and the pictures out on standard output, then it ends.

Its argument `clip` says that the file is one. Before it reads the first byte it can open nothing any more, no file and no
socket (RLIMIT_NOFILE 0), write no file, and has little memory and time. What a broken decoder could do is to give a wrong picture.
"""

from __future__ import annotations

import json
import os
import resource
import sys

MEMORY = 1536 << 20
"""Bytes of address space."""
CPU_S = 30
CLIP_CPU_S = 150
"""A clip has hundreds of pictures, and each is written anew."""
NICE = 10
"""Below everything that carries a visit."""


def confine(cpu_s: int = CPU_S) -> None:
    """Give up what reading a picture does not need. It cannot be taken back."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def main() -> None:
    """Read, decode, answer."""
    os.nice(NICE)
    from server.images import decode  # noqa: PLC0415 - the parent has no use for the decoders.

    decode.prepare()
    clip = sys.argv[1:] == ["clip"]
    read = decode.decode
    if clip:
        from server.images import clip as clips  # noqa: PLC0415

        clips.prepare()
        read = clips.decode
    status = open("/proc/self/status", "rb")  # noqa: SIM115 - read at the end, when nothing can be opened any more.
    confine(CLIP_CPU_S if clip else CPU_S)
    answer: dict[str, object]
    parts: list[bytes] = []
    try:
        found = read(sys.stdin.buffer.read())
        answer = {
            "media_type": found.media_type,
            "width": found.width,
            "height": found.height,
            "measures": found.measures,
            "parts": [[one.size, one.width, one.height, len(one.content)] for one in found.rendered],
        }
        parts = [one.content for one in found.rendered]
        if (made := found.clip) is not None:
            shape = [made.media_type, made.width, made.height, made.duration_ms, made.frame_rate, len(made.content)]
            answer["clip"] = shape
            parts.append(made.content)
    except decode.NotAPicture as refused:
        answer = {"problem": refused.problem}
    except MemoryError:
        answer = {"problem": "too_costly"}
    # Not getrusage: its maximum begins with what the parent had when it forked.
    peak = next((line for line in status if line.startswith(b"VmHWM:")), b"VmHWM: 0 kB")
    answer["peak_kib"] = int(peak.split()[1])
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    for part in parts:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
