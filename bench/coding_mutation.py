"""Do the tests of the coding engine see a wrong rule? Every mutant must make one fail.

`python -m bench.coding_mutation [EVERY]`: pytest collects the unit tests of coding once; each mutant then runs them in a forked
process until one fails. A change inside a function is put into the loaded function; a change of a table needs the modules anew.
Exit 1 under 95 %. EVERY, 1 by default, takes every nth mutant only, and the report says so.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.abc
import importlib.machinery
import inspect
import io
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import hypothesis
import pytest

from bench.coding_mutants import Mutant, mutants
from bench.report import RESULTS, machine

ROOT = Path(__file__).parents[1]
BAR = 95
FILES = tuple(
    f"tests/unit/test_coding_{name}.py"
    for name in (
        "cases", "flags", "boundaries", "questions", "reasons", "profiles", "command", "settings", "edges", "properties"
    )
)  # fmt: skip
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:warnings", "--no-header", "--tb=no")
LIMIT_S = 120
"""CPU seconds: a mutant that never ends is seen too."""
SURVIVED = 7


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the one changed module before the file on disk is found."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._mutant.module:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._mutant.tree, f"{self._mutant.module} (changed)", "exec"), module.__dict__)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _codes(inner)


def _put_into(mutant: Mutant) -> None:
    """Give the loaded function the changed code, and forget what it has cached."""
    new = next(
        code for code in _codes(compile(mutant.tree, mutant.module, "exec")) if code.co_qualname == mutant.inside
    )
    found: Any = sys.modules[mutant.module]
    for part in str(mutant.inside).split("."):
        found = inspect.getattr_static(found, part)
    if isinstance(found, property):
        found = found.fget
    inspect.unwrap(found).__code__ = new
    for name, module in list(sys.modules.items()):
        if name.startswith("server.coding."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


class _Mutants:
    """In the place of pytest's own loop over the tests: the same loop, once for each mutant."""

    def __init__(self, every: int) -> None:
        self.chosen = list(mutants())[::every]
        self.survivors: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        gc.freeze()
        for position, mutant in enumerate(self.chosen):
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
                os._exit(SURVIVED if _survives(mutant, session) else 0)
            _, status = os.waitpid(child, 0)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED:
                self.survivors.append(mutant.name)
                print(f"{position + 1}/{len(self.chosen)} survived: {mutant.name}", file=sys.__stderr__, flush=True)
        return True


def _survives(mutant: Mutant, session: pytest.Session) -> bool:
    try:
        if mutant.inside is None:
            return _survives_anew(mutant)
        _put_into(mutant)
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return False
    except BaseException:
        return False
    return True


def _survives_anew(mutant: Mutant) -> bool:
    for name in [name for name in sys.modules if name.startswith(("server.", "tests."))]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Changed(mutant))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return all(pytest.main([*OPTIONS, *files]) == 0 for files in (FILES[:1], FILES[1:]))


def main(every: int = 1) -> None:
    """Run all mutants and write what survived."""
    os.chdir(ROOT)
    hypothesis.settings.register_profile("mutation", max_examples=20, derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("mutation")
    began, loop = time.monotonic(), _Mutants(every)
    pytest.main([*OPTIONS, *FILES], plugins=[loop])
    total, survivors = len(loop.chosen), loop.survivors
    score = 100 * (total - len(survivors)) / total
    took = f"{(time.monotonic() - began) / 60:.0f} min"
    share = "" if every == 1 else f" (each {every}th of all)"
    lines = [
        "# Mutants of the coding engine",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, {took}, load {os.getloadavg()[2]:.0f}.",
        "",
        f"{total} mutants{share}, {total - len(survivors)} seen by a test: **{score:.1f} %** (bar: {BAR} %).",
        "",
        "Changed one at a time: comparisons, and/or/not, arithmetic, numbers, truth values, neighbouring codes of a table,",
        "members of a set, flags. Sentences, labels, sources and error texts are left alone.",
        "",
        "## Survivors",
        "",
        *(f"- `{name.replace('`', '')}`" for name in survivors),
        "",
    ]
    (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-coding-mutation.md").write_text("\n".join(lines), encoding="utf-8")
    print(f"{total} mutants, {len(survivors)} survived, {score:.1f} %, {took}")
    if score < BAR:
        sys.exit(1)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
