"""The rules of ARCHITECTURE.md and CONTRIBUTING.md that a program can hold a tree to."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ONLY = {
    "aiortc": "server/media/",
    "aioice": "server/media/",
    "pylibsrtp": "server/media/",
    "socketio": "server/signaling/socket_server.py",
    "engineio": "server/signaling/socket_server.py",
    "sqlalchemy": "server/store/",
    "alembic": "server/store/",
    "aiosqlite": "server/store/",
    "asyncpg": "server/store/",
    "redis": "server/bus/",
}
"""Which part of the server alone may import a library: a file, or a package with its trailing slash."""

LONGEST = 600
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|data)(_|$)|Manager$|Helper$")
SOURCE = {".py", ".ts", ".tsx", ".css"}


@cache
def tracked() -> list[Path]:
    """What git keeps or would keep; everything in the tree where there is no repository (a source archive)."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert listing.returncode == 0, listing.stderr
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


def within(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def imports_of(file: Path) -> frozenset[str]:
    """The top-level packages that a Python source imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return frozenset(found)


def server_files() -> list[Path]:
    return [file for file in tracked() if within(file).startswith("server/") and file.suffix == ".py"]


def test_imports_point_down() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_each_package_of_the_server_has_its_place_in_the_import_contract() -> None:
    layers = (ROOT / ".importlinter").read_text().split("layers =")[1].split("[importlinter")[0]
    placed = set(re.findall(r"\w+", layers))
    standing = {within(file).split("/")[1].removesuffix(".py") for file in server_files()} - {"__init__"}
    assert standing <= placed


@pytest.mark.parametrize("library", ONLY)
def test_only_one_part_of_the_server_knows(library: str) -> None:
    strangers = [
        within(file)
        for file in server_files()
        if library in imports_of(file) and not within(file).startswith(ONLY[library])
    ]
    assert strangers == []


def test_no_file_is_longer_than_a_reader_holds() -> None:
    long = {
        within(file): lines
        for file in tracked()
        if file.suffix in SOURCE and (lines := len(file.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_no_module_is_named_after_nothing() -> None:
    named = [
        within(file) for file in tracked() if file.suffix in SOURCE and FORBIDDEN_NAMES.search(file.name.split(".")[0])
    ]
    assert named == []


def test_no_class_or_function_is_named_after_nothing() -> None:
    found = [
        f"{within(file)}: {node.name}"
        for file in server_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and FORBIDDEN_NAMES.search(node.name)
    ]
    assert found == []


def test_no_tracked_file_names_a_machine_or_a_package_registry() -> None:
    # The patterns are put together here so that this file does not match itself.
    home = re.compile("/" + r"(home|root|work|Users)/\w")
    registry = re.compile(
        r"https?://[^\s\"'<>)]*(" + "|".join(["pypi", "npmjs", "registry", "simple/"]) + r")", re.IGNORECASE
    )
    found = []
    for file in tracked():
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue
        found += [
            f"{within(file)}: {line.strip()[:100]}"
            for line in text.splitlines()
            if home.search(line) or registry.search(line)
        ]
    assert found == []


def test_every_public_thing_of_the_server_says_what_it_is() -> None:
    silent = []
    for file in server_files():
        if "/migrations/" in within(file):  # Their functions have the names and meaning that alembic gives them.
            continue
        tree = ast.parse(file.read_text())
        if not ast.get_docstring(tree) and any(not isinstance(node, ast.Expr) for node in tree.body):
            silent.append(f"{within(file)}: the module")
        silent += [
            f"{within(file)}: {node.name}"
            for node in tree.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []


def logged() -> dict[str, set[str]]:
    """Every event that the server's own code writes to the log, with its levels."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "server").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            level, on = node.func.attr, ast.unparse(node.func.value)
            if level not in ("info", "warning", "error", "exception") or "log" not in on.lower():
                continue
            for text in ast.walk(node.args[0]):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    found.setdefault(text.value, set()).add("error" if level == "exception" else level)
    return found


def test_every_event_of_the_log_stands_in_its_inventory() -> None:
    """docs/log.md is what whoever runs a server reads; a row is added, or taken out, with the line that writes it."""
    table = re.findall(r"^\| (.+?) \| ([a-z, ]+) \| .*? \| .*? ?\|$", (ROOT / "docs/log.md").read_text(), re.MULTILINE)
    told = {event: set(levels.split(", ")) for event, levels in table if event != "event"}
    assert told == logged()
