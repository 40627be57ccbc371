"""A process held to a share of a core, by the kernel's own means (cgroup v1 or v2), where this program may use them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

PERIOD_US = 10_000
"""The shortest that keeps a held process's packets from waiting long for the next."""
ROOTS = (Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup"))


@contextlib.contextmanager
def held(pid: int, share: float) -> Iterator[None]:
    """Let the process use that share of one core, from now until the end of the context. Raises OSError where that is not allowed."""
    root = next((one for one in ROOTS if (one / "cgroup.procs").exists()), ROOTS[-1])
    group = root / f"vestibule-bench-{pid}"
    group.mkdir()
    try:
        quota = max(1000, round(share * PERIOD_US))
        if (group / "cpu.max").exists():
            (group / "cpu.max").write_text(f"{quota} {PERIOD_US}")
        else:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        (group / "cgroup.procs").write_text(str(pid))
        yield
    finally:
        with contextlib.suppress(OSError):
            (root / "cgroup.procs").write_text(str(pid))
        deadline = time.monotonic() + 2
        while group.exists() and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                group.rmdir()
            time.sleep(0.01)
