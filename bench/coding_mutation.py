"""Do the tests of the coding engine see a wrong rule? Every mutant must make one fail.

`python -m bench.coding_mutation [EVERY]`: pytest collects the unit tests of coding once, each runs once to learn which functions
it calls and how long it takes, and then each mutant meets, in a process forked from there, the tests that call the changed
function, the quickest first, until one fails. A change of a table or a default is met by all tests, collected anew over the
changed module. Exit 1 under 95 %. EVERY, 1 by default, takes every nth mutant only, and the report says so.
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
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import hypothesis
import pytest

from bench.coding_mutants import EQUAL, Mutant, mutants
from bench.report import RESULTS, machine

ROOT = Path(__file__).parents[1]
CODING = "server.coding."
Function = tuple[str, str]
"""Module and qualified name."""
BAR = 95
FILES = tuple(sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "unit").glob("test_coding_*.py")))
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:warnings", "--no-header")
FEW = hypothesis.settings(max_examples=15, derandomize=True, database=None, deadline=None)
LIMIT_S = 60
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
    elif isinstance(found, classmethod | staticmethod):
        found = found.__func__
    inspect.unwrap(found).__code__ = new
    for name, module in list(sys.modules.items()):
        if name.startswith(CODING):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _call(item: Any) -> None:
    """Run a test as the plain function it is: the tests of coding take parameters only. A property is tried on few draws:
    it meets a thousand mutants."""
    if hasattr(item.obj, "hypothesis"):
        item.obj._hypothesis_internal_use_settings = FEW
    item.obj(**(item.callspec.params if hasattr(item, "callspec") else {}))


def _plain(items: Iterable[pytest.Item]) -> list[Any]:
    """Without the one test that starts a program: it reads the files as they are."""
    return [item for item in items if "tmp_path" not in getattr(item, "fixturenames", ())]


@contextlib.contextmanager
def _noting() -> Iterator[set[Function]]:
    """The functions of `server/coding` that are called meanwhile."""
    called: set[Function] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and "/server/coding/" in frame.f_code.co_filename:
            called.add((Path(frame.f_code.co_filename).stem, frame.f_code.co_qualname))

    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(None)


class _Known:
    """What each test calls of `server/coding`, and how long it takes; and what is called while the tests are imported."""

    def __init__(self, items: Sequence[Any], imported: set[Function]) -> None:
        self._calls: dict[str, set[Function]] = {}
        self._took: dict[str, float] = {}
        self._imported = imported
        for item in items:
            began = time.perf_counter()
            with _noting() as called:
                _call(item)
            self._took[item.nodeid], self._calls[item.nodeid] = time.perf_counter() - began, called

    def quickest(self, items: Iterable[Any]) -> list[Any]:
        """The tests, the quickest first."""
        return sorted(items, key=lambda item: self._took.get(item.nodeid, 0.0))

    def of(self, mutant: Mutant, items: Iterable[Any]) -> list[Any]:
        """The tests that call the changed function, by itself or by what is defined in it."""
        return self.quickest(item for item in items if _calls(self._calls[item.nodeid], mutant))

    def at_import(self, mutant: Mutant) -> bool:
        """Whether the changed function makes something already while modules are imported, such as a table."""
        return _calls(self._imported, mutant)


def _calls(called: set[Function], mutant: Mutant) -> bool:
    stem, inside = mutant.module.removeprefix(CODING), str(mutant.inside)
    return any(module == stem and (name == inside or name.startswith(f"{inside}.<")) for module, name in called)


class _Anew:
    """pytest's loop over tests collected anew: the plain calls, until one fails."""

    def __init__(self, known: _Known) -> None:
        self._known, self.failed = known, True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        with contextlib.suppress(BaseException):
            for item in self._known.quickest(_plain(session.items)):
                _call(item)
            self.failed = False
        return True


class _Mutants:
    """In the place of pytest's own loop over the tests: a loop over the mutants."""

    def __init__(self, every: int) -> None:
        self.equal = [mutant for mutant in mutants() if mutant.key in EQUAL]
        self.chosen = [mutant for mutant in mutants() if mutant.key not in EQUAL][::every]
        self.survivors: list[str] = []
        self._imported: set[Function] = set()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection(self) -> Iterator[None]:
        """Note what making the tests calls."""
        with _noting() as called:
            yield
        self._imported = called

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = _plain(session.items)
        known = _Known(items, self._imported)
        gc.collect()
        gc.freeze()
        if not _in_child(lambda: _survives_anew(None, known)):
            raise RuntimeError("the unchanged engine fails its tests, so no mutant would tell anything")
        for position, mutant in enumerate(self.chosen):
            if _in_child(lambda mutant=mutant: _survives(mutant, known, items)):  # type: ignore[misc]
                self.survivors.append(mutant.name)
                print(f"{position + 1}/{len(self.chosen)} survived: {mutant.name}", file=sys.__stderr__, flush=True)
        return True


def _in_child(survives: Callable[[], bool]) -> bool:
    """Whether it survives, found out in a process of its own; one that crashes or never ends does not."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
        os._exit(SURVIVED if survives() else 0)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED


def _survives(mutant: Mutant, known: _Known, items: Sequence[Any]) -> bool:
    try:
        if mutant.inside is not None:
            _put_into(mutant)
            for item in known.of(mutant, items):
                _call(item)
            if not known.at_import(mutant):
                return True
        return _survives_anew(mutant, known)
    except BaseException:
        return False


def _survives_anew(mutant: Mutant | None, known: _Known) -> bool:
    for name in [name for name in sys.modules if f"{name}.".startswith((CODING, "tests."))]:
        del sys.modules[name]
    if mutant is not None:
        sys.meta_path.insert(0, _Changed(mutant))
    loop = _Anew(known)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main([*OPTIONS, *FILES], plugins=[loop])
    return not loop.failed


def main(every: int = 1) -> None:
    """Run all mutants and write what survived."""
    os.chdir(ROOT)
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
        f"## Left out: {len(loop.equal)} that change nothing",
        "",
        *(f"- `{mutant.name.replace('`', '')}`: {EQUAL[mutant.key]}" for mutant in loop.equal),
        "",
    ]
    (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-coding-mutation.md").write_text("\n".join(lines), encoding="utf-8")
    print(f"{total} mutants, {len(survivors)} survived, {score:.1f} %, {took}")
    if score < BAR:
        sys.exit(1)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
