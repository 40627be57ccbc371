"""Settings as the person at the command line meets them: one clear line, and no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.base.config import Config, WrongSettings
from server.base.environment import load
from server.cli import main
from server.media_settings import media_configs
from tests.integration import databases
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.databases()


def command(home: Path, *arguments: str) -> Result:
    """A command in this process, with no settings but its home."""
    kept: dict[str, str | None] = {
        name: None for name in os.environ if name.startswith("VESTIBULE_") or name in ("HOST", "PORT")
    }
    kept |= {"VESTIBULE_HOME": str(home), "VESTIBULE_DATABASE_URL": databases.url(home)}
    return CliRunner().invoke(main, arguments, env=kept)


def run(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, as its user sees it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VESTIBULE_")}
    environment = kept | {"VESTIBULE_HOME": str(home / "home"), "PYTHONPATH": str(ROOT)} | settings
    line = [sys.executable, "-m", "server", *arguments]
    return subprocess.run(
        line, cwd=home, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )


def wrong(**settings: str) -> list[str]:
    with pytest.raises(WrongSettings) as refused:
        load(settings, Path("/nonexistent"))
    return refused.value.lines


def test_an_unknown_setting_stops_the_start_with_the_nearest_right_name(tmp_path: Path) -> None:
    result = run(tmp_path, VESTIBULE_MEDIAPORT="9000")
    assert result.returncode == 2
    assert result.stderr == "VESTIBULE_MEDIAPORT is not a setting. Did you mean VESTIBULE_MEDIA_PORT?\n"
    assert not (tmp_path / "home").exists()


def test_an_unknown_setting_in_the_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("VESTIBULE_ORIGIN=https://a.example\n")
    with pytest.raises(WrongSettings, match="Did you mean VESTIBULE_ORIGINS"):
        load({}, tmp_path)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=1111\nHOST=127.0.0.2\nOTHER=ignored\n")
    config = load({"PORT": "2222"}, tmp_path)
    assert (config.port, config.host) == (2222, "127.0.0.2")


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("PORT=1111\nVESTIBULE_TLS self-signed\n", ".env line 2: write it as NAME=VALUE"),
        ("VESTIBULE_TLS\n", ".env line 1: write it as NAME=VALUE"),
        ("# all right\n\nPORT\nOTHER\nexport OTHER\nanything else\n", ".env line 3: write it as NAME=VALUE"),
    ],
)
def test_a_line_of_the_file_that_says_nothing_is_not_silently_the_default(
    tmp_path: Path, written: str, line: str
) -> None:
    (tmp_path / ".env").write_text(written)
    with pytest.raises(WrongSettings) as caught:
        load({}, tmp_path)
    assert caught.value.lines == [line]


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PORT=1111\n# caf\xe9\n")
    with pytest.raises(WrongSettings) as caught:
        load({}, tmp_path)
    assert caught.value.lines == [".env: this is not UTF-8 text"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "http", "a whole number is needed"),
        ("PORT", "65536", "65535"),
        ("VESTIBULE_MEDIA_PORT", "1023", "1024 or above"),
        ("VESTIBULE_MEDIA_PORT", "-1", "0 or more is needed"),
        ("VESTIBULE_MEDIA_WORKERS", "65", "64 is allowed at most"),
        ("VESTIBULE_PUBLIC_IP", "192.0.2.1, example.org", "'example.org' is not an IPv4 or IPv6 address"),
        ("VESTIBULE_PUBLIC_IP", "0.0.0.0", "not an address that a browser can send to"),
        ("VESTIBULE_DEMO", "perhaps", "true or false"),
        ("VESTIBULE_ORIGINS", "https://a.example/", "not an origin"),
        ("VESTIBULE_TLS_CERT", "/nonexistent.pem", "no readable file"),
        ("VESTIBULE_LOG_LEVEL", "loud", "'debug'"),
        ("VESTIBULE_DATABASE_URL", "file.db", "sqlite+aiosqlite:///PATH"),
    ],
)
def test_a_wrong_value_is_named_with_its_setting(name: str, value: str, said: str) -> None:
    lines = wrong(**{name: value})
    assert len(lines) == 1
    assert lines[0].startswith(name)
    assert said in lines[0]


def test_every_fault_is_told_at_once() -> None:
    lines = wrong(PORT="x", VESTIBULE_DEMO="x", VESTIBULE_HOMES="x")
    assert sorted(line.split("=")[0].split(" ")[0] for line in lines) == ["PORT", "VESTIBULE_DEMO", "VESTIBULE_HOMES"]


def test_the_database_urls_password_is_not_repeated() -> None:
    assert "hunter2" not in wrong(VESTIBULE_DATABASE_URL="mysql://me:hunter2@db/x")[0]


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("x")
    assert "together" in wrong(VESTIBULE_TLS_CERT=str(tmp_path / "cert.pem"))[0]


def test_each_worker_has_a_port_of_its_own() -> None:
    nowhere = Path("/nonexistent")
    assert load({}, nowhere).media_ports == (8081,)
    assert load({"VESTIBULE_MEDIA_WORKERS": "3"}, nowhere).media_ports == (8081, 8082, 8083)
    assert load({"VESTIBULE_MEDIA_WORKERS": "2", "VESTIBULE_MEDIA_PORT": "0"}, nowhere).media_ports == (0, 0)
    with pytest.raises(WrongSettings, match="ports end at 65535"):
        load({"VESTIBULE_MEDIA_WORKERS": "3", "VESTIBULE_MEDIA_PORT": "65534"}, nowhere)
    # The pages' own port listens for something else: that worker's media go by UDP alone.
    one, other = media_configs(load({"VESTIBULE_MEDIA_WORKERS": "2", "PORT": "8082"}, nowhere))
    assert (one.port, one.tcp, other.port, other.tcp) == (8081, True, 8082, False)


def test_the_media_port_may_have_the_number_of_the_pages_port() -> None:
    assert load({"PORT": "9000", "VESTIBULE_MEDIA_PORT": "9000"}, Path("/nonexistent")).media_port == 9000


@pytest.mark.parametrize(
    ("settings", "base_url"),
    [
        ({}, "http://localhost:8080"),
        ({"PORT": "80"}, "http://localhost"),
        ({"HOST": "::1"}, "http://[::1]:8080"),
        ({"HOST": "192.0.2.9"}, "http://192.0.2.9:8080"),
        ({"VESTIBULE_ORIGINS": "https://v.example, https://w.example"}, "https://v.example"),
    ],
)
def test_links_begin_with_where_browsers_reach_the_server(settings: dict[str, str], base_url: str) -> None:
    assert load(settings, Path("/nonexistent")).base_url == base_url


def test_only_a_loopback_host_is_loopback() -> None:
    assert [Config(host=host).loopback for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost")] == [True] * 4
    assert [Config(host=host).loopback for host in ("0.0.0.0", "::", "10.0.0.1", "localhost.example")] == [False] * 4
    assert Config().media_addresses == ("127.0.0.1",)


def test_a_port_in_use_is_one_line_and_changes_nothing_on_disk(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run(tmp_path, PORT=str(taken.getsockname()[1]), VESTIBULE_MEDIA_PORT="0")
    assert result.returncode == 2
    assert "cannot listen there" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.databases("sqlite", "postgresql")
def test_accounts_and_visits_without_a_demonstration(tmp_path: Path) -> None:
    account = ["--email", "a@p.example", "--name", "Ann Admin", "--role", "administrator"]
    first = command(tmp_path, "staff", "add", *account)
    assert (first.exit_code, "--practice" in first.output) == (2, True)
    practice = ["--practice", "P", "--phone", "555-0100", "--tz", "America/New_York"]
    made = command(tmp_path, "staff", "add", *account, *practice)
    assert made.exit_code == 0, made.output
    assert "password" in made.output
    again = command(tmp_path, "staff", "add", *account)
    assert (again.exit_code, again.output) == (1, "There is an account with this mail address already.\n")
    assert "a@p.example" in command(tmp_path, "staff", "list").output

    visit = command(tmp_path, "visit", "add", "--name", "Pat Ient", "--born", "1980-02-01", "--state", "ny")
    assert visit.exit_code == 0, visit.output
    visit_id, link = visit.output.split()
    assert link.startswith("http://localhost:8080/v#")
    renewed = command(tmp_path, "visit", "link", visit_id)
    assert renewed.output.strip() != link
    exported = command(tmp_path, "evidence", "export", visit_id, "--to", str(tmp_path / "out.jsonl"))
    assert exported.exit_code == 0, exported.output
    verified = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "verify_evidence.py"), str(tmp_path / "out.jsonl")],
        capture_output=True,
        check=False,
    )
    assert verified.returncode == 0
    nowhere = command(tmp_path, "evidence", "export", visit_id, "--to", str(tmp_path / "no" / "out.jsonl"))
    assert (nowhere.exit_code, "No such file or directory" in nowhere.output) == (1, True)
    assert nowhere.exception is None or isinstance(nowhere.exception, SystemExit)
    unknown = command(tmp_path, "visit", "link", "no-such-visit")
    assert (unknown.exit_code, unknown.output) == (1, "There is no such visit or account.\n")
    abroad = command(tmp_path, "visit", "add", "--name", "X Y", "--born", "1980-02-01", "--state", "New York")
    assert (abroad.exit_code, abroad.output[:7]) == (1, "state: ")
    wrong_date = command(tmp_path, "visit", "add", "--name", "X Y", "--born", "1.2.80")
    assert (wrong_date.exit_code, "YYYY-MM-DD" in wrong_date.output) == (2, True)
    checked = command(tmp_path, "check")
    assert (checked.exit_code, "1 accounts" in checked.output) == (0, True)
