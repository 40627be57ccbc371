"""The settings as the environment and `.env` give them.

A wrong or unknown setting stops the start with one line that says what to write instead: a typing error in a setting
must never be silently the default.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import ValidationError

from server.base.complaints import complaint
from server.base.config import Config, WrongSettings


def names() -> tuple[str, ...]:
    """Every setting's name in the environment."""
    return tuple(str(field.validation_alias) for field in Config.model_fields.values())


def load(environ: Mapping[str, str], directory: Path) -> Config:
    """Read the settings from `environ`, then from `directory/.env` for what the environment does not set.

    Raises `WrongSettings` with one line for each unknown name and each wrong value.
    """
    file = directory / ".env"
    known = names()
    settings: dict[str, str] = {}
    lines: list[str] = []
    if file.is_file():
        text = _text(file)
        lines += _unsaid(text, known)
        settings = {key: value or "" for key, value in dotenv_values(stream=StringIO(text)).items()}
    settings.update(environ)
    lines += [_unknown(name, known) for name in sorted(settings) if name.startswith("VESTIBULE_") and name not in known]
    # An empty value means "not set", as docker compose passes the settings it was not given.
    given = {name: settings[name].strip() for name in known if settings.get(name, "").strip()}
    try:
        config = Config.model_validate(given)
    except ValidationError as error:
        lines += [_wrong(given, dict(problem)) for problem in error.errors()]
        raise WrongSettings(lines) from None
    if lines:
        raise WrongSettings(lines)
    return config


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise WrongSettings([f"{file.name} cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise WrongSettings([f"{file.name}: this is not UTF-8 text"]) from None


def _unsaid(text: str, known: tuple[str, ...]) -> Iterator[str]:
    """A line for each of ours that gives a setting no value, as by a space in the place of the `=`."""
    for binding in parse_stream(StringIO(text)):
        written = binding.original.string
        words = written.replace("export", "", 1).split()
        ours = bool(words) and (words[0] in known or words[0].startswith("VESTIBULE_"))
        if ours and (binding.error or binding.value is None):
            empty = written[: len(written) - len(written.lstrip())].count("\n")
            yield f".env line {binding.original.line + empty}: write it as NAME=VALUE"


def _unknown(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    return f"{name} is not a setting. Did you mean {near[0]}?"


def _wrong(given: Mapping[str, str], problem: dict[str, Any]) -> str:
    reason = complaint(problem)
    if not problem["loc"]:
        return reason
    name = str(problem["loc"][0])
    # A database URL may hold a password, so its value is not repeated.
    shown = (
        ""
        if name in ("VESTIBULE_DATABASE_URL", "VESTIBULE_TURN_SECRET", "VESTIBULE_MASTER_KEY")
        else f"={given.get(name, '')}"
    )
    return f"{name}{shown}: {reason[:1].lower()}{reason[1:]}"
