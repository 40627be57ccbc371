"""How long `python -m server code` takes for 1,000 cases, from the start of the interpreter to its end.

`python -m bench.coding_command [RUNS]`: as it is, and while another program has a core for itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path

from bench.report import Figure, write

ROOT = Path(__file__).parents[1]
CASES = 1000
BAR = "2000 ms"


def _cases() -> str:
    """The worked cases, over and over."""
    rows = json.loads(files("server.coding").joinpath("cases.json").read_text(encoding="utf-8"))
    asked = islice(cycle(rows), CASES)
    return json.dumps([{"id": f"{number}", "input": row["input"]} for number, row in enumerate(asked)])


@contextlib.contextmanager
def _busy() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as other:
        try:
            yield
        finally:
            other.kill()


def _runs(file: Path, runs: int) -> tuple[list[float], list[float]]:
    """Milliseconds on the wall's clock and of the processor, for each run."""
    took, worked = [], []
    for _ in range(runs):
        began, before = time.perf_counter(), _processor_s()
        subprocess.run(
            [sys.executable, "-m", "server", "code", str(file)], cwd=ROOT, stdout=subprocess.DEVNULL, check=True
        )
        took.append((time.perf_counter() - began) * 1000)
        worked.append((_processor_s() - before) * 1000)
    return took, worked


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(runs: int = 5) -> None:
    """Measure and write it down. Exit 1 past the bar."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.json"
        file.write_text(_cases(), encoding="utf-8")
        alone, worked = _runs(file, runs)
        with _busy():
            beside, _ = _runs(file, runs)
    figures = [
        Figure(f"{CASES} cases", alone, bar=BAR),
        Figure(f"{CASES} cases, another program on a core", beside, bar=BAR),
        Figure("processor time of one run", worked),
    ]
    written = write(
        "coding-command",
        "The command line of coding",
        figures,
        ["Wall time of the whole process, interpreter and all."],
        load,
    )
    print(written.read_text(encoding="utf-8"))
    if max(*alone, *beside) >= 2000:
        sys.exit(1)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
