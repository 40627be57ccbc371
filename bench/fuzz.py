"""Fuzzing of what anybody may send: `python -m bench.fuzz [SECONDS [TARGET …]]`, 300 a target unless told; part of `make soak`.

With atheris (coverage-guided; `uv pip install --group fuzz` into a Python that it has a wheel for) where it is installed; it is no
dependency of this program, as it has no wheels for every Python that this runs on. Without, seeded mutations of the kept corpus. What
escapes is written to tests/media/corpus, where the normal tests read it from then on, and ends the run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.report import RESULTS, machine
from tests.media.fuzz_targets import CORPUS, TARGETS, kept

SECONDS = 300
INTERRUPTED = 72
"""How libFuzzer ends where it was interrupted and nothing had escaped."""
GUIDED = """
import atheris, sys
with atheris.instrument_imports(include=["server.media"]):
    from tests.media.fuzz_targets import TARGETS
atheris.Setup(sys.argv[1:], TARGETS["{target}"])
atheris.Fuzz()
"""


def mutated(chance: random.Random, seeds: list[bytes]) -> bytes:
    """A seed with one to six damages: bytes changed, cut, doubled, or joined with another seed."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0 if at < len(data):
                data[at] = chance.randrange(256)
            case 1 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 2:
                del data[at : at + chance.randrange(1, 20)]
            case 3:
                data[at:at] = data[at : at + chance.randrange(1, 60)]
            case _:
                data[at:] = chance.choice(seeds)[at:]
    return bytes(data[:4096])


def blind(target: str, seconds: float) -> int:
    """Mutations for that long; how many. Raises SystemExit with what escaped, which is kept."""
    seeds = [path.read_bytes() for path in kept(target)]
    chance, count, until = random.Random(seconds), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        data = mutated(chance, seeds)
        count += 1
        try:
            TARGETS[target](data)
        except Exception as error:
            found = CORPUS / target / f"escaped-{hashlib.sha256(data).hexdigest()[:16]}"
            found.write_bytes(data)
            raise SystemExit(f"{target}: {error!r} escaped; kept as {found.name}") from error
    return count


def guided(target: str, seconds: float) -> int:
    """The same by atheris, in a process of its own. It is interrupted when its time is over: atheris 3.0 passes over libFuzzer's
    `-max_total_time`."""
    with tempfile.TemporaryDirectory() as grown, tempfile.NamedTemporaryFile("w") as told:
        process = subprocess.Popen(
            [
                sys.executable, "-c", GUIDED.format(target=target), "-max_len=4096", "-print_final_stats=1",
                f"-artifact_prefix={CORPUS / target}/escaped-", grown, str(CORPUS / target),
            ],
            stdout=subprocess.DEVNULL, stderr=told,
        )  # fmt: skip
        began = None
        while process.poll() is None and (began is None or time.monotonic() - began < seconds):
            time.sleep(0.2)
            if began is None:
                # What is imported is instrumented first, and the corpus is read.
                began = time.monotonic() if "INITED" in Path(told.name).read_text(errors="replace") else None
        if process.poll() is None:
            process.terminate()
        code = process.wait()
        said = Path(told.name).read_text(errors="replace")
    if code != INTERRUPTED:
        raise SystemExit(
            f"{target}: ended with {code}, something escaped; kept under {target}/escaped-*\n{said[-2000:]}"
        )
    return next(int(line.split()[-1]) for line in said.splitlines() if "number_of_executed_units" in line)


def main(seconds: float = SECONDS, targets: list[str] | None = None) -> None:
    """Each target for so long; writes bench/results/DATE-fuzz.json."""
    by_atheris = importlib.util.find_spec("atheris") is not None
    run = guided if by_atheris else blind
    tried = {target: run(target, seconds) for target in targets or TARGETS}
    result = {"machine": machine(), "by": "atheris" if by_atheris else "mutations", "seconds": seconds, "inputs": tried}
    day = datetime.now(UTC).date().isoformat()
    (RESULTS / f"{day}-fuzz.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS, sys.argv[2:] or None)
