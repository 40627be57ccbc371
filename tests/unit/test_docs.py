"""Documentation under test: what the pages name exists, and what exists is named."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from server.base.environment import names
from server.visits.machine import NEXT

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def page(name: str) -> str:
    return (ROOT / name).read_text()


def anchors(text: str) -> set[str]:
    """The fragments that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower().replace(" ", "-") for heading in headings}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z0-9-]*):", page("Makefile"), re.MULTILINE))


def test_the_pages_that_a_newcomer_looks_for_exist() -> None:
    for name in ("README.md", "ARCHITECTURE.md", "PROTOCOL.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"):
        assert (ROOT / name).is_file(), name


@pytest.mark.parametrize("of", ["server", "web/src"])
def test_the_architecture_says_of_each_folder_what_it_knows(of: str) -> None:
    listed = subprocess.check_output(["git", "ls-files", of], cwd=ROOT, text=True).splitlines()
    folders = {"/".join(Path(file).parts[: len(Path(of).parts) + 1]) for file in listed}
    rows = "\n".join(line for line in page("ARCHITECTURE.md").splitlines() if line.startswith("| `"))
    assert {one for one in folders if "." not in one and f"`{one}`" not in rows} == set()


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert re.search(r"^## Unreleased$", page("CHANGELOG.md"), re.MULTILINE)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(file: Path) -> None:
    broken = []
    for target in LINK.findall(file.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        aim = (file.parent / path) if path else file
        if not aim.exists() or (fragment and aim.suffix == ".md" and fragment not in anchors(aim.read_text())):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_make_commands_in_the_pages_exist(file: Path) -> None:
    text = file.read_text()
    code = " ".join(re.findall(r"`[^`\n]+`|^    .+$|```.*?```", text, re.MULTILINE | re.DOTALL))
    assert set(re.findall(r"\bmake ([a-z][a-z0-9-]*)", code)) <= make_targets()


def test_each_make_target_for_people_is_in_the_readme() -> None:
    offered = set(re.findall(r"^([a-z][a-z0-9-]*):.*## ", page("Makefile"), re.MULTILINE))
    inner = {"help", "setup", "web-check"}
    assert offered - inner <= set(re.findall(r"`?make ([a-z0-9-]+)", page("README.md")))


@pytest.mark.parametrize("command", sorted(set(re.findall(r"python -m server ((?:[a-z]+ ?)+)", page("README.md")))))
def test_server_commands_in_the_readme_explain_themselves(command: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "server", *command.split(), "--help"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert command.split()[-1] in result.stdout


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    settings = {name for name in names() if name.startswith("VESTIBULE_")}
    described = set(re.findall(r"^\|\s*`(VESTIBULE_\w+)`", page("docs/configuration.md"), re.MULTILINE))
    assert described == settings


@pytest.mark.parametrize("file", [*PAGES, ROOT / ".env.example", ROOT / "Dockerfile"], ids=lambda file: file.name)
def test_settings_that_a_page_mentions_exist(file: Path) -> None:
    assert set(re.findall(r"\bVESTIBULE_[A-Z_]*[A-Z]", file.read_text())) <= set(names())


def test_the_example_of_settings_names_each_one() -> None:
    assert set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", page(".env.example"), re.MULTILINE)) == set(names())


def test_the_picture_of_a_visits_states_is_drawn_from_the_table() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+): (\w+)$", page("ARCHITECTURE.md"), re.MULTILINE))
    assert drawn == {(str(state), str(to), str(move)) for state, moves in NEXT.items() for move, to in moves.items()}


def test_each_decision_has_its_four_parts_and_a_number_of_its_own() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [file.name[:4] for file in decisions]
    assert numbers == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for file in decisions:
        text = file.read_text()
        assert text.startswith(f"# {file.name[:4]} ")
        for part in ("**Context.**", "**Decision.**", "**Consequence.**", "**Measurement"):
            assert part in text, f"{file.name} has no {part}"


def test_continuous_integration_runs_what_the_readme_promises() -> None:
    lines = [line for line in page(".ci/run").splitlines() if line.strip() and not line.startswith("#")]
    assert lines[0] == "set -euo pipefail"
    assert lines[-1] == "exec make test"
    assert len(lines) == 3
