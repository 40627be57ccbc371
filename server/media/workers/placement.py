"""Which worker takes a visit that none has yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SETTLING_S = 10.0
"""What a visit costs is in its worker's load after about so long: the load is an average over some seconds."""
GUESS = 0.01
"""The share of a core that a visit is taken to cost until then, two parties in high quality."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a worker stands: `load` is the share of a core it uses, `arriving` the visits placed in the last `SETTLING_S`,
    `connections` all that it has."""

    index: int
    load: float
    full: bool
    arriving: int
    connections: int


def place(workers: Iterable[Standing]) -> int | None:
    """The index of the worker with the least to do, among those that are not full while there are any; None without workers."""
    return min(workers, key=_order).index if (workers := list(workers)) else None


def _order(one: Standing) -> tuple[bool, float, int, int]:
    # In steps: a percent more or less says nothing, and the worker with fewer connections is then the better guess.
    expected = one.load + GUESS * one.arriving
    return one.full, round(expected * 20) / 20, one.connections, one.index
