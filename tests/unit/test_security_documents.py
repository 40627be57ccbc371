"""The threat model and the ASVS table under test: the tests they name exist, and their sums are right."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
VERDICTS = ("met", "partly", "not met", "not applicable")


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def rows(text: str) -> list[list[str]]:
    """The cells of the table rows that begin with a number."""
    lines = [line for line in text.splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@cache
def defined_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("name", ["threat-model.md", "asvs.md"])
def test_every_test_that_is_named_exists(name: str) -> None:
    missing = [
        f"{file}::{test}"
        for file, test in NAMED.findall(page(name))
        if not (ROOT / file).is_file() or (test and test not in defined_in(ROOT / file))
    ]
    assert missing == []


@pytest.mark.parametrize("name", ["threat-model.md", "asvs.md", "combined-fields.md"])
def test_every_file_that_is_named_exists(name: str) -> None:
    named = re.findall(r"`((?:server|web|docs|bench)/[\w./-]+)`", page(name))
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_each_of_the_twenty_threats_has_a_test() -> None:
    threats = rows(page("threat-model.md"))
    assert [row[0] for row in threats] == [str(number) for number in range(1, 21)]
    assert [row[0] for row in threats if "::test_" not in row[-1]] == []


def test_the_asvs_table_has_each_requirement_once_and_the_right_sums() -> None:
    text = page("asvs.md")
    table = rows(text)
    numbers = [row[0] for row in table]
    assert len(numbers) == len(set(numbers)) == 253, "70 of level 1 and 183 of level 2"
    assert {row[2] for row in table} <= set(VERDICTS)
    assert [row[0] for row in table if len(row) != 4 or not row[3].rstrip(" |")] == [], (
        "each has its evidence or its reason"
    )
    sums = {verdict: sum(row[2] == verdict for row in table) for verdict in VERDICTS}
    assert re.search(rf"\*\*{sums['met']} of {253 - sums['not applicable']}\*\* that apply are met", text), sums
    assert f"{sums['partly']} partly, {sums['not met']} not; {sums['not applicable']} do not apply" in text, sums
