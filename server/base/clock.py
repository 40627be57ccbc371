"""One clock for the process: UTC for dates, CLOCK_BOOTTIME for durations (it goes on while the machine sleeps)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant on both clocks. `mono_ns` compares only with moments of the same `boot`."""

    utc: datetime
    mono_ns: int
    boot: str


class Clock(Protocol):
    """What the product asks of time."""

    def now(self) -> Moment: ...

    def mono_ns(self) -> int: ...


class SystemClock:
    """The machine's own clocks."""

    def __init__(self) -> None:
        self._boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()

    def mono_ns(self) -> int:
        """Nanoseconds since boot, suspended time included."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

    def now(self) -> Moment:
        return Moment(utc=datetime.now(UTC), mono_ns=self.mono_ns(), boot=self._boot)
