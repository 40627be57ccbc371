"""Figures as they are written down: how many, median, 99th percentile, on which machine, on which day."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured many times. `values` are in `unit`; `bar` says what was promised, in words."""

    name: str
    values: Sequence[float]
    unit: str = "ms"
    bar: str = ""

    def at(self, percent: float) -> float:
        """The percentile by nearest rank: a value that was really measured."""
        ordered = sorted(self.values)
        rank = -(-len(ordered) * percent // 100)
        return ordered[max(0, int(rank) - 1)]

    @property
    def row(self) -> str:
        """The figure as a line of a Markdown table."""
        return f"| {self.name} | {len(self.values)} | {self.at(50):.0f} {self.unit} | {self.at(99):.0f} {self.unit} | {self.bar} |"


def machine() -> str:
    """The machine in a few words, without its name."""
    with open("/proc/cpuinfo") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    system = platform.release().partition("-")[0]
    return f"{os.cpu_count()} × {model}, Linux {system}, Python {platform.python_version()}"


def write(name: str, title: str, figures: Sequence[Figure], notes: Sequence[str], load_before: float) -> Path:
    """Write `bench/results/DATE-name.md` and return its path. `load_before`: the machine's load average before the run."""
    day = datetime.now(UTC).date().isoformat()
    lines = [
        f"# {title}, {day}", "", f"{machine()}; load average before the run: {load_before:.2f}.", "",
        "| | n | p50 | p99 | bar |", "|---|---|---|---|---|", *(figure.row for figure in figures), "",
        *(f"- {note}" for note in notes), "",
    ]  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{day}-{name}.md"
    file.write_text("\n".join(lines))
    return file
