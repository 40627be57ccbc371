"""Figures as they are written down: how many, median, 99th percentile, on which machine, on which day."""

import argparse
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
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


Row = Mapping[str, object]


def spread(runs: Sequence[Row]) -> dict[str, object]:
    """Several runs of one thing as one row: the median of each figure with the least and the most, the number of runs first."""
    row: dict[str, object] = {"n": len(runs)}
    for name in runs[0]:
        values = [run[name] for run in runs]
        if len(set(map(str, values))) == 1:
            row[name] = values[0]
        elif all(isinstance(value, int | float) for value in values):
            numbers = [float(str(value)) for value in values]
            row[name] = f"{statistics.median(numbers):g} ({min(numbers):g}–{max(numbers):g})"
        else:
            row[name] = " / ".join(map(str, values))
    return row


def table(rows: Sequence[Row]) -> list[str]:
    """Rows with the same names as lines of a Markdown table."""
    names = list(rows[0])
    return [
        "| " + " | ".join(name.replace("_", " ") for name in names) + " |",
        "|" + "---|" * len(names),
        *("| " + " | ".join(str(row.get(name, "")) for name in names) + " |" for row in rows),
    ]


def write_tables(
    name: str, title: str, about: str, tables: Sequence[Sequence[Row]], notes: Sequence[str], load: float
) -> Path:
    """Write `bench/results/DATE-name.md` and return its path. `load`: the machine's load average before the runs."""
    day = datetime.now(UTC).date().isoformat()
    lines = [f"# {title}, {day}", "", f"{machine()}; load average before the runs: {load:.2f}. {about}", ""]
    for rows in tables:
        lines += [*table(rows), ""]
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{day}-{name}.md"
    file.write_text("\n".join([*lines, *(f"- {note}" for note in notes), ""]))
    return file


def arguments(about: str | None, seconds: float, what: str, many: Sequence[int], runs: int = 3) -> argparse.Namespace:
    """`[SECONDS [WHAT…]] [--runs N]` of the command line: `seconds`, `many`, `runs`."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=float, default=seconds)
    parser.add_argument("many", nargs="*", type=int, default=list(many), metavar=what)
    parser.add_argument("--runs", type=int, default=runs, help=f"how often each is measured; {runs} unless told")
    return parser.parse_args()
